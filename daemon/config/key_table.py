"""The table of keys: what may stand in the configuration, said once, as data; here its top-level blocks.

Readers take their words from it (`yaml_node.py`), `schema.py` makes the JSON Schema of it, `reference.py` the reference
part of docs/configuration.md. A key that is not in the table cannot be read.
"""

from __future__ import annotations

from daemon.config import organisation_keys as o
from daemon.config import value_kinds as v
from daemon.config.contract_type_keys import CONTRACT_TYPES, IDENTITY_POLICY
from daemon.config.key_shapes import BlockOf, Key, ListOf, choice_of
from daemon.config.mail_keys import MAIL
from daemon.config.people_keys import ABSENCE, PEOPLE
from daemon.config.policy_keys import POLICIES
from daemon.config.settings import Delegation

CONFIGURATION = BlockOf(
    (
        Key("include", ListOf(v.INCLUDED), "files beside this one with more top-level blocks; in the main file only"),
        Key("organisation", o.ORGANISATION, "whose contracts these are", required=True),
        Key("working_time", o.WORKING_TIME, 'in it every "working" duration is counted', required=True),
        Key("calendars", o.CALENDARS, "for people whose hours differ"),
        Key("folders", o.FOLDERS, "where things lie; paths count from the configuration's folder", required=True),
        Key("database", v.DATABASE, "the store; a URL with a password is a secret", required=True),
        Key("mail", MAIL, "what the daemon talks to", required=True),
        Key(
            "identity",
            IDENTITY_POLICY,
            "how sure to be who sent a verdict; `authenticated`: DMARC or DKIM passed, for orders and drafts by mail, "
            "too; `confirm`: a code to the known address must come back. A contract type may ask for more",
            default="token_and_address",
        ),
        Key(
            "delegation",
            choice_of(Delegation),
            "to whom an approver may pass a request on",
            default="anyone",
        ),
        Key(
            "undo",
            v.DURATION,
            "how long a verdict can be taken back, while its stage is open; without it not at all. "
            "It goes into a contract's route when the contract is registered",
            example="30 minutes",
        ),
        *POLICIES,
        Key("people", PEOPLE, "everybody who takes part", required=True),
        Key(
            "absences",
            ListOf(ABSENCE),
            "both days included; those told by `contractd absence add` or by mail stand beside these",
        ),
        Key("replies", o.REPLIES, "the organisation's own words, beside the built-in ones; a word has one meaning"),
        Key("reply_tests", ListOf(o.REPLY_TEST), "read as mails are; one that is read otherwise refuses the edit"),
        Key(
            "digest",
            o.DIGEST,
            "one letter a day with all that waits, for people with `letters: digest`: on their working days",
        ),
        Key("contract_types", CONTRACT_TYPES, "what is approved, and by whom", required=True),
        Key("board", o.BOARD, "pages that show where contracts are"),
        Key("reports", ListOf(o.REPORT), "letters about all contracts"),
        Key("retention", o.RETENTION, "what is deleted some time after the end"),
    )
)
