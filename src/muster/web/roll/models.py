"""Who is who, and how they belong.

An account enters the site, a person is anybody we deal with, a membership is how somebody stood for a time. The tables
that grow with people carry no constraint between them, so that a large database can spread them; their indexes are
those that a page asks by, and no other.
"""

import secrets
import uuid
from collections.abc import Iterable
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from muster.web.roll.moves import Kind, Move, Status

GROUP = "group:"  # what the compartment of a group begins with


def new_pseudonym() -> str:
    """Draw the name by which entries call somebody: 128 random bits, tied to nobody but by one row."""
    return secrets.token_hex(16)


class Group(models.Model):
    """A local branch with an area and officers."""

    slug = models.CharField(max_length=34, unique=True)
    name = models.CharField(max_length=80, unique=True)
    about = models.CharField(max_length=400, blank=True)  # anybody may read it
    first_thing = models.CharField(max_length=200, blank=True)  # what somebody new is asked to do first
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    closed_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(slug="") & ~Q(name=""), name="group_has_a_name"),
        ]

    def get_absolute_url(self) -> str:
        """Give the address of its page for officers."""
        return reverse("roll:group", args=[self.pk])

    @property
    def compartment(self) -> str:
        """The compartment of whatever belongs to this group alone."""
        return f"{GROUP}{self.slug}"


class District(models.Model):
    """A part of a group's area: letters, district, sector or whole of a postcode. The longest tells whose group."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="districts")
    code = models.CharField(max_length=8, unique=True)  # 'LA', 'LA28', 'LA28 9' or 'LA28 9AB'

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=~Q(code=""), name="district_has_a_code")]


class Person(models.Model):
    """Anybody we deal with.

    Kind and status are what the standing membership says, kept beside the name that lists sort by. Whoever was found
    to be another is `merged_into` that one, and found nowhere. Of whoever was erased the row stays, with nothing in it.
    """

    pseudonym = models.CharField(max_length=32, unique=True, default=new_pseudonym, editable=False)
    known_as = models.CharField(max_length=120, blank=True)
    number = models.CharField(max_length=16, blank=True)  # on the card
    forenames = models.CharField(max_length=80, blank=True)
    surname = models.CharField(max_length=80, blank=True)
    folded = models.CharField(max_length=80, blank=True)  # as it is sorted and looked for
    address = models.CharField(max_length=240, blank=True)  # its lines, without the postcode
    postcode = models.CharField(max_length=8, blank=True)  # in capitals, without a blank
    group = models.ForeignKey(Group, null=True, on_delete=models.PROTECT, related_name="people", db_index=False)
    kind = models.CharField(max_length=10, blank=True, choices=Kind)
    body = models.CharField(max_length=80, blank=True)  # through which an affiliate belongs
    status = models.CharField(max_length=10, blank=True, choices=Status)
    joined_on = models.DateField(null=True)
    paid_until = models.DateField(null=True)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged", db_index=False)
    erased_at = models.DateTimeField(null=True)  # since when this row is all that is left of them

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="person_number_once"),
            models.CheckConstraint(condition=Q(kind__in=["", *Kind.values]), name="person_kind_known"),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="person_status_known"),
            models.CheckConstraint(
                condition=Q(kind="affiliate") & ~Q(body="") | ~Q(kind="affiliate") & Q(body=""),
                name="person_affiliate_through_a_body",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | Q(status="", group__isnull=True, folded=""),
                name="person_merged_is_found_nowhere",
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True)
                | Q(
                    known_as="",
                    number="",
                    forenames="",
                    surname="",
                    folded="",
                    address="",
                    postcode="",
                    kind="",
                    body="",
                    status="",
                    group__isnull=True,
                    joined_on__isnull=True,
                    paid_until__isnull=True,
                ),
                name="person_erased_is_nobody",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["folded", "id"], name="person_folded"),
            models.Index(fields=["group", "folded", "id"], name="person_group_folded"),
            models.Index(fields=["status", "folded", "id"], name="person_status_folded"),
            models.Index(fields=["group", "status", "folded", "id"], name="person_group_status_folded"),
            models.Index(fields=["postcode", "id"], name="person_postcode", condition=~Q(postcode="")),
            models.Index(fields=["merged_into"], name="person_merged", condition=Q(merged_into__isnull=False)),
        ]

    def get_absolute_url(self) -> str:
        """Give the address of their page."""
        return reverse("roll:person", args=[self.pk])

    @property
    def name(self) -> str:
        """What they want to be called, else their name in full."""
        called = self.known_as or f"{self.forenames} {self.surname}".strip()
        return called or (str(_("Somebody erased")) if self.erased_at else "")


class Account(AbstractBaseUser):
    """Enters the site, and holds no name."""

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.OneToOneField(Person, null=True, on_delete=models.PROTECT, related_name="account")
    opened_at = models.DateTimeField(db_default=Now())
    closed_at = models.DateTimeField(null=True)

    USERNAME_FIELD = "ref"
    objects = BaseUserManager()

    @property
    def is_active(self) -> bool:  # type: ignore[override]  # a moment says more than a flag
        """Say whether this account still enters."""
        return self.closed_at is None


def holding(numbers: Iterable[str]) -> models.QuerySet[Person]:
    """Give whoever has a card of one of these numbers. Said twice, since an index of cards leaves out who has none."""
    return Person.objects.filter(~Q(number=""), number__in=list(numbers))


class Membership(models.Model):
    """How somebody stood from a day until before another (null: still). Closed codes only: a replay equals it."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships", db_constraint=False)
    kind = models.CharField(max_length=10, choices=Kind)
    status = models.CharField(max_length=10, choices=Status)
    move = models.CharField(max_length=10, choices=Move)
    since_on = models.DateField()
    until_on = models.DateField(null=True)
    decision = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(until_on__isnull=True), name="membership_one_stands"
            ),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("since_on")), name="membership_ends_after_start"
            ),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="membership_kind_known"),
            models.CheckConstraint(
                condition=Q(status__in=[one for one in Status.values if one]), name="membership_status_known"
            ),
            models.CheckConstraint(
                condition=~Q(move__in=["remove", "restore", "refuse"]) | ~Q(decision=""),
                name="membership_says_by_which_decision",
            ),
        ]


class ContactWay(models.Model):
    """An e-mail address or a telephone by which somebody is reached; by post is the person's address."""

    class Kind(models.TextChoices):
        """Which."""

        EMAIL = "email", _("E-mail")
        TELEPHONE = "telephone", _("Telephone")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="ways", db_constraint=False)
    kind = models.CharField(max_length=10, choices=Kind)
    value = models.CharField(max_length=254)  # an address in small letters, a telephone as +447700900123
    bad_at = models.DateTimeField(null=True)  # since when nothing arrives there

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=["email", "telephone"]), name="way_kind_known"),
            models.CheckConstraint(condition=~Q(value=""), name="way_leads_somewhere"),
        ]
        indexes: ClassVar = [models.Index(fields=["value"], name="way_value")]


class Consent(models.Model):
    """What somebody said of being told by one channel, from a moment until they said otherwise."""

    class Channel(models.TextChoices):
        """By what."""

        EMAIL = "email", _("E-mail")
        TELEPHONE = "telephone", _("A telephone call")
        TEXT = "text", _("A text message")
        POST = "post", _("Post")

    class How(models.TextChoices):
        """How we know."""

        FORM = "form", _("on the form for joining")
        SELF = "self", _("on their own page")
        OFFICER = "officer", _("told to an officer")
        FILE = "file", _("in a file that was brought")
        LINK = "link", _("by a link in a message")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="consents", db_constraint=False)
    channel = models.CharField(max_length=10, choices=Channel)
    agreed = models.BooleanField()
    said_at = models.DateTimeField()
    said_by = models.CharField(max_length=32)  # who wrote it down
    how = models.CharField(max_length=10, choices=How)
    until_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "channel"], condition=Q(until_at__isnull=True), name="consent_one_stands"
            ),
            models.CheckConstraint(
                condition=Q(channel__in=["email", "telephone", "text", "post"]), name="consent_channel_known"
            ),
        ]


class PersonWord(models.Model):
    """A word by which somebody is found: of the name, and of what they are called. Group 0 is none."""

    pk = models.CompositePrimaryKey("word", "group", "person")
    word = models.CharField(max_length=24)
    group = models.BigIntegerField()
    person = models.BigIntegerField()


class Post(models.Model):
    """An office of a group, or of the whole movement."""

    group = models.ForeignKey(Group, null=True, on_delete=models.PROTECT, related_name="posts")
    title = models.CharField(max_length=60)
    closed_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["group", "title"], nulls_distinct=False, name="post_title_once"),
            models.CheckConstraint(condition=~Q(title=""), name="post_has_a_title"),
        ]


class Term(models.Model):
    """Who holds a post by which decision, from a day until another, both included."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="terms")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="terms")
    starts_on = models.DateField()
    ends_on = models.DateField()
    decision = models.CharField(max_length=60)
    ended_on = models.DateField(null=True)  # before its time

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="term_ends_after_start"),
            models.CheckConstraint(condition=~Q(decision=""), name="term_says_by_which_decision"),
        ]


class Payment(models.Model):
    """A subscription that came in, and until when it pays."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="payments", db_constraint=False)
    paid_on = models.DateField()
    pence = models.PositiveIntegerField()
    currency = models.CharField(max_length=3, default="GBP")
    pays_until = models.DateField()
    key = models.CharField(max_length=64, unique=True)  # of what the file said: the same line never counts twice

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(pence__gt=0), name="payment_is_something")]


class Chase(models.Model):
    """Somebody was asked for a subscription that is due."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="chases")
    asked_on = models.DateField()
    asked_by = models.CharField(max_length=32)


class Double(models.Model):
    """Two people of the roll who may be one; a person says so."""

    class Said(models.TextChoices):
        """What was said."""

        NOTHING = ""
        SAME = "same"
        OTHER = "other"
        MOOT = "moot"  # one of the two was found to be somebody else

    one = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="doubles")
    other = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="doubled")
    group = models.ForeignKey(Group, null=True, on_delete=models.PROTECT, db_index=False)  # of both; null if two
    level = models.SmallIntegerField()  # how the names compare: register.names_alike.Level
    shares = models.SmallIntegerField()  # what both have: flags of doubles.Shares
    weight = models.SmallIntegerField()  # decibans
    said = models.CharField(max_length=5, blank=True, choices=Said)
    said_by = models.CharField(max_length=32, blank=True)
    said_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["one", "other"], name="double_pair_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="double_in_order"),
            models.CheckConstraint(condition=Q(said__in=["", "same", "other", "moot"]), name="double_said_known"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["-weight", "id"], name="double_open", condition=Q(said="")),
            models.Index(fields=["group", "-weight", "id"], name="double_open_group", condition=Q(said="")),
        ]


class Merge(models.Model):
    """That one person was found to be another. What stood before lies sealed beside the entry, so it can be undone."""

    kept = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="merges")
    gone = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="merged_away")
    merged_at = models.DateTimeField()
    merged_by = models.CharField(max_length=32)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.CharField(max_length=32, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["gone"], condition=Q(undone_at__isnull=True), name="merge_into_one"),
            models.CheckConstraint(condition=~Q(kept=F("gone")), name="merge_of_two"),
        ]


class Tally(models.Model):
    """How many people of a group (0: none) are of a kind and status: kept as they change, so no page counts."""

    group = models.BigIntegerField()
    kind = models.CharField(max_length=10, blank=True)
    status = models.CharField(max_length=10, blank=True)
    people = models.IntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["group", "kind", "status"], name="tally_once")]


class Figure(models.Model):
    """How many belonged at a month's end, and came and went in it: what anybody may see of the movement's growth."""

    month = models.DateField()  # its first day
    kind = models.CharField(max_length=10, choices=Kind)
    people = models.PositiveIntegerField()
    came = models.PositiveIntegerField()
    went = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["month", "kind"], name="figure_once")]
