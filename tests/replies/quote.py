"""A letter of ours as the mail program of its reader sees it, and what such a reader says to it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import getaddresses, parsedate_to_datetime
from enum import Enum
from functools import cached_property
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

_BODY = re.compile(r"<body[^>]*>(.*)</body>", re.DOTALL | re.IGNORECASE)
ZONE = ZoneInfo("Asia/Yekaterinburg")


@dataclass(frozen=True)
class Quote:
    """The letter that a reply answers. `language` is that of the program's own words."""

    raw: bytes = field(repr=False)
    language: str = "ru"
    after: timedelta = timedelta(hours=2)

    @cached_property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.raw, policy=policy.default)  # type: ignore[return-value]

    @property
    def subject(self) -> str:
        return " ".join(str(self.message["Subject"]).split())

    @property
    def message_id(self) -> str:
        return str(self.message["Message-ID"]).strip()

    @property
    def references(self) -> list[str]:
        return [*str(self.message["References"] or "").split(), self.message_id]

    @property
    def date(self) -> datetime:
        return parsedate_to_datetime(str(self.message["Date"])).astimezone(ZONE)

    @property
    def now(self) -> datetime:
        """When the reply is written."""
        return self.date + self.after

    @cached_property
    def sender(self) -> tuple[str, str]:
        return getaddresses([str(self.message["From"])])[0]

    @cached_property
    def reader(self) -> tuple[str, str]:
        return getaddresses([str(self.message["To"])])[0]

    @property
    def answer_to(self) -> str:
        return getaddresses([str(self.message["Reply-To"] or self.message["From"])])[0][1]

    @property
    def tag(self) -> str:
        """What stands in brackets in the subject."""
        return self.subject[self.subject.index("[") : self.subject.index("]") + 1]

    @property
    def name(self) -> str:
        return self.sender[0]

    @property
    def address(self) -> str:
        return self.sender[1]

    @cached_property
    def text(self) -> str:
        return self._body("plain")

    @cached_property
    def html(self) -> str:
        """What stands in the HTML's body."""
        whole = self._body("html")
        found = _BODY.search(whole)
        return found[1].strip() if found else whole

    def _body(self, kind: str) -> str:
        part = self.message.get_body((kind,))
        return str(part.get_content()).replace("\r\n", "\n").rstrip() if part else ""

    def when(self, pattern: str, language: str = "") -> str:
        """The letter's date in Unicode's date patterns."""
        locale = {"ru": "ru", "en": "en_US"}.get(language or self.language, language or self.language)
        return str(format_datetime(self.date, pattern, tzinfo=ZONE, locale=locale))

    def of(self, **words: str) -> str:
        """The word of the program's language."""
        return words[self.language]


class Where(Enum):
    TOP = "top"
    BOTTOM = "bottom"
    INSIDE = "inside"  # between the lines of the quote
    NO_QUOTE = "no quote"


@dataclass(frozen=True)
class Said:
    """What a person writes. `inside` are pairs: a piece of our letter, and what is written behind it."""

    text: str = ""
    where: Where = Where.TOP
    inside: tuple[tuple[str, str], ...] = ()
    signature: str = ""
    device: bool = True
    disclaimer: str = ""

    @property
    def lines(self) -> list[str]:
        return self.text.split("\n") if self.text else []

    @property
    def words(self) -> str:
        return "\n".join(filter(None, [self.text, *(answer for _, answer in self.inside)]))
