import hashlib
from importlib.resources import files

FONTS = files("muster.paper").joinpath("fonts")


def test_every_font_is_the_one_that_the_manifest_names() -> None:
    lines = FONTS.joinpath("MANIFEST").read_text(encoding="utf-8").splitlines()
    named = [[cell.strip() for cell in line.split("|")] for line in lines if not line.startswith("#")]
    found = {
        one.name: hashlib.sha256(one.read_bytes()).hexdigest() for one in FONTS.iterdir() if one.name != "MANIFEST"
    }
    assert {row[0]: row[-1] for row in named} == found
