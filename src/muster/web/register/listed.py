"""Which buildings and streets some register lists as it stands: the others stay for older versions alone."""

from django.db.models import Exists, OuterRef, QuerySet

from muster.web.register.models import Building, Listing, Street

_STANDING = Listing.objects.filter(until=None).order_by()


def buildings_listed(buildings: QuerySet[Building]) -> QuerySet[Building]:
    """Narrow buildings to those of which a door is listed."""
    return buildings.filter(Exists(_STANDING.filter(door__building=OuterRef("pk"))))


def streets_listed(streets: QuerySet[Street]) -> QuerySet[Street]:
    """Narrow streets to those on which a door is listed."""
    return streets.filter(Exists(_STANDING.filter(door__building__street=OuterRef("pk"))))
