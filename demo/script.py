"""Who answers what: the script of the simulated approvers.

The first contract, a purchase, gets approved: one approves with a remark, one writes something unclear and is asked
back, one is silent until a reminder and an escalation have come, one asks a question, one's server answers that she is
away, and the director signs. The second, on ticket sales, is returned and reworked; its second round waits at the end.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from daemon.documents.forms import defined_name
from demo.letters import Attachment, Letter

PURCHASE, TICKETS = "З-", "Б-"  # how the numbers of the two contracts begin


class How(Enum):
    REPLY = auto()
    AWAY = auto()  # a machine answers
    CALL = auto()  # no mail: somebody lifts the telephone


@dataclass(frozen=True, slots=True)
class Reaction:
    """What a person does on the first letter about a contract whose subject has these words."""

    person: str
    contract: str
    subject: str
    words: str
    how: How = How.REPLY
    enclose: Callable[[Letter], Sequence[Attachment]] = lambda _: ()
    after_call: bool = False  # only when somebody has called

    def meets(self, letter: Letter) -> bool:
        about = letter.subject.partition("[")[2]
        return about.startswith(self.contract) and self.subject in letter.subject


def _signed_copy(_: Letter) -> list[Attachment]:
    return [Attachment("Договор, подписанный экземпляр.pdf", "application/pdf", signed_pdf())]


def _corrected_form(letter: Letter) -> list[Attachment]:
    """The filled-in form of the letter, with the agent's fee lowered, as a spreadsheet program saves it."""
    form = next((each for each in letter.attachments if each.name.endswith(".xlsx")), None)
    if form is None:
        names = ", ".join(each.name for each in letter.attachments) or "nothing"
        raise LookupError(f"a form to correct was expected in «{letter.subject}», found {names}")
    return [Attachment(form.name, form.media_type, with_value(form.content, "fee_percent", 10))]


SCRIPT = (
    # the purchase
    Reaction("lawyer", PURCHASE, "На согласование", "Согласовано с замечанием: в п. 4.2 срок оплаты лучше 10 дней"),
    Reaction("commercial", PURCHASE, "На согласование", "Добро дадим, когда будет смета"),
    Reaction("commercial", PURCHASE, "Согласовано или вернуть", "Согласовано"),
    Reaction("commercial", PURCHASE, "Нет ответа", "Анна Игоревна, ответьте, пожалуйста, на письмо", How.CALL),
    Reaction("procurement", PURCHASE, "Срок прошёл", "Согласовано", after_call=True),
    Reaction(
        "accountant", PURCHASE, "На согласование", "В отпуске до 7 декабря. Срочное согласовано с Мишиным.", How.AWAY
    ),
    Reaction("economist", PURCHASE, "На согласование", "Вопрос: доставка входит в цену?"),
    Reaction("clerk", PURCHASE, "Вопрос от", "Да, доставка и монтаж входят в цену."),
    Reaction("economist", PURCHASE, "Ответ на ваш вопрос", "Согласовано"),
    Reaction("clerk", PURCHASE, "Подтвердите условия", "Выполнено: смета готова"),
    Reaction("director", PURCHASE, "На подпись", "Подписано", enclose=_signed_copy),
    # ticket sales
    Reaction("commercial", TICKETS, "На согласование", "Согласовано"),
    Reaction("lawyer", TICKETS, "На согласование", "Вернуть: вознаграждение агента должно быть не больше 10 %"),
    Reaction("clerk", TICKETS, "На доработку", "Исправила вознаграждение, форма во вложении.", enclose=_corrected_form),
)


def with_value(form: bytes, field: str, value: object) -> bytes:
    """A request form with another value in a field's cell."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(form))
    sheet, cell = next(iter(book.defined_names[defined_name(field)].destinations))
    book[sheet][cell.replace("$", "")] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def signed_pdf() -> bytes:
    """One page that says "Signed", as a scanner would have made it (ISO 32000-1, 7.5)."""
    drawing = b"BT /F1 36 Tf 72 720 Td (Signed copy) Tj ET"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawing), drawing),
    ]
    out, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table) + trailer
