"""A return whose reason was asked and has not come, when it can wait no longer."""

from __future__ import annotations

from daemon.workflow import events as e
from daemon.workflow.requests import BareReturn, Request, Verdict


def counted_without_reason(request: Request, bare: BareReturn) -> e.VerdictGiven:
    """Return the verdict that a bare return comes to without its reason."""
    return e.VerdictGiven(
        request.id,
        Verdict.RETURN,
        "",
        bare.actor,
        request.version,
        request.sha256,
        bare.mail,
        replaces=request.answer is not None,
        verified=bare.verified,
        written_at=bare.at,
    )
