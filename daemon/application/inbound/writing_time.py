"""When a mail was written: what counts for its sender, however late it arrives or is read."""

from __future__ import annotations

from datetime import datetime, timedelta

# A mail that waits in a phone without a network, or at a server that comes back, is delivered within hours. A Date
# that lies further before the arrival is a clock that is wrong, or somebody who wants to have been in time.
LONGEST_WAY = timedelta(days=1)


def written_at(date: datetime | None, arrived: datetime, now: datetime) -> datetime:
    """Return when a mail was written: as its Date says, but not after it arrived, nor more than a day before.

    A Date that cannot be believed does not count; nor does an arrival that is still to come.
    """
    arrived = min(arrived, now)
    if date is None or not arrived - LONGEST_WAY <= date <= arrived:
        return arrived
    return date
