"""Own words as they were typed: every program writes anew, with other letters and signatures than the corpus has.

`python -m replies.own_words`, or `make words`: how many came out as typed, by program, and those that did not (-v).
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count

from daemon.mail.interpret.pipeline import interpret, sent_letter
from replies.letters import FOLDER
from replies.measuring import OWN, lexicon
from replies.program import Program
from replies.programs import PROGRAMS
from replies.quote import Quote, Said, Where
from replies.specimen import quote_of, request
from replies.writing import reply

ENOUGH = 0.98  # of the replies, whose words come out as they were typed
_TYPED = {
    "ru": (
        "Согласовано",
        "Вернуть: сумма не та, должна быть 690 000",
        "Добрый день!\n\nСогласовано с замечанием:\n- срок оплаты лучше 10 дней\n- п. 4.2: опечатка",
        "А почему такая цена?",
        "Прошу исправить реквизиты.",
        "+",
    ),
    "en": (
        "Approved",
        "Return: the amount is wrong, see clause 4",
        "Approved with a remark:\n- pay in 10 days",
        "Why?",
    ),
}
_SIGNATURES = (
    "",
    "{name}",
    "С уважением,\n{name}\nначальник отдела снабжения\nООО «Сцена», г. Пермь\nтел.: +7 (342) 200-00-00, доб. 12",
    "{name} | Ведущий специалист | Театр «Сцена»\n614000, Пермь, ул. Ленина, 5\nМоб. 8-912-000-00-00\n{email}\nwww.scena.example",
    "--\nBest regards,\n{name}\nHead of procurement",
    "{name}, зам. директора по общим вопросам",
)


_DISCLAIMERS = (
    "",
    "",
    "Данное письмо и вложения предназначены исключительно для адресата и могут содержать конфиденциальную информацию. "
    "Если вы не являетесь адресатом, просим уведомить отправителя и удалить это письмо.",
    "",
    "This email and any files transmitted with it are confidential and intended solely for the use of the individual or "
    "entity to whom they are addressed. If you have received this email in error please notify the sender.",
)


@dataclass(frozen=True)
class Reread:
    """A reply that was written anew, and the words that came out of it."""

    program: str
    letter: str
    said: Said
    words: str

    @property
    def is_right(self) -> bool:
        return self.words.split() == self.said.words.split()


def rereads(step: int = 1) -> Iterator[Reread]:
    """Yield every `step`th reply: a program, a letter in turn, words, a signature, above or below the quote."""
    letters = sorted(path.stem for path in FOLDER.glob("*.eml"))
    turn = count()
    for program in PROGRAMS.values():
        for typed in _TYPED[program.language]:
            for where in (Where.TOP, Where.BOTTOM) if program.text else (Where.TOP,):
                at = next(turn)
                if at % step == 0:
                    top = where is Where.TOP
                    signature = _SIGNATURES[at % len(_SIGNATURES)] if top else ""
                    disclaimer = _DISCLAIMERS[at % len(_DISCLAIMERS)] if top else ""
                    said = Said(typed, where, signature=signature, disclaimer=disclaimer)
                    yield _reread(program, letters[at * 7 % len(letters)], said)


def _reread(program: Program, letter: str, said: Said) -> Reread:
    quote: Quote = quote_of(letter, program)
    name, email = quote.reader
    told = replace(said, signature=said.signature.format(name=name, email=email))
    found = interpret(
        reply(program, quote, told), own_addresses=OWN, sent=sent_letter(request(letter)), lexicon=lexicon()
    )
    return Reread(program.key, letter, told, found.words.text)


def main() -> None:
    found = list(rereads())
    wrong = [each for each in found if not each.is_right]
    for program, number in Counter(each.program for each in wrong).most_common():
        print(f"{program:<24} {number}")
    if "-v" in sys.argv:
        for each in wrong:
            print(f"\n{each.program}, {each.letter}, {each.said.where.value}: {each.said.signature!r}")
            print(f"  typed {each.said.words!r}\n  read  {each.words[:300]!r}")
    right = len(found) - len(wrong)
    print(f"own words as typed: {right} of {len(found)} ({100 * right / len(found):.1f} %)")


if __name__ == "__main__":
    main()
