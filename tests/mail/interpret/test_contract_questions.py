"""Questions to the program in the words of a theatre's staff, and what is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from daemon.application.admin.number_match import typed_numbers, without_numbers
from daemon.mail.interpret.contract_questions import Asked, contract_question, words_sought
from daemon.mail.interpret.list_choice import list_choice

TEXTS = Path(__file__).parents[2] / "replies" / "texts"

# What is asked, and the words by which a contract or a person is looked for.
RUSSIAN = [
    ("Статус?", Asked.WHERE, ""),
    ("статус договора", Asked.WHERE, ""),
    ("какой статус у договора с Ромашкой", Asked.WHERE, "Ромашкой"),
    ("Какой сейчас статус по З-2026-0014?", Asked.WHERE, "З-2026-0014"),
    ("подскажите статус по договору на пошив костюмов", Asked.WHERE, "пошив костюмов"),
    ("Статус согласования договора с ИП Кузнецов", Asked.WHERE, "Кузнецов"),
    ("где наш договор?", Asked.WHERE, ""),
    ("Где застрял договор на декорации?", Asked.WHERE, "декорации"),
    ("где лежит договор с типографией", Asked.WHERE, "типографией"),
    ("а где договор на гастроли в Перми?", Asked.WHERE, "гастроли Перми"),
    ('где там договор с "Сценографией"?', Asked.WHERE, "Сценографией"),
    ("Где мой договор на аренду зала??", Asked.WHERE, "аренду зала"),
    ('куда делся договор с ООО "Рампа"', Asked.WHERE, "Рампа"),
    ("куда пропал договор на звук?", Asked.WHERE, "звук"),
    ("на каком этапе договор с Рампой?", Asked.WHERE, "Рампой"),
    ("На какой стадии согласования находится договор с АО «Рампа»?", Asked.WHERE, "Рампа"),
    ("в какой стадии договор на афиши", Asked.WHERE, "афиши"),
    ("у кого сейчас договор на афиши?", Asked.WHERE, "афиши"),
    ("у кого завис договор с Рампой", Asked.WHERE, "Рампой"),
    ("У кого на подписи договор с Рампой?", Asked.WHERE, "Рампой"),
    ("за кем сейчас договор на афиши", Asked.WHERE, "афиши"),
    ("на ком стоит договор с хором", Asked.WHERE, "хором"),
    ("кто держит договор на афиши?", Asked.WHERE, "афиши"),
    ("кто тормозит договор с Рампой?", Asked.WHERE, "Рампой"),
    ("кто ещё не согласовал договор с Рампой?", Asked.WHERE, "Рампой"),
    ("кого ждём по договору с Рампой?", Asked.WHERE, "Рампой"),
    ("чего ждем по З-2026-0014", Asked.WHERE, "З-2026-0014"),
    ("что с договором на афиши?", Asked.WHERE, "афиши"),
    ("Что там с Рампой?", Asked.WHERE, "Рампой"),
    ("что с договором по костюмам", Asked.WHERE, "костюмам"),
    ("Как дела с договором на афиши?", Asked.WHERE, "афиши"),
    ("как там договор с Рампой", Asked.WHERE, "Рампой"),
    ("как продвигается договор на афиши", Asked.WHERE, "афиши"),
    ("есть новости по договору с Рампой?", Asked.WHERE, "Рампой"),
    ("Что слышно по договору с Рампой", Asked.WHERE, "Рампой"),
    ("Есть движение по договору на афиши?", Asked.WHERE, "афиши"),
    ("договор с Рампой уже подписан?", Asked.WHERE, "Рампой"),
    ("подписали договор с Рампой?", Asked.WHERE, "Рампой"),
    ("Согласован ли договор на афиши?", Asked.WHERE, "афиши"),
    ("когда подпишут договор с Рампой?", Asked.WHERE, "Рампой"),
    ("Договор на афиши согласовали?", Asked.WHERE, "афиши"),
    ("найдите договор с Рампой", Asked.WHERE, "Рампой"),
    ("не могу найти договор на афиши", Asked.WHERE, "афиши"),
    ("покажите договор З-2026-0014", Asked.WHERE, "З-2026-0014"),
    ("Ищу договор с хором", Asked.WHERE, "хором"),
    ("договор с Рампой где сейчас", Asked.WHERE, "Рампой"),
    ("З-2026-0014 статус", Asked.WHERE, "З-2026-0014"),
    ("З-2026-0014 - где?", Asked.WHERE, "З-2026-0014"),
    ("почему так долго согласуют договор с Рампой?", Asked.WHERE, "Рампой"),
    ("Почему застрял договор на афиши?", Asked.WHERE, "афиши"),
    ("чья очередь по договору с Рампой?", Asked.WHERE, "Рампой"),
    (
        "Добрый день, коллеги! Подскажите, пожалуйста, где сейчас договор с Рампой? Заранее спасибо, Титова",
        Asked.WHERE,
        "Рампой",
    ),
    ("интересует договор на афиши", Asked.WHERE, "афиши"),
    ("сколько ещё ждать договор с Рампой?", Asked.WHERE, "Рампой"),
    ("мои", Asked.MINE, ""),
    ("мои договоры", Asked.MINE, ""),
    ("Мои задачи на сегодня", Asked.MINE, ""),
    ("что на мне?", Asked.MINE, ""),
    ("что на мне висит", Asked.MINE, ""),
    ("что у меня?", Asked.MINE, ""),
    ("что у меня на согласовании", Asked.MINE, ""),
    ("Что ждёт моего ответа?", Asked.MINE, ""),
    ("что ждет меня", Asked.MINE, ""),
    ("какие договоры ждут моего согласования", Asked.MINE, ""),
    ("что мне согласовать?", Asked.MINE, ""),
    ("что я должен подписать", Asked.MINE, ""),
    ("что за мной числится", Asked.MINE, ""),
    ("есть что-нибудь на мне?", Asked.MINE, ""),
    ("Что-нибудь для меня есть?", Asked.MINE, ""),
    ("на мне что-нибудь висит?", Asked.MINE, ""),
    ("список моих договоров", Asked.MINE, ""),
    ("покажи мои документы", Asked.MINE, ""),
    ("мои долги", Asked.MINE, ""),
    ("где мои договоры", Asked.MINE, ""),
    ("я кого-нибудь задерживаю?", Asked.MINE, ""),
    ("все договоры", Asked.UNDER_WAY, ""),
    ("список договоров", Asked.UNDER_WAY, ""),
    ("что сейчас на согласовании?", Asked.UNDER_WAY, ""),
    ("какие договоры в работе", Asked.UNDER_WAY, ""),
    ("что просрочено", Asked.OVERDUE, ""),
    ("какие договоры просрочены?", Asked.OVERDUE, ""),
    ("что горит?", Asked.OVERDUE, ""),
    ("что на Беловой?", Asked.OF_PERSON, "Беловой"),
    ("Что у Беловой на согласовании?", Asked.OF_PERSON, "Беловой"),
    ("что висит на Крыловой", Asked.OF_PERSON, "Крыловой"),
    ("что ждём от Орловой", Asked.OF_PERSON, "Орловой"),
    ("войти", Asked.BOARD, ""),
    ("вход", Asked.BOARD, ""),
    ("доска", Asked.BOARD, ""),
    ("доска договоров", Asked.BOARD, ""),
    ("канбан", Asked.BOARD, ""),
    ("логин", Asked.BOARD, ""),
    ("как войти?", Asked.BOARD, ""),
    ("Не могу войти на доску договоров", Asked.BOARD, ""),
    ("пришлите, пожалуйста, ссылку на доску", Asked.BOARD, ""),
    ("нужна новая ссылка для входа", Asked.BOARD, ""),
    ("дайте доступ к доске", Asked.BOARD, ""),
    ("ссылка для входа не пришла", Asked.BOARD, ""),
    ("покажите доску", Asked.BOARD, ""),
]
ENGLISH = [
    ("status", Asked.WHERE, ""),
    ("status?", Asked.WHERE, ""),
    ("status please", Asked.WHERE, ""),
    ("What's the status of З-2026-0014?", Asked.WHERE, "З-2026-0014"),
    ("where is the contract with Rampa?", Asked.WHERE, "Rampa"),
    ("Where's our contract for the posters?", Asked.WHERE, "posters"),
    ("where is З-2026-0014 stuck?", Asked.WHERE, "З-2026-0014"),
    ("Where did the Rampa contract get stuck?", Asked.WHERE, "Rampa"),
    ("at what stage is the contract with Rampa?", Asked.WHERE, "Rampa"),
    ("what stage is З-2026-0014 at", Asked.WHERE, "З-2026-0014"),
    ("who has the Rampa contract?", Asked.WHERE, "Rampa"),
    ("Who is it waiting for?", Asked.WHERE, ""),
    ("who are we waiting for on З-2026-0014?", Asked.WHERE, "З-2026-0014"),
    ("Who is holding up the contract with Rampa?", Asked.WHERE, "Rampa"),
    ("who still has to approve the Rampa contract?", Asked.WHERE, "Rampa"),
    ("what's happening with the contract with Rampa", Asked.WHERE, "Rampa"),
    ("Any news on the Rampa contract?", Asked.WHERE, "Rampa"),
    ("any updates on З-2026-0014?", Asked.WHERE, "З-2026-0014"),
    ("has the contract with Rampa been signed?", Asked.WHERE, "Rampa"),
    ("Is the Rampa contract approved yet?", Asked.WHERE, "Rampa"),
    ("when will the contract with Rampa be signed?", Asked.WHERE, "Rampa"),
    ("find the contract with Rampa", Asked.WHERE, "Rampa"),
    ("how is the Rampa contract coming along?", Asked.WHERE, "Rampa"),
    ("mine", Asked.MINE, ""),
    ("my contracts", Asked.MINE, ""),
    ("what's on me?", Asked.MINE, ""),
    ("what's on my desk", Asked.MINE, ""),
    ("What is waiting for me?", Asked.MINE, ""),
    ("what do I have to approve?", Asked.MINE, ""),
    ("anything for me?", Asked.MINE, ""),
    ("Am I holding anything up?", Asked.MINE, ""),
    ("what is overdue?", Asked.OVERDUE, ""),
    ("all contracts", Asked.UNDER_WAY, ""),
    ("What's on Belova?", Asked.OF_PERSON, "Belova"),
    ("sign in", Asked.BOARD, ""),
    ("login", Asked.BOARD, ""),
    ("log me in, please", Asked.BOARD, ""),
    ("board", Asked.BOARD, ""),
    ("How do I sign in to the board?", Asked.BOARD, ""),
    ("send me the link to the board", Asked.BOARD, ""),
    ("I need a new login link", Asked.BOARD, ""),
    ("show me the board", Asked.BOARD, ""),
]


@pytest.mark.parametrize(("text", "asked", "sought"), [*RUSSIAN, *ENGLISH])
def test_a_question_is_known_with_what_it_is_about(text: str, asked: Asked, sought: str) -> None:
    question = contract_question(text)
    assert question is not None
    looks = question.asked in (Asked.WHERE, Asked.OF_PERSON)
    assert (question.asked, " ".join(words_sought(question.about)) if looks else "") == (asked, sought)
    assert question.whole


@pytest.mark.parametrize(("text", "asked", "sought"), [*RUSSIAN, *ENGLISH])
def test_case_signs_and_politeness_around_it_change_nothing(text: str, asked: Asked, sought: str) -> None:
    for said in (text.upper(), f"Добрый день!\n{text}\nСпасибо!", f"{text.rstrip('?')}  ?", f"Коллеги, {text}"):
        question = contract_question(said)
        assert question is not None, said
        assert (question.asked, question.whole) == (asked, True), said


NONE = [
    "",
    "Согласовано",
    "Согласовано, спасибо",
    "Не согласовано: нет сметы",
    "Вернуть: где смета?",
    "Кто платит за доставку?",
    "Почему аванс 100 %?",
    "Вопрос: кто подписывает со стороны подрядчика?",
    "Статус самозанятого не подтверждён, вернуть",
    "Замечаний нет",
    "Ок",
    "Посмотрю завтра",
    "Approved",
    "Approved, thanks",
    "Return: the amount is wrong",
    "Who pays for the delivery?",
    "Why 100 % in advance?",
    "I will look at it tomorrow",
    "Прошу войти в положение поставщика",
    "Вход в здание закрыт",
    "Доска не подходит",
    "Логин и пароль поставщика",
    "Пришлите ссылку на документ",
    "Нет доступа к файлу",
    "sign",
    "Sign in the presence of the director",
    "The board has approved it",
    "The board must approve this first",
]


@pytest.mark.parametrize("text", NONE)
def test_what_decides_or_asks_about_a_contract_s_text_is_no_question_to_the_program(text: str) -> None:
    question = contract_question(text)
    assert question is None or not (question.whole and question.sure)


@pytest.mark.parametrize(
    "text", ["Где приложение к договору?", "Где смета?", "Что с суммой?", "Where is the annex?", "Где доска?"]
)
def test_what_may_be_for_the_initiator_is_not_sure(text: str) -> None:
    question = contract_question(text)
    assert question is not None
    assert not question.sure


def test_no_reply_that_decides_something_is_a_question() -> None:
    """Over all replies that the second reader learns from: the class says what their authors meant."""
    for path in sorted(TEXTS.glob("*.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines():
            class_, _, text = line.partition("\t")
            if not text or line.startswith("#") or {"command", "question"} & set(class_.split("|")):
                continue
            question = contract_question(text.replace("\\n", "\n"))
            assert question is None or not (question.whole and question.sure), text


PATTERNS = ("З-{year}-{seq:04}", "Д-{year}-{seq:04}", "№{seq}/{year}")


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("З-2026-0002", "З-2026-0002"),
        ("з-2026-0002", "З-2026-0002"),
        ("3-2026-0002", "З-2026-0002"),
        ("Z-2026-0002", "З-2026-0002"),
        ("з 2026 2", "З-2026-0002"),
        ("З–2026–2", "З-2026-0002"),
        ("З - 2026 - 0002", "З-2026-0002"),
        ("З2026-2", "З-2026-0002"),
        ("З20260002", "З-2026-0002"),
        ("з-26-2", "З-2026-0002"),
        ("[3-2026-0002]", "З-2026-0002"),
        ("договор № З-2026/0002.", "З-2026-0002"),
        ("где д-2026-1?", "Д-2026-0001"),
        ("D-2026-0001", "Д-2026-0001"),
        ("№ 5/2026", "№5/2026"),
        ("5/2026", "№5/2026"),
    ],
)
def test_a_number_is_known_as_people_type_it(typed: str, number: str) -> None:
    [found] = typed_numbers(typed, PATTERNS)
    assert found.number == number
    assert not any(each.isdigit() for each in without_numbers(typed, [found]))


@pytest.mark.parametrize(
    "text",
    ["23.11.2026 10:00", "2026-11-23", "3 000 000", "3.11.2026", "до 3.11.26", "в 2026 году", "3 20 45", "2", ""],
)
def test_dates_sums_and_bare_numbers_are_none(text: str) -> None:
    assert typed_numbers(text, PATTERNS) == ()


def test_a_number_without_its_letters_may_be_of_several_types_or_none() -> None:
    found = typed_numbers("сезон 2026/27", PATTERNS)
    assert {each.number for each in found} == {"З-2026-0027", "Д-2026-0027"}
    assert not any(each.is_whole for each in found)


@pytest.mark.parametrize(
    ("text", "picked"),
    [
        ("2", (2,)),
        ("2)", (2,)),
        ("2.", (2,)),
        ("№ 2", (2,)),
        ("второй", (2,)),
        ("Второе, пожалуйста", (2,)),
        ("под номером два", (2,)),
        ("2-й", (2,)),
        ("пункт 2", (2,)),
        ("второй договор", (2,)),
        ("1 и 3", (1, 3)),
        ("последний", (3,)),
        ("оба", (1, 2, 3)),
        ("все", (1, 2, 3)),
        ("7", (7,)),
        ("the second one", (2,)),
        ("number 2", (2,)),
        ("#2", (2,)),
        ("2nd", (2,)),
        ("the last one", (3,)),
        ("both", (1, 2, 3)),
        ("Согласовано", None),
        ("2 да", None),
        ("1 да, 2 вернуть", None),
        ("да", None),
        ("2026", None),
        ("", None),
    ],
)
def test_a_line_of_a_list_is_picked(text: str, picked: tuple[int, ...] | None) -> None:
    assert list_choice(text, 3) == picked
