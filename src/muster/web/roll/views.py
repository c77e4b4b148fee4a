"""Pages for whoever keeps records of people: lists and search, a person, groups and posts, pairs who may be one."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from muster.register.postcodes import postcode_told
from muster.web.record.meanwhile import ChangedMeanwhileError, changed_meanwhile, filled
from muster.web.record.sealing import ErasedError
from muster.web.roll import actions, belonging, merging, open_to_all, queries
from muster.web.roll import actions_of_groups as of_groups
from muster.web.roll.districts import NoDistrictError
from muster.web.roll.forms import (
    AgreeForm,
    AreaForm,
    BecomeForm,
    CorrectForm,
    EnterForm,
    GroupForm,
    MoveForm,
    PostForm,
    TermForm,
    TransferForm,
    WayForm,
)
from muster.web.roll.looking import note_shown
from muster.web.roll.middleware import MemberRequest
from muster.web.roll.moves import Kind, Move, NotAllowedMoveError, Status
from muster.web.roll.rules import may_run
from muster.web.roll.searching import find as search

TABS = ("applied", "due", "standing", "lapsed", "left")


def _keeper(request: MemberRequest) -> queries.Scope:
    """Give whom an officer may see; to anybody else these pages are not there."""
    scope = queries.scope_of(request.actor)
    if not scope.keeps:
        raise Http404
    return scope


def _shown(request: MemberRequest, page: str, people: Iterable[Any], told: dict[str, Any], **more: Any) -> HttpResponse:
    """Show a page with records of people, and note whose; nothing of it stays in a browser's store."""
    note_shown(request.actor, people, page=page, at=now())
    scope = queries.scope_of(request.actor)
    response = render(request, f"roll/{page}.html", {"scope": scope, "here": page, **told}, **more)
    response["Cache-Control"] = "no-store"
    return response


def _page(request: MemberRequest, page: str, told: dict[str, Any], **more: Any) -> HttpResponse:
    return _shown(request, page, (), told, **more)


@require_safe
def people(request: MemberRequest) -> HttpResponse:
    """List people in the order of their names: of all groups that one keeps, or of one."""
    _keeper(request)
    status = request.GET.get("status")
    slug = request.GET.get("group")
    group = get_object_or_404(queries.groups_kept_by(request.actor), slug=slug) if slug else None
    wanted = status if status in Status.values and status else None
    listed = queries.people_listed(request.actor, group=group, status=wanted, beyond=_whole(request.GET.get("beyond")))
    return _shown(request, "people", listed.people, {"listed": listed, "tabs": TABS})


@require_safe
def find(request: MemberRequest) -> HttpResponse:
    """Find people by name, postcode, telephone, e-mail or the number on their card."""
    _keeper(request)
    found = search(request.actor, request.GET.get("q", "").strip()[:100])
    return _shown(request, "find", found.people, {"found": found})


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: MemberRequest) -> HttpResponse:
    """Take down somebody who joined on paper or by telephone."""
    scope = _keeper(request)
    groups = queries.groups_kept_by(request.actor).filter(closed_on=None).order_by("name")
    form = EnterForm(request.POST or None, groups=groups, everywhere=scope.everywhere)
    if request.method == "POST" and form.is_valid():
        group, on = form.cleaned_data["group"], form.cleaned_data["on"]
        person = actions.enter(group, told=form.told(), on=on, by=request.actor, at=now())
        messages.success(request, _("Taken down. If somebody of that name was known before, you will be asked."))
        return redirect(person)
    return _page(request, "enter", {"form": form}, status=422 if form.errors else 200)


def _person(request: MemberRequest, pk: int) -> Any:
    return get_object_or_404(queries.people_seen_by(request.actor), pk=pk)


def _kept_person(request: MemberRequest, pk: int) -> Any:
    """Give somebody whose record the actor keeps; one's own record is not one's own to keep."""
    _keeper(request)
    return get_object_or_404(queries.people_kept_by(request.actor).select_related("group"), pk=pk)


@require_safe
def person(request: MemberRequest, pk: int) -> HttpResponse:
    """Show a person."""
    one = _person(request, pk)
    lies_in = open_to_all.group_of(one.postcode) if one.postcode else None
    told = queries.person_told(one, group=lies_in)
    keeps = queries.people_kept_by(request.actor).filter(pk=pk).exists()
    ours = request.actor.person == one.pk
    return _shown(request, "person", [one], {"told": told, "person": one, "keeps": keeps, "ours": ours})


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: MemberRequest, pk: int) -> HttpResponse:
    """Put right what somebody is called and where they live."""
    one = _person(request, pk)
    stood = {name: getattr(one, name) for name in actions.CORRECTED}
    form = filled(CorrectForm(request.POST or None), {**stood, "postcode": postcode_told(one.postcode)})
    if request.method == "POST" and form.is_valid() and not changed_meanwhile(form):
        try:
            actions.correct(one, **form.cleaned_data, stood=stood, by=request.actor, at=now())
        except ChangedMeanwhileError:
            return correct(request, pk)  # within this very moment: now both are shown
        return redirect(one)
    return _edit(request, one, form, _("Name and address"))


def _edit(
    request: MemberRequest, one: Any, form: Any, title: str, *, button: str = "", asks: Any = None
) -> HttpResponse:
    told = {"person": one, "form": form, "title": title, "button": button or _("Keep it so"), "asks": asks}
    return _shown(request, "edit", [one], told, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def move(request: MemberRequest, pk: int) -> HttpResponse:
    """Change how somebody stands."""
    one = _kept_person(request, pk)
    open_ones, stands = queries.person_told(one, group=None).moves, Status(one.status)
    form = MoveForm(request.POST or None, moves=open_ones, stands=f"{one.kind} {stands}")
    if form.is_outdated():
        told = _("%(name)s stands otherwise than when you opened this form. It is “%(now)s” now. Nothing was done.")
        messages.warning(request, told % {"name": one.name, "now": stands.label})
        return redirect("roll:move", pk)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            wanted = Move(said["move"])
            actions.move(
                one, move=wanted, on=said["on"], decision=said["decision"], stood=stands, by=request.actor, at=now()
            )
            return redirect(one)
        except ChangedMeanwhileError:
            return move(request, pk)  # within this very moment: now it says so
        except belonging.NoDecisionError:
            form.add_error("decision", _("Name the decision that this rests on."))
        except belonging.OutOfOrderError:
            form.add_error("on", _("Choose a day that is not before how they stand now began, and not after today."))
        except NotAllowedMoveError:
            form.add_error("move", _("How they stand changed meanwhile. Look again."))
    return _edit(request, one, form, _("How they stand"))


@require_http_methods(["GET", "HEAD", "POST"])
def become(request: MemberRequest, pk: int) -> HttpResponse:
    """Let somebody belong otherwise: a supporter becomes a member."""
    one = _kept_person(request, pk)
    form = filled(BecomeForm(request.POST or None), {"kind": one.kind, "body": one.body})
    if request.method == "POST" and form.is_valid() and not changed_meanwhile(form):
        said = form.cleaned_data
        kind = Kind(said["kind"])
        body = said["body"] if kind == Kind.AFFILIATE else ""
        try:
            actions.become(one, kind=kind, body=body, on=said["on"], by=request.actor, at=now())
            return redirect(one)
        except actions.NoBodyError:
            form.add_error("body", _("Say through which union or society they belong."))
        except belonging.OutOfOrderError:
            form.add_error("on", _("Choose a day that is not before how they stand now began, and not after today."))
        except NotAllowedMoveError:
            form.add_error("kind", _("Only somebody in good standing can belong otherwise."))
    return _edit(request, one, form, _("As what they belong"))


@require_http_methods(["GET", "HEAD", "POST"])
def transfer(request: MemberRequest, pk: int) -> HttpResponse:
    """Put somebody into another group."""
    one = _kept_person(request, pk)
    form = filled(TransferForm(request.POST or None), {"group": one.group_id})
    asks: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid() and not changed_meanwhile(form):
        to, chosen = form.cleaned_data["group"], form["group"].value() or ""
        if may_run(request.actor, to) or request.POST.get("yes") == chosen:
            return _transferred(request, one, to)
        asks = {"to": to, "yes": chosen, "terms": queries.terms_left(one, today=localdate())}
    return _edit(request, one, form, _("Their group"), button=_("Transfer"), asks=asks)


def _transferred(request: MemberRequest, one: Any, to: Any) -> HttpResponse:
    actions.transfer(one, to=to, by=request.actor, at=now())
    told = _("%(name)s belongs to %(group)s now.") % {"name": one.name, "group": to.name if to else _("no group")}
    messages.success(request, told)
    seen = queries.people_seen_by(request.actor).filter(pk=one.pk).exists()
    return redirect(one) if seen else redirect("roll:people")


@require_http_methods(["GET", "HEAD", "POST"])
def agree(request: MemberRequest, pk: int) -> HttpResponse:
    """Keep what somebody says of being told, and show all that they ever said."""
    one = _person(request, pk)
    stands = {channel: consent.agreed for channel, consent in queries.person_told(one, group=None).consents.items()}
    form = AgreeForm(request.POST or None)
    said = {True: "yes", False: "no"}
    form = filled(form, {name: said[stands[name]] if name in stands else "" for name in form.fields})
    if request.method == "POST" and form.is_valid() and not changed_meanwhile(form):
        for channel, agreed in form.said().items():
            if stands.get(channel) != agreed:
                actions.agree(one, channel=channel, agreed=agreed, by=request.actor, at=now())
        return redirect(one)
    told = {"person": one, "form": form, "consents": queries.consents_told(one)}
    return _shown(request, "agree", [one], told, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def add_way(request: MemberRequest, pk: int) -> HttpResponse:
    """Add a way to reach somebody."""
    one = _person(request, pk)
    form = WayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        for kind, value in form.ways():
            try:
                actions.add_way(one, kind=kind, value=value, by=request.actor, at=now())
            except actions.HasThatError:
                messages.info(request, _("They were reached by that before."))
        return redirect(one)
    return _edit(request, one, form, _("Another way to reach them"))


@require_POST
def drop_way(request: MemberRequest, pk: int) -> HttpResponse:
    """Take a way to reach somebody away."""
    way = get_object_or_404(queries.ways_kept_by(request.actor), pk=pk)
    actions.drop_way(way, by=request.actor, at=now())
    return redirect(way.person)


@require_safe
def kept_groups(request: MemberRequest) -> HttpResponse:
    """List the groups that one keeps."""
    _keeper(request)
    told = queries.groups_told(request.actor, today=localdate())
    return _page(request, "kept_groups", {"groups": told})


@require_http_methods(["GET", "HEAD", "POST"])
def new_group(request: MemberRequest) -> HttpResponse:
    """Add a group."""
    if not _keeper(request).everywhere:
        raise Http404
    form, by_area = GroupForm(request.POST or None), AreaForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and by_area.is_valid():
        try:
            with_area = of_groups.Named(form.cleaned_data["name"], form.cleaned_data["about"],
                                      form.cleaned_data["first_thing"], districts=by_area.codes())  # fmt: skip
            return redirect(of_groups.add_group(with_area, by=request.actor, at=now()))
        except of_groups.NameTakenError:
            form.add_error("name", _("There is a group of this name."))
        except (of_groups.DistrictTakenError, NoDistrictError) as error:
            _refuse_area(by_area, error)
    wrong = bool(form.errors or by_area.errors)
    return _page(request, "new_group", {"form": form, "by_area": by_area}, status=422 if wrong else 200)


def _refuse_area(form: AreaForm, error: Exception) -> None:
    if isinstance(error, NoDistrictError):
        told = _("%(code)s is no part of a postcode. Write it as LA, LA28, LA28 9 or LA28 9AB.")
    else:
        told = _("Another group has %(code)s.")
    form.add_error("districts", told % {"code": str(error)})


def _group(request: MemberRequest, pk: int) -> Any:
    return get_object_or_404(queries.groups_kept_by(request.actor), pk=pk)


@require_safe
def group(request: MemberRequest, pk: int) -> HttpResponse:
    """Show a group: what needs its officers, how it stands, its posts and area."""
    one = _group(request, pk)
    told = queries.group_told(request.actor, one, today=localdate())
    holders = [term.person for _post, terms in told.posts for term in terms]
    return _shown(request, "group", holders, {"told": told, "group": one, "form": PostForm()})


@require_http_methods(["GET", "HEAD", "POST"])
def describe(request: MemberRequest, pk: int) -> HttpResponse:
    """Put right what a group says of itself."""
    one = _group(request, pk)
    stood = {name: getattr(one, name) for name in of_groups.DESCRIBED}
    form = filled(GroupForm(request.POST or None), stood)
    if request.method == "POST" and form.is_valid() and not changed_meanwhile(form):
        try:
            of_groups.describe(one, named=form.named(one), stood=stood, by=request.actor, at=now())
            return redirect(one)
        except ChangedMeanwhileError:
            return describe(request, pk)  # within this very moment: now both are shown
        except of_groups.NameTakenError:
            form.add_error("name", _("There is a group of this name."))
    return _page(request, "group_edit", {"group": one, "form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def area(request: MemberRequest, pk: int) -> HttpResponse:
    """Say which districts are a group's area."""
    one = _group(request, pk)
    if not _keeper(request).everywhere:
        raise Http404
    codes = queries.group_told(request.actor, one, today=localdate()).districts
    form = filled(AreaForm(request.POST or None), {"districts": ", ".join(codes)})
    if request.method == "POST" and form.is_valid() and not changed_meanwhile(form):
        try:
            of_groups.set_area(one, districts=form.codes(), by=request.actor, at=now())
            return redirect(one)
        except (of_groups.DistrictTakenError, NoDistrictError) as error:
            _refuse_area(form, error)
    return _page(request, "group_edit", {"group": one, "form": form}, status=422 if form.errors else 200)


@require_POST
def chase(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask everybody of a group whose subscription is due."""
    one = _group(request, pk)
    asked = of_groups.chase(one, by=request.actor, at=now())
    told = ngettext("%(n)s person is asked.", "%(n)s people are asked.", asked) % {"n": f"{asked:,}"}
    messages.success(request, told if asked else _("Everybody who owes was asked in the last fortnight."))
    return redirect(one)


@require_POST
def add_post(request: MemberRequest, pk: int) -> HttpResponse:
    """Add an office to a group."""
    one = _group(request, pk)
    form = PostForm(request.POST)
    if form.is_valid():
        try:
            post = of_groups.add_post(one, title=form.cleaned_data["title"], by=request.actor, at=now())
            return redirect("roll:appoint", post.pk)
        except of_groups.NameTakenError:
            messages.info(request, _("This group has that office already."))
    return redirect(one)


@require_http_methods(["GET", "HEAD", "POST"])
def appoint(request: MemberRequest, pk: int) -> HttpResponse:
    """Write down who was put into an office: found by name, chosen, dated."""
    post = get_object_or_404(queries.posts_kept_by(request.actor), pk=pk)
    form = TermForm(request.POST or None)
    found = search(request.actor, request.GET.get("q", "").strip()[:100])
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        one = _kept_person(request, said.pop("person"))
        try:
            of_groups.appoint(post, person=one, **said, by=request.actor, at=now())
            return redirect(post.group) if post.group else redirect("roll:kept_groups")
        except of_groups.TermError:
            form.add_error("ends_on", _("A term ends after it begins, and lasts three years at most."))
    told = {"post": post, "form": form, "found": found, "group": post.group}
    return _shown(request, "appoint", found.people, told, status=422 if form.errors else 200)


@require_POST
def end_term(request: MemberRequest, pk: int) -> HttpResponse:
    """End a term before its time."""
    term = get_object_or_404(queries.terms_kept_by(request.actor), pk=pk)
    try:
        of_groups.end_term(term, on=localdate(), by=request.actor, at=now())
    except of_groups.EndedAlreadyError:
        messages.info(request, _("It was ended before."))
    return redirect(term.post.group) if term.post.group else redirect("roll:kept_groups")


@require_safe
def doubles(request: MemberRequest) -> HttpResponse:
    """List pairs who may be one person, likeliest first."""
    _keeper(request)
    settled = bool(request.GET.get("settled"))
    weight, _comma, pk = request.GET.get("beyond", "").partition(",")
    beyond = (int(weight), _whole(pk)) if weight.lstrip("-").isdecimal() and len(weight) < 6 and _whole(pk) else None  # noqa: PLR2004 - a weight has no more letters
    pairs = queries.doubles_told(request.actor, settled=settled, beyond=beyond)
    people = [one for pair in pairs for one in (pair.one, pair.other)]
    return _shown(request, "doubles", people, {"pairs": pairs, "settled": settled})


@require_http_methods(["GET", "HEAD", "POST"])
def double(request: MemberRequest, pk: int) -> HttpResponse:
    """Show two people side by side, field by field, and make them one."""
    pair = get_object_or_404(queries.doubles_seen_by(request.actor), pk=pk)
    if request.method == "POST":
        return _merge(request, pair)
    told = queries.double_told(pair)
    return _shown(request, "double", [pair.one, pair.other], {"told": told, "pair": pair})


def _merge(request: MemberRequest, pair: Any) -> HttpResponse:
    keep = _whole(request.POST.get("keep"))
    other = pair.other_id if keep == pair.one_id else pair.one_id
    chosen = {name: "gone" for name in merging.CHOICES if request.POST.get(name) == str(other)}
    try:
        merge = actions.merge(pair, keep=keep, chosen=chosen, by=request.actor, at=now())
        messages.success(request, _("They are one person now. It can be undone on this page."))
        return redirect(merge.kept)
    except actions.SettledAlreadyError:
        messages.info(request, _("Somebody settled this before. Here is what is left."))
    except actions.NobodySaysSoError:
        messages.warning(request, _("Say whose record stays."))
        return redirect("roll:double", pair.pk)
    except merging.HoldsPowerError:
        messages.warning(request, _("The one who would go holds power. Let the other one go, or withdraw it first."))
        return redirect("roll:double", pair.pk)
    except belonging.GoneError:
        messages.info(request, _("One of the two was found to be somebody else meanwhile."))
    return redirect("roll:doubles")


@require_POST
def settle(request: MemberRequest, pk: int) -> HttpResponse:
    """Say that two people are two, or take that back."""
    pair = get_object_or_404(queries.doubles_seen_by(request.actor), pk=pk)
    try:
        actions.settle(pair, said=request.POST.get("said", ""), by=request.actor, at=now())
    except actions.SettledAlreadyError:
        messages.info(request, _("Somebody settled this before. Here is what is left."))
    except actions.NobodySaysSoError:
        raise PermissionDenied from None
    return redirect("roll:doubles")


@require_POST
def unmerge(request: MemberRequest, pk: int) -> HttpResponse:
    """Make two people of one again."""
    merge = get_object_or_404(queries.merges_seen_by(request.actor), pk=pk)
    try:
        actions.unmerge(merge, by=request.actor, at=now())
        messages.success(request, _("They are two people again, as they were."))
    except merging.LaterMergeError:
        messages.warning(request, _("One of them was merged again since. Undo that first."))
    except merging.UndoneAlreadyError:
        messages.info(request, _("It was undone before."))
    except ErasedError:
        messages.warning(request, _("What stood before was erased, so they can't be told apart again."))
    return redirect(merge.kept)


def _whole(text: str | None) -> int:
    """Read a number from an address; 0 where there is none that a row could have."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < len(str(2**63)) else 0
