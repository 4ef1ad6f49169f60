"""What must have come out at the end of the demo, and what is shown of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from demo.approvers import Approvers
from demo.house import House
from demo.process import ProcessFailed, contractd, rows
from demo.script import PURCHASE, TICKETS
from demo.standings import Standing, look


def is_reached(standings: Sequence[Standing], approvers: Approvers) -> bool:
    """Whether the purchase is approved and known to be, and the ticket sales wait in their second round."""
    first, second = _by_number(standings, PURCHASE), _by_number(standings, TICKETS)
    if first is None or second is None or first.status != "approved":
        return False
    waits = second.status == "in_approval" and second.round == 2 and second.waiting_for == ("lawyer",)
    told = any(_is_end(each.subject) for each in approvers.letters_of("clerk"))
    return waits and told and _second_round_asked(approvers) and not missing(standings, approvers)


def missing(standings: Sequence[Standing], approvers: Approvers) -> list[str]:
    """What has not happened yet, a sentence each."""
    found = [
        f"{each.person.key} got no letter on {reaction.contract}… with «{reaction.subject}» in its subject"
        for each in approvers.all
        for reaction in each.unanswered
    ]
    if not approvers.board_link_of("clerk"):
        found.append("the clerk got no link into the board")
    for prefix, status in ((PURCHASE, "approved"), (TICKETS, "in_approval")):
        standing = _by_number(standings, prefix)
        if standing is None:
            found.append(f"no contract {prefix}… was registered")
        elif standing.status != status:
            found.append(f"{standing.number} is {standing.status}, not {status}")
    return found


def check_histories(house: House) -> None:
    """What the histories must say, beside where the contracts stand. Raises Failed."""
    first, second = (_by_number(look(house), prefix) for prefix in (PURCHASE, TICKETS))
    if first is None or second is None:
        raise ProcessFailed("a contract is missing from the list")
    purchase, tickets = rows(house, "history", first.number), rows(house, "history", second.number)
    kinds = {row["kind"] for row in purchase}
    for kind in ("Reminded", "Escalated", "QuestionAsked", "QuestionAnswered"):
        if kind not in kinds:
            raise ProcessFailed(f"the history of {first.number} has no {kind}")
    verdicts = [(row["data"]["given_by"]["key"], row["data"]["verdict"]) for row in _verdicts(purchase)]
    expected = [
        ("commercial", "approve_with_remarks"),
        ("director", "approve"),
        ("economist", "approve"),
        ("lawyer", "approve_with_remarks"),
        ("procurement", "approve"),
    ]
    if sorted(verdicts) != expected:
        raise ProcessFailed(f"the verdicts on {first.number} should be {expected}, found {sorted(verdicts)}")
    if [row["data"]["verdict"] for row in _verdicts(tickets)] != ["approve", "return"]:
        raise ProcessFailed(f"{second.number} should have been approved by one and returned by another")
    contractd(house, "verify")


def summary(house: House) -> Iterator[str]:
    """The two contracts, and where everything lies that was made."""
    for standing in look(house):
        approved = standing.status == "approved"
        headline = "approved" if approved else f"in its {_ordinal(standing.round)} round"
        yield ""
        yield f"{standing.listed['name']}: {headline}"
        for row in standing.stages:
            yield f"    {row['stage']}: {row['person']}: {_state(row)}"
        if standing.waiting_for:
            yield f"    waiting for {', '.join(standing.waiting_for)}"
    yield ""
    yield "Made:"
    for path in sorted(house.settings.folders.contracts.rglob("*")):
        if path.is_file() and not path.name.startswith("."):
            yield f"    {path}"
    yield f"    the board as files           {house.static_board / 'index.html'}"
    yield f"    letters as .eml and .html    {house.letters}"
    yield f"    forms that were accepted     {house.settings.folders.drafts / 'accepted'}"
    yield f"    database                     {house.folder / 'contractd.db'}"
    yield f"    the daemon's log             {house.log}"
    yield "Look further:"
    yield f"    .venv/bin/contractd --config {house.config} list --all"
    yield f"    .venv/bin/contractd --config {house.config} history {_first_number(house)}"


def _first_number(house: House) -> str:
    return str(min((row["number"] for row in rows(house, "list") if row["status"] == "approved"), default="NUMBER"))


def _state(row: Any) -> str:
    said = str(row["verdict"] or row["state"])
    kept = f" (kept from version {row['kept_from']})" if row.get("kept_from") else ""
    return said + kept + (f", «{row['remarks']}»" if row["remarks"] else "")


def _verdicts(history: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row for row in history if row["kind"] == "VerdictGiven"]


def _by_number(standings: Sequence[Standing], prefix: str) -> Standing | None:
    return next((each for each in standings if each.number.startswith(prefix)), None)


def _is_end(subject: str) -> bool:
    words = subject.partition("] ")[2]
    return words.startswith(("Подписан", "Согласован:"))


def _second_round_asked(approvers: Approvers) -> bool:
    asked = [each for each in approvers.letters_of("lawyer") if "На согласование" in each.subject]
    return sum(f"[{TICKETS}" in each.subject for each in asked) == 2


def _ordinal(number: int) -> str:
    return {1: "first", 2: "second", 3: "third"}.get(number, f"{number}th")
