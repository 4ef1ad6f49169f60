"""Commands about reading mail."""

from __future__ import annotations

import click

COMMANDS: tuple[click.Command, ...] = ()
