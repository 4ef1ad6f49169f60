"""Who is at the other end of a connection, and what a reverse proxy says of who is behind it.

A proxy is believed only if the connection itself comes from one of the addresses that the configuration names.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from starlette.requests import Request

from daemon.addresses import one_form
from daemon.config.settings import Board
from daemon.workflow.model import Person
from daemon.workflow.route import Directory

Address = IPv4Address | IPv6Address
_OF_ONE_HOUSE = 64  # bits of an IPv6 address: whoever has one has a whole such network


def client_of(request: Request, board: Board | None) -> str:
    """Return the network address that asks, as tries are counted by it; behind our proxy what that says it is."""
    peer = _peer(request)
    if peer is None:
        return "unknown"
    client = peer
    if _is_trusted(peer, board):
        forwarded = ",".join(request.headers.getlist("x-forwarded-for")).split(",")
        for hop in reversed(forwarded):  # what stands further left was written by whom nobody vouches for
            known = _address(hop)
            if known is None:
                break
            client = known
            if not _is_trusted(known, board):
                break
    return str(ip_network((client, _OF_ONE_HOUSE), strict=False)) if client.version == 6 else str(client)


def signed_in_by_proxy(request: Request, board: Board | None, directory: Directory) -> Person | None:
    """Return whom our reverse proxy has signed in, by their key or address; None if it says nothing that is known."""
    peer = _peer(request)
    if board is None or board.trusted_proxy is None or not board.trusted_proxy.header:
        return None
    if peer is None or not _is_trusted(peer, board):
        return None
    said = request.headers.getlist(board.trusted_proxy.header)
    if len(said) != 1:  # one of two may be the visitor's own
        return None
    user = said[0].strip()
    return directory.people.get(user) or (directory.by_address(one_form(user)) if "@" in user else None)


def _is_trusted(address: Address, board: Board | None) -> bool:
    proxy = board.trusted_proxy if board else None
    return proxy is not None and any(address in network for network in proxy.networks)


def _peer(request: Request) -> Address | None:
    return _address(request.client.host) if request.client else None


def _address(written: str) -> Address | None:
    try:
        found = ip_address(written.strip().partition("%")[0])
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if isinstance(found, IPv6Address) else found
