"""What people write in English, and how it is to be taken: verdict, words, the remark within them."""

from __future__ import annotations

from replies.specimens.said_ru import APPROVE, COMMAND, DECLINE, DELEGATE, QUESTION, REMARKS, RETURN, UNCLEAR, UNDO

SAID: tuple[tuple[str | tuple[str, ...], str, str], ...] = (
    (APPROVE, "Approved", ""),
    (APPROVE, "Approved, thanks.", ""),
    (RETURN, "Return: the delivery date is missing", "the delivery date is missing"),
    (REMARKS, "Approved with a remark: clause 4.2 should say ten days", "clause 4.2 should say ten days"),
    (APPROVE, "Hi Olga,\n\nLooks good to me. Approved.\n\nBest regards,\nJohn", ""),
    (QUESTION, "Question: who signs on the supplier's side?", "who signs on the supplier's side?"),
    (APPROVE, "I agree.", ""),
    (APPROVE, "OK", ""),
    (DECLINE, "Declined. We already have a contract for this.", "We already have a contract for this"),
    (APPROVE, "yes", ""),
    (RETURN, "Please return for rework, the specification is the wrong one.", "the specification is the wrong one"),
    (APPROVE, "No objections", ""),
    (REMARKS, "Approved. Minor remark: there is a typo in section 3.", "there is a typo in section 3"),
    (APPROVE, "I have no comments. Approved.", ""),
    (DELEGATE, "Please forward to Pavlova", ""),
    (APPROVE, "Aproved", ""),
    (RETURN, "I don't agree, the price is too high", "the price is too high"),
    (APPROVE, "LGTM", ""),
    (APPROVE, "Fine by me", ""),
    (QUESTION, "Why is the prepayment 100 percent?", "Why is the prepayment 100 percent?"),
    (APPROVE, "approved\n\nJohn Reed\nGuest director", ""),
    (COMMAND, "status", ""),
    (RETURN, "Not approved: no budget line is given", "no budget line is given"),
    (APPROVE, "👍", ""),
    (UNDO, "undo", ""),
    (APPROVE, "Dear colleagues, I approve this contract. Kind regards, John Reed", ""),
    (
        RETURN,
        "Return\n\n1. The VAT rate is wrong.\n2. Appendix B is missing.",
        "The VAT rate is wrong.\n2. Appendix B is missing",
    ),
    (APPROVE, "Happy to approve", ""),
    (DECLINE, "Reject: this is not in the season's plan", "this is not in the season's plan"),
    (COMMAND, "Help", ""),
)
SUBTLE: tuple[tuple[str | tuple[str, ...], str, str], ...] = (
    (UNCLEAR, "Will look at it tomorrow", ""),
    ((APPROVE, UNCLEAR), "I don't see why not", ""),
    (UNCLEAR, "I'll approve once the appendix is there", ""),
    ((REMARKS, UNCLEAR), "I agree provided that the price does not change", ""),
    ((UNCLEAR, QUESTION), "Approved?", ""),
    (UNCLEAR, "Thanks a lot!", ""),
    ((UNCLEAR, QUESTION), "Has the lawyer approved this?", ""),
    (UNCLEAR, "Not sure I can approve this", ""),
    ((RETURN, UNCLEAR), "I would approve if it were not for the price", ""),
)
