"""The board in a real browser: phones, keyboards, screen readers, and a verdict that appears by itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from application.in_process_daemon import InProcessDaemon
from playwright.sync_api import Browser, expect

from board.chromium import Screen, browser, served
from board.many import fill
from daemon.workflow.commands import Hold

At = Callable[..., Screen]
PAGES = (
    "/", "/search", "/search?q=Поставщик", "/contracts/nothing", "/contracts/З-2026-0002", "/contracts/З-2026-0003",
    "/wall", "/figures",
)  # fmt: skip


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as started:
        yield started


@pytest.fixture(scope="module")
def address(contractd: InProcessDaemon) -> Iterator[str]:
    fill(contractd, 500)
    with served(contractd) as address:
        yield address


@pytest.fixture
def at(chromium: Browser, address: str, contractd: InProcessDaemon) -> Iterator[At]:
    """Somebody at a screen; nothing may go wrong there that only the browser's console tells."""
    screens: list[Screen] = []

    def sit_down(person: str = "clerk", **how: object) -> Screen:
        screens.append(Screen(chromium, address, contractd, person, **how))  # type: ignore[arg-type]
        return screens[-1]

    yield sit_down
    for each in screens:
        each.close()


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1400])
def test_axe_finds_nothing_and_nothing_sticks_out(at: At, path: str, scheme: str, width: int) -> None:
    screen = at(width=width, scheme=scheme)
    screen.page.goto(screen.address + path)
    assert screen.violations() == []
    assert screen.has_room()
    assert [each for each in screen.complaints if "404" not in each] == []


@pytest.mark.parametrize(("scheme", "width", "person"), [("light", 1400, "orlova"), ("dark", 360, "krylova")])
def test_signing_in_by_keyboard_axe_finds_nothing_and_nothing_sticks_out(
    at: At, contractd: InProcessDaemon, scheme: str, width: int, person: str
) -> None:
    screen = at("", width=width, scheme=scheme)
    page, address = screen.page, f"{person}@scena.example"

    def is_fit(heading: str) -> None:
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)
        assert (screen.violations(), screen.has_room()) == ([], True)

    page.goto(screen.address + "/figures")
    is_fit("Вход на доску договоров")
    page.get_by_label("Ваш рабочий адрес почты").focus()
    page.keyboard.type(address)
    page.keyboard.press("Enter")
    is_fit("Проверьте почту")
    contractd.work()
    link = re.search(r"http://\S+/sign-in/[\w-]+", contractd.letter(address, "sign_in").text)
    assert link
    page.goto(link[0])
    is_fit("Вход на доску договоров")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Войти")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(screen.address + "/figures")
    page.goto(link[0])
    is_fit("Ссылка больше не действует")
    assert [each for each in screen.complaints if "410" not in each] == []


def test_five_hundred_contracts_are_all_there_page_by_page(at: At) -> None:
    screen = at()
    page = screen.open("/")
    column = page.locator("section.column", has=page.locator("h2", has_text="legal"))
    expect(column.locator(".count")).to_have_text("334")
    column.get_by_role("link", name="Ещё").click()
    seen: list[str] = []
    for number in range(1, 8):
        expect(page.get_by_text(f"Страница {number} из 7")).to_be_visible()
        seen += page.locator(".tile .number").all_inner_texts()
        if number < 7:
            page.get_by_role("link", name="Дальше").click()
    expect(page.get_by_role("link", name="Дальше")).to_have_count(0)
    assert len(seen) == len(set(seen)) == 334


def test_filters_are_in_the_address(at: At) -> None:
    page = at().open("/")
    page.get_by_text("Что показать").click()
    page.get_by_label("Кого ждём").select_option(label="Крылова Н.\xa0С.")
    page.get_by_role("button", name="Показать").click()
    expect(page).to_have_url(re.compile("person=accountant"))
    expect(page.locator("section.column", has=page.locator("h2", has_text="finance")).locator(".count")).to_have_text(
        "166"
    )
    expect(page.get_by_label("Кого ждём")).to_have_value("accountant")


def test_the_board_is_whole_without_scripts(at: At) -> None:
    page = at(scripts=False).open("/?person=lawyer")
    page.get_by_role("link", name="З-2026-0001").wait_for()
    page.get_by_role("link", name="Поиск").click()
    page.get_by_label("Номер").fill("поставщик 0077")
    page.get_by_role("button", name="Найти").click()
    expect(page.locator(".found .number").first).to_have_text("Д-2026-0077")


def test_a_keyboard_is_enough(at: At) -> None:
    page = at().open("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="К содержанию")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")  # the filters
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Вид договора")).to_be_focused()
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.tile a')"):
            break
    expect(page.locator(".tile a").first).to_be_focused()


def test_a_keyboard_is_enough_for_a_card(at: At) -> None:
    """From its tile to the card, to each of its links, buttons and folds in their order, and into a fold."""
    page = at("commercial").open("/search?q=З-2026-0002")
    page.get_by_role("link", name="З-2026-0002").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("З-2026-0002")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="К содержанию")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    wanted = page.locator("main").locator("a[href], summary, [tabindex='0']").all()
    assert len(wanted) > 4
    for each in wanted:
        page.keyboard.press("Tab")
        expect(each).to_be_focused()
        outline = "getComputedStyle(document.activeElement).outlineStyle"
        assert page.evaluate(outline) != "none", each.inner_text()
    approve = page.get_by_role("link", name="Согласовано")
    assert str(approve.get_attribute("href")).startswith("mailto:")
    talk = page.locator("#talk-1")
    talk.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(talk).not_to_have_attribute("open", "")


def test_a_verdict_appears_on_an_open_card_and_the_focus_stays(at: At, contractd: InProcessDaemon) -> None:
    screen = at()
    page = screen.open("/contracts/З-2026-0002")
    expect(page.locator(".waits")).to_contain_text("Белова")
    fold = page.locator("#talk-1 summary")
    fold.focus()
    with page.expect_response("**/contracts/*"):
        letter = next(each for each in contractd.letters("belova", "request") if "З-2026-0002" in each.text)
        contractd.mail("belova", "согласовано с замечанием: аванс 30 %", answers=letter)
        contractd.work()
    expect(page.locator("#talk-1")).to_contain_text("аванс 30 %")
    expect(page.locator(".waits")).not_to_contain_text("Белова")
    expect(page.get_by_role("status")).to_have_text(re.compile("."))
    expect(fold).to_be_focused()
    assert screen.complaints == []


def test_a_verdict_appears_without_reloading_and_leaves_the_filters_alone(at: At, contractd: InProcessDaemon) -> None:
    screen = at()
    page = screen.open("/?field.fund=artistic")
    page.get_by_label("Вид договора").focus()
    tile = page.locator(".tile", has=page.get_by_text("З-2026-0005"))
    expect(tile).to_contain_text("Орлова")
    with page.expect_response("**/?field.fund=artistic"):
        letter = next(each for each in contractd.letters("orlova@scena.example") if "З-2026-0005" in each.text)
        contractd.mail("orlova@scena.example", "согласовано", answers=letter)
        contractd.work()
    expect(tile).to_contain_text("Громов")
    expect(page.get_by_label("Вид договора")).to_be_focused()
    assert screen.complaints == []


def test_who_may_not_see_a_contract_is_not_told_that_it_changes(at: At, contractd: InProcessDaemon) -> None:
    outside, inside = at("artistic"), at("clerk")
    asked: list[str] = []
    for each in (outside, inside):
        each.open("/")
    outside.page.on("response", lambda answer: asked.append(answer.url))
    with inside.page.expect_response("**/"):
        letter = next(each for each in contractd.letters("orlova@scena.example") if "З-2026-0004" in each.text)
        contractd.mail("orlova@scena.example", "вопрос: какой срок?", answers=letter)
        contractd.work()
    expect(inside.page.locator(".tile", has=inside.page.get_by_text("З-2026-0004"))).to_contain_text("Титова")
    assert asked == []


def test_the_wall_looks_again_by_itself(at: At, contractd: InProcessDaemon) -> None:
    screen = at()
    screen.page.clock.install()
    page = screen.open("/wall")
    row = page.get_by_role("row", name="Приостановлены")
    expect(row).to_contain_text("Приостановлены00")
    contractd.do(contractd.contract("З-2026-0001"), Hold(by="Титова", reason="ждём смету"))
    page.clock.run_for(31_000)
    expect(row).to_contain_text("Приостановлены10")
