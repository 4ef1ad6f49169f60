"""The watcher of the drafts' folder: a complete file is claimed, stored, and moved to where it belongs."""

from __future__ import annotations

import hashlib
import threading

from daemon.desk.office import Present, log
from daemon.documents.folder import Claimed, DraftFolder
from daemon.store import draftbox

POLL_SECONDS = 1.0
LARGEST = 50 * 1024 * 1024


class FolderWatcher:
    """Runs in a thread of its own."""

    def __init__(self, present: Present) -> None:
        self._present = present
        self._types: tuple[str, ...] = ()
        self._folder: DraftFolder | None = None
        self._stopping = threading.Event()

    def run(self) -> None:
        failed = False
        while not self._stopping.is_set():
            try:
                self._look(self._present_folder())
                failed = False
            except Exception as error:  # noqa: BLE001  a loop never dies
                if not failed:  # once, not each second, while a file server is away
                    log.exception("the drafts' folder cannot be read", why=str(error))
                failed = True
            self._stopping.wait(POLL_SECONDS)

    def stop(self) -> None:
        self._stopping.set()

    def _present_folder(self) -> DraftFolder:
        """The folder with a subfolder for each contract type that there is now."""
        settings = self._present().settings
        types = tuple(settings.contract_types)
        if self._folder is None or types != self._types:
            self._folder, self._types = DraftFolder(settings.folders.drafts, types), types
        return self._folder

    def _look(self, folder: DraftFolder) -> None:
        for claimed in folder.claim_ready():
            log.info("draft claimed", name=claimed.name, type=claimed.type)
        for claimed in folder.claimed():
            self._move_on(folder, claimed)

    def _move_on(self, folder: DraftFolder, claimed: Claimed) -> None:
        """Store a claimed draft, or move its file away when it has been worked on."""
        office = self._present()
        content = claimed.read() if claimed.path.stat().st_size <= LARGEST else b""
        sha256 = hashlib.sha256(content).hexdigest()
        with office.database.read() as connection:
            draft_id = draftbox.find(connection, claimed.type, sha256, claimed.source)
            stored = draftbox.load(connection, draft_id) if draft_id else None
        if stored is None:
            with office.database.transaction() as tx:
                draftbox.store(tx, claimed.type, claimed.name, content, claimed.source, office.now())
        elif stored.state == "accepted":
            folder.accept(claimed, stored.outcome)
        elif stored.state == "rejected":
            folder.reject(claimed, stored.outcome + "\n", stored.marked)
