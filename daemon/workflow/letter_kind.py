"""Every kind of letter, by the name under which it is stored."""

from __future__ import annotations

from enum import StrEnum


class LetterKind(StrEnum):
    """The kind of a letter. Kinds of the first block follow from events of a contract.

    Those of the second answer a mail, or are about no contract. `daemon/mail/compose/letter_traits.py` is the table
    of what each needs besides its texts.
    """

    REGISTERED = "registered"  # to the initiator: number, name, who is asked
    REQUEST = "request"
    REMINDER = "reminder"
    ESCALATION = "escalation"
    RECEIPT = "receipt"
    VOID = "void"  # your answer is not needed any more, and why
    RELEASED = "released"  # the facts of a new version do not call for you any more
    TEXT_EDITED = "text_edited"  # your approval stays, though the text was edited by hand
    RETURNED = "returned"  # to the initiator, with all remarks
    QUESTION = "question"  # to the initiator
    ANSWER = "answer"  # to the approver who asked
    FINISHED = "finished"  # approved, declined or withdrawn: to everybody who took part
    HELD = "held"
    RESUMED = "resumed"
    UNDONE = "undone"  # a verdict was taken back: to whoever did, and to the initiator who had the return already
    PROPOSED = "proposed"  # to the one who was asked: somebody answered for them, or a code is wanted
    DEADLINE_MOVED = "deadline_moved"
    CONDITIONS = "conditions"  # to the initiator: under which conditions others approved, to be confirmed
    CONDITION_CONFIRMED = "condition_confirmed"  # to the one who set it, with what the initiator says
    DUTY_OVERDUE = "duty_overdue"  # to the initiator's manager, else the administrators
    DUTY_MOVED = "duty_moved"  # to the initiator: more time, or less
    INITIATOR_CHANGED = "initiator_changed"  # to the old and the new one
    REOPENED = "reopened"  # to everybody who took part
    RECALLED = "recalled"  # taken back to be corrected: to everybody who was asked in the round
    COMMENT = "comment"  # what somebody wrote about the contract, to those who wait for it
    LATE_TOLD = "late_told"  # to whoever may need words that came too late
    LATE_ASKED = "late_asked"  # to the initiator and the administrators: does the contract go on, in spite of them?
    QUORUM_SHORT = "quorum_short"  # to the initiator and the administrators: too few can approve a stage

    DIGEST = "digest"  # all that waits for its reader, in one letter a day
    DIGEST_RECEIPT = "digest_receipt"  # what became of each line of an answer to a digest
    UNCLEAR = "unclear"
    GUESSED = "guessed"  # unclear, with what was probably meant
    REASON_ASKED = "reason_asked"  # a return that does not say what is to be mended
    REFUSED = "refused"
    LATE = "late"
    STATUS = "status"
    FOUND = "found"  # a numbered list of the contracts that somebody asked for
    NOT_FOUND = "not_found"
    NUMBER_ALONE = "number_alone"
    ANOTHER_S = "another_s"  # to who answered what somebody before them was asked
    FORMER = "former"  # to who has left their place and still answers
    SEVERAL = "several"  # the request of another contract that a mail spoke of, too
    FILES = "files"  # that came with somebody's words, to those whom these reach
    TEXT_PROPOSED = "text_proposed"  # to the initiator: an approver has edited the text; is it the next version?
    FILES_KEPT_BACK = "files_kept_back"  # to who sent files that reach nobody
    COLLEAGUE = "colleague"  # to the one who was asked: what somebody else wrote about it
    OWNER_ASKED = "owner_asked"
    DONE = "done"
    ASK_BACK = "ask_back"
    HELP = "help"
    UNBOUND = "unbound"
    STRANGER = "stranger"  # to who is not in the directory and sent a form
    SET_ASIDE = "set_aside"  # to whose mail could not be worked on
    TOO_LARGE = "too_large"
    SIGN_IN = "sign_in"  # the link that signs a person in to the board, or why there is none
    UNREACHABLE = "unreachable"  # a request waits for somebody whom letters do not reach
    NOT_DELIVERED = "not_delivered"
    UNCHANGED = "unchanged"  # a form or text that came back as it was: is it meant?
    DRAFT_ACCEPTED = "draft_accepted"
    DRAFT_REJECTED = "draft_rejected"
    FILE_MISSING = "file_missing"  # to administrators: a file of the archive is not there as it was filed
    QUARANTINED = "quarantine"
    UNTAKEN = "untaken"  # to clerks and administrators: what lies in the drafts' folder and becomes no draft
    UNMATCHED = "unmatched"  # to administrators: a day's mails that fitted nothing
    CONFIGURATION = "configuration"
    LEAVERS = "leavers"  # to administrators: what hangs on people who are not in the directory any more
    REPORT = "report"  # the figures of a day or a week
    ABSENCE = "absence"
    ABSENCE_PROPOSED = "absence_proposed"
    ABSENCE_REMOVED = "absence_removed"
    ABSENCE_UNCLEAR = "absence_unclear"
