"""Text records of the DNS, which hold the keys of DKIM signatures."""

from __future__ import annotations

SECONDS = 5.0  # for one question, with all its tries


def text_record(name: str) -> str | None:
    """Return the TXT record of a name; None if there is none. Raises OSError if the DNS does not answer."""
    import dns.exception
    import dns.resolver

    try:
        found = dns.resolver.resolve(name, "TXT", lifetime=SECONDS)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return None
    except dns.exception.DNSException as error:
        raise OSError(f"the DNS gives no answer about {name}: {error}") from error
    return next((b"".join(each.strings).decode("ascii", "replace") for each in found), None)
