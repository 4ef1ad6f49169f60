"""How sure it must be who wrote a verdict, and how sure it is."""

from __future__ import annotations

from collections.abc import Iterable

import structlog

from daemon import conditions
from daemon.config import Settings
from daemon.mail.classify.authentication import Lookup, by_server, by_signature
from daemon.mail.parsing.message import Message
from daemon.workflow.doubt import Doubt, NotComputable
from daemon.workflow.identity import IdentityPolicy
from daemon.workflow.model import Contract, Fact

log = structlog.get_logger(__name__)

ADDRESS, DMARC, DKIM, CODE, OWNER = "address", "dmarc", "dkim", "code", "owner"

_STRICTNESS = (IdentityPolicy.TOKEN_AND_ADDRESS, IdentityPolicy.AUTHENTICATED, IdentityPolicy.CONFIRM)


def needed(settings: Settings, contract: Contract) -> IdentityPolicy:
    return needed_for(settings, contract.type, contract.facts)


def strictest(settings: Settings, contracts: Iterable[Contract]) -> IdentityPolicy:
    """Return the strictest policy of these contracts; the installation's of none."""
    return max((needed(settings, each) for each in contracts), key=_STRICTNESS.index, default=settings.identity)


def needed_for(settings: Settings, type_: str, facts: tuple[Fact, ...]) -> IdentityPolicy:
    """Return the installation's policy, or the type's where that is stricter and its condition holds.

    A condition that cannot be computed counts as one that holds.
    """
    policy, doubt = with_doubt(settings, type_, facts)
    if doubt:
        log.warning("identity rule cannot be computed, the stricter policy counts", type=type_, why=str(doubt))
    return policy


def with_doubt(settings: Settings, type_: str, facts: tuple[Fact, ...]) -> tuple[IdentityPolicy, Doubt | None]:
    """Return the policy as `needed_for` does, and the condition of the type that could not be computed."""
    rule = settings.identity_of_type.get(type_)
    if rule is None:
        return settings.identity, None
    stricter = max(settings.identity, rule.policy, key=_STRICTNESS.index)
    try:
        holds = rule.when is None or conditions.holds(rule.when, facts)
    except NotComputable as error:
        return stricter, Doubt(rule.when or "", error.why)
    return (stricter if holds else settings.identity), None


def proved(settings: Settings, policy: IdentityPolicy, message: Message, raw: bytes, lookup: Lookup) -> str | None:
    """Return what proves the mail's sender, DMARC or DKIM; None when nothing does.

    It is the word of the server that we trust; without one the mail's own signature, whose key the DNS has: that is
    slow, and only done where the policy asks for it.
    """
    if trusted := settings.mail.authentication_results:
        found = by_server(message, trusted)
    elif policy is IdentityPolicy.AUTHENTICATED:
        found = by_signature(raw, message, lookup)
    else:
        return None
    if found.dmarc:
        return DMARC
    return DKIM if found.dkim else None


def lacking(policy: IdentityPolicy, proof: str | None) -> str | None:
    """Return why a verdict needs a code: policy, or dmarc (no proof of the sender); None: it counts as it is."""
    if policy is IdentityPolicy.CONFIRM:
        return "policy"
    return "dmarc" if policy is IdentityPolicy.AUTHENTICATED and not proof else None


def may_order(policy: IdentityPolicy, proof: str | None) -> bool:
    """Return whether a mail may steer a contract or hand a request over.

    Where a proof is wanted of answers, it is wanted of these, too. A code is wanted only of answers: whoever is
    concerned by an order hears of it at once, at their known address.
    """
    return policy is not IdentityPolicy.AUTHENTICATED or bool(proof)
