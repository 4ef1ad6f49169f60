"""The mails that a contract's history cites: who may read which, and what such a page shows.

A mail may hold what its writer did not mean for everybody, and the secret of a request. So it is read by who wrote it,
by the initiator and by administrators; as it came, with the secret in it, by its writer and administrators, and by the
initiator when nobody can answer any more.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from daemon.application import wording
from daemon.application.admin.history_sentences import word_of
from daemon.board.visit import Visit
from daemon.mail.parsing.message import parse
from daemon.store import inbox, sequences
from daemon.workflow import events as e
from daemon.workflow.model import Contract, Participant

_HIDDEN = "…"


@dataclass(frozen=True, slots=True)
class CitedMail:
    """A mail by its SHA-256, and who wrote it; None: nobody whom the history names."""

    sha256: str
    writer: Participant | None


@dataclass(frozen=True, slots=True)
class ShownMail:
    """A mail as its page shows it: `read` are the words that were taken for its writer's own, `text` is all of it."""

    sha256: str
    sender: str
    received: str
    subject: str
    read: str
    text: str
    attachments: Sequence[str]
    is_whole: bool  # whether the visitor may have it as it came


def cited_mails(event: e.Event, contract: Contract) -> tuple[CitedMail, ...]:
    """Return the mails that an event cites."""
    found = []
    if mail := getattr(event, "mail", ""):
        found.append(CitedMail(mail, _writer(event, contract)))
    if mail := getattr(event, "confirmation", ""):
        found.append(CitedMail(mail, getattr(event, "confirmed_by", None)))
    return tuple(found)


def _writer(event: e.Event, contract: Contract) -> Participant | None:
    if isinstance(event, e.QuestionAnswered) and event.answered_by is None:
        return None  # its request is the asker's
    if isinstance(by := getattr(event, "by", None), str) and by:
        return next((each for each in contract.participants() if each.name == by), None)
    word = word_of(event, contract)
    return word.by if word else None


def mails_to_read(event: e.Event, contract: Contract, visit: Visit) -> tuple[str, ...]:
    """Return the mails of an event that the visitor may read."""
    return tuple(each.sha256 for each in cited_mails(event, contract) if _may_read(each, contract, visit))


def readable(events: Iterable[e.Event], sha256: str, contract: Contract, visit: Visit) -> CitedMail | None:
    """Return a mail that one of these events cites and the visitor may read; None if there is none."""
    cited = (mail for event in events for mail in cited_mails(event, contract) if mail.sha256 == sha256)
    return next((each for each in cited if _may_read(each, contract, visit)), None)


def may_have_whole(mail: CitedMail, contract: Contract, visit: Visit) -> bool:
    """Return whether the visitor may have a mail as it came, with the secret of a request in it."""
    return _wrote(mail, visit) or _administers(visit) or (_initiated(contract, visit) and contract.is_closed)


def _may_read(mail: CitedMail, contract: Contract, visit: Visit) -> bool:
    return _wrote(mail, visit) or _administers(visit) or _initiated(contract, visit)


def _wrote(mail: CitedMail, visit: Visit) -> bool:
    return mail.writer is not None and visit.person.is_human(mail.writer)


def _administers(visit: Visit) -> bool:
    return visit.person.key in visit.app.settings.organisation.administrators


def _initiated(contract: Contract, visit: Visit) -> bool:
    return any(visit.person.is_human(each) for each in (contract.initiator, contract.acting))


def shown_mail(
    connection: Connection, contract_id: int, contract: Contract, mail: CitedMail, visit: Visit
) -> ShownMail | None:
    """Return a mail in plain text, without the secrets of requests; None if it is not kept any more."""
    stored = inbox.of_sha256(connection, mail.sha256)
    if stored is None:
        return None
    message = parse(stored.raw)
    secrets = sequences.tokens_made(connection, contract_id).values()
    return ShownMail(
        mail.sha256,
        _without(secrets, f"{message.sender.name} <{message.sender.email}>".strip()),
        wording.moment(visit.words, stored.received_at, visit.now),
        _without(secrets, message.subject),
        _without(secrets, inbox.words_of(connection, stored.id)),
        _without(secrets, message.plain),
        [_without(secrets, each.name) for each in message.attachments],
        may_have_whole(mail, contract, visit),
    )


def _without(secrets: Iterable[str], text: str) -> str:
    """Return a text with a sign in place of each secret, also where a program has broken its line within it."""
    for each in secrets:
        text = re.sub(r"(?:=?\s*)".join(map(re.escape, each)), _HIDDEN, text, flags=re.IGNORECASE)
    return text
