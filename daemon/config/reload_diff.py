"""What a reload puts in force of a changed configuration, and what has to wait for a restart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace

from daemon.config.settings import MailAccount, Settings

# What the loops hold on to: by these names the daemon was started, and it goes on with them until it is started again.
_KEPT: dict[str, Callable[[Settings], object]] = {
    "database": lambda s: s.database,
    "mail.address": lambda s: s.mail.address,
    "mail.receive": lambda s: replace(s.mail.receive, password=None),
    "folders.drafts": lambda s: s.folders.drafts,
    "folders.contracts": lambda s: s.folders.contracts,
}
_OF_NO_MATTER = ("files", "unsupported", "warnings")


def in_force(running: Settings, new: Settings) -> tuple[Settings, tuple[str, ...]]:
    """Return the settings that a running daemon goes on with, and the names of what needs a restart.

    A new password is in force at once: the next sign-in uses it.
    """
    waiting = tuple(name for name, of in _KEPT.items() if of(running) != of(new))
    folders = replace(new.folders, drafts=running.folders.drafts, contracts=running.folders.contracts)
    mail = replace(new.mail, address=running.mail.address, receive=_receive(running, new))
    return replace(new, database_url=running.database_url, mail=mail, folders=folders), waiting


def _receive(running: Settings, new: Settings) -> MailAccount:
    """Return the account as it is; with the new password if it still is the same account."""
    account = running.mail.receive
    same = replace(new.mail.receive, password=None) == replace(account, password=None)
    return replace(account, password=new.mail.receive.password) if same else account


def differences(old: Settings, new: Settings) -> tuple[str, ...]:
    """Return the blocks that say something else now, in words for the log: `people`, `contract_types.purchase`."""
    found = []
    for each in fields(Settings):
        before, after = getattr(old, each.name), getattr(new, each.name)
        if each.name in _OF_NO_MATTER or before == after:
            continue
        if each.name == "directory":
            found += ["people"] * (before.people != after.people)
            found += ["working_time"] * ((before.calendar, before.calendars) != (after.calendar, after.calendars))
        elif each.name == "contract_types":
            keys = dict.fromkeys((*before, *after))
            found += [f"contract_types.{key}" for key in keys if before.get(key) != after.get(key)]
        else:
            found.append(each.name)
    return tuple(found)
