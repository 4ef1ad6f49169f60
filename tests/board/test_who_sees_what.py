"""Who may not see a contract gets, at every address of the board, the very bytes that a house without it would send.

Two houses are alike but for one contract. A new address of the board has no row here, and fails until it has one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import quote

import pytest
from application.in_process_daemon import InProcessDaemon
from starlette.routing import Mount, Route

from board.conftest import BoardBrowser, make_contractd, sign_in
from daemon.application.app_context import CurrentContext
from daemon.board.cookies import cookie_name
from daemon.board.web import make_web
from daemon.store import contract_queries, history, sequences
from daemon.workflow.model import Contract

SEES = {"procurement": "income", "artistic": "expense"}
# Everybody who may look at it, and why; John Reed hands it in.
SEEN_BY = {
    "john": "initiator",
    "lawyer": "asked",
    "commercial": "asked in a later stage",
    "director": "asked in the last stage",
    "artistic": "sees: expense",
    "clerk": "sees: all",
    "sysadmin": "administrator",
}
HIDDEN_FROM = {"procurement": "sees: income", "lawyer_deputy": "takes no part"}
SECRETS = ("Ромашка", "мы не нашли смету", "590\u00a0000")

# What is asked for at each address. {number} is the contract's, {sha256} and {name} its file's, {mail} its mail's.
OF_CONTRACT = {
    "/contracts/{number}": ["/contracts/{number}", "/contracts/{number}?page=2"],
    "/contracts/{number:path}": ["/contracts/{number}/", "/contracts/{number}/x", "/contracts/[{number}]/y"],
    "/contracts/{number:path}/files/{sha256}/{name}": ["/contracts/{number}/files/{sha256}/{name}"],
    "/contracts/{number:path}/mails/{sha256}": ["/contracts/{number}/mails/{mail}"],
    "/contracts/{number:path}/mails/{sha256}/original.eml": ["/contracts/{number}/mails/{mail}/original.eml"],
}
OF_MANY = {
    "/": ["/", "/?overdue=1", "/?column=rework", "/?person=john", "/?kind=expense", "/?mine=1"],
    "/search": ["/search", "/search?q={number}", "/search?q=Ромашка", "/search?q=смету", "/search?q=Рид&page=2"],
    "/figures": ["/figures", "/figures?type=purchase", "/figures?person=lawyer", "/figures?kind=expense"],
    "/{rest:path}": ["/nothing", "/{number}"],
}
OF_NOBODY = {"/static": "/static/board.css", "/sign-in": "/sign-in", "/sign-in/{secret}": "/sign-in/none"}
TESTED_APART = {"/live", "/wall", "/sign-out"}


@dataclass(frozen=True, slots=True)
class Houses:
    """`full` has the contract, `bare` is the same house without it. `names` are what its addresses are made of."""

    full: InProcessDaemon
    bare: InProcessDaemon
    contract: Contract
    names: dict[str, str]

    def addresses(self, table: dict[str, list[str]]) -> list[str]:
        quoted = {key: quote(value, safe="") for key, value in self.names.items()}
        return [each.format(**quoted) for rows in table.values() for each in rows]


@pytest.fixture(scope="module")
def houses(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Houses]:
    full, bare = (make_contractd(tmp_path_factory.mktemp(name), _with_sees) for name in ("full", "bare"))
    for each in (full, bare):
        each.drop(400_000, "artistic", "procurement")
    contract = full.drop(590_000, "commercial", "john")
    letter = next(each for each in reversed(full.letters("orlova")) if contract.number in each.text)
    full.mail("orlova", "вернуть: мы не нашли смету", answers=letter)
    contract = full.contract(contract.number)
    file = contract.version.files[0]
    mail = next(each.mail for each in full.events(contract) if getattr(each, "mail", ""))  # type: ignore[attr-defined]
    names = {"number": contract.number, "sha256": file.sha256, "name": file.name, "mail": mail}
    yield Houses(full, bare, contract, names)
    full.close()
    bare.close()


def _with_sees(sample: str) -> str:
    for key, sees in SEES.items():
        begin = sample.index(f"\n  {key}:")
        end = sample.index("}", begin)
        sample = f"{sample[:end]}, sees: {sees}{sample[end:]}"
    return sample


def test_every_address_of_the_board_has_a_row(houses: Houses) -> None:
    routes = {each.path for each in make_web(CurrentContext(houses.full.app)).routes if isinstance(each, Route | Mount)}
    assert routes == {*OF_CONTRACT, *OF_MANY, *OF_NOBODY} | TESTED_APART


def test_only_signing_in_and_out_takes_a_form(houses: Houses) -> None:
    web = make_web(CurrentContext(houses.full.app))
    changing = {
        each.path for each in web.routes if isinstance(each, Route) and (each.methods or set()) - {"GET", "HEAD"}
    }
    assert changing == {"/sign-in", "/sign-in/{secret}", "/sign-out"}


@pytest.mark.parametrize("person", HIDDEN_FROM)
def test_who_may_not_see_it_gets_what_a_house_without_it_sends(houses: Houses, person: str) -> None:
    full, bare = BoardBrowser(houses.full, person), BoardBrowser(houses.bare, person)
    for address in houses.addresses(OF_CONTRACT) + houses.addresses(OF_MANY):
        assert full.answer(address) == bare.answer(address), (HIDDEN_FROM[person], address)
    for address in houses.addresses(OF_CONTRACT):
        another = address.replace(quote(houses.contract.number), quote("З-2026-0999"))
        assert full.answer(address) == full.answer(another) == (404, full.answer(another)[1]), address


@pytest.mark.parametrize("person", SEEN_BY)
def test_who_may_see_it_does(houses: Houses, person: str) -> None:
    browser = BoardBrowser(houses.full, person)
    assert "мы не нашли смету" in browser.page(f"/contracts/{houses.contract.number}"), SEEN_BY[person]
    files = houses.addresses({"": OF_CONTRACT["/contracts/{number:path}/files/{sha256}/{name}"]})
    assert [browser.status(each) for each in files] == [200]
    for address in ("/", "/search?q=смету"):
        assert houses.contract.number in browser.page(address), (SEEN_BY[person], address)


def test_who_is_not_signed_in_is_sent_to_sign_in_whatever_they_ask_for(houses: Houses) -> None:
    full, bare = BoardBrowser(houses.full), BoardBrowser(houses.bare)
    for address in houses.addresses(OF_CONTRACT) + houses.addresses(OF_MANY):
        assert full.answer(address) == bare.answer(address) == (303, b""), address
    for address in OF_NOBODY.values():
        assert full.answer(address) == bare.answer(address), address
    assert full.answer("/live") == (401, b"")


def test_who_has_left_the_directory_is_nobody_though_they_took_part(houses: Houses) -> None:
    app = houses.full.app
    secret = sign_in(houses.full, "lawyer")
    people = {key: each for key, each in app.directory.people.items() if key != "lawyer"}
    settings = replace(app.settings, directory=replace(app.directory, people=people))
    houses.full.app = replace(app, settings=settings)
    try:
        browser = BoardBrowser(houses.full)
        browser.keep(cookie_name(settings.board), secret)
        for address in houses.addresses(OF_CONTRACT) + houses.addresses(OF_MANY):
            assert browser.answer(address) == (303, b""), address
        assert browser.answer("/live") == (401, b"")
    finally:
        houses.full.app = app


def test_open_pages_are_told_of_it_only_where_it_may_be_seen(houses: Houses) -> None:
    app = houses.full.app
    with houses.full.database.read() as connection:
        contract_id = sequences.find_number(connection, houses.contract.number)
        assert contract_id is not None
        (change,) = contract_queries.changed(connection, [contract_id])
        contract = history.load(connection, contract_id).contract
    told = {key for key, each in app.directory.people.items() if change.may_be_seen_by(app.viewer(each))}
    assert told == {key for key, each in app.directory.people.items() if app.may_see(each, contract)}
    assert told.isdisjoint(HIDDEN_FROM)
    assert set(SEEN_BY) <= told


def test_the_corridor_s_screen_tells_sums_and_nothing_of_a_contract(houses: Houses) -> None:
    page = BoardBrowser(houses.full).page("/wall")
    assert [each for each in (*SECRETS, *houses.names.values(), "Reed", "Орлова") if each in page] == []
