"""Real Dovecot and Postfix on loopback, private to one test run.

    with MailServer(["contracts", "orlova"]) as server:
        imaplib.IMAP4_SSL("localhost", server.ports["imaps"], ssl_context=server.tls())

Needs root and Debian's dovecot-imapd, dovecot-lmtpd and postfix. The system's own configuration is left alone:
everything lives in one temporary directory and goes with it.

What the servers do:
  imap, imaps        STARTTLS and TLS; everybody's password is `secret`
  submission, smtps  signed-in users only
  smtp               as the world would deliver: no sign-in, only to people of DOMAIN
Recipients with a meaning, all at DOMAIN:
  NAME+anything      reaches NAME
  refused            550 at RCPT
  later              451 at RCPT (greylisting)
  anyone unknown     accepted, then bounced with a DSN (RFC 3464)
A letter with the header `X-Content: forbidden` is refused with 550 after its last byte.
Other domains are refused or bounced: nothing ever leaves the machine.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import smtplib
import ssl
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Self

from servers.certificates import write_certificates
from servers.mail_settings import DOVECOT, HEADER_CHECKS, MAIN_CF, MASTER_CF, RECIPIENTS
from servers.ports import free_ports, wait_for_port

DOMAIN = "scena.example"
IDN_DOMAIN = "xn--80aj8afc.example"  # театр.example; everybody has a mailbox there, too
PACKAGES = ("dovecot-imapd", "dovecot-lmtpd", "postfix")
PROGRAMS = ("/usr/sbin/dovecot", "/usr/lib/dovecot/lmtp", "/usr/sbin/postfix")
SERVICES = ("imap", "imaps", "lmtp", "auth", "smtp", "submission", "smtps")
MAIL_USER = "mail"  # a system account that every Debian has


class MailServer:
    """Dovecot and Postfix for the mailboxes of `users`, each with the password `secret`."""

    def __init__(self, users: list[str], spare: int = 0) -> None:
        """`spare` people more stand by for `somebody`. Raises RuntimeError where the servers are not installed."""
        if why := self.missing():
            raise RuntimeError(why)
        spares = [f"person{number}" for number in range(spare)]
        self._passwords = dict.fromkeys((*users, *spares), "secret")
        self._spares = iter(spares)
        self.root = Path(tempfile.mkdtemp(prefix="mailserver-"))
        self.ports = free_ports(SERVICES)
        self.ca = self.root / "ca.pem"
        self._dovecot: subprocess.Popen[bytes] | None = None
        self._write_settings()

    @staticmethod
    def missing() -> str:
        """What is missing on this machine; empty when the servers can run."""
        if os.geteuid() == 0 and all(Path(program).exists() for program in PROGRAMS):
            return ""
        return f"real mail servers need root and: apt-get install {' '.join(PACKAGES)}"

    def __enter__(self) -> Self:
        try:
            self.start_imap()
            self.start_smtp()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self.stop_smtp()
        self.kill_imap()
        shutil.rmtree(self.root, ignore_errors=True)

    # -- what a test does to the servers ---------------------------------------------------------------------------

    def start_imap(self) -> None:
        command = [PROGRAMS[0], "-F", "-c", str(self.root / "dovecot.conf")]
        self._dovecot = subprocess.Popen(command, start_new_session=True, stderr=subprocess.DEVNULL)
        self._wait_for("imaps")

    def stop_imap(self) -> None:
        """Tell every client BYE and stop."""
        self._end_imap(signal.SIGTERM)

    def kill_imap(self) -> None:
        """Die in the middle of whatever it does."""
        self._end_imap(signal.SIGKILL)

    def freeze_imap(self, frozen: bool = True) -> None:
        """Keep the connections but answer nothing: what a half-open connection looks like."""
        if self._dovecot:
            os.killpg(self._dovecot.pid, signal.SIGSTOP if frozen else signal.SIGCONT)

    def start_smtp(self) -> None:
        self._postfix("start", check=True)
        self._wait_for("submission")

    def stop_smtp(self) -> None:
        self._postfix("stop")

    def kill_smtp(self) -> None:
        pid = (self.root / "postfix/queue/pid/master.pid").read_text().strip()
        os.killpg(int(pid), signal.SIGKILL)

    def set_password(self, name: str, password: str) -> None:
        """Change a password; it is in force when this returns."""
        self._passwords[name] = password
        self._write_users()
        deadline = time.monotonic() + 10
        while self._doveadm("auth", "test", name, password).returncode:  # Dovecot looks at the file once a second
            if time.monotonic() > deadline:
                raise TimeoutError(f"the new password of {name} is not in force")
            time.sleep(0.1)

    def somebody(self) -> str:
        """A person with an empty mailbox whom no other test knows."""
        return next(self._spares)

    def change_uidvalidity(self, name: str, uidvalidity: int) -> None:
        """As after a mailbox was restored or moved: every UID of before means nothing any more."""
        self._doveadm("mailbox", "update", "-u", name, "--uid-validity", str(uidvalidity), "INBOX").check_returncode()

    def deliver(self, raw: bytes, recipient: str, sender: str = f"world@{DOMAIN}") -> None:
        """Hand a mail in as the world would."""
        with smtplib.SMTP("127.0.0.1", self.ports["smtp"]) as client:
            client.sendmail(sender, [recipient], raw)

    # -- what a test looks at --------------------------------------------------------------------------------------

    def mailbox(self, name: str) -> list[bytes]:
        """The raw mails in a person's inbox, oldest first, read from the disk."""
        found: list[tuple[int, bytes]] = []
        for file in self.mail_files(name).values():
            with contextlib.suppress(FileNotFoundError):  # moved from new to cur while we look
                found.append((file.stat().st_mtime_ns, file.read_bytes()))
        return [raw for _, raw in sorted(found)]

    def mail_files(self, name: str) -> dict[str, Path]:
        """The files of a person's inbox by their Maildir names, which stay what they are when a mail is read."""
        inbox = self.root / "mail" / name / "Maildir"
        return {file.name.partition(":")[0]: file for sub in ("new", "cur") for file in (inbox / sub).glob("*")}

    def is_idle(self, name: str) -> bool:
        """Whether a session of this person is in IDLE, as Dovecot shows it in its process's title."""
        for path in Path("/proc").glob("[0-9]*/cmdline"):
            with contextlib.suppress(OSError):  # a process that is gone by now
                if re.match(rf"(dovecot/)?imap.*\[{name} .*IDLE".encode(), path.read_bytes()):
                    return True
        return False

    def tls(self) -> ssl.SSLContext:
        """Trusts the run's own authority and checks the name: connect to 127.0.0.1 or localhost."""
        return ssl.create_default_context(cafile=str(self.ca))

    # -- setting up ------------------------------------------------------------------------------------------------

    def _write_settings(self) -> None:
        self.root.chmod(0o755)
        owners = {"dovecot": "root", "mail": MAIL_USER, "postfix/queue": "root", "postfix/data": "postfix"}
        for folder, owner in owners.items():
            path = self.root / folder
            path.mkdir(parents=True)
            shutil.chown(path, owner)
        write_certificates(self.root)
        self._write_users()
        files = {
            "dovecot.conf": DOVECOT,
            "header_checks": HEADER_CHECKS,
            "recipients": RECIPIENTS,
            "postfix/main.cf": MAIN_CF,
            "postfix/master.cf": MASTER_CF,
        }
        for name, text in files.items():
            filled = text.format(root=self.root, domain=DOMAIN, idn_domain=IDN_DOMAIN, **self.ports)
            (self.root / name).write_text(filled)

    def _write_users(self) -> None:
        lines = [
            f"{name}:{{PLAIN}}{password}:{MAIL_USER}:{MAIL_USER}::{self.root}/mail/{name}::\n"
            for name, password in self._passwords.items()
        ]
        new = self.root / "users.new"
        new.write_text("".join(lines), encoding="utf-8")
        new.rename(self.root / "users")

    def _end_imap(self, how: signal.Signals) -> None:
        if self._dovecot:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._dovecot.pid, how)  # the sessions too
            self._dovecot.wait(20)
            self._dovecot = None

    def _doveadm(self, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        command = ["/usr/bin/doveadm", "-c", str(self.root / "dovecot.conf"), *arguments]
        return subprocess.run(command, check=False, capture_output=True)

    def _postfix(self, action: str, check: bool = False) -> None:
        command = [PROGRAMS[2], "-c", str(self.root / "postfix"), action]
        subprocess.run(command, check=check, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def _wait_for(self, service: str) -> None:
        try:
            wait_for_port(self.ports[service])
        except TimeoutError as error:
            logs = "".join(file.read_text()[-2000:] for file in self.root.glob("*.log"))
            raise RuntimeError(f"{service} did not come up:\n{logs}") from error
