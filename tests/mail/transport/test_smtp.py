"""Sending through a real Postfix that refuses, delays, dies and comes back."""

from __future__ import annotations

import socket
import time
from dataclasses import replace
from email import message_from_bytes
from pathlib import Path

import pytest
from servers.certificates import write_certificates
from servers.mailserver import DOMAIN
from servers.relay import Relay

from daemon.mail.transport.protocols import NotTrusted, Security, SendOutcome, SignInRefused, TransportError
from daemon.mail.transport.smtp import KEEP_SECONDS, Smtp

from .conftest import Person, letter

OURS = f"contracts@{DOMAIN}"


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
def test_a_letter_arrives_as_its_bytes(person: Person, security: Security) -> None:
    raw = letter("dots", body="first\r\n.\r\n..two\r\n.end\r\n")
    smtp = Smtp(person.sending(security))
    assert smtp.send(raw, OURS, person.address).outcome is SendOutcome.ACCEPTED
    [got] = person.has(1)
    assert got.replace(b"\r\n", b"\n").endswith(b"\n\nfirst\n.\n..two\n.end\n")
    smtp.close()


@pytest.mark.parametrize("ending", ["last line", "last line\n", ""])
def test_a_letter_may_end_as_it_likes(person: Person, smtp: Smtp, ending: str) -> None:
    assert smtp.send(letter("ending", body=f"first\r\n{ending}"), OURS, person.address).outcome is SendOutcome.ACCEPTED
    assert b"first" in person.has(1)[0]


def test_twenty_letters_go_over_one_connection_without_waiting_for_anything(person: Person) -> None:
    account = person.sending()
    with Relay(account.port, cut_after=b"never said") as relay:
        smtp = Smtp(replace(account, port=relay.port))
        start = time.monotonic()
        for number in range(20):
            assert (
                smtp.send(letter(f"letter {number}", repeat=300), OURS, person.address).outcome is SendOutcome.ACCEPTED
            )
        assert time.monotonic() - start < 10
        assert relay.connections == 1
        smtp.close()
    subjects = {message_from_bytes(raw)["Subject"] for raw in person.has(20)}
    assert subjects == {f"letter {number}" for number in range(20)}


def test_the_kept_connection_does_not_delay_small_packets(person: Person, smtp: Smtp) -> None:
    smtp.connect()
    assert smtp.sends_small_packets_at_once


# -- refusals ----------------------------------------------------------------------------------------------------------


def test_a_recipient_refused_for_good_is_told_and_the_next_letter_goes_on(person: Person, smtp: Smtp) -> None:
    refused = smtp.send(letter("to nobody"), OURS, f"refused@{DOMAIN}")
    assert refused.outcome is SendOutcome.REFUSED
    assert refused.answer.startswith("550 5.1.1")
    assert "no such mailbox" in refused.answer
    assert smtp.send(letter("to somebody"), OURS, person.address).outcome is SendOutcome.ACCEPTED


def test_a_recipient_refused_for_now_is_tried_later(person: Person, smtp: Smtp) -> None:
    later = smtp.send(letter("greylisted"), OURS, f"later@{DOMAIN}")
    assert (later.outcome, later.answer[:9], later.server_down) == (SendOutcome.LATER, "451 4.7.1", False)
    assert smtp.send(letter("to somebody"), OURS, person.address).outcome is SendOutcome.ACCEPTED


def test_a_letter_refused_after_its_last_byte_is_refused_for_good(person: Person, smtp: Smtp) -> None:
    refused = smtp.send(letter("bad", headers="X-Content: forbidden\r\n"), OURS, person.address)
    assert refused.outcome is SendOutcome.REFUSED
    assert "content not wanted" in refused.answer
    assert not refused.perhaps_taken
    assert smtp.send(letter("good"), OURS, person.address).outcome is SendOutcome.ACCEPTED


def test_a_letter_above_the_servers_limit_is_refused_before_it_is_carried_there(person: Person, smtp: Smtp) -> None:
    refused = smtp.send(letter("huge", body="x" * 998 + "\r\n", repeat=61_000), OURS, person.address)
    assert refused.outcome is SendOutcome.REFUSED
    assert refused.answer.startswith("552 5.3.4")
    assert smtp.send(letter("small"), OURS, person.address).outcome is SendOutcome.ACCEPTED


@pytest.mark.parametrize(
    "address", ["a@b.example\r\nrcpt TO:<x@b.example>", "a\nb@b.example", "a@b.example\n", "a <b>", ""]
)
def test_what_is_no_address_never_becomes_a_command(person: Person, smtp: Smtp, address: str) -> None:
    assert smtp.send(letter("injected"), OURS, address).outcome is SendOutcome.REFUSED
    assert smtp.send(letter("good"), OURS, person.address).outcome is SendOutcome.ACCEPTED


def test_an_address_beyond_ascii_is_handed_over_where_the_server_knows_such(person: Person, smtp: Smtp) -> None:
    assert smtp.send(letter("почта"), OURS, f"орлова@{DOMAIN}").outcome is SendOutcome.ACCEPTED
    elsewhere = smtp.send(letter("domain"), OURS, "orlova@сцена.example")  # of which this server knows nothing
    assert elsewhere.answer.startswith("550 5.4.4 <orlova@xn--80ajyoz.example>")


# -- servers that go away ----------------------------------------------------------------------------------------------


def test_a_server_that_cannot_be_reached_is_down_and_is_used_again_when_it_is_back(person: Person, smtp: Smtp) -> None:
    assert smtp.send(letter("before"), OURS, person.address).outcome is SendOutcome.ACCEPTED
    person.has(1)
    person.server.stop_smtp()
    try:
        down = smtp.send(letter("after"), OURS, person.address)
        assert (down.outcome, down.server_down, down.perhaps_taken) == (SendOutcome.LATER, True, False)
        assert "it is tried again" in down.answer
    finally:
        person.server.start_smtp()
    assert smtp.send(letter("after"), OURS, person.address).outcome is SendOutcome.ACCEPTED
    person.has(2)


@pytest.mark.parametrize("word", [b"mail FROM:<second", b"rcpt TO:<cut"])
def test_a_kept_connection_that_turns_out_dead_is_made_anew_once(person: Person, word: bytes) -> None:
    with Relay(person.server.ports["smtp"], cut_after=word.replace(b"cut", person.name.encode() + b"+")) as relay:
        smtp = Smtp(replace(person.sending(Security.NONE), port=relay.port, user=""))
        assert smtp.send(letter("first"), f"first@{DOMAIN}", person.address).outcome is SendOutcome.ACCEPTED
        again = smtp.send(letter("second"), f"second@{DOMAIN}", person.address.replace("@", "+x@"))
        assert again.outcome is SendOutcome.ACCEPTED
        assert relay.connections == 2
        smtp.close()
    person.has(2)


def test_a_server_that_hangs_up_on_every_letter_gets_it_later(person: Person) -> None:
    with Relay(person.server.ports["smtp"], cut_after=b"mail FROM", times=9) as relay:
        smtp = Smtp(replace(person.sending(Security.NONE), port=relay.port, user=""))
        sent = smtp.send(letter("never"), OURS, person.address)
        assert (sent.outcome, sent.server_down, sent.perhaps_taken) == (SendOutcome.LATER, False, False)
        assert relay.connections == 1, "a new connection that breaks is not tried again at once"
        smtp.close()
    assert person.server.mailbox(person.name) == []


def test_an_end_that_leaves_open_whether_the_letter_was_taken_says_so_and_is_not_repeated(person: Person) -> None:
    raw = letter("perhaps")
    with Relay(person.server.ports["smtp"], cut_after=b"\r\n.\r\n") as relay:
        smtp = Smtp(replace(person.sending(Security.NONE), port=relay.port, user=""))
        sent = smtp.send(raw, OURS, person.address)
        assert (sent.outcome, sent.perhaps_taken, sent.server_down) == (SendOutcome.LATER, True, False)
        assert "sent again as the same bytes" in sent.answer
        assert relay.connections == 1
        [got] = person.has(1)
        assert smtp.send(raw, OURS, person.address).outcome is SendOutcome.ACCEPTED  # the caller's part
        smtp.close()
    first, second = (message_from_bytes(each) for each in person.has(2))
    assert got
    assert first["Message-ID"] == second["Message-ID"]
    assert first.get_payload() == second.get_payload()


def test_a_server_that_never_greets_is_given_up(person: Person) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        account = replace(person.sending(Security.NONE), port=listener.getsockname()[1], user="")
        start = time.monotonic()
        sent = Smtp(account, answer_seconds=0.3).send(letter("silence"), OURS, person.address)
    assert (sent.outcome, sent.server_down, sent.perhaps_taken) == (SendOutcome.LATER, True, False)
    assert time.monotonic() - start < 5


def test_a_connection_is_asked_whether_it_lives_and_not_kept_for_long(person: Person) -> None:
    clock = Clock()
    with Relay(person.server.ports["smtp"], cut_after=b"never said") as relay:
        smtp = Smtp(replace(person.sending(Security.NONE), port=relay.port, user=""), clock=clock)
        for idle, connections in ((0.0, 1), (KEEP_SECONDS - 1.0, 1), (KEEP_SECONDS + 1.0, 2)):
            clock.now += idle
            assert smtp.send(letter(f"after {idle}"), OURS, person.address).outcome is SendOutcome.ACCEPTED
            assert relay.connections == connections
        smtp.close()
    person.has(3)


# -- signing in --------------------------------------------------------------------------------------------------------


def test_a_wrong_password_holds_back_all_letters_and_is_never_shown(person: Person) -> None:
    account = replace(person.sending(), password="hunter2")
    smtp = Smtp(account)
    with pytest.raises(SignInRefused, match=r"refused the user .*check mail\.send\.user") as caught:
        smtp.connect()
    sent = smtp.send(letter("held back"), OURS, person.address)
    assert (sent.outcome, sent.server_down) == (SendOutcome.LATER, True)
    assert "hunter2" not in str(caught.value) + sent.answer + repr(account)


def test_a_password_may_have_any_letters(person: Person) -> None:
    person.server.set_password(person.name, "пароль")
    smtp = Smtp(replace(person.sending(), password="пароль"))
    assert smtp.send(letter("signed in"), OURS, person.address).outcome is SendOutcome.ACCEPTED
    smtp.close()


@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
def test_a_certificate_that_cannot_be_trusted_ends_it(person: Person, tmp_path: Path, security: Security) -> None:
    write_certificates(tmp_path)
    with pytest.raises(NotTrusted, match=r"not trusted .*mail\.tls_ca"):
        Smtp(replace(person.sending(security), ca=tmp_path / "ca.pem")).connect()


def test_a_certificate_of_another_host_is_not_trusted(person: Person) -> None:
    account = replace(person.sending(), host="127.1")  # reaches it, by a name that is not in the certificate
    with pytest.raises(NotTrusted, match=r"not trusted .*check mail\.send\.host"):
        Smtp(account).connect()


def test_a_port_that_does_not_speak_tls_is_named(person: Person) -> None:
    account = replace(person.sending(Security.TLS), port=person.server.ports["submission"])
    with pytest.raises(TransportError, match=r"does not speak TLS on this port .*check mail\.send\.port"):
        Smtp(account).connect()


def test_a_letter_to_a_domain_in_other_letters_arrives(person: Person, smtp: Smtp) -> None:
    raw = letter("idn")
    assert smtp.send(raw, OURS, f"{person.name}@театр.example").outcome is SendOutcome.ACCEPTED
    assert b"idn" in person.has(1)[0]
