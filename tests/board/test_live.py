"""The stream of changes that open pages follow."""

from __future__ import annotations

import asyncio

from application.in_process_daemon import InProcessDaemon
from starlette.requests import Request

from daemon.application.app_context import CurrentContext
from daemon.board.live import ALL, ChangeFeed


def test_pages_that_come_together_share_one_look_a_second(contractd: InProcessDaemon) -> None:
    """After a restart of the daemon all open pages are back in the same moment."""

    async def looks_for(pages: int) -> int:
        feed = ChangeFeed(CurrentContext(contractd.app))
        viewer = contractd.app.viewer(contractd.app.directory.people["clerk"])
        streams = [feed.follow(Request({"type": "http"}), viewer, ALL) for _ in range(pages)]
        await asyncio.gather(*(anext(each) for each in streams))
        looking = [each for each in asyncio.all_tasks() if "ChangeFeed._look" in repr(each.get_coro())]
        for each in streams:
            await each.aclose()
        await asyncio.gather(*looking)  # nobody is there any more: they end
        return len(looking)

    assert asyncio.run(looks_for(20)) == 1
