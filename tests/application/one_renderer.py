"""The renderer of all tests in a process."""

from __future__ import annotations

import atexit
from functools import cache

from daemon.documents.render import Renderer


@cache
def renderer() -> Renderer:
    """One child for all tests: to start one takes longer than a whole contract."""
    made = Renderer()
    atexit.register(made.close)
    return made
