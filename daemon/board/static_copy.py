"""The board's pages as files, for a folder that a house shares: the same pages, without what needs a server.

Links lead to the other files; forms, scripts, downloads and ready replies are left out. Nobody in particular looks:
what may be seen is the whole, or what one person may see.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import cast
from urllib.parse import parse_qs, quote, unquote, urlsplit

from lxml import html
from starlette.requests import Request

from daemon.application.app_context import AppContext
from daemon.board.visit import Visit, visit_by
from daemon.board.web import PAGES, STATIC
from daemon.documents.archive import write
from daemon.documents.naming import file_name
from daemon.store.contract_queries import EVERYTHING, Viewer
from daemon.workflow.model import Person

LIST = ".contractd-board"  # in the folder: what was written there, so that nothing else is ever removed
READABLE = 0o644
_START = "/"
_LEFT_OUT = "//script | //form | //details[.//form] | //*[@role='status'] | //a[starts-with(@href, 'mailto:')]"
CARD = "/contracts/{number}"
_CARD = re.compile(r"/contracts/(?!.*/(?:files|mails)/)(.+)\Z")  # a number may have slashes
_ASSETS = ("board.css", "icon.svg")


@dataclass(frozen=True, slots=True)
class Written:
    """What a run did to the folder."""

    pages: int
    changed: int
    removed: int


def write_static_copy(app: AppContext, folder: Path, person: Person | None = None) -> Written:
    """Write the pages into a folder, each whole or not at all, and only those that have changed.

    `person` None: of all contracts; else of those that this person may see. Pages of an earlier run that are no longer
    reached are removed. Raises OSError when the folder cannot be written to.
    """
    viewer = app.viewer(person) if person else EVERYTHING
    files = {f"static/{each}": (STATIC / each).read_bytes() for each in _ASSETS}
    files |= dict(_pages(app, viewer))
    changed = [name for name, content in files.items() if _differs(folder / name, content)]
    for name in changed:
        write(folder / name, files[name], READABLE)
    gone = [each for each in _written_before(folder) if each not in files]
    for name in gone:
        (folder / name).unlink(missing_ok=True)
    write(folder / LIST, "".join(f"{each}\n" for each in sorted(files)).encode(), READABLE)
    return Written(len(files) - len(_ASSETS), len(changed), len(gone))


def _pages(app: AppContext, viewer: Viewer) -> Iterator[tuple[str, bytes]]:
    """Yield the files of all pages that can be reached from the first, by their names."""
    house = app.settings.organisation
    nobody = Person("", house.name, "", language=house.language)
    visit = replace(visit_by(app, nobody), viewer=viewer)
    found, waiting = {_START}, [_START]
    while waiting:
        address = waiting.pop()
        page = _asked(address, visit)
        if page is None:
            continue
        tree = html.document_fromstring(page)
        for each in cast("list[html.HtmlElement]", tree.xpath(_LEFT_OUT)):
            each.drop_tree()
        links = set(_led_elsewhere(tree, PurePosixPath(_file_of(address)).parent))
        waiting += sorted(links - found)
        found |= links
        yield _file_of(address), b"<!doctype html>\n" + html.tostring(tree, encoding="utf-8")


def _asked(address: str, visit: Visit) -> bytes | None:
    """Return the page at an address as its visitor would get it; None if there is none."""
    parts = urlsplit(address)
    route = CARD if _CARD.match(parts.path) else parts.path
    scope = {
        "type": "http",
        "method": "GET",
        "path": parts.path,
        "query_string": parts.query.encode(),
        "headers": [],
        "path_params": {"number": unquote(parts.path.removeprefix("/contracts/"))},
    }
    answer = PAGES[route](Request(scope), visit) if route in PAGES else None
    return bytes(answer.body) if answer and answer.status_code == 200 else None


def _led_elsewhere(tree: html.HtmlElement, folder: PurePosixPath) -> Iterator[str]:
    """Have the links of a page lead to files, and yield the addresses that they led to.

    A link to what is no file loses its target and stays as words.
    """
    up = "../" * len(folder.parts)
    for element, attribute, link, _ in list(tree.iterlinks()):
        if link.startswith("/static/"):
            element.set(attribute, up + link[1:])
        elif _is_page(link):
            element.set(attribute, up + quote(_file_of(link)))
            yield link
        elif not link.startswith("#"):
            element.attrib.pop(attribute)


def _is_page(link: str) -> bool:
    """Return True if an address is that of a page which is written as a file."""
    parts = urlsplit(link)
    if parts.path == _START:
        return set(parse_qs(parts.query)) <= {"column", "page"}
    if _CARD.match(parts.path):
        return CARD in PAGES and not parts.query
    return parts.path in PAGES and parts.path != "/search" and not parts.query


def _file_of(address: str) -> str:
    """Return the file that holds the page of an address."""
    parts = urlsplit(address)
    if _CARD.match(parts.path):
        return f"contracts/{_name(unquote(parts.path.removeprefix('/contracts/')))}.html"
    if parts.path == _START and not parts.query:
        return "index.html"
    words = parse_qs(parts.query)
    page = words.get("page", ["1"])[0]
    stem = " ".join([*words.get("column", []), *([page] if page != "1" else [])]) or parts.path.strip("/")
    return f"{_name(stem)}.html"


def _name(text: str) -> str:
    """Return a text as a file's name; two texts that would have the same get names apart."""
    name = file_name(text)
    return name if name == text else f"{name} {hashlib.sha256(text.encode()).hexdigest()[:6]}"


def _differs(path: Path, content: bytes) -> bool:
    try:
        return path.read_bytes() != content
    except FileNotFoundError:
        return True


def _written_before(folder: Path) -> list[str]:
    """Return the names of the files that an earlier run wrote."""
    try:
        listed = (folder / LIST).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []
    return [each for each in listed if not each.startswith("/") and ".." not in PurePosixPath(each).parts]
