"""What people wrote and how it was read, for whoever teaches the reader their house's words."""

from __future__ import annotations

import csv
import sys
from typing import TYPE_CHECKING, Any

import click

from daemon.cli.common import Invocation, cli_words, json_option, print_rows, say

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from daemon.application.unmatched_mails import UnmatchedMail


@click.command()
@json_option
@click.option("--csv", "as_csv", is_flag=True, help="A table for a spreadsheet.")
@click.pass_obj
def readings(invocation: Invocation, as_json: bool, as_csv: bool) -> None:
    """What people wrote, how both readers took it, and whether a guess was right; without names."""
    from daemon.application.admin.reading_export import COLUMNS, reading_rows
    from daemon.mail.interpret.rules import Lexicon

    settings = invocation.settings()
    lexicon = Lexicon.with_words(settings.replies)
    names = [person.name for person in settings.directory.people.values()]
    with invocation.database().read() as connection:
        rows = list(reading_rows(connection, names, lexicon))
    if as_csv:
        table = csv.DictWriter(sys.stdout, COLUMNS, lineterminator="\n")
        table.writeheader()
        table.writerows({**row, "at": row["at"].isoformat(), "because": "; ".join(row["because"])} for row in rows)
    else:
        print_rows(rows, COLUMNS[:-2], as_json=as_json)


@click.command()
@json_option
@click.pass_obj
def unmatched(invocation: Invocation, as_json: bool) -> None:
    """Mails that fitted nothing: who wrote, why, what was answered, and who they probably are."""
    from daemon.application import unmatched_mails
    from daemon.mail.compose import unmatched_letters

    app = invocation.app()
    organisation = app.settings.organisation
    with app.database.read() as connection:
        found = list(unmatched_mails.unmatched(connection, app.directory))
    if as_json:
        print_rows([_as_row(each, organisation.timezone) for each in found], (), as_json=True)
        return
    letters = app.letters.letter_settings.wording(organisation.language)
    rows = [
        {
            "id": each.id,
            "at": letters.when(each.received_at),
            "sender": unmatched_letters.who(letters, unmatched_mails.as_line(each)),
            "subject": each.subject,
            "why": unmatched_letters.fate(letters, unmatched_mails.as_line(each)),
        }
        for each in found
    ]
    if rows:
        print_rows(rows, ("id", "at", "sender", "subject", "why"), as_json=False, words=cli_words(app.settings))
    else:
        say(cli_words(app.settings).say("unmatched.empty"))


def _as_row(mail: UnmatchedMail, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "id": mail.id,
        "received_at": mail.received_at.astimezone(zone),
        "from": mail.sender,
        "name": mail.name,
        "subject": mail.subject,
        "why": mail.why,
        "answered": list(mail.answered),
        "did_you_mean": mail.meant.email if mail.meant else None,
    }


COMMANDS: tuple[click.Command, ...] = (readings, unmatched)
