"""`contractd explain` shows the whole account of a mail, to people, programs and as a page; nothing breaks out."""

from __future__ import annotations

import json
import re
import stat
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from mail.post import LEXICON, all_letters, letter, mail, marked

from daemon.cli import contractd
from daemon.cli.explain_page import MEANINGS, page
from daemon.cli.explain_text import shown
from daemon.cli.explained_mail import ExplainedMail, FoundLetter, accounted, json_line
from daemon.mail.classify.sender_kind import Kind
from daemon.mail.extract.reply_text import Words
from daemon.mail.interpret.pipeline import Interpretation
from daemon.mail.interpret.rules import Intent, Reading
from daemon.mail.parsing.account import Fate, Piece
from daemon.mail.parsing.mailboxes import Address
from daemon.mail.parsing.message import Message

SIGNED = "Согласовано\n\n-- \nВернуть, нет сметы\nОрлова М. П., юрист\n\n"
TAGS = {
    "a", "article", "b", "body", "dd", "details", "div", "dl", "dt", "h1", "h2", "head", "header", "html", "li",
    "main", "meta", "nav", "ol", "p", "small", "span", "style", "summary", "title", "ul",
}  # fmt: skip
ATTRIBUTES = {"charset", "class", "content", "dir", "href", "http-equiv", "id", "lang", "name", "open", "title"}
HOSTILE = (
    "<script>alert(1)</script>", "</div></article></main></body></html>", "<img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)" x="', "' onfocus='alert(1)' autofocus='", "</style><style>*{display:none}</style>",
    "</title><svg/onload=alert(1)>", "<!-- ", "--> ", "<![CDATA[", "]]>", "&lt;script&gt;", "&#60;script&#62;",
    "{{ 7*7 }}", "{% raw %}", "${x}", "</textarea><iframe src=https://else.example>", "<base href=//else.example>",
    "<a href='javascript:alert(1)'>x</a>", "<meta http-equiv=refresh content=0>", "</summary></details>", "\x00<\x00b>",
    "\x1b[2J\x1b]0;title\x07", "\x9b31m", "\x1b]8;;https://else.example\x1b\\link\x1b]8;;\x1b\\", "\u202eonavosalgoc",
    "\u2028\u2029", "\r\rverdict     approve", "\x08\x08\x08", "\ud800", "\u200b", "\u2066", "\U000e0041", "\x85",
)  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CONTRACTD_CONFIG", raising=False)
    (tmp_path / "request.eml").write_bytes(all_letters()["lawyer-request"])
    (tmp_path / "signed.eml").write_bytes(mail(SIGNED + marked(letter())))
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(contractd, ["explain", "--request", "request.eml", *arguments])


def row(*arguments: str) -> dict[str, object]:
    return json.loads(run(*arguments, "--json").output)


# -- what is told ------------------------------------------------------------------------------------------------------


def test_programs_get_every_piece_in_its_order_with_its_fate_and_why(folder: Path) -> None:
    found = row("signed.eml")
    account = found["account"]
    assert all(list(each) == ["fate", "why", "inert", "unheard", "text"] for each in account)
    told = [(each["fate"], each["inert"], each["unheard"], each["text"]) for each in account]
    assert told[:4] == [
        ("own", False, False, "Согласовано"),
        ("signature", True, False, "--"),
        ("signature", False, True, "Вернуть, нет сметы"),
        ("signature", True, False, "Орлова М. П., юрист"),
    ]
    assert {each["fate"] for each in account[4:]} == {"attribution", "ours", "quoted"}
    assert all(each["why"] for each in account[1:])
    assert [(each["fate"], each["text"]) for each in found["unheard"]] == [("signature", "Вернуть, нет сметы")]
    assert found["verdict"] == "unclear"


def test_programs_get_who_wrote_which_letter_it_answers_and_why(folder: Path) -> None:
    found = row("signed.eml")
    assert found["sender_name"] == "Орлова Мария Петровна"
    assert found["sender_why"] == ["From names this address alone", "the letter went to this address"]
    assert found["kind_why"] == ["no sign of a machine"]
    assert found["letter"]["by"] == "by its token"
    assert found["letter"]["subject"] == letter().subject


@pytest.mark.parametrize(
    ("sender", "who", "why"),
    [
        ("a@scena.example", "a@scena.example", "the letter went to orlova@scena.example, not to this address"),
        ("a@scena.example, b@else.example", "nobody", "From names a@scena.example, b@else.example: nobody is its one"),
        ("orlova@scena.example (b@else.example)", "<orlova@scena.example>", "as it is written: orlova@scena.example ("),
    ],
)
def test_it_says_why_this_is_the_sender(folder: Path, sender: str, who: str, why: str) -> None:
    raw = mail("Согласовано").replace(b"From: ", b"X-From: ")
    (folder / "from.eml").write_bytes(f"From: {sender}\r\n".encode() + raw)
    output = " ".join(run("from.eml").output.split())
    assert who in output
    assert why in output


def test_a_letter_is_named_with_the_sign_that_it_was_found_by(folder: Path) -> None:
    (folder / "id.eml").write_bytes(mail("Да", subject="Re:", headers=(("In-Reply-To", f"<{letter().message_id}>"),)))
    (folder / "none.eml").write_bytes(mail("Да", subject="Re:"))
    assert row("id.eml")["letter"]["by"] == "by its Message-ID"
    assert row("none.eml")["letter"]["by"] == "the only one that was given, though the mail does not name it"


def test_people_see_what_was_dropped_and_yet_speaks(folder: Path) -> None:
    output = run("signed.eml").output
    assert re.search(r"^ +signature ! +Вернуть, нет сметы +a signature: ", output, re.MULTILINE)
    assert re.search(r"^ +ours +Договор закупки ООО.*… +of the letter that was sent$", output, re.MULTILINE)
    assert re.search(r"^  unheard +signature: Вернуть, нет сметы$", output, re.MULTILINE)
    assert re.search(r"^  verdict +unclear$", output, re.MULTILINE)
    assert "Начало работ" not in output


def test_lines_fit_the_terminal_and_verbose_shows_every_piece_whole(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert max(map(len, run("signed.eml").output.splitlines())) <= 80
    whole = run("signed.eml", "-v").output
    assert "Начало работ" in whole
    assert "proved to hold no words of the person's" in " ".join(whole.split())


def test_a_long_conversation_is_folded_and_shown_whole_by_verbose(folder: Path) -> None:
    head = "{} нояб. 2026 г. в 10:15, Имя <a@b.example> написал(а):"
    quoted = "\n".join(f"{'>' * n}{head.format(n)}\n{'>' * (n + 1)}Ответ {n}" for n in range(1, 20))
    (folder / "long.eml").write_bytes(mail(f"Согласовано\n\n0{head.format('')}\n{quoted}"))
    short, whole = run("long.eml").output, run("long.eml", "-v").output
    assert re.search(r"\d+ more, none of which speaks \(-v\)", short)
    assert "Ответ 15" not in short
    assert "Ответ 15" in whole


def test_long_remarks_are_cut_for_people_but_not_with_verbose(folder: Path) -> None:
    (folder / "long.eml").write_bytes(mail("Вернуть:\n" + "\n".join(f"{n}. исправить пункт {n}" for n in range(1, 60))))
    assert "исправить пункт 59" not in re.split("^  remark", run("long.eml").output, flags=re.MULTILINE)[1]
    assert "исправить пункт 59" in re.split("^  remark", run("long.eml", "-v").output, flags=re.MULTILINE)[1]
    assert "пункт 59" in row("long.eml")["comment"]


def test_what_was_not_read_of_a_mail_is_in_its_account(folder: Path) -> None:
    boundary = b'Content-Type: multipart/encrypted; boundary="x"\r\n'
    (folder / "closed.eml").write_bytes(
        b"From: orlova@scena.example\r\n" + boundary + b"\r\n--x\r\nContent-Type: application/pgp-encrypted\r\n\r\n"
        b"Version: 1\r\n--x\r\nContent-Type: application/octet-stream\r\n\r\nabc\r\n--x--\r\n"
    )
    found = row("closed.eml")
    assert ("unreadable", True) in [(each["fate"], each["unheard"]) for each in found["account"]]
    assert "unreadable" in run("closed.eml").output


def test_a_machines_text_is_shown_though_no_words_are_looked_for_in_it(folder: Path) -> None:
    bounce = b"From: mailer-daemon@scena.example\r\nSubject: Undelivered Mail\r\n\r\n<a@b.example>: user unknown\r\n"
    (folder / "bounce.eml").write_bytes(bounce)
    assert re.search(r"^  not read +<a@b\.example>: user unknown$", run("bounce.eml").output, re.MULTILINE)
    assert "&lt;a@b.example&gt;: user unknown" in run("bounce.eml", "--html", "-").output
    assert row("bounce.eml")["account"] == []


def test_an_order_is_shown_with_what_belongs_to_it(folder: Path) -> None:
    (folder / "order.eml").write_bytes(mail("Передаю Павловой"))
    (folder / "later.eml").write_bytes(mail("продлить до 3 декабря"))
    (folder / "away.eml").write_bytes(mail("Я в отпуске с 1 по 14 декабря"))
    assert row("order.eml")["details"] == {"to": "Павловой"}
    assert row("later.eml")["details"] == {"command": "extend", "until": "3 декабря"}
    assert re.search(r"^  until +3 декабря$", run("later.eml").output, re.MULTILINE)
    assert row("away.eml")["absence"] == "2026-12-01 – 2026-12-14"
    assert re.search(r"^  absence +2026-12-01 – 2026-12-14$", run("away.eml").output, re.MULTILINE)


class Guessed(Interpretation):
    """An interpretation that tells more of itself than today's."""

    def explanation(self) -> dict[str, object]:
        return {**Interpretation.explanation(self), "guess": {"verdict": "return", "sure": 0.9}, "veto": None}


def test_whatever_else_an_interpretation_tells_of_itself_is_shown() -> None:
    one = ExplainedMail(Path("1.eml"), Guessed(letter(), Kind.PERSON, Words(), Reading(Intent.UNCLEAR)), None, None, ())
    assert one.row()["guess"] == {"verdict": "return", "sure": 0.9}
    assert re.search(r"^  guess +verdict: return, sure: 0.9$", shown(one, width=80, verbose=False), re.MULTILINE)
    assert "verdict: return, sure: 0.9" in page([one])
    assert "veto" not in page([one])


# -- the page ----------------------------------------------------------------------------------------------------------


class Elements(HTMLParser):
    """The elements of a page with their attributes, and its text outside the style."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.said: list[str] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open[-1:] != ["style"]:
            self.said.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    unknown_decl = handle_comment


def check_page(source: str, mails: int) -> Elements:
    """Fail unless the page is made of our elements alone."""
    found = Elements(source)
    assert found.open == []
    assert set(found.tags) <= TAGS
    assert {name for name, _ in found.attributes} <= ATTRIBUTES
    assert found.tags.count("article") == mails
    assert found.tags.count("style") == 1
    links = [value or "" for name, value in found.attributes if name == "href"]
    assert links == ([f"#mail-{n}" for n in range(1, mails + 1)] if mails > 1 else [])
    return found


def test_the_page_has_every_piece_coloured_by_fate_with_its_reason_and_the_decision_on_top(folder: Path) -> None:
    result = run("signed.eml", "--html", "page.html")
    assert (result.exit_code, result.output) == (0, "page.html\n")
    source = (folder / "page.html").read_text(encoding="utf-8")
    found = check_page(source, 1)
    pieces = row("signed.eml")["account"]
    coloured = [value for name, value in found.attributes if name == "class" and f"{value} ".startswith("piece ")]
    assert [each.split()[1] for each in coloured] == [each["fate"] for each in pieces]
    assert [each.split()[2:] for each in coloured[:3]] == [[], ["inert"], ["unheard"]]
    titles = [value or "" for name, value in found.attributes if name == "title"]
    assert [each.partition(": ")[2] for each in titles][1:] == [each["why"] for each in pieces][1:]
    text = "".join(found.said)
    for each in pieces:
        assert all(line in text for line in each["text"].split("\n"))
    assert text.index("unclear") < text.index("From names this address alone") < text.index("of the letter that was")


def test_a_page_of_several_mails_has_a_list_of_them(folder: Path) -> None:
    (folder / "2.eml").write_bytes(mail("Вернуть: нет сметы"))
    check_page(run("signed.eml", "2.eml", "--html", "-").output, 2)


def test_the_page_needs_no_script_no_file_and_no_network(folder: Path) -> None:
    source = run("signed.eml", "--html", "-").output
    assert "default-src 'none'" in source
    assert not re.search(r"<script|<link|@import|url\(|src=|https?://", source)
    assert "prefers-color-scheme: dark" in source
    assert "width=device-width" in source


def test_a_page_is_for_its_owner_and_replaces_nothing(folder: Path) -> None:
    run("signed.eml", "--html", "page.html")
    assert stat.S_IMODE((folder / "page.html").stat().st_mode) == 0o600
    before = (folder / "request.eml").read_bytes()
    result = run("signed.eml", "--html", "request.eml")
    assert result.exit_code == 1
    assert "request.eml is there already" in result.output
    assert (folder / "request.eml").read_bytes() == before


def test_without_a_folder_for_it_or_a_mail_there_is_no_page(folder: Path) -> None:
    result = run("signed.eml", "--html", "nowhere/page.html")
    assert result.exit_code == 1
    assert "nowhere/page.html cannot be written: No such file or directory" in result.output
    (folder / "empty").mkdir()
    run("empty", "--html", "page.html")
    assert not (folder / "page.html").exists()


def test_a_page_and_lines_of_json_are_not_asked_for_at_once(folder: Path) -> None:
    assert run("signed.eml", "--html", "-", "--json").exit_code == 2


def test_every_fate_has_its_meaning_and_its_colour(folder: Path) -> None:
    assert set(MEANINGS) == set(Fate)
    styles = run("signed.eml", "--html", "-").output.partition("</style>")[0]
    coloured = " ".join(re.findall(r"^(\..*) \{ --fate: ", styles, re.MULTILINE))
    assert {each.strip(",") for each in coloured.split()} == {f".{each.value}" for each in Fate}


# -- hostile mails -----------------------------------------------------------------------------------------------------


def is_quiet(output: str) -> bool:
    """True if nothing in the output steers a terminal, turns the writing or hides."""
    return all(each.isprintable() or each == "\n" for each in output)


@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
def test_nothing_of_a_hostile_mail_breaks_out(folder: Path, hostile: str) -> None:
    text = hostile.encode("utf-8", "replace").decode()
    name = "of " + text.replace("/", "∕").replace("\x00", "0")
    headers = f"From: =?utf-8?q?{quoted(text)}?= <orlova@scena.example>\r\nSubject: =?utf-8?q?{quoted(text)}?=\r\n"
    body = f"Content-Type: text/plain; charset=utf-8\r\n\r\nВернуть: {text}\r\n\r\n-- \r\n{text} не согласен\r\n"
    (folder / f"{name}.eml").write_bytes((headers + body).encode())
    assert is_quiet(run(f"{name}.eml").output)
    assert is_quiet(run(f"{name}.eml", "-v").output)
    as_rows = run(f"{name}.eml", "--json")
    assert is_quiet(as_rows.output)
    assert json.loads(as_rows.output)["file"] == f"{name}.eml"
    source = run(f"{name}.eml", "--html", "-").output
    assert is_quiet(source)
    check_page(source, 1)


def quoted(text: str) -> str:
    return "".join(f"={each:02X}" for each in text.encode())


texts = st.lists(st.sampled_from(HOSTILE) | st.text(max_size=8), max_size=4).map("".join)


@st.composite
def explained(draw: st.DrawFn) -> ExplainedMail:
    """A mail with any text wherever text can stand, past what parsing would have cleaned."""
    address = Address(draw(texts), draw(texts))
    message = Message(address, (address,), (address,), subject=draw(texts), headers=(("from", draw(texts)),))
    pieces = st.builds(Piece, text=texts, fate=st.sampled_from(Fate), why=texts, inert=st.booleans())
    words = Words(draw(texts), evidence=(draw(texts),), account=tuple(draw(st.lists(pieces, max_size=6))))
    reading = Reading(draw(st.sampled_from(Intent)), draw(texts), (draw(texts),), draw(texts), until=draw(texts))
    kind = draw(st.sampled_from(Kind))
    interpretation = Interpretation(message, kind, words, reading, evidence=(draw(texts),))
    found = FoundLetter(message, "by its token")
    return ExplainedMail(Path(draw(texts)), interpretation, found, draw(texts), accounted(interpretation, LEXICON))


@given(explained())
def test_no_text_breaks_out_wherever_it_stands(one: ExplainedMail) -> None:
    source = page([one])
    assert is_quiet(source)
    check_page(source, 1)
    line = json_line(one.row())
    assert is_quiet(line)
    assert json.loads(line) == json.loads(json.dumps(one.row()))
    for verbose in (False, True):
        output = shown(one, width=80, verbose=verbose)
        assert is_quiet(output)
        kinds = [each for each in output.split("\n") if each.startswith("  verdict")]
        assert kinds == ([f"  verdict     {one.verdict}"] if one.verdict else [])
