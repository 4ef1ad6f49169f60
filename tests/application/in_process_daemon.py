"""The daemon's handlers in the test's process: real mails come in, letters stay in the outbox, the clock stands."""

from __future__ import annotations

import re
import shutil
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from pathlib import Path

from sqlalchemy import select
from workflow.people import YEKATERINBURG, at

from application.one_renderer import renderer
from daemon.app import make_app_context
from daemon.application import held_letters, make_digest, sign_in
from daemon.application.admin.report_sending import send_report
from daemon.application.app_context import AppContext, CurrentContext
from daemon.application.config_reload import ConfigReload
from daemon.application.due_work import sweep
from daemon.application.execute import execute, fire_timers
from daemon.application.inbound import dispatch
from daemon.application.inbound.writing_time import written_at
from daemon.application.submissions import document_production, register
from daemon.config import Secret, Settings, load
from daemon.mail.parsing.message import Message, parse
from daemon.store import drafts, history, inbox, sequences
from daemon.store.cause import Cause
from daemon.store.database import Database
from daemon.store.job_key import JobKey, JobKind
from daemon.store.tables import letters
from daemon.store.tables import mails as mail_rows
from daemon.workflow import events as e
from daemon.workflow.commands import Command
from daemon.workflow.model import Contract, Request

ROOT = Path(__file__).parents[2]
END = "2027-02-28"
MONDAY = "2026-11-23 10:00"
DRAFT = """\
counterparty: ООО «Ромашка»
inn: "5902293308"
subject: световое оборудование
amount: {amount}
fund: {fund}
start: 2026-12-01
end: 2027-02-28
items:
  - {{title: Прожектор, quantity: 4, price: 120000.00}}
"""


@dataclass(frozen=True, slots=True)
class OutboxLetter:
    """A letter of ours as its reader has it."""

    id: int
    kind: str
    recipient: str
    raw: bytes
    state: str

    @property
    def message(self) -> Message:
        return parse(self.raw)

    @property
    def subject(self) -> str:
        return self.message.subject

    @property
    def text(self) -> str:
        """The plain text with its line breaks undone, so that a test can look for a sentence."""
        return " ".join(self.message.plain.replace("\u00a0", " ").split())

    @property
    def first_lines(self) -> str:
        return self.message.plain.replace("\u00a0", " ").split("\n\n")[0]

    @property
    def token(self) -> str:
        found = re.search(r"\+([a-z0-9]{6,16})@", self.message.header("reply-to"))
        assert found, f"no token in the address for answers to {self.subject}"
        return found[1]


class InProcessDaemon:
    """Handlers on a database that has its tables. `edit` changes the sample configuration's text before it is read."""

    def __init__(self, folder: Path, database_url: str, edit: Callable[[str], str]) -> None:
        self.folder = folder
        self.clock = at(MONDAY)
        shutil.copytree(ROOT / "templates", folder / "templates")
        sample = (ROOT / "config.yaml").read_text(encoding="utf-8")
        (folder / "config.yaml").write_text(edit(each_letter_singly(without_grace(sample))), encoding="utf-8")
        settings = replace(load(folder / "config.yaml", secrets=False), database_url=Secret("database", database_url))
        self._woken: OrderedDict[JobKey, None] = OrderedDict()
        self.database = Database(settings.database, self._wake)
        made = make_app_context(settings, self.database, renderer())
        self.app = AppContext(
            made.settings, made.database, made.letters, made.renderer, made.lexicon, lambda: self.clock
        )
        self._seen = 0

    def close(self) -> None:
        self.database.close()

    def edit(self, *changes: tuple[str, str]) -> None:
        """Edit the configuration while the daemon runs: it is taken over, or refused."""
        secret = self.folder / "secrets" / "mail_password"
        secret.parent.mkdir(exist_ok=True)
        secret.write_text("korrekt-pferd", encoding="utf-8")
        secret.chmod(0o600)
        seconds = [0.0]
        current = CurrentContext(self.app)
        reloading = ConfigReload(current, self._context, lambda: seconds[0])
        path = self.folder / "config.yaml"
        text = path.read_text(encoding="utf-8")
        for old, new in changes:
            assert old in text, old
            text = text.replace(old, new)
        path.write_text(text, encoding="utf-8")
        for _ in range(2):  # an edit has to stand still
            reloading.look()
            seconds[0] += 2
        self.app = current()
        self.work()

    def _context(self, settings: Settings, before: AppContext) -> AppContext:
        made = make_app_context(settings, before.database, before.renderer)
        return replace(made, now=lambda: self.clock)

    # -- what comes in -----------------------------------------------------------------------------------------------

    def drop(self, amount: int = 500_000, fund: str = "commercial", initiator: str = "") -> Contract:
        """Hand in a draft and make its documents."""
        content = (f"initiator: {initiator}\n" if initiator else "") + DRAFT.format(amount=amount, fund=fund)
        content = content.replace(END, f"{date.fromisoformat(END) + timedelta(days=len(self.numbers()))}")  # another
        with self.database.transaction() as tx:
            name = f"form-{amount}-{fund}-{len(self.numbers())}.yaml"
            content += f"# {name}\n"
            drafts.store(tx, "purchase", name, content.encode(), Cause.of_folder(name), self.clock)
        self.work()
        return self.contract(self.numbers()[-1])

    def rework(self, contract: Contract, amount: int = 500_000, fund: str = "commercial") -> None:
        """The initiator hands in the next version."""
        content = f"contract: {contract.number}\ncomment: Если ничего не изменено, прошу рассмотреть как есть\n"
        content += DRAFT.format(amount=amount, fund=fund)
        content = content.replace(END, next(each.value for each in contract.facts if each.name == "end"))
        with self.database.transaction() as tx:
            name = f"rework-{amount}-{fund}.yaml"
            drafts.store(tx, "purchase", name, content.encode(), Cause.of_folder(name), self.clock)
        self.work()

    def mail(
        self,
        sender: str,
        words: str,
        *,
        answers: OutboxLetter | None = None,
        subject: str = "",
        attachments: Iterable[tuple[str, bytes]] = (),
        headers: Iterable[tuple[str, str]] = (),
        threaded: bool = True,
        quote: bool = True,
    ) -> str:
        """A person writes; returns what the daemon did with it. `threaded` False: a program that drops In-Reply-To."""
        return self.raw(self.written(sender, words, answers, subject, attachments, headers, threaded, quote))

    def written(
        self,
        sender: str,
        words: str,
        answers: OutboxLetter | None = None,
        subject: str = "",
        attachments: Iterable[tuple[str, bytes]] = (),
        headers: Iterable[tuple[str, str]] = (),
        threaded: bool = True,
        quote: bool = True,
    ) -> bytes:
        """A mail as a person's program sends it now."""
        message = EmailMessage()
        message["From"] = sender if "@" in sender else f"{sender}@scena.example"
        message["To"] = answers.message.header("reply-to") if answers else "contracts@scena.example"
        message["Subject"] = subject or (f"Re: {answers.subject}" if answers else "Вопрос")
        message["Date"] = format_datetime(self.clock)
        message["Message-ID"] = make_msgid(domain="scena.example")
        if answers and threaded:
            message["In-Reply-To"] = answers.message.message_id
            message["References"] = " ".join((*answers.message.references, answers.message.message_id))
        for name, value in headers:
            message[name] = value
        quoted = "\n".join(f"> {line}" for line in answers.message.plain.splitlines()) if answers and quote else ""
        body = f"{words}\n\n24.11.2026 10:15, Согласование договоров пишет:\n{quoted}\n" if quoted else f"{words}\n"
        message.set_content(body)
        for name, content in attachments:
            message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
        return message.as_bytes()

    def store(self, raw: bytes, arrived: datetime | None = None) -> int | None:
        """A mail is fetched from the mailbox, where it arrived then (None: just now); returns its row."""
        message = parse(raw)
        written = written_at(message.date, arrived or self.clock, self.clock)
        with self.database.transaction() as tx:
            sender = message.sender.email
            return inbox.store(tx, raw, message.message_id, sender, self.clock, written_at=written)

    def raw(self, raw: bytes) -> str:
        """A mail as it stands."""
        stored = self.store(raw)
        self.work()
        with self.database.read() as connection:
            row = connection.execute(select(mail_rows.c.outcome).where(mail_rows.c.id == stored)).one()
        return str(row.outcome)

    def do(self, contract: Contract, command: Command) -> None:
        """What the command line does."""
        with self.database.transaction() as tx:
            kept = history.load(tx.connection, self._id(contract.number), lock=True)
            execute(self.app, tx, kept, command, Cause.of_operator("admin"), self.clock)
        self.work()

    # -- the passing of time -----------------------------------------------------------------------------------------

    def at(self, moment: str) -> None:
        """Let it be this time, and do all that was due until then."""
        self.clock = at(moment)
        self._wake(sweep(self.app))
        self.work()

    def work(self) -> None:
        """Do what was woken; letters stay in the outbox."""
        handlers: dict[JobKind, Callable[[AppContext, int], None]] = {
            JobKind.MAIL: dispatch.read_mail,
            JobKind.DRAFT: register.take_in,
            JobKind.DOCUMENTS: document_production.make_documents,
            JobKind.CONTRACT: fire_timers,
            JobKind.DIGEST: make_digest.make,
            JobKind.HELD: held_letters.send_singly,
            JobKind.REPORT: send_report,
            JobKind.SIGN_IN: sign_in.send_link,
        }
        while self._woken:
            key, _ = self._woken.popitem(last=False)
            if key.kind in handlers:
                handlers[key.kind](self.app, key.id)

    # -- what is there -----------------------------------------------------------------------------------------------

    def numbers(self) -> list[str]:
        from daemon.store import contract_queries

        with self.database.read() as connection:
            return [each.number for each in contract_queries.all_contracts(connection)]

    def rows(self) -> list[int]:
        """The contracts' places in the database."""
        return [self._id(each) for each in self.numbers()]

    def contract(self, number: str) -> Contract:
        with self.database.read() as connection:
            return history.load(connection, self._id(number)).contract

    def events(self, contract: Contract, kind: str = "") -> list[e.Event]:
        with self.database.read() as connection:
            found = [each.event for each in history.entries(connection, self._id(contract.number))]
        return [each for each in found if not kind or type(each).__name__ == kind]

    def request(self, contract: Contract, person: str) -> Request:
        """The latest request that a person was asked."""
        return next(each for each in reversed(self.contract(contract.number).requests) if each.assignee.key == person)

    def waiting(self, contract: Contract) -> list[str]:
        return [each.key for each in self.contract(contract.number).waiting_for()]

    def letters(self, to: str = "", kind: str = "") -> list[OutboxLetter]:
        """What lies in the outbox, the oldest first."""
        columns = (letters.c.id, letters.c.kind, letters.c.recipient, letters.c.raw, letters.c.state)
        with self.database.read() as connection:
            rows = connection.execute(select(*columns).order_by(letters.c.id)).all()
        found = [OutboxLetter(*row) for row in rows]
        address = to if "@" in to or not to else f"{to}@scena.example"
        return [each for each in found if address in ("", each.recipient) and kind in ("", each.kind)]

    def letter(self, to: str, kind: str = "") -> OutboxLetter:
        """The latest letter to somebody."""
        found = self.letters(to, kind)
        assert found, f"no letter {kind} to {to}; there are {[(x.recipient, x.kind) for x in self.letters()]}"
        return found[-1]

    def new(self) -> list[OutboxLetter]:
        """The letters since the last call."""
        found = [each for each in self.letters() if each.id > self._seen]
        self._seen = max((each.id for each in found), default=self._seen)
        return found

    # -- inside ------------------------------------------------------------------------------------------------------

    def _id(self, number: str) -> int:
        with self.database.read() as connection:
            found = sequences.find_number(connection, number)
        assert found is not None
        return found

    def _wake(self, keys: Iterable[JobKey]) -> None:
        for key in keys:
            self._woken.setdefault(key)


def without_grace(sample: str) -> str:
    """The sample configuration with stages that close as soon as they are decided, so that a story goes on at once."""
    assert "\ngrace: 2 minutes" in sample
    return sample.replace("\ngrace: 2 minutes", "\ngrace: 0")


def each_letter_singly(sample: str) -> str:
    """The sample configuration without its one reader of digests, so that a story finds every request in its letter."""
    assert ", letters: digest" in sample
    return sample.replace(", letters: digest", "")


def in_zone(moment: datetime) -> str:
    return moment.astimezone(YEKATERINBURG).strftime("%Y-%m-%d %H:%M")
