"""IMAP (pymap) and SMTP (aiosmtpd) in memory, in one event loop, for trying out without a mail server.

NAME+anything reaches NAME; other addresses are refused with 550. Only this machine can connect; nothing is kept.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from argparse import Namespace
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from proxyprotocol.reader import ProxyProtocolReader
from pymap.backend.dict import Config, DictBackend, Identity, Login, mailbox
from pymap.backend.dict.mailbox import MailboxData
from pymap.concurrent import Event
from pymap.imap import IMAPServer
from pymap.parsing.message import AppendMessage
from pymap.selected import SelectedMailbox
from pymap.user import Passwords, UserMetadata

HOST = "127.0.0.1"
PASSWORD = "secret"
LARGEST_BYTES = 30 * 1024 * 1024
_START_SECONDS = 10
_PYMAP = Namespace(
    demo_data=False,
    demo_user="demo",
    demo_password=PASSWORD,
    host=HOST,
    port=0,
    debug=False,
    cert=None,
    key=None,
    passlib_cfg=None,
    tls=False,
    proxy_protocol=None,
    inherited_sockets=None,
)


@dataclass(frozen=True, slots=True)
class Ports:
    imap: int
    smtp: int


class MailServer:
    """A context manager: the servers run in a thread of their own from entering to leaving.

    Mails arrive when `now` says: it is what INTERNALDATE tells (RFC 3501, 2.3.3).
    """

    def __init__(self, mailboxes: Iterable[str], now: Callable[[], datetime]) -> None:
        self._mailboxes = frozenset(mailboxes)
        self._now = now
        self._login: Any = None
        self._loop = asyncio.new_event_loop()
        self._ended = asyncio.Event()
        self._thread = threading.Thread(target=self._run, name="mail server", daemon=True)
        self._started = threading.Event()
        self._ports: Ports | None = None

    @property
    def ports(self) -> Ports:
        if self._ports is None:
            raise RuntimeError("the mail server does not run")
        return self._ports

    def __enter__(self) -> MailServer:
        self._thread.start()
        if not self._started.wait(_START_SECONDS) or self._ports is None:
            raise RuntimeError("the mail server inside did not start")
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._ended.set)
        self._thread.join(_START_SECONDS)

    # -- in the server's thread --------------------------------------------------------------------------------------

    def _run(self) -> None:
        _keep_tasks(self._loop)
        logging.getLogger("mail.log").setLevel(logging.ERROR)  # aiosmtpd's word on each sign-in
        try:
            self._loop.run_until_complete(self._serve())
        finally:
            self._started.set()
            self._loop.run_until_complete(_cancel_rest(self._loop))
            self._loop.close()

    async def _serve(self) -> None:
        imap = await self._start_imap()
        smtp = await self._loop.create_server(self._smtp, HOST, 0)
        self._ports = Ports(imap.sockets[0].getsockname()[1], smtp.sockets[0].getsockname()[1])
        self._started.set()
        await self._ended.wait()
        imap.close()
        smtp.close()

    async def _start_imap(self) -> asyncio.Server:
        mailbox.MailboxData = _PromptMailbox  # pymap makes its mailboxes by this name
        config = Config.from_args(_PYMAP)
        config.apply_context()
        self._login = DictBackend(Login(config), config).login
        hashed = await Passwords(config).hash_password(PASSWORD)
        for name in self._mailboxes:
            await Identity(name, self._login, None, set()).set(UserMetadata(config, name, password=hashed))
        connected = ProxyProtocolReader(config.proxy_protocol).get_callback(IMAPServer(self._login, config))
        return await asyncio.start_server(connected, HOST, 0)

    def _smtp(self) -> SMTP:
        return SMTP(
            self,
            authenticator=_sign_in,
            auth_require_tls=False,
            enable_SMTPUTF8=True,
            data_size_limit=LARGEST_BYTES,
            loop=self._loop,
        )

    async def handle_RCPT(  # noqa: N802  # aiosmtpd's name
        self, _smtp: SMTP, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        if mailbox_of(address) not in self._mailboxes:
            return "550 5.1.1 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 ok"

    async def handle_DATA(self, _smtp: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.original_content or b""
        message = AppendMessage(content, self._now(), frozenset())
        for name in dict.fromkeys(map(mailbox_of, envelope.rcpt_tos)):
            # in a session: a mailbox set put into pymap's cache by hand would be replaced when somebody signs in
            async with Identity(name, self._login, None, set()).new_session() as session:
                await (await session.mailbox_set.get_mailbox("INBOX")).append(message)
        return "250 2.0.0 delivered"


def mailbox_of(address: str) -> str:
    """Whose mailbox an address reaches: what stands before + and @, in small letters."""
    return address.partition("@")[0].partition("+")[0].lower()


def _sign_in(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: LoginPassword) -> AuthResult:
    return AuthResult(success=data.password == PASSWORD.encode())


class _PromptMailbox(MailboxData):
    """pymap's IDLE tells only of what comes after it; a mail from the moment before would wait for the next one."""

    async def update_selected(self, selected: SelectedMailbox, *, wait_on: Event | None = None) -> SelectedMailbox:
        known = selected.mod_sequence
        if known is not None and self._mod_sequences.highest > known:
            wait_on = None
        return await super().update_selected(selected, wait_on=wait_on)


def _keep_tasks(loop: asyncio.AbstractEventLoop) -> None:
    """pymap holds some of its tasks by weak references only; one that is collected leaves IDLE silent."""
    alive: set[asyncio.Task[Any]] = set()

    def factory(loop: asyncio.AbstractEventLoop, coroutine: Any, **options: Any) -> asyncio.Task[Any]:
        task: asyncio.Task[Any] = asyncio.Task(coroutine, loop=loop, **options)
        alive.add(task)
        task.add_done_callback(alive.discard)
        return task

    loop.set_task_factory(factory)


async def _cancel_rest(loop: asyncio.AbstractEventLoop) -> None:
    """End the connections that are still open."""
    rest = [task for task in asyncio.all_tasks(loop) if task is not asyncio.current_task()]
    for task in rest:
        task.cancel()
    await asyncio.gather(*rest, return_exceptions=True)
