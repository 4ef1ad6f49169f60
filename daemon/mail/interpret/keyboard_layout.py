"""Restore words as they were meant: typed in the wrong layout, in Latin letters, or with a slip of the finger."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache

from daemon.mail.interpret.lexicon import Lexicon, plain
from daemon.mail.interpret.morphology import is_in_dictionary

_SHORTEST, _LONGEST = 5, 24  # of words that may be mistyped
_TWO_SLIPS = 8  # letters of a word from which two slips are forgiven
_KEYS = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>~"
_LETTERS = "йцукенгшщзхъфывапролджэячсмитьбюёЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮЁ"
_SIGNS = ("/?&^$@#", '.,?:;"№')
_TO_CYRILLIC = str.maketrans(_KEYS + _SIGNS[0], _LETTERS + _SIGNS[1])
_TO_LATIN = str.maketrans(_LETTERS, _KEYS)
_HAS_LATIN = re.compile("[A-Za-z]")
_HAS_CYRILLIC = re.compile("[А-Яа-яЁё]")
_SPACED = re.compile(r"\S+")
_EDGES = ".,;:!?…\"'«»“”()[]-–—*_>"
_DRAWN = re.compile(r"([^\W\d_])\1{2,}")  # "дааа"
_EITHER = frozenset(
    {"ok", "no", "on", "to", "so", "do", "as"}
)  # English words that are Russian ones in Latin letters, too
_ADDRESS = re.compile(r"@|://|www\.")

# Sounds, for comparing transliterations of every school; longer ones first.
_SOUNDS = (
    ("shch", "щ"), ("sch", "щ"), ("zh", "ж"), ("kh", "х"), ("ts", "ц"), ("tz", "ц"), ("ch", "ч"), ("sh", "ш"),
    ("yu", "ю"), ("ju", "ю"), ("iu", "ю"), ("ya", "я"), ("ja", "я"), ("ia", "я"), ("yo", "е"), ("jo", "е"),
    ("a", "а"), ("b", "б"), ("c", "ц"), ("d", "д"), ("e", "е"), ("f", "ф"), ("g", "г"), ("h", "х"), ("i", "и"),
    ("j", "и"), ("k", "к"), ("l", "л"), ("m", "м"), ("n", "н"), ("o", "о"), ("p", "п"), ("q", "к"), ("r", "р"),
    ("s", "с"), ("t", "т"), ("u", "у"), ("v", "в"), ("w", "в"), ("x", "х"), ("y", "и"), ("z", "з"), ("'", ""),
)  # fmt: skip
_SOUND = re.compile("|".join(sign for sign, _ in _SOUNDS))
_HEARD = dict(_SOUNDS)
_SAME = str.maketrans({"й": "и", "ы": "и", "ь": "", "ъ": "", "э": "е", "щ": "щ"})
_DOUBLED = re.compile(r"ии+")


def respelled(text: str, lexicon: Lexicon) -> str:
    """Return the text with runs of words in another layout or alphabet put right, and the rest unchanged."""
    lines = text.split("\n")
    return "\n".join(
        _line(line, lexicon) if _HAS_LATIN.search(line) or _strange(line, lexicon) else line for line in lines
    )


def _strange(line: str, lexicon: Lexicon) -> bool:
    """Return True if a line may be English typed in the Russian layout: up to six words, none of them known."""
    words = [plain(each.strip(_EDGES)) for each in line[:80].split()]
    return bool(words) and len(words) <= 6 and not any(word in lexicon.known for word in words)


def _line(line: str, lexicon: Lexicon) -> str:
    out, last = [], 0
    for start, end, is_latin in _runs(line):
        run = line[start:end]
        better = (_from_latin if is_latin else _from_cyrillic)(run, lexicon)
        out += [line[last:start], better]
        last = end
    return "".join(out) + line[last:]


def _runs(line: str) -> Iterator[tuple[int, int, bool]]:
    """Yield start, end and whether it is Latin, of each run of words in one alphabet.

    Words without letters, or with letters of both, belong to the run around them.
    """
    start, end, kind = 0, 0, None
    for token in _SPACED.finditer(line):
        latin, cyrillic = _HAS_LATIN.search(token[0]), _HAS_CYRILLIC.search(token[0])
        this = None if bool(latin) == bool(cyrillic) else bool(latin)
        if this is None and kind is None:
            continue
        if this is not None and kind is not None and this != kind:
            yield start, end, kind
            start, kind = token.start(), this
        elif kind is None:
            start, kind = token.start(), this
        end = token.end()
    if kind is not None:
        yield start, end, kind


def _from_latin(run: str, lexicon: Lexicon) -> str:
    words = [plain(each.strip(_EDGES)) for each in run.split()]
    if _ADDRESS.search(run) or any(len(word) > 2 and word in lexicon.known for word in words[:3]):
        return run
    if (better := _converted(run, lexicon, _key_by_key, need=0.5)) != run:
        return better
    if any(len(word) > 1 and word in lexicon.known and word not in _EITHER for word in words[:3]):
        return run
    if words[:1] == words and words[0] in _EITHER:
        return run
    return _converted(run, lexicon, _by_sound(lexicon), need=0.5)


def _from_cyrillic(run: str, lexicon: Lexicon) -> str:
    words = [plain(each.strip(_EDGES)) for each in run.split()]
    if len(words) > 6 or any(word in lexicon.known for word in words):
        return run
    return _converted(run, lexicon, lambda word: word.translate(_TO_LATIN), need=0.6)


def _converted(run: str, lexicon: Lexicon, convert: Callable[[str], str], need: float) -> str:
    """Return the run converted word by word if at least `need` of its first four words become known; else unchanged."""
    words = run.split(" ")
    better = [_word(each, lexicon, convert, is_last=at + 1 == len(words)) for at, each in enumerate(words)]
    lettered = [known for (_, known), each in zip(better, words, strict=True) if any(map(str.isalpha, each))]
    first = lettered[:4]
    # Short words become known ones by chance: where not all are known, a longer one must be.
    telling = [word for word, known in better if known and len(word.strip(_EDGES)) > 3]
    if not first or sum(first) < need * len(first) or (sum(first) < len(first) and not telling):
        return run
    return " ".join(word for word, _ in better)


def _word(written: str, lexicon: Lexicon, convert: Callable[[str], str], *, is_last: bool) -> tuple[str, bool]:
    """Return the word meant, and whether it is known. Signs after a known word are signs, not letters."""
    if not any(map(str.isalpha, written)):
        return written.translate(_TO_CYRILLIC) if convert is _key_by_key and written in "/?&" else written, False
    # In the wrong layout "," and "." are letters or signs: up to two more are tried as signs.
    least = len(written) - len(written.rstrip("?/&!"))
    for signs in range(least, min(least + 2, len(written) - 1) + 1):
        word, after = written[: len(written) - signs], written[len(written) - signs :]
        if after.strip(_EDGES + "/&"):
            break
        meant = convert(word)
        if plain(meant.strip(_EDGES)) in lexicon.known:
            return meant + _sign(after, convert, is_last=is_last), True
    return convert(written), False


def _sign(after: str, convert: Callable[[str], str], *, is_last: bool) -> str:
    """Return the signs that were meant after a word typed in the wrong layout.

    "?" is the comma's key there; at the end of a run a question is likelier, and safer: it approves nothing.
    """
    if convert is not _key_by_key:
        return after
    return "".join(
        "?" if each == "&" or (each == "?" and is_last) else {"?": ",", "/": "."}.get(each, each) for each in after
    )


def _key_by_key(word: str) -> str:
    return word.translate(_TO_CYRILLIC)


def _by_sound(lexicon: Lexicon) -> Callable[[str], str]:
    tokens = _heard(lexicon.known, lexicon.marks["never_mistyped"])

    def convert(word: str) -> str:
        body = word.strip(_EDGES)
        meant = tokens.get(_sounds(body)) if body else None
        if meant is None:
            return word
        return word.replace(body, meant.capitalize() if body[:1].isupper() else meant, 1)

    return convert


@cache
def _heard(known: frozenset[str], other: frozenset[str]) -> Mapping[str, str]:
    """Return the known Russian words by their sounds; of two that sound alike, one that is not in `other`."""
    russian = sorted((word for word in known if _HAS_CYRILLIC.match(word)), key=lambda word: (word not in other, word))
    return {_same(word): word for word in russian}


def _same(word: str) -> str:
    return _DOUBLED.sub("и", word.translate(_SAME))


@lru_cache(maxsize=1024)
def _sounds(word: str) -> str:
    return _same(_SOUND.sub(lambda sign: _HEARD[sign[0]], plain(word)))


def meant(said: str, lexicon: Lexicon) -> str:
    """Return the word that was meant by a mistyped one, or the word itself if that is not sure.

    Only words of the list `mistakable` are found, and none if it might as well be one of `never_mistyped`.
    """
    if said in lexicon.known:
        return said
    if (drawn := _DRAWN.sub(r"\1", said)) in lexicon.known and len(drawn) > 1:
        return drawn
    half, _, other = said.partition("-")
    if len(half) > 4 and half == other and half in lexicon.known:
        return half
    if not _SHORTEST <= len(said) <= _LONGEST:
        return said
    if is_in_dictionary(said):
        return said
    return _meant(said, lexicon.marks["mistakable"], lexicon.marks["never_mistyped"])


@lru_cache(maxsize=4096)
def _meant(said: str, right: frozenset[str], other: frozenset[str]) -> str:
    letters = frozenset(said)
    for slips in (1, 2) if len(said) >= _TWO_SLIPS else (1,):
        near = [word for word in right if _is_near(said, letters, word, slips)]
        if not near:
            continue
        # Never choose between a word and its denial.
        if any(_is_near(said, letters, word, slips) for word in other) or len({_denies(word) for word in near}) > 1:
            return said
        return min(near, key=lambda word: (word[-1] != said[-1], abs(len(word) - len(said)), word))
    return said


def _denies(word: str) -> bool:
    return word.startswith(("не", "dis", "un"))


def _is_near(said: str, letters: frozenset[str], word: str, slips: int) -> bool:
    # Cheap bounds before the distance, which is quadratic.
    if len(word) < 6 or abs(len(said) - len(word)) > slips or len(letters.symmetric_difference(word)) > 2 * slips:
        return False
    # A wrong first letter is forgiven only alone, and in a long word.
    if said[0] != word[0] and (slips > 1 or len(word) < _TWO_SLIPS):
        return False
    return _distance(said, word) <= slips


def _distance(a: str, b: str) -> int:
    """Return how many letters are changed, missing, too many, or swapped neighbours (optimal string alignment)."""
    before, last = list(range(len(b) + 1)), list(range(len(b) + 1))
    for i, letter in enumerate(a, 1):
        row = [i]
        for j, other in enumerate(b, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == b[j - 2] and a[i - 2] == other:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]
