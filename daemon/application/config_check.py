"""What `contractd check` looks at: the configuration, and beyond it templates, letters and the house's own words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from daemon.application.template_check import sheet_mistakes, template_mistakes, unused_fields
from daemon.config import PartlyRead, Problem, Settings, load
from daemon.documents.approval_sheet import TEMPLATE
from daemon.documents.render import Renderer
from daemon.mail.compose.catalogue import load_catalogues
from daemon.mail.interpret.rules import Lexicon, read
from daemon.workflow.contract_type import ContractType


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What a look at the configuration found. `settings` is None when there is any mistake."""

    settings: Settings | None
    mistakes: tuple[Problem, ...]
    files: tuple[Path, ...]


def look_at(path: Path) -> CheckResult:
    """Read the configuration and all that goes with it: every mistake at once, and the files it depends on."""
    with closing(Renderer()) as renderer:
        try:
            settings = load(path)
            mistakes = tuple(problems(settings, renderer))
            return CheckResult(None if mistakes else _with_warnings(settings, renderer), mistakes, settings.files)
        except PartlyRead as error:
            return CheckResult(None, (*error.problems, *_beyond(error, renderer)), error.files)


def problems(settings: Settings, renderer: Renderer) -> Iterator[Problem]:
    """Yield every mistake that is not one of the configuration itself."""
    yield from _templates(settings, settings.contract_types.values(), renderer)
    yield from _letters(settings)
    yield from _replies(settings)


def _beyond(error: PartlyRead, renderer: Renderer) -> Iterator[Problem]:
    """Yield what is wrong besides, as far as it does not follow from what is wrong already."""
    settings = error.settings
    wrong = {_part(each.path) for each in error.problems}
    if not {"", "folders", "organisation"} & wrong:
        types = [each for key, each in settings.contract_types.items() if f"contract_types.{key}" not in wrong]
        yield from _templates(settings, types if "contract_types" not in wrong else [], renderer)
        yield from _letters(settings)
    if not {"", "replies", "reply_tests"} & wrong:
        yield from _replies(settings)


def _part(path: str) -> str:
    """Return the block that a path leads into; a contract type is one of its own."""
    parts = path.replace("[", ".").split(".")
    return ".".join(parts[: 2 if parts[0] == "contract_types" else 1])


def _templates(settings: Settings, types: Iterable[ContractType], renderer: Renderer) -> Iterator[Problem]:
    folder = settings.folders.templates
    for type_ in types:
        yield from template_mistakes(renderer, folder / type_.template, type_)
    yield from sheet_mistakes(renderer, folder / TEMPLATE)


def _with_warnings(settings: Settings, renderer: Renderer) -> Settings:
    """Return the settings with what is right in the templates, and may not be what was meant."""
    folder = settings.folders.templates
    types = settings.contract_types.values()
    found = [each for type_ in types for each in unused_fields(renderer, folder / type_.template, type_)]
    return replace(settings, warnings=(*settings.warnings, *found))


def _letters(settings: Settings) -> Iterator[Problem]:
    folder = settings.folders.templates.parent / "mail"
    try:
        found = load_catalogues(folder)
    except (ValueError, OSError) as error:
        yield Problem(str(folder), 0, "", str(error))
        return
    wanted = {settings.organisation.language, *(each.language for each in settings.directory.people.values())}
    for language in sorted(wanted - set(found)):
        yield Problem(str(folder / f"{language}.yaml"), 0, "", "missing; these are the texts of the letters")


def _replies(settings: Settings) -> Iterator[Problem]:
    """Yield the admin's sample replies, read as the daemon reads mails."""
    try:
        lexicon = Lexicon.with_words(settings.replies)
    except ValueError as error:
        yield Problem(str(settings.files[0]) if settings.files else "", 0, "replies", str(error))
        return
    yield from _own_words(settings, lexicon)
    for test in settings.reply_tests:
        reading = read(test.text, lexicon)
        if reading.intent.value != test.verdict:
            why = f" ({'; '.join(reading.evidence)})" if reading.evidence else ""
            found = f"read as {reading.intent.value}{why}"
            yield Problem(*test.place, f"expected {test.verdict}, {found}; mend the words in `replies`, or the test")


def _own_words(settings: Settings, lexicon: Lexicon) -> Iterator[Problem]:
    """A house's word that does not say by itself what it is listed for; a question needs more words than its own."""
    file = str(settings.files[0]) if settings.files else ""
    for meaning, words in settings.replies.items():
        for word in words if meaning != "question" else ():
            reading = read(word, lexicon)
            if reading.intent.value != meaning:
                said = f'"{word}" alone is read as {reading.intent.value}; expected words without signs between them'
                yield Problem(file, 0, f"replies.{meaning}", said)
