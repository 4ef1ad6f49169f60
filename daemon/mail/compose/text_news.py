"""What changed in the text since its reader saw it, sentence by sentence: a telephone is enough to read it."""

from __future__ import annotations

from daemon.mail.compose.layout import Block, Pairs, Text
from daemon.mail.compose.letter_context import LetterContext
from daemon.workflow.model import Version
from daemon.workflow.text_comparison import MOST_CHANGES, TextChange, TextComparison


def text_news(letter: LetterContext, since: int) -> list[Block]:
    """Return the changes of each version after `since`, at most 20 of all, and why one of them has no redline."""
    blocks: list[Block] = []
    left = MOST_CHANGES
    for each in letter.contract.versions[since:]:
        if each.comparison is None:
            continue
        shown = each.comparison.changes[:left]
        left -= len(shown)
        blocks += _of_version(letter, each, shown)
        if why := each.comparison.no_redline:
            blocks.append(Text(letter.say(f"text_news.{why.value}", version=each.number, before=each.number - 1)))
    return blocks


def proposed_changes(letter: LetterContext, comparison: TextComparison, *, redline: bool) -> list[Block]:
    """Return the changes that a text proposes to the present version, and why it has no redline if it has none."""
    title = letter.say("text_proposed.changes", version=letter.contract.version.number, count=comparison.count)
    blocks = _changes(letter, comparison, comparison.changes, title, redline=redline)
    return blocks or [Text(letter.say("text_proposed.same_text"))]


def _of_version(letter: LetterContext, version: Version, shown: tuple[TextChange, ...]) -> list[Block]:
    comparison = version.comparison or TextComparison()
    title = letter.say("text_news.title", version=version.number, before=version.number - 1, count=comparison.count)
    return _changes(letter, comparison, shown, title, redline=version.file("redline") is not None)


def _changes(
    letter: LetterContext, comparison: TextComparison, shown: tuple[TextChange, ...], title: str, *, redline: bool
) -> list[Block]:
    """Return the shown changes under their number; of those that are not shown only how many they are."""
    if not comparison.count:
        return []
    rows = [_row(letter, each, redline=redline) for each in shown]
    blocks: list[Block] = [Pairs(rows, title)] if shown else [Text(title)]
    if 0 < len(shown) < comparison.count:
        blocks.append(Text(letter.say("text_news.more", count=comparison.count - len(shown))))
    return blocks


def _row(letter: LetterContext, change: TextChange, *, redline: bool) -> tuple[str, str]:
    lines = [letter.say(f"text_news.{key}", words=words) for key, words in _sides(change) if words]
    if not lines:
        lines.append(letter.say("text_news.replaced"))
    if not change.shown and redline:
        lines.append(letter.say("text_news.not_in_redline"))
    return letter.say(f"text_news.place.{change.place.value}"), "\n".join(lines)


def _sides(change: TextChange) -> list[tuple[str, str]]:
    if change.was and change.became:
        return [("was", change.was), ("became", change.became)]
    return [("removed", change.was), ("added", change.became)]
