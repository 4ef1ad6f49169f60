"""What leaves as a log line has neither token nor password in it, whoever wrote it and wherever it stood."""

from __future__ import annotations

import contextlib
import io
import json
import logging
import os
import re
import subprocess
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import structlog
from hypothesis import example, given, settings
from hypothesis import strategies as st

from daemon.config.secret import Secret, known_values
from daemon.runtime.log_setup import set_up
from daemon.runtime.scrubbing import Scrubber

ROOT = Path(__file__).parents[2]
ALPHABET = "abcdefghjkmnpqrstvwxyz23456789"
LIBRARY = logging.getLogger("some.library")

# Sign by sign, as chance makes them: hypothesis would draw whole texts from words of the program, too.
tokens = st.lists(st.sampled_from(ALPHABET), min_size=10, max_size=10).map("".join)
signs = st.characters(min_codepoint=33, max_codepoint=0x44F, categories=["L", "N", "P", "S"])
passwords = st.lists(signs, min_size=8, max_size=24).map("".join)


@dataclass
class Holder:
    content: object


class Stubborn:
    def __repr__(self) -> str:
        raise ValueError("no repr")


@contextlib.contextmanager
def logging_to(*, as_json: bool) -> Iterator[io.StringIO]:
    """The log set up anew, on a stream; afterwards all is as before."""
    out = io.StringIO()
    hooks, stderr = (sys.excepthook, threading.excepthook, sys.unraisablehook), sys.stderr
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    root.handlers.clear()
    sys.stderr = out
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("always")
            set_up(as_json=as_json, secrets=known_values)
            yield out
    finally:
        logging.captureWarnings(capture=False)
        sys.stderr = stderr
        sys.excepthook, threading.excepthook, sys.unraisablehook = hooks
        root.handlers[:] = handlers
        root.setLevel(level)
        structlog.reset_defaults()


def _fail(secret: str) -> None:
    hidden_in_a_variable = secret  # noqa: F841
    try:
        try:
            {}[secret]
        except KeyError as error:
            error.add_note(f"while answering +{secret}@")
            raise ValueError(f"cannot use {secret}, {secret!r}, {secret.encode()!r}") from error
    except ValueError as error:
        raise ExceptionGroup(f"all of {secret}", [error, OSError(5, secret, secret)]) from None


def _log_exception(secret: str) -> None:
    try:
        _fail(secret)
    except ExceptionGroup:
        structlog.get_logger().exception("failed", also=secret)


def _library_exception(secret: str) -> None:
    try:
        _fail(secret)
    except ExceptionGroup:
        LIBRARY.exception("could not use %s and %r", secret, [secret])


def _die(secret: str) -> None:
    try:
        _fail(secret)
    except ExceptionGroup as error:
        sys.excepthook(type(error), error, error.__traceback__)


def _die_in_a_thread(secret: str) -> None:
    thread = threading.Thread(target=_fail, args=(secret,))
    thread.start()
    thread.join()


WAYS: dict[str, Callable[[str], None]] = {
    "the event": lambda s: structlog.get_logger().info(f"a letter with {s} went out"),
    "a value": lambda s: structlog.get_logger().info("sent", to=s),
    "a subject": lambda s: structlog.get_logger().info("sent", subject=f"Re: [З-2026-0042/{s}] Договор"),
    "an address": lambda s: structlog.get_logger().warning("sent", to=[f"contracts+{s}@scena.example"]),
    "nested values": lambda s: structlog.get_logger().info("x", all={"a": [1, ({"b": s}, {s}), frozenset({s})], s: 2}),
    "bytes": lambda s: structlog.get_logger().info("x", raw=b"To: <" + s.encode() + b">", more=[bytearray(s.encode())]),
    "an object": lambda s: structlog.get_logger().info("x", it=Holder([Holder("\n" + s)]), error=OSError(5, s)),
    "something deep": lambda s: structlog.get_logger().info("x", it=[[[[[[[[[[[[[[[[s]]]]]]]]]]]]]]]]),
    "an exception": _log_exception,
    "a library's line": lambda s: LIBRARY.warning("login %s failed: %r", s, {"p": s}),
    "a library's exception": _library_exception,
    "a library's wrong line": lambda s: LIBRARY.warning("two %s and %s", s),
    "a warning": lambda s: warnings.warn(f"deprecated: {s}", stacklevel=1),
    "last words": _die,
    "last words of a thread": _die_in_a_thread,
}


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
@pytest.mark.parametrize("as_json", [True, False], ids=["JSON", "text"])
@pytest.mark.parametrize("way", WAYS)
@given(token=tokens, password=passwords)
@example(token="k7q2mx9w4t", password="correct horse")
@example(token="abcdefghjk", password='"quotes" \\ and \n ends')
@example(token="2345678923", password="пароль по-русски")
@settings(max_examples=6, deadline=None)
def test_neither_token_nor_password_leaves(way: str, token: str, password: str, *, as_json: bool) -> None:
    secret = Secret("mail_password", password)
    with logging_to(as_json=as_json) as out:
        WAYS[way](token)
        WAYS[way](secret.reveal())
    said = out.getvalue()
    assert said.count("\n") >= 2
    assert token not in said
    assert password not in said
    assert password not in said.replace('\\"', '"').replace("\\\\", "\\")
    if as_json and way != "a library's wrong line":
        assert all(isinstance(json.loads(line), dict) for line in said.splitlines())


@pytest.mark.parametrize("as_json", [True, False], ids=["JSON", "text"])
def test_a_traceback_shows_no_values_of_variables(*, as_json: bool) -> None:
    hidden = "only in a variable"
    with logging_to(as_json=as_json) as out:
        try:
            int(f"{len(hidden)}x")
        except ValueError:
            structlog.get_logger().exception("failed")
    assert "'18x'" in out.getvalue()
    assert f"'{hidden}'" not in out.getvalue()


def test_what_is_no_secret_stays_readable() -> None:
    with logging_to(as_json=True) as out:
        structlog.get_logger().info(
            "statements with parameters are deprecated", sizes=[1, 2.5, None, True], number="З-2026-0042", it=Stubborn()
        )
        LIBRARY.warning("%d of %s", 3, "references")
    first, second = (json.loads(line) for line in out.getvalue().splitlines())
    assert first["event"] == "statements with parameters are deprecated"
    assert (first["sizes"], first["number"], first["level"]) == ([1, 2.5, None, True], "З-2026-0042", "info")
    assert first["it"] == "<Stubborn, whose repr raises ValueError>"
    assert (second["event"], second["logger"], second["level"]) == ("3 of references", "some.library", "warning")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("postgresql+psycopg://contractd:s3cr-et@db/contractd", "postgresql+psycopg://contractd:…@db/contractd"),
        ("conninfo: host=db password=abc dbname=x", "conninfo: host=db password=… dbname=x"),
        ("{'user': 'a', 'password': 'b c'}", "{'user': 'a', 'password': …}"),
        ("Authorization: Bearer abc.def", "Authorization: …"),
        ("Subject: [З-2026-0042/K7Q2MX 9W4T] x", "Subject: [З-2026-0042/…] x"),
        ("mailto:contracts%2Bk7q2mx9w4t%40scena.example", "mailto:contracts%2B…%40scena.example"),
        ("\x1b[35mk7q2mx9w4t\x1b[0m", "\x1b[35m…\x1b[0m"),
        ("'line\\nk7q2mx9w4t'", "'line\\n…'"),
        ("sha256 0123456789abcdef, INN 5902293308", "sha256 0123456789abcdef, INN 5902293308"),
    ],
)
def test_the_forms_in_which_they_are_written(text: str, left: str) -> None:
    assert Scrubber().text(text) == left


def test_a_value_whose_name_says_what_it_is_is_not_shown() -> None:
    shown = Scrubber().value({"mail_password": "abc", "token": "", "account": {"pwd": 5}})
    assert shown == {"mail_password": "…", "token": "", "account": {"pwd": "…"}}


def test_the_password_in_a_url_that_is_a_secret_is_known_by_itself() -> None:
    Secret("database", "postgresql://contractd:tr%C3%A8s-secret@db/contractd")
    assert "très-secret" in known_values()


def test_a_command_that_dies_prints_no_secret() -> None:
    program = (
        "import daemon.cli as cli, click\n"
        "from daemon.config.secret import Secret\n"
        "@click.command()\n"
        "def crash():\n"
        "    raise RuntimeError(Secret('x', 'correct horse').reveal(), 'k7q2mx9w4t')\n"
        "cli.contractd.add_command(crash)\n"
        "import sys; sys.argv = ['contractd', 'crash']\n"
        "cli.main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, env=os.environ, check=False
    )
    assert done.returncode == 1
    assert re.search(r"Traceback .*RuntimeError: \('…', '…'\)", done.stderr, re.DOTALL)
