"""What must not be read in a log is taken out of it: tokens by their form, passwords by what they are.

A token in a log would let its reader answer for somebody. The standard library alone: a crash needs it, too.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from urllib.parse import quote, quote_plus

GONE = "…"
SHORTEST = 4  # a password of three signs would black out half of every line
DEEPEST = 12

# Where a token may begin: behind anything but a letter or digit, an escape of repr or JSON, a percent sign's two
# digits, or the end of a terminal's colour.
_BEGIN = (
    r"(?:(?<![A-Za-z0-9])|(?<=\\[abfnrtv0])|(?<=\\x[0-9a-fA-F]{2})|(?<=\\u[0-9a-fA-F]{4})|(?<=%[0-9A-F]{2})"
    r"|(?<=\x1b\[[0-9]m)|(?<=\x1b\[[0-9]{2}m))"
)
# As store/sequences makes them; a person may type one in capitals.
_TOKEN = re.compile(_BEGIN + r"[a-hjkmnp-tv-z2-9]{10}(?![A-Za-z0-9])", re.IGNORECASE)
# As mail/parsing/thread_refs accepts them: folded, with blanks in them, in a plus-address.
_IN_SUBJECT = re.compile(r"(\[[^\[\]]{1,80}/)[A-Za-z0-9 ]{6,24}(?=\])")
_IN_ADDRESS = re.compile(r"(?<=\+)[a-z0-9]{6,16}(?=@|%40)", re.IGNORECASE)
_IN_URL = re.compile(r"(\w://[^\s:/@'\"]*:)[^\s'\"/]+(?=@)")
_NAME = r"(?:pass(?:word|wd|phrase)|pwd|secret|token|authorization)"
_ASSIGNED = re.compile(
    r"(?i)\b(" + _NAME + r"""["']?\s*[=:]\s*(?:b(?=["']))?)("[^"]*"|'[^']*'|(?:Bearer |Basic )?[^\s"',;&)\]}]+)"""
)
_NAMED = re.compile(rf"(?i)(?:.*[_-])?{_NAME}")

# Ten letters of a token's alphabet that are words: none of them is a token that chance has made.
_WORDS = frozenset(
    re.findall(
        r"\w+",
        """
        acceptance advantages afterwards aggregated aggregates agreements appearance attachment attrgetter
        bandreject benchmarks bytestream characters checkcache decrements degenerate department dependence
        dependency dependents deprecated descendant detachment endheaders everywhere expandtabs expandvars
        feedparser getheaders getmembers handshakes kazakhstan kyrgyzstan management membername namespaced
        namespaces nameserver paragraphs parameters parsebytes passphrase percentage permanents precedence
        preference readframes referenced references regenerate remembered represents schemaname searchpath
        serveraddr servername sheetnames stackframe stacktrace statements strengthen thereafter threadsafe
        tracebacks typechecks
        """,
    )
)


class Scrubber:
    """Takes tokens and passwords out of text and values. `secrets` gives those that are known now."""

    def __init__(self, secrets: Callable[[], Iterable[str]] = tuple) -> None:
        self._secrets = secrets

    def text(self, text: str) -> str:
        """Return a text without them, in whatever form a program prints them."""
        return self.line(_ASSIGNED.sub(rf"\1{GONE}", text))

    def line(self, text: str) -> str:
        """Return a rendered line without them. What a name is followed by stays: in JSON that may be a quote."""
        known = frozenset(each for each in self._secrets() if len(each) >= SHORTEST)
        if known:
            text = _pattern(known).sub(GONE, text)
        text = _IN_URL.sub(rf"\1{GONE}", text)
        text = _IN_SUBJECT.sub(rf"\1{GONE}", text)
        text = _IN_ADDRESS.sub(GONE, text)
        return _TOKEN.sub(lambda found: found[0] if found[0].lower() in _WORDS else GONE, text)

    def value(self, value: object, depth: int = 0) -> object:
        """Return a value without them: containers part by part, what is no plain value as its text."""
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, int | float):
            return value if self.line(str(value)) == str(value) else GONE  # or JSON's line would lose a bare number
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, bytes | bytearray | memoryview):
            return self.text(bytes(value).decode("utf-8", "backslashreplace"))
        if depth < DEEPEST:
            if isinstance(value, Mapping):
                return {self._key(key): self._item(key, each, depth) for key, each in value.items()}
            if isinstance(value, list | tuple | set | frozenset):
                return [self.value(each, depth + 1) for each in value]
        return self.text(_shown(value))

    def _key(self, key: object) -> str:
        return self.text(key if isinstance(key, str) else _shown(key))

    def _item(self, key: object, value: object, depth: int) -> object:
        is_secret = isinstance(key, str) and _NAMED.fullmatch(key) and value not in (None, "")
        return GONE if is_secret else self.value(value, depth + 1)


def _shown(value: object) -> str:
    try:
        return repr(value)
    except Exception as error:  # noqa: BLE001  a log line never costs what it tells of
        return f"<{type(value).__name__}, whose repr raises {type(error).__name__}>"


@lru_cache(maxsize=8)
def _pattern(secrets: frozenset[str]) -> re.Pattern[str]:
    forms = {form for secret in secrets for form in _forms(secret)}
    return re.compile("|".join(re.escape(each) for each in sorted(forms, key=len, reverse=True)))


def _forms(secret: str) -> set[str]:
    """Return a secret as it is, and as repr, JSON, a URL and SASL write it."""
    raw = secret.encode("utf-8", "surrogateescape")
    written = (repr(secret), repr(raw)[1:], json.dumps(secret), json.dumps(secret, ensure_ascii=False))
    return {
        secret,
        *(each[1:-1] for each in written),
        quote(raw, safe=""),
        quote(raw),
        quote_plus(raw),
        base64.b64encode(raw).decode(),
    }
