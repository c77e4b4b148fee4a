from datetime import date

import pytest

from muster.county.make import County, county_files, make_county

FIRST_DAY = date(2026, 11, 23)  # a Monday


@pytest.fixture(scope="session")
def county() -> County:
    return make_county(seed=1, first_day=FIRST_DAY)


@pytest.fixture(scope="session")
def files(county: County) -> dict[str, bytes]:
    return county_files(county)
