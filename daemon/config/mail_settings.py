"""The blocks `mail` and `database`: what the daemon talks to."""

from __future__ import annotations

import re
from pathlib import Path

from daemon.config.key_shapes import Choice
from daemon.config.problems import Mistake, listed, quoted
from daemon.config.secret import Secret, secret_reader
from daemon.config.settings import ConnectionSecurity, Limits, Mail, MailAccount
from daemon.config.value_kinds import DATABASE, HOST
from daemon.config.values import address, flag, is_file, member, path, text, whole, word
from daemon.config.yaml_node import Block, Item

_PORTS = {
    ("imap", ConnectionSecurity.TLS): 993,
    ("imap", ConnectionSecurity.STARTTLS): 143,
    ("imap", ConnectionSecurity.NONE): 143,
    ("smtp", ConnectionSecurity.TLS): 465,
    ("smtp", ConnectionSecurity.STARTTLS): 587,
    ("smtp", ConnectionSecurity.NONE): 25,
}
_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")
_HOST = re.compile(r"[\w.:-]{1,253}")
_NO_ACCOUNT = MailAccount("", "", 0, ConnectionSecurity.TLS)


def read_mail(top: Block, beside: Path, *, secrets: bool) -> Mail:
    with top.need_inner("mail") as block:
        return Mail(
            address=block.read("address", _own_address, ""),
            receive=_account(block, "receive", beside, secrets=secrets),
            send=_account(block, "send", beside, secrets=secrets),
            display_name=block.read("display_name", text, ""),
            plus_address=block.option("plus_address", flag),
            tls_ca=block.read("tls_ca", lambda item: _existing_file(item, beside), None),
            authentication_results=block.read("authentication_results", host, None),
            limits=_limits(block),
        )


def _own_address(item: Item) -> str:
    found = address(item)
    if "+" in found:
        raise Mistake(f"{quoted(found)} has a +, which the daemon adds itself; expected the mailbox's plain address")
    return found


def host(item: Item) -> str:
    return host_of(text(item))


def host_of(name: str) -> str:
    if not _HOST.fullmatch(name):
        raise Mistake(f"{quoted(name)} is no host; expected {HOST.expected}")
    return name


def _existing_file(item: Item, beside: Path) -> Path:
    written = path(item)
    if not is_file(beside / written):
        raise Mistake(f"no such file {quoted(written)}; paths count from the configuration's folder")
    return (beside / written).absolute()


def _limits(mail: Block) -> Limits:
    block = mail.inner("limits")
    if not block:
        return Limits()
    with block:
        return Limits(*(block.read(each, whole, None) for each in ("per_hour", "per_day", "recipients")))


def _account(mail: Block, way: str, beside: Path, *, secrets: bool) -> MailAccount:
    block = mail.need_inner(way)
    kind = block.read("kind", _kind, "")
    if not kind:
        return _NO_ACCOUNT
    with block:
        security = block.option("security", member(ConnectionSecurity))
        password = secret_reader(beside, wanted=secrets)
        account = MailAccount(
            kind=kind,
            host=block.read("host", host, ""),
            port=block.read("port", whole, _PORTS[kind, security]),
            security=security,
            user=block.read("user", text, None),
            password=block.read("password", password, None),
        )
    _check_login(account, block)
    return account


def _kind(item: Item) -> str:
    kinds = item.described_as(Choice)
    found = word(item)
    if found in kinds.refused:
        raise Mistake(f"{quoted(found)} is not available in this version; expected {listed(kinds.words)}")
    return found


def _check_login(account: MailAccount, block: Block) -> None:
    given = set(block.entries)
    if "user" not in given and "password" in given:
        block.missing("user")
    if "user" in given and "password" not in given:
        block.item.wrong("`user` without `password`; add `password: !secret NAME`")
    if account.security is ConnectionSecurity.NONE and "password" in given and account.host not in _THIS_MACHINE:
        place = block.get("security") or block.item
        place.wrong("would send the password in the clear; expected tls or starttls")


# Stricter than SQLAlchemy, which takes the half of a password with an @ in it for the host, and prints it.
_POSTGRESQL = re.compile(
    r"postgresql\+psycopg://([^\s:/@?#]+(:[^\s:/@?#]*)?@)?(\[[0-9A-Fa-f:.]+\]|[\w.-]*)(:\d{1,5})?/[^\s/@:?#]+(\?[^\s@]*)?"
)
_HAS_PASSWORD = re.compile(r"^[\w+]+://[^/@]*:[^/@]*@|[?&]\w*password=", re.IGNORECASE)


def read_database(top: Block, beside: Path, *, secrets: bool) -> Secret:
    """Return the database's URL, with an absolute path; one that is written in the clear has no password."""

    def absolute(url: str) -> str:
        return _absolute(url, beside)

    def read(item: Item) -> Secret:
        if item.kind == "!secret":
            return secret_reader(beside, wanted=secrets, convert=absolute)(item)
        written = text(item)
        if _HAS_PASSWORD.search(written):
            raise Mistake("a password must not stand in the configuration; expected `database: !secret NAME`")
        path(item)
        return Secret("database", absolute(written))

    return top.read("database", read, Secret("database", ""))


def _absolute(url: str, beside: Path) -> str:
    if url.startswith("postgresql+psycopg://"):
        if not _POSTGRESQL.fullmatch(url):
            raise Mistake(
                "found a postgresql+psycopg URL that cannot be read, expected "
                "postgresql+psycopg://USER:PASSWORD@HOST:PORT/NAME; in a password write %40 for @, %2F for /, %3A for :"
            )
        return url
    name = url.removeprefix("sqlite:///")
    if name == url or not name or name.startswith(":"):
        scheme = url.partition(":")[0] + ":" if ":" in url else "something else"  # the rest may hold a password
        raise Mistake(f"found {scheme}, expected {DATABASE.expected}")
    return f"sqlite:///{(beside / name).absolute()}"
