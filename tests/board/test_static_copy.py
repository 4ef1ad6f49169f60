"""The board as files: the same pages, whole or not at all, and only what has changed."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

from application.in_process_daemon import InProcessDaemon

from daemon.board.static_copy import LIST, write_static_copy


def test_every_link_leads_to_a_file_and_nothing_needs_a_server(contractd: InProcessDaemon, tmp_path: Path) -> None:
    written = write_static_copy(contractd.app, tmp_path)
    pages = sorted(tmp_path.rglob("*.html"))
    assert written.pages == len(pages)
    assert tmp_path / "index.html" in pages
    assert "Ромашка" in (tmp_path / "index.html").read_text(encoding="utf-8")
    for page in pages:
        text = page.read_text(encoding="utf-8")
        for link in re.findall(r'(?:href|src)="([^"#]+)"', text):
            assert (page.parent / unquote(link)).resolve().is_file(), (page, link)
        assert not re.search(r"<script|<form|mailto:|/sign-|http-equiv", text), page


def test_a_second_run_writes_only_what_has_changed_and_takes_away_what_is_gone(
    contractd: InProcessDaemon, tmp_path: Path
) -> None:
    write_static_copy(contractd.app, tmp_path)
    other = tmp_path / "notes.txt"
    other.write_text("of somebody else")
    old = tmp_path / "contracts" / "old.html"
    old.parent.mkdir(exist_ok=True)
    old.write_text("of an earlier run")
    with (tmp_path / LIST).open("a") as listed:
        listed.write("contracts/old.html\n../outside.html\n")
    outside = tmp_path.parent / "outside.html"
    outside.write_text("not ours")
    assert write_static_copy(contractd.app, tmp_path).changed == 0
    assert not old.exists()
    assert other.exists()
    assert outside.exists()
    assert [each.name for each in tmp_path.rglob("*.part")] == []


def test_of_one_person_it_shows_what_they_may_see(contractd: InProcessDaemon, tmp_path: Path) -> None:
    write_static_copy(contractd.app, tmp_path, contractd.app.directory.people["artistic"])
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert "З-2026-0005" in page
    assert "З-2026-0001" not in page
