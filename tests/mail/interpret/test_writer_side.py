"""An approval in the name of another department than the writer's is no word of the writer's own."""

from __future__ import annotations

import pytest

from daemon.mail.interpret.lexicon import Lexicon
from daemon.mail.interpret.writer_side import another_side

LEXICON = Lexicon.built_in()


@pytest.mark.parametrize(
    ("words", "post"),
    [
        ("Согласовано бухгалтерией", "Юрисконсульт"),
        ("Бухгалтерия не возражает", "Начальник отдела кадров"),
        ("Юротдел согласовывает", "Главный бухгалтер"),
        ("Legal has no objections", "Accountant"),
        ("Согласовано отделом закупок. Цена рыночная", "Экономист"),
    ],
)
def test_another_side_speaks(words: str, post: str) -> None:
    assert another_side(words, post, LEXICON)


@pytest.mark.parametrize(
    ("words", "post"),
    [
        ("Согласовано бухгалтерией", "Главный бухгалтер"),
        ("Планово-экономический отдел согласовывает", "Экономист"),
        ("Бухгалтерия согласовывает", "Документовед"),  # of no side that is known
        ("Бухгалтерия согласовывает", ""),
        ("Закупку согласовываю", "Юрисконсульт"),
        ("Согласовано. Бухгалтерии: закрывающие до 25-го", "Юрисконсульт"),
    ],
)
def test_the_writers_own_side_or_none_speaks(words: str, post: str) -> None:
    assert not another_side(words, post, LEXICON)
