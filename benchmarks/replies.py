"""`python -m benchmarks.replies`: how many replies are read in a second, beside libraries that only look for the words.

The mails are those of tests/replies; what is measured is everything from raw bytes to a verdict (kind, binding, own
words, verdict). The libraries get the text part, or HTML (quotequail), already decoded: less work than ours.
"""

from __future__ import annotations

import argparse
import platform
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from replies.measuring import Mail, corpus, lexicon
from replies.specimen import REQUESTS

from daemon.mail.interpret.pipeline import interpret, sent_letter
from daemon.mail.parsing.message import Message, parse
from daemon.mail.parsing.thread_refs import thread_of

OWN = frozenset({"contracts@scena.example"})


def main() -> None:
    options = _options()
    mails = [each for each in corpus() if each.is_persons]
    read = [(mail.raw, _letter(mail)) for mail in mails]
    parsed = [parse(raw) for raw, _ in read]
    print(f"{len(mails)} replies of {len({each.program for each in mails})} programs, {options.rounds} rounds")
    print(f"Python {platform.python_version()}, {_processor()}\n")
    print(f"{'':<34} {'mails/s':>8} {'median ms':>10} {'99 % ms':>9} {'worst ms':>9}")
    _report("contractd: kind to verdict", options.rounds, lambda: (_ours(each) for each in read))
    _report("contractd, request not known", options.rounds, lambda: (_ours((raw, None)) for raw, _ in read))
    for name, way in libraries():
        _report(name, 1, lambda way=way: (_alone(way, each) for each in parsed))  # type: ignore[misc]
    print()
    _words(mails, parsed, [sent for _, sent in read])
    _largest()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Replies per second.")
    parser.add_argument("--rounds", type=int, default=3)
    return parser.parse_args()


def _letter(mail: Mail) -> Message:
    return sent_letter((REQUESTS / f"{mail.expected['request']}.eml").read_bytes())


def _ours(mail: tuple[bytes, Message | None]) -> Callable[[], object]:
    raw, sent = mail

    def read() -> object:
        interpretation = interpret(raw, own_addresses=OWN, sent=sent, lexicon=lexicon())
        return thread_of(interpretation.message)

    return read


def _alone(way: Callable[[Message], str], message: Message) -> Callable[[], object]:
    return lambda: way(message)


def _report(name: str, rounds: int, work: Callable[[], Iterable[Callable[[], object]]]) -> None:
    """Processor time of each call, the best round of each mail: other work on the machine does not count."""
    best: list[float] = []
    for number in range(rounds):
        times = [_timed(each) for each in work()]
        best = times if number == 0 else [min(pair) for pair in zip(best, times, strict=True)]
    ordered = sorted(best)
    at_99 = ordered[int(len(ordered) * 0.99)]
    figures = f"{len(best) / sum(best):>8.0f} {statistics.median(best) * 1000:>10.2f}"
    print(f"{name:<34} {figures} {at_99 * 1000:>9.2f} {ordered[-1] * 1000:>9.2f}")


def _timed(call: Callable[[], object]) -> float:
    begun = time.process_time()
    call()
    return time.process_time() - begun


def libraries() -> list[tuple[str, Callable[[Message], str]]]:
    import quotequail
    from email_reply_parser import EmailReplyParser
    from mailparser_reply import EmailReplyParser as MailParserReply

    languages = ["en", "de", "fr", "it", "nl", "pl", "es"]

    def quail(message: Message) -> str:
        text = message.plain.strip()
        found = (quotequail.unwrap(text) if text else quotequail.unwrap_html(message.html)) or {}
        own = [str(found[key]) for key in ("text_top", "html_top", "text_bottom", "html_bottom") if found.get(key)]
        return "\n".join(own) if found else text or message.html

    def parser_reply(message: Message) -> str:
        return MailParserReply(languages=languages).parse_reply(text=message.plain) or ""

    def reply_parser(message: Message) -> str:
        return str(EmailReplyParser.parse_reply(message.plain))

    return [
        ("mail-parser-reply (text only)", parser_reply),
        ("email-reply-parser (text only)", reply_parser),
        ("quotequail (text or HTML)", quail),
    ]


def _words(mails: Sequence[Mail], parsed: Sequence[Message], sent: Sequence[Message]) -> None:
    """How often what is left is what the person wrote: the words with all signs and spaces aside."""
    wanted = [_plain(mail.expected["words"]) for mail in mails]
    print(f"{'own words found (text parts)':<34} {'exact':>8} {'of':>6}")
    with_text = [at for at, message in enumerate(parsed) if message.plain.strip() and wanted[at]]
    ours = [
        interpret(mail.raw, own_addresses=OWN, sent=letter, lexicon=lexicon())
        for mail, letter in zip(mails, sent, strict=True)
    ]
    _found("contractd", with_text, wanted, [each.words.text for each in ours])
    for name, way in libraries():
        _found(name, with_text, wanted, [way(message) if message.plain.strip() else "" for message in parsed])


def _found(name: str, places: Sequence[int], wanted: Sequence[str], got: Sequence[str]) -> None:
    print(f"{name:<34} {sum(_same(wanted[at], _plain(got[at])) for at in places):>8} {len(places):>6}")


def _same(wanted: str, got: str) -> bool:
    """Signatures may be left in or out: the JSON's words have them where the person's program put one."""
    return got == wanted or (bool(got) and wanted.startswith(got))


def _plain(text: str) -> str:
    return "".join(character for character in text.lower() if character.isalnum())


def _largest() -> None:
    """A usual reply with a long text, up to a megabyte."""
    text = ("Замечание по пункту договора, которое никто не станет читать до конца. " * 12 + "\r\n") * 1100
    head = "From: belova@scena.example\r\nSubject: Re: [1/abcdefgh]\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    raw = (head + "Согласовано\r\n" + text).encode()[: 1 << 20]
    print(f"\na megabyte of text: {_timed(_ours((raw, None))) * 1000:.0f} ms")


def _processor() -> str:
    path = Path("/proc/cpuinfo")
    lines = path.read_text().splitlines() if path.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return f"{len(names)} × {names[0]}" if names else platform.machine()


if __name__ == "__main__":
    main()
