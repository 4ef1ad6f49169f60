"""What the configuration says, as frozen values. Paths are absolute, people are known by their keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from zoneinfo import ZoneInfo

from daemon.config.secret import Secret
from daemon.workflow.contract_type import ContractType
from daemon.workflow.identity import IdentityPolicy
from daemon.workflow.model import Absence, PersonKey
from daemon.workflow.route import Directory
from daemon.workflow.working_time import Duration

Network = IPv4Network | IPv6Network


class ConnectionSecurity(StrEnum):
    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"  # in the clear: without a password, or to this machine only


class Delegation(StrEnum):
    """To whom an approver may pass a request on."""

    ANYONE = "anyone"
    SUBORDINATES = "subordinates"
    NOBODY = "nobody"


class Letters(StrEnum):
    """How somebody gets what they are asked: each request on its own, or all that waits in one letter a day."""

    SINGLE = "single"
    DIGEST = "digest"
    EACH = "each"  # an older word for single


class Sees(StrEnum):
    """Which contracts a person may look at."""

    OWN = "own"
    INCOME = "income"
    EXPENSE = "expense"
    ALL = "all"


class Send(StrEnum):
    DAILY = "daily"
    WEEKLY = "weekly"


@dataclass(frozen=True, slots=True)
class Organisation:
    name: str
    language: str
    timezone: ZoneInfo
    administrators: tuple[PersonKey, ...]


@dataclass(frozen=True, slots=True)
class Folders:
    drafts: Path
    contracts: Path
    templates: Path


@dataclass(frozen=True, slots=True)
class MailAccount:
    """A mailbox to read or a server to send through. Without a `user` nobody logs in. `kind`: imap or smtp."""

    kind: str
    host: str
    port: int
    security: ConnectionSecurity
    user: str | None = None
    password: Secret | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """How much the mail provider lets us send; None: as much as we like."""

    per_hour: int | None = None
    per_day: int | None = None
    recipients: int | None = None


@dataclass(frozen=True, slots=True)
class Mail:
    """Our address and the two accounts. `tls_ca` is an authority trusted besides the system's."""

    address: str
    receive: MailAccount
    send: MailAccount
    display_name: str = ""
    plus_address: bool = False
    tls_ca: Path | None = None
    authentication_results: str | None = None
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True)
class ReplyTest:
    """`verdict`: one of `VERDICTS`. `place` is its file, line and path, for a message."""

    text: str
    verdict: str
    place: tuple[str, int, str] = field(default=("", 0, ""), compare=False)


@dataclass(frozen=True, slots=True)
class Digest:
    at: time


@dataclass(frozen=True, slots=True)
class IdentityRule:
    """What a contract type asks for when its condition holds, or always."""

    policy: IdentityPolicy
    when: str | None = None


@dataclass(frozen=True, slots=True)
class RouteTest:
    """For these fields (canonical text by name) exactly these people are asked, by stage."""

    fields: Mapping[str, str]
    expect: Mapping[str, tuple[PersonKey, ...]]
    initiator: PersonKey | None = None


class Wall(StrEnum):
    """What the page for a monitor in the corridor shows."""

    NUMBERS = "numbers"
    NAMES = "names"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class TrustedProxy:
    """The reverse proxy before the board: whence its connections come. `header` names whom it has signed in, if any."""

    networks: tuple[Network, ...]
    header: str = ""


@dataclass(frozen=True, slots=True)
class Board:
    """`address` is under which people reach it, without a slash at its end."""

    host: str
    port: int
    address: str
    wall: Wall = Wall.NUMBERS
    trusted_proxy: TrustedProxy | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """`weekday` counts from Monday, 0; None for a daily report."""

    send: Send
    weekday: int | None
    at: time
    to: tuple[PersonKey, ...]


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of the calendar. `unit`: days, weeks, months or years."""

    amount: int
    unit: str


@dataclass(frozen=True, slots=True)
class Retention:
    personal_data: Period | None = None


WORDS = ("approve", "return", "decline", "question")
VERDICTS = (*WORDS, "approve_with_remarks", "delegate", "undo", "command", "unclear")


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything an admin decides.

    `replies` has the organisation's own words by one of `WORDS`. `database_url` is a SQLAlchemy URL.
    `unsupported` has a sentence for each accepted block that this version does not run, `warnings` one for each thing
    that is right and may not be what was meant.
    """

    organisation: Organisation
    directory: Directory
    folders: Folders
    mail: Mail
    contract_types: Mapping[str, ContractType]
    database_url: Secret
    identity: IdentityPolicy = IdentityPolicy.TOKEN_AND_ADDRESS
    identity_of_type: Mapping[str, IdentityRule] = field(default_factory=dict)
    route_tests: Mapping[str, tuple[RouteTest, ...]] = field(default_factory=dict)
    delegation: Delegation = Delegation.ANYONE
    undo: Duration | None = None
    absences: tuple[Absence, ...] = ()
    replies: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    reply_tests: tuple[ReplyTest, ...] = ()
    letters: Mapping[PersonKey, Letters] = field(default_factory=dict)
    sees: Mapping[PersonKey, Sees] = field(default_factory=dict)
    digest: Digest | None = None
    board: Board | None = None
    reports: tuple[Report, ...] = ()
    retention: Retention = field(default_factory=Retention)
    files: tuple[Path, ...] = ()  # that were read, the main one first: a running daemon watches them
    unsupported: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def database(self) -> str:
        """The database's URL; it may hold a password. Raises ConfigurationError when its secret cannot be found."""
        return self.database_url.reveal()
