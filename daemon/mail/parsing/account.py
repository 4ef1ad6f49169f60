"""The account of a mail: every piece of it, what became of it and why, so that nothing is dropped unseen."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Fate(StrEnum):
    """What became of a piece of a mail. Only OWN is read as the person's words."""

    OWN = "own"
    OURS = "ours"  # of a letter that we sent
    QUOTED = "quoted"  # of somebody else's letter
    ATTRIBUTION = "attribution"
    SIGNATURE = "signature"
    DEVICE = "device"  # a line that a program adds
    BANNER = "banner"  # a gateway's warning
    DISCLAIMER = "disclaimer"
    HIDDEN = "hidden"
    FILE = "file"
    LIMIT = "limit"  # beyond a limit of size, depth, lines or characters
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a mail as it was written, in the mail's order.

    `why` names the sign by which its fate was decided. `inert`: it is proved to hold no words of the person's (lines
    that we sent, a signature of name, post and contacts alone, boilerplate known as a whole); any other dropped piece
    is looked at again before a verdict is believed.
    """

    text: str
    fate: Fate
    why: str = ""
    inert: bool = False
