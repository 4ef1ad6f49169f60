"""A running daemon reloads a good edit by itself; a bad one neither stops it nor changes it, and is told."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from sqlalchemy import select

from daemon.app import make_app_context, make_reloading
from daemon.application.app_context import AppContext, CurrentContext
from daemon.application.config_reload import ConfigReload
from daemon.application.quarantine import guarded
from daemon.application.submissions.folder_watcher import FolderWatcher
from daemon.config import load
from daemon.config.reload_diff import in_force
from daemon.config.watch import Watch
from daemon.store import migrations
from daemon.store.database import Database
from daemon.store.job_key import JobKind
from daemon.store.tables import letters

ROOT = Path(__file__).parents[2]
Write = Callable[[str], Path]


@dataclass
class ReloadingDaemon:
    """A daemon's parts on a folder of its own; `settle` is the time that an edit needs to stand still."""

    path: Path
    sample: str
    current: CurrentContext
    reloading: ConfigReload
    clock: list[float] = field(default_factory=lambda: [0.0])

    def edit(self, *changes: tuple[str, str]) -> None:
        text = self.sample
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        self.path.write_text(text, encoding="utf-8")

    def settle(self) -> None:
        self.reloading.look()
        self.clock[0] += 2
        self.reloading.look()

    @property
    def app(self) -> AppContext:
        return self.current()

    def letters(self) -> list[tuple[str, str]]:
        """Subject and text of every letter, in the order in which they were written."""
        with self.app.database.read() as connection:
            raw = connection.execute(select(letters.c.raw).order_by(letters.c.id)).scalars().all()
        found = [message_from_bytes(each, policy=policy.default) for each in raw]
        bodies = [each.get_body(("plain",)) for each in found]
        return [(str(m["Subject"]), b.get_content() if b else "") for m, b in zip(found, bodies, strict=True)]


@pytest.fixture
def contractd(sample: str, write: Write, tmp_path: Path) -> Iterator[ReloadingDaemon]:
    path = write(sample).absolute()
    shutil.copytree(ROOT / "templates", tmp_path / "templates", dirs_exist_ok=True)
    settings = load(path)
    database = Database(settings.database)
    migrations.upgrade(database.engine)
    current = CurrentContext(make_app_context(settings, database))
    clock = [0.0]
    yield ReloadingDaemon(path, sample, current, make_reloading(current, lambda: clock[0]), clock)
    current().renderer.close()
    database.close()


GOOD = ("post: Документовед", "post: Ведущий документовед")
BAD = ("administrators: [sysadmin]", "administrators: [sysadmn]")


class TestAGoodEdit:
    def test_is_reloaded_once_it_stands_still(self, contractd: ReloadingDaemon) -> None:
        before = contractd.app
        contractd.edit(GOOD)
        contractd.reloading.look()
        assert contractd.app is before  # somebody may still be writing
        contractd.settle()
        assert contractd.app.directory.people["clerk"].post == "Ведущий документовед"
        assert before.directory.people["clerk"].post == "Документовед"  # what is under way ends as it began
        assert contractd.letters() == []  # nobody need hear of it

    def test_may_add_a_contract_type_whose_folder_is_made(self, contractd: ReloadingDaemon) -> None:
        watcher = FolderWatcher(contractd.current)
        watcher.look()
        start = contractd.sample.index("  ticket_sales:")
        end = contractd.sample.index("\n\n", start)
        copy = contractd.sample[start:end].replace("ticket_sales:", "guest_tours:").replace("Б-{year}", "Г-{year}")
        contractd.edit(("\nboard:", "\n" + copy + "\nboard:"))
        contractd.settle()
        assert "guest_tours" in contractd.app.settings.contract_types
        watcher.look()
        assert (contractd.path.parent / "drafts" / "guest_tours").is_dir()

    def test_may_be_one_of_a_letter_s_texts(self, contractd: ReloadingDaemon) -> None:
        texts = contractd.path.parent / "templates" / "mail" / "ru.yaml"
        texts.write_text(texts.read_text(encoding="utf-8").replace("Где договор: {what}", "Стоит: {what}"), "utf-8")
        contractd.settle()
        assert contractd.app.letters.letter_settings.wording("ru").say("subject.status", what="x") == "Стоит: x"

    def test_of_replies_is_read_from_then_on(self, contractd: ReloadingDaemon) -> None:
        contractd.edit(("approve: [добро, визирую]", "approve: [добро, визирую, подмахнул]"))
        contractd.settle()
        assert contractd.app.settings.replies["approve"][-1] == "подмахнул"
        assert contractd.app.lexicon != make_app_context(
            load(ROOT / "config.yaml", secrets=False), contractd.app.database
        )

    def test_that_changes_nothing_is_none(self, contractd: ReloadingDaemon) -> None:
        before = contractd.app
        contractd.path.touch()
        contractd.settle()
        assert contractd.app is before


class TestABadEdit:
    def test_changes_nothing_and_the_administrators_get_every_mistake(self, contractd: ReloadingDaemon) -> None:
        before = contractd.app
        contractd.edit(BAD, ("undo: 30 minutes", "undo: 30 mins"))
        contractd.settle()
        assert contractd.app is before
        [(subject, text)] = contractd.letters()
        assert subject == "Настройки не приняты: в них ошибки"
        flat = " ".join(text.split())
        assert 'no such person "sysadmn"; did you mean "sysadmin"?' in flat
        assert 'undo: found "30 mins", expected a duration' in flat
        assert "config.yaml:12: organisation.administrators[0]" in flat

    def test_is_told_once_for_each_edit(self, contractd: ReloadingDaemon) -> None:
        contractd.edit(BAD)
        for _ in range(5):
            contractd.settle()
        assert len(contractd.letters()) == 1
        contractd.edit(BAD, GOOD)  # another edit, still wrong
        contractd.settle()
        assert len(contractd.letters()) == 2

    def test_that_is_mended_is_told_to_be_right_again(self, contractd: ReloadingDaemon) -> None:
        contractd.edit(BAD)
        contractd.settle()
        contractd.edit(GOOD)
        contractd.settle()
        assert [subject for subject, _ in contractd.letters()] == [
            "Настройки не приняты: в них ошибки",
            "Настройки приняты",
        ]
        assert contractd.app.directory.people["clerk"].post == "Ведущий документовед"

    def test_that_is_taken_back_is_told_to_be_right_again(self, contractd: ReloadingDaemon) -> None:
        contractd.edit(BAD)
        contractd.settle()
        contractd.edit()
        contractd.settle()
        assert [subject for subject, _ in contractd.letters()][-1] == "Настройки приняты"

    @pytest.mark.parametrize(
        ("old", "new", "says"),
        [
            (
                "expect: {legal: [lawyer], fund: [commercial",
                "expect: {legal: [lawyer], fund: [artistic",
                "mend the route",
            ),
            ('"Завернуть: нет сметы", verdict: return', '"Завернуть: нет сметы", verdict: approve', "reply_tests[1]"),
            ("template: purchase.docx", "template: sales.docx", "no such template"),
        ],
    )
    def test_may_be_one_that_fails_the_admin_s_own_examples(
        self, contractd: ReloadingDaemon, old: str, new: str, says: str
    ) -> None:
        before = contractd.app
        contractd.edit((old, new))
        contractd.settle()
        assert contractd.app is before
        assert says in contractd.letters()[0][1]

    def test_may_be_a_broken_template_or_text(self, contractd: ReloadingDaemon) -> None:
        texts = contractd.path.parent / "templates" / "mail" / "en.yaml"
        texts.write_text("subject: {request: 'x'}\n", encoding="utf-8")
        contractd.settle()
        assert "en.yaml lacks" in " ".join(contractd.letters()[0][1].split())

    def test_may_be_an_empty_or_a_missing_file(self, contractd: ReloadingDaemon) -> None:
        before = contractd.app
        contractd.path.write_text("")
        contractd.settle()
        contractd.path.unlink()
        contractd.settle()
        assert contractd.app is before
        assert len(contractd.letters()) == 2
        contractd.edit(GOOD)
        contractd.settle()
        assert contractd.app is not before


def test_a_file_written_in_steps_is_read_when_it_is_whole(contractd: ReloadingDaemon) -> None:
    """Emptied, half written, whole: the halves are never judged."""
    whole = contractd.sample.replace(*GOOD)
    for text in ("", whole[:2000], whole[:5000], whole):
        contractd.path.write_text(text, encoding="utf-8")
        contractd.clock[0] += 0.7
        contractd.reloading.look()
    contractd.settle()
    assert contractd.letters() == []
    assert contractd.app.directory.people["clerk"].post == "Ведущий документовед"


def test_what_needs_a_restart_stays_as_it_is_and_is_told(contractd: ReloadingDaemon) -> None:
    running = contractd.app.settings
    contractd.edit(
        GOOD, ("sqlite:///contractd.db ", "sqlite:///other.db "), ("  drafts: drafts ", "  drafts: entwürfe ")
    )
    contractd.settle()
    settings = contractd.app.settings
    assert (settings.database, settings.folders.drafts) == (running.database, running.folders.drafts)
    assert settings.directory.people["clerk"].post == "Ведущий документовед"
    [(subject, text)] = contractd.letters()
    assert subject == "Настройки приняты"
    assert "database, folders.drafts" in text


def test_a_new_password_is_used_by_the_next_sign_in(
    contractd: ReloadingDaemon, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONTRACTD_SECRET_MAIL_PASSWORD", "another")
    contractd.edit(GOOD)
    contractd.settle()
    password = contractd.app.settings.mail.receive.password
    assert password is not None
    assert password.reveal() == "another"
    assert contractd.letters() == []


def test_work_under_way_ends_with_the_office_that_it_began_with(contractd: ReloadingDaemon) -> None:
    seen = []

    def work(app: AppContext, _number: int) -> None:
        contractd.edit(GOOD)
        contractd.settle()
        seen.append(app)

    before = contractd.app
    handle = guarded(contractd.current, JobKind.MAIL, work)
    handle(1)
    handle(1)
    assert seen[0] is before
    assert seen[1].directory.people["clerk"].post == "Ведущий документовед"


class TestAWatch:
    def test_tells_of_a_change_that_leaves_size_and_time_as_they_were(self, tmp_path: Path) -> None:
        import os

        path = tmp_path / "a.yaml"
        path.write_text("one")
        now = [0.0]
        watch = Watch([path], lambda: now[0])
        status = path.stat()
        path.write_text("two")
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
        assert not watch.changed()
        now[0] = 1.5
        assert watch.changed()

    def test_judges_again_what_was_written_while_it_was_read(self, tmp_path: Path) -> None:
        path = tmp_path / "a.yaml"
        path.write_text("one")
        now = [0.0]
        watch = Watch([path], lambda: now[0])
        path.write_text("two")
        watch.changed()
        now[0] = 2
        content = watch.changed()
        path.write_text("three")
        watch.judged(content, [path])
        now[0] = 4
        watch.changed()
        now[0] = 6
        assert watch.changed()


def test_a_database_whose_url_moves_into_a_secret_needs_no_restart(
    sample: str, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    running = load(write(sample))
    monkeypatch.setenv("CONTRACTD_SECRET_DATABASE_URL", "sqlite:///contractd.db")
    secret = load(write(sample.replace("sqlite:///contractd.db", "!secret database_url")))
    assert in_force(running, secret)[1] == ()
    monkeypatch.setenv("CONTRACTD_SECRET_DATABASE_URL", "sqlite:///other.db")
    other = load(write(sample.replace("sqlite:///contractd.db", "!secret database_url")))
    assert in_force(running, other)[1] == ("database",)
