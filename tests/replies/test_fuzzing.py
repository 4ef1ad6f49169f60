"""Mutated mails: the reader always answers, and what nobody wrote is never taken for a verdict.

`make fuzz` looks at many more than `make test`, and at others each time.
"""

from __future__ import annotations

import os
import time

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from daemon.mail.classify.sender_kind import Kind
from daemon.mail.interpret.pipeline import Interpretation, interpret, sent_letter
from daemon.mail.interpret.rules import Intent
from replies.fuzzing import Mutation, harmless, known, mild, mutations, silent, understood
from replies.measuring import OWN, Mail, lexicon
from replies.specimen import request

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "150"))
_fuzz = settings(
    max_examples=EXAMPLES,
    derandomize="FUZZ_EXAMPLES" not in os.environ,
    deadline=None,  # what a mail costs is measured below, by the processor's time: other workers share the machine
    database=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
_SECONDS = 2.0  # of the processor, for one mail


def _interpreted(raw: bytes, answered: Mail | None = None) -> Interpretation:
    """Return what is read, soon; with the letter that `answered` has as its request, if any."""
    sent = sent_letter(request(answered.expected["request"])) if answered else None
    begun = time.process_time()
    interpretation = interpret(raw, own_addresses=OWN, sent=sent, lexicon=lexicon())
    assert time.process_time() - begun < _SECONDS
    return interpretation


def test_there_are_mails_enough_to_begin_with() -> None:
    assert len(known()) >= 400
    assert len(understood()) >= 200
    assert len(silent()) >= 15


@_fuzz
@given(st.sampled_from(understood()), st.lists(harmless, min_size=1, max_size=3))
def test_what_relays_do_to_a_mail_changes_no_answer(mail: Mail, changes: list[Mutation]) -> None:
    """A reader that never says anything would have every other property here."""
    raw = mail.raw
    for change in changes:
        raw = change(raw)
    assert _interpreted(raw, mail).reading.intent.value == mail.expected["verdict"]


@_fuzz
@given(st.sampled_from(known()), st.lists(mutations, min_size=1, max_size=5), st.booleans())
def test_a_mutated_mail_is_read_all_the_same(mail: Mail, changes: list[Mutation], knowing: bool) -> None:
    raw = mail.raw
    for change in changes:
        raw = change(raw)
    interpretation = _interpreted(raw, mail if knowing else None)
    assert interpretation.kind is Kind.PERSON or interpretation.reading.intent is Intent.UNCLEAR


@_fuzz
@given(st.binary(max_size=3000))
def test_any_bytes_are_read_and_approve_nothing(raw: bytes) -> None:
    interpretation = _interpreted(raw)
    assert interpretation.reading.intent.verdict is None or interpretation.words.text.strip()


@_fuzz
@given(st.sampled_from(silent()), st.lists(mild, min_size=1, max_size=3))
def test_a_damaged_mail_in_which_nobody_wrote_a_word_is_no_verdict(mail: Mail, changes: list[Mutation]) -> None:
    raw = mail.raw
    for change in changes:
        raw = change(raw)
    assume(raw)
    interpretation = _interpreted(raw, mail)
    sender = sent_letter(request(mail.expected["request"])).sender.name
    # "Согласован", cut out of our own name and nothing else, cannot be told from a person's word
    assume(not sender.startswith(interpretation.words.text.strip() or "?"))
    assert interpretation.reading.intent.verdict is None, interpretation.words.text
