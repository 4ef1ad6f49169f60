"""Requisites and addresses of a party: what a KPP, an OGRN, a BIK, an account, an e-mail address, a phone number is.

Forms of the Russian numbers: the order of the Federal Tax Service ММВ-7-6/435@ (KPP), the rules of the registers
(OGRN: the remainder by 11, OGRNIP: by 13), the Bank of Russia's directory of BIK and its order of control keys of
accounts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from daemon.addresses import NotAnAddress, checked
from daemon.workflow.model import FactType

_FORMS: Mapping[FactType, tuple[re.Pattern[str], str]] = {
    FactType.KPP: (re.compile(r"\d{4}[\dA-Z]{2}\d{3}", re.ASCII), "kpp_form"),
    FactType.OGRN: (re.compile(r"\d{13}|\d{15}", re.ASCII), "ogrn_length"),
    FactType.BIK: (re.compile(r"0\d{8}", re.ASCII), "bik_form"),
    FactType.ACCOUNT: (re.compile(r"\d{20}", re.ASCII), "account_length"),
    FactType.PHONE: (re.compile(r"\+?[\d\s().-]+(?:(?:доб|ext|внутр|#)[\s.]*\d{1,6})?", re.IGNORECASE), "phone_form"),
}
TYPES = frozenset({*_FORMS, FactType.EMAIL})
_DIGITS_OF_A_PHONE = range(5, 16)  # a local number at least, ITU-T E.164 at most
_WEIGHTS = (7, 1, 3)
_OF_THE_TREASURY = ("03", "40102")  # accounts with other keys, which nobody outside can compute
_CORRESPONDENT = "301"


def tidy(type_: FactType, found: str) -> str:
    """Return a value as it is kept: numbers without blanks and hyphens, an address and a phone number as typed."""
    if type_ in (FactType.EMAIL, FactType.PHONE):
        return " ".join(found.split())
    return re.sub(r"[\s\u00ad‐-–-]", "", found).upper()


def wrong(type_: FactType, text: str) -> str:
    """Return the key of the catalogue's text that says what is wrong with a tidy value; "" when it is right."""
    if type_ is FactType.EMAIL:
        return _wrong_address(text)
    form, key = _FORMS[type_]
    if not form.fullmatch(text):
        return key
    check = _CHECKS.get(type_)
    return check(text) if check else ""


def account_fits(account: str, bik: str) -> bool:
    """Return whether the account's control key is that of the bank; True where nobody outside can tell.

    The remainder of 23 digits by the weights 7, 1, 3 must be 0: for an account at a bank the last three digits of the
    BIK stand before it, for a correspondent account "0" and the fifth and sixth digit.
    """
    if account.startswith(_OF_THE_TREASURY):
        return True
    before = f"0{bik[4:6]}" if account.startswith(_CORRESPONDENT) or bik[6:] in ("000", "001", "002") else bik[6:]
    digits = before + account
    return sum(int(digit) * _WEIGHTS[at % 3] % 10 for at, digit in enumerate(digits)) % 10 == 0


def _wrong_address(text: str) -> str:
    try:
        checked(text)
    except NotAnAddress:
        return "not_email"
    return ""


def _wrong_ogrn(text: str) -> str:
    by = 11 if len(text) == 13 else 13
    return "" if int(text[:-1]) % by % 10 == int(text[-1]) else "ogrn_check"


def _wrong_phone(text: str) -> str:
    digits = sum(each.isdigit() for each in re.split(r"доб|ext|внутр|#", text, flags=re.IGNORECASE)[0])
    return "" if digits in _DIGITS_OF_A_PHONE else "phone_form"


_CHECKS: Mapping[FactType, Callable[[str], str]] = {FactType.OGRN: _wrong_ogrn, FactType.PHONE: _wrong_phone}
