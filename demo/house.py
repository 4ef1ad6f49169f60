"""The demo's house: a folder with a configuration for one machine, and two filled-in forms.

The configuration is the repository's own, with the same people, types and words; only what ties it to real servers,
opening hours and days is replaced.
"""

from __future__ import annotations

import shutil
import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from daemon.config import Settings, load
from daemon.documents.archive import write
from daemon.documents.forms import FilledForm, make_form
from demo.mail_server import HOST, PASSWORD, Ports, mailbox_of

REPOSITORY = Path(__file__).resolve().parents[1]
MARK = ".made-by-the-demo"
CLOCK = "clock"  # the clock's file in the folder
_LEFT_OUT = ("absences", "authentication_results", "digest", "letters", "limits", "reports", "retention")
_ROUND_THE_CLOCK = '{monday-sunday: ["00:00-12:00", "12:00-23:59"]}'


class NotOurs(RuntimeError):
    """The folder exists and the demo did not make it: nothing in it is touched."""


@dataclass(frozen=True, slots=True)
class Pace:
    """In which stages people may be late, how long these may take, when reminders come, and what follows."""

    late_stages: frozenset[str]
    deadline: str
    remind: tuple[str, ...]
    escalate_after: str
    reassign_after: str
    opening_hours: bool = True  # those of the repository's configuration; else people work round the clock


BRISK = Pace(frozenset({"fund"}), "1 minute", ("at deadline",), "1 minute", "1 hour", opening_hours=False)
# The first working morning shows a reminder and that the manager is told, the second that the director is asked.
DAY_BY_DAY = Pace(
    frozenset({"head", "legal", "fund", "finance"}), "6 hours", ("2 hours before", "at deadline"), "1 hour", "1 day"
)


@dataclass(frozen=True, slots=True)
class House:
    """What was laid out."""

    folder: Path
    settings: Settings

    @property
    def config(self) -> Path:
        return self.folder / "config.yaml"

    @property
    def clock(self) -> Path:
        return self.folder / CLOCK

    @property
    def board(self) -> str:
        """The board's address."""
        return self.settings.board.address if self.settings.board else ""

    @property
    def static_board(self) -> Path:
        return self.folder / "board"

    @property
    def log(self) -> Path:
        return self.folder / "contractd.log"

    @property
    def letters(self) -> Path:
        return self.folder / "letters"

    def drop(self, type_: str, name: str, content: bytes) -> None:
        """Put a form into the watched folder; it appears whole."""
        write(self.settings.folders.drafts / type_ / name, content)


def clear(folder: Path) -> None:
    """Make the folder anew. Raises NotOurs when something else made it."""
    if folder.exists() and not folder.is_symlink() and (folder / MARK).is_file():
        shutil.rmtree(folder)
    elif folder.is_symlink() or (folder.exists() and (not folder.is_dir() or any(folder.iterdir()))):
        raise NotOurs(f"{folder} was not made by the demo: move it away, or remove it yourself, and start again")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / MARK).write_text("The demo made this folder and removes it when it is started again.\n", encoding="utf-8")


def lay_out(folder: Path, ports: Ports, pace: Pace) -> House:
    """Write the configuration, its secret and the folders of the drafts into a folder that was cleared."""
    yaml = YAML()
    yaml.width = 200
    config = yaml.load(REPOSITORY / "config.yaml")
    _adapt(config, ports, pace)
    write(folder / "secrets/mail_password", PASSWORD.encode())
    with (folder / "config.yaml").open("w", encoding="utf-8") as out:
        out.write("# Made by `make demo` from the repository's config.yaml.\n")
        yaml.dump(config, out)
    settings = load(folder / "config.yaml", secrets=True)
    for type_ in settings.contract_types:
        (settings.folders.drafts / type_).mkdir(parents=True)
    return House(folder, settings)


def mailboxes() -> list[str]:
    """The mailboxes that the repository's configuration speaks of: the house's own, and each person's."""
    settings = load(REPOSITORY / "config.yaml", secrets=False)
    addresses = [settings.mail.address, *(each.email for each in settings.directory.people.values())]
    return [mailbox_of(each) for each in addresses]


def filled_forms(settings: Settings) -> dict[str, tuple[str, bytes]]:
    """Two forms as clerks hand them in, by contract type: the file's name and the XLSX."""
    return {type_: (name, _form(settings, type_, values)) for type_, (name, values) in _FORMS.items()}


def blank_form(settings: Settings, type_: str) -> bytes:
    return _form(settings, type_, {})


def _form(settings: Settings, type_: str, values: Mapping[str, Any]) -> bytes:
    people = tuple((key, person.name) for key, person in settings.directory.people.items())
    plain = {name: value for name, value in values.items() if not isinstance(value, Sequence) or isinstance(value, str)}
    tables = {name: value for name, value in values.items() if name not in plain}
    filled = FilledForm(plain, tables, initiator="clerk" if values else "")
    return make_form(settings.contract_types[type_], people, settings.organisation.language, filled)


_FORMS: dict[str, tuple[str, dict[str, Any]]] = {
    "purchase": (
        "Прожекторы.xlsx",
        {
            "counterparty": "ООО «Ромашка»",
            "inn": "5902293308",
            "subject": "световое оборудование",
            "amount": "700000.00",
            "fund": "commercial",
            "start": "2026-12-01",
            "end": "2027-02-28",
            "items": [("Прожектор", "4", "120000.00"), ("Пульт управления светом", "1", "220000.00")],
        },
    ),
    "ticket_sales": (
        "Билеты.xlsx",
        {"counterparty": "ООО «Билетная касса»", "inn": "5902293308", "fee_percent": "12", "end": "2027-06-30"},
    ),
}


# -- the configuration ------------------------------------------------------------------------------------------------


def _adapt(config: Any, ports: Ports, pace: Pace) -> None:
    for block in (config, config["mail"], *config["people"].values()):
        for key in _LEFT_OUT:
            block.pop(key, None)
    config["grace"] = 0  # the film goes on at once
    if not pace.opening_hours:
        config["working_time"] = YAML().load(_ROUND_THE_CLOCK)
        config["calendars"] = {name: YAML().load(_ROUND_THE_CLOCK) for name in config.get("calendars", {})}
    config["folders"] = {
        "drafts": "drafts",
        "contracts": "contracts",
        "templates": str(REPOSITORY / config["folders"]["templates"]),
    }
    config["database"] = "sqlite:///contractd.db"
    board = f"{HOST}:{_free_port()}"
    config["board"] = {"listen": board, "address": f"http://{board}"}
    for account, port in (("receive", ports.imap), ("send", ports.smtp)):
        config["mail"][account].update(host=HOST, port=port, security="none")
    for type_ in config["contract_types"].values():
        for stage in type_["route"]:
            _hurry(stage, pace)


def _free_port() -> int:
    """Return a port on which nobody listens now; the daemon listens on it in a moment."""
    with socket.create_server((HOST, 0)) as listening:
        return int(listening.getsockname()[1])


def _hurry(stage: Any, pace: Pace) -> None:
    """Deadlines that count outside opening hours, too; those of some stages pass while one looks on."""
    for key in ("remind", "escalate"):
        stage.pop(key, None)
    stage["deadline"] = "1 day"
    if stage["stage"] in pace.late_stages:
        stage["deadline"] = pace.deadline
        stage["remind"] = list(pace.remind)
        stage["escalate"] = [
            {"after": pace.escalate_after, "to": "manager"},
            {"after": pace.reassign_after, "to": "director", "action": "reassign"},
        ]
