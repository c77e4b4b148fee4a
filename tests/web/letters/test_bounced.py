"""What mail servers send back: the message that came back says so, and nobody is written to where nobody is."""

import datetime as dt
import io
import sys
from pathlib import Path

import pytest
from django.utils.timezone import now

from muster.cli import main
from muster.web.messenger import actions as messenger
from muster.web.messenger import mail
from muster.web.messenger.models import Message, Sending, State, Way
from muster.web.messenger.notices import NoNoticeError, notices_in
from muster.web.record.actor import SITE
from muster.web.record.models import Entry
from muster.web.roll.models import ContactWay, Person
from tests.web.messenger.sent import TEXTS, writing

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 5, 2, 9, 30, tzinfo=dt.UTC)


@pytest.fixture
def gone() -> Message:
    """A message that went to Ann."""
    ann = Person.objects.create(known_as="Ann")
    ContactWay.objects.create(person=ann, kind="email", value="ann@people.example")
    ContactWay.objects.create(person=Person.objects.create(known_as="Bea"), kind="email", value="ann@people.example")
    to = messenger.Recipient(ann.pseudonym, Way.EMAIL, "ann@people.example", "", {"name": "Ann"})
    sending = messenger.queue(writing(kind=Sending.Kind.NEWS, texts=TEXTS), recipients=[to], by=SITE, at=AT)
    sending.messages.update(state=State.HANDED, handed_at=AT)
    return sending.messages.select_related("sending").get()


def notice(
    message: Message, *, status: str = "5.1.1", action: str = "failed", headers: bool = True, ref: str = ""
) -> bytes:
    """A notice as Postfix writes it, bringing along the head of what came back, or the whole."""
    ours = ref or mail.message_id(message, sender="office@movement.example")
    kind = "text/rfc822-headers" if headers else "message/rfc822"
    return f"""From: MAILER-DAEMON@mx.example (Mail Delivery System)
To: office@movement.example
Subject: Undelivered Mail Returned to Sender
Message-ID: <20260502093501.ABC@mx.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="=_b"

--=_b
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you <{"0" * 32}@not.ours>

--=_b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example
Arrival-Date: Sat, 2 May 2026 09:35:00 +0000

Final-Recipient: rfc822; Ann@People.example
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} <ann@people.example>:
    Recipient address rejected: User unknown

--=_b
Content-Type: {kind}

From: The movement <office@movement.example>
To: ann@people.example
Subject: Saturday, Ann?
Message-ID: {ours}

--=_b--
""".encode()


@pytest.mark.parametrize("headers", [True, False])
def test_a_notice_tells_which_message_and_why(gone: Message, *, headers: bool) -> None:
    (one,) = notices_in(notice(gone, headers=headers))
    assert (one.ref, one.address, one.nobody_there) == (gone.ref, "ann@people.example", True)
    assert one.why == "5.1.1 550 5.1.1 <ann@people.example>: Recipient address rejected: User unknown"


def test_what_came_back_says_so_and_the_address_is_written_to_no_more(
    gone: Message, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "notice.eml"
    file.write_bytes(notice(gone))
    assert main(["bounced", str(file)]) == 0
    assert capsys.readouterr().out == "1 came back; 1 addresses are written to no more.\n"
    gone.refresh_from_db()
    assert gone.state == State.BOUNCED
    assert "User unknown" in gone.trouble
    bad = ContactWay.objects.filter(bad_at__isnull=False)
    assert [way.person.known_as for way in bad] == ["Ann"]  # Bea's record is Bea's
    assert [row.kind for row in Entry.objects.order_by("pk")][-2:] == ["roll.lose_way", "messenger.bounce"]
    assert main(["bounced", str(file)]) == 0  # read twice
    assert "1 were noted before" in capsys.readouterr().out
    assert Entry.objects.filter(kind="messenger.bounce").count() == 1


@pytest.mark.parametrize(("status", "lost"), [("5.1.2", 1), ("5.2.1", 1), ("5.4.4", 1), ("5.2.2", 0), ("5.7.1", 0)])
def test_a_full_box_or_a_refused_text_says_nothing_about_the_address(
    gone: Message, tmp_path: Path, status: str, lost: int
) -> None:
    (tmp_path / "one").write_bytes(notice(gone, status=status))
    assert main(["bounced", str(tmp_path / "one")]) == 0
    gone.refresh_from_db()
    assert gone.state == State.BOUNCED
    assert ContactWay.objects.filter(bad_at__isnull=False).count() == lost


def test_a_delay_is_no_bounce_and_a_strangers_mail_is_none_of_ours(
    gone: Message, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "late").write_bytes(notice(gone, action="delayed", status="4.4.1"))
    (tmp_path / "other").write_bytes(notice(gone, ref=f"<{'a' * 32}@movement.example>"))
    assert main(["bounced", str(tmp_path / "late"), str(tmp_path / "other")]) == 0
    assert capsys.readouterr().out == "0 came back; 0 addresses are written to no more.\n1 are not of this site.\n"
    gone.refresh_from_db()
    assert gone.state == State.HANDED


@pytest.mark.filterwarnings("error::ResourceWarning", "error::pytest.PytestUnraisableExceptionWarning")
def test_a_whole_mailbox_is_read_and_other_mails_in_it_passed_over(gone: Message, tmp_path: Path) -> None:
    between = b"\n\nFrom somebody@example.org Sat May  2 09:40:00 2026\nSubject: Hello\n\nHello.\n\n"
    head = b"From MAILER-DAEMON Sat May  2 09:35:00 2026\n"
    (tmp_path / "mbox").write_bytes(head + notice(gone) + between)
    assert main(["bounced", str(tmp_path / "mbox")]) == 0
    gone.refresh_from_db()
    assert gone.state == State.BOUNCED


def test_a_notice_comes_by_the_pipe(gone: Message, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(notice(gone))))
    assert main(["bounced", "-"]) == 0
    gone.refresh_from_db()
    assert gone.state == State.BOUNCED


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "it is no notice of delivery"),
        (b"Number,Surname\n1,Okonjo\n", "it is no notice of delivery"),
        (b"\x89PNG\r\n\x1a\n" + bytes(64), "it is no notice of delivery"),
        (b"From a Sat May  2 09:40:00 2026\nSubject: Hello\n\nHello.\n", "it is no notice of delivery"),
    ],
)
def test_a_wrong_file_is_refused_and_nothing_is_written(
    gone: Message, tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, why: str
) -> None:
    (tmp_path / "right").write_bytes(notice(gone))
    (tmp_path / "wrong").write_bytes(content)
    before = Entry.objects.count()
    assert main(["bounced", str(tmp_path / "right"), str(tmp_path / "wrong")]) == 1
    said = capsys.readouterr().err
    assert str(tmp_path / "wrong") in said
    assert why in said
    assert said.endswith("Nothing is written.\n")
    assert main(["bounced", str(tmp_path / "none")]) == 1
    assert Entry.objects.count() == before


def test_a_torn_notice_is_refused_or_read_but_never_breaks(gone: Message) -> None:
    whole = notice(gone)
    for end in range(0, len(whole), 37):
        try:
            found = notices_in(whole[:end])
        except NoNoticeError:
            continue
        assert {one.ref for one in found} <= {gone.ref}


def test_it_is_the_message_for_ann_after_her_two_records_were_made_one(gone: Message, tmp_path: Path) -> None:
    ann = Person.objects.get(known_as="Ann")
    kept = Person.objects.create(known_as="Ann again")
    Person.objects.filter(pk=ann.pk).update(merged_into=kept)
    ContactWay.objects.filter(person=ann).update(person=kept)
    (tmp_path / "one").write_bytes(notice(gone))
    assert main(["bounced", str(tmp_path / "one")]) == 0
    lost_at = ContactWay.objects.get(person=kept).bad_at
    assert lost_at
    assert lost_at <= now()
