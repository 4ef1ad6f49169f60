"""The mail programs of the corpus, each as its users really send with it."""

from __future__ import annotations

from replies.program import Program
from replies.programs import apple, classic, google, microsoft, mozilla, phones, russian, web

PROGRAMS: dict[str, Program] = {
    each.key: each
    for module in (google, microsoft, apple, mozilla, russian, web, classic, phones)
    for each in module.PROGRAMS
}
