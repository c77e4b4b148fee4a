"""Names for streets, houses and blocks, each list in the manner of its time."""

from itertools import pairwise

from muster.county.chance import Chance
from muster.county.network import Network
from muster.county.plane import distance


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _phrases(text: str) -> tuple[str, ...]:
    return tuple(text.split(", "))


VICTORIAN = _words(
    "Albert Alma Alexandra Balaclava Brunswick Cobden Bright Peel Gladstone Disraeli Palmerston Russell Melbourne "
    "Salisbury Inkerman Sebastopol Nelson Wellington Trafalgar Waterloo Raglan Clarence Clarendon Cambridge "
    "Devonshire Bedford Portland Rutland Cavendish Denmark Hanover Adelaide Beatrice Leopold Mount Grange "
    "Prospect Belmont Jubilee Exchange Crystal Stanley Livingstone Arkwright Stephenson Brunel Telford Foundry "
    "Gasworks Maltings Tannery Station Railway Union Cromwell Hampden Milton Bunyan Wesley Zion Ebenezer Bethel "
    "Temperance Garden Orchard Vine Spring Well Wood Short Long Cross Chapel Victoria Regent George Frederick "
    "William Henry Arthur Alfred Edward Edwin Harold Percy Cecil Herbert Ernest Walter"
)
INTERWAR = _words(
    "Acacia Almond Ash Aspen Beech Birch Cedar Cherry Chestnut Cypress Elm Fir Hawthorn Hazel Holly Hornbeam "
    "Juniper Laburnum Larch Laurel Lilac Lime Magnolia Maple Myrtle Oak Pine Poplar Rowan Spruce Sycamore Walnut "
    "Willow Yew Sandringham Balmoral Windsor Osborne Glamis Buckingham Warwick Kenilworth Arundel Lancaster "
    "Gloucester Stafford Ludlow Malvern Severn Avon Welland Trent Derwent Dovedale Matlock Buxton Bakewell "
    "Chatsworth Haddon Hardwick Belvoir"
)
POSTWAR = _words(
    "Attlee Churchill Asquith Macmillan Beveridge Cadbury Rowntree Jenner Lister Fleming Shelley Keats Byron "
    "Wordsworth "
    "Coleridge Tennyson Browning Masefield Kipling Chaucer Dryden Pope Swift Defoe Dickens Bronte Austen Eliot "
    "Gaskell Hardy Wells Shaw Elgar Britten Purcell Holst Delius Vaughan Ullswater Coniston Windermere Grasmere "
    "Buttermere Derwentwater Thirlmere Rydal Langdale Borrowdale Ambleside Kendal Keswick Malham Settle Hawes "
    "Richmond Ripon Whitby Scarborough Filey"
)
MODERN = _words(
    "Curlew Lapwing Skylark Linnet Dunnock Wren Kestrel Merlin Osprey Heron Kingfisher Teal Wigeon Mallard "
    "Pintail Plover Sandpiper Swallow Martin Swift Fieldfare Redwing Goldfinch Siskin Barley Harvest Meadow "
    "Clover Foxglove Bluebell Primrose Cowslip Campion Teasel Bramble Sorrel Yarrow Comfrey Marjoram Bracken "
    "Heather Fern Badger Otter Leveret Fox Hedgehog Squirrel Brook Spinney Copse Coppice Paddock Pasture Furlong "
    "Headland Saddlers Coopers Wheelwrights Fletchers Thatchers Weavers Millers Potters Tanners Chandlers Glovers "
    "Turners Farriers Drovers Shepherds Ploughmans Reapers"
)
OLD = _phrases(
    "Fish Row, Butter Lane, Swan Yard, Pepper Alley, Silver Street, Cow Lane, Sheep Street, Bridewell Lane, St "
    "Mary's Passage, St Giles Street, Castle Street, Tanner's Row, Saddler Street, Guildhall Lane, Bell Yard, "
    "Angel Row, Vicar's Lane, Almshouse Row, Goose Gate, Finkle Street, Cheesemarket, Corn Row, Pump Lane, Smithy "
    "Lane, Dovecote Row, Malt Lane, Ropewalk, Blind Lane, Drapers Row, Potter Gate, Barker Gate"
)
VILLAGE = _phrases(
    "Rectory Lane, Pinfold Lane, Manor Road, Glebe Close, Orchard End, School Lane, Forge Lane, Pond Lane, Cuckoo "
    "Lane, Hall Lane, Priest's Walk, Duck Lane, Tithe Barn Close, Well Lane, Moor Lane, Sandy Lane, Stocks Hill, "
    "Blacksmith's Row, Poplar Farm Close, Allotment Lane, Bull Lane, Parson's Close, Keeper's Lane, Hollow Lane, "
    "Windmill Lane, Nook Lane, Townend, Pasture Lane, Beck Lane, Ridge Lane, Plough Lane"
)
ENDINGS = {
    "terrace": (VICTORIAN, ("Street", "Street", "Street", "Road", "Terrace"), ("Place", "Row", "Court")),
    "interwar": (INTERWAR, ("Avenue", "Road", "Drive", "Crescent"), ("Grove", "Gardens", "Close")),
    "semi": (INTERWAR, ("Road", "Drive", "Way", "Avenue"), ("Close", "Grove", "Rise")),
    "estate": (POSTWAR, ("Road", "Avenue", "Crescent", "Drive"), ("Walk", "Square", "Close", "Green")),
    "modern": (MODERN, ("Drive", "Way", "Road", "Lane"), ("Close", "Court", "Mews", "Croft")),
}
HOUSES = _words(
    "Rose Ivy Wisteria Honeysuckle Jasmine Lavender Orchard Church Chapel Forge Smithy Mill Pond Brook Spring "
    "Well Bridge Green Manor Glebe Rectory Barn Stable Dairy Granary Dovecote Keeper's Gardener's Shepherd's "
    "Ploughman's Pear Apple Damson Walnut Yew Holly Rook Swallow Owl Lark Robin Sunny South Hill Stone Thatch Old "
    "Toll Bakehouse School Ferryman's"
)
HOUSE_ENDINGS = ("Cottage", "House", "Lodge", "Barn", "End", "View")
BLOCKS = _words(
    "Keel Mast Anchor Rudder Tiller Capstan Bowsprit Halyard Lantern Beacon Weir Lock Wharf Quay Towpath Barge "
    "Heron Swan Sedge Rush Osier Reed Lapwing Plover Avocet Dunlin Curlew Bittern Egret Kestrel Falcon Merlin "
    "Harrier Buzzard Shackleton Brunel Telford Pankhurst Fawcett Garrett Seacole Nightingale Lovelace "
    "Somerville Herschel Franklin Hodgkin Turing Newton Hooke Priestley Davy Faraday Tyndale Wilberforce Equiano "
    "Cuffay Owen Lovett Paine"
)
BLOCK_ENDINGS = ("House", "Court", "Point", "Lodge")
LONG_DM = 2_000


def name_streets(network: Network, chance: Chance) -> None:
    """Give every street that grew a name of its own, in the manner of its quarter."""
    used = {way.name for way in network.ways}
    lists = {style: (chance.shuffled(stems), long, short) for style, (stems, long, short) in sorted(ENDINGS.items())}
    plain = {"old": chance.shuffled(OLD), "village": chance.shuffled(VILLAGE)}
    for way in network.ways:
        if way.name:
            continue
        options = plain.get(way.style)
        fresh = [name for name in options if name not in used] if options else []
        if fresh:
            way.name = fresh[0]
        else:
            length = sum(distance(network.nodes[a], network.nodes[b]) for a, b in pairwise(way.nodes))
            way.name = _fresh_name(lists, way.style, used, chance, long=length >= LONG_DM)
        used.add(way.name)


def _fresh_name(
    lists: dict[str, tuple[list[str], tuple[str, ...], tuple[str, ...]]],
    style: str,
    used: set[str],
    chance: Chance,
    *,
    long: bool,
) -> str:
    stems, through, blind = lists.get(style, lists["modern"])
    endings = through if long else blind
    while True:
        stem = stems.pop(0)
        stems.append(stem)  # it comes round again with another ending
        free = [f"{stem} {ending}" for ending in (*endings, *through, *blind) if f"{stem} {ending}" not in used]
        wanted = [name for name in free[: len(endings)] if name.rpartition(" ")[2] in endings]
        if wanted:
            return chance.pick(wanted)
        if free:
            return free[0]
