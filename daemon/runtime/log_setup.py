"""Structured logs on standard error: JSON for machines, coloured lines for a person.

Everything that leaves goes through one scrubber: our own lines, those of libraries, warnings, and the last words of a
thread or of the program. Tracebacks never show the values of variables.
"""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Any

import structlog
from structlog.typing import EventDict, Processor

from daemon.runtime.scrubbing import Scrubber

Secrets = Callable[[], Iterable[str]]


def set_up(*, as_json: bool, secrets: Secrets = tuple) -> None:
    """Write the log to standard error from now on, also what libraries log from WARNING up.

    `secrets` gives the passwords that are known, whenever a line is written.
    """
    stamp = structlog.processors.TimeStamper(fmt="iso", utc=True)
    colours = sys.stderr.isatty()
    _set_up([stamp], _renderer(as_json=as_json, colours=colours), secrets, logging.INFO)
    sys.excepthook = _last_words_of_the_program
    threading.excepthook = _last_words_of_a_thread
    sys.unraisablehook = _unraisable


def set_up_for_a_command(secrets: Secrets = tuple) -> None:
    """A command prints what it was asked for; of the log only warnings are left, on standard error."""
    _set_up([], _renderer(as_json=False, colours=False), secrets, logging.WARNING)


def _renderer(*, as_json: bool, colours: bool) -> Processor:
    if as_json:
        return structlog.processors.JSONRenderer(ensure_ascii=False)
    # not rich's tracebacks: they print every frame's variables
    return structlog.dev.ConsoleRenderer(colors=colours, exception_formatter=structlog.dev.plain_traceback)


def _set_up(stamps: list[Processor], renderer: Processor, secrets: Secrets, level: int) -> None:
    scrubber = Scrubber(secrets)
    first: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        *stamps,
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
    ]
    # Values before they are rendered, where a word's ends can be seen; then the line, with what rendering made of them.
    last: list[Processor] = [
        lambda _logger, _method, entry: _scrubbed(scrubber, entry),
        renderer,
        lambda _logger, _method, line: scrubber.line(str(line)),
    ]
    structlog.configure(
        processors=[*first, *last],
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        wrapper_class=structlog.make_filtering_bound_logger(level),
        cache_logger_on_first_use=False,
    )
    _set_up_libraries(first, [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last])


def _scrubbed(scrubber: Scrubber, entry: Any) -> EventDict:
    value = scrubber.value(dict(entry))
    return value if isinstance(value, dict) else {"event": value}


class _Handler(logging.StreamHandler[Any]):
    """Writes what libraries log to standard error."""

    def __init__(self, formatter: logging.Formatter) -> None:
        super().__init__(sys.stderr)
        self.setFormatter(formatter)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
        """The standard library would print the arguments of a line that cannot be formatted."""
        try:
            self.stream.write(f"a line of {record.name} could not be written: {sys.exc_info()[0]}\n")
        except (OSError, ValueError):
            return


def _set_up_libraries(first: list[Processor], last: list[Processor]) -> None:
    formatter = structlog.stdlib.ProcessorFormatter(foreign_pre_chain=[_named, *first], processors=last)
    logging.basicConfig(level=logging.WARNING, handlers=[_Handler(formatter)])
    logging.captureWarnings(capture=True)


def _named(_logger: Any, _method: str, entry: EventDict) -> EventDict:
    entry["logger"] = entry["_record"].name
    return entry


def _last_words_of_the_program(
    type_: type[BaseException], error: BaseException, traceback: TracebackType | None
) -> None:
    structlog.get_logger().critical("died", exc_info=(type_, error, traceback))


def _last_words_of_a_thread(args: threading.ExceptHookArgs) -> None:
    if args.exc_type is not SystemExit:
        name = args.thread.name if args.thread else ""
        error = args.exc_value or args.exc_type()
        structlog.get_logger().critical("a thread died", thread=name, exc_info=error)


def _unraisable(args: sys.UnraisableHookArgs) -> None:
    error = args.exc_value or args.exc_type()
    structlog.get_logger().error("an exception that nobody could catch", where=repr(args.object), exc_info=error)
