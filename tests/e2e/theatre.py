# ruff: noqa: E501  YAML as an admin writes it
"""A small theatre for end-to-end tests: its configuration, its daemon as a process, its people with their mail."""

from __future__ import annotations

import json
import os
import signal
import smtplib
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from pathlib import Path
from typing import Any, TypeVar

from servers.mailserver import MailServer

DOMAIN = "scena.example"
T = TypeVar("T")

CONFIG = """
organisation: {{name: Театр «Сцена», language: ru, timezone: Asia/Yekaterinburg, administrators: [sysadmin]}}
working_time: {{monday-sunday: ["00:00-23:59"]}}
folders: {{drafts: drafts, contracts: contracts, templates: {templates}}}
database: {database}
mail:
  address: contracts@scena.example
  display_name: Согласование договоров
  plus_address: true
  receive: {{kind: imap, host: localhost, port: {imaps}, security: tls, user: contracts, password: !secret mail_password}}
  send: {{kind: smtp, host: localhost, port: {submission}, security: starttls, user: contracts, password: !secret mail_password}}
  tls_ca: {ca}
people:
  director:   {{name: Соколов Андрей Викторович, post: Директор, email: sokolov@scena.example}}
  lawyer:     {{name: Орлова Мария Петровна, post: Юрисконсульт, email: orlova@scena.example, manager: director}}
  commercial: {{name: Белова Ирина Олеговна, post: Коммерческий директор, email: belova@scena.example, manager: director}}
  accountant: {{name: Крылова Нина Сергеевна, post: Главный бухгалтер, email: krylova@scena.example, manager: director}}
  clerk:      {{name: Титова Ольга Николаевна, post: Документовед, email: titova@scena.example, manager: commercial}}
  sysadmin:   {{name: Лапин Егор Ильич, post: Системный администратор, email: admin@scena.example}}
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
      fund:         {{label: Источник финансирования, type: choice, choices: {{commercial: Фонд коммерческого директора, budget: Субсидия}}}}
      start:        {{label: Начало работ, type: date}}
      end:          {{label: Окончание работ, type: date}}
      items:        {{label: Спецификация, type: table, required: false, columns: {{title: {{label: Наименование, type: text}}, quantity: {{label: Количество, type: number}}, price: {{label: Цена, type: money, currency: RUB}}}}}}
    after_rework: objectors
    route:
      - {{stage: legal, title: Правовая экспертиза, approvers: [lawyer], deadline: {deadline}}}
      - stage: fund
        title: Согласование фонда
        approvers: [{{person: commercial, when: fund == "commercial"}}]
        deadline: {deadline}
        remind: [at deadline]
        escalate: [{{after: 1 minute, to: director, action: notify}}]
      - {{stage: finance, title: Финансовый контроль, approvers: [accountant], deadline: {deadline}}}
"""

MAILBOXES = ["contracts", "sokolov", "orlova", "belova", "krylova", "titova", "admin"]

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


def wait_for(what: str, find: Callable[[], T | None], seconds: float = 20) -> T:
    """Look until there is something to see; fails with what was waited for."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found = find()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError(f"waited {seconds} s in vain for {what}")


@dataclass
class Letter:
    """A letter that somebody of the theatre got."""

    raw: bytes

    def __post_init__(self) -> None:
        self.message = message_from_bytes(self.raw, policy=policy.default)

    @property
    def subject(self) -> str:
        return str(self.message["Subject"])

    @property
    def message_id(self) -> str:
        return str(self.message["Message-ID"]).strip()

    @property
    def text(self) -> str:
        part = self.message.get_body(("plain",))
        assert part is not None
        return str(part.get_content()).replace("\u00a0", " ")

    def attachments(self) -> dict[str, bytes]:
        return {str(part.get_filename()): part.get_payload(decode=True) for part in self.message.iter_attachments()}


class Theatre:
    def __init__(self, folder: Path, server: MailServer, database: str, deadline: str = "2 days") -> None:
        self.folder = folder
        self.server = server
        self.config = folder / "config.yaml"
        templates = Path(__file__).parents[2] / "templates/docx"
        self.config.write_text(
            CONFIG.format(
                templates=templates, database=database, ca=server.ca, deadline=deadline,
                imaps=server.ports["imaps"], submission=server.ports["submission"],
            )
        )  # fmt: skip
        self.drafts = folder / "drafts/purchase"
        self.drafts.mkdir(parents=True)
        self.log = (folder / "contractd.log").open("ab")
        self.process: subprocess.Popen[bytes] | None = None

    # -- the daemon --------------------------------------------------------------------------------------------------

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "daemon", "--config", str(self.config), *arguments]

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, "CONTRACTD_SECRET_MAIL_PASSWORD": "secret"}

    def start(self) -> None:
        command = self.command("run")
        self.process = subprocess.Popen(command, env=self.environment, stdout=self.log, stderr=self.log)

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

    def letters(self, name: str) -> list[Letter]:
        return [Letter(raw) for raw in self.server.mailbox(name)]

    def letter(self, name: str, containing: str, seconds: float = 20) -> Letter:
        def find() -> Letter | None:
            return next((each for each in self.letters(name) if containing in each.subject), None)

        return wait_for(f"a letter to {name} with {containing!r} in its subject", find, seconds)

    def reply(self, name: str, letter: Letter, words: str, attachment: tuple[str, bytes] | None = None) -> str:
        """Answer as Thunderbird does: the words on top, the letter quoted below; returns the Message-ID."""
        mail = EmailMessage(policy=policy.SMTP)
        mail["From"] = f"{name}@{DOMAIN}"
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
        self.deliver(mail.as_bytes(), f"{name}@{DOMAIN}")
        return str(mail["Message-ID"])

    def deliver(self, raw: bytes, sender: str) -> None:
        """Hand a mail in as the world would."""
        with smtplib.SMTP("127.0.0.1", self.server.ports["smtp"]) as client:
            client.sendmail(sender, [f"contracts@{DOMAIN}"], raw)
