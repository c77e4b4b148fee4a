# ruff: noqa: E501 - a table of places reads better in rows
"""The movement's 150 groups. The towns are real, so that distances are; the groups and everybody in them are made up.

Places are hundredths of a degree east of Greenwich and north of the equator, about the middle of each town, from general
knowledge; the last figure is how large the group is beside the others.
"""

from dataclasses import dataclass

from muster.county import lie
from muster.county.plane import LAT0_E7, LON0_E7

E2_IN_E7 = 100_000
OWN_WEIGHT = 5


@dataclass(frozen=True, slots=True)
class Group:
    """A local group: its name, its place in ten-millionths of a degree, and its weight."""

    name: str
    lon_e7: int
    lat_e7: int
    weight: int


_TOWNS = """
Sheffield -147 5338 9; Chesterfield -142 5324 4; Worksop -112 5330 3; Mansfield -120 5314 4; Newark -81 5308 3;
Coventry -151 5241 7; Nuneaton -147 5252 3; Hinckley -137 5254 3; Leicester -113 5263 9; Melton Mowbray -89 5277 3;
Northampton -90 5224 6; Kettering -72 5240 4; Corby -69 5249 4; Peterborough -24 5257 6; Stamford -48 5265 3;
Nottingham -115 5295 9; Derby -148 5292 6; Lincoln -54 5323 5; Loughborough -121 5277 3; Boston -3 5298 2;
Spalding -15 5279 2; Doncaster -113 5352 4; Rotherham -136 5343 4; Barnsley -148 5355 3; Scunthorpe -65 5359 2;
Grimsby -8 5357 3; Hull -34 5374 5; York -108 5396 6; Leeds -155 5380 10; Bradford -175 5379 7;
Huddersfield -178 5365 4; Wakefield -150 5368 3; Halifax -186 5372 3; Harrogate -154 5399 3; Scarborough -42 5428 2;
Middlesbrough -123 5457 4; Darlington -155 5453 3; Durham -158 5478 4; Sunderland -138 5490 4; Newcastle -161 5497 8;
Gateshead -160 5495 4; Hexham -210 5497 2; Berwick -202 5577 1; Carlisle -293 5489 3; Kendal -274 5433 2;
Lancaster -280 5405 4; Preston -270 5376 4; Blackpool -303 5382 3; Blackburn -248 5375 3; Burnley -224 5379 3;
Bolton -243 5358 4; Bury -230 5359 3; Rochdale -216 5362 3; Oldham -211 5354 4; Manchester -224 5348 10;
Salford -229 5349 5; Stockport -216 5341 4; Wigan -263 5355 3; Warrington -260 5339 3; Liverpool -298 5341 9;
Birkenhead -302 5339 4; St Helens -274 5345 3; Chester -289 5319 3; Crewe -244 5310 3; Macclesfield -213 5326 2;
Stoke-on-Trent -218 5300 5; Stafford -212 5281 3; Burton upon Trent -164 5280 3; Tamworth -169 5263 2; Birmingham -190 5248 10;
Wolverhampton -213 5259 5; Walsall -198 5258 3; Dudley -209 5251 3; Telford -245 5268 3; Shrewsbury -275 5271 3;
Hereford -272 5206 2; Worcester -222 5219 3; Redditch -194 5230 2; Warwick -159 5228 3; Rugby -126 5237 3;
Banbury -134 5206 2; Oxford -126 5175 7; Milton Keynes -76 5204 5; Bedford -47 5214 4; Luton -42 5188 4;
Cambridge 12 5220 7; Huntingdon -18 5233 2; King's Lynn 40 5275 2; Norwich 130 5263 6; Great Yarmouth 173 5261 2;
Lowestoft 175 5248 2; Bury St Edmunds 71 5225 2; Ipswich 116 5206 4; Colchester 90 5189 4; Chelmsford 47 5174 3;
Southend 71 5154 3; Basildon 46 5157 3; Harlow 10 5177 3; Stevenage -20 5190 3; St Albans -34 5175 4;
Watford -40 5166 3; Enfield -8 5165 5; Haringey -11 5159 6; Hackney -6 5155 7; Tower Hamlets -3 5152 6;
Newham 3 5153 6; Camden -14 5154 5; Islington -10 5154 6; Brent -27 5156 5; Ealing -31 5151 5;
Hounslow -36 5147 3; Lambeth -12 5146 6; Southwark -8 5148 6; Lewisham -2 5145 6; Greenwich 1 5148 4;
Croydon -10 5137 5; Bromley 2 5141 3; Kingston -30 5141 3; Slough -59 5151 3; Reading -97 5146 5;
Swindon -178 5156 3; Gloucester -224 5186 3; Cheltenham -208 5190 3; Bristol -259 5145 9; Bath -236 5138 4;
Taunton -310 5102 2; Exeter -353 5072 5; Plymouth -414 5038 4; Truro -505 5026 3; Salisbury -179 5107 2;
Southampton -140 5091 5; Portsmouth -109 5080 4; Brighton -14 5083 8; Hastings 57 5086 3; Canterbury 108 5128 3;
Cardiff -318 5148 6; Swansea -394 5162 4; Wrexham -299 5305 3; Aberystwyth -408 5242 2; Edinburgh -319 5595 7;
Glasgow -425 5586 8; Dundee -297 5646 3; Aberdeen -210 5715 3; Inverness -422 5748 2; Stirling -394 5612 2;
Perth -343 5640 2; Bangor -413 5323 2; Yeovil -263 5094 2; Guildford -57 5124 3
"""


def home_groups() -> tuple[Group, ...]:
    """List the groups: the county's own first, then the others."""
    own = Group(lie.TOWN, LON0_E7, LAT0_E7, OWN_WEIGHT)
    return (own, *(_group(entry) for entry in _TOWNS.split(";")))


def _group(entry: str) -> Group:
    name, lon, lat, weight = entry.strip().rsplit(" ", 3)
    return Group(name, int(lon) * E2_IN_E7, int(lat) * E2_IN_E7, int(weight))
