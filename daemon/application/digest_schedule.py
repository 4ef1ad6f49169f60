"""When somebody gets their digest: once on each of their working days, at the time that the house has set for it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from daemon.config import Settings
from daemon.config.settings import Letters
from daemon.workflow import working_time
from daemon.workflow.model import Participant, PersonKey

_LOOKED_AHEAD = 31  # days; whoever does not work for a month is sent each letter singly


def wants_digest(settings: Settings, person: PersonKey) -> bool:
    """Return whether somebody is to have what waits for them in one letter a day."""
    wanted = settings.letters.get(person) is Letters.DIGEST
    return settings.digest is not None and wanted and person in settings.directory.people


def next_digest(settings: Settings, person: Participant, now: datetime) -> datetime | None:
    """Return when somebody gets their next digest; None if they get none."""
    if not wants_digest(settings, person.key) or settings.directory.has_passed(person):
        return None
    today = now.astimezone(settings.organisation.timezone).date()
    days = (today + timedelta(days=each) for each in range(_LOOKED_AHEAD))
    moments = (_moment(settings, day) for day in days if _works(settings, person.key, day))
    return next((each for each in moments if each > now), None)


def day_of_digest(settings: Settings, person: PersonKey, now: datetime) -> date | None:
    """Return today if the time for somebody's digest has come, however long ago; else None."""
    today = now.astimezone(settings.organisation.timezone).date()
    due = wants_digest(settings, person) and _works(settings, person, today) and _moment(settings, today) <= now
    return today if due else None


def _works(settings: Settings, person: PersonKey, day: date) -> bool:
    return bool(working_time.spans(settings.directory.calendar_of(person), day))


def _moment(settings: Settings, day: date) -> datetime:
    if settings.digest is None:
        raise ValueError("the house has no digest")
    return datetime.combine(day, settings.digest.at, settings.organisation.timezone)
