"""What rows, letters and histories came from, in the one form in which they keep it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from daemon.store.job_key import JobKey


@dataclass(frozen=True, slots=True)
class Cause:
    """What something came from. Its text is kept for ever, since histories are hashed over it and letters deduplicated
    by it; nothing takes it apart: what the program asks for later, it asks the columns that the ids go into.
    """

    text: str
    mail_id: int | None = None
    absence_id: int | None = None
    digest_id: int | None = None

    def __str__(self) -> str:
        return self.text

    @classmethod
    def of_mail(cls, mail_id: int) -> Cause:
        return cls(f"mail:{mail_id}", mail_id=mail_id)

    @classmethod
    def of_draft(cls, draft_id: int) -> Cause:
        return cls(f"draft:{draft_id}")

    @classmethod
    def of_folder(cls, mark: str) -> Cause:
        """Return the cause: a file that was claimed in the drafts' folder under this mark."""
        return cls(f"folder:{mark}")

    @classmethod
    def of_operator(cls, name: str, at: datetime | None = None) -> Cause:
        """Return the cause: a command of the administrator of this name; with `at`, this one time only."""
        return cls(f"cli:{name}" if at is None else f"cli:{name}:{at.isoformat()}")

    @classmethod
    def of_entry(cls, contract_id: int, seq: int) -> Cause:
        """Return the cause: an entry of a contract's history."""
        return cls(f"{contract_id}/{seq}")

    @classmethod
    def of_absence(cls, absence_id: int) -> Cause:
        return cls(f"absence:{absence_id}", absence_id=absence_id)

    @classmethod
    def of_digest(cls, digest_id: int) -> Cause:
        return cls(f"digest:{digest_id}", digest_id=digest_id)

    @classmethod
    def of_undelivered(cls, address: str, day: date) -> Cause:
        return cls(f"undelivered:{address}/{day}")

    @classmethod
    def of_quarantined(cls, key: JobKey, at: datetime) -> Cause:
        return cls(f"quarantine:{key}/{at.isoformat()}")

    @classmethod
    def of_missing_file(cls, sha256: str) -> Cause:
        """Return the cause: a file of the archive that is not there as it was filed."""
        return cls(f"missing:{sha256}")

    @classmethod
    def of_leavers(cls, digest: str) -> Cause:
        """Return the cause: what hangs on people who have left, by the digest of all of it."""
        return cls(f"leavers:{digest}")

    @classmethod
    def of_unmatched(cls, day: date) -> Cause:
        """Return the cause: the mails that fitted nothing until the morning of a day."""
        return cls(f"unmatched/{day}")

    @classmethod
    def of_untaken(cls, first: int, at: datetime) -> Cause:
        """Return the cause: what was found at this time in the drafts' folder, by the row of the first of it."""
        return cls(f"untaken/{at.isoformat()}/{first}")

    @classmethod
    def of_stranger(cls, address: str, day: date) -> Cause:
        """Return the cause: what somebody wrote on a day who is not in the directory."""
        return cls(f"stranger:{address}/{day}")

    @classmethod
    def of_sign_in(cls, sign_in_id: int) -> Cause:
        return cls(f"sign_in:{sign_in_id}")

    @classmethod
    def of_configuration(cls, at: datetime) -> Cause:
        return cls(f"configuration/{at.isoformat()}")

    @classmethod
    def of_report(cls, schedule: str, at: datetime) -> Cause:
        """Return the cause: a time at which reports are sent has come."""
        return cls(f"report:{schedule}/{at.isoformat()}")

    def within(self, *parts: object) -> Cause:
        """Return the part of this cause that these words name, such as the one reader of several."""
        return replace(self, text="/".join((self.text, *map(str, parts))))

    def about_absence(self, absence_id: int) -> Cause:
        """Return this cause as far as it concerns an absence."""
        return replace(self.within(Cause.of_absence(absence_id)), absence_id=absence_id)

    def about_digest(self, digest_id: int) -> Cause:
        """Return this cause as far as it concerns a digest."""
        return replace(self.within(Cause.of_digest(digest_id)), digest_id=digest_id)

    def handed_in_from(self, source: str) -> Cause:
        """Return this cause, a draft, with where the draft itself came from."""
        return replace(self, text=f"{self.text} from {source}")


CLOCK = Cause("clock")
DOCUMENTS = Cause("documents")
