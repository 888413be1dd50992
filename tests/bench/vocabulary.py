"""Words for invented ideas: common ones in four languages, and the long tail that every language has.

A word's rank follows Zipf: the n-th most common is said about 1/n as often as the first. The tail is made of two
common words written as one, as Dutch does anyway; so there are some words in many texts, and many words in few.
"""

from typing import Final

_COMMON: Final = {
    "en": """the street park trees bench water children school bus stop light night safe bike lane road crossing
corner square market library garden play ground old people young family sport hall pool summer shade
green clean rubbish bin glass paper collection noise traffic car speed limit parking space pavement
wheel chair ramp door toilet fountain drink bridge river bank path walk dog grass flower bird bee insect
roof solar panel energy house rent flat empty shop window craft music stage theatre dance film festival
evening sunday morning winter snow ice rain flood drain sewer pipe air quality dust smoke school yard
kitchen meal food share fridge repair cafe tool lend book bus train tram station ticket price free card
language course teacher help neighbour meeting room table map sign name history wall paint mural art
culture work job training office start small company health doctor nurse clinic rest quiet sleep""",
    "fr": """rue parc arbres banc eau enfants école arrêt lumière nuit sécurité vélo piste route passage coin place
marché bibliothèque jardin jeux vieux jeunes famille sport salle piscine été ombre vert propre déchets
poubelle verre papier bruit circulation voiture vitesse limite parking trottoir fauteuil rampe porte
toilettes fontaine pont rivière berge chemin promenade chien herbe fleur oiseau abeille toit soleil
énergie maison loyer logement vide boutique vitrine artisan musique scène théâtre danse film fête soirée
dimanche matin hiver neige pluie égout air qualité poussière cour cuisine repas partage frigo réparer
café outil prêter livre train tram gare billet prix gratuit carte langue cours aide voisin réunion table
plan nom histoire mur peinture culture travail formation bureau santé médecin repos calme""",
    "nl": """straat park bomen bank water kinderen school halte licht nacht veilig fiets pad weg oversteek hoek plein
markt bibliotheek tuin spelen oud jong gezin sport zaal zwembad zomer schaduw groen schoon afval vuilbak
glas papier lawaai verkeer auto snelheid grens parkeren stoep rolstoel helling deur toilet fontein brug
rivier oever wandelen hond gras bloem vogel bij dak zon energie huis huur woning leeg winkel raam
ambacht muziek podium theater dans film feest avond zondag morgen winter sneeuw regen riool lucht
kwaliteit stof keuken maaltijd delen koelkast herstellen gereedschap lenen boek trein tram station
kaartje prijs gratis taal les hulp buur vergadering tafel kaart naam geschiedenis muur verf cultuur werk
opleiding kantoor gezondheid dokter rust stil""",
    "es": """calle parque árboles banco agua niños escuela parada luz noche seguro bici carril camino cruce esquina
plaza mercado biblioteca jardín juegos mayores jóvenes familia deporte sala piscina verano sombra verde
limpio basura vidrio papel ruido tráfico coche velocidad límite acera silla rampa puerta baño fuente
puente río orilla paseo perro hierba flor pájaro abeja techo sol energía casa alquiler vivienda vacío
tienda ventana taller música escenario teatro baile cine fiesta tarde domingo mañana invierno nieve
lluvia desagüe aire calidad polvo patio cocina comida compartir nevera reparar café prestar libro tren
tranvía estación billete precio gratis tarjeta idioma curso ayuda vecino reunión mesa mapa nombre
historia pared pintura cultura trabajo oficina salud médico descanso silencio""",
}
LANGUAGES: Final = tuple(_COMMON)


def ranked(language: str) -> list[str]:
    """All different words of a language, the most common first."""
    common = list(dict.fromkeys(_COMMON[language].split()))
    tail = (first + second for second in common for first in common if first != second)
    return list(dict.fromkeys([*common, *tail]))
