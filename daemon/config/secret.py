"""Secrets: passwords that the configuration names and never holds."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urlsplit

from daemon.config.problems import ConfigurationError, Mistake, Problem
from daemon.config.value_kinds import SECRET
from daemon.config.yaml_node import Item

_MODES = (0o600, 0o400)
_known: set[str] = set()  # all values of this process: what a log must never show


class Secret:
    """A value that no `repr`, log line or message shows; `reveal()` gives it to the one who needs it.

    What is not known yet is looked for by `find`, once. Two are equal when the same is known of both.
    """

    __slots__ = ("_find", "_value", "name")

    def __init__(self, name: str, value: str | None = None, find: Callable[[], str] | None = None) -> None:
        self.name = name
        self._value = value
        self._find = find
        if value:
            _known.add(value)

    @property
    def is_looked_for(self) -> bool:
        """True for one that stands elsewhere and is found when it is revealed: it may be another the next time."""
        return self._find is not None

    def reveal(self) -> str:
        """Return the secret itself. Raises what `find` raises, and LookupError when there is no way to find it."""
        if self._value is None:
            if self._find is None:
                raise LookupError(f"nobody said where to look for {self.name}")
            self._value = self._find()
            _known.add(self._value)
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


def secret_reader(
    beside: Path, *, wanted: bool, convert: Callable[[str], str] = lambda found: found
) -> Callable[[Item], Secret]:
    """Return a reader of `!secret NAME`. `beside` is the configuration's folder.

    Not `wanted`: it is looked for when it is revealed; what is wrong then is a ConfigurationError. `convert` makes of
    what was found what is meant, or raises Mistake.
    """

    def read(item: Item) -> Secret:
        # what stands here may be the secret itself: no message repeats it
        name = item.scalar or ""
        if item.kind != "!secret":
            raise Mistake(f"a secret must not stand in the configuration; expected {SECRET.expected}")
        if not SECRET.matches(name):
            raise Mistake(f"expected {SECRET.expected} with a name of small letters, digits and _")
        if wanted:
            return Secret(name, convert(_find(name, beside)))
        return Secret(name, find=lambda: _find_later(item, lambda: convert(_find(name, beside))))

    return read


def _find_later(item: Item, find: Callable[[], str]) -> str:
    try:
        return find()
    except Mistake as mistake:
        raise ConfigurationError((Problem(item.file, item.line, item.path, str(mistake)),)) from None


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
    """Return the content of a file that only we can read. Raises Mistake when others can, too."""
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
