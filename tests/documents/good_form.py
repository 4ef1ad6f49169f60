"""What a clerk writes into the purchase's form who makes no mistake."""

from __future__ import annotations

GOOD: dict[str, object] = {
    "counterparty": "ООО «Ромашка»",
    "inn": "5902293308",
    "subject": "световое оборудование",
    "amount": "700000.00",
    "fund": "Фонд",
    "start": "2026-12-01",
    "end": "2027-02-28",
}
