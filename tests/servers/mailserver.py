#!/usr/bin/env python3
"""Real Dovecot and Postfix on loopback, private to one test run.

    with MailServer(["contracts", "orlova"]) as server:
        imaplib.IMAP4_SSL("127.0.0.1", server.ports["imaps"], ssl_context=server.tls())

Needs root and Debian's dovecot-imapd, dovecot-lmtpd and postfix. The system's own configuration is left
alone: everything lives in one temporary directory and goes with it.

What the servers do:
  imap, imaps      STARTTLS and TLS; PLAIN, LOGIN, XOAUTH2, OAUTHBEARER (tokens: see oauth_server.py)
  submission, smtps  signed-in users only
  smtp             as the world would deliver: no sign-in, only to people of DOMAIN
Recipients with a meaning, all at DOMAIN:
  NAME+anything    reaches NAME                  refused   550 at RCPT
  later            451 at RCPT (greylisting)     anyone unknown   accepted, then bounced with a DSN (RFC 3464)
Other domains are refused with 550: nothing ever leaves the machine.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Self

DOMAIN = "scena.example"
PACKAGES = ["dovecot-imapd", "dovecot-lmtpd", "postfix"]
SERVICES = ["imap", "imaps", "lmtp", "auth", "smtp", "submission", "smtps"]
MAIL_USER = "mail"  # a system account that every Debian has

DOVECOT = """
base_dir = {root}/dovecot
log_path = {root}/dovecot.log
protocols = imap lmtp
listen = 127.0.0.1
ssl = yes
ssl_cert = <{root}/server.pem
ssl_key = <{root}/server.key
disable_plaintext_auth = no
auth_mechanisms = plain login xoauth2 oauthbearer
auth_username_format = %Ln
auth_failure_delay = 0
first_valid_uid = 1
mail_location = maildir:~/Maildir
mail_plugins = quota
recipient_delimiter = +
plugin {{
  quota = maildir:User quota
}}
protocol imap {{
  mail_plugins = quota imap_quota
  mail_max_userip_connections = 100
}}
{oauth}
passdb {{
  driver = passwd-file
  args = {root}/users
}}
userdb {{
  driver = passwd-file
  args = {root}/users
}}
namespace inbox {{
  inbox = yes
  separator = /
}}
service imap-login {{
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
    ssl = yes
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    port = {lmtp}
  }}
}}
service auth {{
  inet_listener {{
    port = {auth}
  }}
}}
"""

OAUTH_PASSDB = """
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {root}/oauth2.conf
}}
"""

OAUTH = """
introspection_mode = post
introspection_url = {url}
username_attribute = username
active_attribute = active
active_value = true
tokeninfo_url =
"""

MAIN_CF = """
compatibility_level = 3.6
queue_directory = {root}/postfix/queue
data_directory = {root}/postfix/data
maillog_file_prefixes = {root}
maillog_file = {root}/postfix.log
mail_owner = postfix
setgid_group = postdrop
myhostname = mail.{domain}
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
smtpd_peername_lookup = no
disable_dns_lookups = yes
alias_maps =
recipient_delimiter = +
message_size_limit = 60000000
mailbox_size_limit = 0
virtual_mailbox_domains = {domain}
virtual_transport = lmtp:inet:127.0.0.1:{lmtp}
default_transport = error:5.4.4 nothing leaves this machine
smtpd_tls_cert_file = {root}/server.pem
smtpd_tls_key_file = {root}/server.key
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:127.0.0.1:{auth}
smtpd_recipient_restrictions = check_recipient_access inline:{{ {{refused@{domain} = 550 5.1.1 no such mailbox}}, {{later@{domain} = 451 4.7.1 greylisted}} }}
smtpd_relay_restrictions = permit_sasl_authenticated, reject_unauth_destination
minimal_backoff_time = 2s
maximal_backoff_time = 5s
queue_run_delay = 2s
"""

MASTER_CF = """
127.0.0.1:{smtp}       inet  n - n - - smtpd
127.0.0.1:{submission} inet  n - n - - smtpd -o smtpd_tls_security_level=may -o smtpd_sasl_auth_enable=yes -o smtpd_client_restrictions=permit_sasl_authenticated,reject
127.0.0.1:{smtps}      inet  n - n - - smtpd -o smtpd_tls_wrappermode=yes -o smtpd_sasl_auth_enable=yes -o smtpd_client_restrictions=permit_sasl_authenticated,reject
pickup     unix  n - n 60 1 pickup
cleanup    unix  n - n - 0 cleanup
qmgr       unix  n - n 300 1 qmgr
tlsmgr     unix  - - n 1000? 1 tlsmgr
rewrite    unix  - - n - - trivial-rewrite
bounce     unix  - - n - 0 bounce
defer      unix  - - n - 0 bounce
trace      unix  - - n - 0 bounce
verify     unix  - - n - 1 verify
flush      unix  n - n 1000? 0 flush
proxymap   unix  - - n - - proxymap
showq      unix  n - n - - showq
error      unix  - - n - - error
retry      unix  - - n - - error
discard    unix  - - n - - discard
lmtp       unix  - - n - - lmtp
anvil      unix  - - n - 1 anvil
scache     unix  - - n - 1 scache
postlog    unix-dgram n - n - 1 postlogd
"""


class MailServer:
    """Dovecot and Postfix for the mailboxes of `users`, each with the password `secret`."""

    def __init__(self, users: list[str], oauth_url: str | None = None) -> None:
        if why := self.missing():
            raise RuntimeError(why)
        self.users = {name: {"password": "secret", "quota": "1G"} for name in users}
        self.root = Path(tempfile.mkdtemp(prefix="mailserver-"))
        self.ports = free_ports(SERVICES)
        self.ca = self.root / "ca.pem"
        self._dovecot: subprocess.Popen[bytes] | None = None
        self._write_configuration(oauth_url)

    @staticmethod
    def missing() -> str:
        """What is missing on this machine; empty when it can run."""
        programs = [name for name in ("dovecot", "postfix") if not shutil.which(name, path="/usr/sbin:/usr/bin")]
        return f"needs root and: apt-get install {' '.join(PACKAGES)}" if programs or os.geteuid() else ""

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
        self.stop_imap()
        shutil.rmtree(self.root, ignore_errors=True)

    # -- what a test does to the servers --------------------------------------------------------------------

    def start_imap(self) -> None:
        command = ["/usr/sbin/dovecot", "-F", "-c", str(self.root / "dovecot.conf")]
        self._dovecot = subprocess.Popen(command, start_new_session=True, stderr=subprocess.DEVNULL)
        self._wait_for("imaps")

    def stop_imap(self) -> None:
        """Tell every client BYE and stop."""
        if self._dovecot:
            os.killpg(self._dovecot.pid, signal.SIGTERM)  # the sessions too: each says BYE
            self._dovecot.wait(20)
            self._dovecot = None

    def kill_imap(self) -> None:
        """Die in the middle of whatever it does."""
        if self._dovecot:
            os.killpg(self._dovecot.pid, signal.SIGKILL)
            self._dovecot.wait()
            self._dovecot = None

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

    def set_user(self, name: str, *, password: str | None = None, quota: str | None = None) -> None:
        """Change a password or a quota ("20K", "1G"); takes effect at the next sign-in or delivery."""
        user = self.users.setdefault(name, {"password": "secret", "quota": "1G"})
        user["password"] = password or user["password"]
        user["quota"] = quota or user["quota"]
        self._write_users()

    # -- what a test looks at --------------------------------------------------------------------------------

    def mailbox(self, name: str) -> list[bytes]:
        """The raw mails in a person's inbox, oldest first, read from the disk."""
        folder = self.root / "mail" / name / "Maildir"
        files = [f for sub in ("new", "cur") for f in (folder / sub).glob("*")]
        return [f.read_bytes() for f in sorted(files, key=lambda f: f.stat().st_mtime_ns)]

    def tls(self) -> ssl.SSLContext:
        """Trusts the run's own authority and checks the name: connect to 127.0.0.1 or localhost."""
        return ssl.create_default_context(cafile=str(self.ca))

    def description(self) -> dict[str, object]:
        return {"host": "127.0.0.1", "ports": self.ports, "ca": str(self.ca), "domain": DOMAIN, "users": self.users}

    # -- setting up ------------------------------------------------------------------------------------------

    def _write_configuration(self, oauth_url: str | None) -> None:
        self.root.chmod(0o755)
        for folder, owner in {"dovecot": "root", "mail": MAIL_USER, "postfix/queue": "root", "postfix/data": "postfix"}.items():
            path = self.root / folder
            path.mkdir(parents=True)
            shutil.chown(path, owner)
        write_certificates(self.root)
        self._write_users()
        values = {"root": self.root, "domain": DOMAIN, **self.ports}
        values["oauth"] = OAUTH_PASSDB.format(root=self.root) if oauth_url else ""
        (self.root / "dovecot.conf").write_text(DOVECOT.format(**values))
        (self.root / "oauth2.conf").write_text(OAUTH.format(url=oauth_url))
        (self.root / "postfix/main.cf").write_text(MAIN_CF.format(**values))
        (self.root / "postfix/master.cf").write_text(MASTER_CF.format(**values))

    def _write_users(self) -> None:
        lines = [
            f"{name}:{{PLAIN}}{user['password']}:{MAIL_USER}:{MAIL_USER}::{self.root}/mail/{name}::userdb_quota_rule=*:storage={user['quota']}\n"
            for name, user in self.users.items()
        ]
        new = self.root / "users.new"
        new.write_text("".join(lines))
        new.rename(self.root / "users")  # a new inode: Dovecot rereads it even within the same second

    def _postfix(self, action: str, check: bool = False) -> None:
        command = ["/usr/sbin/postfix", "-c", str(self.root / "postfix"), action]
        subprocess.run(command, check=check, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def _wait_for(self, service: str) -> None:
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", self.ports[service]), 1).close()
                return
            time.sleep(0.05)
        logs = "".join(f.read_text()[-2000:] for f in self.root.glob("*.log"))
        raise RuntimeError(f"{service} did not come up:\n{logs}")


def free_ports(names: list[str]) -> dict[str, int]:
    """Ports that were free a moment ago; held together while choosing so that none comes twice."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in names]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return {name: each.getsockname()[1] for name, each in zip(names, sockets, strict=True)}


def write_certificates(root: Path) -> None:
    """An authority of one day (ca.pem) and a certificate for localhost (server.pem, server.key)."""

    def openssl(*arguments: str) -> None:
        subprocess.run(["openssl", *arguments], check=True, cwd=root, stderr=subprocess.DEVNULL)

    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    openssl("req", "-x509", "-days", "1", *key, "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=test authority",
            "-addext", "keyUsage=critical,keyCertSign,cRLSign")
    (root / "names").write_text("subjectAltName=DNS:localhost,IP:127.0.0.1\n")
    openssl("req", *key, "-keyout", "server.key", "-out", "server.csr", "-subj", "/CN=localhost")
    openssl("x509", "-req", "-days", "1", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key",
            "-CAcreateserial", "-extfile", "names", "-out", "server.pem")


def main() -> None:
    parser = argparse.ArgumentParser(description="Dovecot and Postfix on loopback until this process is stopped.")
    parser.add_argument("users", nargs="*", default=["contracts", "orlova", "belova"])
    parser.add_argument("--oauth-url", help="where tokens are introspected (see oauth_server.py)")
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with MailServer(arguments.users, arguments.oauth_url) as server:
        print(json.dumps(server.description()), flush=True)
        signal.pause()


if __name__ == "__main__":
    main()
