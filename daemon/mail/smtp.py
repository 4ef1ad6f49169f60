"""Sending by SMTP (RFC 5321; submission: RFC 6409) over a connection that is kept."""

from __future__ import annotations

import contextlib
import smtplib
import socket
import ssl
import time
from collections.abc import Callable

from daemon.mail.transport import Account, NotTrusted, Outcome, Security, Sent, SignInRefused, TransportError

TIMEOUT_SECONDS = 60
KEEP_SECONDS = 20  # a connection that was idle for longer is made anew: servers close them without a word


class Smtp:
    """Sends letters one by one. Not for two threads at once."""

    def __init__(self, account: Account, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._account = account
        self._clock = clock
        self._client: smtplib.SMTP | None = None
        self._used_at = 0.0

    def send(self, raw: bytes, sender: str, recipient: str) -> Sent:
        try:
            client = self._connected()
        except TransportError as error:
            return Sent(Outcome.LATER, str(error), server_down=True)
        try:
            client.sendmail(sender, [recipient], raw, self._options(client, sender, recipient))
        except smtplib.SMTPRecipientsRefused as error:
            code, answer = error.recipients[recipient]
            return self._after_refusal(code, answer)
        except smtplib.SMTPSenderRefused as error:  # our own address or account: nothing is wrong with the letter
            return Sent(Outcome.LATER, f"{error.smtp_code} {_text(error.smtp_error)} (the sender {sender} was refused)")
        except smtplib.SMTPResponseException as error:
            return self._after_refusal(error.smtp_code, error.smtp_error)
        except (smtplib.SMTPNotSupportedError, UnicodeEncodeError) as error:
            return Sent(Outcome.REFUSED, f"SMTP server {self._account} cannot take the address {recipient}: {error}")
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            return Sent(Outcome.LATER, f"the connection to SMTP server {self._account} broke ({error!r})")
        self._used_at = self._clock()
        return Sent(Outcome.ACCEPTED)

    def close(self) -> None:
        if self._client is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                self._client.close()
            self._client = None

    def connect(self) -> None:
        """Connect and sign in now. Raises SignInRefused, NotTrusted or TransportError."""
        self._connected()

    def _connected(self) -> smtplib.SMTP:
        if self._client is not None and self._is_alive(self._client):
            return self._client
        self.close()
        account = self._account
        try:
            self._client = _connect(account)
        except smtplib.SMTPAuthenticationError as error:
            raise SignInRefused(
                f"SMTP server {account} refused the user {account.user!r} "
                f"({error.smtp_code} {_text(error.smtp_error)}): check mail.send.user and its password"
            ) from error
        except ssl.SSLCertVerificationError as error:
            raise NotTrusted(
                f"the certificate of SMTP server {account} is not trusted ({error.verify_message}): "
                "check mail.send.host, or name the authority in mail.tls_ca"
            ) from error
        except (OSError, smtplib.SMTPException) as error:
            raise TransportError(f"SMTP server {account} cannot be reached ({error}): it is tried again") from error
        self._used_at = self._clock()
        return self._client

    def _is_alive(self, client: smtplib.SMTP) -> bool:
        if self._clock() - self._used_at < 1:
            return True
        if self._clock() - self._used_at > KEEP_SECONDS:
            return False
        with contextlib.suppress(OSError, smtplib.SMTPException):
            return client.noop()[0] == 250
        return False

    def _after_refusal(self, code: int, answer: bytes | str) -> Sent:
        """5yz is for good, anything else is not; smtplib has reset the transaction or closed the connection (421)."""
        if code == 421:
            self.close()
        self._used_at = self._clock()
        outcome = Outcome.REFUSED if 500 <= code < 600 else Outcome.LATER
        return Sent(outcome, f"{code} {_text(answer)}")

    def _options(self, client: smtplib.SMTP, sender: str, recipient: str) -> list[str]:
        needs_utf8 = not (sender + recipient).isascii()
        return ["SMTPUTF8"] if needs_utf8 and client.has_extn("smtputf8") else []


def _connect(account: Account) -> smtplib.SMTP:
    client: smtplib.SMTP
    if account.security is Security.TLS:
        client = smtplib.SMTP_SSL(account.host, account.port, timeout=TIMEOUT_SECONDS, context=account.tls())
    else:
        client = smtplib.SMTP(account.host, account.port, timeout=TIMEOUT_SECONDS)
    try:
        if account.security is Security.STARTTLS:
            client.starttls(context=account.tls())
        # Without it each letter waits for the other side's delayed acknowledgement: 23 letters a second, not 500.
        if client.sock:
            client.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        client.ehlo_or_helo_if_needed()
        if account.user:
            client.login(account.user, account.password)
    except BaseException:
        client.close()
        raise
    return client


def _text(answer: bytes | str) -> str:
    return answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
