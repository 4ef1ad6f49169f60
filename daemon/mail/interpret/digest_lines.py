"""An answer to a digest, taken apart into what it says of each line, and what cannot be said to be of any.

Who is named is judged here; what is said of a line is read by the same pipeline as any answer. Where two lines may be
meant, none is: an approval is never given to a line that its writer may not have meant.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from daemon.mail.interpret.digest_mentions import Mention, MentionFinder, Scope, flat, patterns
from daemon.mail.interpret.intent import Intent, Reading

Read = Callable[[str], Reading]

_LEADS = re.compile(r"^[\s.:)\],;–—-]+")
_TRAILS = re.compile(r"[\s,;–—-]+$")
_ENDS_GROUP = re.compile(r"\s*(?:[,;.:!?()\n–—-]|$)")
_BOUNDARY = re.compile(r"[\n,;.!?]")
_SIGNS = re.compile(r"[\w+✓✔👍👎]")
_NUMBER = re.compile(r"(?<![\w.,%№-])(\d{1,2})(?![\w%]|[.,/:-]\d)")
_WRAPPED = 60  # characters of a line that a mail program may have broken; a shorter one ended by itself
_FEW_WORDS = 4  # of a verdict that stands before the numbers: "согласовано без замечаний: 1, 3"
_CLAUSE = "a line, or a clause of the contract"
POLITE = ("nothing but politeness",)


@dataclass(frozen=True, slots=True)
class Passage:
    """Own words in one place of a mail; `line` is the line of the digest below which they stand, 0: of none."""

    text: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class LineWords:
    """What is said of a line; `doubt` says why it cannot be sure that it is said of this one."""

    line: int
    text: str
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class SplitAnswer:
    """`loose` are words that belong to no line and may concern any; `strange` are lines that there are not."""

    lines: tuple[LineWords, ...] = ()
    loose: tuple[str, ...] = ()
    strange: tuple[str, ...] = ()

    @property
    def names_none(self) -> bool:
        return not self.lines and not self.strange


@dataclass(slots=True)
class _Said:
    """What is gathered while an answer is taken apart."""

    of_line: dict[int, list[LineWords]] = field(default_factory=dict)
    of_rest: list[tuple[str, str]] = field(default_factory=list)
    of_all: list[tuple[str, str, Mention]] = field(default_factory=list)
    loose: list[str] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)

    def add(self, lines: Iterable[int], text: str, doubt: str = "") -> None:
        for each in lines:
            self.of_line.setdefault(each, []).append(LineWords(each, text, doubt))


@dataclass(frozen=True, slots=True)
class _Piece:
    """A mention with its words."""

    mention: Mention
    text: str
    doubt: str = ""


def split(passages: Sequence[Passage], numbers: Mapping[int, str], read: Read) -> SplitAnswer:
    """Return what is said of each line. `numbers` are the contracts' by line; `read` reads words by themselves."""
    said = _Said()
    below_lines = [each for each in passages if each.line]
    for passage in passages:
        if passage.text.strip():
            _take_apart(passage, numbers, read, said, is_only=below_lines == [passage])
    return _together(said, numbers, read)


def _take_apart(passage: Passage, numbers: Mapping[int, str], read: Read, said: _Said, *, is_only: bool) -> None:
    finder = MentionFinder(passage.text, numbers)
    pieces, before = _pieces(finder, read)
    if not pieces:
        _without_number(passage, numbers, read, said)
        return
    named = {line for each in pieces for line in each.mention.lines if each.mention.scope is Scope.NAMED}
    if passage.line and named - {passage.line} and not (is_only and len(pieces) > 1):
        why = f"it stands below line {passage.line}, and names {', '.join(map(str, sorted(named)))}"
        said.add(sorted(named | {passage.line}), passage.text, why)
        return
    if before and not _means_nothing(before, read):
        if passage.line:
            said.add([passage.line], before)
        else:
            said.loose.append(before)
    *others, last = pieces
    for each in others:
        _assign(each, said)
    for text in _assign_last(last, read, said):
        said.loose.append(text)


def _without_number(passage: Passage, numbers: Mapping[int, str], read: Read, said: _Said) -> None:
    """Words that name no line: of the line below which they stand, of the only one there is, or loose."""
    only = next(iter(numbers)) if len(numbers) == 1 else 0
    if line := passage.line or only:
        said.add([line], passage.text.strip())
    elif not _means_nothing(passage.text, read):
        said.loose.append(passage.text.strip())


def _assign(piece: _Piece, said: _Said) -> None:
    mention, text = piece.mention, piece.text
    said.strange += mention.strange
    match mention.scope:
        case Scope.REST:
            said.of_rest.append((text, piece.doubt))
        case Scope.ALL:
            said.of_all.append((text, piece.doubt, mention))
        case Scope.NAMED:
            doubt = piece.doubt or ("a range with numbers of no line" if mention.ranged and mention.strange else "")
            said.add(mention.lines, text, doubt)


def _assign_last(piece: _Piece, read: Read, said: _Said) -> list[str]:
    """Assign the last piece; return what stands below it and may be said of any line.

    A paragraph of its own may be about all; so may a line of its own after an approval. What objects takes it along.
    """
    first, rest = _first_part(piece.text, read)
    if not rest or _means_nothing(rest, read):
        _assign(_Piece(piece.mention, first, piece.doubt), said)
        return []
    _assign(_Piece(piece.mention, first if _approves(first, read) else piece.text, piece.doubt), said)
    return [rest]


def _first_part(text: str, read: Read) -> tuple[str, str]:
    paragraph, _, below = text.partition("\n\n")
    lines = paragraph.split("\n")
    for at, line in enumerate(lines[:-1], 1):
        goes_on = len(line) >= _WRAPPED or line.rstrip().endswith((":", ",", "-", "–", "—"))
        head = "\n".join(lines[:at])
        if not goes_on and _approves(head, read):
            return head, "\n".join([*lines[at:], below]).strip()
    return paragraph, below.strip()


# -- pieces -----------------------------------------------------------------------------------------------------------


def _pieces(finder: MentionFinder, read: Read) -> tuple[list[_Piece], str]:
    """Return the mentions of a text with their words, and what stands before the first."""
    found = _mentions(finder, read)
    if not found:
        return [], finder.text.strip()
    pieces: list[_Piece] = []
    for at, (mention, verdict, doubt) in enumerate(found):
        is_last = at + 1 == len(found)
        after = finder.text[mention.end : len(finder.text) if is_last else _begin(found[at + 1])]
        said = _LEADS.sub("", after if is_last else _TRAILS.sub("", after)).strip()
        if verdict:
            said = f"{verdict.strip(' :')}: {said}" if _SIGNS.search(said) else verdict.strip(" :")
        pieces += _with_exceptions(finder, _Piece(mention, said, doubt), read)
    return pieces, finder.text[: _begin(found[0])].strip()


def _with_exceptions(finder: MentionFinder, piece: _Piece, read: Read) -> list[_Piece]:
    """Return a piece about all lines, and one for those that it excepts at its end: "все, кроме 2: …"."""
    mention = piece.mention
    but = patterns().but.search(flat(piece.text)) if mention.scope is Scope.ALL and not mention.lines else None
    if but is None or not _clear(piece.text[: but.start()], read):
        return [piece]
    inside = MentionFinder(piece.text, finder.numbers)
    excepted = inside.at(but.end())
    if excepted is None or excepted.scope is not Scope.NAMED:
        return [piece]
    whole = replace(mention, lines=excepted.lines, strange=excepted.strange, doubtful=excepted.doubtful)
    after = _LEADS.sub("", piece.text[excepted.end :]).strip()
    own = [_Piece(replace(excepted, strange=()), after)] if _SIGNS.search(after) else []
    return [_Piece(whole, piece.text[: but.start()].strip(), piece.doubt), *own]


_Found = tuple[Mention, str, str]  # a mention, the verdict that stands before it, why it is doubtful


def _begin(found: _Found) -> int:
    mention, verdict, _ = found
    return mention.start - len(verdict) if verdict else mention.start


def _mentions(finder: MentionFinder, read: Read) -> list[_Found]:
    """Return the mentions in their order: at the beginning of a piece, or after a verdict ("вернуть 2")."""
    found: list[_Found] = []
    for start in _starts(finder, read):
        if found and start < found[-1][0].end:
            continue
        if (mention := finder.at(start)) and not _is_enumeration(finder, start, found):
            found.append((mention, "", ""))
        elif not _follows(finder, start, found) and (after := _after_verdict(finder, start, read)):
            found.append(after)
    return _of_one_style(finder, found, read)


def _starts(finder: MentionFinder, read: Read) -> list[int]:
    """Return where pieces begin; between bare verdicts a number alone begins one: "1 да 2 нет 3 да"."""
    places = set(finder.starts())
    for number in _NUMBER.finditer(finder.flat):
        line_start = max(finder.flat.rfind(sign, 0, number.start()) for sign in "\n,;.")
        before = re.sub(r"^.*\d{1,2}[.):]?\s*", "", finder.flat[line_start + 1 : number.start()]).strip()
        after = re.split(r"[\n,;.]|\s\d", finder.flat[number.end() :], maxsplit=1)[0]
        said = _LEADS.sub("", after)
        if before and _is_bare(before, read) and (not said.strip() or _clear(said, read)):
            places.add(number.start())
    return sorted(places)


def _follows(finder: MentionFinder, start: int, found: Sequence[_Found]) -> bool:
    """Return whether nothing but signs stands between the last mention and this place: "1) согласовано"."""
    after_number = found and not found[-1][1]
    between = finder.flat[found[-1][0].end : start] if after_number else "\n"
    return "\n" not in between and not between.strip(" .:)–—-")


def _is_enumeration(finder: MentionFinder, start: int, found: Sequence[_Found]) -> bool:
    """Return whether the number goes on with numbers of another's words: "нет приложений 4, 5"."""
    before = finder.flat[:start].rstrip(" ,")
    own = bool(found) and len(before) <= found[-1][0].end
    conjunction = re.search(r"\d(?:\s+и|\s*,)?$", before)
    return bool(found) and not own and conjunction is not None


def _after_verdict(finder: MentionFinder, start: int, read: Read) -> _Found | None:
    """Return lines that are named after a verdict: "согласовано 1 и 3", "вернуть 2: нет сметы", "да по первому"."""
    end = _BOUNDARY.search(finder.flat, start)
    limit = end.start() if end else len(finder.flat)
    for word in re.finditer(r"[\s:]+", finder.flat[start : min(limit, start + 80)]):
        at = start + word.end()
        verdict = finder.text[start : start + word.start()]
        if len(verdict.split()) > _FEW_WORDS:
            return None
        mention = finder.at(at) if at < len(finder.text) else None
        if mention is None or not _leads(verdict, read):
            continue
        cut, doubt = _cut_to_end(finder, mention)
        if cut is not None:
            whole = finder.text[start : cut.start]
            return cut, whole, doubt
    return None


def _cut_to_end(finder: MentionFinder, mention: Mention) -> tuple[Mention | None, str]:
    """Return the mention as far as it ends a piece: of "согласовано 1, 3 вернуть" the 1 alone.

    Of more than one that are left it is doubtful with which verdict they go.
    """
    if _ENDS_GROUP.match(finder.flat, mention.end):
        return mention, ""
    if mention.scope is not Scope.NAMED or len(mention.lines) < 2:
        return None, ""
    inside = finder.flat[mention.start : mention.end]
    at = mention.start + max(inside.rfind(","), inside.rfind(";"), inside.rfind(" и "))
    shorter = MentionFinder(finder.text[:at], finder.numbers).at(mention.start)
    if shorter is None:
        return None, ""
    complete = re.search(r"\s(?:и|and)\s\S+$", finder.flat[mention.start : at])
    doubt = "with which verdict the numbers go" if len(shorter.lines) > 1 and not complete else ""
    return shorter, doubt


def _of_one_style(finder: MentionFinder, found: list[_Found], read: Read) -> list[_Found]:
    """Return the mentions without those that are a clause or a quantity, or with a doubt where they may be a line.

    "п. 2" is a line where all lines are named so; beside plain numbers it may be a clause of the contract.
    """
    plain = [each for each, _, _ in found if not each.doubtful]
    named = {line for each in plain if each.scope is Scope.NAMED for line in each.lines}
    kept: list[_Found] = []
    for at, (mention, verdict, doubt) in enumerate(found):
        end = _begin(found[at + 1]) if at + 1 < len(found) else len(finder.text)
        is_unit = patterns().unit.match(finder.flat, mention.end) is not None
        says = _clear(_LEADS.sub("", finder.text[mention.end : end]), read)
        if not mention.doubtful or mention.scope is Scope.ALL or (not is_unit and not plain):
            kept.append((mention, verdict, doubt))
        elif set(mention.lines) <= named or (is_unit and not says):
            continue
        elif says or not kept or _approves(_LEADS.sub("", finder.text[kept[-1][0].end : mention.start]), read):
            kept = [*kept[:-1], *((each, said, _CLAUSE) for each, said, _ in kept[-1:])]
            kept.append((mention, verdict, _CLAUSE))
    return kept


# -- together ---------------------------------------------------------------------------------------------------------


def _together(said: _Said, numbers: Mapping[int, str], read: Read) -> SplitAnswer:
    """Return what is said of each line, "the rest" and "all" put in their place."""
    named = set(said.of_line)
    for text, doubt, mention in said.of_all:
        lines = [each for each in numbers if each not in mention.lines]
        unsure = doubt or _unsure_all(said, mention, text, read)
        said.add(lines, text, unsure)
        named |= set(mention.lines) | set(lines)
    for text, doubt in said.of_rest:
        said.add([each for each in numbers if each not in named], text, doubt or _unsure_rest(said, named))
    of_lines = tuple(_one(line, found) for line, found in sorted(said.of_line.items()))
    return SplitAnswer(of_lines, tuple(said.loose), tuple(dict.fromkeys(said.strange)))


def _unsure_all(said: _Said, mention: Mention, text: str, read: Read) -> str:
    if said.strange:
        return f"it is named beside a line that there is not: {', '.join(said.strange)}"
    if mention.doubtful:
        return "not so many lines, or a clause of the contract"
    if not mention.lines and read(text).answer == "yes":
        return "it may be said of the whole, and not of every contract"
    return "" if len(said.of_all) == 1 else "it is said of all twice"


def _unsure_rest(said: _Said, named: set[int]) -> str:
    if said.strange:
        return f"it is named beside a line that there is not: {', '.join(said.strange)}"
    if not named:
        return "the rest of which lines"
    return "" if len(said.of_rest) == 1 else "the rest is named twice"


def _one(line: int, found: Sequence[LineWords]) -> LineWords:
    """Return what is said of a line in several places: the same words count once, different ones are in doubt."""
    texts = list(dict.fromkeys(each.text for each in found))
    plain = {" ".join(flat(each).split()) for each in texts}
    doubt = next((each.doubt for each in found if each.doubt), "")
    return LineWords(line, "\n".join(texts), doubt or ("different words for the same line" if len(plain) > 1 else ""))


# -- words by themselves ----------------------------------------------------------------------------------------------


def _means_nothing(text: str, read: Read) -> bool:
    """Return whether words are mere politeness, or announce the answers that follow."""
    if not _SIGNS.search(text):
        return True
    return read(text).evidence == POLITE or patterns().opening.fullmatch(flat(text).strip()) is not None


def _approves(text: str, read: Read) -> bool:
    verdict = read(text).intent.verdict
    return verdict is not None and verdict.approves


def _clear(text: str, read: Read) -> bool:
    return bool(text.strip()) and (read(text).intent is not Intent.UNCLEAR or read(text).answer == "no")


def _is_bare(text: str, read: Read) -> bool:
    """Return whether the words are a verdict and nothing else."""
    reading = read(text)
    alone = not reading.remarks or (not _approves(text, read) and flat(reading.remarks) == flat(text.strip()))
    clear = reading.answer == "no" or (reading.intent.verdict is not None and alone)
    return clear and len(text.split()) <= _FEW_WORDS


def _leads(text: str, read: Read) -> bool:
    """Return whether the words can stand before the lines that they are about: a verdict alone, "вопрос", "отмена"."""
    if not text.strip():
        return False
    reading = read(text)
    asks = reading.evidence == ("a question without its words",)
    return _is_bare(text, read) or asks or (reading.intent is Intent.UNDO and not reading.remarks)


def stray_number(text: str, line: int, lines: Iterable[int], read: Read) -> int:
    """Return the number of another line that stands among the words of this one and may begin its answer; 0: none.

    "2 дня", "приложение 2", "4.2" and the like are no lines.
    """
    small, known = flat(text), patterns()
    for found in _NUMBER.finditer(small):
        number = int(found[1])
        if number == line or number not in set(lines):
            continue
        before, after = small[: found.start()], small[found.end() :]
        if known.thing.search(before) or known.unit.match(after):
            continue
        said = re.split(r"[\n,;]", _LEADS.sub("", after), maxsplit=1)[0]
        if not said.strip() or _clear(said, read):
            return number
    return 0
