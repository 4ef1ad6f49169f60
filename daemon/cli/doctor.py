"""`contractd doctor`: whether everything that the daemon needs is there, all at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from daemon.cli.common import Invocation, json_option, print_rows

if TYPE_CHECKING:
    from daemon.application.admin.health_checks import Finding


@click.command()
@click.option("--no-mail", is_flag=True, help="Do not sign in to the mail servers.")
@json_option
@click.pass_obj
def doctor(invocation: Invocation, no_mail: bool, as_json: bool) -> None:
    """Look at everything the daemon needs: configuration, database, clock, folders, disk, mail servers."""
    from daemon.application.admin.health_checks import State

    found = list(_findings(invocation, mail=not no_mail))
    rows = [{"what": each.what, "state": each.state.value, "detail": each.detail} for each in found]
    print_rows(rows, ("what", "state", "detail"), as_json=as_json)
    if any(each.state is State.WRONG for each in found):
        raise click.exceptions.Exit(1)


def _findings(invocation: Invocation, *, mail: bool) -> Iterator[Finding]:
    from daemon.app import check_mail
    from daemon.application.admin.health_checks import Finding, State, examine
    from daemon.application.config_check import look_at

    path = invocation.path()
    looked = look_at(path)
    if looked.settings is None:
        for each in looked.mistakes:
            yield Finding("configuration", State.WRONG, str(each))
        yield Finding("everything else", State.NOTE, "is looked at when the configuration is right")
        return
    yield Finding("configuration", State.FINE, f"{path}, with templates, letters and examples")
    yield from examine(looked.settings, datetime.now(UTC))
    for name, problem in check_mail(looked.settings) if mail else ():
        yield Finding(f"mail, {name}", State.WRONG if problem else State.FINE, problem or "signed in")


COMMANDS = (doctor,)
