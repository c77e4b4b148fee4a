"""Tables of postcodes and of properties, as their publishers and anybody else write them."""

import csv
import random
from itertools import pairwise

import numpy as np
import pytest

from muster.register.gazetteer import ENDED, NO_KEY, ROUGH, from_buffer, look_up, postcode_keys, to_chunks, uprn_keys
from muster.register.gazetteer_read import read_gazetteer
from muster.table import TableError

ONSPD = b"""\xef\xbb\xbf"pcd7","pcd8","pcds","dointr","doterm","east1m","north1m","gridind","osgrdind","lat","long"
"ZX1 0AB","ZX1  0AB","ZX1 0AB","198001","",0448000,0306000,"x","1",52.654223,-0.650225
"ZX100AB","ZX10 0AB","ZX10 0AB","198001","200106",0448000,0306000,"x","6",52.7,-0.7
"JE1 1AA","JE1  1AA","JE1 1AA","198001","",,,"x","9",99.999999,0.000000
"ZX1 0AC","ZX1  0AC","ZX1 0AC","201501","",0448000,0306000,"x","1",52.6542235,-0.6502255
"""
UPRNS = b"""\xef\xbb\xbfUPRN,X_COORDINATE,Y_COORDINATE,LATITUDE,LONGITUDE\r
1,358260.66,172796.5,51.4526038,-2.6020703\r
26,352967,181077,51.5266633,-2.6793612\r
100030000001,352967,181077,52.5266633,-1.6793612\r
"""


def test_a_postcode_directory_is_read_by_whatever_its_columns_are_called() -> None:
    read = read_gazetteer([ONSPD])
    assert (read.rows, read.unplaced, read.unread, read.gazetteer.kind) == (4, 1, 0, "postcode")
    found = look_up(read.gazetteer, postcode_keys(["ZX10AB", "ZX100AB", "ZX10AC", "JE11AA", "", "ROSE"]))
    assert found.found.tolist() == [True, True, True, False, False, False]
    assert found.lon[:3].tolist() == [-0.650225, -0.7, -0.6502255]
    assert found.lat[:3].tolist() == [52.654223, 52.7, 52.6542235]
    assert np.isnan(found.lon[3:]).all()
    assert found.flags.tolist() == [0, ENDED | ROUGH, 0, 0, 0, 0]


@pytest.mark.parametrize("size", [1, 7, 64, 10_000])
def test_chunks_of_any_size_give_the_same(size: int) -> None:
    chunks = [UPRNS[at : at + size] for at in range(0, len(UPRNS), size)]
    read = read_gazetteer(chunks)
    assert read.gazetteer.kind == "uprn"
    found = look_up(read.gazetteer, uprn_keys(["26", "000000000001", "", "27", "100030000001"]))
    assert found.found.tolist() == [True, True, False, False, True]
    assert found.lon[[0, 1, 4]].tolist() == [-2.6793612, -2.6020703, -1.6793612]
    assert found.lat[[0, 1, 4]].tolist() == [51.5266633, 51.4526038, 52.5266633]


def test_anybodys_table_will_do_and_bad_rows_are_named() -> None:
    text = (
        "Postcode;Latitude;Longitude\nzx1 0ab;52.5;-0.5\nRose;52.5;-0.5\nZX10AC;far;-0.5\nZX10AD;52.5;-190\nZX10AE;;\n"
    )
    read = read_gazetteer([text.encode()], name="mine.csv")
    assert (len(read.gazetteer), read.unread, read.unplaced) == (1, 3, 1)
    assert [(problem.row, problem.column, problem.value) for problem in read.problems] == [
        (3, "postcode", "Rose"),
        (4, "longitude and latitude", "-0.5 far"),
        (5, "longitude and latitude", "-190 52.5"),
    ]


def test_a_key_that_stands_several_times_lies_in_their_middle() -> None:
    read = read_gazetteer([b"postcode,lat,lon\nZX10AB,52.0,-1.0\nZX10AA,50,1\nZX10AB,52.5,-1.5\n"])
    found = look_up(read.gazetteer, postcode_keys(["ZX10AB", "ZX10AA"]))
    assert (found.lon.tolist(), found.lat.tolist()) == ([-1.25, 1.0], [52.25, 50.0])


def test_a_box_keeps_what_lies_inside() -> None:
    read = read_gazetteer([UPRNS], box=(-2.7, 51.5, -2.6, 51.6))
    assert (len(read.gazetteer), read.outside) == (1, 2)


@pytest.mark.parametrize(
    ("content", "cure"),
    [
        (b"", "no column is headed 'postcode'"),
        (b"name,age\nx,1\n", "no column is headed 'lat'"),
        (b"PK\x03\x04", "no plain table"),
        (b"pcds,oseast1m,osnrth1m\n", "only eastings and northings"),
    ],
)
def test_a_table_that_is_none_is_refused_with_its_cure(content: bytes, cure: str) -> None:
    with pytest.raises(TableError, match=cure):
        read_gazetteer([content])


def test_a_kept_gazetteer_is_the_same_and_a_cut_one_is_refused() -> None:
    gazetteer = read_gazetteer([ONSPD]).gazetteer
    content = b"".join(to_chunks(gazetteer))
    again = from_buffer(memoryview(content))
    assert (again.kind, again.keys.tolist()) == (gazetteer.kind, gazetteer.keys.tolist())
    assert (again.lon.tolist(), again.lat.tolist()) == (gazetteer.lon.tolist(), gazetteer.lat.tolist())
    assert again.flags.tolist() == gazetteer.flags.tolist()
    for cut in (0, 5, 30, len(content) - 1):
        with pytest.raises(TableError, match="only a part"):
            from_buffer(content[:cut])


def test_an_empty_gazetteer_finds_nothing() -> None:
    gazetteer = read_gazetteer([b"uprn,lat,lon\n"]).gazetteer
    assert look_up(gazetteer, np.array([1, NO_KEY])).found.tolist() == [False, False]
    assert len(from_buffer(b"".join(to_chunks(gazetteer)))) == 0


def test_postcodes_pack_in_their_order_and_apart() -> None:
    postcodes = ["AB10AA", "AB101AA", "B11AA", "EC1A1HQ", "M11AA", "ZX10AB", "ZX100AB"]
    keys = postcode_keys(postcodes)
    assert len(set(keys.tolist())) == len(postcodes)
    assert all(one < other for one, other in pairwise(postcode_keys(sorted(postcodes)).tolist()))


def test_random_tables_are_read_as_the_csv_module_reads_them() -> None:
    chance = random.Random(7)
    for _ in range(30):
        rows = {chance.randrange(1, 10**12): (chance.uniform(-180, 180), chance.uniform(-90, 90)) for _ in range(50)}
        text = "note,LATITUDE,UPRN,LONGITUDE\n" + "".join(
            f'"a, ""b"" {key}",{lat:.{chance.randint(1, 7)}f},{key:0{chance.randint(1, 12)}d},"{lon:+.7f}"\n'
            for key, (lon, lat) in rows.items()
        )
        read = read_gazetteer([text.encode()])
        naive = {
            int(row["UPRN"]): (float(row["LONGITUDE"]), float(row["LATITUDE"]))
            for row in csv.DictReader(text.splitlines())
        }
        found = look_up(read.gazetteer, np.array(list(naive)))
        assert found.found.all()
        assert list(zip(found.lon.tolist(), found.lat.tolist(), strict=True)) == list(naive.values())
