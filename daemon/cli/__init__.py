"""The command `contractd`. Commands are a few lines each; what they do lives in the modules that they call.

Exit codes: 0 done, 1 it says no, 2 wrong use, 78 the configuration is wrong (EX_CONFIG of sysexits.h).
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

import click

from daemon.cli import (
    absence_commands,
    board_command,
    contract_commands,
    contracts,
    doctor,
    explain,
    maintenance,
    reading_commands,
    route_commands,
    service,
)
from daemon.cli.common import Invocation

EX_CONFIG = 78
_REMEDY: Mapping[type[OSError], str] = {
    PermissionError: "; run this as the daemon's user: sudo -u contractd contractd …"
}


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.option(
    "--config",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The configuration; else $CONTRACTD_CONFIG, /etc/contractd/config.yaml, ./config.yaml.",
)
@click.version_option(package_name="contractd")
@click.pass_context
def contractd(context: click.Context, config: Path | None) -> None:
    """Contract approval by e-mail."""
    context.obj = Invocation(config)


for module in (
    service,
    doctor,
    contracts,
    contract_commands,
    route_commands,
    absence_commands,
    board_command,
    explain,
    reading_commands,
    maintenance,
):
    for command in module.COMMANDS:
        contractd.add_command(command)


def main() -> None:
    """Run the command line; a wrong configuration is told whole and ends with 78."""
    sys.excepthook = _die
    try:
        code = contractd.main(standalone_mode=False)  # click gives the code of an Exit back instead of raising it
        sys.exit(code if isinstance(code, int) else 0)
    except click.Abort:
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (PermissionError, NotADirectoryError, FileExistsError) as error:
        click.echo(f"Error: {error.filename}: {error.strerror}{_REMEDY.get(type(error), '')}", err=True)
        sys.exit(1)
    except ValueError as error:
        from daemon.config import ConfigurationError  # one of them; its import takes longer than a list does

        if not isinstance(error, ConfigurationError):
            raise
        for problem in error.problems:
            click.echo(str(problem), err=True)
        sys.exit(EX_CONFIG)


def _die(type_: type[BaseException], error: BaseException, where: TracebackType | None) -> None:
    """Print a traceback as Python does, without what nobody may read."""
    from daemon.config.secret import known_values
    from daemon.runtime.scrubbing import Scrubber

    lines = "".join(traceback.format_exception(type_, error, where))
    click.echo(Scrubber(known_values).text(lines), err=True, nl=False)
