"""A new round's letter tells its reader what was said before it."""

from __future__ import annotations

from workflow.people import draft, facts, route, someone, stage

from daemon.workflow import commands as c
from daemon.workflow.letter_kind import LetterKind
from daemon.workflow.model import AfterRework, Verdict
from mail.compose.test_every_letter import Writer


def reworked(story: Writer, words: str = "", by: str = "") -> None:
    number = story.contract.version.number + 1
    writer = someone(by) if by else None
    story.do(c.SubmitVersion(facts(number), draft(number), story.contract.name, words=words, by=writer))
    story.documents()


def request_to(story: Writer, key: str) -> str:
    """The latest request to somebody, as it is written in Russian."""
    (sent,) = (each for each in story.letters if each.kind is LetterKind.REQUEST and each.to.key == key)
    story.write(sent, "ru")
    return " ".join(story.composed[-1][2].text.replace("\u00a0", " ").split())


def thorough() -> Writer:
    return Writer(route(stage("legal", "lawyer"), stage("fund", "commercial"), after_rework=AfterRework.EVERYONE))


def test_who_was_not_asked_in_the_last_round_sees_all_that_was_said_since() -> None:
    story = thorough()
    story.approves("lawyer")
    story.returns("commercial", "Нет трёх цен")
    reworked(story, "Цены приложены")
    story.returns("lawyer", "Срок оплаты")
    reworked(story, "Срок исправлен", by="deputy")
    story.approves("lawyer")
    text = request_to(story, "commercial")
    clerk, deputy = "Титова О. Н.", "Зайцев О. Ю."
    assert f"{clerk} о версии 2: «Цены приложены» {deputy} о версии 3: «Срок исправлен»" in text
    assert "Что писали о прежних версиях:" in text
    assert "Вы, версия 1 вернули: «Нет трёх цен»" in text
    assert "Орлова М. П., версия 2 вернула: «Срок оплаты»" in text


def test_an_approval_without_words_is_not_repeated_and_one_with_a_remark_is() -> None:
    story = Writer(route(stage("fund", "commercial", "accountant", "economist"), after_rework=AfterRework.EVERYONE))
    story.do(story.answer("accountant", Verdict.APPROVE_WITH_REMARKS, "Опечатка в п. 3"))
    story.approves("economist")
    story.returns("commercial", "")
    reworked(story)
    text = request_to(story, "economist")
    said = text[text.index("Что писали о версии 1:") : text.index("Просто ответьте")]
    assert "согласовала с замечанием: «Опечатка в п. 3»" in said
    assert said.count("вернула") == 1
    assert "Вы" not in said


def test_a_remark_of_an_approval_that_is_kept_stands_only_in_the_route() -> None:
    story = Writer(route(stage("fund", "commercial", "accountant"), after_rework=AfterRework.OBJECTORS))
    story.do(story.answer("accountant", Verdict.APPROVE_WITH_REMARKS, "Опечатка в п. 3"))
    story.returns("commercial", "Нет сметы")
    reworked(story)
    text = request_to(story, "commercial")
    assert text.count("Опечатка в п. 3") == 1
    assert text.index("Опечатка в п. 3") > text.index("Кто согласует")


def test_a_question_that_nobody_answered_is_shown_as_such() -> None:
    story = thorough()
    story.asks("lawyer", "Где смета?")
    story.returns("lawyer", "Нет ответа о смете")
    reworked(story)
    assert "вопрос: «Где смета?», ответа не было" in request_to(story, "lawyer")
