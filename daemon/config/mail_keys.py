"""The block `mail`: our address and the two servers."""

from __future__ import annotations

from daemon.config import value_kinds as v
from daemon.config.key_shapes import BlockOf, Choice, Key, WholeNumber, choice_of
from daemon.config.settings import ConnectionSecurity

_AMOUNT = WholeNumber(1, 10**6)


def _account(kind: Choice, *, must_sign_in: bool, ports: str, port: int) -> BlockOf:
    return BlockOf(
        (
            Key("kind", kind, "how the server is spoken to", required=True),
            Key("host", v.HOST, "the server", required=True),
            Key("port", WholeNumber(1, 65535), f"follows from `security`: {ports}", example=port),
            Key(
                "security",
                choice_of(ConnectionSecurity),
                "how the connection is protected; `none` with a password only to this machine",
                default="tls",
            ),
            Key(
                "user",
                v.TEXT,
                "who signs in" + ("" if must_sign_in else "; without it nobody does"),
                required=must_sign_in,
                example="contracts",
            ),
            Key("password", v.SECRET, "goes with `user`; never written here itself"),
        )
    )


RECEIVE = _account(
    Choice(("imap",), refused=("exchange", "graph", "maildir")),
    must_sign_in=True,
    ports="993 with `tls`, else 143",
    port=993,
)
SEND = _account(
    Choice(("smtp",), refused=("exchange", "graph", "sendmail")),
    must_sign_in=False,
    ports="465 with `tls`, 587 with `starttls`, 25 with `none`",
    port=587,
)

LIMITS = BlockOf(
    (
        Key("per_hour", _AMOUNT, "letters in an hour", example=100),
        Key("per_day", _AMOUNT, "letters in a day", example=480),
        Key("recipients", _AMOUNT, "recipients of one letter", example=35),
    )
)

MAIL = BlockOf(
    (
        Key("address", v.ADDRESS, "the mailbox's plain address", required=True, example="contracts@scena.example"),
        Key("receive", RECEIVE, "the server with the mailbox", required=True),
        Key("send", SEND, "the server through which letters go", required=True),
        Key(
            "display_name",
            v.TEXT,
            "the sender's name in letters; else the organisation's",
            example="Согласование договоров",
        ),
        Key(
            "plus_address",
            v.FLAG,
            "`contracts+TOKEN@…` reaches the same mailbox: replies are bound by their address, too",
            default=False,
            example=True,
        ),
        Key("tls_ca", v.FILE, "an authority that is trusted besides the system's"),
        Key(
            "authentication_results",
            v.HOST,
            "the server whose `Authentication-Results` are believed",
            example="mx.scena.example",
        ),
        Key("limits", LIMITS, "how much the provider lets us send"),
    )
)
