"""`python -m benchmarks.public_replies FOLDER`: the extraction of own words over others' corpora, beside the libraries.

FOLDER holds clones, none of which is kept here: `email_reply_trimmer` (discourse), `talon` (mailgun), `zammad`,
`crisp` (crisp-oss/email-reply-parser), `mail-parser-reply` (alfonsrv), `flufl.bounce` (its source distribution).
What is not there is left out. None of these mails answers a letter of ours, so nothing can be subtracted: what is
measured is the part that knows only forms.
"""

from __future__ import annotations

import email
import re
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.replies import OWN, lexicon, libraries
from daemon.mail.classify.sender_kind import Kind
from daemon.mail.interpret.pipeline import interpret
from daemon.mail.parsing.message import Message, parse

Pair = tuple[str, str]  # a text, and what its writer wrote
LIMIT_SECONDS = 10


def main() -> None:
    folder = Path(sys.argv[1])
    for name, pairs in (("discourse/email_reply_trimmer", _trimmer(folder)), ("mailgun/talon", _talon(folder))):
        found = list(pairs)
        if found:
            _compare(name, found)
    _bounces(folder / "flufl.bounce")
    _all_read(folder)


def _trimmer(folder: Path) -> Iterator[Pair]:
    for path in sorted((folder / "email_reply_trimmer" / "test" / "emails").glob("*.txt")):
        wanted = path.parents[1] / "trimmed" / path.name
        if wanted.exists():
            yield path.read_text(encoding="utf-8"), wanted.read_text(encoding="utf-8")


def _talon(folder: Path) -> Iterator[Pair]:
    """Its standard replies: the words are in a file beside them, else "Hello"."""
    for path in sorted((folder / "talon" / "tests" / "fixtures" / "standard_replies").glob("*.eml")):
        message = email.message_from_bytes(path.read_bytes())
        parts = (part for part in message.walk() if part.get_content_type() == "text/plain")
        text = "".join(part.get_payload(decode=True).decode("utf-8", "replace") for part in parts)
        wanted = path.with_name(f"{path.stem}_reply_text")
        yield text, wanted.read_text(encoding="utf-8") if wanted.exists() else "Hello"


def _compare(name: str, pairs: list[Pair]) -> None:
    print(f"\n{name}: {len(pairs)} texts\n{'':<34} {'right':>6} {'longest':>9}")
    for library, way in [("contractd", _ours), *libraries()]:
        right, longest = 0, 0.0
        for text, wanted in pairs:
            begun = time.process_time()
            got = _within(lambda text=text, way=way: way(_message(text)))  # type: ignore[misc]
            longest = max(longest, time.process_time() - begun)
            right += _plain(got) == _plain(wanted)
        print(f"{library:<34} {right:>6} {longest:>7.2f} s")


def _message(text: str) -> Message:
    return parse(_raw(text))


def _raw(text: str) -> bytes:
    return b"From: a@b.example\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + text.encode("utf-8", "replace")


def _ours(message: Message) -> str:
    return interpret(_raw(message.plain), own_addresses=OWN, sent=None, lexicon=lexicon()).words.text


def _within(work: Callable[[], str]) -> str:
    def stop(*_: object) -> None:
        raise TimeoutError

    signal.signal(signal.SIGALRM, stop)
    signal.alarm(LIMIT_SECONDS)
    try:
        return work()
    except Exception as error:  # noqa: BLE001  # a library that fails on a text has not found its words
        return f"{type(error).__name__}"
    finally:
        signal.alarm(0)


def _bounces(folder: Path) -> None:
    """The bounces that flufl.bounce's own tests read: how many are known for what they are."""
    paths = sorted(folder.rglob("data/*.txt"))
    if not paths:
        return
    kinds = [interpret(path.read_bytes(), own_addresses=OWN, sent=None, lexicon=lexicon()) for path in paths]
    bounces = sum(each.kind is Kind.BOUNCE for each in kinds)
    harmful = sum(each.reading.intent.verdict is not None for each in kinds)
    print(f"\nflufl.bounce: {len(paths)} mails, {bounces} known as bounces, {harmful} taken for a verdict")
    others = sorted({each.kind.value for each in kinds} - {"bounce"})
    print("  others: " + ", ".join(f"{kind} {sum(each.kind.value == kind for each in kinds)}" for kind in others))


def _all_read(folder: Path) -> None:
    """Every mail and text that there is: none may stop the reader, none of them approves anything of ours."""
    paths = [path for path in sorted(folder.rglob("*")) if path.suffix in (".eml", ".txt", ".box") and path.is_file()]
    approving, longest = [], 0.0
    for path in paths:
        content = path.read_bytes()
        raw = (
            content
            if path.suffix != ".txt" or content[:200].count(b": ") > 2
            else _raw(content.decode("utf-8", "replace"))
        )
        begun = time.process_time()
        interpretation = interpret(raw, own_addresses=OWN, sent=None, lexicon=lexicon())
        longest = max(longest, time.process_time() - begun)
        if interpretation.reading.intent.verdict and interpretation.reading.intent.verdict.approves:
            approving.append(path)
    print(f"\n{len(paths)} files of all read, {longest * 1000:.0f} ms the longest; approving: {len(approving)}")
    for path in approving:
        print(f"  {path.relative_to(folder)}")


def _plain(text: str) -> str:
    return re.sub(r"\W+", "", text.lower())


if __name__ == "__main__":
    main()
