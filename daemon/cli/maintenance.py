"""Commands that keep the house in order: what is in quarantine, whether the history holds, the database."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from daemon.cli.common import Invocation, find_contract, json_option, print_rows


@click.command()
@click.option("--all", "everything", is_flag=True, help="Also what was retried.")
@click.option("--traceback", is_flag=True, help="Show where each failed.")
@json_option
@click.pass_obj
def quarantine(invocation: Invocation, everything: bool, traceback: bool, as_json: bool) -> None:
    """What could not be digested, and why. `contractd retry ID` tries it again."""
    from daemon.store import quarantined_work

    with invocation.database().read() as connection:
        found = quarantined_work.quarantined(connection, everything=everything)
    rows = [
        {
            "id": each.id,
            "what": str(each.key),
            "at": each.at,
            "reason": each.reason,
            "retried_at": each.retried_at,
            "traceback": each.traceback,
        }
        for each in found
    ]
    columns = ("id", "what", "at", "reason", *(("traceback",) if traceback else ()))
    print_rows(rows, columns, as_json=as_json)


@click.command()
@click.argument("id", type=int)
@click.pass_obj
def retry(invocation: Invocation, id: int) -> None:  # noqa: A002
    """Try again what is in quarantine under ID; the running daemon does it within seconds."""
    from daemon.store import quarantined_work

    with invocation.database().transaction() as tx:
        try:
            key = quarantined_work.retry(tx, id, datetime.now(UTC))
        except LookupError as error:
            raise click.ClickException(f'{error}; "contractd quarantine" lists what there is') from error
    click.echo(f"{key} is tried again")


@click.command()
@click.argument("number", required=False, metavar="[NUMBER|ZIP]")
@click.pass_obj
def verify(invocation: Invocation, number: str | None) -> None:
    """Check every history's chain of hashes (or NUMBER's, or that of a ZIP of evidence) and name what does not hold."""
    from daemon.store import history

    if number and number.endswith(".zip"):
        _verify_evidence(Path(number))
        return
    with invocation.database().read() as connection:
        results = list(history.verify(connection, number))
    if number and not results:
        raise click.ClickException(f'there is no contract "{number}"')
    broken = [each for each in results if each]
    for each in broken:
        click.echo(f"{each.number}: entry {each.seq} does not hold: {each.why}")
    if broken:
        raise click.exceptions.Exit(1)
    click.echo(f"{len(results)} histories hold")


def _verify_evidence(path: Path) -> None:
    """Needs neither configuration nor database."""
    from daemon.application.admin import evidence_export as proof

    try:
        proved, wrong = proof.check(path)
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    for each in wrong:
        click.echo(each)
    if wrong:
        raise click.exceptions.Exit(1)
    click.echo(f"{proved}; every file is as it was packed, and what the history cites is here")


@click.command()
@click.argument("number")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Else NUMBER.zip here.")
@click.pass_obj
def evidence(invocation: Invocation, number: str, out: Path | None) -> None:
    """Everything that proves how a contract was decided, in one ZIP: "contractd verify ZIP" checks it anywhere."""
    from daemon.application.admin import evidence_export as proof
    from daemon.documents.naming import file_name

    target = out or Path(file_name(number, ".zip"))
    if target.exists():
        raise click.ClickException(f"{target} is there already; move it away, or give another name with --out")
    with invocation.database().read() as connection:
        files, missing = proof.gather(
            invocation.settings(), connection, find_contract(invocation.settings(), connection, number)
        )
    proof.pack(target, files)
    click.echo(target)
    for each in missing:
        click.echo(f"not found any more: {each}", err=True)
    if missing:
        raise click.exceptions.Exit(1)


@click.command()
@click.pass_obj
def upgrade(invocation: Invocation) -> None:
    """Bring the database's tables up to this release. The daemon does it at start as well."""
    from daemon.store import migrations
    from daemon.store.database import Database

    migrations.upgrade(Database(invocation.settings().database).engine)
    click.echo("the tables are those of this release")


COMMANDS = (quarantine, retry, verify, evidence, upgrade)
