"""Decoding of bytes whose declared charset may be wrong, of raw 8-bit headers, and of RFC 2047 words cut in two."""

from __future__ import annotations

import binascii
import codecs
import quopri
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import islice

from daemon.mail.parsing.uuencoded import decoded

_CYRILLIC = ("cp1251", "koi8-r", "cp866", "iso8859-5")
_WESTERN = ("cp1252", "iso8859-1")
_NAMED_ALIKE = {
    "koi8_r": "koi8-r",
    "koi8_u": "koi8-u",
    "win-1251": "cp1251",
    "cp-1251": "cp1251",
    "x-cp1251": "cp1251",
    "unicode-1-1-utf-7": "utf-7",
    "x-unicode-2-0-utf-7": "utf-7",
    "unicode-1-1-utf-8": "utf-8",
    "x-mac-cyrillic": "mac-cyrillic",
}
# Codecs that Python knows and that no mail program writes; some take quadratic time.
_NO_TEXT = frozenset({"idna", "punycode", "unicode_escape", "unicode-escape", "raw_unicode_escape", "undefined"})
_SEVEN_BIT = ("utf-7", "iso2022", "hz")  # their bytes are all ASCII, so that only the declaration tells them
# How much a letter, large or small, speaks for Russian, by how frequent it is.
_MARKS = {
    letter: mark
    for mark, letters in ((3, "оеаин"), (2, "тсрвлкмдпу"), (1, "яыьгзбчй"), (0, "ёіїєґў"), (-1, "хжшю"), (-2, "цщэфъ"))
    for letter in letters
}
_NO_LETTERS = frozenset("«»–—№…“”„’•·°§\u00a0")
_TRUSTED = 3  # by how much a text must look more Russian, and a letter by 1 on average, to refute its declaration
_FEW = 4  # letters whose frequency proves nothing
_CAPITAL_INSIDE = re.compile("[а-яё][А-ЯЁ]")
_SAMPLE = 4_096  # characters
_LEAST_MARK = -3  # of a character that Russian has not
_CAPITAL_COSTS = 3  # a capital behind a small letter, inside a word
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")
_BYTES_BEYOND_ASCII = re.compile(rb"[\x80-\xff]+")
_META = re.compile(
    rb"<meta\b[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})|<\?xml[^>]{0,100}?encoding=[\"']([\w.-]{2,40})",
    re.IGNORECASE,
)
_ENCODED_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/=\s]")
# Invisible: zero width, soft hyphen, direction marks and overrides; controls but tab and newline.
_INVISIBLE_SIGNS = "\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\x00-\x08\x0b-\x1f\x7f"
_INVISIBLE = re.compile(f"[{_INVISIBLE_SIGNS}]")
# What an override turns round stands here as a reader sees it (UAX 9, 2.2).
_BACKWARDS = re.compile("\u202e([^\u202c\n<>]*)")
_LINE_ENDS = re.compile("[\r\x0b\x0c\x85\u2028\u2029]")  # beside CRLF, which is replaced before
_ANY_OF_THESE = re.compile(f"[{_INVISIBLE_SIGNS}\x85\u2028\u2029]")

HEADER_LIMIT = 32_768


def decode(data: bytes, declared: str = "") -> str:
    """Return the text of the bytes; what they look like counts for more than the charset that is declared."""
    codec = _codec(declared)
    if data.isascii() and not codec.startswith(("utf-16", "utf-32", *_SEVEN_BIT)):
        return data.decode("ascii")
    if codec.startswith(("utf-16", "utf-32")) or (codec.startswith(_SEVEN_BIT) and data.isascii()):
        return scrub(data.decode(codec, "replace"))
    try:
        return scrub(data.decode("utf-8-sig"))  # Cyrillic in one byte per letter is next to never valid UTF-8
    except UnicodeDecodeError:
        return scrub(_guess(data, codec))


def declared_in(html: bytes) -> str:
    """Return the charset that an HTML text names in its own head; empty if it names none."""
    found = _META.search(html[:4096])
    return (found[1] or found[2]).decode("ascii", "replace") if found else ""


def scrub(text: str) -> str:
    """Return the text with "?" for lone surrogates, which no file, database or terminal takes."""
    return text.encode("utf-8", "replace").decode("utf-8")


def visible(text: str) -> str:
    """Return the text with newlines as the only line ends, plain spaces, and without invisible characters."""
    if "\u202e" in text:
        text = _BACKWARDS.sub(lambda found: found[1][::-1], text)
    text = text.replace("\r\n", "\n").replace("\u00a0", " ").replace("\u202f", " ")
    return _INVISIBLE.sub("", _LINE_ENDS.sub("\n", text)) if _ANY_OF_THESE.search(text) else text


def _codec(declared: str) -> str:
    """Return Python's name of the charset; empty if there is no such charset for text."""
    asked = declared.strip().strip("\"'").lower()
    asked = _NAMED_ALIKE.get(asked, asked)
    try:
        name = codecs.lookup(asked).name
        bytes(4).decode(name, "replace")  # raises LookupError for those that are no text's, such as "hex"
    except (LookupError, ValueError, TypeError):
        return ""
    return "" if name in _NO_TEXT else name


def _guess(data: bytes, codec: str) -> str:
    """Return the text in a Cyrillic charset if it looks like one, else in the declared one, else in cp1252.

    A truncated UTF-8 text is still UTF-8: less than an eighth of its letters beyond ASCII are broken.
    """
    as_utf8 = data.decode("utf-8", "replace")
    if as_utf8.count("\ufffd") * 8 < len(as_utf8) - len(as_utf8.encode("ascii", "ignore")):
        return as_utf8
    codec = codec or "cp1252"
    sample = b" ".join(found[0] for found in islice(_BYTES_BEYOND_ASCII.finditer(data), _SAMPLE))[:_SAMPLE]
    marks = {each: _mark_of(sample, each) for each in _CYRILLIC}
    if codec not in marks:
        marks[codec] = _mark_of(sample, codec) if codec in _WESTERN else _russian(data.decode(codec, "replace"))
    best = max(marks, key=lambda each: (marks[each], each == codec))
    if marks[best] > 0 and best != codec and not (_is_cyrillic(codec) and _is_believed(data, marks, codec, best)):
        codec = best
    return data.decode(codec, "replace")


def _is_believed(data: bytes, marks: Mapping[str, int], codec: str, best: str) -> bool:
    """Return True if the declared charset is as good as the best: capitals in cp1251 are small letters in koi8-r.

    Which of two texts it is then shows in the case of the letters, or, if both are well written, in their frequency.
    """
    texts = {each: data.decode(each, "replace") for each in (codec, best)}
    inside = {each: len(_CAPITAL_INSIDE.findall(text[:_SAMPLE])) for each, text in texts.items()}
    if inside[codec] > inside[best]:
        return marks[codec] >= marks[best]
    letters = min(sum(map(len, _beyond_ascii(texts[best]))), _SAMPLE)
    return letters <= _FEW or marks[best] - marks[codec] <= letters + _TRUSTED


def _is_cyrillic(codec: str) -> bool:
    return "а" in bytes(range(128, 256)).decode(codec, "ignore")


def _russian(text: str) -> int:
    """Return a mark for how Russian a text looks, above 0 if it does, by the first _SAMPLE characters beyond ASCII.

    Frequent letters count for it, capitals inside words and unusual characters against it.
    """
    sample = " ".join(_beyond_ascii(text))[:_SAMPLE]
    return sum(map(_mark, sample)) - _CAPITAL_COSTS * "".join(map(_case, sample)).count("sC")


def _mark_of(sample: bytes, codec: str) -> int:
    """Return the same mark for the bytes beyond ASCII of a text, in a charset of one byte for each character."""
    table = _table(codec)
    marks = sum(sample.translate(table.marks)) + _LEAST_MARK * len(sample)
    return marks - _CAPITAL_COSTS * sample.translate(table.cases).count(b"sC")


@dataclass(frozen=True, slots=True)
class _Table:
    """The marks, from _LEAST_MARK on, and the cases of the 256 characters of a charset."""

    marks: bytes
    cases: bytes


@cache
def _table(codec: str) -> _Table:
    signs = bytes(range(256)).decode(codec, "replace")
    return _Table(bytes(_mark(each) - _LEAST_MARK for each in signs), "".join(map(_case, signs)).encode())


def _mark(sign: str) -> int:
    """Return how much a sign speaks for Russian."""
    if (small := sign.lower()) in _MARKS:
        return _MARKS[small]
    return 0 if sign.isascii() or sign in _NO_LETTERS else _LEAST_MARK


def _case(sign: str) -> str:
    """Return "C" for a Russian capital, "s" for a small letter of any alphabet, "-" for another sign."""
    if sign.isupper() and sign.lower() in _MARKS:
        return "C"
    return "s" if sign.islower() and not sign.isascii() else "-"


def _beyond_ascii(text: str) -> Iterator[str]:
    """Yield the first runs of characters beyond ASCII, together at least _SAMPLE characters if there are so many."""
    return (found[0] for found in islice(_BEYOND_ASCII.finditer(text), _SAMPLE))


def decode_header(raw: str) -> str:
    """Return a header's value, decoded and on one line, cut to HEADER_LIMIT characters.

    `raw` is the standard library's value, with bytes above 127 as surrogates.
    """
    value = " ".join(raw[:HEADER_LIMIT].split())
    if not value.isascii():
        value = decode(value.encode("utf-8", "surrogateescape"))
    elif "=?" not in value and value.isprintable():
        return value
    out: list[str] = []
    held: list[bytes] = []
    charset, end = "", 0
    # the bytes of adjacent words are decoded together: against RFC 2047, 5 programs cut a letter in two
    for found in _ENCODED_WORD.finditer(value):
        between = value[end : found.start()]
        named = found[1].partition("*")[0].lower()  # without the language (RFC 2231, 5)
        if held and (between.strip() or named != charset):
            out.append(decode(b"".join(held), charset))
            held = []
        if between.strip() or not end:
            out.append(between)
        held.append(_word(found[2], found[3]))
        charset, end = named, found.end()
    if held:
        out.append(decode(b"".join(held), charset))
    out.append(value[end:])
    return " ".join(visible("".join(out)).split())


def _word(encoding: str, text: str) -> bytes:
    if encoding in "bB":
        return base64(text.encode("utf-8", "replace"))
    return quopri.decodestring(text.replace("_", " ").encode("utf-8", "replace"), header=True)


def transfer_decode(data: bytes, encoding: str) -> bytes:
    """Return the bytes of a part without its Content-Transfer-Encoding; an unknown one leaves them as they are."""
    match encoding:
        case "base64":
            return base64(data)
        case "quoted-printable":
            return quopri.decodestring(data)
        case "x-uuencode":
            return decoded(data)
    return data


def base64(data: bytes) -> bytes:
    """Return the decoded bytes as far as they are base64.

    A gateway's footer after them, a cut end and a missing padding do no harm.
    """
    try:
        return binascii.a2b_base64(b"".join(data.split()), strict_mode=True)
    except binascii.Error:
        return _broken_base64(data)


def _broken_base64(data: bytes) -> bytes:
    found = _NOT_BASE64.search(data)
    good = data[: data.rfind(b"\n", 0, found.start()) + 1] if found else data  # the lines before the first that is none
    digits = b"".join(good.split()) or b"".join(_NOT_BASE64.sub(b"", data).split())
    out = bytearray()
    for piece in re.split(rb"=+", digits):  # some programs encode line by line, each with its own padding
        whole = piece[: len(piece) - 1] if len(piece) % 4 == 1 else piece
        out += binascii.a2b_base64(whole + b"=" * (-len(whole) % 4))
    return bytes(out)
