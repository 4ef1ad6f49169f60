"""What differs between the texts of two versions, as history keeps it and letters say it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

MOST_CHANGES = 20  # that are kept and shown; of all the number is told


class TextPlace(StrEnum):
    """Where in a document a text stands."""

    BODY = "body"
    TABLE = "table"
    TEXT_BOX = "text_box"
    HEADER = "header"
    FOOTER = "footer"
    FOOTNOTE = "footnote"
    ENDNOTE = "endnote"
    PICTURE = "picture"  # or another object; it has no words


class NoRedline(StrEnum):
    """Why a version that is not the first has no redline."""

    SAME_TEXT = "same_text"
    NOT_MARKABLE = "not_markable"  # what changed is no text that can be marked
    UNPROVEN = "unproven"  # with all changes rejected it would not read as the version before
    UNREADABLE = "unreadable"
    TOO_LONG = "too_long"  # it took too much time or memory
    NO_VERSION_BEFORE = "no_version_before"  # its document is not to be found


@dataclass(frozen=True, slots=True)
class TextChange:
    """A sentence that was and what it became; either may be empty. `shown`: the redline marks it."""

    place: TextPlace
    was: str
    became: str
    shown: bool = True


@dataclass(frozen=True, slots=True)
class ReviewMark:
    """A comment or tracked change of a text that somebody went over: its `kind`, and how its paragraph begins."""

    kind: str  # comment, inserted, deleted
    author: str
    text: str
    place: str


@dataclass(frozen=True, slots=True)
class TextComparison:
    """The first changes of a version since the one before, how many there are, and why they have no redline."""

    changes: tuple[TextChange, ...] = ()
    count: int = 0
    no_redline: NoRedline | None = None
