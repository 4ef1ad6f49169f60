"""Answers about one contract: its card, files, and the mails that its history cites. Others learn nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath
from typing import BinaryIO
from urllib.parse import quote

import structlog
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse

from daemon.application import archived_files
from daemon.application.admin import number_match
from daemon.application.archived_files import FileMissing
from daemon.board import card_mails, card_talk
from daemon.board.card import card_of, row_for
from daemon.board.card_versions import files_of_history
from daemon.board.pages import not_found, page_number, render
from daemon.board.visit import Visit
from daemon.store import history, inbox, sequences
from daemon.store.contract_queries import ContractRow

log = structlog.get_logger()

_PIECE = 64 * 1024  # bytes of a file that are sent at once
_TYPES = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".tif": "image/tiff",
    ".tiff": "image/tiff",
    ".zip": "application/zip",
    ".eml": "message/rfc822",
}  # anything else is bytes: nothing that a browser would show as a page of ours


def card(request: Request, visit: Visit) -> Response:
    """Return a contract's card; a number as people type it leads to the right address."""
    number = request.path_params["number"]
    with visit.app.database.read() as connection:
        exact = row_for(connection, sequences.find_number(connection, number), visit)
        if exact is None:
            return _meant(connection, number, visit)
        page = page_number(request)
        shown = card_of(connection, exact, page, visit)
    here = f"/contracts/{quote(exact.number)}"
    return render(
        "card.html",
        visit,
        "",
        card=shown,
        here_is=here,
        page=page,
        pages=shown.history.pages,
        link_to=lambda number: f"{here}?page={number}#history",
    )


def _meant(connection: Connection, typed: str, visit: Visit) -> Response:
    patterns = [each.number for each in visit.app.settings.contract_types.values()]
    rows = [row_for(connection, each, visit) for each in number_match.find(connection, typed, patterns)]
    seen = [each for each in rows if each is not None]
    return RedirectResponse(f"/contracts/{quote(seen[0].number)}", 303) if len(seen) == 1 else not_found(visit)


def file(request: Request, visit: Visit) -> Response:
    """Return a file that the contract's history names, to be saved; one that is gone is told in words."""
    sha256, name = request.path_params["sha256"], request.path_params["name"]
    with visit.app.database.read() as connection:
        row = _row(connection, request, visit)
        named = files_of_history(card_talk.placed(history.entries(connection, row.id))) if row else ()
        found = next((each for each in named if (each.sha256, each.name) == (sha256, name)), None)
        if found is None:
            return not_found(visit)
        try:
            opened = archived_files.open_content(connection, visit.app.archive, found.sha256)
        except FileMissing as missing:
            log.warning("a file was asked for and is not there", file=found.name, why=str(missing))
            return render("wrong.html", visit, "", 404, what="file_missing")
        except OSError:
            return render("wrong.html", visit, "", 503, what="archive_away")
    headers = _as_download(found.name)
    return StreamingResponse(_pieces(opened), media_type=headers.pop("Content-Type"), headers=headers)


def mail(request: Request, visit: Visit) -> Response:
    """Return the page of a mail that the contract's history cites."""
    with visit.app.database.read() as connection:
        row = _row(connection, request, visit)
        stored, cited = _cited(connection, row, request, visit) if row else (None, None)
        if row is None or stored is None or cited is None:
            return not_found(visit)
        shown = card_mails.shown_mail(connection, row.id, stored.contract, cited, visit)
    if shown is None:
        return render("wrong.html", visit, "", 404, what="mail_missing")
    return render("card_mail.html", visit, "", mail=shown, number=row.number, here_is=f"/contracts/{quote(row.number)}")


def original(request: Request, visit: Visit) -> Response:
    """Return a mail as it came, to be saved."""
    with visit.app.database.read() as connection:
        row = _row(connection, request, visit)
        stored, cited = _cited(connection, row, request, visit) if row else (None, None)
        if stored is None or cited is None or not card_mails.may_have_whole(cited, stored.contract, visit):
            return not_found(visit)
        raw = inbox.of_content(connection, cited.sha256)
    if raw is None:
        return render("wrong.html", visit, "", 404, what="mail_missing")
    headers = _as_download(f"{stored.contract.number} {cited.sha256[:12]}.eml".replace("/", "-"))
    return Response(raw, media_type=headers.pop("Content-Type"), headers=headers)


def _row(connection: Connection, request: Request, visit: Visit) -> ContractRow | None:
    return row_for(connection, sequences.find_number(connection, request.path_params["number"]), visit)


def _cited(
    connection: Connection, row: ContractRow, request: Request, visit: Visit
) -> tuple[history.StoredContract | None, card_mails.CitedMail | None]:
    stored = history.load(connection, row.id)
    events = (each.event for each in history.entries(connection, row.id))
    return stored, card_mails.readable(events, request.path_params["sha256"], stored.contract, visit)


def _as_download(name: str) -> dict[str, str]:
    """Return the headers of a file to be saved under a name (RFC 6266, RFC 8187); nothing of it runs in a browser."""
    ascii_name = "".join(each if each.isascii() and each.isprintable() and each not in '"\\%' else "_" for each in name)
    return {
        "Content-Type": _TYPES.get(PurePath(name).suffix.lower(), "application/octet-stream"),
        "Content-Disposition": f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(name, safe='')}",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cache-Control": "private, no-store",
    }


def _pieces(opened: BinaryIO) -> Iterator[bytes]:
    with opened:
        while piece := opened.read(_PIECE):
            yield piece
