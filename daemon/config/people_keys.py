"""The blocks `people` and `absences`."""

from __future__ import annotations

from daemon.config import value_kinds as v
from daemon.config.key_shapes import BlockOf, Key, ListOf, Named, choice_of
from daemon.config.settings import Letters, Sees

PERSON = BlockOf(
    (
        Key("name", v.TEXT, "surname first", required=True, example="Титова Ольга Николаевна"),
        Key("email", v.ADDRESS, "one address belongs to one person", required=True, example="titova@scena.example"),
        Key("post", v.TEXT, "what they are in the organisation", example="Документовед"),
        Key("language", v.LANGUAGE, "of letters to them; else the organisation's", example="en"),
        Key(
            "aliases",
            ListOf(v.ADDRESS),
            "other addresses from which their replies come",
            example=["o.titova@scena.example"],
        ),
        Key(
            "manager",
            v.PERSON,
            "for `manager of …` and for escalation; a circle of managers is a mistake",
            example="commercial",
        ),
        Key(
            "substitute",
            v.PERSON,
            "is asked instead while they are away; while the substitute is away, too, their own. "
            "A circle is a mistake, a chain is spelled out by `check`",
            example="commercial",
        ),
        Key("calendar", v.CALENDAR, "their hours; else `working_time`"),
        Key(
            "letters",
            choice_of(Letters),
            "`single`: each request in a letter of its own (`each` is an older word for it); `digest`: one letter a "
            "day with all that waits, at `digest.at`",
            default="single",
        ),
        Key(
            "sees",
            choice_of(Sees),
            "which contracts they may look at: those in which they take part, and besides them all of a kind, or all",
            default="own",
        ),
    )
)
PEOPLE = BlockOf(
    named=Named(
        "KEY",
        "clerk",
        PERSON,
        "a person, by the key that the rest of the configuration calls them: letters, digits, `_` and `-`",
    )
)

ABSENCE = BlockOf(
    (
        Key("person", v.PERSON, "who is away", required=True),
        Key("from", v.DAY, "the first day", required=True, example="2026-12-01"),
        Key("to", v.DAY, "the last day", required=True, example="2026-12-14"),
        Key("substitute", v.PERSON, "for this time; else the person's usual one", example="lawyer_deputy"),
    )
)
