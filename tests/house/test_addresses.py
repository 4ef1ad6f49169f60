"""One form for every address: what is configured is checked, and what a mail brings is compared in the same form."""

from __future__ import annotations

import pytest

from daemon.addresses import NotAnAddress, checked, one_form, shown

SAME = ["ivanov@театр.example", "ivanov@Театр.EXAMPLE", "ivanov@XN--80aj8afc.Example", "ivanov@театр。example"]


@pytest.mark.parametrize("written", SAME)
def test_an_address_has_one_form_whatever_way_it_is_written(written: str) -> None:
    assert checked(written) == one_form(written) == "ivanov@xn--80aj8afc.example"


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("M.Orlova@Scena.Example", "M.Orlova@scena.example"),
        ("o'neil+x%y@scena.example", "o'neil+x%y@scena.example"),
        ("orlova@theatre.local", "orlova@theatre.local"),
        ("orlova@scena.test", "orlova@scena.test"),
    ],
)
def test_the_part_before_the_at_sign_stays_as_it_is_written(written: str, form: str) -> None:
    assert checked(written) == one_form(written) == form


@pytest.mark.parametrize(
    "written",
    [
        "иванов@театр.example",
        "ivanov",
        "ivanov@",
        "@scena.example",
        "ivanov@scena",
        "ivanov@1.2.3.4",
        "iva..nov@scena.example",
        ".ivanov@scena.example",
        "ivanov@-театр.example",
        "ivanov@my_host.example",
        "ivanov@xn--a.example",
        "ivanov@scena.example, belova@scena.example",
        "Иванов <ivanov@scena.example>",
        f"{'a' * 65}@scena.example",
    ],
)
def test_what_no_mail_server_takes_is_no_address(written: str) -> None:
    with pytest.raises(NotAnAddress):
        checked(written)


@pytest.mark.parametrize(
    "written", ["", "@", "a@", "a@-", "a@\ud800.example", "a@" + "я" * 300, "a@b@c", "a@я..example"]
)
def test_what_a_mail_calls_an_address_has_a_form_in_any_case(written: str) -> None:
    assert one_form(one_form(written)) == one_form(written)


def test_people_are_shown_the_letters_of_the_domain() -> None:
    assert shown("ivanov@xn--80aj8afc.example") == "ivanov@театр.example"
    assert shown("ivanov@scena.example") == "ivanov@scena.example"
    assert shown("ivanov@xn--a.example") == "ivanov@xn--a.example"
