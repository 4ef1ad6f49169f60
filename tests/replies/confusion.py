"""`make confusion`: the corpus read with and without knowledge of the request, in a table for each direction."""

from __future__ import annotations

import sys
from pathlib import Path

from replies.measuring import Outcome, confusion, corpus, measure, table, totals
from replies.specimen import MAILS, REQUESTS


def main(arguments: list[str]) -> int:
    """Arguments: words that a mail's name must hold, `-v` for each mail that was not read right, `--folder DIR`."""
    verbose = "-v" in arguments
    folder = Path(arguments[arguments.index("--folder") + 1]) if "--folder" in arguments else MAILS
    requests = folder.parent / "requests" if folder != MAILS else REQUESTS
    words = [each for each in arguments if not each.startswith("-") and each != str(folder)]
    mails = [each for each in corpus(folder) if all(word in each.name for word in words)]
    dangerous = 0
    for knowing in (True, False):
        results = measure(mails, knowing=knowing, requests=requests)
        print(f"\n=== {'with' if knowing else 'without'} knowledge of the request ===\n")
        for line in (*table(results), "", *confusion(results), "", *totals(results)):
            print(line)
        if verbose:
            for each in results:
                if each.outcome is not Outcome.RIGHT:
                    print(f"{each.outcome.value:>11}  {each.mail.name}: {each.why}  {each.got.evidence}")
        dangerous += sum(each.outcome is Outcome.DANGEROUS for each in results)
    return 1 if dangerous else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
