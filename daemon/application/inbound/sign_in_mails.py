"""«Войти» by mail: whoever is in the directory gets the same link to the board as by its page."""

from __future__ import annotations

from daemon.application import sign_in
from daemon.application.inbound.mail_context import MailContext, note
from daemon.application.inbound.outcome import Outcome, OutcomeKind, outcome
from daemon.mail.compose import board_letters
from daemon.workflow.letter_kind import LetterKind


def answer(context: MailContext) -> Outcome:
    """Have a link sent to the writer's address in the directory, or say why there is none.

    The tries of an address are counted together with those at the page.
    """
    settings = context.app.letters.letter_settings
    if context.app.settings.board is None:
        note(context, LetterKind.SIGN_IN, board_letters.no_board(settings, context.me))
        return outcome(OutcomeKind.TOLD, what="no board")
    address = context.interpretation.message.sender.email
    if not sign_in.ask(context.app, context.tx, address, "", _wanted(context), context.now):
        note(context, LetterKind.SIGN_IN, board_letters.too_many_links(settings, context.me))
        return outcome(OutcomeKind.TOLD, what="too many links")
    return outcome(OutcomeKind.TOLD, what="a link to the board")


def _wanted(context: MailContext) -> str:
    """Return the page that the link leads to: the card of the contract whose letter was answered, else the board."""
    if context.stored is None or not context.is_in_answer:
        return "/"
    return f"/contracts/{context.contract.number}" if context.app.may_see(context.writer, context.contract) else "/"
