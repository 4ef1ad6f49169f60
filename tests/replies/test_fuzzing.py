"""Mutated mails: the reader always answers, and what nobody wrote is never taken for a verdict.

`make fuzz` looks at many more than `make test`, and at others each time.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from daemon.mail.classify.sender_kind import Kind
from daemon.mail.interpret.pipeline import interpret, sent_letter
from daemon.mail.interpret.rules import Intent
from replies.fuzzing import Mutation, known, mild, mutations, silent
from replies.measuring import OWN, Mail, lexicon
from replies.specimen import request

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "150"))
_fuzz = settings(
    max_examples=EXAMPLES,
    derandomize="FUZZ_EXAMPLES" not in os.environ,
    deadline=2000,
    database=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@_fuzz
@given(st.sampled_from(known()), st.lists(mutations, min_size=1, max_size=5), st.booleans())
def test_a_mutated_mail_is_read_all_the_same(mail: Mail, changes: list[Mutation], knowing: bool) -> None:
    raw = mail.raw
    for change in changes:
        raw = change(raw)
    sent = sent_letter(request(mail.expected["request"])) if knowing else None
    interpretation = interpret(raw, own_addresses=OWN, sent=sent, lexicon=lexicon())
    assert interpretation.kind is Kind.PERSON or interpretation.reading.intent is Intent.UNCLEAR


@_fuzz
@given(st.binary(max_size=3000))
def test_any_bytes_are_read_and_approve_nothing(raw: bytes) -> None:
    interpretation = interpret(raw, own_addresses=OWN, sent=None, lexicon=lexicon())
    assert interpretation.reading.intent.verdict is None or interpretation.words.text.strip()


@_fuzz
@given(st.sampled_from(silent()), st.lists(mild, min_size=1, max_size=3))
def test_a_damaged_mail_in_which_nobody_wrote_a_word_is_no_verdict(mail: Mail, changes: list[Mutation]) -> None:
    raw = mail.raw
    for change in changes:
        raw = change(raw)
    assume(raw)
    sent = sent_letter(request(mail.expected["request"]))
    interpretation = interpret(raw, own_addresses=OWN, sent=sent, lexicon=lexicon())
    # "Согласован", cut out of our own name and nothing else, cannot be told from a person's word
    assume(not sent.sender.name.startswith(interpretation.words.text.strip() or "?"))
    assert interpretation.reading.intent.verdict is None, interpretation.words.text
