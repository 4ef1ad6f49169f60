"""Words that mean a form or text as it is: it comes back unchanged on purpose."""

from __future__ import annotations

import re

# A closed list: what is not in it is asked, for a form comes back unchanged far more often by itself.
_MEANT = re.compile(
    r"\bбез (?:каких-либо )?(?:изменений|правок|исправлений)\b|\bкак есть\b|\bв (?:прежнем|неизменном|том же) виде\b"
    r"|\bничего не (?:меня|измени|изменя|исправ|прави)\w+\b|\b(?:менять|исправлять|править) нечего\b|\bповторно\b"
    r"|\b(?:рассмотр|согласу|посмотр)\w+ ещ[её] раз\b|\bещ[её] раз (?:рассмотр|согласу|посмотр)\w+"
    r"|\bunchanged\b|\bas (?:it )?is\b|\b(?:no|without(?: any)?) changes\b|\bnothing (?:was |has )?changed\b",
    re.IGNORECASE,
)
# With these somebody says that it will change yet, asks, or says no.
_NOT_YET = re.compile(
    r"\?|\b(?:ис|по)правлю\b|\b(?:изменю|доработаю|дополню|переделаю|пришлю|завтра|позже|потом|после)\b"
    r"|\bне (?:надо|нужно|обойтись|обойд[её]\w+|пойд[её]т|получится|могу|отправ\w+|рассматрив\w+|как есть|без)\b"
    r"|\b(?:will|tomorrow|later|cannot|can't|do not|don't|not as)\b",
    re.IGNORECASE,
)


def means_as_it_is(text: str) -> bool:
    """Return True if the words say that what came with them is meant though nothing in it has changed."""
    return bool(_MEANT.search(text)) and not _NOT_YET.search(text)
