"""Signing in: by a link in a letter, which works once and tells nobody who exists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from application.in_process_daemon import InProcessDaemon
from httpx import Response
from sqlalchemy import select
from starlette.testclient import TestClient

from board.conftest import make_contractd, sign_in
from daemon.application.app_context import CurrentContext
from daemon.board.sign_in_pages import own_path
from daemon.board.web import make_web
from daemon.store.tables import sessions, sign_ins

BOARD = "https://contracts.scena.example"
COOKIE = "__Host-contractd_session"
ADDRESS = 'address: "https://contracts.scena.example"'
TRUSTING = ADDRESS + ", trusted_proxy: {from: [10.0.0.1, 10.7.0.0/24], header: X-Remote-User}"


class Visitor:
    """A browser, at first of nobody, somewhere on the network."""

    def __init__(self, contractd: InProcessDaemon, client: str = "192.0.2.7", base: str = BOARD) -> None:
        self.contractd = contractd
        self._current = CurrentContext(contractd.app)
        self.web = TestClient(make_web(self._current), base, client=(client, 50_000), follow_redirects=False)

    def get(self, path: str, **headers: str) -> Response:
        self._current.becomes(self.contractd.app)
        return self.web.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})

    def post(self, path: str, sent: dict[str, str] | None = None, **headers: str) -> Response:
        self._current.becomes(self.contractd.app)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.web.post(path, data=sent or {}, headers=named)

    def ask(self, address: str, wanted: str = "/") -> Response:
        """Ask for a link; the daemon's other half does its work."""
        answer = self.post("/sign-in", {"address": address, "next": wanted})
        self.contractd.work()
        return answer

    def is_let_in(self) -> bool:
        return self.get("/").status_code == 200

    @property
    def secret(self) -> str:
        return str(self.web.cookies[COOKIE])


@pytest.fixture
def contractd(tmp_path: Path) -> Iterator[InProcessDaemon]:
    contractd = make_contractd(tmp_path)
    yield contractd
    contractd.close()


@pytest.fixture
def proxied(tmp_path: Path) -> Iterator[InProcessDaemon]:
    contractd = make_contractd(tmp_path, lambda sample: sample.replace(ADDRESS, TRUSTING))
    yield contractd
    contractd.close()


def link_in(contractd: InProcessDaemon, to: str) -> str:
    """The path of the link in the latest letter to somebody."""
    found = re.search(re.escape(BOARD) + r"(/sign-in/[\w-]+)", contractd.letter(to, "sign_in").text)
    assert found
    return found[1]


def test_a_link_from_a_letter_signs_its_reader_in_and_leads_to_the_page_that_was_wanted(
    contractd: InProcessDaemon,
) -> None:
    browser = Visitor(contractd)
    sent_away = browser.get("/search?q=смета")
    assert (sent_away.status_code, sent_away.headers["location"].split("?")[0]) == (303, "/sign-in")
    assert 'value="/search?q=' in browser.get(sent_away.headers["location"]).text

    browser.ask("Orlova@scena.example", "/search?q=смета")
    link = link_in(contractd, "orlova")
    shown = browser.get(link)
    assert shown.status_code == 200
    assert "Орлова" not in shown.text
    assert not browser.is_let_in()
    entered = browser.post(link)
    assert entered.status_code == 303
    assert entered.headers["location"] == "/search?q=%D1%81%D0%BC%D0%B5%D1%82%D0%B0"
    assert browser.is_let_in()


def test_whatever_looks_at_a_link_changes_nothing(contractd: InProcessDaemon) -> None:
    person, scanner = Visitor(contractd), Visitor(contractd, "198.51.100.9")
    person.ask("orlova@scena.example")
    link = link_in(contractd, "orlova")
    for _ in range(3):
        assert scanner.get(link).status_code == 200
        assert scanner.web.head(link).status_code == 200
        assert scanner.web.options(link).status_code in (403, 405)
    assert not scanner.web.cookies
    assert person.post(link).status_code == 303


def test_a_link_that_was_used_has_expired_or_never_was_gets_the_same_answer(contractd: InProcessDaemon) -> None:
    browser, another = Visitor(contractd), Visitor(contractd, "198.51.100.9")
    browser.ask("orlova@scena.example")
    used = link_in(contractd, "orlova")
    assert browser.post(used).status_code == 303
    browser.ask("belova@scena.example")
    expired = link_in(contractd, "belova")
    contractd.clock += timedelta(minutes=15, seconds=1)
    answers = {
        (answer.status_code, answer.content)
        for link in (used, expired, "/sign-in/never-was", "/sign-in/" + "x" * 3000)
        for answer in (another.get(link), another.post(link))
    }
    assert len(answers) == 1
    status, page = answers.pop()
    assert status == 410
    assert "Ссылка действует 15 минут" in page.decode()
    assert "Попросить ещё раз" in page.decode()
    assert not another.is_let_in()


def test_the_answer_and_its_work_do_not_tell_who_exists(contractd: InProcessDaemon) -> None:
    answers = [
        Visitor(contractd).post("/sign-in", {"address": each}) for each in ("orlova@scena.example", "no@scena.example")
    ]
    known, unknown = ((each.status_code, each.content, sorted(each.headers.items())) for each in answers)
    assert known == unknown
    with contractd.database.read() as connection:  # the letter is written afterwards, by another thread
        rows = connection.execute(select(sign_ins)).all()
    assert [each.state for each in rows] == ["waiting", "waiting"]
    assert contractd.letters() == []
    contractd.work()
    assert [each.recipient for each in contractd.letters()] == ["orlova@scena.example"]


def test_only_hashes_are_kept_and_an_alias_leads_to_the_address_of_the_directory(contractd: InProcessDaemon) -> None:
    alias = next(each for each in contractd.app.directory.people.values() if each.aliases)
    browser = Visitor(contractd)
    browser.ask(alias.aliases[0])
    link = link_in(contractd, alias.email)
    browser.post(link)
    with contractd.database.read() as connection:
        kept = [*connection.execute(select(sign_ins)).all(), *connection.execute(select(sessions)).all()]
    assert len(kept) == 2
    assert link.rpartition("/")[2] not in str(kept)
    assert browser.secret not in str(kept)
    assert alias.aliases[0] not in str(kept)


def test_an_address_is_tried_five_times_an_hour_whether_it_is_known_or_not(contractd: InProcessDaemon) -> None:
    for address in ("orlova@scena.example", "no@scena.example"):
        statuses = [Visitor(contractd, f"192.0.2.{each}").ask(address).status_code for each in range(7)]
        assert statuses == [200] * 5 + [429] * 2
    assert len(contractd.letters(kind="sign_in")) == 5
    assert "Слишком много попыток" in Visitor(contractd).ask("orlova@scena.example").text
    contractd.clock += timedelta(hours=1, minutes=1)
    assert Visitor(contractd).ask("orlova@scena.example").status_code == 200


@pytest.mark.parametrize("client", ["192.0.2.7", "2001:db8:7::1", "::ffff:192.0.2.7"])
def test_a_client_is_counted_whatever_addresses_it_tries(contractd: InProcessDaemon, client: str) -> None:
    for each in range(40):
        assert Visitor(contractd, client).ask(f"{each}@scena.example").status_code == 200
    neighbour = "2001:db8:7::2" if client.startswith("2001") else client
    assert Visitor(contractd, neighbour).ask("orlova@scena.example").status_code == 429
    forged = Visitor(contractd, client).post("/sign-in", {"address": "a@b.test"}, x_forwarded_for="203.0.113.9")
    assert forged.status_code == 429
    assert Visitor(contractd, "203.0.113.9").ask("orlova@scena.example").status_code == 200


def test_behind_our_proxy_the_client_is_who_it_says(proxied: InProcessDaemon) -> None:
    def tried(forwarded: str) -> int:
        proxy = Visitor(proxied, "10.0.0.1")
        return proxy.post("/sign-in", {"address": f"{forwarded[:3]}@b.test"}, x_forwarded_for=forwarded).status_code

    for each in range(40):
        proxy = Visitor(proxied, "10.0.0.1")
        proxy.post("/sign-in", {"address": f"{each}@b.test"}, x_forwarded_for=f"1.2.3.{each}, 203.0.113.9, 10.7.0.4")
    assert tried("198.51.100.1, 203.0.113.9") == 429
    assert tried("203.0.113.9, 198.51.100.1") == 200


def test_the_cookie_is_for_this_site_alone(contractd: InProcessDaemon) -> None:
    browser = Visitor(contractd)
    browser.ask("orlova@scena.example")
    cookie = browser.post(link_in(contractd, "orlova")).headers["set-cookie"].lower()
    assert cookie.startswith(COOKIE.lower())
    assert {"httponly", "secure", "samesite=lax", "path=/", "max-age=1209600"} <= set(cookie.split("; "))
    assert "domain" not in cookie


def test_without_tls_the_cookie_has_no_mark_of_it(contractd: InProcessDaemon) -> None:
    board = contractd.app.settings.board
    assert board is not None
    plain = replace(board, address="http://contracts.scena.example")
    contractd.app = replace(contractd.app, settings=replace(contractd.app.settings, board=plain))
    browser = Visitor(contractd, base=plain.address)
    browser.ask("orlova@scena.example")
    link = re.search(r"http://contracts\.scena\.example(/sign-in/\S+)", contractd.letter("orlova", "sign_in").text)
    assert link
    cookie = browser.post(link[1]).headers["set-cookie"].lower()
    assert cookie.startswith("contractd_session=")
    assert "secure" not in cookie.split("; ")
    assert browser.is_let_in()


def test_the_secret_is_another_one_each_day_and_the_old_one_is_good_for_a_minute(contractd: InProcessDaemon) -> None:
    browser = Visitor(contractd)
    first = sign_in(contractd, "lawyer")
    browser.web.cookies.set(COOKIE, first)
    assert "set-cookie" not in browser.get("/").headers
    contractd.clock += timedelta(days=1)
    assert browser.is_let_in()
    kept = [each.value for each in browser.web.cookies.jar if each.value != first]
    assert len(kept) == 1

    def has(secret: str) -> bool:
        another = Visitor(contractd)
        another.web.cookies.set(COOKIE, secret)
        answer = another.get("/")
        assert "set-cookie" not in answer.headers
        return answer.status_code == 200

    contractd.clock += timedelta(seconds=50)
    assert has(first)
    contractd.clock += timedelta(seconds=20)
    assert not has(first)
    assert has(str(kept[0]))


def test_a_session_ends_after_fourteen_days_however_often_it_was_renewed(contractd: InProcessDaemon) -> None:
    browser = Visitor(contractd)
    browser.ask("orlova@scena.example")
    browser.post(link_in(contractd, "orlova"))
    for _ in range(13):
        contractd.clock += timedelta(days=1)
        assert browser.is_let_in()
    contractd.clock += timedelta(days=1, seconds=1)
    assert not browser.is_let_in()


def test_signing_out_ends_the_session_itself_and_the_secret_before(contractd: InProcessDaemon) -> None:
    browser, thief = Visitor(contractd), Visitor(contractd)
    browser.ask("orlova@scena.example")
    browser.post(link_in(contractd, "orlova"))
    thief.web.cookies.set(COOKIE, browser.secret)
    contractd.clock += timedelta(days=1)
    assert browser.is_let_in()  # and has another secret now
    assert browser.get("/sign-out").status_code == 404
    assert browser.is_let_in()
    left = browser.post("/sign-out")
    assert (left.status_code, left.headers["location"]) == (303, "/sign-in")
    assert COOKIE not in browser.web.cookies
    assert not thief.is_let_in()


def test_a_form_of_another_site_does_nothing(contractd: InProcessDaemon) -> None:
    browser = Visitor(contractd)
    browser.ask("orlova@scena.example")
    link = link_in(contractd, "orlova")
    foreign = (
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site", "origin": "https://evil.scena.example"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
    )
    for headers in foreign:
        assert browser.post(link, **headers).status_code == 403
        assert browser.post("/sign-in", {"address": "belova@scena.example"}, **headers).status_code == 403
    contractd.work()
    assert contractd.letters("belova") == []
    assert browser.post(link, sec_fetch_site="same-origin", origin=BOARD).status_code == 303
    assert browser.post("/sign-out", origin="https://evil.example").status_code == 403
    assert browser.is_let_in()


@pytest.mark.parametrize(
    "wanted",
    ["//evil.example", "/\\evil.example", "https://evil.example", "\\\\evil.example", "/\t/evil.example", "",
     "javascript:x", "/sign-out", "/sign-in?next=/", "/" + "x" * 600, "/a\r\nSet-Cookie: a=b", "/\x00"],
)  # fmt: skip
def test_nobody_is_led_elsewhere_after_signing_in(wanted: str) -> None:
    assert own_path(wanted) == "/"


def test_pages_of_ours_are_gone_on_to() -> None:
    for wanted in ("/", "/contracts/З-2026-0042", "/?mine=1&stage=a//b", "/search?q=http://x"):
        assert own_path(wanted) == wanted


def test_who_leaves_the_directory_or_passes_their_key_on_is_signed_out(contractd: InProcessDaemon) -> None:
    browser = Visitor(contractd)
    browser.ask("orlova@scena.example")
    browser.post(link_in(contractd, "orlova"))
    browser.ask("orlova@scena.example")
    unused = link_in(contractd, "orlova")
    directory, people = contractd.app.directory, contractd.app.directory.people

    def people_are(changed: dict[str, object]) -> None:
        settings = replace(contractd.app.settings, directory=replace(directory, people=changed))  # type: ignore[arg-type]
        contractd.app = replace(contractd.app, settings=settings)

    renamed = replace(people["lawyer"], name=people["lawyer"].name.replace("Орлова", "Смирнова"))
    people_are({**people, "lawyer": renamed})
    assert browser.is_let_in()
    other = replace(people["lawyer"], name="Новикова Анна Ильинична", email="novikova@scena.example", aliases=())
    people_are({**people, "lawyer": other})
    assert not browser.is_let_in()
    people_are({key: each for key, each in people.items() if key != "lawyer"})
    assert not browser.is_let_in()
    assert browser.post(unused).status_code == 410


def test_a_proxy_s_header_counts_only_from_the_addresses_named(proxied: InProcessDaemon) -> None:
    for user in ("lawyer", "orlova@scena.example", "ORLOVA@scena.example"):
        for client in ("10.0.0.1", "10.7.0.200", "::ffff:10.0.0.1"):
            assert Visitor(proxied, client).get("/", x_remote_user=user).status_code == 200
        for client in ("10.0.0.2", "192.0.2.7", "127.0.0.1"):
            answer = Visitor(proxied, client).get("/", x_remote_user=user, x_forwarded_for="10.0.0.1")
            assert answer.status_code == 303
    page = Visitor(proxied, "10.0.0.1").get("/", x_remote_user="lawyer").text
    assert "Орлова" in page
    assert "/sign-out" not in page


def test_a_proxy_s_header_that_names_nobody_or_two_signs_nobody_in(proxied: InProcessDaemon) -> None:
    for user in ("", "nobody", "nobody@scena.example", "lawyer, lawyer"):
        assert Visitor(proxied, "10.0.0.1").get("/", x_remote_user=user).status_code == 303
    twice = [("x-remote-user", "lawyer"), ("X-Remote-User", "sysadmin")]
    assert Visitor(proxied, "10.0.0.1").web.get("/", headers=twice).status_code == 303


def test_without_a_trusted_proxy_its_header_is_nothing(contractd: InProcessDaemon) -> None:
    for client in ("127.0.0.1", "10.0.0.1"):
        assert Visitor(contractd, client).get("/", x_remote_user="lawyer").status_code == 303


def test_only_the_board_s_own_names_are_answered(contractd: InProcessDaemon) -> None:
    for name, status in (
        ("contracts.scena.example", 303), ("CONTRACTS.scena.example:443", 303), ("127.0.0.1:8080", 303),
        ("[::1]:8080", 303), ("evil.example", 400), ("contracts.scena.example.evil.example", 400), ("[", 400),
    ):  # fmt: skip
        assert Visitor(contractd).get("/", host=name).status_code == status, name


def test_the_page_speaks_the_browser_s_language_or_the_house_s(contractd: InProcessDaemon) -> None:
    for accepted, word in (
        ("en-GB,en;q=0.9", "Send me a link"),
        ("de, ru;q=0.5", "Прислать ссылку"),
        ("de", "Прислать"),
    ):
        assert word in Visitor(contractd).get("/sign-in", accept_language=accepted).text


def test_what_is_no_address_is_said_so_and_harmless(contractd: InProcessDaemon) -> None:
    answer = Visitor(contractd).ask('<script>"орлова')
    assert answer.status_code == 400
    assert "не адрес почты" in answer.text
    assert "<script>" not in answer.text
    assert Visitor(contractd).post("/sign-in", {"address": "a@b.test", "next": "x" * 5000}).status_code == 413
