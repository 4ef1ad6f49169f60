"""Receiving by IMAP (RFC 9051, IDLE of RFC 2177).

`idle_check` is not the loop: a line in two packets makes imaplib lose the rest, a server that is gone makes it return
at once for ever. We wait on the socket ourselves, end IDLE, and look. Bytes that lie in imaplib's buffer are invisible
to `select`, so no wait is longer than a minute or two.
"""

from __future__ import annotations

import contextlib
import imaplib
import select
import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientError, LoginError

from daemon.mail.transport import Account, Arrived, Cursor, NotTrusted, Security, SignInRefused, TransportError

CONNECT_SECONDS, READ_SECONDS = 20, 60
BATCH = 10  # mails in one FETCH: faster than one by one, and bounded in memory
LARGEST = 50 * 1024 * 1024
BROKEN = (imaplib.IMAP4.error, IMAPClientError, OSError, ssl.SSLError)


class Imap:
    """One connection to one mailbox. After any TransportError throw it away and make a new one."""

    def __init__(self, account: Account, *, largest: int = LARGEST) -> None:
        """Connect, sign in, select INBOX. Raises SignInRefused, NotTrusted or TransportError."""
        self._account = account
        self._largest = largest
        self._bell, self._ring = socket.socketpair()
        try:
            self._client = self._connect()
            selected = self._client.select_folder("INBOX")
        except BROKEN as error:
            self._close_bell()
            raise _translated(error, account) from error
        self._uidvalidity = int(selected[b"UIDVALIDITY"])
        self._idles = self._client.has_capability("IDLE")

    def fetch(self, after: Cursor) -> Iterator[Arrived]:
        known = after.uid if after.uidvalidity == self._uidvalidity else 0
        try:
            self._client.noop()  # some servers tell of new mail only then
            found = self._client.search(["UID", f"{known + 1}:*"])
            # "n:*" always has the last mail, even when its UID is below n
            uids = sorted(uid for uid in found if uid > known)
            for first in range(0, len(uids), BATCH):
                yield from self._fetch(uids[first : first + BATCH])
        except BROKEN as error:
            raise _translated(error, self._account) from error

    def acknowledge(self, mails: list[Arrived]) -> None:
        try:
            self._client.add_flags([each.cursor.uid for each in mails], [b"\\Seen"], silent=True)
        except BROKEN as error:
            raise _translated(error, self._account) from error

    def wait(self, seconds: float) -> None:
        try:
            if not self._idles:
                self._select(seconds)
                return
            self._client.idle()
            try:
                self._select(seconds)
            finally:
                self._client.idle_done()
        except BROKEN as error:
            raise _translated(error, self._account) from error

    def interrupt(self) -> None:
        with contextlib.suppress(OSError):
            self._ring.send(b".")

    def close(self) -> None:
        """Leave without a word: a LOGOUT to a dead server would only wait."""
        with contextlib.suppress(*BROKEN):
            self._client.shutdown()
        self._close_bell()

    def _connect(self) -> IMAPClient:
        account = self._account
        encrypted = account.security is Security.TLS
        client = IMAPClient(
            account.host,
            account.port,
            ssl=encrypted,
            ssl_context=account.tls() if encrypted else None,
            timeout=SocketTimeout(CONNECT_SECONDS, READ_SECONDS),  # type: ignore[arg-type]  # its hint is too narrow
        )
        if account.security is Security.STARTTLS:
            client.starttls(account.tls())
        client.normalise_times = False
        client.login(account.user, account.password)
        return client

    def _fetch(self, uids: list[int]) -> Iterator[Arrived]:
        sizes = self._client.fetch(uids, ["RFC822.SIZE"])
        whole = [uid for uid in uids if sizes.get(uid, {}).get(b"RFC822.SIZE", 0) <= self._largest]
        too_large = [uid for uid in uids if uid not in whole]
        got: dict[int, dict[bytes, Any]] = (
            dict(self._client.fetch(whole, ["BODY.PEEK[]", "INTERNALDATE"])) if whole else {}
        )
        if too_large:
            got |= self._client.fetch(too_large, ["BODY.PEEK[HEADER]", "INTERNALDATE"])
        for uid in uids:
            if uid in got:  # else it was taken away meanwhile
                data = got[uid]
                raw = data.get(b"BODY[]", data.get(b"BODY[HEADER]", b""))
                at = data.get(b"INTERNALDATE") or datetime.now(UTC)
                yield Arrived(raw, Cursor(self._uidvalidity, uid), at, truncated=uid not in whole)

    def _select(self, seconds: float) -> None:
        connection = self._client.socket()
        if isinstance(connection, ssl.SSLSocket) and connection.pending():
            return
        ready, _, _ = select.select([connection, self._bell], [], [], seconds)
        if self._bell in ready:
            self._bell.recv(64)

    def _close_bell(self) -> None:
        self._bell.close()
        self._ring.close()


def _translated(error: BaseException, account: Account) -> TransportError:
    """The library's error as one that says what to do."""
    if isinstance(error, LoginError):
        return SignInRefused(
            f"IMAP server {account} refused the user {account.user!r} ({error}): "
            "check mail.receive.user and its password"
        )
    if isinstance(error, ssl.SSLCertVerificationError):
        return NotTrusted(
            f"the certificate of IMAP server {account} is not trusted ({error.verify_message}): "
            "check mail.receive.host, or name the authority in mail.tls_ca"
        )
    return TransportError(f"the connection to IMAP server {account} broke ({type(error).__name__}: {error})")
