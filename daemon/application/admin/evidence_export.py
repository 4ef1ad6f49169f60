"""Everything that proves how a contract was decided, in one ZIP that is checked without the database.

HISTORY.jsonl   the entries with their chain of hashes
mails/          the mails that the history cites, as they came in, by their SHA-256
letters/        the letters that were written about the contract
documents/      the files that the history cites, by their SHA-256 and name
SHA256SUMS      of all of these
README.txt      what it is and how to check it, in the house's language
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from daemon.config import Settings
from daemon.documents import archive
from daemon.documents.naming import file_name
from daemon.documents.texts import say
from daemon.store import archive_index, drafts, history, inbox, outbox
from daemon.store.history import BrokenEntry, Entry
from daemon.workflow.files import DIGITS_SHOWN

HISTORY, SUMS, README = "HISTORY.jsonl", "SHA256SUMS", "README.txt"
LARGEST = 512 * 1024**2  # of one file in a ZIP that is checked


def gather(settings: Settings, connection: Connection, contract_id: int) -> tuple[dict[str, bytes], list[str]]:
    """Return the files of the ZIP by their names, and what could not be found for it, in words."""
    stored = history.load(connection, contract_id)
    entries = list(history.entries(connection, contract_id))
    number = stored.contract.number
    files = {HISTORY: "".join(_line(number, each) + "\n" for each in entries).encode()}
    missing = []
    for sha256 in _mails(entries):
        if (raw := inbox.of_content(connection, sha256)) is None:
            missing.append(f"the mail {sha256}")
        else:
            files[f"mails/{sha256}.eml"] = raw
    for id_, kind, recipient, raw in outbox.about_contract(connection, contract_id):
        files["letters/" + file_name(f"{id_:06} {kind} {recipient}", ".eml")] = raw
    for sha256, name in _documents(entries).items():
        content = _document(settings, connection, contract_id, sha256)
        if content is None:
            missing.append(f"the document {name} ({sha256})")
        else:
            files["documents/" + file_name(f"{sha256[:DIGITS_SHOWN]} {name}")] = content
    files[README] = _readme(settings, number, entries[-1]).encode()
    return files, missing


def pack(target: Path, files: Mapping[str, bytes]) -> None:
    """Write the ZIP whole or not at all. Raises FileExistsError: nothing is replaced."""
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(files.items()))
    with zipfile.ZipFile(target, "x", zipfile.ZIP_DEFLATED) as packed:
        for name, content in {**files, SUMS: sums.encode()}.items():
            packed.writestr(name, content)


def check(path: Path) -> tuple[str, list[str]]:
    """What a ZIP proves, in a line, and everything in it that does not hold. Raises ValueError when it is none."""
    files = _unpacked(path)
    wrong = list(_wrong_sums(files))
    try:
        lines = [json.loads(line) for line in files[HISTORY].decode().splitlines()]
        number, entries = str(lines[0]["contract"]), [_entry(each) for each in lines]
    except (ValueError, KeyError, TypeError, IndexError) as error:
        return "", [*wrong, f"{HISTORY} cannot be read: {error!r}"]
    broken = [each for each in history.follow(number, entries) if isinstance(each, BrokenEntry)]
    wrong += [f"entry {each.seq} of the history does not hold: {each.why}" for each in broken]
    wrong += _lacking(files, entries)
    last = entries[-1]
    return f"{number}: {len(entries)} entries up to {last.at:%F %T}Z, the last hash is {last.hash}", wrong


def _unpacked(path: Path) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(path) as packed:
            if large := [each.filename for each in packed.infolist() if each.file_size > LARGEST]:
                raise ValueError(f"{path} has files too large to be looked at: {', '.join(large)}")
            files = {each: packed.read(each) for each in packed.namelist()}
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError) as error:
        raise ValueError(f"{path} cannot be read: {error}") from error
    if lacking := {HISTORY, SUMS} - files.keys():
        raise ValueError(f"{path} is no evidence of contractd: it has no {' and no '.join(sorted(lacking))}")
    return files


def _line(number: str, entry: Entry) -> str:
    row = {
        "contract": number,
        "seq": entry.seq,
        "at": entry.at.isoformat(),
        "kind": entry.kind,
        "cause": entry.cause,
        "data": json.loads(entry.data),
        "previous": entry.previous,
        "hash": entry.hash,
    }
    return json.dumps(row, ensure_ascii=False)


def _entry(row: Mapping[str, Any]) -> Entry:
    at = datetime.fromisoformat(row["at"])
    return Entry(row["seq"], at, row["kind"], row["cause"], json.dumps(row["data"]), row["previous"], row["hash"])


def _mails(entries: Iterable[Entry]) -> dict[str, None]:
    cited = (json.loads(each.data).get("mail") for each in entries)
    return dict.fromkeys(str(each) for each in cited if each)


def _documents(entries: Iterable[Entry]) -> dict[str, str]:
    """Return the name of every file that the history cites, by its SHA-256."""
    return {sha256: name for each in entries for sha256, name in _files_in(json.loads(each.data)) if sha256}


def _files_in(data: Any) -> Iterator[tuple[str, str]]:
    if isinstance(data, dict):
        if {"purpose", "name", "sha256"} <= data.keys():
            yield str(data["sha256"]), str(data["name"])
        for each in data.values():
            yield from _files_in(each)
    elif isinstance(data, list):
        for each in data:
            yield from _files_in(each)


def _document(settings: Settings, connection: Connection, contract_id: int, sha256: str) -> bytes | None:
    """From the archive, or as it was handed in; None when it is gone or has been changed."""
    if path := archive_index.path_of(connection, sha256):
        try:
            return archive.read(settings.folders.contracts, path, sha256)
        except (OSError, ValueError):
            pass  # the draft may still be there
    return drafts.content_of(connection, contract_id, sha256)


def _readme(settings: Settings, number: str, last: Entry) -> str:
    values = {"number": number, "organisation": settings.organisation.name, "seq": last.seq, "hash": last.hash}
    return say(settings.organisation.language, "evidence", **values)


def _wrong_sums(files: Mapping[str, bytes]) -> Iterator[str]:
    lines = [line.partition("  ") for line in files[SUMS].decode(errors="replace").splitlines()]
    listed = {name: sha256 for sha256, _, name in lines if name}
    for name in files.keys() - listed.keys() - {SUMS}:
        yield f"{name} is not one of the files that were packed"
    for name, sha256 in listed.items():
        if name not in files:
            yield f"{name} is missing"
        elif hashlib.sha256(files[name]).hexdigest() != sha256:
            yield f"{name} was changed"


def _lacking(files: Mapping[str, bytes], entries: list[Entry]) -> Iterator[str]:
    """Yield what the history cites and the ZIP does not hold, by content."""
    held = {hashlib.sha256(content).hexdigest() for content in files.values()}
    for sha256 in _mails(entries):
        if sha256 not in held:
            yield f"a mail that the history cites is not here: {sha256}"
    for sha256, name in _documents(entries).items():
        if sha256 not in held:
            yield f"a document that the history cites is not here: {name} ({sha256})"
