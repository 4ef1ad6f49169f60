"""A changed configuration: the running daemon reloads a good one, refuses a bad one and tells the administrators."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

from daemon.application import still_needed
from daemon.application.app_context import AppContext, CurrentContext, log
from daemon.application.availability import tell_of_leavers
from daemon.application.config_check import look_at
from daemon.config import Problem, Settings
from daemon.config.reload_diff import differences, in_force
from daemon.config.watch import Watch
from daemon.documents.approval_sheet import TEMPLATE


class ConfigReload:
    """Looks at the configuration's files when it is told to, in one thread."""

    def __init__(
        self,
        current: CurrentContext,
        make_app_context: Callable[[Settings, AppContext], AppContext],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`make_app_context` puts a context together by other settings, with the old one's database and the rest."""
        self._current = current
        self._make_app_context = make_app_context
        self._watch = Watch(_watched(current().settings), clock)
        self._refused = False
        self._waiting: tuple[str, ...] = ()

    def look(self) -> None:
        """Reload or refuse what has changed since the last look."""
        content = self._watch.changed()
        if not content:
            return
        running = self._current().settings
        looked = look_at(running.files[0])
        mistakes = looked.mistakes or self._needed_types(looked.settings)
        if not self._watch.holds(content):
            return
        if looked.settings and not mistakes:
            self._reload(running, looked.settings)
        else:
            self._refuse([str(each) for each in mistakes])
        files = _watched(looked.settings or running)
        self._watch.judged(
            content, (*looked.files, *files)
        )  # not before: what could not be done or told is tried again

    def _needed_types(self, settings: Settings | None) -> tuple[Problem, ...]:
        """Return a mistake for each contract type that is gone and still needed: in the daemon's own database."""
        if settings is None:
            return ()
        with self._current().database.read() as connection:
            return still_needed.missing_types(connection, settings)

    def _refuse(self, mistakes: list[str]) -> None:
        self._refused = True
        log.error("configuration refused, going on with the last good one", mistakes=mistakes)
        app = self._current()
        with app.database.transaction() as tx:
            app.letters.configuration_refused(tx, app.administrators(), mistakes, app.now())

    def _reload(self, running: Settings, settings: Settings) -> None:
        merged, waiting = in_force(running, settings)
        app = self._make_app_context(merged, self._current())
        self._current.becomes(app)
        changed = differences(running, merged) or ("templates and texts",)
        log.info("configuration reloaded", changed=changed, needs_restart=waiting)
        for sentence in merged.warnings:
            log.warning("configuration", problem=sentence)
        if self._refused or waiting != self._waiting:
            with app.database.transaction() as tx:
                app.letters.configuration_reloaded(tx, app.administrators(), waiting, app.now(), mended=self._refused)
        self._refused, self._waiting = False, waiting
        if running.directory.people != merged.directory.people:
            tell_of_leavers(app)


def _watched(settings: Settings) -> Iterator[Path]:
    """Yield every file that decides whether the configuration is right."""
    yield from settings.files
    yield from sorted((settings.files[0].parent / "secrets").glob("*"))
    templates = settings.folders.templates
    yield from (templates / each.template for each in settings.contract_types.values())
    yield templates / TEMPLATE
    yield from sorted((templates.parent / "mail").glob("*.yaml"))
