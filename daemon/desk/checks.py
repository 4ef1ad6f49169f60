"""What `contractd check` looks at beyond the configuration: templates, letters, and the house's own words."""

from __future__ import annotations

from daemon.config import Settings
from daemon.documents.render import Renderer, TemplateProblem
from daemon.documents.sheet import TEMPLATE
from daemon.documents.values import template_names
from daemon.mail.verdict import Lexicon, read
from daemon.mail.wording import load_catalogues


def problems(settings: Settings) -> list[str]:
    """Every mistake, as a line for the admin."""
    return [*_templates(settings), *_letters(settings), *_replies(settings)]


def _templates(settings: Settings) -> list[str]:
    found = []
    renderer = Renderer()
    folder = settings.folders.templates
    for type_ in settings.contract_types.values():
        known = template_names(type_)
        try:
            unknown = sorted(each for each in renderer.names(folder / type_.template) if not _is_known(each, known))
        except TemplateProblem as problem:
            found.append(f"{folder / type_.template}: {problem.what}")
            continue
        places = ", ".join(sorted(known))
        found += [
            f'{folder / type_.template}: "{{{{ {name} }}}}" is no field of {type_.key}; there are: {places}'
            for name in unknown
        ]
    if not (folder / TEMPLATE).is_file():
        found.append(f"{folder / TEMPLATE}: missing; it is the approval sheet's template")
    renderer.close()
    return found


def _is_known(name: str, known: frozenset[str]) -> bool:
    return name in known


def _letters(settings: Settings) -> list[str]:
    try:
        load_catalogues(settings.folders.templates.parent / "mail")
    except (ValueError, OSError) as error:
        return [str(error)]
    return []


def _replies(settings: Settings) -> list[str]:
    """The admin's sample replies, read as the daemon reads mails."""
    try:
        lexicon = Lexicon.with_words(settings.replies)
    except ValueError as error:
        return [f"{settings.files[0]}: replies: {error}"]
    found = []
    for test in settings.reply_tests:
        reading = read(test.text, lexicon)
        if reading.said.value != test.verdict:
            why = f" ({'; '.join(reading.evidence)})" if reading.evidence else ""
            found.append(
                f"{test.place}: expected {test.verdict}, read as {reading.said.value}{why}; "
                "mend the words in `replies`, or the test"
            )
    return found
