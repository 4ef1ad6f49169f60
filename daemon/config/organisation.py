"""The small blocks: organisation, folders, replies, digest, board, reports, retention."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import time
from pathlib import Path
from zoneinfo import ZoneInfo

from daemon.config.calendars import WEEKDAYS
from daemon.config.mail_settings import host_of
from daemon.config.problems import Mistake, quoted
from daemon.config.settings import (
    VERDICTS,
    WORDS,
    Board,
    Digest,
    Folders,
    Organisation,
    Period,
    ReplyTest,
    Report,
    Retention,
    Send,
)
from daemon.config.staff import LANGUAGES, Staff
from daemon.config.values import CLOCK, clock, clock_of, is_file, member, one_of, path, text, zone
from daemon.config.yaml_node import Block, Item

NOWHERE = Path()  # stands in for a folder that is missing or wrong

_PERIOD = re.compile(r"([1-9]\d{0,2}) (day|week|month|year)s?")


def read_organisation(top: Block) -> Organisation:
    """Without the administrators: nobody is known yet."""
    with top.need_inner("organisation") as block:
        block.asked.add("administrators")
        return Organisation(
            name=block.need("name", text, ""),
            language=block.read("language", one_of(LANGUAGES), "ru"),
            timezone=block.need("timezone", zone, ZoneInfo("UTC")),
            administrators=(),
        )


def read_administrators(top: Block, staff: Staff) -> tuple[str, ...]:
    block = top.entries.get("organisation")
    if not block or not block.is_block:
        return ()
    return block.block().need_many("administrators", staff.person)


def read_folders(top: Block, beside: Path) -> Folders:
    def folder(item: Item) -> Path:
        written = path(item)
        if is_file(beside / written):
            raise Mistake(f"{quoted(written)} is a file; expected a folder")
        return (beside / written).absolute()

    with top.need_inner("folders") as block:
        found = Folders(*(block.need(each, folder, NOWHERE) for each in ("drafts", "contracts", "templates")))
    if found.drafts == found.contracts != NOWHERE:
        block.entries["contracts"].wrong("the same folder as the drafts'; expected another")
    return found


def read_replies(top: Block) -> Mapping[str, tuple[str, ...]]:
    """This house's own words, in small letters; a word has one meaning."""
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
            return ReplyTest(block.need("text", _lines, ""), block.need("verdict", one_of(VERDICTS), ""), place)

    return top.many("reply_tests", test)


def _lines(item: Item) -> str:
    """A text that may have several lines, as a mail has."""
    item.expects({"type": "string", "pattern": r"\S"}, "example")
    if item.kind != "str" or not (item.scalar or "").strip():
        raise Mistake(f"found {item.described()}, expected the text of a mail")
    return item.scalar or ""


def read_digest(top: Block) -> Digest | None:
    block = top.inner("digest")
    if not block:
        return None
    with block:
        at = block.need("at", clock, None)
        return Digest(at) if at else None


def read_board(top: Block) -> Board | None:
    block = top.inner("board")
    if not block:
        return None
    with block:
        listen = block.need("listen", _listen, ("", 0))
        return Board(*listen, block.need("address", _web_address, ""))


def _listen(item: Item) -> tuple[str, int]:
    item.expects({"type": "string", "pattern": r"^.+:\d{1,5}$"}, "127.0.0.1:8080")
    name, _, port = text(item).rpartition(":")
    if not name or not port.isdecimal() or not 1 <= int(port[:6]) <= 65535:
        raise Mistake(f'found {item.described()}, expected a host and a port such as "127.0.0.1:8080"')
    return host_of(name.strip("[]")), int(port)


def _web_address(item: Item) -> str:
    item.expects({"type": "string", "pattern": r"^https?://"}, "https://house.example")
    found = text(item)
    if not re.fullmatch(r"https?://[^\s/]+\S*", found):
        raise Mistake(f"found {item.described()}, expected an address such as https://contracts.scena.example")
    return found


def read_reports(top: Block, staff: Staff) -> tuple[Report, ...]:
    def report(item: Item) -> Report | None:
        with item.block() as block:
            send = block.choose("send", member(Send), None)
            at = block.need("at", lambda each: _report_time(each, send), None)
            to = block.need_many("to", staff.person)
        return Report(send, at[0], at[1], to) if send and at else None

    return top.many("reports", report)


def _report_time(item: Item, send: Send | None) -> tuple[int | None, time] | None:
    """ "monday 09:00" for a weekly report, "09:00" for a daily one."""
    weekly = send is Send.WEEKLY
    pattern = f"^({'|'.join(WEEKDAYS)}) {CLOCK}$" if weekly else f"^{CLOCK}$"
    item.expects({"type": "string", "pattern": pattern}, "monday 09:00" if weekly else "09:00")
    weekday, _, hour = (item.scalar or "").rpartition(" ")
    match send:
        case Send.WEEKLY if weekday in WEEKDAYS:
            return WEEKDAYS.index(weekday), clock_of(hour, item.described())
        case Send.DAILY if not weekday:
            return None, clock_of(hour, item.described())
        case None:
            return None
    example = "monday 09:00" if weekly else "09:00"
    raise Mistake(f'found {item.described()}, expected a time such as "{example}" for a {send} report')


def read_retention(top: Block) -> Retention:
    block = top.inner("retention")
    if not block:
        return Retention()
    with block:
        return Retention(block.read("personal_data", _period, None))


def _period(item: Item) -> Period:
    item.expects({"type": "string", "pattern": f"^{_PERIOD.pattern}$"}, "5 years")
    match = _PERIOD.fullmatch(item.scalar or "")
    if not match:
        raise Mistake(f'found {item.described()}, expected a period such as "5 years" or "18 months"')
    return Period(int(match[1]), f"{match[2]}s")
