"""Server-sent events for open pages: a contract that the visitor may see has changed, and its page is worth a look.

One look at the database a second serves all open pages, and there is none while no page is open. Changes come from
whoever makes them: this daemon, another one, the command line.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from daemon.application.app_context import CurrentContext
from daemon.board.visit import visit_of
from daemon.store import contract_queries, projections
from daemon.store.contract_queries import ChangedContract, Viewer

ALL = "all"  # what a page watches that shows many contracts
_LOOK_SECONDS = 1.0
_ASK_AGAIN_SECONDS = 30.0  # whether the visitor is still signed in; a proxy keeps a line open that says something
_LONGEST_TRANSACTION = timedelta(seconds=30)  # a row bears the time when it was written, and is seen when it commits


@dataclass(eq=False)
class _OpenPage:
    viewer: Viewer
    of: str
    changes: asyncio.Queue[str] = field(default_factory=asyncio.Queue)

    def shows(self, change: ChangedContract) -> bool:
        return self.of in (ALL, change.number) and change.may_be_seen_by(self.viewer)


class ChangeFeed:
    """Tells open pages what changes, each only what its visitor may see. Lives in one event loop."""

    def __init__(self, current: CurrentContext) -> None:
        self._current = current
        self._pages: set[_OpenPage] = set()
        self._looking: asyncio.Task[None] | None = None
        self._known: dict[int, str] = {}  # the ends of the histories that were told already

    async def follow(self, request: Request, viewer: Viewer, of: str) -> AsyncIterator[str]:
        """Yield the lines of an event stream until the visitor leaves or is signed out."""
        page = _OpenPage(viewer, of)
        self._pages.add(page)
        if self._looking is None or self._looking.done():  # nothing waits in between: pages that come together share it
            self._looking = asyncio.create_task(self._look())
        try:
            yield "retry: 5000\n\n"
            while True:
                try:
                    number = await asyncio.wait_for(page.changes.get(), _ASK_AGAIN_SECONDS)
                    yield f"event: changed\ndata: {number}\n\n"
                except TimeoutError:
                    visit = await run_in_threadpool(visit_of, request)
                    if visit is None:
                        return
                    page.viewer = visit.viewer
                    yield ": still here\n\n"
        finally:
            self._pages.discard(page)

    async def _look(self) -> None:
        await run_in_threadpool(self._changes)  # what was before is on the pages already
        while self._pages:
            for change in await run_in_threadpool(self._changes):
                for page in self._pages:
                    if page.shows(change):
                        page.changes.put_nowait(change.number)
            await asyncio.sleep(_LOOK_SECONDS)

    def _changes(self) -> list[ChangedContract]:
        """Return the contracts that have changed since the last look."""
        with self._current().database.read() as connection:
            ends = contract_queries.changed_since(connection, projections.stamp() - _LONGEST_TRANSACTION)
            new = [each for each, end in ends.items() if self._known.get(each) != end]
            found = contract_queries.changed(connection, new)
        self._known = ends
        return found


async def live(request: Request) -> Response:
    """Return the stream of changes for an open page; who is not signed in gets none."""
    visit = await run_in_threadpool(visit_of, request)
    if visit is None:
        return Response(status_code=401)
    feed: ChangeFeed = request.app.state.feed
    stream = feed.follow(request, visit.viewer, request.query_params.get("of", ALL))
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(stream, media_type="text/event-stream", headers=headers)
