"""What `contractd list` needs of a configuration that was found right, kept so that it is not read anew each time.

It is found by the content of every file of the configuration and by the release that has read them: an edit, also of an
included file, is read and checked as ever. It lies in the private cache of the user who runs the command; a file that
others could have written is not believed. No secret is ever in it, nor anything that was read from one.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from daemon.workflow.people import Person, PersonKey

if TYPE_CHECKING:
    from daemon.config.settings import Settings

_PRIVATE = 0o077  # what nobody else may have


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The language and zone of the house, its people, and the URL of its database."""

    language: str
    timezone: ZoneInfo
    database: str
    people: Mapping[PersonKey, Person]


def excerpt_of(settings: Settings) -> Excerpt:
    """Return what is needed of settings. Raises ConfigurationError when the secret with the URL cannot be found."""
    organisation = settings.organisation
    return Excerpt(organisation.language, organisation.timezone, settings.database, settings.directory.people)


def kept_excerpt(path: Path) -> Excerpt | None:
    """Return what was kept of this very configuration; None if nothing was, or anything is not as it was then."""
    try:
        kept = json.loads(_private_text(_place(path)))
        files = kept["files"]
        if kept["release"] != _release() or files != _digests([Path(each) for each in files]):
            return None
        people = {key: Person(**{**each, "aliases": tuple(each["aliases"])}) for key, each in kept["people"].items()}
        return Excerpt(kept["language"], ZoneInfo(kept["timezone"]), kept["database"], people)
    except (OSError, RuntimeError, ValueError, LookupError, TypeError, AttributeError):  # another's, or cut short
        return None


def keep_excerpt(path: Path, settings: Settings) -> None:
    """Keep what is needed of settings that were just read from `path`; where that cannot be, nothing is kept."""
    if settings.database_url.is_looked_for:
        return
    found = excerpt_of(settings)
    kept = {
        "release": _release(),
        "files": _digests(settings.files),
        "language": found.language,
        "timezone": found.timezone.key,
        "database": found.database,
        "people": {key: asdict(person) for key, person in found.people.items()},
    }
    with suppress(OSError, RuntimeError):
        _write_private(_place(path), json.dumps(kept, ensure_ascii=False))


def _place(path: Path) -> Path:
    """Return where the excerpt of a configuration lies. Raises RuntimeError for a user without a home."""
    cache = os.environ.get("XDG_CACHE_HOME")
    folder = Path(cache) if cache else Path.home() / ".cache"
    name = hashlib.sha256(str(path.absolute()).encode("utf-8", "surrogateescape")).hexdigest()
    return folder / "contractd" / f"{name}.json"


def _private_text(path: Path) -> str:
    """Return the text of a file that only we can have written. Raises PermissionError for any other."""
    with path.open(encoding="utf-8") as file:
        status = os.fstat(file.fileno())
        if status.st_uid != os.geteuid() or stat.S_IMODE(status.st_mode) & _PRIVATE:
            raise PermissionError(path)
        return file.read()


def _write_private(path: Path, text: str) -> None:
    """Put a text in the place of what is there, at once; nobody else can read it."""
    import tempfile

    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _digests(files: Any) -> dict[str, str]:
    return {str(each): hashlib.sha256(each.read_bytes()).hexdigest() for each in files}


def _release() -> str:
    """Return what tells one release's reader of configurations from another's: its modules as they were installed."""
    modules = sorted(Path(__file__).parents[1].joinpath("config").glob("*.py"))
    told = [(each.name, (status := each.stat()).st_size, status.st_mtime_ns) for each in modules]
    return hashlib.sha256(repr(told).encode()).hexdigest()
