# ruff: noqa: E501  YAML as an admin writes it
"""The daemon as a process, for end-to-end tests: its configuration, its people with their mail."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from servers.mailserver import MailServer

DOMAIN = "scena.example"
ZONE = ZoneInfo("Asia/Yekaterinburg")
T = TypeVar("T")

# Everybody whose mail the tests read: the key in the configuration, the name of the mailbox.
PEOPLE = {
    "director": ("sokolov", "Соколов Андрей Викторович", "Директор", ""),
    "commercial": ("belova", "Белова Ирина Олеговна", "Коммерческий директор", "manager: director"),
    "artistic": ("gromov", "Громов Пётр Ильич", "Художественный руководитель", "manager: director"),
    "lawyer": ("orlova", "Орлова Мария Петровна", "Юрисконсульт", "manager: director, substitute: lawyer_deputy"),
    "lawyer_deputy": ("zaitsev", "Зайцев Олег Юрьевич", "Юрисконсульт", "manager: director"),
    "accountant": ("krylova", "Крылова Нина Сергеевна", "Главный бухгалтер", "manager: director"),
    "economist": ("mishin", "Мишин Денис Андреевич", "Экономист", "manager: accountant"),
    "procurement": ("pavlova", "Павлова Анна Игоревна", "Контрактный управляющий", "manager: commercial"),
    "clerk": ("titova", "Титова Ольга Николаевна", "Документовед", "manager: commercial"),
    "sysadmin": ("admin", "Лапин Егор Ильич", "Системный администратор", "manager: director"),
    "lighting": ("svetlov", "Светлов Илья Павлович", "Заведующий светом", "manager: artistic"),
    "sound": ("zvonov", "Звонов Кирилл Петрович", "Заведующий звуком", "manager: artistic"),
    "props": ("bukina", "Букина Вера Сергеевна", "Заведующая реквизитом", "manager: artistic"),
    "safety": ("pozharov", "Пожаров Лев Ильич", "Инженер по пожарной безопасности", "manager: director"),
    "personnel": ("kadrova", "Кадрова Елена Юрьевна", "Начальник отдела кадров", "manager: director"),
    "tickets": ("kassina", "Кассина Алла Львовна", "Заведующая кассой", "manager: commercial"),
    "deputy": ("lugin", "Лугин Роман Олегович", "Заместитель директора", "manager: director"),
}
MOST_PROCESSES = 60  # daemons that can share one mail server, each with mailboxes of its own
MAILBOXES = [
    f"{each}-{n}" for n in range(MOST_PROCESSES) for each in ("contracts", *(person[0] for person in PEOPLE.values()))
]
_numbers = itertools.count()

CONFIG = """
organisation: {{name: Театр «Сцена», language: ru, timezone: Asia/Yekaterinburg, administrators: [sysadmin]}}
working_time: {working_time}
folders: {{drafts: drafts, contracts: contracts, templates: {templates}}}
database: {database}
mail:
  address: {address}
  display_name: Согласование договоров
  plus_address: true
  receive: {{kind: imap, host: localhost, port: {imaps}, security: tls, user: {user}, password: !secret mail_password}}
  send: {{kind: smtp, host: localhost, port: {submission}, security: starttls, user: {user}, password: !secret mail_password}}
  tls_ca: {ca}
grace: {grace}
{more}
people:
{people}
contract_types:
  purchase:
    title: Договор закупки
    kind: expense
    template: purchase.docx
    initiator: clerk
    number: "З-{{year}}-{{seq:04}}"
    name: "{{number}} {{title}} {{counterparty}} {{subject}}"
    fields:
      counterparty: {{label: Контрагент, type: text}}
      inn:          {{label: ИНН, type: inn}}
      subject:      {{label: Предмет договора, type: text, max_length: 120}}
      amount:       {{label: Сумма договора, type: money, currency: RUB}}
      fund:         {{label: Источник финансирования, type: choice, choices: {{commercial: Фонд коммерческого директора, artistic: Фонд художественного руководителя, budget: Субсидия}}}}
      start:        {{label: Начало работ, type: date}}
      end:          {{label: Окончание работ, type: date}}
      items:        {{label: Спецификация, type: table, required: false, columns: {{title: {{label: Наименование, type: text}}, quantity: {{label: Количество, type: number}}, price: {{label: Цена, type: money, currency: RUB}}}}}}
{route}
"""

ALWAYS = '{monday-sunday: ["00:00-23:59"]}'

THREE_STAGES = """
after_rework: objectors
route:
  - {stage: legal, title: Правовая экспертиза, approvers: [lawyer], deadline: 2 days}
  - stage: fund
    title: Согласование фонда
    approvers: [{person: commercial, when: fund == "commercial"}]
    deadline: 2 days
    remind: [at deadline]
    escalate: [{after: 1 minute, to: director, action: notify}]
  - {stage: finance, title: Финансовый контроль, approvers: [accountant], deadline: 2 days}
"""

DRAFT = """
initiator: clerk
counterparty: ООО «Ромашка» {n}
inn: "5902293308"
subject: световое оборудование {n}
amount: {amount}
fund: {fund}
start: 2026-12-01
end: 2027-02-28
items:
  - {{title: Прожектор, quantity: 4, price: 120000.00}}
"""


def wait_for(what: str, find: Callable[[], T | None], seconds: float = 40) -> T:
    """Look until there is something to see; fails with what was waited for."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found = find()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError(f"waited {seconds} s in vain for {what}")


@dataclass
class DeliveredLetter:
    """A letter as it lies in somebody's mailbox."""

    raw: bytes

    @cached_property
    def message(self) -> EmailMessage:
        message = message_from_bytes(self.raw, policy=policy.default)
        assert isinstance(message, EmailMessage)
        return message

    @cached_property
    def subject(self) -> str:
        return str(self.message["Subject"])

    @cached_property
    def message_id(self) -> str:
        return str(self.message["Message-ID"]).strip()

    @property
    def text(self) -> str:
        part = self.message.get_body(("plain",))
        assert part is not None
        return str(part.get_content()).replace("\u00a0", " ")

    def attachments(self) -> dict[str, bytes]:
        return {str(part.get_filename()): part.get_payload(decode=True) for part in self.message.iter_attachments()}


class DaemonProcess:
    """A daemon on a mail server that it shares with others: its configuration, its process, its people's mailboxes.

    `route` is the end of the contract type, `more` whole blocks beside the people, both YAML as an admin writes it;
    `clock` the time that the daemon begins at, when it is not ours.
    """

    def __init__(
        self,
        folder: Path,
        server: MailServer,
        database: str = "sqlite:///contractd.db",
        *,
        route: str = THREE_STAGES,
        more: str = "",
        working_time: str = ALWAYS,
        grace: str = "0",
    ) -> None:
        self.folder = folder
        self.server = server
        self.database = database
        self.number = next(_numbers)
        self.config = folder / "config.yaml"
        self.configure(route, more, working_time, grace)
        self.drafts = folder / "drafts/purchase"
        self.drafts.mkdir(parents=True)
        self.log = (folder / "contractd.log").open("ab")
        self.process: subprocess.Popen[bytes] | None = None
        self._ahead: Path | None = None
        self._letters: dict[str, dict[str, DeliveredLetter]] = {}

    def configure(self, route: str, more: str = "", working_time: str = ALWAYS, grace: str = "0") -> None:
        """Write the configuration; a running daemon sees an edit."""
        people = "\n".join(
            f"  {key}: {{name: {name}, post: {post}, email: {self.address(mailbox)}{', ' + rest if rest else ''}}}"
            for key, (mailbox, name, post, rest) in PEOPLE.items()
        )
        text = CONFIG.format(
            templates=Path(__file__).parents[2] / "templates/docx",
            database=self.database,
            ca=self.server.ca,
            address=self.address("contracts"),
            user=self.mailbox("contracts"),
            imaps=self.server.ports["imaps"],
            submission=self.server.ports["submission"],
            working_time=working_time,
            grace=grace,
            people=people,
            more=more.strip("\n"),
            route=textwrap.indent(route.strip("\n"), "    "),
        )
        new = self.config.with_name("config.new")
        new.write_text(text)
        new.rename(self.config)

    @property
    def database_url(self) -> str:
        """As seen from anywhere, not only from the configuration's folder."""
        return self.database.replace("sqlite:///", f"sqlite:///{self.folder}/")

    def mailbox(self, name: str) -> str:
        return f"{name}-{self.number}"

    def address(self, name: str) -> str:
        return f"{self.mailbox(name)}@{DOMAIN}"

    # -- the daemon --------------------------------------------------------------------------------------------------

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "daemon", "--config", str(self.config), *arguments]

    @property
    def environment(self) -> dict[str, str]:
        tests = str(Path(__file__).parents[1])
        return {**os.environ, "CONTRACTD_SECRET_MAIL_PASSWORD": "secret", "PYTHONPATH": tests}

    def start(self) -> None:
        command = self.command("run")
        if self._ahead:
            command[1:3] = ["-m", "e2e.clocked", str(self._ahead)]
        self.process = subprocess.Popen(command, env=self.environment, stdout=self.log, stderr=self.log)

    def it_is(self, moment: str) -> None:
        """Set the clock on the daemon's wall, in the configuration's zone: "2026-12-29 10:00". Before it starts, or later."""
        wanted = datetime.strptime(moment, "%Y-%m-%d %H:%M").replace(tzinfo=ZONE)
        self._ahead = self.folder / "ahead"
        new = self.folder / "ahead.new"
        new.write_text(str((wanted - datetime.now(UTC)).total_seconds()))
        new.rename(self._ahead)

    def looks(self) -> int:
        """How often the daemon has looked at what is due, when its clock is ours."""
        file = self.folder / "looks"
        return file.stat().st_size if file.exists() else 0

    def stop(self, sig: signal.Signals = signal.SIGTERM) -> int:
        assert self.process
        self.process.send_signal(sig)
        code = self.process.wait(30)
        self.process = None
        return code

    def run(self, *arguments: str, code: int = 0) -> str:
        done = subprocess.run(
            self.command(*arguments), env=self.environment, capture_output=True, text=True, timeout=60
        )
        assert done.returncode == code, f"{arguments}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def listed(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.run("list", "--json").splitlines()]

    def history(self, number: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.run("history", number, "--json").splitlines()]

    # -- the people --------------------------------------------------------------------------------------------------

    def drop(self, name: str, content: bytes) -> None:
        """As a file server writes: under another name first."""
        hidden = self.drafts / f".{name}.part"
        hidden.write_bytes(content)
        hidden.rename(self.drafts / name)

    def drop_form(self, n: int, amount: str = "700000.00", fund: str = "commercial") -> None:
        self.drop(f"form {n}.yaml", DRAFT.format(n=n, amount=amount, fund=fund).encode())

    def letters(self, name: str) -> list[DeliveredLetter]:
        """Everything that somebody got, oldest first; each file is read once."""
        known = self._letters.setdefault(name, {})
        files = self.server.mail_files(self.mailbox(name))
        for key in sorted(files.keys() - known.keys(), key=lambda key: files[key].stat().st_mtime_ns):
            known[key] = DeliveredLetter(files[key].read_bytes())
        return list(known.values())

    def letter(self, name: str, containing: str, seconds: float = 40, *, after: int = 0) -> DeliveredLetter:
        """The first letter of somebody with these words in its subject, not counting the first `after` letters."""

        def find() -> DeliveredLetter | None:
            return next((each for each in self.letters(name)[after:] if containing in each.subject), None)

        return wait_for(f"a letter to {name} with {containing!r} in its subject", find, seconds)

    def reply(self, name: str, letter: DeliveredLetter, words: str, attachment: tuple[str, bytes] | None = None) -> str:
        """Answer as Thunderbird does: the words on top, the letter quoted below; returns the Message-ID."""
        mail = EmailMessage(policy=policy.SMTP)
        mail["From"] = self.address(name)
        mail["To"] = str(letter.message["Reply-To"] or letter.message["From"])
        mail["Subject"] = f"Re: {letter.subject}"
        mail["Date"] = formatdate(localtime=True)
        mail["Message-ID"] = make_msgid(domain=DOMAIN)
        mail["In-Reply-To"] = letter.message_id
        mail["References"] = letter.message_id
        quoted = "".join(f"> {line}\n" for line in letter.text.splitlines())
        mail.set_content(f"{words}\n\n24.11.2026 10:15, Согласование договоров пишет:\n{quoted}")
        if attachment:
            mail.add_attachment(attachment[1], maintype="application", subtype="octet-stream", filename=attachment[0])
        self.deliver(mail.as_bytes(), self.address(name))
        return str(mail["Message-ID"])

    def deliver(self, raw: bytes, sender: str) -> None:
        """Hand a mail in as the world would."""
        self.server.deliver(raw, self.address("contracts"), sender)


@contextlib.contextmanager
def running_process(contractd: DaemonProcess) -> Iterator[DaemonProcess]:
    """Start the daemon, and stop it as it should stop."""
    contractd.start()
    try:
        yield contractd
        if contractd.process:
            assert contractd.stop() == 0
    finally:
        if contractd.process:
            contractd.stop(signal.SIGKILL)
        contractd.log.close()
