"""The versions of a contract: what changed with each, the rounds that it went through, and the files of both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from urllib.parse import quote

from daemon.application import wording
from daemon.board.card_route import PlacedStage, earlier_round
from daemon.board.card_talk import Placed
from daemon.board.visit import Visit
from daemon.mail.compose.fact_words import differences_between
from daemon.mail.compose.layout import Pairs
from daemon.mail.compose.letter_context import LetterContext
from daemon.mail.compose.route_news import news_of
from daemon.workflow import events as e
from daemon.workflow.files import File
from daemon.workflow.model import Contract, Version


@dataclass(frozen=True, slots=True)
class NamedFile:
    """A file to be downloaded: what it is, in words, and where."""

    what: str
    name: str
    address: str
    kilobytes: int  # 0: nobody recorded it


@dataclass(frozen=True, slots=True)
class PastRound:
    number: int
    stages: Sequence[PlacedStage]


@dataclass(frozen=True, slots=True)
class ShownVersion:
    """A version with what changed since the one before it. `rounds` are those that are over, the latest first."""

    number: int
    at: str
    who: str
    words: str
    is_first: bool
    by_hand: bool
    changes: Sequence[tuple[str, str]]
    route: Sequence[Pairs]
    files: Sequence[NamedFile]
    rounds: Sequence[PastRound]


def versions(letter: LetterContext, told: Sequence[Placed], visit: Visit) -> list[ShownVersion]:
    """Return the versions, the latest first."""
    rounds = {each.event.round: each.event.version for each in told if isinstance(each.event, e.RoundOpened)}
    past = [number for number in sorted(rounds, reverse=True) if number < letter.contract.round]
    return [
        _version(letter, each, [number for number in past if rounds[number] == each.number], visit)
        for each in reversed(letter.contract.versions)
    ]


def _version(letter: LetterContext, version: Version, rounds: Iterable[int], visit: Visit) -> ShownVersion:
    contract = letter.contract
    before = contract.versions[version.number - 2].facts if version.number > 1 else ()
    shifts = [each for each in contract.shifts if each.version == version.number and (each.came or each.went)]
    return ShownVersion(
        version.number,
        wording.moment(visit.words, version.at, visit.now),
        visit.words.name(version.by or contract.initiator),
        version.words,
        not before,
        version.document is not None,
        differences_between(letter, before, version.facts) if before else (),
        [news_of(letter, each) for each in shifts],
        _files(contract, _files_of(version), visit),
        [PastRound(number, earlier_round(letter, number, visit)) for number in rounds],
    )


def _files_of(version: Version) -> list[File]:
    document = [version.document] if version.document else []
    return [*version.files, *document, version.draft]


def other_files(told: Sequence[Placed], contract: Contract, visit: Visit) -> list[NamedFile]:
    """Return the files of no one version: signed copies, approval sheets, the final set; the latest first."""
    of_versions = {each.sha256 for version in contract.versions for each in _files_of(version)}
    found = [each for placed in reversed(told) for each in files_in(placed.event) if each.sha256 not in of_versions]
    return _files(contract, found, visit)


def files_of_history(told: Iterable[Placed]) -> Iterator[File]:
    """Yield every file that a history names."""
    for each in told:
        yield from files_in(each.event)


def files_in(event: e.Event) -> Iterator[File]:
    """Yield the files that an event names."""
    for each in fields(event):
        value = getattr(event, each.name)
        for part in value if isinstance(value, tuple) else (value,):
            if isinstance(part, File):
                yield part


def _files(contract: Contract, files: Iterable[File], visit: Visit) -> list[NamedFile]:
    kinds = visit.texts.text("card.files")
    return [
        NamedFile(
            kinds.get(each.purpose, kinds["other"]),
            each.name,
            f"/contracts/{quote(contract.number)}/files/{each.sha256}/{quote(each.name, safe='')}",
            -(-each.size // 1024),
        )
        for each in dict.fromkeys(files)
    ]
