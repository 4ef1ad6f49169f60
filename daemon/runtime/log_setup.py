"""Structured logs on standard error: JSON for machines, coloured lines for a person. No secret and no token in them."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

# A token in a subject or a plus-address would let its reader answer for somebody.
_TOKEN = re.compile(r"(?<=[/+])[a-z2-9]{10}(?=[\]@])")


def set_up(*, as_json: bool) -> None:
    """Write the log to standard error from now on, also what libraries log from WARNING up."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _without_tokens,
    ]
    if as_json:
        last: list[Any] = [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
    else:
        last = [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())]
    structlog.configure(
        processors=[*shared, *last],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s %(message)s")


def set_up_for_a_command() -> None:
    """A command prints what it was asked for; of the log only warnings are left, on standard error."""
    structlog.configure(
        processors=[structlog.processors.add_log_level, _without_tokens, structlog.dev.ConsoleRenderer(colors=False)],
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
    )


def _without_tokens(_logger: Any, _method: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {key: _TOKEN.sub("…", value) if isinstance(value, str) else value for key, value in entry.items()}
