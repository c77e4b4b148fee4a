"""`muster init`: an empty site becomes a movement at the terminal, as it does on the first page."""

import argparse
import getpass
import os
import re
import sys
from typing import TYPE_CHECKING

from muster.cli import Subparsers, called
from muster.cli.migrate import migrate

if TYPE_CHECKING:
    from muster.web.enter.founding import Founding
    from muster.web.mail import Mail
    from muster.web.roll.models import Account

_FOUNDER = re.compile(r"\s*(?P<name>[^<>]+?)\s*<\s*(?P<email>[^<>\s]+@[^<>\s]+)\s*>\s*")
_PORTS = {"starttls": 587, "tls": 465, "none": 25}


def add_to(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        "init",
        help="found the movement here at the terminal, once",
        description="Founds the movement whose site this is. What is not given is asked for.",
    )
    parser.add_argument("--name", help="what the movement is called")
    parser.add_argument("--zone", help="the time zone in which hours are told, such as Europe/London")
    parser.add_argument(
        "--founder", action="append", type=_founder, metavar="'NAME <E-MAIL>'", help="twice: two found it"
    )
    parser.add_argument(
        "--no-mail", action="store_true", help="there is no mail server yet: show the founders' links here"
    )
    parser.add_argument("--smtp", metavar="HOST", help="the mail server")
    parser.add_argument("--smtp-port", type=int, metavar="PORT", help="its port (587; 465 with tls)")
    parser.add_argument("--smtp-security", choices=sorted(_PORTS), default="starttls", help="its encryption (starttls)")
    parser.add_argument(
        "--smtp-user", default="", metavar="USER", help="as whom mail is handed over; its password is asked for"
    )
    parser.add_argument("--smtp-sender", metavar="E-MAIL", help="in whose name mail is sent")
    parser.set_defaults(run=_run)


def _founder(text: str) -> tuple[str, str]:
    found = _FOUNDER.fullmatch(text)
    if not found:
        raise argparse.ArgumentTypeError(f"'{text}': write 'Ann Archer <ann@example.org>'")
    return found["name"], found["email"]


def _run(arguments: argparse.Namespace) -> int:
    migrate()
    from django.utils.timezone import now

    from muster.web import mail
    from muster.web.enter import founding, queries

    standing = queries.movement()
    if standing:
        print(f"This site is {standing.name}'s already. A movement is founded once.", file=sys.stderr)
        return 1
    try:
        asked = _asked(arguments)
        server = None if arguments.no_mail else _tried(arguments, asked)
    except (mail.MailRefusedError, ValueError) as error:
        print(f"{error} Nothing is founded yet.", file=sys.stderr)
        return 1
    accounts = founding.found_movement(asked, at=now())
    print(f"{asked.name} is founded.", flush=True)
    if server:
        mail.keep(server)
    _hand_links(accounts, mailed=server is not None)
    return 0


def _asked(arguments: argparse.Namespace) -> "Founding":
    """Take what was given, and ask for the rest.

    Raises:
        ValueError: something can't be as it was written; says what to write.
    """
    from django.conf import settings
    from django.core.exceptions import ValidationError

    from muster.web.enter.forms import FoundingForm

    name = arguments.name or _ask("What is the movement called?")
    zone = arguments.zone or _ask("Its time zone?", settings.TIME_ZONE)
    founders = [*(arguments.founder or ())]
    for which in ("first", "second")[len(founders) :]:
        try:
            founders.append(_founder(_ask(f"The {which} founder, as Ann Archer <ann@example.org>?")))
        except argparse.ArgumentTypeError as error:
            raise ValueError(f"{error}.") from error
    if len(founders) != len(("one", "other")):
        raise ValueError("A movement has two founders: give --founder twice.")
    (one, one_email), (other, other_email) = founders
    said = {"name": name, "zone": zone, "one_name": one, "one_email": one_email, "other_name": other}
    form = FoundingForm({**said, "other_email": other_email, "no_mail": "on"})
    if not form.is_valid():
        wrong = [f"{form.fields[field].label}: {text}" for field, texts in form.errors.items() for text in texts]
        raise ValueError(" ".join(wrong)) from ValidationError(form.errors.as_data())
    return form.founding()


def _tried(arguments: argparse.Namespace, asked: "Founding") -> "Mail":
    """Give the mail server, once it has taken a real message to the first founder.

    Raises:
        MailRefusedError: it took none.
    """
    from muster.web import mail

    host = arguments.smtp or _ask("The mail server (without one, call this again with --no-mail)?")
    password = getpass.getpass(f"The password of {arguments.smtp_user}: ") if arguments.smtp_user else ""
    server = mail.Mail(
        host=host,
        port=arguments.smtp_port or _PORTS[arguments.smtp_security],
        security=arguments.smtp_security,
        user=arguments.smtp_user,
        password=password,
        sender=arguments.smtp_sender or _ask("In whose name is mail sent, such as post@example.org?"),
    )
    to = asked.founders[0].email
    text = f"This came through {host}. The next message brings your link."
    mail.try_out(server, to=to, subject=f"{asked.name}: mail works", text=text)
    print(f"{host} took a message to {to}.", flush=True)
    return server


def _ask(question: str, otherwise: str = "") -> str:
    try:
        said = input(f"{question}{f' [{otherwise}]' if otherwise else ''} ").strip()
    except EOFError:
        said = ""
    if not said and not otherwise:
        raise ValueError(f"{question} Nobody said. {called()} init --help lists how to give it.")
    return said or otherwise


def _hand_links(accounts: "tuple[Account, Account]", *, mailed: bool) -> None:
    """Send each founder their link, or show it here where there is no mail."""
    from muster.web.enter.founding import link_to_begin, send_link_to_begin

    base = (os.environ.get("MUSTER_ADDRESS") or "http://localhost:8000").rstrip("/")
    for account in accounts:
        if mailed:
            send_link_to_begin(account, address_of=base.__add__)
        else:
            name = account.person.known_as if account.person else ""
            print(f"For {name}, to be handed over by hand; good for a week, once:")
            print(f"  {link_to_begin(account, address_of=base.__add__)}", flush=True)
    print(f"Start the site with {called()} up.")
