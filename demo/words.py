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
    (
        "what",
        "A theatre approves its contracts by mail. The daemon is real, the people are invented.",
        "Театр согласует договоры по почте. Программа настоящая, люди вымышленные.",
    ),
    ("you_are", "You are everybody: every mailbox is yours.", "Вы за всех: каждый ящик ваш."),
    (
        "first",
        "First open the letter of whoever is asked, and reply as you would to a colleague.",
        "Сначала откройте письмо того, кого спрашивают, и ответьте, как ответили бы коллеге.",
    ),
    ("board", "The board", "Доска"),
    (
        "board_hint",
        "To sign in, give this address; the link comes into the mailbox:",
        "Чтобы войти, укажите этот адрес; ссылка придёт в ящик:",
    ),
    ("asked_now", "Who is asked now", "Кого спрашивают сейчас"),
    ("being_read", "A moment: the program reads the reply.", "Минуту: программа читает ответ."),
    ("nobody_yet", "A moment: it will stand here who is asked.", "Минуту: здесь появится, кого спрашивают."),
    ("clock", "The demo's clock", "Часы демонстрации"),
    ("next_day", "Next working day", "Следующий рабочий день"),
    (
        "next_day_hint",
        "Whoever has not replied by then is reminded, and the manager is told.",
        "Кто до тех пор не ответит, получит напоминание, а руководитель узнает.",
    ),
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
