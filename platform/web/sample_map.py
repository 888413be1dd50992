"""Shapes for the living page: cells around the centres of Brussels' nineteen communes, with invented counts."""

from __future__ import annotations

VIEWBOX = "53 50 538 482"

# name, label on the map, path, centre x and y, ideas
CELLS: list[tuple[str, str, str, int, int, int]] = [
    (
        "Anderlecht",
        "Anderlecht",
        "M207 339L222 280L161 241L109 257L103 267L102 292L95 299L102 318L103 337L106 344L117 357L124 363L145 369L143 372z",  # noqa: E501
        155,
        304,
        41,
    ),
    (
        "Auderghem",
        "",
        "M455 320L428 323L396 365L495 442L511 434L527 427L526 415L530 401L540 394L546 388z",
        471,
        378,
        9,
    ),
    (
        "Berchem-Sainte-Agathe",
        "",
        "M161 241L170 217L172 195L99 114L99 128L86 131L71 142L61 155L57 181L64 194L69 200L67 221L79 238L94 235L103 252L110 255L109 257z",  # noqa: E501
        112,
        193,
        6,
    ),
    (
        "Bruxelles-Ville",
        "Bruxelles",
        "M261 194L226 279L289 288L305 280L294 201L274 177z",
        271,
        268,
        88,
    ),
    (
        "Etterbeek",
        "",
        "M320 280L390 367L396 365L428 323L400 228L396 227z",
        381,
        296,
        17,
    ),
    (
        "Evere",
        "Evere",
        "M393 224L396 227L400 228L466 188L467 179L470 176L467 148L472 133L466 128L444 109L442 103L433 97L410 82L405 80L389 79L375 97L363 103L350 106L337 111z",  # noqa: E501
        409,
        149,
        12,
    ),
    (
        "Forest",
        "Forest",
        "M270 391L207 339L143 372L133 392L136 406L144 418L158 430L160 441L176 451L186 464L201 464L215 464z",
        199,
        402,
        23,
    ),
    (
        "Ganshoren",
        "",
        "M172 195L201 160L149 81L147 86L124 87L115 98L99 112L99 114z",
        152,
        135,
        4,
    ),
    (
        "Ixelles",
        "Ixelles",
        "M294 386L351 404L390 367L320 280L305 280L289 288z",
        330,
        346,
        64,
    ),
    (
        "Jette",
        "Jette",
        "M201 160L273 154L290 118L277 116L278 112L278 98L260 82L259 72L234 71L230 56L212 56L201 54L179 64L176 66L150 80L149 81z",  # noqa: E501
        221,
        108,
        19,
    ),
    (
        "Koekelberg",
        "",
        "M170 217L261 194L274 177L273 154L201 160L172 195z",
        223,
        183,
        7,
    ),
    (
        "Molenbeek-Saint-Jean",
        "Molenbeek",
        "M161 241L222 280L226 279L261 194L170 217z",
        212,
        234,
        58,
    ),
    (
        "Saint-Gilles",
        "St-Gilles",
        "M207 339L270 391L294 386L289 288L226 279L222 280z",
        256,
        331,
        47,
    ),
    (
        "Saint-Josse-ten-Noode",
        "",
        "M393 224L294 201L305 280L320 280L396 227z",
        333,
        238,
        15,
    ),
    (
        "Schaerbeek",
        "Schaerbeek",
        "M274 177L294 201L393 224L337 111L333 113L320 122L299 120L290 118L273 154z",
        326,
        169,
        71,
    ),
    (
        "Uccle",
        "Uccle",
        "M351 404L294 386L270 391L215 464L222 464L216 480L234 498L239 504L251 514L264 521L291 528L304 524L309 511L334 508L338 500L349 486L350 463L355 463z",  # noqa: E501
        291,
        457,
        26,
    ),
    (
        "Watermael-Boitsfort",
        "Boitsfort",
        "M396 365L390 367L351 404L355 463L359 463L366 488L376 486L384 496L409 505L417 504L442 506L446 498L457 492L477 481L479 474L486 467L489 445L495 442z",  # noqa: E501
        414,
        442,
        11,
    ),
    (
        "Woluwe-Saint-Lambert",
        "Woluwe-St-L.",
        "M428 323L455 320L530 257L529 257L531 244L516 227L515 213L502 205L485 202L465 200L466 188L400 228z",
        462,
        254,
        14,
    ),
    (
        "Woluwe-Saint-Pierre",
        "Woluwe-St-P.",
        "M455 320L546 388L558 377L558 362L572 351L576 345L578 318L587 310L584 293L574 284L561 276L545 257L530 257z",
        530,
        318,
        8,
    ),
]
