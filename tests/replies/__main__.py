"""Make the corpus anew: `make corpus`. Letters first, then every reply to them."""

from __future__ import annotations

import shutil

from replies import letters
from replies.specimen import MAILS
from replies.specimens import everything


def main() -> None:
    letters.write_all()
    shutil.rmtree(MAILS, ignore_errors=True)
    names: set[tuple[str, str]] = set()
    for each in everything():
        key = (each.program, each.name)
        if key in names:
            raise SystemExit(f"two mails are called {each.program}/{each.name}")
        names.add(key)
        each.write()
    programs = {program for program, _ in names}
    print(f"{len(names)} mails of {len(programs)} programs in {MAILS}")


if __name__ == "__main__":
    main()
