"""The board of a real daemon on real servers: who asks for a link gets it by mail, and a verdict by mail appears."""

from __future__ import annotations

import re
from pathlib import Path

from httpx import Client
from servers.mailserver import MailServer
from servers.ports import free_ports

from e2e.daemon_process import DaemonProcess, running_process, wait_for


def test_a_link_from_the_page_comes_by_mail_opens_the_board_and_a_verdict_by_mail_appears_there(
    tmp_path: Path, mail_server: MailServer
) -> None:
    port = free_ports(["board"])["board"]
    address = f"http://127.0.0.1:{port}"
    board = f'board: {{listen: "127.0.0.1:{port}", address: "{address}"}}'
    with (
        running_process(DaemonProcess(tmp_path, mail_server, more=board)) as contractd,
        Client(base_url=address) as web,
    ):
        contractd.drop_form(1)
        request = contractd.letter("orlova", "На согласование")
        asked = web.post("/sign-in", data={"address": contractd.address("titova"), "next": "/"})
        assert asked.status_code == 200
        letter = contractd.letter("titova", "Вход на доску")
        link = re.search(re.escape(address) + r"/sign-in/[\w-]+", letter.text)
        assert link
        assert web.post(link[0]).headers["location"] == "/"
        assert _waits(web) == "Орлова М. П."
        contractd.reply("orlova", request, "Согласовано")
        wait_for("the verdict to appear", lambda: _waits(web) == "Белова И. О.")


def _waits(web: Client) -> str:
    """Whom the only contract of the kanban waits for."""
    [tile] = re.findall(r'<li class="tile.*?</ul>', web.get("/").text, re.DOTALL)
    assert "З-2026-0001" in tile
    [name] = re.findall("<b>(.*?)</b>", tile)
    return str(name).replace("\u00a0", " ")
