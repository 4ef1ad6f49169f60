"""The blocks of the organisation: when it works, where things lie, its own words, and what it gets to see."""

from __future__ import annotations

from daemon.config import value_kinds as v
from daemon.config.key_shapes import BlockOf, ByChoice, Choice, Key, ListOf, Named, choice_of
from daemon.config.settings import VERDICTS, WORDS, Send, Wall

ORGANISATION = BlockOf(
    (
        Key("name", v.TEXT, "in letters and documents", required=True, example="Театр «Сцена»"),
        Key("language", v.LANGUAGE, "of people who have none of their own, and of folders and files", default="ru"),
        Key("timezone", v.ZONE, "in which days and hours are meant", required=True, example="Asia/Yekaterinburg"),
        Key(
            "administrators",
            v.SOMEBODY,
            "are told what the daemon cannot mend by itself",
            required=True,
            example=["sysadmin"],
        ),
    )
)

_DAYS_OF_A_CALENDAR = (
    Key("holidays", v.COUNTRY, "a country whose public holidays are free and whose moved days are worked"),
    Key("days_off", v.DAYS, "more free days", example=["2026-12-30"]),
    Key("extra_working_days", v.DAYS, "days that are worked all the same", example=["2027-02-20"]),
    Key("before_holiday", v.SHORTER, "by how much a working day before a holiday is shorter"),
)
WORKING_TIME = BlockOf(_DAYS_OF_A_CALENDAR, pattern=v.HOURS)
CALENDARS = BlockOf(
    named=Named("KEY", "stage", WORKING_TIME, "a calendar; what it does not say is as in `working_time`")
)

FOLDERS = BlockOf(
    (
        Key("drafts", v.FOLDER, "clerks put forms here: a subfolder for each contract type", required=True),
        Key(
            "contracts",
            v.FOLDER,
            "the archive: a folder for each contract; another one than `drafts`",
            required=True,
            example="contracts",
        ),
        Key(
            "templates",
            v.FOLDER,
            "the types' DOCX templates; the texts of letters lie beside it, in `mail/`",
            required=True,
            example="templates/docx",
        ),
    )
)

_EXAMPLES_OF_WORDS = {
    "approve": ("an approval", ["добро", "визирую"]),
    "return": ("a return for rework", ["завернуть"]),
    "decline": ("a refusal", ["отказать"]),
    "question": ("a question to the initiator", ["уточнить"]),
}
REPLIES = BlockOf(
    tuple(
        Key(word, ListOf(v.TEXT), f"what also means {_EXAMPLES_OF_WORDS[word][0]}", example=_EXAMPLES_OF_WORDS[word][1])
        for word in WORDS
    )
)
REPLY_TEST = BlockOf(
    (
        Key("text", v.LINES, "what somebody writes", required=True, example="Добро."),
        Key("verdict", Choice(VERDICTS), "what it must be read as", required=True),
    )
)

DIGEST = BlockOf((Key("at", v.CLOCK, "when it is sent", required=True),))
TRUSTED_PROXY = BlockOf(
    (
        Key(
            "from",
            ListOf(v.NETWORK, at_least_one=True),
            "whence it connects: only from there its headers are believed",
            required=True,
            example=["10.0.0.1", "10.0.7.0/24"],
        ),
        Key("header", v.HEADER, "has the key or the address of whom it has signed in; without it, it signs nobody in"),
    )
)
BOARD = BlockOf(
    (
        Key("listen", v.LISTEN, "where it answers", required=True),
        Key("address", v.WEB_ADDRESS, "under which people reach it, for links in letters", required=True),
        Key(
            "wall",
            choice_of(Wall),
            "what a monitor in the corridor shows at `/wall` to everybody who passes: how many contracts stand where, "
            "with the surnames of those who are waited for, or nothing",
            default="numbers",
        ),
        Key("trusted_proxy", TRUSTED_PROXY, "the reverse proxy before it"),
    )
)
REPORT = BlockOf(
    (
        Key("send", choice_of(Send), "how often", required=True, example="weekly"),
        Key(
            "at",
            ByChoice({"daily": v.DAILY_TIME, "weekly": v.WEEKLY_TIME}),
            'when: `"09:00"` for a daily report, `monday 09:00` for a weekly one',
            required=True,
            example="monday 09:00",
        ),
        Key("to", v.SOMEBODY, "who gets it", required=True, example=["director", "commercial"]),
    ),
    decided_by="send",
)
RETENTION = BlockOf(
    (Key("personal_data", v.PERIOD, "how long that of finished contracts is kept; the history's proof stays"),)
)
