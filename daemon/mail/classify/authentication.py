"""Proof of a mail's From: the results that our own mail server wrote, and the mail's DKIM signatures.

Facts only; whether they are enough is decided by the policy in the configuration.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from daemon.addresses import one_domain
from daemon.mail.parsing.message import Message

Lookup = Callable[[str], str | None]  # the TXT record of a name, or None; may raise OSError

_DOMAIN = re.compile(r"[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})+\Z")
_UNICODE = re.compile(r"[\w.-]*[^\W\x00-\x7f][\w.-]*")  # a domain in its own letters (RFC 8616, 5)
_SIGNATURES_LIMIT = 8  # DKIM signatures that are verified: each may cost a question to the DNS
_HEADERS_LIMIT = 50  # of Authentication-Results: ours stand at the top, whoever wrote more below


@dataclass(frozen=True, slots=True)
class Authenticated:
    """The domains that prove the sender. `dmarc`, `dkim`, `spf`: the one that passed and is aligned with From's, or "".

    `why` names what was examined, for the history.
    """

    dmarc: str = ""
    dkim: str = ""
    spf: str = ""
    why: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """True if DMARC or an aligned DKIM signature passed; SPF alone breaks by forwarding and proves no author."""
        return bool(self.dmarc or self.dkim)


def by_server(message: Message, trusted: str) -> Authenticated:
    """Return the results that the trusted mail server wrote into Authentication-Results (RFC 8601).

    `trusted` is its authserv-id. Only the topmost header counts, and only if it is that server's: anybody can write
    such headers below it. But its `dmarc=fail` in any of them (filters of one server write one each) settles that
    nothing else proves the sender: who forges that harms only themself. Where DMARC is `none` or could not be looked up
    (temperror, permerror), an aligned DKIM signature proves the domain by itself.
    """
    domain = message.sender.email.rpartition("@")[2]
    headers = message.all("authentication-results")
    if not trusted or not headers:
        return Authenticated(why=("no Authentication-Results",) if trusted else ("no server is trusted",))
    if len(message.all("from")) != 1 or not _DOMAIN.match(domain):
        return Authenticated(why=("From names no one address",))
    server, results = _parsed(headers[0])
    if server.lower() != trusted.lower():
        return Authenticated(
            why=(f"the topmost Authentication-Results is that of {server or 'nobody'}, not {trusted}",)
        )
    why = tuple(f"{trusted}: {method}={result} {each}".strip() for method, result, each in results)
    why = why or (f"{trusted} says nothing of it",)
    if _is_rejected(headers, trusted):
        return Authenticated(why=(*why, f"{trusted} says dmarc=fail: nothing else proves the sender"))
    passed = {method: each for method, result, each in results if result == "pass" and aligned(each, domain)}
    return Authenticated(passed.get("dmarc", ""), passed.get("dkim", ""), passed.get("spf", ""), why)


def _is_rejected(headers: tuple[str, ...], trusted: str) -> bool:
    """Return True if a header under the trusted server's name says that DMARC failed."""
    for each in headers[:_HEADERS_LIMIT]:
        server, results = _parsed(each)
        if server.lower() == trusted.lower() and any((how, end) == ("dmarc", "fail") for how, end, _ in results):
            return True
    return False


def by_signature(raw: bytes, message: Message, lookup: Lookup) -> Authenticated:
    """Return the proof by the mail's own DKIM signatures (RFC 6376). Never raises.

    `lookup` asks the DNS for the keys. A signature of another organisation than From's proves nothing, nor does one
    that covers only a part of the mail (`l=`), after which anybody could add text (RFC 6376, 8.2).
    """
    domain = message.sender.email.rpartition("@")[2]
    signatures = message.all("dkim-signature")
    if not signatures:
        return Authenticated(why=("no DKIM signature",))
    if len(message.all("from")) != 1 or not _DOMAIN.match(domain):
        return Authenticated(why=("From names no one address",))
    why: list[str] = []
    for at, signature in enumerate(signatures[:_SIGNATURES_LIMIT]):
        signer = _tag(signature, "d").lower()
        if not aligned(signer, domain):
            why.append(f"signed by {signer or 'nobody'}, not by {domain}")
            continue
        if _tag(signature, "l"):
            why.append(f"the signature of {signer} covers a part of the mail only")
            continue
        problem = _verify(raw, at, lookup)
        why.append(f"DKIM signature of {signer}: {problem or 'valid'}")
        if not problem:
            return Authenticated(dkim=signer, why=tuple(why))
    return Authenticated(why=tuple(why))


def aligned(one: str, other: str) -> bool:
    """Return True if two domains belong to one organisation (RFC 7489, 3.1, relaxed)."""
    one, other = (one_domain(each.rstrip(".")) for each in (one, other))
    return bool(one) and (one == other or organisation(one) == organisation(other) != "")


def organisation(domain: str) -> str:
    """Return the domain that an organisation registered (RFC 7489, 3.2): theatre.example of mail.theatre.example.

    It is empty for a public suffix alone; those that registrars run privately, such as spb.ru, are among them.
    """
    return _suffixes().privatesuffix(one_domain(domain)) or ""


@cache
def _suffixes() -> Any:
    """Return the Public Suffix List as the package brings it: nothing is downloaded."""
    from publicsuffixlist import PublicSuffixList

    return PublicSuffixList()


def _parsed(value: str) -> tuple[str, list[tuple[str, str, str]]]:
    """Return the server and, for each result, the method, the result and its domain; no results if it is broken."""
    import authres

    try:
        header = authres.parse(f"Authentication-Results: {_UNICODE.sub(lambda it: one_domain(it[0]), value)}")
    except (authres.AuthResError, authres.SyntaxError, ValueError, IndexError, AttributeError):
        return next(iter(value.partition(";")[0].split()), ""), []
    return str(header.authserv_id or ""), list(_results(header.results))


def _results(results: object) -> Iterator[tuple[str, str, str]]:
    about = {"dmarc": ("from",), "dkim": ("d", "i"), "spf": ("mailfrom", "from", "helo")}
    for each in results if isinstance(results, list) else []:
        method = str(each.method or "").lower()
        properties = {str(one.name).lower(): str(one.value) for one in each.properties}
        value = next((properties[name] for name in about.get(method, ()) if properties.get(name)), "")
        yield method, str(each.result or "").lower(), value.rpartition("@")[2].lower()


def _tag(signature: str, name: str) -> str:
    """Return the value of a tag in a DKIM-Signature (RFC 6376, 3.2)."""
    for each in signature.split(";"):
        key, _, value = each.partition("=")
        if key.strip().lower() == name:
            return "".join(value.split())
    return ""


def _verify(raw: bytes, at: int, lookup: Lookup) -> str:
    """Return what is wrong with the signature number `at` of the mail; empty if it is valid."""
    import dkim

    def txt(name: bytes | str, **_: object) -> bytes | None:
        asked = name.decode("ascii", "replace") if isinstance(name, bytes) else name
        found = lookup(asked.rstrip("."))
        return found.encode() if found else None

    try:
        return "" if dkim.DKIM(raw).verify(idx=at, dnsfunc=txt) else "does not fit the mail"
    except OSError as error:
        return f"its key cannot be had: {error}"
    except (dkim.DKIMException, ValueError, LookupError, TypeError, AttributeError) as error:
        return f"cannot be checked: {error}"
