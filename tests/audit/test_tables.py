"""The audit reads the list of doors as the planner does, row for row, however people saved it."""

import pytest

from muster.audit.tables import FileError, read_doors, read_met, read_prices
from muster.plan.doors import read_doors as plan_doors

GOOD = "door,lon,lat,street,side,service_s,zone\n"
LISTS = {
    "plain": GOOD + "a,-1,52,Mill Lane,left,60,A\nb,-1.1,52.1,,,,\n",
    "semicolons and other columns": "Zone;DOOR ; lat;lon;note\nA;a;52;-1;x\n\n;;;;\nB;b;52.1;-1;\n",
    "tabs": "door\tlon\tlat\na\t-1\t52\n",
    "sides": GOOD + "a,-1,52,,L,,\nb,-1,52,,Right,,\nc,-1,52,,north,,\nd,-1,52,,R,,\n",
    "degrees": GOOD + 'a,-181,52,,,,\nb,-1,91,,,,\nc,x,52,,,,\nd,"-1,5",52,,,,\ne,nan,52,,,,\nf,1e1,52,,,,\n',
    "seconds": GOOD
    + "a,-1,52,,,0,\nb,-1,52,,,86400,\nc,-1,52,,,86401,\nd,-1,52,,,-1,\ne,-1,52,,,7.5,\nf,-1,52,,, 9 ,\n",
    "twice": GOOD + "a,-1,52,,,,\na,-2,53,,,,\nb,-1,x,,,,\nb,-1,52,,,,\nb,-1,51,,,,\n",
    "blank": GOOD + ",-1,52,,,,\nb,,52,,,,\nc,-1\nd,-1,52\n",
    "too wide": GOOD + "a,-1,52,,,,,\nb,-1,52,,,,,x\n",
    "quotes": GOOD + '"a, first","-1","52","King\'s ""Head"" Lane",,,\n',
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("name", LISTS)
def test_the_planner_reads_the_same_doors(name: str, encoding: str) -> None:
    content = LISTS[name].replace("Mill Lane", "Müllergässchen").encode(encoding)
    ours, set_aside = read_doors(content)
    theirs, problems = plan_doors(content)
    assert tuple(door.name for door in ours) == theirs.names
    assert [(door.lon, door.lat) for door in ours] == list(zip(theirs.lon, theirs.lat, strict=True))
    assert tuple(door.street for door in ours) == theirs.street
    assert tuple(door.side for door in ours) == theirs.side
    assert [door.service_s for door in ours] == theirs.service_s.tolist()
    assert tuple(door.zone for door in ours) == theirs.zone
    assert set_aside == len({problem.row for problem in problems})


def test_files_that_cannot_be_read_say_why() -> None:
    with pytest.raises(FileError, match=r"turfs\.csv needs the columns door, turf, order"):
        read_met(b"")
    with pytest.raises(FileError, match=r"prices\.csv, row 3: 'x' is no whole number"):
        read_prices(b"door,price\na,-3\nb,x\n")
