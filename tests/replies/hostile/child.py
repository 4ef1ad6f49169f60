"""Reads hostile mails in a process of its own, with limits: `python -m replies.hostile.child small|large|NAME …`.

Prints a line of JSON for each, before (the name) and after (what came out, how long it took, the memory at its peak).
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable

from daemon.mail.interpret.pipeline import interpret, sent_letter
from replies.hostile import mails
from replies.measuring import OWN, lexicon
from replies.specimen import request

MEMORY = 1 << 30  # bytes of address space
CPU = 20  # seconds for one mail


def main(names: list[str]) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    sent, words = sent_letter(request("commercial-request")), lexicon()
    for make in _chosen(names):
        raw = make()
        print(json.dumps({"begun": make.__name__, "size": len(raw)}), flush=True)
        spent = int(time.process_time())
        resource.setrlimit(resource.RLIMIT_CPU, (spent + CPU, resource.RLIM_INFINITY))
        begun = time.process_time()
        interpretation = interpret(raw, own_addresses=OWN, sent=sent, lexicon=words)
        took = time.process_time() - begun
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        done = {
            "done": make.__name__,
            "kind": interpretation.kind.value,
            "said": interpretation.reading.intent.value,
            "seconds": took,
        }
        print(json.dumps({**done, "peak_mb": peak}), flush=True)


def _chosen(names: list[str]) -> list[Callable[[], bytes]]:
    known = {"small": mails.SMALL, "large": mails.LARGE}
    chosen: list[Callable[[], bytes]] = []
    for name in names:
        chosen += known.get(name) or (getattr(mails, name),)
    return chosen


if __name__ == "__main__":
    main(sys.argv[1:])
