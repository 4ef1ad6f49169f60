"""Drafts by folder and by mail: what becomes of each, who is told, and that none is lost or counted twice."""

from __future__ import annotations

import hashlib
import io
import os
import zipfile
from pathlib import Path

import docx
import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from workflow.people import someone

from application.submissions.installation import GOOD, Installation, changed, text_of
from daemon.application.execute import execute
from daemon.documents.forms import make_form
from daemon.store import history, migrations
from daemon.store.cause import Cause
from daemon.store.database import Database
from daemon.workflow.commands import Command, GiveVerdict, Withdraw
from daemon.workflow.model import Status, Verdict

# -- the folder --------------------------------------------------------------------------------------------------------


def test_an_accepted_form_is_a_contract_and_lies_under_its_number(installation: Installation) -> None:
    installation.drop("Заявка на свет.xlsx", installation.form())
    contract = installation.contract()
    assert (contract.number, contract.initiator.key, contract.status) == ("З-2026-0001", "clerk", Status.IN_APPROVAL)
    assert installation.names("accepted") == ["З-2026-0001 Заявка на свет.xlsx"]
    (name,) = installation.archived()
    assert name == "З-2026-0001 Договор закупки ООО Ромашка световое оборудование.docx"
    assert "Семьсот тысяч рублей 00 копеек" in text_of(installation.archived()[name])


def test_a_contract_says_in_its_properties_what_it_is_whose_and_of_when(installation: Installation) -> None:
    installation.drop("form.xlsx", installation.form())
    contract = installation.contract()
    (document,) = installation.archived().values()
    core = docx.Document(io.BytesIO(document)).core_properties
    house = installation.app.settings.organisation.name
    assert (core.title, core.author, core.last_modified_by) == (contract.name, house, house)
    assert core.created == core.modified == contract.version.at.replace(microsecond=0)


def test_a_form_with_mistakes_comes_back_marked_by_mail_and_beside_the_folder(installation: Installation) -> None:
    installation.drop("form.xlsx", changed(installation.form(), inn="123", amount="много"))
    assert installation.contracts() == []
    assert installation.names("rejected") == ["form.xlsx", "form.xlsx.txt"]
    said = (installation.root / "drafts/rejected/form.xlsx.txt").read_text()
    assert said.count("\n") == 2
    letter = installation.letter("draft_rejected", "clerk")
    assert all(line in letter.text for line in said.splitlines())
    assert letter.file(".xlsx") == (installation.root / "drafts/rejected/form.xlsx").read_bytes()


def test_the_mended_form_is_accepted(installation: Installation) -> None:
    installation.drop("form.xlsx", changed(installation.form(), inn="123"))
    marked = (installation.root / "drafts/rejected/form.xlsx").read_bytes()
    installation.drop("form.xlsx", changed(marked, inn="5902293308"))
    assert installation.contract().number == "З-2026-0001"


def test_a_form_dropped_twice_is_one_contract(installation: Installation) -> None:
    form = installation.form()
    installation.drop("a.xlsx", form)
    installation.drop("b.xlsx", form)
    assert len(installation.contracts()) == 1
    assert "уже принят: договор З-2026-0001" in installation.letter("draft_rejected", "clerk").text
    assert installation.names("rejected") == ["b.xlsx", "b.xlsx.txt"]


def saved_again(form: bytes) -> bytes:
    out = io.BytesIO(form)
    with zipfile.ZipFile(out, "a") as book:
        book.comment = b"another program has saved it"
    return out.getvalue()


def test_a_form_that_was_saved_again_is_the_same_draft_and_its_first_copy_is_named(installation: Installation) -> None:
    form = installation.form()
    again = saved_again(form)
    installation.drop("форма.xlsx", form)
    installation.drop("форма (копия).xlsx", again)
    installation.write("clerk", "", [("и ещё раз.xlsx", again)])
    assert len(installation.contracts()) == 1
    for letter in installation.letters("draft_rejected", "clerk"):
        assert "уже принят: договор З-2026-0001 (файл «форма.xlsx», 24.11.2026 10:15)" in letter.text
    assert len(installation.letters("draft_rejected", "clerk")) == 2


def test_a_yaml_file_that_says_what_a_form_said_is_the_same_draft(installation: Installation) -> None:
    said = {**GOOD, "fund": "commercial"}
    rows = "items: [{title: Прожектор, quantity: 4, price: 120000},\n"
    rows += "  {title: Пульт управления светом, quantity: 1, price: 220000}]"
    installation.drop("form.xlsx", installation.form())
    installation.drop("form.yaml", "\n".join([*(f'{name}: "{value}"' for name, value in said.items()), rows]).encode())
    assert len(installation.contracts()) == 1
    installation.drop("other.xlsx", installation.form(subject="звуковое оборудование"))
    assert len(installation.contracts()) == 2


@pytest.mark.parametrize("end", [Withdraw("Титова"), GiveVerdict(1, Verdict.DECLINE, "Не нужно", someone("lawyer"))])
def test_a_form_dropped_again_after_its_contract_was_withdrawn_or_declined_is_a_new_contract(
    installation: Installation, end: Command
) -> None:
    form = installation.form()
    installation.drop("a.xlsx", form)
    with installation.app.database.transaction() as tx:
        stored = history.load(tx.connection, 1, lock=True)
        execute(installation.app, tx, stored, end, Cause.of_operator("admin"), installation.app.now())
    installation.drop("b.xlsx", form)
    assert [each.number for each in installation.contracts()] == ["З-2026-0001", "З-2026-0002"]
    installation.drop("c.xlsx", form)  # while the second is under way, it is a duplicate of that one
    assert "уже принят: договор З-2026-0002" in installation.letter("draft_rejected", "clerk").text


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("form.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "старый формат Excel"),
        ("form.ods", b"PK\x03\x04 x", "таблица OpenDocument"),
        ("form.pdf", b"%PDF-1.7", "это PDF"),
        ("form.txt", b"x", "принимаются формы .xlsx и .yaml"),
        ("form.xlsx", b"PK\x03\x04 half", "файл повреждён"),
        ("form.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "непонятно, какого он договора"),
        ("form.yaml", b"\xff\xfe", "кодировке UTF-8"),
        ("form.yaml", b"inn: [", "с ошибкой в строке"),
        ("form.yaml", b"  \n", "файл пуст"),
    ],
)
def test_what_is_no_form_is_told_why(installation: Installation, name: str, content: bytes, said: str) -> None:
    (installation.root / "drafts/purchase" / name).write_bytes(content)
    for _ in range(10):
        installation.look()
    assert said in installation.letter("draft_rejected", "clerk").text
    assert installation.names("rejected") == [name, f"{name}.txt"]
    assert installation.quarantined() == []


def test_a_file_of_60_megabytes_is_told_and_not_read(installation: Installation) -> None:
    with (installation.root / "drafts/purchase/film.xlsx").open("wb") as file:
        file.truncate(60 * 2**20)
    for _ in range(10):
        installation.look()
    assert "файл слишком велик (60 МБ, можно 20 МБ)" in installation.letter("draft_rejected", "clerk").text
    assert installation.names("rejected") == ["film.xlsx", "film.xlsx.txt"]
    assert [len(each.content) for each in installation.drafts()] == [0]


def test_one_draft_that_cannot_be_read_does_not_hold_up_the_others(installation: Installation) -> None:
    """As root nothing is unreadable: a link in the place of the claimed file stands for it."""
    (installation.root / "drafts/purchase/a.yaml").write_text("inn: 1")
    list(installation.folder.claim_ready())
    installation.seconds += 3
    (claimed,) = installation.folder.claim_ready()
    claimed.path.unlink()
    os.mkfifo(claimed.path)
    installation.drop("b.xlsx", installation.form())
    assert installation.contract().number == "З-2026-0001"


def test_a_draft_of_a_folder_that_is_no_type_is_told_to_the_administrators(installation: Installation) -> None:
    (installation.root / "drafts/lease").mkdir()
    installation.drop("form.xlsx", installation.form(), under="lease")
    assert (
        "Нет типа договора «lease». Есть: purchase, ticket_sales"
        in installation.letter("draft_rejected", "sysadmin").text
    )


def test_a_form_in_the_folder_of_another_type_is_told(installation: Installation) -> None:
    installation.drop("form.xlsx", installation.form(), under="ticket_sales")
    assert (
        "это форма «purchase», а папка или договор – «ticket_sales»" in installation.letters("draft_rejected")[-1].text
    )


def test_a_rework_form_of_a_contract_that_does_not_exist_is_told(installation: Installation) -> None:
    installation.drop("form.xlsx", installation.form(contract="З-2026-0777"))
    assert "Договора З-2026-0777 нет" in installation.letter("draft_rejected", "clerk").text


def test_a_form_that_asks_nobody_takes_no_number(installation: Installation) -> None:
    installation.drop("bad.xlsx", changed(installation.form(), inn="1"))
    installation.drop("good.xlsx", installation.form(subject="звук"))
    assert installation.contract().number == "З-2026-0001"


# -- mails -------------------------------------------------------------------------------------------------------------


def test_a_form_mailed_by_a_colleague_makes_them_its_initiator_and_is_acknowledged(installation: Installation) -> None:
    installation.write("economist", "Добрый день, прошу запустить", [("заявка.xlsx", installation.form())])
    assert installation.contract().initiator.key == "economist"
    receipt = installation.letter("draft_accepted", "economist")
    assert "Файл «заявка.xlsx» принят: договор З-2026-0001" in receipt.text
    assert receipt.mail["In-Reply-To"] == "<1@pc.example>"


def test_a_form_that_names_its_initiator_is_theirs_and_the_sender_is_answered(installation: Installation) -> None:
    people = installation.app.people()
    named = changed(installation.form())
    book = openpyxl.load_workbook(io.BytesIO(named))
    ((sheet, place),) = book.defined_names["contractd_initiator"].destinations
    book[sheet][place.replace("$", "")].value = dict(people)["clerk"]
    out = io.BytesIO()
    book.save(out)
    installation.write("economist", "", [("заявка.xlsx", out.getvalue())])
    assert installation.contract().initiator.key == "clerk"
    assert installation.letters("draft_accepted", "economist")
    assert installation.letters("registered", "clerk")


def test_a_form_with_mistakes_is_answered_in_its_thread(installation: Installation) -> None:
    installation.write("clerk", "Вот", [("заявка.xlsx", changed(installation.form(), inn="1"))])
    letter = installation.letter("draft_rejected", "clerk")
    assert letter.mail["In-Reply-To"] == "<1@pc.example>"
    installation.write("clerk", "Исправила", [("заявка.xlsx", installation.form())], to=letter)
    assert installation.contract().number == "З-2026-0001"


def test_a_blank_form_is_told_what_to_fill_in(installation: Installation) -> None:
    type_ = installation.app.settings.contract_types["purchase"]
    installation.write("clerk", "", [("blank.xlsx", make_form(type_, installation.app.people(), "ru"))])
    said = installation.letter("draft_rejected", "clerk").text
    assert said.count("не заполнено") == 7


def test_a_stranger_s_form_is_kept_and_answered_once(installation: Installation) -> None:
    for _ in range(2):
        installation.write("stranger@elsewhere.example", "Согласуйте", [("form.xlsx", installation.form())])
    assert (installation.contracts(), installation.drafts()) == ([], [])
    assert [(sent.kind, sent.to) for sent in installation.letters()] == [("stranger", "stranger@elsewhere.example")]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("смета.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "старый формат Excel"),
        ("смета.ods", b"PK", "таблица OpenDocument"),
    ],
)
def test_a_table_that_is_none_of_our_forms_is_told(
    installation: Installation, name: str, content: bytes, said: str
) -> None:
    installation.write("economist", "Вот заявка", [(name, content)])
    assert said in installation.letter("draft_rejected", "economist").text


def test_a_yaml_draft_by_mail_says_its_type(installation: Installation) -> None:
    text = "type: ticket_sales\ncounterparty: ООО «Касса»\ninn: '5902293308'\nfee_percent: 7.5\nend: 2027-12-31\n"
    installation.write("clerk", "", [("draft.yaml", text.encode())])
    assert installation.contract().number == "Б-2026-0001"


def test_the_same_mail_again_is_one_contract(installation: Installation) -> None:
    form = installation.form()
    installation.write("clerk", "", [("a.xlsx", form)])
    installation.write("clerk", "", [("a.xlsx", form)])
    assert len(installation.contracts()) == 1
    assert "уже принят" in installation.letter("draft_rejected", "clerk").text


# -- G1: a draft that was accepted is never lost; dropped twice, it is one contract ------------------------------------

STEPS = ("claim", "look", "work")


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None, max_examples=8
)
@given(
    st.lists(st.sampled_from(STEPS), max_size=8),
    st.lists(st.integers(0, 2), min_size=1, max_size=3),
)
def test_wherever_it_is_killed_every_draft_is_one_contract(
    tmp_path_factory: pytest.TempPathFactory, steps: list[str], drops: list[int]
) -> None:
    """A new daemon (database, folder, watcher) after each step; some forms are dropped twice, at any time."""
    root = tmp_path_factory.mktemp("g1")
    url = _sqlite_in(root)
    pending = list(drops)
    for step in [*steps, *STEPS]:
        installation = Installation(root, url)
        try:
            if pending:
                n = pending.pop()
                (root / f"drafts/purchase/{n}-{len(pending)}.xlsx").write_bytes(forms(installation)[n])
            _one_step(installation, step)
        finally:
            installation.close()
    installation = Installation(root, url)
    try:
        installation.look()
        assert {each.facts[2].value for each in installation.contracts()} == {f"предмет {n}" for n in drops}
        assert len(installation.contracts()) == len(set(drops))
        assert len(installation.names("accepted")) == len(set(drops))
        assert sorted(each.number for each in installation.contracts()) == [
            f"З-2026-{n:04}" for n in range(1, len(set(drops)) + 1)
        ]
        lost = [path for path in (root / "drafts").rglob("*.xlsx") if path.parent.name not in ("accepted", "rejected")]
        assert lost == []
    finally:
        installation.close()


def _sqlite_in(folder: Path) -> str:
    """A database of its own for each example of a property."""
    url = f"sqlite:///{folder}/contractd.db"
    database = Database(url)
    migrations.upgrade(database.engine)
    database.close()
    return url


_FORMS: list[bytes] = []


def forms(installation: Installation) -> list[bytes]:
    if not _FORMS:
        _FORMS.extend(installation.form(subject=f"предмет {n}") for n in range(3))
    return _FORMS


def _one_step(installation: Installation, step: str) -> None:
    """What gets done before the daemon is killed: a claim and no more, a round of the watcher, or all that is due."""
    if step == "claim":
        list(installation.folder.claim_ready())
        installation.seconds += 3
        list(installation.folder.claim_ready())
    elif step == "look":
        installation.watcher.look(installation.folder)
        installation.seconds += 3
        installation.watcher.look(installation.folder)
    else:
        installation.work()


def test_killed_between_the_claim_and_the_store_the_draft_is_taken_up_again(tmp_path: Path, database_url: str) -> None:
    installation = Installation(tmp_path, database_url)
    form = installation.form()
    (tmp_path / "drafts/purchase/a.xlsx").write_bytes(form)
    list(installation.folder.claim_ready())
    installation.seconds += 3
    (claimed,) = installation.folder.claim_ready()
    installation.close()  # and nothing was stored
    again = Installation(tmp_path, database_url)
    again.look()
    assert again.contract().number == "З-2026-0001"
    assert not claimed.path.exists()
    again.close()


def test_what_a_killed_daemon_had_half_laid_into_the_archive_is_laid_again(installation: Installation) -> None:
    """The file is written before the transaction that records it: a kill in between leaves one that nobody knows."""
    installation.drop("a.xlsx", installation.form())
    (name,) = installation.archived()
    other = installation.root / "contracts/2026" / name.removesuffix(".docx").replace("0001", "0002")
    other.mkdir()
    (other / name.replace("0001", "0002")).write_bytes(b"of an earlier try")
    installation.drop("b.xlsx", installation.form(amount="1.00"))
    content = installation.archived()[name.replace("0001", "0002")]
    assert hashlib.sha256(content).hexdigest() == installation.contracts()[1].version.sha256
