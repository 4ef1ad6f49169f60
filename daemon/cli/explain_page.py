"""Mails and how they were read, as one page: their pieces in the mail's order, coloured by fate.

The page needs nothing else: no script, no file, no network. Everything of a mail is a value in it, never markup.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources

from jinja2 import Environment, StrictUndefined, Template

from daemon.cli.explained_mail import ExplainedMail, printable
from daemon.mail.parsing.account import Fate

MEANINGS: Mapping[Fate, str] = {
    Fate.OWN: "the person's own words: they are read",
    Fate.OURS: "of a letter that we sent",
    Fate.QUOTED: "of somebody else's letter",
    Fate.ATTRIBUTION: "says whose letter follows",
    Fate.SIGNATURE: "a signature",
    Fate.DEVICE: "a line that a program adds",
    Fate.BANNER: "a gateway's warning",
    Fate.DISCLAIMER: "a disclaimer",
    Fate.HIDDEN: "not to be seen by who reads the mail",
    Fate.FILE: "in a file",
    Fate.LIMIT: "beyond a limit: not read",
    Fate.UNREADABLE: "could not be read",
}


def page(mails: Sequence[ExplainedMail]) -> str:
    """Return the mails as an HTML page."""
    return _template().render(mails=mails, meanings=MEANINGS)


@cache
def _template() -> Template:
    source = resources.files(__package__).joinpath("explain_page.html").read_text(encoding="utf-8")
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, finalize=_value, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(source)


def _value(value: object) -> str:
    return printable(str(value))
