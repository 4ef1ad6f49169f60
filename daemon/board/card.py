"""The card: everything about one contract, for somebody who may see it. Nothing is decided on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from daemon.board import card_deadlines, card_route, card_talk, card_versions, ready_replies
from daemon.board.card_deadlines import TimeLine
from daemon.board.card_route import PlacedStage, ShownCondition
from daemon.board.card_talk import HistoryPage, TalkRound
from daemon.board.card_versions import NamedFile, ShownVersion
from daemon.board.tiles import Tile, tiles
from daemon.board.visit import Visit
from daemon.mail.compose.late_words import late_rows
from daemon.mail.compose.layout import Button, Grid, Pairs, SlotRow
from daemon.mail.compose.letter_context import About, LetterContext, outcome
from daemon.mail.compose.sections import facts, next_line
from daemon.store import contract_queries, history
from daemon.store.contract_queries import ContractFilter, ContractRow
from daemon.workflow.route import participant


@dataclass(frozen=True, slots=True)
class Card:
    """What stands on a contract's page. `now` is the sentence about who is waited for, or how it ended."""

    tile: Tile
    name: str
    initiator: str
    status: str
    now: str
    replies: Sequence[Button]
    facts: Pairs
    tables: Sequence[Grid]
    stages: Sequence[PlacedStage]
    late: Sequence[SlotRow]
    conditions: Sequence[ShownCondition]
    deadlines: TimeLine
    talk: Sequence[TalkRound]
    versions: Sequence[ShownVersion]
    files: Sequence[NamedFile]
    history: HistoryPage


def row_for(connection: Connection, contract_id: int | None, visit: Visit) -> ContractRow | None:
    """Return a contract's row; None if there is no such contract, or the visitor may not see it."""
    if contract_id is None:
        return None
    found = contract_queries.find(connection, ContractFilter(ids=(contract_id,)), visit.viewer)
    return found[0] if found else None


def card_of(connection: Connection, row: ContractRow, page: int, visit: Visit) -> Card:
    """Return the card of a contract that the visitor may see, with one page of its history."""
    stored = history.load(connection, row.id)
    contract = stored.contract
    letters = visit.app.letters
    letter = LetterContext(
        letters.letter_settings, participant(visit.person), letters.matter(connection, stored, visit.now), About()
    )
    told = card_talk.placed(history.entries(connection, row.id))
    shown_facts, *tables = facts(letter)
    return Card(
        tile=tiles(connection, [row], visit)[0],
        name=contract.name,
        initiator=visit.words.name(contract.initiator),
        status=visit.words.table("statuses")[outcome(contract)],
        now=next_line(letter),
        replies=ready_replies.of_visitor(connection, stored, letter, visit),
        facts=shown_facts if isinstance(shown_facts, Pairs) else Pairs([]),
        tables=[each for each in tables if isinstance(each, Grid)],
        stages=card_route.stages(letter, visit),
        late=list(late_rows(letter)),
        conditions=card_route.conditions(letter),
        deadlines=card_deadlines.time_line(contract, visit),
        talk=card_talk.talk(told, contract, visit),
        versions=card_versions.versions(letter, told, visit),
        files=card_versions.other_files(told, contract, visit),
        history=card_talk.history_page(told, contract, page, visit),
    )
