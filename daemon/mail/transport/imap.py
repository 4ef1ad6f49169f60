"""Receiving by IMAP (RFC 9051, IDLE of RFC 2177).

`idle_check` is not the loop: a line in two packets makes imaplib lose the rest, a server that is gone makes it return
at once for ever. We wait on the socket ourselves, end IDLE, and look. Bytes that lie in imaplib's buffer are invisible
to the wait, so the caller waits no longer than a minute or two.
"""

from __future__ import annotations

import contextlib
import imaplib
import selectors
import socket
import ssl
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import LoginError

from daemon.mail.transport.protocols import (
    Account,
    Cursor,
    FetchedMail,
    NotTrusted,
    Security,
    SignInRefused,
    TransportError,
)

CONNECT_SECONDS, ANSWER_SECONDS = 20, 60
LOOK_SECONDS = 10  # a server without IDLE says nothing by itself
LARGEST = 50 * 1024 * 1024
LOOK_AHEAD = 200  # mails whose sizes are asked at once
BATCH_MAILS, BATCH_BYTES = 10, 16 * 1024 * 1024  # in one FETCH: faster than one by one, and bounded in memory
_LOOK, _CLOSE, _RINGS = b"l", b"c", 4096  # what the bell says, and how many may have rung meanwhile
BROKEN = (imaplib.IMAP4.error, OSError, ValueError)  # ssl.SSLError is an OSError; ValueError: an answer that is none


class Imap:
    """One connection to one mailbox. After a TransportError it is dead: close it and make a new one."""

    def __init__(self, account: Account, *, largest: int = LARGEST, answer_seconds: float = ANSWER_SECONDS) -> None:
        """Connect, sign in, select INBOX. Raises SignInRefused, NotTrusted or TransportError.

        Of a mail above `largest` bytes only the header is fetched. If the server says nothing for `answer_seconds`, the
        connection counts as dead.
        """
        self._account = account
        self._largest = largest
        self._bell, self._ring = socket.socketpair()
        self._client: IMAPClient | None = None
        self._looked_in_vain = False  # the last search found nothing
        self._chatters = False  # the server told of mails, and there were none
        try:
            self._client = self._connect(answer_seconds)
            selected = self._client.select_folder("INBOX")
            self._uidvalidity = int(selected[b"UIDVALIDITY"])
            self._writable = b"READ-ONLY" not in selected
            self._idles = self._client.has_capability("IDLE")
            self._has_news(self._client)  # what is there already is no news
        except BaseException as error:
            self.close()
            if isinstance(error, (*BROKEN, KeyError)):
                raise _translated(error, account) from error
            raise

    def fetch(self, after: Cursor) -> Iterator[FetchedMail]:
        """Yield the mails after the cursor, by UID; all of them if UIDVALIDITY has changed."""
        known = after.uid if after.uidvalidity == self._uidvalidity else 0
        with self._translating() as client:
            client.noop()  # some servers tell of new mail only then
            self._has_news(client)  # what was told until now, the search will find
            # "n:*" always has the last mail, even when its UID is below n
            uids = sorted(uid for uid in client.search(["UID", f"{known + 1}:*"]) if uid > known)
            self._looked_in_vain = not uids
            for first in range(0, len(uids), LOOK_AHEAD):
                yield from self._fetch(client, uids[first : first + LOOK_AHEAD])

    def acknowledge(self, mails: list[FetchedMail]) -> None:
        r"""Set \Seen on these mails, unless the mailbox is read-only or its UIDVALIDITY has changed."""
        uids = [each.cursor.uid for each in mails if each.cursor.uidvalidity == self._uidvalidity]
        if uids and self._writable:
            with self._translating() as client:
                client.add_flags(uids, [b"\\Seen"], silent=True)

    def wait(self, seconds: float) -> None:
        """Return when the server says something, when `hurry` or `interrupt` is called, or after so many seconds.

        Return at once if mails were announced during another command (RFC 9051, 7.4.1): IDLE does not tell them again.
        Announcements that a search found to be empty are not believed twice in a row.
        """
        with self._translating() as client:
            if self._has_news(client) and not self._chatters:
                self._chatters = self._looked_in_vain
                return
            self._chatters = False
            if self._idles:
                client.idle()
            interrupted = self._listen(client, seconds if self._idles else min(seconds, LOOK_SECONDS))
            if self._idles and not interrupted:  # one that only waits to be closed need not hear the server's answer
                client.idle_done()

    def hurry(self) -> None:
        """End the present or the next `wait`, and go on; may be called from another thread."""
        with contextlib.suppress(OSError):
            self._ring.send(_LOOK)

    def interrupt(self) -> None:
        """End the present or the next `wait`, to close the connection; may be called from another thread."""
        with contextlib.suppress(OSError):
            self._ring.send(_CLOSE)

    def close(self) -> None:
        """Close the connection without LOGOUT, which would only wait for the answer of a dead one."""
        if self._client is not None:
            with contextlib.suppress(*BROKEN):
                self._client.shutdown()
        self._bell.close()
        self._ring.close()

    def _connect(self, answer_seconds: float) -> IMAPClient:
        account = self._account
        encrypted = account.security is Security.TLS
        client = IMAPClient(
            account.host,
            account.port,
            ssl=encrypted,
            ssl_context=account.tls() if encrypted else None,
            timeout=SocketTimeout(min(CONNECT_SECONDS, answer_seconds), answer_seconds),  # type: ignore[arg-type]  # its hint is too narrow
        )
        try:
            if account.security is Security.STARTTLS:
                client.starttls(account.tls())
            client.normalise_times = False  # aware datetimes
            sign_in = client.login if account.password.isascii() else client.plain_login  # LOGIN knows ASCII only
            sign_in(account.user, account.password)
        except BaseException:
            with contextlib.suppress(*BROKEN):
                client.shutdown()
            raise
        return client

    def _fetch(self, client: IMAPClient, uids: list[int]) -> Iterator[FetchedMail]:
        """Yield the mails in the order of UIDs, since the cursor follows them; one removed meanwhile is left out."""
        known = client.fetch(uids, ["RFC822.SIZE"])
        sizes = {uid: int(known[uid].get(b"RFC822.SIZE", 0)) for uid in uids if uid in known}
        for batch in batches(sizes):
            whole = [uid for uid in batch if sizes[uid] <= self._largest]
            got: dict[int, Mapping[bytes, Any]] = client.fetch(whole, ["BODY.PEEK[]", "INTERNALDATE"])
            for uid in batch:
                raw = got.get(uid, {}).get(b"BODY[]")
                if raw is not None:
                    yield self._arrived(uid, got[uid], raw)
                else:  # too large, or the server cannot read it, or it is gone
                    yield from self._header(client, uid)

    def _header(self, client: IMAPClient, uid: int) -> Iterator[FetchedMail]:
        """Yield the mail with its header only, empty if the server cannot read it; nothing only if the mail is gone.

        The cursor passes a mail that is not yielded, so that it would be lost.
        """
        data = client.fetch([uid], ["BODY.PEEK[HEADER]", "INTERNALDATE"]).get(uid)
        if data:
            yield self._arrived(uid, data, data.get(b"BODY[HEADER]") or b"", truncated=True)

    def _arrived(self, uid: int, data: Mapping[bytes, Any], raw: bytes, *, truncated: bool = False) -> FetchedMail:
        at = data.get(b"INTERNALDATE") or datetime.now(UTC)
        return FetchedMail(raw, Cursor(self._uidvalidity, uid), at, truncated)

    def _has_news(self, client: IMAPClient) -> bool:
        """Return True if the server announced mails (EXISTS) since the last call."""
        return bool(client._imap.response("EXISTS")[1] != [None])

    def _listen(self, client: IMAPClient, seconds: float) -> bool:
        """Wait until the server says something or the bell rings; return True if it rang to close the connection.

        Bytes that TLS has decrypted already, or imaplib read with the line before, are invisible to the selector:
        they are looked for first.
        """
        connection = client.socket()
        if (isinstance(connection, ssl.SSLSocket) and connection.pending()) or _has_read_ahead(client):
            return False
        with selectors.DefaultSelector() as selector:
            selector.register(connection, selectors.EVENT_READ)
            selector.register(self._bell, selectors.EVENT_READ)
            rang = any(key.fileobj is self._bell for key, _ in selector.select(seconds))
            return rang and _CLOSE in self._bell.recv(_RINGS)

    @contextlib.contextmanager
    def _translating(self) -> Iterator[IMAPClient]:
        assert self._client is not None  # noqa: S101  the constructor has seen to it
        try:
            yield self._client
        except BROKEN as error:
            raise _translated(error, self._account) from error


def batches(sizes: Mapping[int, int], mails: int = BATCH_MAILS, size: int = BATCH_BYTES) -> Iterator[list[int]]:
    """Yield the UIDs in their order, in batches within both bounds; a mail larger than `size` bytes goes alone."""
    batch: list[int] = []
    weight = 0
    for uid, bytes_ in sizes.items():
        if batch and (len(batch) >= mails or weight + bytes_ > size):
            yield batch
            batch, weight = [], 0
        batch.append(uid)
        weight += bytes_
    if batch:
        yield batch


def _translated(error: BaseException, account: Account) -> TransportError:
    """Return the TransportError for an error of the library: with which server, what happened, what to do."""
    if isinstance(error, LoginError) and not _only_for_now(error):
        return SignInRefused(
            f"IMAP server {account} refused the user {account.user!r} ({error}): "
            "check mail.receive.user and its password"
        )
    if isinstance(error, ssl.SSLCertVerificationError):
        return NotTrusted(
            f"the certificate of IMAP server {account} is not trusted ({error.verify_message}): "
            "check mail.receive.host, or name the authority in mail.tls_ca"
        )
    if isinstance(error, ssl.SSLError) and error.reason == "WRONG_VERSION_NUMBER":
        return TransportError(
            f"IMAP server {account} does not speak TLS on this port ({error}): "
            "check mail.receive.port and mail.receive.security"
        )
    return TransportError(
        f"IMAP server {account} cannot be used now ({type(error).__name__}: {error}): it is tried again"
    )


def _only_for_now(error: LoginError) -> bool:
    """Return True if signing in may succeed later: the connection broke, or the server lacks something (RFC 5530)."""
    return isinstance(error.__context__, imaplib.IMAP4.abort) or any(
        f"[{code}]" in str(error).upper() for code in ("UNAVAILABLE", "INUSE", "LIMIT", "SERVERBUG", "CONTACTADMIN")
    )


def _has_read_ahead(client: IMAPClient) -> bool:
    """Return True if imaplib holds bytes that nobody has asked for: news that came in one packet with "+ idling"."""
    connection = client.socket()
    timeout = connection.gettimeout()
    connection.setblocking(False)
    try:
        return bool(client._imap.file.peek(1))
    except ssl.SSLWantReadError:
        return False
    finally:
        connection.settimeout(timeout)
