"""What people wrote and how it was read, for whoever teaches the reader their house's words."""

from __future__ import annotations

import csv
import sys

import click

from daemon.cli.common import Invocation, json_option, print_rows


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


COMMANDS: tuple[click.Command, ...] = (readings,)
