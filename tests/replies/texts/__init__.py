"""Replies with the classes that are right for them, as data: what the second reader learns from.

They stand here and not beside the examination in `tests/mail/interpret/verdicts`: that one says what the rules must
understand, and they fail it; these say what people mean, also where nobody understands it yet. One reply a line: its
class, a tab, the text with `\\n` for a new line. `a|b`: either is right.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from mail.interpret.verdicts import NAMES, samples

from daemon.mail.interpret.intent import Intent

FILES = (
    "hand", "office", "houses", "lawyers", "phones", "museum", "municipal", "dictated", "philharmonic", "backstage",
    "auditors", "libraries", "circus", "engineers", "traps",
)  # fmt: skip
_APPROVES = frozenset({Intent.APPROVE, Intent.APPROVE_WITH_REMARKS})
# What the traps say of a text, instead of its one class.
_SETS = {
    "never_approved": frozenset(Intent) - _APPROVES,
    "never_plainly": frozenset(Intent) - {Intent.APPROVE},
    "approved": _APPROVES,
}


def replies(name: str) -> Iterator[tuple[str, frozenset[Intent]]]:
    """Yield the replies of one file here, each with its classes."""
    for line in Path(__file__).with_name(f"{name}.tsv").read_text(encoding="utf-8").splitlines():
        if not line.startswith("# "):
            said, _, text = line.partition("\t")
            yield text.replace("\\n", "\n"), _SETS.get(said) or frozenset(map(Intent, said.split("|")))


def labelled() -> Iterator[tuple[str, frozenset[Intent]]]:
    """Yield every text whose classes are known: those of the files here, then the examination of the rules."""
    for name in FILES:
        yield from replies(name)
    for name in NAMES:
        yield from ((each.text, frozenset(map(Intent, each.said))) for each in samples(name))
