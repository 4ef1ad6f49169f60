"""Secrets: passwords that the configuration names and never holds."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urlsplit

from daemon.config.problems import Mistake
from daemon.config.yaml_node import Item

_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
_MODES = (0o600, 0o400)
_known: set[str] = set()  # all values of this process: what a log must never show


class Secret:
    """A value that no `repr`, log line or message shows; `reveal()` gives it to the one who needs it."""

    __slots__ = ("_value", "name")

    def __init__(self, name: str, value: str | None) -> None:
        self.name = name
        self._value = value
        if value:
            _known.add(value)

    def reveal(self) -> str:
        """The secret itself. Raises LookupError when the configuration was read without secrets."""
        if self._value is None:
            raise LookupError(f"the configuration was read without its secrets, so {self.name} is unknown")
        return self._value

    def __repr__(self) -> str:
        return f"Secret({self.name!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and (self.name, self._value) == (other.name, other._value)

    def __hash__(self) -> int:
        return hash(self.name)

    def __reduce__(self) -> str:
        raise TypeError("a secret is not written anywhere")


def known_values() -> frozenset[str]:
    """Return every secret that this process has read, and the passwords of those that are URLs."""
    values = frozenset(_known)
    return values | {unquote(found) for each in values if (found := _password_in_url(each))}


def _password_in_url(value: str) -> str | None:
    try:
        return urlsplit(value).password
    except ValueError:  # no URL at all
        return None


def secret_reader(beside: Path, *, wanted: bool) -> Callable[[Item], Secret]:
    """A reader of `!secret name`. `beside` is the configuration's folder; not `wanted`: names only, no values."""

    def read(item: Item) -> Secret:
        # what stands here may be the secret itself: no message repeats it
        item.expects({"type": "string", "description": "!secret NAME", "pattern": f"^{_NAME.pattern}$"}, "password")
        name = item.scalar or ""
        if item.kind != "!secret":
            raise Mistake("a secret must not stand in the configuration; expected !secret NAME")
        if not _NAME.fullmatch(name):
            raise Mistake("expected !secret NAME with a name of small letters, digits and _")
        return Secret(name, _find(name, beside) if wanted else None)

    return read


def _find(name: str, beside: Path) -> str:
    variable = f"CONTRACTD_SECRET_{name.upper()}"
    private = beside / "secrets" / name
    credentials = os.environ.get("CREDENTIALS_DIRECTORY")
    if credentials and (given := Path(credentials) / name).is_file():
        return _content(given.read_bytes(), str(given))
    if variable in os.environ:
        return _content(os.environ[variable].encode("utf-8", "surrogateescape"), f"${variable}")
    if private.exists():
        return _content(_read_private(private, name), f"secrets/{name}")
    raise Mistake(
        f"no secret {name}; put it into $CREDENTIALS_DIRECTORY/{name}, ${variable} "
        f"or the file secrets/{name} beside the configuration"
    )


def _read_private(path: Path, name: str) -> bytes:
    """The content of a file that only we can read. Raises Mistake when others can, too."""
    try:
        with path.open("rb") as file:
            status = os.fstat(file.fileno())
            mode = stat.S_IMODE(status.st_mode)
            if status.st_uid != os.geteuid():
                raise Mistake(f"secrets/{name} belongs to another user; chown it to the daemon's user")
            if mode not in _MODES:
                raise Mistake(f"secrets/{name} has mode {mode:04o}, so others may read it; chmod 600 secrets/{name}")
            return file.read()
    except OSError as error:
        raise Mistake(f"secrets/{name} cannot be read: {error.strerror}") from None


def _content(raw: bytes, place: str) -> str:
    try:
        found = raw.decode().rstrip("\r\n")
    except UnicodeDecodeError:
        raise Mistake(f"the secret in {place} is not UTF-8 text") from None
    if not found:
        raise Mistake(f"the secret in {place} is empty")
    return found
