"""What everybody at the desk needs, put together once by the composition root."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import structlog

from daemon.config import Settings
from daemon.desk.correspondence import Correspondence
from daemon.documents.render import Renderer
from daemon.store.database import Database
from daemon.workflow.model import Person
from daemon.workflow.route import Directory

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Office:
    """`now` gives the time, aware; the core never asks for it."""

    settings: Settings
    database: Database
    correspondence: Correspondence
    renderer: Renderer
    now: Callable[[], datetime]

    @property
    def directory(self) -> Directory:
        return self.settings.directory

    @property
    def archive(self) -> Path:
        return self.settings.folders.contracts

    def administrators(self) -> tuple[Person, ...]:
        return tuple(self.directory.people[key] for key in self.settings.organisation.administrators)
