"""Every mistake at once, each with its file, its line, what was found, what was expected and how to mend it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from daemon.config import ConfigurationError, Settings, load

Write = Callable[[str], Path]
EDITS: list[dict[str, Any]] = YAML(typ="safe").load(Path(__file__).with_name("broken_edits.yaml"))


def mistakes(path: Path) -> list[str]:
    with pytest.raises(ConfigurationError) as caught:
        load(path)
    return [str(each) for each in caught.value.problems]


def relative(message: str, line: int) -> str:
    """The message with its own line and those it mentions counted from the line of the change."""
    place, _, said = message.removeprefix("config.yaml:").partition(": ")
    said = re.sub(r"\bline (\d+)", lambda match: f"line {int(match[1]) - line:+d}", said)
    return f"{int(place) - line:+d} {said}"


@pytest.mark.parametrize("edit", EDITS, ids=[each["new"].strip() or f"no {each['old'].strip()}" for each in EDITS])
def test_a_broken_edit_is_told_with_its_line_and_what_to_do(edit: dict[str, Any], sample: str, write: Write) -> None:
    assert edit["old"] in sample
    line = sample[: sample.index(edit["old"])].count("\n") + 1
    found = mistakes(write(sample.replace(edit["old"], edit["new"], 1)))
    assert [relative(each, line) for each in found] == edit["says"]


def test_the_table_of_broken_edits_is_large_and_has_no_edit_twice() -> None:
    assert len({(each["old"], each["new"]) for each in EDITS}) == len(EDITS) >= 60


def test_all_mistakes_are_told_at_once_in_the_order_of_lines(sample: str, write: Write) -> None:
    """Edits of different blocks together say what each says alone."""
    alone = [each for each in EDITS if each["new"] in ("undo: 30 mins", "delegation: everyone", "port: 99333")]
    together = sample
    for edit in alone:
        together = together.replace(edit["old"], edit["new"], 1)
    found = mistakes(write(together))
    assert [re.sub(r"^config.yaml:\d+: ", "", each) for each in found] == [
        "mail.receive.port: found 99333, expected a whole number from 1 to 65535",
        'delegation: found "everyone", expected anyone, subordinates or nobody',
        'undo: found "30 mins", expected a duration such as "2 working days", "8 working hours" or "30 minutes"',
    ]


def test_an_empty_file_lacks_every_block_that_must_be_there(write: Write) -> None:
    assert mistakes(write("# nothing yet\n")) == [
        "config.yaml:1: expected blocks such as `people:`, each with its own indented lines"
    ]
    assert mistakes(write("undo: 30 minutes\n")) == [
        f"config.yaml:1: `{block}` is missing; add `{block}:`"
        for block in ("organisation", "working_time", "mail", "people", "folders", "contract_types", "database")
    ]


def test_a_missing_file_and_a_folder_are_told(write: Write) -> None:
    assert mistakes(Path("nowhere.yaml")) == ["nowhere.yaml: cannot be read: No such file or directory"]
    assert mistakes(Path("templates")) == ["templates: cannot be read: Is a directory"]


def test_bytes_that_are_no_utf_8_are_told_with_their_line(write: Write) -> None:
    path = write("")
    path.write_bytes("undo: 30 minutes\n# Привет\n".encode("cp1251"))
    assert mistakes(path) == ["config.yaml:2: not UTF-8; save the file in this encoding"]


def test_a_control_character_is_told_with_its_line(write: Write) -> None:
    assert mistakes(write("undo: 30 minutes\nboard: \x07\n")) == [
        "config.yaml:2: the character #x0007 is not allowed; delete it"
    ]


class TestIncludes:
    def test_a_block_may_stand_in_a_file_of_its_own(self, sample: str, write: Write) -> None:
        path = split(sample, write)
        settings = load(path)
        assert settings.directory.people["clerk"].name == "Титова Ольга Николаевна"
        assert [each.name for each in settings.files] == ["config.yaml", "people.yaml"]

    def test_a_mistake_names_the_file_it_is_in(self, sample: str, write: Write) -> None:
        path = split(sample.replace("calendar: stage", "calendar: stages"), write)
        assert mistakes(path) == [
            'people.yaml:4: people.artistic.calendar: no such calendar "stages"; did you mean "stage"?'
        ]

    def test_a_block_in_two_files_is_a_mistake(self, sample: str, write: Write) -> None:
        path = split(sample, write, rest="undo: 1 hour\n")
        [found] = mistakes(path)
        line = sample[: sample.index("undo:")].count("\n") + 2
        assert found == f"people.yaml:14: undo: this block is already in config.yaml:{line}; keep one of the two"

    def test_only_the_main_file_includes(self, sample: str, write: Write) -> None:
        path = split(sample, write, rest="include: [more.yaml]\n")
        assert mistakes(path) == ["people.yaml:14: include: only the main file includes others; move this line there"]

    def test_a_broken_file_is_the_only_mistake(self, sample: str, write: Write) -> None:
        path = split(sample, write, rest="board: [\n")
        [found] = mistakes(path)
        assert found.startswith("people.yaml:15: not YAML: ")


def split(sample: str, write: Write, rest: str = "") -> Path:
    """The sample with its people in a file of their own, whose third line is the first after `people:`'s."""
    start, end = sample.index("people:  "), sample.index("absences:")
    Path("people.yaml").write_text(sample[start:end] + rest, encoding="utf-8")
    return write("include: [people.yaml]\n" + sample[:start] + sample[end:])


ONE_STAGE = """\
  memo:
    title: Записка
    template: purchase.docx
    number: "М-{seq}"
    name: "{number}"
    fields: {whom: {label: Кому, type: text}, until: {label: До, type: date, required: false}}
    route: [{stage: head, title: Руководитель, deadline: 1 day, approvers: [APPROVER]}]
    route_tests: [TEST]
"""


class TestRouteTests:
    """A contract type with one stage, put in front of the sample's."""

    def load(self, sample: str, write: Write, approver: str, test: str) -> Settings:
        memo = ONE_STAGE.replace("APPROVER", approver).replace("TEST", test)
        return load(write(sample.replace("  ticket_sales:\n", memo + "\n  ticket_sales:\n")))

    def told(self, sample: str, write: Write, approver: str, test: str) -> str:
        with pytest.raises(ConfigurationError) as caught:
            self.load(sample, write, approver, test)
        [problem] = caught.value.problems
        return f"{problem.path}: {problem.message}".removeprefix("contract_types.memo.")

    def test_that_a_route_asks_nobody_may_be_expected(self, sample: str, write: Write) -> None:
        approver = "{person: lawyer, when: until != null}"
        assert self.load(sample, write, approver, "{fields: {}, expect: {}}")
        assert self.load(sample, write, approver, "{fields: {until: 2026-12-31}, expect: {head: [lawyer]}}")

    def test_that_a_route_asks_nobody_is_told_when_somebody_is_expected(self, sample: str, write: Write) -> None:
        approver = "{person: lawyer, when: until != null}"
        assert self.told(sample, write, approver, "{fields: {}, expect: {head: [lawyer]}}") == (
            "route_tests[0].expect.head: head: expected [lawyer], found nobody; mend the route or the test"
        )

    def test_a_route_that_leads_to_nobody_is_told(self, sample: str, write: Write) -> None:
        approver = "{role: manager of initiator}"
        assert self.told(sample, write, approver, "{fields: {}, expect: {}}") == (
            "route_tests[0]: the route leads to nobody: manager of initiator; add `initiator:` or a manager in `people`"
        )
        assert self.load(sample, write, approver, "{fields: {}, expect: {head: [commercial]}, initiator: clerk}")

    def test_an_approver_may_stand_in_a_field(self, sample: str, write: Write) -> None:
        assert self.load(sample, write, "{approver_field: whom}", "{fields: {whom: john}, expect: {head: [john]}}")
        assert self.told(sample, write, "{approver_field: whom}", "{fields: {whom: jack}, expect: {head: [john]}}") == (
            "route_tests[0]: the route leads to nobody: field whom; add `initiator:` or a manager in `people`"
        )


class TestAnchors:
    def test_a_stage_may_be_written_once_and_used_twice(self, sample: str, write: Write) -> None:
        once = sample.replace("      - stage: legal\n", "      - &legal\n        stage: legal\n", 1)
        twice = once.replace(
            "      - {stage: legal, title: Правовая экспертиза, approvers: [lawyer], deadline: 2 working days}",
            "      - <<: *legal\n        deadline: 5 working days",
        )
        stage = load(write(twice)).contract_types["ticket_sales"].route.stages[1]
        assert (stage.key, str(stage.deadline)) == ("legal", "5 working days")

    def test_a_mistake_in_it_is_told_once(self, sample: str, write: Write) -> None:
        broken = sample.replace(
            "approvers: [accountant, economist]", "approvers: &finance [accountant, economost]", 1
        ).replace("approvers: [{role: manager of initiator}]", "approvers: *finance")
        found = mistakes(write(broken))
        assert all("economost" in each for each in found)
        assert len(found) == 2  # one for each path

    def test_an_anchor_within_itself_ends(self, write: Write) -> None:
        assert mistakes(write("people: &a {director: *a, <<: *a}\nundo: &b [*b]\n"))


KEYS = "people mail contract_types route fields when include << person &a"
SCALARS = "*a !secret ~ [ { 1 2026-13-01 !x"
keys = st.sampled_from([*KEYS.split(), r'"\a"'])
scalars = st.one_of(st.text(max_size=8), st.sampled_from([*SCALARS.split(), "&a x", r'"\ud800\n"', "a" * 300]))
blocks = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda each: f"[{', '.join(each)}]"),
        st.dictionaries(keys, inner, max_size=4).map(
            lambda d: "{" + ", ".join(f"{k}: {v}" for k, v in d.items()) + "}"
        ),
    ),
    max_leaves=12,
)
anything = st.one_of(
    st.text(), st.dictionaries(keys, blocks).map(lambda d: "\n".join(f"{k}: {v}" for k, v in d.items()))
)
patient = settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@patient
@given(text=anything)
@example(text="people: {0,&0}")  # somebody without a name, who has no manager and so is nobody's
def test_no_text_makes_anything_but_a_list_of_mistakes(text: str, write: Write) -> None:
    path = write("")
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    found = mistakes(path)
    assert found
    assert all(each.isprintable() for each in found)  # one line each, which any log takes


@patient
@given(data=st.data())
def test_no_edit_of_the_sample_makes_anything_but_settings_or_a_list_of_mistakes(
    data: st.DataObject, sample: str, write: Write
) -> None:
    lines = sample.splitlines()
    at = data.draw(st.integers(0, len(lines) - 1))
    start = data.draw(st.integers(0, len(lines[at])))
    end = data.draw(st.integers(start, len(lines[at])))
    lines[at] = lines[at][:start] + data.draw(scalars) + lines[at][end:]
    path = write("")
    path.write_bytes("\n".join(lines).encode("utf-8", "surrogatepass"))
    try:
        load(path)
    except ConfigurationError as error:
        assert error.problems  # noqa: PT017  either outcome is right
        assert all(re.match(r"config\.yaml:\d+: ", str(each)) for each in error.problems)  # noqa: PT017


@settings(patient, max_examples=60)
@given(data=st.data(), text=st.text(st.characters(exclude_categories=("C", "Zl", "Zp"))))
def test_a_comment_changes_nothing_whatever_stands_in_it(
    data: st.DataObject, text: str, sample: str, write: Write
) -> None:
    """A reader that refuses everything would have both properties above."""
    lines = sample.splitlines()
    lines.insert(data.draw(st.integers(0, len(lines))), f"# {text}")
    loaded, as_it_was = load(write("\n".join(lines))), load(write(sample))
    assert loaded.directory == as_it_was.directory
    assert loaded.contract_types == as_it_was.contract_types


PATHS = ["purchase.docx", "drafts: drafts", "contracts: contracts", "templates/docx", "sqlite:///contractd.db"]


@pytest.mark.parametrize("old", PATHS)
def test_a_name_too_long_for_a_file_is_told(old: str, sample: str, write: Write) -> None:
    new = old.replace("# ", "")[:-5] + "a" * 300 + old[-5:]
    [found] = mistakes(write(sample.replace(old, new, 1)))
    assert found.endswith("is too long for a path; a name has at most 255 bytes")


def test_brackets_without_end_are_told(write: Write) -> None:
    assert mistakes(write("[" * 20_000)) == ["config.yaml:1: nested too deeply to be read"]
