"""Errors of the operating system that pass by themselves."""

from __future__ import annotations

import errno

# A disk that is full, a file server that is away: they come back, and what waits is tried again until then.
_PASSING = frozenset(
    {
        errno.EAGAIN, errno.EDQUOT, errno.EHOSTDOWN, errno.EHOSTUNREACH, errno.EIO, errno.EMFILE, errno.ENETDOWN,
        errno.ENETUNREACH, errno.ENFILE, errno.ENOMEM, errno.ENOSPC, errno.ENOTCONN, errno.EROFS, errno.ESTALE,
        errno.ETIMEDOUT,
    }
)  # fmt: skip


def passes(error: OSError) -> bool:
    """Return whether it is worth trying again what ended in this error."""
    return error.errno in _PASSING
