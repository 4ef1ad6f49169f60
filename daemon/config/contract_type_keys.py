"""The block `contract_types`: fields, stages, approvers, and examples of routes."""

from __future__ import annotations

from daemon.config import value_kinds as v
from daemon.config.key_shapes import BlockOf, Choice, Key, ListOf, Named, PlainOrBlock, WholeNumber, choice_of
from daemon.config.policy_keys import POLICIES, of_type
from daemon.workflow.identity import IdentityPolicy
from daemon.workflow.model import AfterRework, Escalate, FactType, OnReturn, StageKind

IDENTITY_POLICY = choice_of(IdentityPolicy)

_CHOICES = BlockOf(named=Named("KEY", "hall", v.TEXT, "what the form shows for a choice", "Большой зал"))
_TEXTS = ("text", "long_text")
_COLUMN_TYPES = tuple(each.value for each in FactType if each is not FactType.TABLE)


def _field(types: Choice, *more: Key) -> BlockOf:
    return BlockOf(
        (
            Key("label", v.TEXT, "what the form calls it", required=True, example="Сумма договора"),
            Key(
                "type",
                types,
                "what it holds; `inn` to `account` are Russian requisites, checked by their digits",
                required=True,
            ),
            Key("required", v.FLAG, "`false` lets it be empty", default=True, example=False),
            Key("max_length", WholeNumber(1, 10_000), "in characters", example=120, goes_with=_TEXTS),
            Key("pattern", v.REGULAR_EXPRESSION, "what a text must match as a whole", goes_with=_TEXTS),
            Key("hint", v.TEXT, "what the form says about filling it in", example="две буквы, дефис и четыре цифры"),
            Key("min", v.NUMBER, "the least value", example=0, goes_with=("number", "money")),
            Key("max", v.NUMBER, "the greatest value", example=100, goes_with=("number", "money")),
            Key(
                "foreign",
                v.FLAG,
                "`true`: a number of another country's tax office is taken, too",
                default=False,
                example=True,
                goes_with=("inn",),
            ),
            Key("currency", v.CURRENCY, "its letters", required_with=("money",), goes_with=("money",)),
            Key("choices", _CHOICES, "what there is to choose", required_with=("choice",), goes_with=("choice",)),
            *more,
        ),
        decided_by="type",
    )


_COLUMNS = BlockOf(
    named=Named("KEY", "price", _field(Choice(_COLUMN_TYPES, refused=("table",))), "a column: as a field, but no table")
)
FIELDS = BlockOf(
    named=Named(
        "KEY",
        "subject",
        _field(
            choice_of(FactType),
            Key(
                "bik",
                v.FIELD,
                "the field with its bank's BIK; needed where there are several",
                example="bik",
                goes_with=("account",),
            ),
            Key("default", v.FIELD_VALUE, "what a blank form says, and a YAML draft that does not name the field"),
            Key("columns", _COLUMNS, "the columns of a table", required_with=("table",), goes_with=("table",)),
        ),
        "a field of the form, in this order; its name is of small Latin letters, digits and `_`",
    )
)

_WHY = "the same in words, for letters"
APPROVER = BlockOf(
    (
        Key("person", v.PERSON, "a person's key"),
        Key("role", v.ROLE, "`manager of initiator`, `manager of PERSON`"),
        Key("approver_field", v.PERSON_FIELD, "a field that holds a person's key"),
        Key("when", v.CONDITION, "asked only when it holds"),
        Key("why", v.TEXT, f'{_WHY}: the reader\'s "why you are asked"', example="сумма больше 600 тысяч"),
        Key("veto", v.FLAG, "`true`: their return or decline decides at once", default=False, example=True),
        Key("watches", ListOf(v.FIELD), "asked again about a new version when one of these fields changed"),
    ),
    exactly_one=("person", "role", "approver_field"),
)
ESCALATION = BlockOf(
    (
        Key("after", v.DURATION, "counted from the deadline", required=True, example="1 working day"),
        Key(
            "to",
            v.TOLD,
            "`manager` (of the one who was asked), a person, or `manager of PERSON`",
            required_with=("notify", "reassign"),
        ),
        Key(
            "action",
            choice_of(Escalate),
            "`approve`: silence is consent, and the sheet says so; never a signature",
            default="notify",
        ),
    ),
    decided_by="action",
)
STAGE = BlockOf(
    (
        Key("stage", v.STAGE_KEY, "its key", required=True),
        Key("title", v.TEXT, "what letters call it", required=True, example="Правовая экспертиза"),
        Key(
            "approvers",
            ListOf(PlainOrBlock(v.PERSON, APPROVER), at_least_one=True),
            "who is asked, all together: a person's key, or a block",
            required=True,
        ),
        Key("deadline", v.DURATION, "by when they should answer", required=True),
        Key(
            "kind",
            choice_of(StageKind),
            "`signature` asks for the signed copy as an attachment",
            default="approval",
            example="signature",
        ),
        Key(
            "need",
            v.NEED,
            "how many people have to approve; never lowered: where fewer can, the contract waits and you are told, "
            "unless it says `2 or all`",
            default="all",
        ),
        Key("when", v.CONDITION, "the stage takes place only when it holds", example="amount > 100000"),
        Key("why", v.TEXT, _WHY, example="больше ста тысяч"),
        Key(
            "remind",
            ListOf(v.REMINDER),
            "before the deadline, at it, and again and again after it",
            example=["8 working hours before", "at deadline", "every 1 working day"],
        ),
        Key("escalate", ListOf(ESCALATION), "steps, counted from the deadline"),
    )
)

CHECK = BlockOf(
    (
        Key("rule", v.CONDITION, "what must hold", required=True, example="start <= end"),
        Key(
            "message",
            v.TEXT,
            "what the clerk is told when it does not hold",
            required=True,
            example="Начало позже окончания",
        ),
    )
)
IDENTITY = BlockOf(
    (
        Key("policy", IDENTITY_POLICY, "as the top-level `identity`", required=True, example="confirm"),
        Key("when", v.CONDITION, "for contracts for which it holds; else for all", example="amount > 1000000"),
    )
)
ROUTE_TEST = BlockOf(
    (
        Key(
            "fields",
            BlockOf(named=Named("FIELD", "amount", v.FIELD_VALUE, "a value as a draft has it; no table")),
            "what the form says, as far as it matters",
            required=True,
        ),
        Key(
            "expect",
            BlockOf(named=Named("STAGE", "legal", v.PEOPLE, "exactly who is asked in this stage")),
            "who must be asked; stages that ask nobody are left out",
            required=True,
        ),
        Key("initiator", v.PERSON, "whose contract it is; else the type's `initiator`", example="clerk"),
    )
)

CONTRACT_TYPE = BlockOf(
    (
        Key("title", v.TEXT, "what letters call it", required=True, example="Договор закупки"),
        Key("kind", Choice(("expense", "income")), "the board and the reports can be filtered by it"),
        Key("template", v.TEMPLATE, "its document, in the folder of templates", required=True),
        Key("initiator", v.PERSON, "who it is when the form or the mail names nobody", example="clerk"),
        Key(
            "number",
            v.NUMBER_PATTERN,
            "of `{year}` and `{seq}` (`{seq:04}`: with zeros); each type has its own",
            required=True,
        ),
        Key(
            "name",
            v.PATTERN,
            "of `{number}`, `{title}`, `{year}`, `{seq}` and the fields; also the files' names",
            required=True,
            example="{number} {title} {counterparty}",
        ),
        Key(
            "summary",
            v.PATTERN,
            "what stands for a contract in subjects, in lists and on the board: of `{number}`, `{title}` and the "
            "fields; without it the form's first two texts and its first sum",
            example="{counterparty}, {subject}, {amount}",
        ),
        Key("fields", FIELDS, "the form's, in this order", required=True),
        Key("check", ListOf(CHECK), "rules over several fields"),
        Key("identity", PlainOrBlock(IDENTITY_POLICY, IDENTITY), "a policy for this type", example="confirm"),
        Key(
            "after_rework",
            choice_of(AfterRework),
            "who is asked about a new version; `stage`: everybody from the stage on that returned it",
            default="objectors",
        ),
        Key(
            "on_return",
            choice_of(OnReturn),
            "when the initiator gets it back; `together`: when the stage has answered",
            default="together",
        ),
        Key(
            "ask_once",
            v.FLAG,
            "`true`: whoever approved this version in an earlier stage is not asked again in a later one",
            default=False,
            example=True,
        ),
        *map(of_type, POLICIES),
        Key("route", ListOf(STAGE, at_least_one=True), "stage after stage", required=True),
        Key("route_tests", ListOf(ROUTE_TEST), "examples that must come out: `check` and every reload run them"),
    )
)
CONTRACT_TYPES = BlockOf(
    named=Named("KEY", "purchase", CONTRACT_TYPE, "a contract type, by the key that is also its subfolder of `drafts`")
)
