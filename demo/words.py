"""What the demo's page says, in both languages."""

from __future__ import annotations

_TABLE = (
    ("title", "The demo's post", "Почта демонстрации"),
    ("people", "Mailboxes", "Ящики"),
    ("letters", "Letters", "Письма"),
    ("none", "No letters yet", "Писем пока нет"),
    ("new", "new", "новое"),
    ("answered", "answered", "отвечено"),
    ("from", "from", "от"),
    ("files", "Attached", "Вложения"),
    ("text", "Text part", "Текстовая часть"),
    ("source", "Headers", "Заголовки"),
    ("reply_as", "Reply as", "Ответить как"),
    ("written_in", "written by", "программа"),
    ("send", "Send", "Отправить"),
    ("attach", "Attach", "Вложить"),
    ("placeholder", "What you would write to a colleague", "Как написали бы коллеге"),
    ("sent", "Sent. What follows arrives in the mailboxes.", "Отправлено. Что дальше, придёт в ящики."),
    ("not_sent", "Nothing was sent: write something or attach a file.", "Не отправлено: напишите что-нибудь."),
    ("contracts", "Contracts", "Договоры"),
    ("waiting", "waiting for", "ждём"),
    ("round", "round", "круг"),
    ("drop", "Hand in a form", "Сдать форму"),
    ("blank", "blank form", "бланк"),
    ("drop_here", "Into the watched folder", "В папку черновиков"),
    ("drop_hint", "The same as copying a file into", "То же, что скопировать файл в"),
)

WORDS = {
    "en": {key: english for key, english, _ in _TABLE},
    "ru": {key: russian for key, _, russian in _TABLE},
}
