"""How sure it must be who wrote a verdict, and how sure it is."""

from __future__ import annotations

from daemon import conditions
from daemon.config.settings import IdentityPolicy
from daemon.desk.office import Office
from daemon.mail.reading import Judged
from daemon.workflow.model import Contract

ADDRESS, DMARC, DKIM, CODE, OWNER = "address", "dmarc", "dkim", "code", "owner"

_STRICTNESS = (IdentityPolicy.TOKEN_AND_ADDRESS, IdentityPolicy.AUTHENTICATED, IdentityPolicy.CONFIRM)


def needed(office: Office, contract: Contract) -> IdentityPolicy:
    """The installation's policy, or the contract type's where it asks for more and its condition holds."""
    settings = office.settings
    rule = settings.identity_of_type.get(contract.type)
    policies = [settings.identity]
    if rule and (rule.when is None or conditions.holds(rule.when, contract.facts)):
        policies.append(rule.policy)
    return max(policies, key=_STRICTNESS.index)


def proved(office: Office, judged: Judged) -> str:
    """What the mail itself proves of its sender: dmarc, dkim, or nothing."""
    trusted = office.settings.mail.authentication_results
    return ADDRESS[:0] if trusted is None or not judged.message.all("authentication-results") else ""


def lacking(policy: IdentityPolicy, proof: str) -> str:
    """Why a verdict needs a code: policy, dmarc (no proof of the sender), or nothing, when it counts as it is."""
    if policy is IdentityPolicy.CONFIRM:
        return "policy"
    return "dmarc" if policy is IdentityPolicy.AUTHENTICATED and not proof else ""
