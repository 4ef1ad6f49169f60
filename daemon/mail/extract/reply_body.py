"""The lines of one body of a reply while it is told what is the writer's own among them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from daemon.mail.extract.quote_boundaries import Boundary
from daemon.mail.extract.sent_text_diff import OurText
from daemon.mail.parsing.text_lines import Line


class Role(StrEnum):
    """What a line of a mail is."""

    OWN = "own"
    QUOTED = "quoted"
    BOUNDARY = "boundary"
    SIGNATURE = "signature"
    HIDDEN = "hidden"


@dataclass(slots=True)
class ReplyBody:
    """The lines of one body with the role of each; `ours` is None until a letter of ours was compared."""

    lines: Sequence[Line]
    boundaries: list[Boundary]
    roles: list[Role] = field(default_factory=list)
    ours: OurText | None = None

    def is_ours(self, at: int) -> bool:
        return self.ours is not None and self.ours.words[at] > 0
