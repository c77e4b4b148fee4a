# ruff: noqa: E501 - a table of places reads better in rows
"""The lie of the land: what was there before the streets grew. All of it is made up.

Places are paces of 7 dm from the market cross, x to the east and y to the north. Each seed pushes them about a little.
"""

from dataclasses import dataclass

Place = tuple[int, int]
PLACE_DM = 7

RIVER = (
    (-4200, 900), (-3300, 520), (-2650, 120), (-2050, 330), (-1550, 60), (-1250, -60), (-900, -330), (-560, -590),
    (-70, -470), (330, -430), (690, -660), (1160, -800), (1600, -700), (2150, -960), (2900, -820), (4200, -1250),
)  # fmt: skip
RIVER_WIDTH_M = 26
RIVER_NAME = "River Merrow"
TOWN = "Merrowby"
VILLAGES = {"Upper Thistley": (600, 3520), "Fosseham": (-1440, -3690)}


@dataclass(frozen=True, slots=True)
class Road:
    """A road older than the houses: points, and the names it takes from which of them on."""

    highway: str
    points: tuple[Place, ...]
    names: tuple[tuple[int, str], ...]


ROADS = (
    Road(
        "primary",
        ((-1330, -3420), (-960, -2560), (-500, -1720), (-235, -1000), (-95, -600), (-42, -330), (0, -150), (26, 0),
         (40, 190), (92, 420), (230, 900), (330, 1500), (300, 2250), (520, 3260)),
        ((0, "Fosse Road"), (2, "South Road"), (4, "Bridge Street"), (6, "High Street"), (8, "Northgate"), (9, "North Road"),
         (11, "Great North Lane")),
    ),
    Road("primary", ((26, 0), (-200, 22), (-380, 62), (-800, 200), (-1270, 460), (-1900, 760), (-3000, 1050), (-4200, 1300)),
         ((0, "Westgate"), (2, "West Road"), (5, "Old Turnpike"))),
    Road("primary", ((26, 0), (280, -18), (420, -42), (800, 10), (1150, 62), (1700, 10), (2300, 150), (3300, 120), (4200, 350)),
         ((0, "Eastgate"), (2, "East Road"), (5, "Fen Road"))),
    Road("secondary", ((92, 420), (400, 640), (740, 950), (1195, 1240), (1700, 1380), (2500, 1700), (3600, 2000)),
         ((0, "Wheelgate"), (1, "Thorn Lane"), (4, "Thorn Road"))),
    Road("secondary", ((-380, 62), (-560, 450), (-800, 900), (-1000, 1500), (-1300, 2400), (-1700, 3400)),
         ((0, "Castle Hill"), (1, "Beacon Road"), (3, "Heath Lane"))),
    Road("secondary", ((-235, -1000), (-700, -1030), (-1300, -850), (-1900, -660), (-3000, -760)),
         ((0, "Abbey Road"), (3, "Ferry Lane"))),
    Road("secondary", ((-95, -600), (250, -830), (620, -1160), (950, -1370), (1105, -1440), (1700, -1530), (2600, -1420), (4100, -1700)),
         ((0, "Southgate"), (1, "Quarry Road"), (4, "Wold Lane"))),
    Road("tertiary", ((-200, 22), (-185, -170), (-120, -290), (-42, -330)), ((0, "Church Street"),)),
    Road("tertiary", ((-42, -330), (190, -300), (330, -200), (420, -42)), ((0, "Mill Street"),)),
    Road("tertiary", ((-380, 62), (-330, 240), (-150, 370), (92, 420)), ((0, "Wall Lane"),)),
    Road("tertiary", ((92, 420), (300, 320), (400, 160), (420, -42)), ((0, "Friargate"),)),
    Road("secondary", ((-800, 200), (-700, 480), (-640, 615)), ((0, "Park Road"),)),
    Road("secondary", ((-640, 615), (-400, 860), (-100, 960), (230, 900)), ((0, "Queens Avenue"),)),
    Road("secondary", ((230, 900), (420, 850), (570, 800)), ((0, "Kings Avenue"),)),
    Road("secondary", ((570, 800), (760, 560), (830, 250), (800, 10)), ((0, "Coronation Avenue"),)),
    Road("tertiary", ((-1000, 1500), (-600, 1690), (-150, 1660), (330, 1500)), ((0, "Northern Way"),)),
    Road("tertiary", ((330, 1500), (620, 1560), (900, 1420), (1010, 1135)), ((0, "Saxon Way"),)),
    Road("tertiary", ((-1300, -850), (-1200, -1250), (-800, -1520), (-430, -1500)), ((0, "Priory Way"),)),
    Road("tertiary", ((-370, -1350), (0, -1500), (330, -1430), (620, -1160)), ((0, "Southern Way"),)),
    Road("tertiary", ((1560, 25), (1500, 420), (1640, 860), (1640, 1362)), ((0, "Fairfield Way"),)),
    Road("tertiary", ((1640, 860), (2050, 820), (2200, 480), (2080, 85)), ((0, "Lark Rise"),)),
    Road("tertiary", ((-1270, 460), (-1420, 850), (-1250, 1150), (-880, 1110)), ((0, "Hilltop Road"),)),
    # village north: Great North Lane runs into it
    Road("tertiary", ((520, 3260), (700, 3480), (1000, 3620), (1330, 3690)), ((0, "Main Street"), (2, "Drove Lane"))),
    Road("residential", ((520, 3260), (330, 3430), (260, 3650), (420, 3830)), ((0, "Church Lane"),)),
    Road("residential", ((700, 3480), (640, 3680), (420, 3830)), ((0, "Back Lane"),)),
    # village south: Fosse Road runs into it
    Road("tertiary", ((-1330, -3420), (-1560, -3600), (-1850, -3660), (-2400, -3900)), ((0, "The Street"), (2, "Long Lane"))),
    Road("residential", ((-1330, -3420), (-1180, -3640), (-1230, -3860)), ((0, "Chapel Lane"),)),
    Road("residential", ((-1230, -3860), (-1480, -3830), (-1560, -3600)), ((0, "Green End"),)),
)  # fmt: skip

COUNTRY = frozenset(
    {
        "Fosse Road",
        "Great North Lane",
        "Old Turnpike",
        "Fen Road",
        "Thorn Road",
        "Heath Lane",
        "Ferry Lane",
        "Drove Lane",
        "Long Lane",
        "Wold Lane",
    }
)

BYPASS = (
    (1600, 4200), (1450, 3000), (1330, 2200), (1260, 1620), (1195, 1240), (1140, 700), (1150, 62), (1180, -400),
    (1165, -800), (1105, -1440), (1080, -2000), (1250, -3200), (1400, -4300),
)  # fmt: skip
BYPASS_NAME = "Danelaw Way"
OVER_BYPASS = frozenset({"Thorn Lane", "Thorn Road"})  # these go over it on a bridge; the others meet it at signals
BYPASS_HALF_GAP_M = 9
# where people may get over the dual carriageway, as places on their own side and beyond it
FOOTBRIDGE = ((1010, 760), (1300, 740))
UNDERPASS = ((1040, -330), (1330, -310))


@dataclass(frozen=True, slots=True)
class Cell:
    """A piece of town that grew in one manner."""

    style: str
    ward: str
    ring: tuple[Place, ...]


CELLS = (
    Cell("old", "Castle", ((-380, 62), (-330, 240), (-150, 370), (92, 420), (300, 320), (400, 160), (420, -42), (330, -200),
                           (190, -300), (-42, -330), (-120, -290), (-185, -170), (-200, 22))),
    Cell("terrace", "Northgate", ((-380, 62), (-640, 615), (-400, 860), (-100, 960), (230, 900), (570, 800), (400, 640), (92, 420),
                                  (-150, 370), (-330, 240))),
    Cell("terrace", "Friars", ((92, 420), (400, 640), (570, 800), (760, 560), (830, 250), (800, 10), (420, -42), (400, 160), (300, 320))),
    Cell("terrace", "Friars", ((420, -42), (800, 10), (1100, 50), (1120, -560), (700, -520), (330, -330), (190, -300), (330, -200))),
    Cell("interwar", "Castle", ((-200, 22), (-185, -170), (-120, -290), (-90, -390), (-480, -480), (-860, -230), (-1200, 40),
                                (-1400, 250), (-1270, 460), (-800, 200), (-380, 62))),
    Cell("interwar", "Beacon", ((-380, 62), (-800, 200), (-700, 480), (-640, 615))),
    Cell("semi", "Beacon", ((-800, 200), (-1270, 460), (-1420, 850), (-1250, 1150), (-880, 1110), (-800, 900), (-640, 615), (-700, 480))),
    Cell("modern", "Beacon", ((-1270, 460), (-1600, 600), (-1700, 900), (-1500, 1350), (-1000, 1500), (-880, 1110), (-1250, 1150), (-1420, 850))),
    Cell("semi", "Queens Park", ((-640, 615), (-800, 900), (-1000, 1500), (-600, 1690), (-150, 1660), (330, 1500), (230, 900), (-100, 960), (-400, 860))),
    Cell("modern", "Queens Park", ((-1000, 1500), (-1090, 1800), (-700, 2020), (0, 2060), (320, 1950), (330, 1500), (-150, 1660), (-600, 1690))),
    Cell("interwar", "Saxon", ((230, 900), (330, 1500), (620, 1560), (900, 1420), (1010, 1135), (740, 950), (570, 800), (420, 850))),
    Cell("modern", "Saxon", ((330, 1500), (320, 1950), (800, 1980), (1220, 1800), (1190, 1260), (1010, 1135), (900, 1420), (620, 1560))),
    Cell("semi", "Saxon", ((570, 800), (740, 950), (1010, 1135), (1190, 1200), (1120, 700), (1130, 70), (800, 10), (830, 250), (760, 560))),
    Cell("modern", "Fairfield", ((1240, 1280), (1640, 1390), (2000, 1480), (2300, 1200), (2380, 700), (2300, 180), (1700, -20), (1230, 30), (1200, 700))),
    Cell("estate", "Fairfield", ((1230, 40), (1700, -10), (2150, 90), (2050, -330), (1700, -560), (1230, -560))),
    Cell("interwar", "Abbey", ((-95, -600), (-235, -1000), (-700, -1030), (-1300, -850), (-1560, -740), (-1400, -330), (-980, -430), (-560, -700))),
    Cell("estate", "Abbey", ((-235, -1000), (-700, -1030), (-1300, -850), (-1200, -1250), (-800, -1520), (-430, -1500), (-370, -1350))),
    Cell("estate", "Quarry", ((-95, -600), (250, -830), (620, -1160), (330, -1430), (0, -1500), (-370, -1350), (-235, -1000))),
    Cell("semi", "Quarry", ((-95, -600), (250, -830), (620, -1160), (950, -1370), (1080, -1400), (1110, -930), (690, -760), (330, -540))),
    Cell("modern", "Quarry", ((-370, -1350), (-500, -1720), (-420, -1850), (200, -1900), (700, -1650), (950, -1370), (620, -1160), (330, -1430), (0, -1500))),
    Cell("village", "Upper Thistley", ((330, 3000), (650, 3100), (1150, 3500), (1150, 3800), (600, 4000), (150, 3950), (100, 3350))),
    Cell("village", "Fosseham", ((-1150, -3200), (-980, -3500), (-1050, -4000), (-1600, -4050), (-2000, -3850), (-1950, -3450), (-1450, -3200))),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Park:
    """Open ground with a name."""

    name: str
    ring: tuple[Place, ...]
    kind: str = "park"


PARKS = (
    Park("Castle Green", ((-330, 150), (-300, 245), (-180, 320), (-110, 290), (-160, 160), (-250, 110))),
    Park("Queens Park", ((-560, 720), (-420, 880), (-140, 985), (-180, 1230), (-480, 1190), (-640, 980))),
    Park("The Meadows", ((230, -330), (420, -370), (700, -570), (1090, -700), (1100, -600), (900, -480), (640, -400), (430, -250), (350, -220))),
    Park("Abbey Grounds", ((-150, -520), (-560, -640), (-760, -560), (-700, -720), (-300, -760), (-170, -700))),
    Park("Quarry Park", ((90, -960), (330, -1060), (380, -1220), (150, -1280), (20, -1130))),
    Park("Fairfield Recreation Ground", ((1760, 330), (2000, 380), (1980, 640), (1780, 680), (1700, 520)), "recreation_ground"),
    Park("Beacon Field", ((-1180, 560), (-1000, 520), (-900, 700), (-1040, 860), (-1220, 760)), "recreation_ground"),
    Park("Saxon Playing Field", ((540, 1120), (720, 1150), (700, 1330), (520, 1310)), "recreation_ground"),
    Park("Northern Cemetery", ((-420, 1790), (-160, 1780), (-150, 1960), (-400, 1960)), "cemetery"),
    Park("The Green", ((-1440, -3640), (-1340, -3600), (-1310, -3740), (-1420, -3770)), "village_green"),
)  # fmt: skip
