"""The least that can be done with a mail: fetch it, commit once, send a letter. What `main_job` is held against.

`python -m benchmarks.bare_loop IMAPS SUBMISSION CA USER ADDRESS RECIPIENT DATABASE` prints the time of each letter that
was accepted. It loses mails, counts them twice, and knows no contract.
"""

from __future__ import annotations

import select
import smtplib
import socket
import ssl
import sys
import time
from typing import Any

from imapclient import IMAPClient
from sqlalchemy import create_engine, event, text

LETTER_BYTES = 20_000
INSERT = text("INSERT INTO bare VALUES (:uid, :raw)")


def main() -> None:
    imaps, submission, ca, user, address, recipient, url = sys.argv[1:]
    tls = ssl.create_default_context(cafile=ca)
    mailbox = IMAPClient("localhost", int(imaps), ssl=True, ssl_context=tls)
    mailbox.login(user, "secret")
    mailbox.select_folder("INBOX")
    smtp = smtplib.SMTP("localhost", int(submission))
    smtp.starttls(context=tls)
    assert smtp.sock
    smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    smtp.login(user, "secret")
    engine = make_engine(url)
    with engine.begin() as connection:
        blob = "BYTEA" if "postgresql" in url else "BLOB"
        connection.execute(text(f"CREATE TABLE IF NOT EXISTS bare (uid INTEGER PRIMARY KEY, raw {blob})"))
        last = connection.execute(text("SELECT max(uid) FROM bare")).scalar() or 0
    letter = f"From: {address}\r\nTo: {recipient}\r\nSubject: bare\r\n\r\n".encode() + b"x" * 76 * (LETTER_BYTES // 76)
    while True:
        mailbox.noop()
        uids = [uid for uid in mailbox.search(["UID", f"{last + 1}:*"]) if uid > last]
        for first in range(0, len(uids), 10):
            for uid, data in sorted(mailbox.fetch(uids[first : first + 10], ["BODY.PEEK[]"]).items()):
                with engine.begin() as connection:
                    connection.execute(
                        text("INSERT INTO bare VALUES (:uid, :raw)"), {"uid": uid, "raw": data[b"BODY[]"]}
                    )
                smtp.sendmail(address, [recipient], letter)
                print(time.time(), flush=True)
                last = uid
        if not uids:
            mailbox.idle()
            select.select([mailbox.socket()], [], [], 5)
            mailbox.idle_done()


def make_engine(url: str) -> Any:
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def prepare(connection: Any, _record: Any) -> None:
            for pragma in ("journal_mode=WAL", "synchronous=FULL"):
                connection.execute(f"PRAGMA {pragma}")

    return engine


if __name__ == "__main__":
    main()
