"""What the demo shows: a living picture on a terminal, plain lines anywhere else."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from demo.chronicle import Line, Sign
from demo.standings import Standing

_STATE_STYLES = {"open": "bold yellow", "closed": "green", "passed_over": "dim", "ahead": "dim"}
_SIGN_STYLES = {Sign.LETTER: "cyan", Sign.REPLY: "green", Sign.ELSE: "magenta", Sign.WRONG: "bold red"}
_LEAST_LINES = 6


class Display(Protocol):
    """Called from many threads. A context manager."""

    def __enter__(self) -> Display: ...

    def __exit__(self, *_: object) -> None: ...

    def line(self, line: Line) -> None: ...

    def standings(self, standings: Sequence[Standing]) -> None: ...


def make_display(console: Console, zone: ZoneInfo, addresses: Sequence[str]) -> Display:
    """`addresses`: lines that say where to look, for as long as something is shown."""
    return Living(console, zone, addresses) if console.is_terminal else Plain(console, zone, addresses)


def wait_line(standing: Standing) -> str:
    """Where a contract stands, in a line."""
    stage = f", {standing.listed['stage']}" if standing.listed["stage"] else ""
    waiting = ", ".join(standing.waiting_for)
    return f"{standing.number}: {standing.status}, round {standing.round}{stage}; " + (
        f"waiting for {waiting}" if waiting else "nobody is waited for"
    )


class Plain:
    """A line for each thing that happens."""

    def __init__(self, console: Console, zone: ZoneInfo, addresses: Sequence[str]) -> None:
        self._console = console
        self._zone = zone
        self._addresses = addresses
        self._told: set[str] = set()

    def __enter__(self) -> Plain:
        for each in self._addresses:
            self._print(each)
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def line(self, line: Line) -> None:
        at = line.at.astimezone(self._zone)
        self._print(f"{at:%H:%M:%S} {line.sign} {line.who}: {line.what}")

    def standings(self, standings: Sequence[Standing]) -> None:
        for text in map(wait_line, standings):
            if text not in self._told:
                self._told.add(text)
                self._print(f"         = {text}")

    def _print(self, text: str) -> None:
        self._console.print(text, markup=False, highlight=False, soft_wrap=True)


class Living:
    """Both contracts with their stages, and below them what happened last."""

    def __init__(self, console: Console, zone: ZoneInfo, addresses: Sequence[str]) -> None:
        self._console = console
        self._zone = zone
        self._addresses = [Text(each, style="bold", overflow="fold") for each in addresses]
        self._lines: deque[Line] = deque(maxlen=200)
        self._standings: Sequence[Standing] = ()
        self._lock = threading.Lock()
        self._live = Live(console=console, get_renderable=self._picture, refresh_per_second=4, screen=True)

    def __enter__(self) -> Living:
        self._live.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self._live.__exit__(None, None, None)
        for line in self._lines:  # the screen is gone, what happened stays
            self._console.print(self._told(line), soft_wrap=True)

    def line(self, line: Line) -> None:
        with self._lock:
            self._lines.append(line)

    def standings(self, standings: Sequence[Standing]) -> None:
        with self._lock:
            self._standings = standings

    def _picture(self) -> RenderableType:
        with self._lock:
            tables = [self._table(each) for each in self._standings]
            used = sum(len(each.stages) + 6 for each in self._standings) + 3 + len(self._addresses)
            room = max(_LEAST_LINES, self._console.height - used)
            lines = [self._told(each) for each in list(self._lines)[-room:]]
        happened = Panel(Group(*lines), title="letters and replies", title_align="left", border_style="dim")
        shown = tables or [Text("The daemon takes in the forms …")]
        return Group(*self._addresses, *shown, happened)

    def _told(self, line: Line) -> Text:
        text = Text(f"{line.at.astimezone(self._zone):%H:%M:%S} ", style="dim", no_wrap=True, overflow="ellipsis")
        text.append(f"{line.sign} {line.who}: ", style=_SIGN_STYLES[line.sign])
        return text.append(line.what, style="default")

    def _table(self, standing: Standing) -> Table:
        waiting = ", ".join(standing.waiting_for)
        caption = Text(f"waiting for {waiting}" if waiting else "nobody is waited for")
        caption.stylize("bold yellow" if waiting else "bold green")
        title = Text(f"{standing.listed['name']} · {standing.status} · round {standing.round}", style="bold")
        table = Table(
            title=title,
            caption=caption,
            title_justify="left",
            caption_justify="left",
            expand=True,
            box=None,
            pad_edge=False,
        )
        for name, ratio in (("stage", 3), ("who", 4), ("verdict", 3), ("at", 1), ("remarks", 5)):
            table.add_column(name, ratio=ratio, no_wrap=True, overflow="ellipsis", header_style="dim")
        for row in standing.stages:
            style = _STATE_STYLES.get(str(row["state"]), "")
            cells = (row["stage"], row["person"], row["verdict"] or row["state"], self._time(row), row["remarks"])
            table.add_row(*(Text(str(each or ""), style=style) for each in cells))
        return table

    def _time(self, row: object) -> str:
        at = row["at"] if isinstance(row, dict) else None
        return f"{datetime.fromisoformat(str(at)).astimezone(self._zone):%H:%M}" if at else ""
