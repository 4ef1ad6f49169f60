"""The kinds of single values that the configuration has."""

from __future__ import annotations

from daemon.config.key_shapes import Choice, ListOf, Pattern, ValueKind

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_LENGTH = r"\d{1,5} (working )?(minute|hour|day|week)s?"
_CLOCK = r"([01]\d|2[0-3]):([0-5]\d)"
_DAY = f"({'|'.join(WEEKDAYS)})"


def _texts(pattern: str, **more: object) -> dict[str, object]:
    return {"type": "string", "pattern": f"^{pattern}$", **more}


TEXT = ValueKind("text", "text", "example")
LINES = ValueKind("text, also of several lines", "the text of a mail", "Согласовано.")
FLAG = ValueKind("`true`, `false`", "true or false", example=True, schema={"type": "boolean"})
NUMBER = ValueKind("number", "a number such as 15 or 0.5", 0.5, {"type": "number"})
DAY = ValueKind("day", "a day such as 2026-12-31", "2026-12-31", _texts(r"\d{4}-\d\d-\d\d", format="date"))
CLOCK = ValueKind("time of day", 'a time of day such as "09:00"', "09:00", _texts(_CLOCK))
SPAN = ValueKind("hours", 'hours such as "09:00-13:00"', "09:00-13:00", _texts(rf"{_CLOCK}\s*-\s*{_CLOCK}"))
DURATION = ValueKind(
    "duration",
    'a duration such as "2 working days", "8 working hours" or "30 minutes"',
    "2 working days",
    _texts(_LENGTH),
)
DURATION_OR_NONE = ValueKind(
    "duration or `0`",
    '0, or a duration such as "2 minutes"',
    "2 minutes",
    {"anyOf": [_texts(_LENGTH), {"const": 0}]},
)
PERIOD = ValueKind(
    "period", 'a period such as "5 years" or "18 months"', "5 years", _texts(r"([1-9]\d{0,2}) (day|week|month|year)s?")
)
SHORTER = ValueKind(
    "`1 hour shorter`, `30 minutes shorter`",
    '"1 hour shorter" or "30 minutes shorter"',
    "1 hour shorter",
    _texts(r"(\d{1,3}) (minute|hour)s? shorter"),
)
REMINDER = ValueKind(
    "`8 working hours before`, `at deadline`, `every 1 working day`",
    '"8 working hours before", "at deadline" or "every 1 working day"',
    "at deadline",
    _texts(f"(at deadline|every {_LENGTH}|{_LENGTH} before)"),
)
DAILY_TIME = ValueKind("time of day", 'a time such as "09:00" for a daily report', "09:00", _texts(_CLOCK))
WEEKLY_TIME = ValueKind(
    "weekday and time", 'a time such as "monday 09:00" for a weekly report', "monday 09:00", _texts(f"{_DAY} {_CLOCK}")
)
COUNTRY = ValueKind("country", "a country code such as RU", "RU")
ZONE = ValueKind("time zone", "one such as Europe/Moscow", "Europe/Moscow", {"type": "string"})
CURRENCY = ValueKind("currency", "a currency's three letters such as RUB", "RUB", _texts("[A-Z]{3}"))

ADDRESS = ValueKind(
    "e-mail address",
    "name@domain",
    "name@organisation.example",
    _texts(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[^\s@.]{1,63}(\.[^\s@.]{1,63})+", maxLength=254),
)
HOST = ValueKind("host", "a name such as mail.scena.example", "mail.scena.example")
LISTEN = ValueKind(
    "host and port", 'a host and a port such as "127.0.0.1:8080"', "127.0.0.1:8080", _texts(r".+:\d{1,5}")
)
WEB_ADDRESS = ValueKind(
    "web address",
    "an address such as https://contracts.scena.example",
    "https://contracts.scena.example",
    _texts(r"https?://[^\s/]+\S*"),
)
NETWORK = ValueKind("address or network", "an address or a network such as 10.0.0.1 or 10.0.0.0/24", "10.0.0.1")
HEADER = ValueKind("header", "a header's name such as X-Remote-User", "X-Remote-User", _texts("[A-Za-z0-9-]{1,64}"))
DATABASE = ValueKind(
    "database URL, `!secret NAME`",
    "sqlite:///FILE or postgresql+psycopg://USER@HOST/NAME",
    "sqlite:///contractd.db",
    {"type": "string"},
)
SECRET = ValueKind("`!secret NAME`", "!secret NAME", "mail_password", _texts("[a-z][a-z0-9_]{0,63}"))
FILE = ValueKind("file", "text", "ca.pem")
FOLDER = ValueKind("folder", "a folder", "drafts")
INCLUDED = ValueKind("file", "text", "people.yaml", {"type": "string"})
TEMPLATE = ValueKind("`.docx` file", "the name of a .docx file in the folder of templates", "purchase.docx")

PERSON = ValueKind("person", "a key from `people`", "lawyer")
CALENDAR = ValueKind("calendar", "a key from `calendars`", "stage")
ROLE = ValueKind(
    "`manager of PERSON`",
    '"manager of initiator" or "manager of PERSON"',
    "manager of initiator",
    _texts(r"manager of \S+"),
)
TOLD = ValueKind("`manager`, person, `manager of PERSON`", "text", "manager")
FIELD = ValueKind("field", "text", "amount")
PERSON_FIELD = ValueKind("field", "a field of the type person, text or choice", "head")
CONDITION = ValueKind("condition", "text", "amount > 600000")
PATTERN = ValueKind("pattern", "text", "{number} {title}")
NUMBER_PATTERN = ValueKind("pattern", "text", "З-{year}-{seq:04}")
FIELD_VALUE = ValueKind(
    "what the field holds", "text, a number, true or false", 700000, {"type": ["string", "number", "boolean"]}
)
REGULAR_EXPRESSION = ValueKind("regular expression", "text", "[A-Z]{2}-[0-9]{4}")
STAGE_KEY = ValueKind("key", "text", "legal")
NEED = ValueKind(
    "`all`, `any`, number, `2 or all`",
    "all, any or a number from 1",
    "any",
    {
        "anyOf": [
            {"enum": ["all", "any"]},
            {"type": "integer", "minimum": 1},
            {"type": "string", "pattern": "^[1-9][0-9]* or all$"},
        ]
    },
)

PEOPLE = ListOf(PERSON)
SOMEBODY = ListOf(PERSON, at_least_one=True)
DAYS = ListOf(DAY)
LANGUAGE = Choice(("ru", "en"))

HOURS = Pattern(
    f"{_DAY}(-{_DAY})?",
    WEEKDAYS,
    "no such days; expected weekdays such as `monday` or `monday-thursday`",
    "DAYS",
    "monday-thursday",
    ListOf(SPAN),
    "the hours of a weekday or of several, `monday` or `monday-thursday`; an empty list is a free day",
    ["09:00-13:00", "14:00-18:00"],
)
