"""What `contractd check` looks at: the configuration, and beyond it templates, letters and the house's own words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from daemon.config import PartlyRead, Problem, Settings, load
from daemon.documents.approval_sheet import TEMPLATE
from daemon.documents.render import Renderer, TemplateProblem
from daemon.documents.template_values import template_names
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
    try:
        settings = load(path)
        mistakes = tuple(problems(settings))
        return CheckResult(None if mistakes else settings, mistakes, settings.files)
    except PartlyRead as error:
        return CheckResult(None, (*error.problems, *_beyond(error)), error.files)


def problems(settings: Settings) -> Iterator[Problem]:
    """Yield every mistake that is not one of the configuration itself."""
    yield from _templates(settings, settings.contract_types.values())
    yield from _letters(settings)
    yield from _replies(settings)


def _beyond(error: PartlyRead) -> Iterator[Problem]:
    """Yield what is wrong besides, as far as it does not follow from what is wrong already."""
    settings = error.settings
    wrong = {_part(each.path) for each in error.problems}
    if not {"", "folders", "organisation"} & wrong:
        types = [each for key, each in settings.contract_types.items() if f"contract_types.{key}" not in wrong]
        yield from _templates(settings, types if "contract_types" not in wrong else [])
        yield from _letters(settings)
    if not {"", "replies", "reply_tests"} & wrong:
        yield from _replies(settings)


def _part(path: str) -> str:
    """Return the block that a path leads into; a contract type is one of its own."""
    parts = path.replace("[", ".").split(".")
    return ".".join(parts[: 2 if parts[0] == "contract_types" else 1])


def _templates(settings: Settings, types: Iterable[ContractType]) -> Iterator[Problem]:
    renderer = Renderer()
    folder = settings.folders.templates
    for type_ in types:
        known = template_names(type_)
        file = str(folder / type_.template)
        try:
            unknown = sorted(renderer.names(folder / type_.template) - known)
        except TemplateProblem as problem:
            yield Problem(file, 0, "", problem.what)
            continue
        places = ", ".join(sorted(known))
        for name in unknown:
            yield Problem(file, 0, "", f'"{{{{ {name} }}}}" is no field of {type_.key}; there are: {places}')
    if not (folder / TEMPLATE).is_file():
        yield Problem(str(folder / TEMPLATE), 0, "", "missing; it is the approval sheet's template")
    renderer.close()


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
