"""The watcher of the drafts' folder: a complete file is claimed, stored, and moved to where it belongs."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator

from daemon.application.app_context import AppContext, CurrentContext, log
from daemon.application.submissions.register import refuse_unread
from daemon.application.submissions.untaken_files import tell_of_untaken
from daemon.documents.folder import CLAIMED, TOLD_SECONDS, ClaimedFile, DraftFolder, Untaken
from daemon.documents.folder_entries import Hindrance
from daemon.documents.safety import LARGEST_FILE, Unsafe
from daemon.store import drafts
from daemon.store.cause import Cause

POLL_SECONDS = 1.0


class FolderWatcher:
    """Runs in a thread of its own."""

    def __init__(self, current: CurrentContext) -> None:
        self._current = current
        self._types: tuple[str, ...] = ()
        self._folder: DraftFolder | None = None
        self._stopping = threading.Event()
        self._stuck: dict[str, tuple[float, str]] = {}  # drafts that cannot be moved on: since when and why, by mark
        self._seen_untaken: frozenset[tuple[str, Hindrance, bool]] | None = None

    def run(self) -> None:
        failed_since: float | None = None
        while not self._stopping.is_set():
            try:
                self.look()
                failed_since = None
            except Exception as error:  # noqa: BLE001  a loop never dies
                if failed_since is None:  # once, not each second, while a file server is away
                    log.exception("the drafts' folder cannot be read", why=str(error))
                    failed_since = time.monotonic()
                if isinstance(error, OSError) and time.monotonic() - failed_since >= TOLD_SECONDS:
                    with contextlib.suppress(Exception):  # tried again each time
                        self._tell_of([self._unreachable(error)])
            self._stopping.wait(POLL_SECONDS)

    def stop(self) -> None:
        self._stopping.set()

    def _current_folder(self) -> DraftFolder:
        """Return the folder with a subfolder for each contract type that there is now."""
        settings = self._current().settings
        types = tuple(settings.contract_types)
        if self._folder is None or types != self._types:
            self._folder, self._types = DraftFolder(settings.folders.drafts, types), types
        return self._folder

    def look(self, folder: DraftFolder | None = None) -> None:
        """Claim what is complete, store what was claimed, move away what was worked on: one round of a folder.

        Without one it is the configured folder, with a subfolder for each contract type that there is now.
        """
        folder = folder or self._current_folder()
        for claimed in folder.claim_ready():
            log.info("draft claimed", name=claimed.name, type=claimed.type)
        found = folder.claimed()
        for claimed in found:
            with self._each_by_itself(claimed, folder.seconds()):
                self._move_on(folder, claimed)
        self._tell_of([*folder.untaken(), *self._stuck_ones(found, folder.seconds())])

    def _tell_of(self, found: list[Untaken]) -> None:
        """Tell of what is not taken, if that is other than the last time."""
        seen = frozenset((each.path, each.why, each.is_due) for each in found)
        if seen != self._seen_untaken:
            tell_of_untaken(self._current(), found)
            self._seen_untaken = seen

    def _stuck_ones(self, found: list[ClaimedFile], seconds: float) -> Iterator[Untaken]:
        for each in found:
            if each.mark in self._stuck:
                since, why = self._stuck[each.mark]
                path = f"{CLAIMED}/{each.type}/{each.name}"
                yield Untaken(path, each.type, Hindrance.STUCK, why, seconds - since >= TOLD_SECONDS)

    def _unreachable(self, error: OSError) -> Untaken:
        folder = self._current().settings.folders.drafts
        return Untaken(str(folder), "", Hindrance.UNREACHABLE, error.strerror or str(error), is_due=True)

    @contextlib.contextmanager
    def _each_by_itself(self, claimed: ClaimedFile, seconds: float) -> Iterator[None]:
        """What goes wrong with one draft does not hold up the others; it is tried again each time."""
        try:
            yield
        except Exception as error:  # noqa: BLE001  a loop never dies
            if claimed.mark not in self._stuck:  # told once, not each second
                log.exception("a draft cannot be moved on", name=claimed.name, why=str(error))
            why = (isinstance(error, OSError) and error.strerror) or str(error).partition("\n")[0]
            self._stuck.setdefault(claimed.mark, (seconds, why))
        else:
            self._stuck.pop(claimed.mark, None)

    def _move_on(self, folder: DraftFolder, claimed: ClaimedFile) -> None:
        """Store a claimed draft, or move its file away when it has been worked on."""
        app = self._current()
        with app.database.read() as connection:
            source = Cause.of_folder(claimed.mark)
            parts = drafts.of_hand_in(connection, str(source))
            stored = parts[0] if parts else drafts.of_source(connection, claimed.type, source)
        if stored is None:
            _store(app, claimed)
        elif stored.state == "accepted":
            folder.accept(claimed, stored.outcome)
        elif stored.state == "rejected":
            folder.reject(claimed, stored.outcome + "\n", stored.marked)


def _store(app: AppContext, claimed: ClaimedFile) -> None:
    source = Cause.of_folder(claimed.mark)
    contents = []
    for path in claimed.files:
        part = claimed.file(path)
        try:
            contents.append((part.name, _content(part)))
        except FileNotFoundError:
            return  # somebody has taken it back
        except Unsafe as error:
            refuse_unread(app, claimed.type, part.name, source, error)
            return
    several = len(contents) > 1
    with app.database.transaction() as tx:
        for number, (name, content) in enumerate(contents, 1):
            of_part, hand_in = (source.within(number), str(source)) if several else (source, "")
            drafts.store(tx, claimed.type, name, content, of_part, app.now(), hand_in=hand_in)


def _content(claimed: ClaimedFile) -> bytes:
    """Return the bytes of a draft. Raises FileNotFoundError, and Unsafe when there is no reading it."""
    try:
        if (size := claimed.path.lstat().st_size) > LARGEST_FILE:
            raise Unsafe("too_big", size=size // 2**20, max=LARGEST_FILE // 2**20)
        return claimed.read()
    except FileNotFoundError:
        raise
    except PermissionError as error:
        raise Unsafe("no_permission") from error
    except OSError as error:
        raise Unsafe("unreadable", why=error.strerror or str(error)) from error
