"""Sending by SMTP (RFC 5321; submission: RFC 6409) over a connection that is kept."""

from __future__ import annotations

import base64
import contextlib
import re
import smtplib
import socket
import ssl
import time
from collections.abc import Callable

from daemon.addresses import one_form
from daemon.mail.transport.protocols import (
    Account,
    NotTrusted,
    Security,
    SendOutcome,
    Sent,
    SignInRefused,
    TransportError,
)

ANSWER_SECONDS = 60
TAKING_SECONDS = 600  # a server may think about a letter for long; giving up early sends it twice (RFC 5321, 4.5.3.2.6)
KEEP_SECONDS = 20  # a connection that was idle for longer is made anew: servers close them without a word
FRESH_SECONDS = 1  # one that was idle for less is used without asking whether it lives
BREAKS = (OSError, smtplib.SMTPException)
CLOSING = 421  # the answer of a server that is about to hang up
_ADDRESS = re.compile(r"[^\s\x00-\x1f\x7f<>@]+@[^\s\x00-\x1f\x7f<>@]+")
_LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)


class _Gone(Exception):
    """The connection ended before the letter's bytes were sent: the server has certainly not accepted them."""


class Smtp:
    """A connection for sending letters one by one, kept between them. Not for two threads at once."""

    def __init__(
        self,
        account: Account,
        *,
        clock: Callable[[], float] = time.monotonic,
        answer_seconds: float = ANSWER_SECONDS,
        taking_seconds: float = TAKING_SECONDS,
    ) -> None:
        """Connect only when the first letter is sent.

        The server may take `answer_seconds` for a command and `taking_seconds` for a letter.
        """
        self._account = account
        self._clock = clock
        self._answer_seconds = answer_seconds
        self._taking_seconds = taking_seconds
        self._client: smtplib.SMTP | None = None
        self._used_at = 0.0

    def send(self, raw: bytes, sender: str, recipient: str) -> Sent:
        """Send a letter and return the outcome; a dead kept connection is replaced once. Never raises."""
        try:
            if self._client is not None:
                with contextlib.suppress(_Gone):
                    return self._send(raw, sender, recipient)
            return self._send(raw, sender, recipient)
        except _Gone as error:
            return Sent(SendOutcome.LATER, str(error))
        except TransportError as error:
            return Sent(SendOutcome.LATER, str(error), server_down=True)

    def connect(self) -> None:
        """Connect and sign in now. Raises SignInRefused, NotTrusted or TransportError."""
        self._connected()

    @property
    def sends_small_packets_at_once(self) -> bool:
        """True if the kept connection has TCP_NODELAY; without it 23 letters a second are sent instead of 500."""
        socket_ = self._client.sock if self._client else None
        return bool(socket_ and socket_.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))

    def close(self) -> None:
        """Close the connection without QUIT, which would only wait for the answer of a dead one."""
        if self._client is not None:
            with contextlib.suppress(*BREAKS):
                self._client.close()
            self._client = None

    def _connected(self) -> smtplib.SMTP:
        """Return the kept connection if it is alive, else a new one. Raises TransportError."""
        if self._client is not None and self._is_alive(self._client):
            return self._client
        self.close()
        try:
            self._client = _connect(self._account, self._answer_seconds)
        except BREAKS as error:
            raise _translated(error, self._account) from error
        self._used_at = self._clock()
        return self._client

    def _is_alive(self, client: smtplib.SMTP) -> bool:
        idle = self._clock() - self._used_at
        if idle > KEEP_SECONDS:
            return False
        if idle < FRESH_SECONDS:
            return True
        with contextlib.suppress(*BREAKS):
            return client.noop()[0] == 250
        return False

    def _send(self, raw: bytes, sender: str, recipient: str) -> Sent:
        """Return the outcome of a letter. Raises _Gone if the connection breaks before its bytes are sent.

        Raises TransportError if there is no connection.
        """
        for address in (sender, recipient):
            if not _ADDRESS.fullmatch(address):  # smtplib would leave out what it does not understand, and send
                return Sent(SendOutcome.REFUSED, f"{address!r} is no address, expected name@domain: correct it")
        client = self._connected()
        try:
            refused = self._announce(client, raw, one_form(sender), one_form(recipient))
        except BREAKS as error:
            self.close()
            raise _Gone(f"SMTP server {self._account} hung up ({error}): the letter is sent later") from error
        self._used_at = self._clock()
        return refused or self._hand_over(client, raw)

    def _announce(self, client: smtplib.SMTP, raw: bytes, sender: str, recipient: str) -> Sent | None:
        """Return None if the server is ready for the letter's bytes (354 to DATA), else its refusal."""
        if not (sender + recipient).isascii() and not client.has_extn("smtputf8"):
            return Sent(
                SendOutcome.REFUSED,
                f"SMTP server {self._account} knows no addresses beyond ASCII (no SMTPUTF8): "
                f"{recipient} needs another address, or mail.send another server",
            )
        code, answer = client.mail(sender, _options(client, raw, sender + recipient))
        if code != 250:
            sent = self._refusal(client, code, answer)
            if _is_about_size(code, answer):
                return sent
            # Our own address or account was refused: nothing is wrong with the letter.
            return Sent(SendOutcome.LATER, f"{sent.answer} (the sender {sender} was refused: check mail.address)")
        code, answer = client.rcpt(recipient)
        if code not in (250, 251):
            return self._refusal(client, code, answer)
        code, answer = client.docmd("DATA")
        return None if code == 354 else self._refusal(client, code, answer)

    def _refusal(self, client: smtplib.SMTP, code: int, answer: bytes) -> Sent:
        """Return REFUSED for 5yz, LATER for anything else, and reset the transaction for the next letter.

        Raises SMTPServerDisconnected for 421, after which the server hangs up (RFC 5321, 3.8).
        """
        if code == CLOSING:
            raise smtplib.SMTPServerDisconnected(f"{code} {_text(answer)}")
        client.rset()
        return Sent(_outcome(code), f"{code} {_text(answer)}")

    def _hand_over(self, client: smtplib.SMTP, raw: bytes) -> Sent:
        """Send the letter's bytes, with leading dots doubled (RFC 5321, 4.5.2), and return the outcome.

        If the connection breaks from here on, it is unknown whether the server has accepted them.
        """
        try:
            _set_timeout(client, self._taking_seconds)
            client.send(_LEADING_DOT.sub(b"..", raw) + (b".\r\n" if raw.endswith(b"\r\n") else b"\r\n.\r\n"))
            code, answer = client.getreply()
            _set_timeout(client, self._answer_seconds)
        except BREAKS as error:
            self.close()
            return Sent(
                SendOutcome.LATER,
                f"SMTP server {self._account} hung up before it said whether it took the letter ({error}): "
                "it is sent again as the same bytes",
                perhaps_taken=True,
            )
        self._used_at = self._clock()
        if code in (CLOSING, -1):
            self.close()
        return Sent(_outcome(code), f"{code} {_text(answer)}")


def _connect(account: Account, answer_seconds: float) -> smtplib.SMTP:
    client: smtplib.SMTP
    if account.security is Security.TLS:
        client = smtplib.SMTP_SSL(account.host, account.port, timeout=answer_seconds, context=account.tls())
    else:
        client = smtplib.SMTP(account.host, account.port, timeout=answer_seconds)
    try:
        if account.security is Security.STARTTLS:
            client.starttls(context=account.tls())
        # Without it each letter waits for the other side's delayed acknowledgement: 23 letters a second, not 500.
        if client.sock:
            client.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        client.ehlo_or_helo_if_needed()
        if account.user:
            _sign_in(client, account.user, account.password)
    except BaseException:
        client.close()
        raise
    return client


def _sign_in(client: smtplib.SMTP, user: str, password: str) -> None:
    if (user + password).isascii():
        client.login(user, password)
        return
    secret = base64.b64encode(f"\0{user}\0{password}".encode()).decode()  # smtplib knows ASCII only (RFC 4616 does not)
    code, answer = client.docmd("AUTH", f"PLAIN {secret}")
    if code != 235:
        raise smtplib.SMTPAuthenticationError(code, answer)


def _translated(error: Exception, account: Account) -> TransportError:
    """Return the TransportError for an error of the library: with which server, what happened, what to do."""
    if isinstance(error, smtplib.SMTPAuthenticationError) and error.smtp_code >= 500:
        return SignInRefused(
            f"SMTP server {account} refused the user {account.user!r} "
            f"({error.smtp_code} {_text(error.smtp_error)}): check mail.send.user and its password"
        )
    if isinstance(error, ssl.SSLCertVerificationError):
        return NotTrusted(
            f"the certificate of SMTP server {account} is not trusted ({error.verify_message}): "
            "check mail.send.host, or name the authority in mail.tls_ca"
        )
    if isinstance(error, ssl.SSLError) and error.reason == "WRONG_VERSION_NUMBER":
        return TransportError(
            f"SMTP server {account} does not speak TLS on this port ({error}): "
            "check mail.send.port and mail.send.security"
        )
    return TransportError(f"SMTP server {account} cannot be used now ({error}): it is tried again")


def _options(client: smtplib.SMTP, raw: bytes, addresses: str) -> list[str]:
    """Return the options of MAIL (RFC 1870, 6152, 6531) that the letter needs and the server knows."""
    wanted = {
        "size": f"SIZE={len(raw)}",
        "8bitmime": "" if raw.isascii() else "BODY=8BITMIME",
        "smtputf8": "" if addresses.isascii() else "SMTPUTF8",
    }
    return [option for name, option in wanted.items() if option and client.has_extn(name)]


def _outcome(code: int) -> SendOutcome:
    if code == 250:
        return SendOutcome.ACCEPTED
    return SendOutcome.REFUSED if 500 <= code < 600 else SendOutcome.LATER


def _is_about_size(code: int, answer: bytes) -> bool:
    return code == 552 or answer.startswith(b"5.3.4")


def _set_timeout(client: smtplib.SMTP, seconds: float) -> None:
    if client.sock:
        client.sock.settimeout(seconds)


def _text(answer: bytes | str) -> str:
    return answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
