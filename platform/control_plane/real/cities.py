"""Who the three cities are: names, looks, words, topics, and which file belongs to which."""

from dataclasses import dataclass, field
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic in the city's languages, with a lucide icon."""

    slug: str
    icon: str
    names: dict[str, str]


@dataclass(frozen=True, slots=True)
class Centre:
    """A neighbourhood that has no polygon here: its name and centre (degrees), around which a cell is computed."""

    slug: str
    name: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RealProfile:
    """A city, what it is asked for (fields of ``CityRequest``), and its import. Files are named from REAL_DATA."""

    wishes: dict[str, Any]
    topics: tuple[Topic, ...]
    centres: tuple[Centre, ...] = ()
    polygons: str = ""
    census: str = ""
    ideas: str
    format: str
    comments: str = ""
    language: str = ""
    files: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        """All files it needs."""
        named = (self.ideas, self.comments, self.polygons, self.census)
        object.__setattr__(self, "files", tuple(name for name in named if name))


HELSINKI: Final = RealProfile(
    wishes={
        "slug": "helsinki",
        "rules": {"privacy_contact": "privacy@helsinki.example.org"},
        "name": "Helsinki",
        "names": {"fi": "Helsinki", "en": "Helsinki"},
        "country": "FI",
        "time_zone": "Europe/Helsinki",
        "languages": ("fi", "en"),
        "default_language": "en",
        "branding": {
            "primary": "#0000bf",
            "accent": "#ffc61e",
            "radius": 2,
            "stack": "geometric",
            "question": {
                "en": "What would make your corner of Helsinki better?",
                "fi": "Mikä tekisi sinun Helsingistäsi paremman?",
            },
            "promise": {
                "en": "Residents decide on part of the city's budget. Every idea is read, and told what became of it.",
                "fi": "Asukkaat päättävät osasta kaupungin budjettia. Jokainen idea luetaan, ja jokaiselle vastataan.",
            },
            "about": {
                "en": (
                    "This wall shows the ideas of three rounds of OmaStadi, Helsinki's participatory budget, as they "
                    "were exported from omastadi.hel.fi. The ideas are real; the wall is a demonstration and the City "
                    "of Helsinki has no part in it."
                ),
                "fi": (
                    "Tällä seinällä ovat OmaStadin kolmen kierroksen ideat sellaisina kuin ne on viety palvelusta "
                    "omastadi.hel.fi. Ideat ovat oikeita; seinä on esittely, eikä Helsingin kaupunki ole siinä mukana."
                ),
            },
        },
    },
    topics=(
        Topic("nature", "trees", {"fi": "Puistot ja luonto", "en": "Parks and nature"}),
        Topic("sport", "bike", {"fi": "Liikunta ja ulkoilu", "en": "Sport and outdoors"}),
        Topic("built", "building-2", {"fi": "Rakennettu ympäristö", "en": "Streets and buildings"}),
        Topic("community", "handshake", {"fi": "Yhteisöllisyys", "en": "Community"}),
        Topic("culture", "theater", {"fi": "Kulttuuri", "en": "Culture"}),
        Topic("learning", "graduation-cap", {"fi": "Oppiminen ja osaaminen", "en": "Learning and skills"}),
        Topic("wellbeing", "heart-pulse", {"fi": "Terveys ja hyvinvointi", "en": "Health and well-being"}),
        Topic("ecology", "leaf", {"fi": "Ekologisuus", "en": "Ecology"}),
    ),
    polygons="places/helsinki_districts.geojson",
    census="census/helsinki_district_statistics.csv",
    ideas="ideas/helsinki_omastadi.csv",
    format="omastadi",
)

MADRID: Final = RealProfile(
    wishes={
        "slug": "madrid",
        "rules": {"privacy_contact": "privacy@madrid.example.org"},
        "name": "Madrid",
        "names": {"es": "Madrid", "en": "Madrid"},
        "country": "ES",
        "time_zone": "Europe/Madrid",
        "languages": ("es", "en"),
        "default_language": "es",
        "population": 3_332_035,
        "branding": {
            "primary": "#003df6",
            "accent": "#ff9a00",
            "radius": 6,
            "stack": "humanist",
            "question": {"es": "¿Qué cambiarías en tu barrio?", "en": "What would you change in your neighbourhood?"},
            "promise": {
                "es": "Cada propuesta se lee y recibe respuesta. Las que más apoyos reúnen la reciben con fecha.",
                "en": "Every proposal is read and answered. Those with the most support get an answer by a date.",
            },
            "about": {
                "es": (
                    "Este muro muestra 80 propuestas de Decide Madrid con sus conversaciones, de 2015 a 2019, tal como "
                    "se publicaron para la investigación. Las propuestas son reales; el muro es una demostración y el "
                    "Ayuntamiento de Madrid no participa en él."
                ),
                "en": (
                    "This wall shows 80 proposals of Decide Madrid with their discussions, from 2015 to 2019, as they "
                    "were published for research. The proposals are real; the wall is a demonstration and the City of "
                    "Madrid has no part in it."
                ),
            },
        },
    },
    topics=(
        Topic("movilidad", "bus", {"es": "Movilidad", "en": "Getting around"}),
        Topic("medio-ambiente", "leaf", {"es": "Medio ambiente", "en": "Environment"}),
        Topic("urbanismo", "building-2", {"es": "Urbanismo", "en": "Urban planning"}),
        Topic("cultura", "theater", {"es": "Cultura", "en": "Culture"}),
        Topic("deportes", "bike", {"es": "Deportes", "en": "Sport"}),
        Topic("derechos-sociales", "hand-heart", {"es": "Derechos sociales", "en": "Social rights"}),
        Topic("salud", "heart-pulse", {"es": "Salud", "en": "Health"}),
        Topic("participacion", "landmark", {"es": "Participación", "en": "Participation"}),
    ),
    centres=(
        Centre("centro", "Centro", 40.4153, -3.7074),
        Centre("arganzuela", "Arganzuela", 40.4027, -3.6954),
        Centre("retiro", "Retiro", 40.4080, -3.6764),
        Centre("salamanca", "Salamanca", 40.4300, -3.6777),
        Centre("chamartin", "Chamartín", 40.4620, -3.6766),
        Centre("tetuan", "Tetuán", 40.4605, -3.6982),
        Centre("chamberi", "Chamberí", 40.4344, -3.7040),
        Centre("fuencarral-el-pardo", "Fuencarral-El Pardo", 40.4980, -3.7090),
        Centre("moncloa-aravaca", "Moncloa-Aravaca", 40.4435, -3.7420),
        Centre("latina", "Latina", 40.3970, -3.7420),
        Centre("carabanchel", "Carabanchel", 40.3810, -3.7300),
        Centre("usera", "Usera", 40.3810, -3.7060),
        Centre("puente-de-vallecas", "Puente de Vallecas", 40.3900, -3.6590),
        Centre("moratalaz", "Moratalaz", 40.4070, -3.6440),
        Centre("ciudad-lineal", "Ciudad Lineal", 40.4480, -3.6500),
        Centre("hortaleza", "Hortaleza", 40.4740, -3.6410),
        Centre("villaverde", "Villaverde", 40.3450, -3.6930),
        Centre("villa-de-vallecas", "Villa de Vallecas", 40.3650, -3.6010),
        Centre("vicalvaro", "Vicálvaro", 40.4040, -3.6080),
        Centre("san-blas-canillejas", "San Blas-Canillejas", 40.4360, -3.6150),
        Centre("barajas", "Barajas", 40.4740, -3.5800),
    ),
    ideas="ideas/madrid_proposals.csv",
    comments="ideas/madrid_comments.csv",
    format="consul",
    language="es",
)

LILLE: Final = RealProfile(
    wishes={
        "slug": "lille",
        "rules": {"privacy_contact": "privacy@lille.example.org"},
        "name": "Lille",
        "names": {"fr": "Lille", "en": "Lille"},
        "country": "FR",
        "time_zone": "Europe/Paris",
        "languages": ("fr", "en"),
        "default_language": "fr",
        "population": 236_710,
        "branding": {
            "primary": "#b5123b",
            "accent": "#1f6f8b",
            "radius": 10,
            "stack": "serif",
            "question": {"fr": "Que faut-il changer, ici et ailleurs ?", "en": "What should change, here and beyond?"},
            "promise": {
                "fr": "Chaque contribution est lue, et la réponse est publique.",
                "en": "Every contribution is read, and its answer is public.",
            },
            "about": {
                "fr": (
                    "Ce mur montre 196 contributions au Grand débat de 2019, déposées sur le site de la Métropole "
                    "européenne de Lille et exportées de Decidim. Les contributions sont réelles ; le mur est une "
                    "démonstration à laquelle ni la ville ni la métropole ne prennent part."
                ),
                "en": (
                    "This wall shows 196 contributions to the Great Debate of 2019, shared on the site of the Lille "
                    "metropolis and exported from Decidim. The contributions are real; the wall is a demonstration in "
                    "which neither the city nor the metropolis takes part."
                ),
            },
        },
    },
    topics=(
        Topic("transition", "leaf", {"fr": "Transition écologique", "en": "Ecological transition"}),
        Topic("impots", "coins", {"fr": "Impôts, dépenses, action publique", "en": "Taxes and public spending"}),
        Topic("democratie", "handshake", {"fr": "Démocratie et citoyenneté", "en": "Democracy and citizenship"}),
        Topic(
            "organisation",
            "landmark",
            {"fr": "Organisation de l’Etat et des collectivités publiques", "en": "Organisation of the state"},
        ),
        Topic("autre", "book-open", {"fr": "Autre sujet", "en": "Something else"}),
    ),
    ideas="ideas/lille_decidim_export.csv",
    format="decidim",
    language="fr",
)

REAL_CITIES: Final = (HELSINKI, MADRID, LILLE)
