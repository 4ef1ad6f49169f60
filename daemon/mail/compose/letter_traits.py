"""The traits of each kind of letter besides its texts, in one table: a new kind is entered there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum, auto

from daemon.mail.compose import condition_sections as conditions
from daemon.mail.compose import duty_letters
from daemon.mail.compose import event_letters as openings
from daemon.mail.compose import initiator_letters as initiator
from daemon.mail.compose import recorded_letters as recorded
from daemon.mail.compose.late_letters import late_asked_opening, late_told_opening
from daemon.mail.compose.layout import Block
from daemon.mail.compose.letter_context import LetterContext
from daemon.workflow.letter_kind import LetterKind as K


class Files(Enum):
    """The files that go with a letter."""

    NONE = auto()
    TO_DECIDE = auto()  # the version's documents; who signs gets the sheet
    TO_DECIDE_IF_ASKED = auto()  # the same, when the letter shows its reader's request
    TO_REWORK = auto()  # the form filled in, the document, and the files of the answers
    FINAL = auto()


class Receipt(Enum):
    """Whether a letter answers the mail that caused it, in its thread."""

    NEVER = auto()
    ALWAYS = auto()
    TO_ITS_CAUSE = auto()  # only to whoever caused it


@dataclass(frozen=True, slots=True)
class Traits:
    """The traits of a kind of letter.

    `opening` makes the blocks of a letter that an event causes; the others have a function in `reply_letters`. `asks`:
    a mail that answers such a letter is an answer, so that files which come with it are no new version. `tells_delay`:
    its reader was told that somebody is silent, and may remind or replace them. `about_delivery`: it tells of a letter
    that did not arrive; if it does not arrive itself, nobody is told.
    """

    opening: Callable[[LetterContext], list[Block]] | None = None
    files: Files = Files.NONE
    receipt: Receipt = Receipt.NEVER
    asks: bool = False
    tells_delay: bool = False
    about_delivery: bool = False


TRAITS: Mapping[K, Traits] = {
    K.REGISTERED: Traits(initiator.registered_opening, Files.TO_DECIDE),
    K.REQUEST: Traits(openings.request_opening, Files.TO_DECIDE, asks=True),
    K.REMINDER: Traits(openings.reminder_opening, Files.TO_DECIDE, asks=True),
    K.ESCALATION: Traits(openings.escalation_opening, tells_delay=True),
    K.RECEIPT: Traits(recorded.receipt_opening, receipt=Receipt.ALWAYS),
    K.VOID: Traits(openings.void_opening, receipt=Receipt.TO_ITS_CAUSE),
    K.RELEASED: Traits(openings.released),
    K.TEXT_EDITED: Traits(openings.text_edited_opening, Files.TO_DECIDE),
    K.RETURNED: Traits(initiator.returned_opening, Files.TO_REWORK),
    K.QUESTION: Traits(initiator.question_opening, asks=True),
    K.ANSWER: Traits(openings.answer_opening, Files.TO_DECIDE, asks=True),
    K.FINISHED: Traits(openings.finished_opening, Files.FINAL),
    K.HELD: Traits(openings.held_opening, receipt=Receipt.TO_ITS_CAUSE),
    K.RESUMED: Traits(openings.resumed_opening, Files.TO_DECIDE_IF_ASKED, Receipt.TO_ITS_CAUSE),
    K.UNDONE: Traits(recorded.undone_opening, Files.TO_DECIDE, Receipt.ALWAYS),
    K.PROPOSED: Traits(recorded.proposed_opening, receipt=Receipt.TO_ITS_CAUSE),
    K.DEADLINE_MOVED: Traits(openings.deadline_moved_opening, Files.TO_DECIDE, Receipt.TO_ITS_CAUSE),
    K.CONDITIONS: Traits(conditions.conditions_opening, Files.TO_DECIDE, asks=True),
    K.CONDITION_CONFIRMED: Traits(conditions.condition_confirmed_opening, asks=True),
    K.DUTY_OVERDUE: Traits(duty_letters.overdue_opening, tells_delay=True),
    K.DUTY_MOVED: Traits(duty_letters.moved_opening),
    K.INITIATOR_CHANGED: Traits(duty_letters.changed_opening),
    K.REOPENED: Traits(openings.reopened_opening),
    K.RECALLED: Traits(openings.recalled_opening),
    K.COMMENT: Traits(recorded.comment_opening),
    K.LATE_TOLD: Traits(late_told_opening, asks=True),
    K.LATE_ASKED: Traits(late_asked_opening, asks=True),
    K.QUORUM_SHORT: Traits(openings.quorum_short_opening),
    K.DIGEST: Traits(asks=True),
    K.DIGEST_RECEIPT: Traits(asks=True),
    K.UNCLEAR: Traits(),
    K.GUESSED: Traits(),
    K.REASON_ASKED: Traits(),
    K.REFUSED: Traits(),
    K.LATE: Traits(files=Files.TO_DECIDE_IF_ASKED),
    K.STATUS: Traits(),
    K.FOUND: Traits(),
    K.NOT_FOUND: Traits(),
    K.NUMBER_ALONE: Traits(files=Files.TO_DECIDE_IF_ASKED),
    K.ANOTHER_S: Traits(files=Files.TO_DECIDE_IF_ASKED),
    K.FORMER: Traits(),
    K.SEVERAL: Traits(files=Files.TO_DECIDE_IF_ASKED),
    K.FILES: Traits(),
    K.TEXT_PROPOSED: Traits(),
    K.FILES_KEPT_BACK: Traits(),
    K.COLLEAGUE: Traits(),
    K.OWNER_ASKED: Traits(),
    K.DONE: Traits(),
    K.ASK_BACK: Traits(),
    K.HELP: Traits(),
    K.UNBOUND: Traits(),
    K.STRANGER: Traits(),
    K.SET_ASIDE: Traits(),
    K.TOO_LARGE: Traits(),
    K.SIGN_IN: Traits(),
    K.UNREACHABLE: Traits(tells_delay=True, about_delivery=True),
    K.NOT_DELIVERED: Traits(about_delivery=True),
    K.UNCHANGED: Traits(),
    K.DRAFT_ACCEPTED: Traits(),
    K.DRAFT_REJECTED: Traits(),
    K.FILE_MISSING: Traits(),
    K.QUARANTINED: Traits(),
    K.UNTAKEN: Traits(),
    K.UNMATCHED: Traits(),
    K.CONFIGURATION: Traits(),
    K.LEAVERS: Traits(),
    K.REPORT: Traits(),
    K.ABSENCE: Traits(),
    K.ABSENCE_PROPOSED: Traits(),
    K.ABSENCE_REMOVED: Traits(),
    K.ABSENCE_UNCLEAR: Traits(),
}
