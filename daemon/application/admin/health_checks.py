"""Whether the daemon would find what it needs on this machine: the parts of `contractd doctor` that need no network."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from sqlalchemy import Connection, func, select
from sqlalchemy.exc import SQLAlchemyError

from daemon.application.archived_files import not_as_recorded
from daemon.application.letters import letter_settings
from daemon.application.still_needed import cure, in_words, leavers
from daemon.config import Settings
from daemon.mail.compose import untaken_letters
from daemon.store import migrations, quarantined_work, untaken_rows
from daemon.store.database import Database
from daemon.store.tables import events

MOST_FILES = 20
_LANGUAGE = "en"  # of all that is found here
LITTLE_BYTES = 2 * 1024**3
TOO_LITTLE_BYTES = 200 * 1024**2


class State(StrEnum):
    FINE = "fine"
    NOTE = "note"  # worth knowing; the daemon works
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, how it is, and, unless it is fine, what to do."""

    what: str
    state: State
    detail: str


def examine(settings: Settings, now: datetime) -> Iterator[Finding]:
    """Database, clock, folders and disk, one finding for each."""
    yield from _database(settings, now)
    for name in ("drafts", "contracts"):
        yield _folder(f"folder {name}", getattr(settings.folders, name))
    yield _disk(settings.folders.contracts)
    yield _office_program()


def _database(settings: Settings, now: datetime) -> Iterator[Finding]:
    database = Database(settings.database)
    shown = database.shown
    file = database.url.database if database.url.get_backend_name() == "sqlite" else None
    if file and not Path(file).is_file():
        yield Finding("database", State.NOTE, f"{shown} is made when the daemon starts")
        return
    try:
        with database.read() as connection:
            if not migrations.is_current(connection):
                yield Finding("database", State.WRONG, f'{shown} has other tables: run "contractd upgrade"')
                return
            last = connection.execute(select(func.max(events.c.at))).scalar()
            waiting = len(quarantined_work.quarantined(connection))
            archive = _archive(connection, settings.folders.contracts)
            gone = [*_leavers(connection, settings), *_untaken(connection, settings)]
    except SQLAlchemyError as error:
        yield Finding("database", State.WRONG, f"{shown} cannot be used: {str(error.__cause__ or error).strip()}")
        return
    finally:
        database.close()
    yield Finding("database", State.FINE, shown)
    yield archive
    yield _clock(last, now)
    yield from gone
    if waiting:
        yield Finding("quarantine", State.NOTE, f'{waiting} waiting for somebody: "contractd quarantine" shows them')


def _archive(connection: Connection, folder: Path) -> Finding:
    """Return whether every file is as it was recorded; letters go without those that are not."""
    try:
        wrong = list(not_as_recorded(connection, folder))
    except OSError as error:
        return Finding("archive", State.WRONG, f"{error.strerror}: {error.filename or folder}")
    if not wrong:
        return Finding("archive", State.FINE, "every file is as it was filed")
    more = f"; and {len(wrong) - MOST_FILES} more" if len(wrong) > MOST_FILES else ""
    listed = "; ".join(wrong[:MOST_FILES])
    return Finding("archive", State.WRONG, f"put back what is not as it was filed: {listed}{more}")


def _leavers(connection: Connection, settings: Settings) -> Iterator[Finding]:
    """Yield what of the contracts under way still hangs on people who are not in the directory any more."""
    for each in leavers(connection, settings.directory):
        detail = f"{in_words(each, settings.directory)} is not in the directory any more: {cure(each)}"
        yield Finding("leavers", State.NOTE, detail)


def _untaken(connection: Connection, settings: Settings) -> Iterator[Finding]:
    """Yield what lies in the drafts' folder and becomes no draft, as the daemon has told it."""
    words = letter_settings(settings).wording(_LANGUAGE)
    for each in untaken_rows.told(connection):
        yield Finding("drafts", State.NOTE, f"{each.path}: {untaken_letters.reason(words, each.why, each.detail)}")


def _clock(last: datetime | None, now: datetime) -> Finding:
    """Return whether time has gone back: deadlines and histories would be wrong."""
    if last and last > now:
        return Finding(
            "clock", State.WRONG, f"it says {now:%F %T}Z, the last history entry is of {last:%F %T}Z: set it"
        )
    return Finding("clock", State.FINE, f"{now:%F %T}Z")


def _folder(what: str, folder: Path) -> Finding:
    if not folder.is_dir():
        parent = next((each for each in folder.parents if each.is_dir()), Path("/"))
        found = _folder(what, parent)
        wrong = found.state is State.WRONG
        return found if wrong else Finding(what, State.NOTE, f"{folder} is made when it is needed")
    try:
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".contractd-"):
            return Finding(what, State.FINE, str(folder))
    except OSError as error:
        return Finding(
            what, State.WRONG, f"{folder}: {error.strerror}; give the daemon's user the right to write there"
        )


def _disk(folder: Path) -> Finding:
    there = next(each for each in (folder, *folder.parents) if each.is_dir())
    free = shutil.disk_usage(there).free
    shown = f"{free / 1024**3:.1f} GB free at {there}"
    if free < TOO_LITTLE_BYTES:
        return Finding("disk", State.WRONG, f"{shown}: make room, or documents cannot be written")
    return Finding("disk", State.NOTE if free < LITTLE_BYTES else State.FINE, shown)


def _office_program() -> Finding:
    found = shutil.which("soffice") or shutil.which("libreoffice")
    return Finding("LibreOffice", State.FINE, found or "not here, and not needed: documents are DOCX")
