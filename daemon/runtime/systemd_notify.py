"""Telling systemd how we are (sd_notify(3)); nothing happens where no one listens."""

from __future__ import annotations

import os
import socket

SECONDS = 1.0  # a systemd that does not read must not hold us up


def notify(*messages: str) -> None:
    """Send READY=1, WATCHDOG=1, STOPPING=1, STATUS=… to $NOTIFY_SOCKET, if it is set. Never raises OSError."""
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return
    if address.startswith("@"):  # an abstract socket
        address = "\0" + address[1:]
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as client:
            client.settimeout(SECONDS)
            client.connect(address)
            client.sendall("\n".join(messages).encode())
    except OSError:
        return
