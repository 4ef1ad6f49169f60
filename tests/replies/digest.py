"""A digest of three contracts, made by the product's own code, for the corpus's mail programs to answer."""

from __future__ import annotations

from functools import cache

from daemon.mail.compose import digest_letters, mime
from daemon.mail.compose.digest_letters import DigestItem, Documents
from daemon.mail.compose.letter_context import LetterContext
from daemon.workflow.route import participant
from replies.letters import _facts, _hash, _Story, house, settings

NUMBERS = {line: f"З-2026-{line + 41:04}" for line in range(1, 4)}
TOKEN = "k7q2mx9w4t"


@cache
def digest_letter() -> bytes:
    """The digest that the lawyer gets on Tuesday morning."""
    reader = participant(settings().directory.people["lawyer"])
    stories = {line: _Story("purchase", number, _facts(), "2026-11-23 10:00") for line, number in NUMBERS.items()}
    items = []
    for line, story in stories.items():
        about, _ = story._about("lawyer", "", 0)
        letter = LetterContext(house(), reader, story._matter(), about)
        names = tuple(each.name for each in story.state.version.files)
        page = f"https://contracts.scena.example/contracts/{NUMBERS[line]}"
        items.append(DigestItem(line, letter, names, Documents.ATTACHED, page))
    now = stories[1].now
    composed = digest_letters.digest(house(), reader, items, TOKEN, now.date())
    envelope = mime.Envelope(
        sender=(settings().mail.display_name, house().address),
        to=(reader.name, reader.email),
        reply_to=house().reply_address(TOKEN),
        message_id=mime.message_id(house().address, _hash("digest")[:32]),
        date=now,
    )
    return mime.build(composed, envelope, [])
