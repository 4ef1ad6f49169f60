"""The small blocks: organisation, folders, replies, digest, board, reports, retention."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from ipaddress import ip_network
from pathlib import Path
from zoneinfo import ZoneInfo

from daemon.config.key_shapes import ValueKind
from daemon.config.mail_settings import host_of
from daemon.config.problems import Mistake, quoted
from daemon.config.settings import (
    WORDS,
    Board,
    Digest,
    Folders,
    Letters,
    Network,
    Organisation,
    Period,
    ReplyTest,
    Report,
    Retention,
    Send,
    TrustedProxy,
    Wall,
)
from daemon.config.staff import Staff
from daemon.config.value_kinds import FOLDER, WEEKDAYS
from daemon.config.values import clock, is_file, member, path, text, time_of, word, zone
from daemon.config.yaml_node import Block, Item

NOWHERE = Path()  # stands in for a folder that is missing or wrong


def read_organisation(top: Block) -> Organisation:
    """Return the organisation without its administrators: nobody is known yet."""
    with top.need_inner("organisation") as block:
        return Organisation(
            name=block.read("name", text, ""),
            language=block.option("language", word),
            timezone=block.read("timezone", zone, ZoneInfo("UTC")),
            administrators=(),
        )


def read_administrators(top: Block, staff: Staff) -> tuple[str, ...]:
    block = top.entries.get("organisation")
    if not block or not block.is_block:
        return ()
    return block.block().many("administrators", staff.person)


def read_folders(top: Block, beside: Path) -> Folders:
    def folder(item: Item) -> Path:
        written = path(item)
        if is_file(beside / written):
            raise Mistake(f"{quoted(written)} is a file; expected {FOLDER.expected}")
        return (beside / written).absolute()

    with top.need_inner("folders") as block:
        found = Folders(*(block.read(each, folder, NOWHERE) for each in ("drafts", "contracts", "templates")))
    if found.drafts == found.contracts != NOWHERE:
        block.entries["contracts"].wrong("the same folder as the drafts'; expected another")
    return found


def read_replies(top: Block) -> Mapping[str, tuple[str, ...]]:
    """Return the organisation's own words, in small letters; a word has one meaning."""
    block = top.inner("replies")
    if not block:
        return {}
    with block:
        found: dict[str, tuple[str, ...]] = {}
        meaning: dict[str, str] = {}
        for verdict in WORDS:

            def word(item: Item, verdict: str = verdict) -> str:
                said = text(item).casefold()
                if meaning.setdefault(said, verdict) != verdict:
                    raise Mistake(f"{quoted(said)} already means {meaning[said]}; a word has one meaning")
                return said

            found[verdict] = block.many(verdict, word)
        return found


def read_reply_tests(top: Block) -> tuple[ReplyTest, ...]:
    def test(item: Item) -> ReplyTest:
        with item.block() as block:
            place = (item.file, item.line, item.path)
            return ReplyTest(block.read("text", _lines, ""), block.read("verdict", word, ""), place)

    return top.many("reply_tests", test)


def _lines(item: Item) -> str:
    """Return a text that may have several lines, as a mail has."""
    if item.kind != "str" or not (item.scalar or "").strip():
        raise item.unexpected()
    return item.scalar or ""


def read_digest(top: Block, staff: Staff) -> Digest | None:
    """Return when digests are sent; whose would never be sent is told of."""
    block = top.inner("digest")
    if not block:
        people = top.entries["people"].block().entries if staff.known else {}
        for name in (each for each, wanted in staff.letters.items() if wanted is Letters.DIGEST):
            place = people[name].look("letters") or people[name]
            place.note('without `digest: {at: "09:00"}` each request comes in a letter of its own')
        return None
    with block:
        at = block.read("at", clock, None)
        return Digest(at) if at else None


def read_board(top: Block) -> Board | None:
    block = top.inner("board")
    if not block:
        return None
    with block:
        listen = block.read("listen", _listen, ("", 0))
        address = block.read("address", _web_address, "").rstrip("/")
        return Board(*listen, address, block.option("wall", member(Wall)), _read_proxy(block))


def _read_proxy(board: Block) -> TrustedProxy | None:
    block = board.inner("trusted_proxy")
    if not block:
        return None
    with block:
        return TrustedProxy(block.many("from", _network), block.read("header", _header, ""))


def _network(item: Item) -> Network:
    written = text(item)
    try:
        found = ip_network(written)
    except ValueError:
        raise item.unexpected() from None
    if found.prefixlen == 0:
        raise Mistake(f"{quoted(written)} is everybody, and anybody could say who they are; expected the proxy's own")
    return found


def _header(item: Item) -> str:
    found = text(item)
    if not item.described_as(ValueKind).matches(found):
        raise item.unexpected()
    return found


def _listen(item: Item) -> tuple[str, int]:
    name, _, port = text(item).rpartition(":")
    if not name or not port.isdecimal() or not 1 <= int(port[:6]) <= 65535:  # int() of thousands of digits raises
        raise item.unexpected()
    return host_of(name.strip("[]")), int(port)


def _web_address(item: Item) -> str:
    found = text(item)
    if not item.described_as(ValueKind).matches(found):
        raise item.unexpected()
    return found


def read_reports(top: Block, staff: Staff) -> tuple[Report, ...]:
    def report(item: Item) -> Report | None:
        with item.block() as block:
            send = block.choose(member(Send), None)
            at = block.read("at", lambda each: _report_time(each) if send else None, None)
            to = block.many("to", staff.person)
        return Report(send, at[0], at[1], to) if send and at else None

    return top.many("reports", report)


def _report_time(item: Item) -> tuple[int | None, time]:
    """Return weekday and time of "monday 09:00" for a weekly report, None and the time of "09:00" for a daily one."""
    written = item.scalar or ""
    if not item.described_as(ValueKind).matches(written):
        raise item.unexpected()
    weekday, _, hour = written.rpartition(" ")
    return (WEEKDAYS.index(weekday) if weekday else None), time_of(hour)


def read_retention(top: Block) -> Retention:
    block = top.inner("retention")
    if not block:
        return Retention()
    with block:
        return Retention(block.read("personal_data", _period, None))


def _period(item: Item) -> Period:
    written = item.scalar or ""
    if not item.described_as(ValueKind).matches(written):
        raise item.unexpected()
    amount, unit = written.split(" ")
    return Period(int(amount), f"{unit.removesuffix('s')}s")
