"""A second mail of the same person loses nothing of the first: a signed copy stays with its word."""

from __future__ import annotations

import pytest

from application.submissions.installation import Installation
from application.submissions.test_signature import NAME, PDF, SCAN, at_the_director, sign
from daemon.workflow.model import Status


@pytest.mark.parametrize("first", ["Скан во вложении", "", "Вот подписанный экземпляр"])
def test_a_copy_that_came_before_the_word_counts_with_it(installation: Installation, first: str) -> None:
    at_the_director(installation)
    sign(installation, first, ("scan.pdf", PDF))
    assert installation.contract().status is Status.IN_APPROVAL
    sign(installation, "Подписано")
    contract = installation.contract()
    assert (contract.status, [each.name for each in contract.signed]) == (Status.APPROVED, [f"{NAME} подписан.pdf"])
    assert installation.archived()[f"{NAME} подписан.pdf"] == PDF
    assert f"Подписанный экземпляр: {NAME} подписан.pdf." in installation.letter("receipt", "director").text


def test_the_letter_that_asks_for_the_word_says_that_the_copy_has_arrived(installation: Installation) -> None:
    at_the_director(installation)
    sign(installation, "Скан во вложении", ("scan.pdf", PDF))
    letter = installation.letter("unclear", "director")
    assert "Подписанный экземпляр из этого письма (scan.pdf) получен" in letter.text
    installation.write("director", "подписано", to=letter)
    assert installation.contract().status is Status.APPROVED


def test_a_copy_that_came_after_the_word_was_refused_counts_with_the_next_word(installation: Installation) -> None:
    at_the_director(installation)
    sign(installation, "Подписано")
    installation.write("director", "Вот он", [("scan.pdf", PDF)], to=installation.letter("refused", "director"))
    sign(installation, "Подписано")
    assert installation.contract().status is Status.APPROVED


def test_the_latest_copy_is_the_one_that_counts(installation: Installation) -> None:
    at_the_director(installation)
    sign(installation, "Скан", ("1.pdf", PDF))
    sign(installation, "Лучше этот скан", ("2.jpg", SCAN))
    sign(installation, "Подписано")
    assert [each.name for each in installation.contract().signed] == [f"{NAME} подписан.jpg"]


def test_a_copy_that_somebody_else_sent_is_not_the_directors(installation: Installation) -> None:
    at_the_director(installation)
    request = installation.letter("request", "director")
    installation.write("clerk", "Скан", [("scan.pdf", PDF)], to=request)
    sign(installation, "Подписано")
    assert installation.contract().status is Status.IN_APPROVAL
    assert "вложите подписанный экземпляр" in installation.letter("refused", "director").text


def test_a_colleagues_signature_brings_its_copy(installation: Installation) -> None:
    at_the_director(installation)
    request = installation.letter("request", "director")
    installation.write("commercial", "Подписано", [("scan.pdf", PDF)], to=request)
    installation.write("director", "Да", to=installation.letter("proposed", "director"))
    contract = installation.contract()
    assert (contract.status, [each.name for each in contract.signed]) == (Status.APPROVED, [f"{NAME} подписан.pdf"])
    assert installation.archived()[f"{NAME} подписан.pdf"] == PDF
