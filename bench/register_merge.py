# ruff: noqa: S608 - what stands in these statements are names and numbers of ours
"""COPY and merge: how whoever knows PostgreSQL well brings a register into it by hand.

Rows come a row an elector, as a reader without a fault or a cost would hand them over: cells parted, keys of street,
building and door ready. They are copied into one table without a log and merged from there, a statement a table:
streets, buildings and doors by their keys, new buildings placed by a table of postcodes, electors by their very name
at their door, listings by counting. Nothing is read from a file, taken apart, mended or noted; whoever moved, married
or was spelled otherwise is somebody else, and where two of one name live at a door, so is either.
"""

from collections.abc import Iterable
from typing import Any

from django.db import connection

AREA = SOURCE = 1
STREET = {"name": "text", "locality": "text", "town": "text", "folded": "text"}
BUILDING = {
    "number": "text", "name": "text", "folded": "text", "rank": "integer", "uprn": "text", "postcode": "text",
    "ward": "text",
}  # fmt: skip
ENTRY = {
    "district": "text", "number": "integer", "suffix": "integer", "surname": "text", "forenames": "text",
    "folded": "text", "markers": "text", "franchise": "smallint", "attains_on": "date", "keys": "bytea",
}  # fmt: skip
KEYS = {"s.key": "street_key", "b.key": "building_key", "d.key": "door_key", "d.house": "house", "d.unit": "unit"}
_ALL = {
    **{f"s.{name}": (f"street_{name}", kind) for name, kind in STREET.items()},
    **{f"b.{name}": (f"building_{name}", kind) for name, kind in BUILDING.items()},
    **{is_: (name, "text" if name == "unit" else "bigint") for is_, name in KEYS.items()},
    **{f"e.{name}": (name, kind) for name, kind in ENTRY.items()},
}

PLACES = "SELECT DISTINCT ON (postcode) postcode, lon, lat, off_m FROM register_building WHERE placed_from = 'postcode'"
MADE = (
    "SET LOCAL work_mem = '256MB'",
    f"CREATE UNLOGGED TABLE came ({', '.join(f'{name} {kind}' for name, kind in _ALL.values())})",
    "CREATE UNLOGGED TABLE places (postcode text, lon float, lat float, off_m integer)",
)


def rows_of(version: int) -> str:
    """Ask a finished site for the rows of one of its versions."""
    return f"""SELECT {", ".join(_ALL)} FROM register_entry AS e
        LEFT JOIN register_door AS d ON d.id = e.door_id LEFT JOIN register_building AS b ON b.id = d.building_id
        LEFT JOIN register_street AS s ON s.id = b.street_id LEFT JOIN register_ending AS g ON g.entry_id = e.id
        WHERE e.since <= {version} AND (g.until IS NULL OR g.until > {version}) ORDER BY e.id"""


def copy(table: str, rows: Iterable[tuple[Any, ...]]) -> None:
    """Copy ready rows into one of the tables made for them."""
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN") as copied:
        for row in rows:
            copied.write_row(row)


def merge(version: int) -> None:
    """Merge what was copied."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM register_elector")
        highest = int(cursor.fetchone()[0])
        for statement in (*_DOORS, *_LINKED, *_electors(version, highest), *_listings(version)):
            cursor.execute(statement)


_DOORS = (
    "ANALYZE came (street_key, building_key, door_key)",
    f"""CREATE TEMPORARY TABLE doors_come ON COMMIT DROP AS SELECT DISTINCT ON (door_key) * FROM came
        WHERE door_key IS NOT NULL AND NOT EXISTS
            (SELECT FROM register_door AS d WHERE d.area_id = {AREA} AND d.key = door_key)
        ORDER BY door_key""",
    "ANALYZE doors_come (street_key, building_key, door_key)",
    f"""INSERT INTO register_street (area_id, key, {", ".join(STREET)}, on_map_as)
        SELECT DISTINCT ON (street_key) {AREA}, street_key, {", ".join(f"street_{name}" for name in STREET)}, ''
        FROM doors_come ORDER BY street_key ON CONFLICT (area_id, key) DO NOTHING""",
    f"""INSERT INTO register_building
            (area_id, street_id, key, {", ".join(BUILDING)}, lon, lat, placed_from, off_m, why)
        SELECT DISTINCT ON (building_key) {AREA}, s.id, building_key,
            {", ".join(f"building_{name}" for name in BUILDING)}, p.lon, p.lat,
            CASE WHEN p.lon IS NULL THEN '' ELSE 'postcode' END, coalesce(p.off_m, 0), ''
        FROM doors_come JOIN register_street AS s ON s.area_id = {AREA} AND s.key = street_key
        LEFT JOIN places AS p ON p.postcode = building_postcode
        ORDER BY building_key ON CONFLICT (area_id, key) DO NOTHING""",
    f"""INSERT INTO register_door (area_id, building_id, key, house, unit)
        SELECT {AREA}, b.id, door_key, house, unit FROM doors_come
        JOIN register_building AS b ON b.area_id = {AREA} AND b.key = building_key""",
    "ANALYZE register_door (key)",
)

_STANDING = f"source_id = {SOURCE} AND NOT EXISTS (SELECT FROM register_ending AS g WHERE g.entry_id = e.id)"
_SAME = ("district", "number", "suffix", "markers", "attains_on")  # what makes a new entry of somebody who stands
_LINKED = (
    f"""CREATE TEMPORARY TABLE linked ON COMMIT DROP AS
        WITH standing AS (
            SELECT coalesce(door_id, 0) AS at, surname, forenames, min(id) AS id, min(elector_id) AS elector_id,
                {", ".join(f"min({name}) AS {name}" for name in _SAME)}
            FROM register_entry AS e WHERE {_STANDING} GROUP BY 1, 2, 3 HAVING count(*) = 1
        )
        SELECT {", ".join(f"c.{name}" for name in ENTRY)}, d.id AS door_id, o.id AS was, o.elector_id AS elector_id,
            ({", ".join(f"c.{name}" for name in _SAME)})
                IS NOT DISTINCT FROM ({", ".join(f"o.{name}" for name in _SAME)}) AS same
        FROM came AS c LEFT JOIN register_door AS d ON d.area_id = {AREA} AND d.key = c.door_key
        LEFT JOIN standing AS o
            ON o.at = coalesce(d.id, 0) AND o.surname = c.surname AND o.forenames = c.forenames""",
    "ANALYZE linked (was, same)",
    """UPDATE linked SET was = NULL, same = false
        WHERE was IN (SELECT was FROM linked WHERE was IS NOT NULL GROUP BY was HAVING count(*) > 1)""",
)


def _electors(version: int, highest: int) -> tuple[str, ...]:
    """Say who begins, who ends, and who is new."""
    return (
        f"""CREATE TEMPORARY TABLE ended ON COMMIT DROP AS SELECT e.id FROM register_entry AS e
            WHERE {_STANDING} AND e.id NOT IN (SELECT was FROM linked WHERE same)""",
        f"INSERT INTO register_ending (entry_id, source_id, until) SELECT id, {SOURCE}, {version} FROM ended",
        f"""INSERT INTO register_entry (source_id, since, elector_id, door_id, {", ".join(ENTRY)})
            SELECT {SOURCE}, {version},
                CASE WHEN was IS NULL THEN nextval('register_elector_id_seq') ELSE elector_id END, door_id,
                {", ".join(ENTRY)} FROM linked WHERE NOT same""",
        f"""INSERT INTO register_elector (id, source_id) SELECT elector_id, {SOURCE} FROM register_entry
            WHERE source_id = {SOURCE} AND since = {version} AND elector_id > {highest}""",
    )


def _listings(version: int) -> tuple[str, ...]:
    """Count who is listed at each door, where that is not what stands."""
    return (
        """CREATE TEMPORARY TABLE counted ON COMMIT DROP AS
            SELECT door_id, count(*) AS electors, min(district) AS district FROM linked
            WHERE door_id IS NOT NULL GROUP BY door_id""",
        f"""UPDATE register_listing AS l SET until = {version} WHERE source_id = {SOURCE} AND until IS NULL
            AND NOT EXISTS (SELECT FROM counted AS c WHERE c.door_id = l.door_id AND c.electors = l.electors
                AND c.district = l.district)""",
        f"""INSERT INTO register_listing (source_id, door_id, since, electors, district)
            SELECT {SOURCE}, door_id, {version}, electors, district FROM counted AS c WHERE NOT EXISTS
                (SELECT FROM register_listing AS l
                WHERE source_id = {SOURCE} AND until IS NULL AND l.door_id = c.door_id)""",
        "DROP TABLE came, places",
    )
