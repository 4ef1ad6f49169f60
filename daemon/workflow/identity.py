"""How sure it must be who wrote a verdict, and whether a proof is enough."""

from __future__ import annotations

from enum import StrEnum

_PROVED = frozenset({"dmarc", "dkim", "code"})


class IdentityPolicy(StrEnum):
    """How sure the daemon must be who sent a verdict."""

    TOKEN_AND_ADDRESS = "token_and_address"  # noqa: S105  a policy's name, no password
    AUTHENTICATED = "authenticated"
    CONFIRM = "confirm"

    def accepts(self, verified: str) -> bool:
        """Return True if what was checked of a sender (`Answer.verified`) is enough."""
        match self:
            case IdentityPolicy.TOKEN_AND_ADDRESS:
                return True
            case IdentityPolicy.AUTHENTICATED:
                return verified in _PROVED
            case IdentityPolicy.CONFIRM:
                return verified == "code"
