"""What binds a reply to a request: the tag at either end of a subject, whatever mail programs do to it, the address."""

from __future__ import annotations

import pytest

from daemon.mail.parsing.mailboxes import Address
from daemon.mail.parsing.message import Message
from daemon.mail.parsing.thread_refs import thread_of

NUMBER, TOKEN = "З-2026-0042", "k7q2mx9w4t"
WHAT = "На согласование: Договор закупки ООО «Ромашка», 700 000,00 ₽, до чт 26.11 18:00"


def found(subject: str, *headers: tuple[str, str]) -> tuple[str | None, str | None]:
    thread = thread_of(Message(Address("belova@scena.example"), subject=subject, headers=headers))
    return thread.number, thread.token


@pytest.mark.parametrize(
    "before", ["", "Re: ", "RE: RE: ", "Отв: ", "НА: ", "HA: ", "AW: ", "Re[2]: ", "Ответ: ", "[EXT] Re: "]
)
@pytest.mark.parametrize(
    "subject",
    [
        f"{WHAT} [{NUMBER}/{TOKEN}]",
        f"[{NUMBER}/{TOKEN}] {WHAT}",  # as letters had it before
        f"{WHAT} [{NUMBER}/k7q2m x9w4t]",  # folded within the token
        f"{WHAT} [{NUMBER}/{TOKEN.upper()}]",
        f"{WHAT} [З-2026- 0042/{TOKEN}]",
        f"{WHAT} [{NUMBER}/{TOKEN}] ",
    ],
)
def test_the_tag_is_found_at_either_end_of_a_subject(before: str, subject: str) -> None:
    assert found(before + subject) == (NUMBER, TOKEN)


@pytest.mark.parametrize(
    "subject",
    [
        f"Re: {WHAT} [{NUMBER}]",
        f"Re: [{NUMBER}] Согласовано",
        f"Re: [SPAM 5.2] {WHAT} [{NUMBER}]",
        f"Re: {WHAT} [{NUMBER}/k7q2",  # cut at the end of the subject
        f"Re: {WHAT} [{NUMBER}/…",
        f"Re: {WHAT} [{NUMBER}/k7q...",
    ],
)
def test_the_number_is_found_without_the_token(subject: str) -> None:
    assert found(subject) == (NUMBER, None)


def test_a_number_that_was_cut_itself_is_none() -> None:
    assert found(f"Re: {WHAT} [З-2026-00") == (None, None)


@pytest.mark.parametrize("header", ["to", "cc", "delivered-to", "reply-to"])
def test_the_token_is_found_in_the_address(header: str) -> None:
    address = (header, f"Согласование договоров <contracts+{TOKEN}@scena.example>")
    assert found(f"Re: {WHAT} [{NUMBER}]", address) == (NUMBER, TOKEN)
