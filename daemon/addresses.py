"""E-mail addresses in their one form: configured ones are checked, those of mails are brought to it.

It is the form that every mail server takes (RFC 5321): the local part as written, the domain in small letters and,
where it has others than ASCII's, as A-labels (RFC 5890). Two addresses are the same when their forms are, in small
letters.
"""

from __future__ import annotations

from functools import cache
from typing import Any


class NotAnAddress(ValueError):
    """No letter can be sent to it; its text says why."""


def checked(written: str) -> str:
    """Return the one form of an address. Raises NotAnAddress with what is wrong in words."""
    validator = _validator()
    try:
        # No DNS: a configuration is checked without a network. `test_environment` only allows the domain .test.
        found = validator.validate_email(
            written.strip(), check_deliverability=False, strict=True, test_environment=True
        )
    except validator.EmailNotValidError as error:
        raise NotAnAddress(str(error).rstrip(".")) from None
    if not found.ascii_email:
        raise NotAnAddress(
            "few mail servers take other than Latin letters before the @ (SMTPUTF8), and here stands "
            f'"{found.local_part}"; write the address in Latin letters that the mail server gives the same mailbox'
        )
    return str(found.ascii_email)


def one_form(written: str) -> str:
    """Return the one form of what a mail or a person gives as an address; what is none stays as it is."""
    local, at, domain = written.strip().rpartition("@")
    return f"{local}{at}{one_domain(domain)}" if at else written.strip()


def one_domain(domain: str) -> str:
    """Return a domain in small letters, as A-labels; one that has no such form in small letters alone."""
    if domain.isascii():
        return domain.lower()
    import idna

    try:
        return idna.encode(domain, uts46=True).decode()
    except (idna.IDNAError, UnicodeError):
        return domain.lower()


def shown(address: str) -> str:
    """Return an address as people read it: its domain in their own letters."""
    local, at, domain = address.rpartition("@")
    if "xn--" not in domain:
        return address
    import idna

    try:
        return f"{local}{at}{idna.decode(domain)}"
    except (idna.IDNAError, UnicodeError):
        return address


@cache
def _validator() -> Any:
    """The library, which must not refuse names that only the house's own network knows: name@theatre.local."""
    import email_validator

    if "local" in email_validator.SPECIAL_USE_DOMAIN_NAMES:
        email_validator.SPECIAL_USE_DOMAIN_NAMES.remove("local")
    return email_validator
