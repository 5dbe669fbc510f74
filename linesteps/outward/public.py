"""Which IP addresses everybody can reach."""

from __future__ import annotations

import ipaddress

#: IPv6 addresses behind which an IPv4 address stands (RFC 6052).
_NAT64 = ipaddress.ip_network("64:ff9b::/96")

Ip = ipaddress.IPv4Address | ipaddress.IPv6Address


def is_public(ip: str) -> bool:
    """Whether everybody can reach an IP address; one that stands for another is judged by that one."""
    try:
        found: Ip = ipaddress.ip_address(ip.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if inner is None and found in _NAT64:
            inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return found.is_global and not found.is_multicast and not found.is_reserved
