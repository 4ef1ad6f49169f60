"""The sample configuration says what its author meant, as frozen values."""

from __future__ import annotations

import dataclasses
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from daemon.config import Settings, load
from daemon.config.settings import (
    Board,
    ConnectionSecurity,
    Delegation,
    Digest,
    IdentityPolicy,
    IdentityRule,
    Letters,
    Limits,
    Period,
    ReplyTest,
    Report,
    Send,
)
from daemon.config.unsupported import UNSUPPORTED
from daemon.workflow.model import Absence, AfterRework, Escalate, FactType, OnReturn, Reminder, StageKind
from daemon.workflow.route_rules import EscalationRule, PersonRule
from daemon.workflow.working_time import Duration, Unit, add, is_working, parse_duration, spans

Write = Callable[[str], Path]
ROOT = Path(__file__).parents[2]


@pytest.fixture
def sample_settings(sample: str, write: Write) -> Settings:
    return load(write(sample))


def test_the_organisation_and_its_folders(sample_settings: Settings, tmp_path: Path) -> None:
    organisation = sample_settings.organisation
    assert (organisation.name, organisation.language) == ("Театр «Сцена»", "ru")
    assert organisation.timezone == ZoneInfo("Asia/Yekaterinburg")
    assert organisation.administrators == ("sysadmin",)
    assert sample_settings.folders.drafts == tmp_path / "drafts"
    assert sample_settings.folders.templates == tmp_path / "templates" / "docx"
    assert sample_settings.database == f"sqlite:///{tmp_path}/contractd.db"


def test_the_mail_accounts(sample_settings: Settings) -> None:
    mail = sample_settings.mail
    assert (mail.address, mail.plus_address, mail.tls_ca) == ("contracts@scena.example", True, None)
    assert (mail.receive.kind, mail.receive.port, mail.receive.security) == ("imap", 993, ConnectionSecurity.TLS)
    assert (mail.send.kind, mail.send.port, mail.send.security) == ("smtp", 587, ConnectionSecurity.STARTTLS)
    assert mail.limits == Limits(100, 480, 35)


def test_the_people_and_when_they_work(sample_settings: Settings) -> None:
    directory = sample_settings.directory
    lawyer = directory.people["lawyer"]
    assert lawyer.addresses == {"orlova@scena.example", "m.orlova@scena.example"}
    assert (lawyer.manager, lawyer.substitute, lawyer.language) == ("director", "lawyer_deputy", "ru")
    assert directory.people["john"].language == "en"
    zone = sample_settings.organisation.timezone
    sunday = datetime(2026, 11, 29, 12, tzinfo=zone)
    assert is_working(directory.calendar_of("artistic"), sunday)
    assert not is_working(directory.calendar_of("lawyer"), sunday)


def test_working_time_knows_holidays_moved_days_and_the_short_day_before(sample_settings: Settings) -> None:
    calendar = sample_settings.directory.calendar
    assert spans(calendar, date(2026, 1, 9)) == []  # a day off that was moved
    assert spans(calendar, date(2026, 12, 30)) == []  # the house's own day off
    assert spans(calendar, date(2027, 2, 20)) != []  # a Saturday that is worked
    assert spans(calendar, date(2026, 11, 3))[-1][1].time() == time(17)  # an hour before the Day of Unity
    assert spans(calendar, date(2026, 11, 5))[-1][1].time() == time(18)
    friday = datetime(2026, 11, 27, 16, tzinfo=calendar.timezone)
    assert add(calendar, friday, parse_duration("2 working hours")) == datetime(2026, 11, 30, 5, tzinfo=UTC)


def test_a_contract_type(sample_settings: Settings) -> None:
    purchase = sample_settings.contract_types["purchase"]
    assert (purchase.number, purchase.initiator, purchase.kind) == ("З-{year}-{seq:04}", "clerk", "expense")
    assert [each.name for each in purchase.fields][:3] == ["counterparty", "inn", "subject"]
    items = purchase.field_rule("items")
    assert items
    assert not items.required
    assert [each.type for each in items.columns] == [FactType.TEXT, FactType.NUMBER, FactType.MONEY]
    fund = purchase.field_rule("fund")
    assert fund
    assert fund.choices[2] == ("budget", "Субсидия")
    fee = sample_settings.contract_types["ticket_sales"].field_rule("fee_percent")
    assert fee
    assert (fee.min, fee.max) == (Decimal(0), Decimal(15))
    assert sample_settings.identity_of_type == {"purchase": IdentityRule(IdentityPolicy.CONFIRM, "amount > 1000000")}


def test_a_route(sample_settings: Settings) -> None:
    route = sample_settings.contract_types["purchase"].route
    legal, fund, finance, signing = route.stages
    assert (route.after_rework, route.on_return) == (AfterRework.OBJECTORS, OnReturn.TOGETHER)
    assert legal.approvers[0].veto
    assert (fund.need, finance.need, signing.kind) == (0, 1, StageKind.SIGNATURE)
    assert fund.approvers[2].watches == ("amount", "items")
    assert fund.deadline == Duration(2, Unit.DAY, working=True)
    hours, day = parse_duration("8 working hours"), parse_duration("1 working day")
    assert fund.remind == (Reminder(before=hours), Reminder(), Reminder(every=day))
    assert fund.escalate == (
        EscalationRule(parse_duration("1 working hour")),
        EscalationRule(day, PersonRule(person="director"), Escalate.REASSIGN),
    )
    head = sample_settings.contract_types["ticket_sales"].route.stages[0]
    assert head.approvers[0].who == PersonRule(manager_of="initiator")


def test_the_small_blocks(sample_settings: Settings) -> None:
    assert sample_settings.absences == (Absence("lawyer", date(2026, 12, 1), date(2026, 12, 14)),)
    assert sample_settings.replies["approve"] == ("добро", "визирую")
    assert sample_settings.reply_tests[2] == ReplyTest("Добро дадим, когда будет смета", "unclear")
    assert (sample_settings.delegation, str(sample_settings.undo)) == (Delegation.ANYONE, "30 minutes")
    assert sample_settings.digest == Digest(time(9))
    assert sample_settings.board == Board("127.0.0.1", 8080, "https://contracts.scena.example")
    assert sample_settings.reports == (Report(Send.WEEKLY, 0, time(9), ("director", "commercial")),)
    assert sample_settings.retention.personal_data == Period(5, "years")


def test_what_has_no_effect_yet_is_said_with_its_line(sample: str, sample_settings: Settings) -> None:
    said = [
        re.fullmatch(r"config.yaml:(\d+): (\S+): read and checked, no effect yet: .+", each)
        for each in sample_settings.unsupported
    ]
    assert all(said)
    lines = sample.splitlines()
    for match in said:
        assert match
        assert match[2].rpartition(".")[2] in lines[int(match[1]) - 1]
    assert "retention" in {match[2] for match in said if match}


def test_what_the_configuration_does_not_say_is_not_said_to_have_no_effect(sample: str, write: Write) -> None:
    plain = re.sub(r"(?ms)^(digest|board|reports|retention):.*?(?=^\S|\Z)", "", sample)
    plain = re.sub(r"(?m), letters: digest|^  limits:.*\n", "", plain)
    assert load(write(plain)).unsupported == ()


def test_every_row_of_what_has_no_effect_is_shown_by_the_sample(sample_settings: Settings) -> None:
    assert len(sample_settings.unsupported) == len(UNSUPPORTED)


def test_a_digest_that_nobody_would_ever_get_is_said(sample: str, write: Write) -> None:
    """`letters: digest` without `digest.at` is no mistake: each request comes singly, and `check` says so."""
    without = re.sub(r"(?m)^digest:.*\n", "", sample)
    [said] = [each for each in load(write(without)).warnings if "letters" in each]
    assert "people.accountant.letters" in said
    assert "digest: {at:" in said


def test_each_is_an_older_word_for_single(sample: str, write: Write) -> None:
    for word in ("each", "single"):
        settings = load(write(sample.replace("letters: digest", f"letters: {word}")))
        assert settings.letters["accountant"] is Letters.SINGLE


def test_what_the_sample_does_not_show(sample: str, write: Write, tmp_path: Path) -> None:
    text = sample.replace("need: any", "need: 2").replace("# tls_ca: ca.pem", "tls_ca: ca.pem ")
    text = text.replace("{send: weekly, at: monday 09:00", '{send: daily, at: "08:30"')
    path = write(
        text.replace("subject:      {label", "deputy: {label: Заместитель, type: text}\n      subject: {label")
    )
    (tmp_path / "ca.pem").touch()
    settings = load(path)
    assert settings.contract_types["purchase"].route.stages[2].need == 2
    assert settings.mail.tls_ca == tmp_path / "ca.pem"
    assert settings.reports[0] == Report(Send.DAILY, None, time(8, 30), ("director", "commercial"))


def test_reading_imports_heavy_packages_only_where_they_are_used() -> None:
    code = "import sys, daemon.config; sys.exit(bool({'cel', 'holidays', 'sqlalchemy', 'pydantic'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_settings_are_frozen(sample_settings: Settings) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        sample_settings.undo = None  # type: ignore[misc]


def test_the_root_configuration_loads_without_its_secrets() -> None:
    assert load(ROOT / "config.yaml", secrets=False).organisation.name == "Театр «Сцена»"


def test_paths_count_from_the_configuration_not_from_the_current_folder(
    sample: str, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(sample)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    settings = load(Path("..") / "config.yaml")
    assert settings.folders.drafts.resolve() == tmp_path / "drafts"
    shutil.rmtree(elsewhere)


def test_an_hour_shorter_is_a_duration(sample_settings: Settings) -> None:
    assert sample_settings.directory.calendar.shorter_before_holiday == timedelta(hours=1)
