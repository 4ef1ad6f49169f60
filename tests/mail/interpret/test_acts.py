"""The grammar of a clause: act × polarity × mood × subject × object, and what stands beside an approval."""

from __future__ import annotations

from functools import cache

import pytest
from pymorphy3 import MorphAnalyzer

from daemon.mail.interpret.acts import act_of
from daemon.mail.interpret.clause_words import ClauseWords
from daemon.mail.interpret.lexicon import APPROVALS, APPROVING, Lexicon, Meaning
from daemon.mail.interpret.morphology import is_english
from daemon.mail.interpret.risks import risk_of
from daemon.mail.interpret.rules import Intent, read
from daemon.mail.interpret.tokenizer import tokenize

LEXICON = Lexicon.built_in()
APPROVED = frozenset({Intent.APPROVE, Intent.APPROVE_WITH_REMARKS})
VERBS = sorted(word for word in LEXICON.lemmas["approve"] if not is_english(word) and word != "согласный")


def act(text: str) -> Meaning | None:
    (clause,) = tokenize(text, LEXICON).clauses
    found = act_of(ClauseWords(clause.said, LEXICON, clause.words))
    return found.meaning if found else None


def risk(text: str, *, attached: bool = True) -> str:
    (clause,) = tokenize(text, LEXICON).clauses
    return risk_of(ClauseWords(clause.said, LEXICON), attached=attached)


@cache
def analyzer() -> MorphAnalyzer:
    return MorphAnalyzer(lang="ru")


def inflected(verb: str, *tags: str) -> str:
    """The form of a verb; that of a perfective one in the present is its future."""
    parsed = next(each for each in analyzer().parse(verb) if "INFN" in each.tag)
    wanted = {"futr" if tag == "pres" and "perf" in parsed.tag else tag for tag in tags}
    form = parsed.inflect(wanted)
    assert form is not None, (verb, tags)
    return str(form.word)


# -- an approval is the writer's own, now, and of the contract ---------------------------------------------------------


@pytest.mark.parametrize("verb", VERBS)
def test_the_first_person_approves_now(verb: str) -> None:
    if analyzer().parse(verb)[0].tag.aspect == "impf":
        assert act(inflected(verb, "1per", "sing", "pres")) is Meaning.APPROVE
        assert act("Как экономист " + inflected(verb, "1per", "sing", "pres") + " договор") is Meaning.APPROVE


@pytest.mark.parametrize("verb", VERBS)
def test_another_person_tense_or_mood_approves_nothing(verb: str) -> None:
    perfective = "pres" not in {str(each.tag.tense) for each in analyzer().parse(verb)[0].lexeme}
    others = [
        inflected(verb, "3per", "sing", "pres"),
        inflected(verb, "3per", "plur", "pres"),
        "Юристы " + inflected(verb, "past", "plur"),
        "Директор " + inflected(verb, "past", "masc", "sing"),
        inflected(verb, "past", "masc", "sing") + " бы",
        verb,
        "не " + inflected(verb, "1per", "sing", "pres"),
        "Хочу " + verb,
    ]
    if perfective:
        others += [inflected(verb, "1per", "plur", "futr"), inflected(verb, "1per", "plur", "futr") + " завтра"]
    assert [each for each in others if act(each) in APPROVALS] == []


@pytest.mark.parametrize("verb", VERBS)
def test_asked_an_approval_is_none(verb: str) -> None:
    for said in (inflected(verb, "1per", "sing", "pres"), inflected(verb, "past", "neut", "sing"), verb):
        assert read(f"{said}?", LEXICON).intent not in APPROVED


TABLE = {
    # act, by the writer
    "Акцептую договор": Meaning.APPROVE,
    "Виза проставлена": Meaning.APPROVE,
    "Одобряю от имени дирекции": Meaning.APPROVE,
    "Согласую с учётом правки в п. 6": Meaning.APPROVE_WITH_REMARKS,
    "Можно подписывать": Meaning.APPROVE_IF_UNDERSTOOD,
    "Отправляйте на подпись": Meaning.APPROVE_IF_UNDERSTOOD,
    "Замечаний не имею": Meaning.APPROVE_IF_UNDERSTOOD,
    "Возвращать не за что": Meaning.CONSIDERED,
    "Возвращаю юристам": Meaning.RETURN,
    "Отправьте обратно исполнителю": Meaning.RETURN,
    "Переделайте смету": Meaning.MEND,
    "Нужно снизить цену": Meaning.MEND,
    "Протестую": Meaning.REFUSE,
    "Закупку отменяем": Meaning.DECLINE,
    # polarity
    "Договор не подпишу": Meaning.REFUSE,
    "Не могу не согласовать": None,
    "Не возвращаю": Meaning.CONSIDERED,
    "Рано подписывать": Meaning.NOT_YET,
    "Не подписывайте": Meaning.NOT_YET,
    "Не все замечания учтены": None,
    # subject
    "Бухгалтерия завизировала": None,
    "Все согласны": None,
    "Директором акцептовано": None,
    # object
    "Сумма согласована": None,
    "Верните аванс": None,
    "Акцептую прошлый договор": None,
    # mood
    "Завтра акцептую": None,
    "Хочу исправить дату": None,
}


@pytest.mark.parametrize("text", TABLE)
def test_a_clause_does_what_its_grammar_says(text: str) -> None:
    assert act(text) is TABLE[text]


# -- what stands beside an approval ------------------------------------------------------------------------------------

OVERTURNS = (
    "но подписывать нельзя", "если юристы не возражают", "после устранения ошибок", "как только придёт смета",
    "но сначала покажите расчёт", "завтра ещё раз посмотрю", "но договор не читала", "файл пустой", "наверное",
    "ага", "шеф велел", "кроме п. 4", "но не сумма", "не всё", "это про другой договор", "отзываю", "я не при делах",
    "не туда", "подождите", "but I have not read it",
)  # fmt: skip
STANDS = (
    "но поправьте дату", "цена высокая", "цена кажется высокой", "срок надо сократить", "не настаиваю",
    "звоните в понедельник", "шрифт мелкий", "аванс лучше убрать", "только исправьте номер", "спасибо за работу",
)  # fmt: skip
APART = ("Кроме п. 4", "Не всё", "Без п. 5", "Но не мной", "За исключением сметы", "Если юристы не против", "Подождите")
APART_STANDS = ("Оплата только после поставки", "Срок до 31 декабря", "Ни пуха ни пера")


@pytest.mark.parametrize("text", OVERTURNS)
def test_a_denial_condition_delay_limit_or_mockery_overturns_an_approval(text: str) -> None:
    assert risk(text)
    assert read(f"Согласовано, {text}", LEXICON).intent not in APPROVED


@pytest.mark.parametrize("text", STANDS)
def test_a_remark_does_not(text: str) -> None:
    assert risk(text) == ""


@pytest.mark.parametrize("text", APART)
def test_a_limit_that_is_a_sentence_of_its_own_overturns_it(text: str) -> None:
    assert read(f"Согласовано. {text}.", LEXICON).intent not in APPROVED


@pytest.mark.parametrize("text", APART_STANDS)
def test_a_statement_in_a_sentence_of_its_own_does_not(text: str) -> None:
    assert read(f"Согласовано. {text}.", LEXICON).intent in APPROVED


def test_a_common_word_behind_a_comma_is_no_name() -> None:
    assert read("Согласовано, Минус", LEXICON).intent is not Intent.APPROVE
    assert read("Согласовано, Марина", LEXICON).intent is Intent.APPROVE


def test_words_that_no_dictionary_knows_are_no_remark() -> None:
    assert read("Согласовано, ша дупфд фпкууы", LEXICON).intent is Intent.UNCLEAR


def test_no_act_of_a_return_holds_an_approval() -> None:
    both = [text for text, meaning in TABLE.items() if meaning in (Meaning.RETURN, Meaning.MEND, Meaning.REFUSE)]
    assert [text for text in both if act(f"{text} согласовываю") in APPROVING] == []
