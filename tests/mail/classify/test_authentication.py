"""What is proved of a sender: only by the server that we trust, or by a signature that holds."""

from __future__ import annotations

import base64

import dkim
import pytest

from daemon.mail.classify.authentication import aligned, by_server, by_signature
from daemon.mail.parsing.message import parse

TRUSTED = "mx.scena.example"
PASS = "mx.scena.example; dkim=pass header.d=scena.example; dmarc=pass header.from=scena.example"


def _mail(*results: str, sender: str = "Орлова <orlova@scena.example>") -> bytes:
    heads = "".join(f"Authentication-Results: {each}\r\n" for each in results)
    return f"{heads}From: {sender}\r\nTo: c@scena.example\r\nSubject: Re\r\n\r\nСогласовано\r\n".encode()


def test_the_trusted_servers_topmost_header_counts() -> None:
    found = by_server(parse(_mail(PASS)), TRUSTED)
    assert (found.dmarc, found.dkim, found.passed) == ("scena.example", "scena.example", True)


@pytest.mark.parametrize(
    "results",
    [
        (),
        (PASS.replace(TRUSTED, "mx.elsewhere.example"),),
        (PASS.replace(TRUSTED, "mx.elsewhere.example"), PASS),
        (f"{TRUSTED}; none", PASS),
        (f"{TRUSTED}; dmarc=fail header.from=scena.example", PASS),
        (f"{TRUSTED}; dkim=pass header.d=scena.example; dmarc=fail header.from=scena.example",),
        (f"{TRUSTED}; dmarc=pass header.from=scena.example; DMARC=Fail header.from=scena.example",),
        (f"{TRUSTED}; dkim=pass header.d=scena.example", f"{TRUSTED}; dmarc=fail (p=none) header.from=scena.example"),
        (f"{TRUSTED}; dmarc=bestguesspass header.from=scena.example",),
        (f"{TRUSTED}; dkim=pass header.d=elsewhere.example",),
        (f"{TRUSTED}; spf=pass smtp.mailfrom=orlova@scena.example",),
        (f"{TRUSTED}; dmarc=pass header.from=elsewhere.example",),
        ("mx.scena.example.elsewhere.example; dmarc=pass header.from=scena.example",),
        ("; dmarc=pass",),
        ("",),
    ],
)
def test_anything_else_proves_nothing(results: tuple[str, ...]) -> None:
    found = by_server(parse(_mail(*results)), TRUSTED)
    assert not found.passed
    assert found.why


def test_a_dmarc_failure_is_named_as_the_reason() -> None:
    found = by_server(parse(_mail(PASS.replace("dmarc=pass", "dmarc=fail"))), TRUSTED)
    assert (found.dmarc, found.dkim, found.spf) == ("", "", "")
    assert found.why[-1] == f"{TRUSTED} says dmarc=fail: nothing else proves the sender"


@pytest.mark.parametrize("result", ["none", "temperror", "permerror"])
def test_where_dmarc_says_nothing_an_aligned_signature_proves_the_sender(result: str) -> None:
    said = f"{TRUSTED}; dmarc={result} header.from=scena.example; dkim=pass header.d=mail.scena.example"
    assert by_server(parse(_mail(said)), TRUSTED).dkim == "mail.scena.example"


def test_of_several_signatures_one_that_is_aligned_and_valid_is_enough() -> None:
    said = (
        f"{TRUSTED}; dkim=fail header.d=scena.example; dkim=PASS header.d=Scena.Example; dkim=pass header.d=x.example"
    )
    assert by_server(parse(_mail(said)), TRUSTED).dkim == "scena.example"


def test_another_servers_dmarc_failure_is_not_believed_either() -> None:
    assert by_server(parse(_mail(PASS, "mx.elsewhere.example; dmarc=fail header.from=scena.example")), TRUSTED).passed


@pytest.mark.parametrize("written", ["театр.example", "xn--80aj8afc.example", "ТЕАТР.EXAMPLE"])
@pytest.mark.parametrize("said", ["театр.example", "xn--80aj8afc.example", "mail.XN--80AJ8AFC.example"])
def test_a_domain_of_other_letters_is_the_same_in_both_its_forms(written: str, said: str) -> None:
    raw = _mail(f"{TRUSTED}; dkim=pass header.d={said}; dmarc=none", sender=f"Орлова <orlova@{written}>")
    assert by_server(parse(raw), TRUSTED).passed


def test_two_from_headers_prove_nothing() -> None:
    raw = _mail(PASS).replace(b"To:", b"From: x@elsewhere.example\r\nTo:")
    assert not by_server(parse(raw), TRUSTED).passed


def test_without_a_trusted_server_nothing_is_believed() -> None:
    assert not by_server(parse(_mail(PASS)), "").passed


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        ("scena.example", "scena.example", True),
        ("mail.scena.example", "scena.example", True),
        ("scena.example", "evilscena.example", False),
        ("a.com.ru", "b.com.ru", False),
        ("evil.vladimir.ru", "teatr.vladimir.ru", False),
        ("mail.teatr.vladimir.ru", "teatr.vladimir.ru", True),
        ("vladimir.ru", "teatr.vladimir.ru", False),
        ("a.spb.ru", "b.spb.ru", False),
        ("a.msk.ru", "b.msk.ru", False),
        ("a.github.io", "b.github.io", False),
        ("a.co.uk", "b.co.uk", False),
        ("mail.Teatr.SPB.ru.", "teatr.spb.ru", True),
        ("почта.театр.рф", "xn--80aj8afc.xn--p1ai", True),
        ("театр.рф", "цирк.рф", False),
        ("mail.theatre.local", "theatre.local", True),
        ("example", "example", True),
        ("", "", False),
        ("ru", "scena.ru", False),
    ],
)
def test_domains_of_one_organisation_are_aligned(one: str, other: str, together: bool) -> None:
    assert aligned(one, other) is together


# A key for these tests only, made for them (RSA, 1024 bits).
_KEY = b"""-----BEGIN RSA PRIVATE KEY-----
MIICXQIBAAKBgQDGLvDdWBIp0fGwFMKLmQVuqEAgRUCJBL3qPCujnQ9AcfjSrIq4
BsotC2AC3yovcr/p/FhB+/9srDzgKC6UD9mw239hfdhIOPjLn38iHRyzy4rUJiaw
KLqIE+FkOJcsVT2ZKQ49j2ld16beY9AdKQpV519L8L/lUAYamrt1FxDRpQIDAQAB
AoGAYjaVCzxAFBWE7rv7BW9Z79LVpKhtKPn+m/whrD2Dd26D3vO+8x/6RYRjmki6
ATWewfhaTKjzlgltSbDgFGQeftSMvqYt77o3E60GT4m3jGrWZAkAKTC/dDMKLi+b
F8Wj9rmMYS0gwoZhDKdc31xkRaT5BaSP4iL8AO06b3D7EUECQQD40IhWcPYhUUjv
FxPRsLIjjPB62EU82IfrFKq3Eka/d1YxtF4H5wEtk/1gOU6fI3t4L9rNYI8ZCzGx
59tAC5BpAkEAy+gYdPnmX0w4EyfPnVt36yhyV8TCqNjVfyec+U251S5yR4VMd03G
Nu7dWniYpUWZBHxeMUfLeuyQlkHOLscP3QJBAL8+YZy3ZKeFN971yPkCrFmg6fIy
Kz2yXP42u2TNem2OR0UbEq9WQlSLDFSal7C/8BYYCkCTuEmSjhblVGNswAkCQHkb
sDMCHncpoQCXm7NdmXsdedRxdCCvMRcl4xEbvi1FOfEK1iDiG8GS2/wZNqirDrhg
Wd2xQ8UN7s6f5SNZbi0CQQDMTM+yh6Rb8iCjPWx2ZFISSndTtdL33hY2u8HlKEdw
9FhjBUgBBDwpLag8234Xn2p0AsGHuNTFjNUKOr//+mio
-----END RSA PRIVATE KEY-----
"""
_PUBLIC = (
    "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDGLvDdWBIp0fGwFMKLmQVuqEAgRUCJBL3qPCujnQ9AcfjSrIq4BsotC2AC3yovcr/p/FhB"
    "+/9srDzgKC6UD9mw239hfdhIOPjLn38iHRyzy4rUJiawKLqIE+FkOJcsVT2ZKQ49j2ld16beY9AdKQpV519L8L/lUAYamrt1FxDRpQIDAQAB"
)


def _signed(domain: str = "scena.example") -> bytes:
    raw = _mail()
    return bytes(dkim.sign(raw, b"s1", domain.encode(), _KEY)) + raw


def _dns(name: str) -> str | None:
    return f"v=DKIM1; k=rsa; p={_PUBLIC}" if name.startswith("s1._domainkey.") else None


def test_a_signature_that_holds_proves_the_domain() -> None:
    raw = _signed()
    found = by_signature(raw, parse(raw), _dns)
    assert found.dkim == "scena.example"
    assert found.passed


def test_a_changed_mail_is_not_proved() -> None:
    raw = _signed().replace("Согласовано".encode(), "Вернуть".encode())
    assert not by_signature(raw, parse(raw), _dns).passed


def test_a_signature_of_another_domain_is_not_the_senders() -> None:
    raw = _signed("elsewhere.example")
    assert not by_signature(raw, parse(raw), _dns).passed


def test_a_key_that_cannot_be_had_proves_nothing() -> None:
    def broken(name: str) -> str | None:
        raise TimeoutError(name)

    raw = _signed()
    for lookup in (broken, lambda _: None, lambda _: "p=" + base64.b64encode(b"no key").decode()):
        found = by_signature(raw, parse(raw), lookup)
        assert not found.passed
        assert found.why


def test_a_mail_without_a_signature_proves_nothing() -> None:
    assert not by_signature(_mail(), parse(_mail()), _dns).passed
