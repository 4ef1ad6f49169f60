"""The board as files, for a shared folder."""

from __future__ import annotations

from pathlib import Path

import click

from daemon.cli.common import Invocation


@click.command()
@click.option(
    "--static",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="The folder into which the pages are written.",
)
@click.option("--person", help="Only what this person may see (key, surname or address); else every contract.")
@click.pass_obj
def board(invocation: Invocation, folder: Path, person: str | None) -> None:
    """Write the board's pages as files; whoever can read the folder sees what they show."""
    from daemon.board.static_copy import write_static_copy
    from daemon.cli.common import known_person

    app = invocation.app()
    who = app.directory.people[known_person(invocation.settings(), person)] if person else None
    written = write_static_copy(app, folder, who)
    click.echo(f"{written.pages} pages in {folder}: {written.changed} written, {written.removed} removed")


COMMANDS = (board,)
