"""What a register remembers.

A row of a version lives from the version `since` until before the version `until` (null: it still stands), so that a
version that changes nothing adds nothing, and any two versions can be compared. The tables that grow to millions carry
their area or source, and hold ids of each other without a constraint, so that a large database can spread them; their
indexes are those that a page asks by, and no other.
"""

from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

OFF_M_UNKNOWN = 0


class Area(models.Model):
    """A part of the country whose doors several sources may list."""

    name = models.CharField(max_length=80)
    compartment = models.CharField(max_length=40)
    edition = models.PositiveIntegerField(default=0)  # one more whenever its doors change

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["compartment", "name"], name="area_name_once"),
            models.CheckConstraint(condition=~Q(compartment="") & ~Q(name=""), name="area_has_a_name_and_compartment"),
        ]


class Table(models.Model):
    """What somebody brought for an area: places of buildings, or borders. It lies under `MUSTER_HOME/files/areas/`."""

    class Kind(models.TextChoices):
        """What it tells."""

        POSTCODES = "postcodes", _("Where postcodes lie (ONSPD, or any table with degrees)")
        UPRNS = "uprns", _("Where properties lie (OS Open UPRN, or any table with degrees)")
        STREETS = "streets", _("A street extract (OpenStreetMap, .osm.pbf or .osm)")
        WARDS = "wards", _("The borders of wards (GeoJSON)")
        DISTRICTS = "districts", _("The borders of polling districts (GeoJSON)")
        OTHERS = "others", _("The borders of other zones (GeoJSON)")

    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="tables")
    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=200)
    form = models.CharField(max_length=4, blank=True)  # of an extract: pbf or osm
    places = models.PositiveIntegerField()
    brought_at = models.DateTimeField()
    cautions = models.JSONField(default=list)  # of borders: what was mended, moved or may be doubted

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["area", "kind"], name="table_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["postcodes", "uprns", "streets", "wards", "districts", "others"]),
                name="table_kind_known",
            ),
        ]

    @property
    def path(self) -> Path:
        """Where it lies."""
        folder: Path = settings.HOME / "files" / "areas" / str(self.area_id)
        return folder / self.kind

    @property
    def ground(self) -> Path:
        """Where an extract's ground lies, made ready for maps, with the names of its streets."""
        return self.path.with_name(f"{self.kind}.ground")


class Source(models.Model):
    """One register, whoever keeps it, under what law we hold it, and until when."""

    class Mode(models.TextChoices):
        """What may be kept of people; decided once, for good."""

        A = "A", _("Register-backed: electors by name")
        B = "B", _("Addresses only: nobody's name")
        C = "C", _("Our own members and supporters")

    class Basis(models.TextChoices):
        """Article 6 of the UK GDPR."""

        PUBLIC_TASK = "public task", _("Public task (democratic engagement)")
        LEGITIMATE = "legitimate interests", _("Legitimate interests")
        CONSENT = "consent", _("Consent")
        LEGAL = "legal obligation", _("Legal obligation")

    class Condition(models.TextChoices):
        """Article 9: what lets us hold political opinions, if we hold any."""

        PARTY = "registered party", _("Registered party (Data Protection Act 2018, schedule 1, paragraph 22)")
        BODY = "members of a body", _("Members and regular contacts of a not-for-profit body (Article 9(2)(d))")
        EXPLICIT = "explicit consent", _("Explicit consent (Article 9(2)(a))")
        NONE = "none kept", _("None: no opinions are kept")

    class Nation(models.TextChoices):
        """Whose rules say what a marker means."""

        ENGLAND = "england", _("England")
        SCOTLAND = "scotland", _("Scotland")
        WALES = "wales", _("Wales")
        NORTHERN_IRELAND = "northern ireland", _("Northern Ireland")

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="sources")
    name = models.CharField(max_length=120)
    owner = models.CharField(max_length=120)  # who answers for it
    mode = models.CharField(max_length=1, choices=Mode)
    basis = models.CharField(max_length=24, choices=Basis)
    condition = models.CharField(max_length=24, choices=Condition)
    purposes = models.JSONField()  # codes of PURPOSES
    expires_on = models.DateField()
    nation = models.CharField(max_length=16, choices=Nation, default=Nation.ENGLAND)
    markers = models.JSONField(default=dict)  # what its letters mean, where its own key differs from the nation's table
    standing = models.PositiveIntegerField(default=0)  # the newest version's number; 0 before the first
    expired_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["area", "name"], name="source_name_once"),
            models.CheckConstraint(condition=Q(mode__in=["A", "B", "C"]), name="source_mode_known"),
            models.CheckConstraint(
                condition=Q(nation__in=["england", "scotland", "wales", "northern ireland"]), name="source_nation_known"
            ),
            models.CheckConstraint(condition=~Q(owner="") & ~Q(name=""), name="source_has_a_name_and_an_owner"),
            models.CheckConstraint(
                condition=Q(
                    basis__in=["public task", "legitimate interests", "consent", "legal obligation"],
                    condition__in=["registered party", "members of a body", "explicit consent", "none kept"],
                ),
                name="source_says_under_what_law",
            ),
            models.CheckConstraint(condition=~Q(purposes=[]), name="source_has_a_purpose"),
        ]

    def get_absolute_url(self) -> str:
        """Give the address of the source's page."""
        return reverse("register:source", args=[self.pk])


PURPOSES = {
    "canvass": "Canvassing",
    "leaflet": "Leafleting",
    "polling day": "Polling day",
    "members": "Keeping in touch with our own members",
    "research": "Finding out what works",
}


class Version(models.Model):
    """One file of a source that was taken in."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    published_on = models.DateField()
    update = models.BooleanField(default=False)  # changes since the version before, rather than everybody
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    counts = models.JSONField()
    taken_in_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["source", "number"], name="version_number_once")]
        ordering: ClassVar = ["number"]

    @property
    def before(self) -> int:
        """The number of the version before it."""
        return self.number - 1


class Street(models.Model):
    """A street of an area; two of one name are told apart by locality, and where that isn't enough by town."""

    area = models.ForeignKey(
        Area, on_delete=models.PROTECT, related_name="streets", db_index=False, db_constraint=False
    )
    key = models.BigIntegerField()  # register.keys
    name = models.CharField(max_length=160)
    locality = models.CharField(max_length=160, blank=True)
    town = models.CharField(max_length=160, blank=True)  # behind the locality; part of the key only where it must be
    folded = models.CharField(max_length=160)  # as it is looked for
    on_map_as = models.CharField(max_length=160, blank=True)  # what the extract calls it, if somebody said so

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["area", "key"], name="street_once")]
        indexes: ClassVar = [models.Index(fields=["area", "folded"], name="street_folded")]


class Renaming(models.Model):
    """Another name that a street was given by a version. Its key stays that of its first name, and so do its doors'."""

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="renamings")
    street = models.ForeignKey(Street, on_delete=models.DO_NOTHING, db_constraint=False, related_name="renamings")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="renamings")
    version = models.PositiveIntegerField()
    was = models.CharField(max_length=160)
    name = models.CharField(max_length=160)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["street", "source", "version"], name="renaming_once"),
            models.CheckConstraint(condition=~Q(was="") & ~Q(name=""), name="renaming_has_both_names"),
        ]
        ordering: ClassVar = ["pk"]


class Building(models.Model):
    """A building: one or more doors at one place. Where it lies, and who said so."""

    class PlacedFrom(models.TextChoices):
        """Where a position came from; a hand's is never overwritten."""

        NOWHERE = ""
        HAND = "hand"
        FILE = "file"
        UPRN = "uprn"
        HOUSE = "extract house"
        STREET = "extract street"
        POSTCODE = "postcode"

    area = models.ForeignKey(
        Area, on_delete=models.PROTECT, related_name="buildings", db_index=False, db_constraint=False
    )
    street = models.ForeignKey(
        Street, on_delete=models.DO_NOTHING, db_constraint=False, related_name="buildings", db_index=False
    )
    key = models.BigIntegerField()
    number = models.CharField(max_length=20, blank=True)
    name = models.CharField(max_length=120, blank=True)
    folded = models.CharField(max_length=120, blank=True)  # its name as it is looked for
    rank = models.IntegerField(default=0)  # its place in the street's numbers
    uprn = models.CharField(max_length=12, blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    ward = models.CharField(max_length=80, blank=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    placed_from = models.CharField(max_length=16, blank=True, choices=PlacedFrom)
    off_m = models.PositiveIntegerField(default=OFF_M_UNKNOWN)  # about how far out the position may be
    why = models.CharField(max_length=30, blank=True)  # it isn't on its street: register.place_streets.Why

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["area", "key"], name="building_once"),
            models.CheckConstraint(
                condition=Q(lon=None, lat=None, placed_from="")
                | (Q(lon__isnull=False, lat__isnull=False) & ~Q(placed_from="")),
                name="building_says_who_placed_it",
            ),
            models.CheckConstraint(
                condition=Q(
                    placed_from__in=["", "hand", "file", "uprn", "extract house", "extract street", "postcode"]
                ),
                name="building_placed_from_known",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["street", "rank"], name="building_street"),
            models.Index(fields=["area", "postcode"], name="building_postcode"),
            models.Index(fields=["area", "folded"], name="building_folded", condition=~Q(folded="")),
            models.Index(fields=["area", "id"], name="building_unplaced", condition=Q(lon=None)),
        ]


class Door(models.Model):
    """A door: where somebody may be met."""

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="doors", db_index=False, db_constraint=False)
    building = models.ForeignKey(
        Building, on_delete=models.DO_NOTHING, db_constraint=False, related_name="doors", db_index=False
    )
    key = models.BigIntegerField()
    house = models.BigIntegerField()  # key of number, name and unit, whatever the street is called
    unit = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["area", "key"], name="door_once")]
        indexes: ClassVar = [models.Index(fields=["building"], name="door_building")]

    def get_absolute_url(self) -> str:
        """Give the address of the door's page."""
        return reverse("register:door", args=[self.pk])


class Zone(models.Model):
    """A ward, a polling district or another part of an area, with what lies in it as it was last counted.

    Zones of a kind come from borders that somebody brought, or, without any, from what registers say of their doors.
    `zoning.doors_in` says which doors they are, wherever they come from.
    """

    class Kind(models.TextChoices):
        """What it is."""

        WARD = "ward", _("Ward")
        DISTRICT = "district", _("Polling district")
        OTHER = "other", _("Other zone")

    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="zones", db_index=False)
    kind = models.CharField(max_length=8, choices=Kind)
    name = models.CharField(max_length=80)
    bordered = models.BooleanField()  # it has a border; else a register's column or its elector numbers name it
    doors = models.PositiveIntegerField(default=0)
    electors = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["area", "kind", "name"], name="zone_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["ward", "district", "other"]) & ~Q(name=""), name="zone_kind_known"
            ),
        ]

    def get_absolute_url(self) -> str:
        """Give the address of the zone's page."""
        return reverse("register:zone", args=[self.pk])


class Within(models.Model):
    """A building that lies within a zone's border."""

    zone = models.ForeignKey(Zone, on_delete=models.CASCADE, related_name="within", db_index=False)
    building = models.ForeignKey(
        Building, on_delete=models.DO_NOTHING, db_constraint=False, related_name="within", db_index=False
    )

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["zone", "building"], name="within_once")]
        indexes: ClassVar = [models.Index(fields=["building"], name="within_building")]


class Stretch(models.Model):
    """As much of a street as lies in a zone, as it was last counted."""

    zone = models.ForeignKey(Zone, on_delete=models.CASCADE, related_name="stretches", db_index=False)
    street = models.ForeignKey(
        Street, on_delete=models.DO_NOTHING, db_constraint=False, related_name="stretches", db_index=False
    )
    doors = models.PositiveIntegerField()
    electors = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["zone", "street"], name="stretch_once")]
        indexes: ClassVar = [models.Index(fields=["street"], name="stretch_street")]


class Listing(models.Model):
    """A door as a source lists it, in every mode: how many electors, and no more."""

    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, related_name="listings", db_index=False, db_constraint=False
    )
    door = models.ForeignKey(
        Door, on_delete=models.DO_NOTHING, db_constraint=False, related_name="listings", db_index=False
    )
    since = models.PositiveIntegerField()
    until = models.PositiveIntegerField(null=True)
    electors = models.PositiveIntegerField()
    district = models.CharField(max_length=12, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["door", "source"], condition=Q(until=None), name="listing_stands_once"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gt=F("since")), name="listing_ends_after_since"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["door"], name="listing_door"),
        ]


class Elector(models.Model):
    """Somebody on a register, whatever their number is this year: what we learn of them hangs here."""

    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, related_name="electors", db_index=False, db_constraint=False
    )

    def get_absolute_url(self) -> str:
        """Give the address of the elector's page."""
        return reverse("register:elector", args=[self.pk])


class Entry(models.Model):
    """An elector as versions list them. Modes A and C alone: the database refuses any in mode B."""

    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, related_name="entries", db_index=False, db_constraint=False
    )
    elector = models.ForeignKey(
        Elector, on_delete=models.DO_NOTHING, db_constraint=False, related_name="entries", db_index=False
    )
    door = models.ForeignKey(
        Door, on_delete=models.DO_NOTHING, db_constraint=False, null=True, related_name="entries", db_index=False
    )
    since = models.PositiveIntegerField()
    district = models.CharField(max_length=12, blank=True)
    number = models.PositiveIntegerField()
    suffix = models.PositiveIntegerField()
    surname = models.CharField(max_length=120, blank=True)
    forenames = models.CharField(max_length=160, blank=True)
    folded = models.CharField(max_length=60, blank=True)  # the name as it is looked for
    markers = models.CharField(max_length=12, blank=True)  # as the file has them
    franchise = models.SmallIntegerField(default=0)  # what they leave: bits of register.markers.Franchise
    attains_on = models.DateField(null=True)
    keys = models.BinaryField(default=b"")  # of its name, its markers and of how it was read: register.kept_keys

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["elector"], name="entry_elector"),
            models.Index(fields=["door"], name="entry_door"),
            models.Index(fields=["source", "folded"], name="entry_folded"),
            models.Index(fields=["source", "district", "number"], name="entry_number"),
            models.Index(fields=["source", "since", "id"], name="entry_since"),
        ]

    @property
    def until(self) -> int | None:
        """The version that ended it; None while it stands."""
        ending: Ending | None = getattr(self, "ending", None)
        return ending.until if ending else None


class Ending(models.Model):
    """The end of an entry, a row of its own: a year's million of endings are added, and no entry is written twice."""

    entry = models.OneToOneField(
        Entry, on_delete=models.DO_NOTHING, primary_key=True, db_constraint=False, related_name="ending"
    )
    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, related_name="endings", db_index=False, db_constraint=False
    )
    until = models.PositiveIntegerField()  # the first version without it

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(until__gt=1), name="ending_after_the_first")]
        indexes: ClassVar = [models.Index(fields=["source", "until", "entry"], name="ending_until")]


class Doubt(models.Model):
    """Two electors of two versions who may be one. Until somebody says so, they are two."""

    class Said(models.TextChoices):
        """What somebody said."""

        NOTHING = ""
        SAME = "same"
        OTHER = "other"

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="doubts")
    version = models.PositiveIntegerField()  # in which the newer one stands
    older = models.ForeignKey(Elector, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")
    newer = models.ForeignKey(Elector, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")
    reason = models.SmallIntegerField()  # register.reasons.Reason
    speaks_for = models.SmallIntegerField()  # flags of register.reasons.For
    against = models.SmallIntegerField()  # and of Against
    weight = models.SmallIntegerField()  # decibans for being the same
    said = models.CharField(max_length=5, blank=True, choices=Said)
    said_by = models.CharField(max_length=32, blank=True)
    said_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "version", "older", "newer"], name="doubt_once"),
            models.CheckConstraint(
                condition=Q(said="", said_at=None, said_by="") | (Q(said__in=["same", "other"], said_at__isnull=False)),
                name="doubt_says_who_settled_it",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["source", "-weight"], name="doubt_open", condition=Q(said="")),
        ]

    @property
    def follows(self) -> bool:
        """Whether nobody settled it, but what was said of another pair: register.doubting."""
        return self.said == self.Said.OTHER and not self.said_by
