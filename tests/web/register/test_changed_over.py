"""Longitude and latitude changed over are told before a door stands in another ocean; what a map shows meanwhile."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils.timezone import now

from muster.plan.backdrop import Shape
from muster.web.intake.models import Upload
from muster.web.intake.uploads import remember, seen
from muster.web.record.actor import Actor
from muster.web.register import actions_of_places as of_places
from muster.web.register.ground import write_ground
from muster.web.register.models import Building, Table
from tests.web.register.made_source import added, csv_of, organiser, read, taken_in, work
from tests.web.register.test_pages import PEOPLE, at, text_of

pytestmark = pytest.mark.usefixtures("transactional_db")

Enter = Callable[[Actor], Client]
PLACE, TURNED = {"lon": "-0.65", "lat": "52.67"}, {"lon": "52.67", "lat": "-0.65"}


def test_a_place_far_from_the_other_doors_is_refused_with_its_cure(enter: Enter) -> None:
    by = organiser()
    source = added(by)
    taken_in(source, csv_of(PEOPLE), by=by)
    client = enter(by)
    one, other = Building.objects.order_by("pk")[:2]
    answer = client.post(at("place", one.pk), TURNED)
    assert answer.status_code == 422
    assert "That is not in the United Kingdom. Did you change the two over?" in text_of(answer)
    assert client.post(at("place", one.pk), PLACE).status_code == 302
    for address in (at("place", other.pk), at("cure", other.street_id)):
        told = text_of(client.post(address, TURNED))
        assert "km from the register’s other doors." in told
        assert "Write longitude -0.65 and latitude 52.67." in told
        assert "Look at both numbers again." in text_of(client.post(address, {"lon": "-6.5", "lat": "52.67"}))
    assert Building.objects.filter(lon=None).count() == 2
    assert client.post(at("place", one.pk), {"lon": "-3.19", "lat": "55.95"}).status_code == 302  # no other says where
    assert client.post(at("cure", other.street_id), {"lon": "-3.2", "lat": "55.95"}).status_code == 302


def test_a_table_whose_columns_are_changed_over_is_refused() -> None:
    by = organiser()
    area = added(by).area
    for header, good in (("pcds,lat,long", True), ("pcds,long,lat", False)):
        content = f"{header}\nZX1 0AB,52.66,-0.65\nZX1 0AD,52.67,-0.66\n".encode()
        upload = of_places.furnish(area, chunks=[content], name="codes.csv", kind="postcodes", by=by, at=now())
        work()
        upload.refresh_from_db()
        assert upload.state == (Upload.State.TAKEN_IN if good else Upload.State.REFUSED)
    assert "give each column the other's name" in str(seen(upload))


def test_a_file_whose_columns_are_changed_over_is_asked_about() -> None:
    by = organiser()
    source = added(by)
    mapping = {"fields": {"surname": ["Who"], "lon": ["E"], "lat": ["N"]}, "address": [["Where"]]}
    remember(f"register.source:{source.pk}", mapping)
    upload = read(source, b"Who,Where,E,N\nBorg,1 Mill Street,52.66,-0.65\nCelik,2 Mill Street,52.66,-0.65\n", by=by)
    assert upload.state == Upload.State.UNMAPPED
    shown = seen(upload)
    assert "changed over" in shown["why"]
    assert (shown["guess"]["fields"]["lon"], shown["guess"]["fields"]["lat"]) == (["N"], ["E"])


def test_where_nothing_has_a_place_the_ground_is_shown_or_what_to_bring(enter: Enter) -> None:
    by = organiser()
    source = added(by)
    taken_in(source, csv_of(PEOPLE), by=by)
    client = enter(by)
    building = Building.objects.earliest("pk")
    page = client.get(at("place", building.pk))
    assert "so there is no map to put this on" in text_of(page)
    assert at("tables", source.area_id) in page.content.decode()
    table = Table(area=source.area, kind=Table.Kind.STREETS)
    table.path.parent.mkdir(parents=True, exist_ok=True)
    road = Shape("residential", "Mill Street", area=False, places=((-0.651, 52.661), (-0.649, 52.663)))
    write_ground(table.ground, [road], names=[], credit="")
    shown = client.get(at("place", building.pk))
    assert shown.context["look"].lon == pytest.approx(-0.65, abs=0.03)
    assert shown.context["look"].lat == pytest.approx(52.66, abs=0.03)
    assert "so there is no map" not in text_of(shown)
    table.ground.unlink()
