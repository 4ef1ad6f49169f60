"""The card of a contract: everything about it, for those who may see it, and nothing for others."""

from __future__ import annotations

import html
import re
from urllib.parse import parse_qs, quote, unquote, urlsplit

import pytest
from application.in_process_daemon import InProcessDaemon
from workflow.people import docx, draft, facts, house, someone

from board.conftest import BoardBrowser
from board.many import ROUTE
from daemon.store import history
from daemon.store.cause import Cause
from daemon.workflow.commands import FileDocuments, GiveVerdict, RegisterContract
from daemon.workflow.decide import decide
from daemon.workflow.model import Status, Verdict

SECOND, THIRD = "/contracts/З-2026-0002", "/contracts/З-2026-0003"


def text_of(page: str) -> str:
    """What somebody reads on a page."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).replace("\xa0", " ").split())


def links(page: str, containing: str) -> list[str]:
    return [html.unescape(each) for each in re.findall(r'href="([^"]+)"', page) if containing in html.unescape(each)]


def test_a_card_says_what_it_is_and_who_is_waited_for_since_when(contractd: InProcessDaemon) -> None:
    text = text_of(BoardBrowser(contractd, "clerk").page(SECOND))
    assert "З-2026-0002 ООО «Ромашка», световое оборудование, 500 001,00 ₽" in text
    assert re.search(r"Ждём|ждём Белову И. О.", text)
    assert re.search(r"Белова И\. О\. с \w\w \d\d\.\d\d \d\d:\d\d, до \w\w \d\d\.\d\d \d\d:\d\d", text)


def test_it_names_everybody_with_their_verdict_and_why_they_are_asked(contractd: InProcessDaemon) -> None:
    text = text_of(BoardBrowser(contractd, "clerk").page(SECOND))
    assert "Правовая экспертиза пройден" in text
    assert re.search(r"✓ Орлова М. П. – согласовано", text)
    assert re.search(r"Белова И. О. – ждём .*? почему: .*?фонд", text)


def test_what_was_said_stands_in_its_order_with_the_words(contractd: InProcessDaemon) -> None:
    page = BoardBrowser(contractd, "clerk").page(THIRD)
    talk = page[page.index('id="talk-title"') :]
    assert "Орлова М. П. вернула на доработку" in text_of(talk)
    assert "<blockquote>нет сметы</blockquote>" in talk


def test_facts_and_tables_stand_on_it(contractd: InProcessDaemon) -> None:
    page = BoardBrowser(contractd, "clerk").page(SECOND)
    assert "Инициатор Титова О. Н." in text_of(page)
    assert '<th scope="col">Наименование</th>' in page
    assert "<td>Прожектор</td>" in page


def test_history_is_told_in_sentences(contractd: InProcessDaemon) -> None:
    page = BoardBrowser(contractd, "clerk").page(THIRD)
    told = text_of(page[page.index('id="history"') :])
    assert "Договор зарегистрирован: З-2026-0003" in told
    assert "вернула на доработку: «нет сметы»" in told


@pytest.mark.parametrize("typed", ["3-2026-0002", "з-2026-2", "З 2026 0002", "[З-2026-0002]", "2026-2"])
def test_a_number_as_people_type_it_leads_to_the_card(contractd: InProcessDaemon, typed: str) -> None:
    headers = BoardBrowser(contractd, "clerk").headers(f"/contracts/{quote(typed)}")
    assert unquote(headers["location"]) == SECOND


@pytest.mark.parametrize(
    "address",
    [
        SECOND,
        "/contracts/3-2026-2",
        "/contracts/З-2026-0099",
        f"{SECOND}/files/{'0' * 64}/form.xlsx",
        f"{SECOND}/mails/{'0' * 64}",
    ],
)
def test_who_may_not_see_a_contract_gets_what_a_wrong_number_gets(contractd: InProcessDaemon, address: str) -> None:
    john = BoardBrowser(contractd, "john")
    assert john.status(address) == 404
    assert john.answer(address) == john.answer("/contracts/nothing")


def test_a_document_is_saved_under_its_name_and_runs_nowhere(contractd: InProcessDaemon) -> None:
    clerk = BoardBrowser(contractd, "clerk")
    (document,) = [each for each in links(clerk.page(SECOND), "/files/") if each.endswith(".docx")]
    headers = clerk.headers(document)
    assert clerk.answer(document)[1].startswith(b"PK")
    assert headers["content-type"].startswith("application/vnd.openxmlformats-officedocument.wordprocessingml")
    name = contractd.contract("З-2026-0002").version.files[0].name
    assert headers["content-disposition"].endswith(f"; filename*=UTF-8''{quote(name, safe='')}")
    assert headers["content-disposition"].startswith("attachment; ")
    assert headers["content-security-policy"].startswith("sandbox")
    assert headers["x-content-type-options"] == "nosniff"


def test_a_file_is_given_only_under_the_contract_whose_history_names_it(contractd: InProcessDaemon) -> None:
    clerk, artistic = BoardBrowser(contractd, "clerk"), BoardBrowser(contractd, "artistic")
    document = next(each for each in links(clerk.page(SECOND), "/files/"))
    assert clerk.status(document) == 200
    assert clerk.status(document.replace("0002", "0001", 1)) == 404
    assert artistic.answer(document) == artistic.answer("/contracts/nothing")


def test_a_file_that_is_gone_is_told_in_words(contractd: InProcessDaemon) -> None:
    clerk = BoardBrowser(contractd, "clerk")
    third = contractd.contract("З-2026-0004")
    document = next(each for each in links(clerk.page("/contracts/З-2026-0004"), "/files/") if each.endswith(".docx"))
    (lies,) = contractd.app.archive.rglob(third.version.files[0].name)
    lies.rename(lies.with_name("elsewhere.docx"))
    status, content = clerk.answer(document)
    assert status == 404
    assert "Этого файла нет в архиве" in content.decode()


@pytest.mark.parametrize("person", ["clerk", "lawyer", "commercial", "sysadmin"])
def test_the_secret_of_a_request_stands_on_its_own_page_only(contractd: InProcessDaemon, person: str) -> None:
    browser = BoardBrowser(contractd, person)
    letters = [each for each in contractd.letters(kind="request") if "З-2026-0002" in each.subject]
    page = browser.page(SECOND) + "".join(browser.page(each) for each in links(browser.page(SECOND), "/mails/"))
    mine = "belova@scena.example" if person == "commercial" else ""
    assert {each.recipient for each in letters if each.token in page} == ({mine} if mine else set())


def test_who_is_asked_has_ready_replies_to_their_own_request(contractd: InProcessDaemon) -> None:
    page = BoardBrowser(contractd, "commercial").page(SECOND)
    (letter,) = [each for each in contractd.letters("belova", "request") if "З-2026-0002" in each.subject]
    replies = [unquote(each) for each in links(page, "mailto:")]
    assert [each.partition("] ")[2].partition("&")[0] for each in replies] == [
        "Согласовано", "С замечанием", "Вернуть", "Вопрос",
    ]  # fmt: skip
    assert all(each.startswith(f"mailto:contracts+{letter.token}@scena.example?") for each in replies)


def test_the_initiators_replies_name_the_letter_that_they_answer(contractd: InProcessDaemon) -> None:
    page = BoardBrowser(contractd, "clerk").page(SECOND)
    replies = [unquote(each) for each in links(page, "mailto:")]
    assert [each.partition("] ")[2].partition("&")[0] for each in replies] == [
        "Напомнить", "Отозвать для исправления", "Отозвать",
    ]  # fmt: skip
    latest = [each for each in contractd.letters("titova") if "З-2026-0002" in each.subject][-1]
    assert all(each.endswith(f"&In-Reply-To={latest.message.message_id}") for each in replies)


@pytest.mark.parametrize(
    ("person", "reads"), [("clerk", True), ("lawyer", True), ("sysadmin", True), ("commercial", False)]
)
def test_a_mail_is_read_by_its_writer_the_initiator_and_administrators(
    contractd: InProcessDaemon, person: str, reads: bool
) -> None:
    mails = links(BoardBrowser(contractd, "clerk").page(THIRD), "/mails/")
    browser = BoardBrowser(contractd, person)
    assert bool(links(browser.page(THIRD), "/mails/")) == reads
    assert {browser.status(each) for each in mails} == {200 if reads else 404}
    if reads:
        assert "<blockquote>вернуть: нет сметы</blockquote>" in browser.page(mails[0])


@pytest.mark.parametrize(("person", "status"), [("clerk", 404), ("lawyer", 200), ("sysadmin", 200)])
def test_while_requests_can_be_answered_the_initiator_does_not_get_a_mail_with_the_secret(
    contractd: InProcessDaemon, person: str, status: int
) -> None:
    (mail,) = set(links(BoardBrowser(contractd, "clerk").page(THIRD), "/mails/"))
    browser = BoardBrowser(contractd, person)
    assert browser.status(f"{mail}/original.eml") == status
    if status == 200:
        assert browser.headers(f"{mail}/original.eml")["content-type"] == "message/rfc822"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ('"><img src=x onerror=alert(1)>', "&lt;img src=x onerror=alert(1)&gt;"),
        ("ООО «\u202eкпс.акшамор»", "ООО «кпс.акшамор»"),
        ("{{ 7 * 7 }}", "{{ 7 * 7 }}"),
        ("Щ" * 300, "Щ" * 300),
    ],
)
def test_hostile_values_are_words_like_others(contractd: InProcessDaemon, value: str, shown: str) -> None:
    number = f"Х-2026-{len(contractd.numbers()):04}"
    registered = RegisterContract(
        number, f"{number} {value}", "purchase", value, "expense", someone("clerk"), ROUTE, facts(1, value), draft(),
        words=value,
    )  # fmt: skip
    with contractd.database.transaction() as tx:
        events = decide(None, registered, contractd.clock, house())
        stored = history.create(tx, events, Cause.of_draft(1), contractd.clock)
        events = decide(stored.contract, FileDocuments(1, docx(1).sha256, (docx(1),)), contractd.clock, house())
        stored = history.append(tx, stored, events, Cause.of_draft(1), contractd.clock)
        said = GiveVerdict(1, Verdict.RETURN, value, someone("lawyer"), "e" * 64)
        events = decide(stored.contract, said, contractd.clock, house())
        history.append(tx, stored, events, Cause.of_mail(1), contractd.clock)
    page = BoardBrowser(contractd, "clerk").page(f"/contracts/{number}")
    assert page.count(shown) >= 5
    assert not any(each in page for each in ("<script>alert", "<img", "\u202e"))


def test_the_initiators_ready_reply_does_what_it_says(contractd: InProcessDaemon) -> None:
    page = BoardBrowser(contractd, "clerk").page("/contracts/З-2026-0001")
    (reply,) = [each for each in links(page, "mailto:") if f"body={quote('Отозвать')}&" in each]
    asked = parse_qs(urlsplit(reply).query)
    contractd.mail(
        "titova", asked["body"][0], subject=asked["subject"][0], headers=[("In-Reply-To", asked["In-Reply-To"][0])]
    )
    assert contractd.contract("З-2026-0001").status is Status.WITHDRAWN
