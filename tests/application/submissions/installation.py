"""An installation for the tests: drafts and mails go in, letters and files come out; only the clock is ours."""

from __future__ import annotations

import email
import email.policy
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.message import EmailMessage
from functools import cache
from pathlib import Path

import docx
import openpyxl
from sqlalchemy import select

from application.one_renderer import renderer
from daemon.application.app_context import AppContext
from daemon.application.due_work import sweep
from daemon.application.execute import fire_timers
from daemon.application.inbound import dispatch
from daemon.application.letters import LetterWriter
from daemon.application.quarantine import guarded
from daemon.application.submissions import document_production, register
from daemon.application.submissions.folder_watcher import FolderWatcher
from daemon.config import Settings
from daemon.config.secret import Secret
from daemon.config.settings import Folders
from daemon.config.settings_reader import load
from daemon.documents.folder import DraftFolder
from daemon.documents.forms import FilledForm, make_form
from daemon.mail.interpret.rules import Lexicon
from daemon.store import contract_queries, drafts, history, inbox, quarantined_work
from daemon.store.database import Database
from daemon.store.drafts import StoredDraft
from daemon.store.job_key import JobKey, JobKind
from daemon.store.tables import letters
from daemon.workflow.events import Event
from daemon.workflow.model import Contract
from daemon.workflow.route_rules import RouteRule

ROOT = Path(__file__).parents[3]
OURS = "contracts@scena.example"
GOOD: dict[str, object] = {
    "counterparty": "ООО «Ромашка»",
    "inn": "5902293308",
    "subject": "световое оборудование",
    "amount": "700000.00",
    "fund": "Фонд коммерческого директора",
    "start": "2026-12-01",
    "end": "2027-02-28",
}
ROWS = (("Прожектор", "4", "120000.00"), ("Пульт управления светом", "1", "220000.00"))
APPROVERS = ("lawyer", "commercial", "procurement", "accountant")  # in the order in which the purchase asks them


@cache
def sample() -> Settings:
    """The sample configuration, with stages that close as soon as they are decided, and each request in its letter."""
    settings = load(ROOT / "config.yaml", secrets=False)
    types = {}
    for key, each in settings.contract_types.items():
        types[key] = replace(each, route=replace(each.route, policies=replace(each.route.policies, grace=None)))
    return replace(settings, contract_types=types, letters={})


@dataclass(frozen=True, slots=True)
class Sent:
    """A letter of ours as its reader gets it."""

    kind: str
    to: str
    mail: EmailMessage

    @property
    def subject(self) -> str:
        return str(self.mail["Subject"])

    @property
    def text(self) -> str:
        """Its words, with one space between two: how lines are broken is not looked at here."""
        part = self.mail.get_body(("plain",))
        return " ".join(part.get_content().split()) if part else ""

    def files(self) -> dict[str, bytes]:
        return {str(each.get_filename()): each.get_content() for each in self.mail.iter_attachments()}

    def file(self, suffix: str) -> bytes:
        (found,) = (content for name, content in self.files().items() if name.endswith(suffix))
        return found


class Installation:
    """The daemon's folders, and all of it but threads, mailbox and SMTP server, on a database that has its tables."""

    def __init__(self, folder: Path, database_url: str) -> None:
        database = Database(database_url)
        self.seconds = 0.0  # of the folder's clock
        self.now = datetime.fromisoformat("2026-11-24T10:15:00+05:00")
        self.root = folder
        folders = Folders(folder / "drafts", folder / "contracts", ROOT / "templates/docx")
        settings = replace(sample(), folders=folders, database_url=Secret("database", database_url))
        self.app = AppContext(
            settings,
            database,
            LetterWriter(settings),
            renderer(),
            Lexicon.with_words(settings.replies),
            lambda: self.now,
        )
        self.folder = DraftFolder(folders.drafts, settings.contract_types, lambda: self.seconds)
        self.watcher = FolderWatcher(lambda: self.app)
        self._mails = 0

    def close(self) -> None:
        self.app.database.close()

    def with_policies(self, type_: str, **policies: object) -> None:
        """Let contracts of a type that are registered from now on go by other policies."""
        route = self.app.settings.contract_types[type_].route
        self.with_route(type_, replace(route, policies=replace(route.policies, **policies)))  # type: ignore[arg-type]

    def with_route(self, type_: str, route: RouteRule) -> None:
        """An edit of the configuration: contracts of a type go by other rules from now on."""
        settings = self.app.settings
        types = {**settings.contract_types, type_: replace(settings.contract_types[type_], route=route)}
        self.app = replace(self.app, settings=replace(settings, contract_types=types))

    # -- what comes in ---------------------------------------------------------------------------------------------

    def drop(self, name: str, content: bytes, under: str = "purchase") -> None:
        """Put a file into the drafts' folder and let the daemon find it complete."""
        (self.root / "drafts" / under / name).write_bytes(content)
        self.look()

    def look(self) -> None:
        """The watcher's rounds until everything that lies there has been moved on, and the daemon's work between."""
        for _ in range(4):
            self.watcher.look(self.folder)
            self.seconds += 3
            self.work()

    def write(
        self,
        person: str,
        text: str,
        files: Sequence[tuple[str, bytes]] = (),
        to: Sent | None = None,
        subject: str = "Договор",
        inline: Sequence[tuple[str, bytes]] = (),
    ) -> str:
        """A mail from a person (a key of the configuration, or an address); what the daemon did with it."""
        mail = EmailMessage(policy=email.policy.SMTP)
        known = self.app.directory.people.get(person)
        mail["From"] = known.email if known else person
        mail["To"], mail["Subject"] = OURS, f"Re: {to.subject}" if to else subject
        self._mails += 1
        mail["Message-ID"] = f"<{self._mails}@pc.example>"
        if to:
            mail["In-Reply-To"] = mail["References"] = str(to.mail["Message-ID"])
        mail.set_content(text)
        for name, content in inline:
            mail.add_alternative(f'<p>{text}</p><img src="cid:{name}">', subtype="html")
            mail.add_attachment(content, "image", "png", filename=name, disposition="inline", cid=f"<{name}>")
        for name, content in files:
            mail.add_attachment(content, "application", "octet-stream", filename=name)
        return self.receive(mail.as_bytes(), str(mail["Message-ID"]), str(mail["From"]))

    def receive(self, raw: bytes, message_id: str, sender: str) -> str:
        with self.app.database.transaction() as tx:
            mail_id = inbox.store(tx, raw, message_id, sender, self.now)
        assert mail_id is not None
        self.work()
        return self.outcome(mail_id)

    def outcome(self, mail_id: int) -> str:
        from daemon.store.tables import mails as table

        with self.app.database.read() as connection:
            found = connection.execute(select(table.c.outcome).where(table.c.id == mail_id)).scalar_one()
        outcome = json.loads(found).get("outcome", {})
        return str(outcome.get("command") or outcome.get("kind", ""))

    def work(self) -> None:
        """What the engine would do: whatever the rows say is due, until nothing is. Letters stay in the outbox."""
        work = {JobKind.MAIL: dispatch.read_mail, JobKind.DRAFT: register.take_in, JobKind.CONTRACT: fire_timers}
        work[JobKind.DOCUMENTS] = document_production.make_documents
        handlers = {kind: guarded(lambda: self.app, kind, each) for kind, each in work.items()}
        done: list[JobKey] = []
        while keys := [key for key in sweep(self.app) if key.kind in handlers and done.count(key) < 9]:
            for key in keys:
                handlers[key.kind](key.id)
            done += keys

    # -- what became of it -----------------------------------------------------------------------------------------

    def letters(self, kind: str = "", to: str = "") -> list[Sent]:
        with self.app.database.read() as connection:
            rows = connection.execute(select(letters).order_by(letters.c.id)).all()
        address = self.app.directory.people[to].email if to else ""
        sent = [Sent(r.kind, r.recipient, email.message_from_bytes(r.raw, policy=email.policy.default)) for r in rows]
        return [each for each in sent if kind in ("", each.kind) and address in ("", each.to)]

    def letter(self, kind: str, to: str) -> Sent:
        """The latest of a kind to somebody."""
        return self.letters(kind, to)[-1]

    def contracts(self) -> list[Contract]:
        with self.app.database.read() as connection:
            return [history.load(connection, each.id).contract for each in contract_queries.all_contracts(connection)]

    def events(self, kind: type[Event]) -> list[Event]:
        """The events of a kind in the only contract's history."""
        with self.app.database.read() as connection:
            (row,) = contract_queries.all_contracts(connection)
            return [each.event for each in history.entries(connection, row.id) if isinstance(each.event, kind)]

    def contract(self) -> Contract:
        (only,) = self.contracts()
        return only

    def drafts(self) -> list[StoredDraft]:
        from daemon.store import tables

        with self.app.database.read() as connection:
            ids = connection.execute(select(tables.drafts.c.id).order_by(tables.drafts.c.id)).scalars()
            return [drafts.load(connection, each) for each in ids]

    def quarantined(self) -> list[str]:
        """What is in quarantine, with its reason."""
        with self.app.database.read() as connection:
            return [f"{each.key}: {each.reason}" for each in quarantined_work.quarantined(connection)]

    def archived(self) -> dict[str, bytes]:
        root = self.root / "contracts"
        return {each.name: each.read_bytes() for each in root.rglob("*") if each.is_file()} if root.is_dir() else {}

    def names(self, folder: str) -> list[str]:
        return sorted(each.name for each in (self.root / "drafts" / folder).iterdir())

    # -- along the way ---------------------------------------------------------------------------------------------

    def form(
        self, rows: Sequence[Sequence[object]] = ROWS, contract: str = "", initiator: str = "", **changes: object
    ) -> bytes:
        people = self.app.people()
        type_ = self.app.settings.contract_types["purchase"]
        return make_form(type_, people, "ru", FilledForm(GOOD | changes, {"items": rows}, contract, initiator))

    def approve(self, *people: str) -> None:
        for person in people:
            self.write(person, "Согласовано", to=self.letter("request", person))

    def give_back(self) -> Sent:
        """A contract in rework: the letter that its initiator got about it."""
        self.drop("form.xlsx", self.form())
        self.write("lawyer", "Вернуть: нет приложения", to=self.letter("request", "lawyer"))
        return self.letter("returned", "clerk")


def edited(document: bytes, add: str = "Срок оплаты 10 дней.") -> bytes:
    """A contract's text after somebody has typed a line into it."""
    opened = docx.Document(io.BytesIO(document))
    opened.add_paragraph(add)
    out = io.BytesIO()
    opened.save(out)
    return out.getvalue()


def changed(form: bytes, **cells: object) -> bytes:
    """A form after a clerk's typing."""
    book = openpyxl.load_workbook(io.BytesIO(form))
    for name, value in cells.items():
        known = f"field_{name}" if f"field_{name}" in book.defined_names else f"contractd_{name}"
        ((sheet, place),) = book.defined_names[known].destinations
        book[sheet][place.replace("$", "")].value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def text_of(document: bytes) -> str:
    opened = docx.Document(io.BytesIO(document))
    tables = [cell.text for table in opened.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(each.text for each in opened.paragraphs), *tables])


def later(installation: Installation, **time: float) -> None:
    installation.now += timedelta(**time)
    installation.work()
