"""A word that is a picture for each vehicle: easily said, heard and drawn; nobody's name and no party's badge."""

_TOLD = (
    "Anchor Badger Candle Drum Envelope Feather Guitar Honey Igloo Jug Kettle Ladder Mountain Needle "
    "Otter Piano Quilt Rainbow Saddle Teapot Umbrella Violin Wagon Yacht Zebra Apple Bridge Castle "
    "Dolphin Elephant Fountain Giraffe Harp Island Jacket Kite Lantern Magnet Nest Orange Pumpkin Rabbit "
    "Scissors Tractor Unicorn Volcano Whistle Acorn Bell Camel Dice Engine Fox Globe Hedgehog Iron Jigsaw "
    "Kayak Lemon Mushroom Nut Owl Penguin Rook Snail Trumpet Vase Windmill Arrow Bucket Crab Diamond "
    "Easel Fan Glove Horse Icicle Jar Key Lighthouse Mitten Newt Onion Parrot Ribbon Spoon Tiger Vulture "
    "Whale Armchair Button Compass Donkey Egg Fiddle Goose Hat Ink Juggler Kingfisher Leaf Moon Nutmeg "
    "Octopus Pencil Rope Swan Tortoise Walrus Axe Butterfly Clock Dragon Eel Frog Goat Heron Ivory Jester "
    "Koala Lobster Mirror Nettle Oyster Peacock Raft Sailor Tent Wheel"
)
WORDS = tuple(_TOLD.split())


def picture_word(vehicle: int) -> str:
    """Name a vehicle, by its index in the plan, with a word; the same index always has the same word."""
    round_, at = divmod(vehicle, len(WORDS))
    return WORDS[at] if not round_ else f"{WORDS[at]} {round_ + 1}"
