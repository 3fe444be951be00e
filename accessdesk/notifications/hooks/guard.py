"""Keep webhooks from calling inside: only public addresses, checked where they are connected.

A name is resolved once, every address that it has is judged, and the connection is made to one
that was judged; so a name that resolves otherwise a moment later gains nothing. Redirects are
not followed, so nothing leads elsewhere.
"""

import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from accessdesk.errors import Invalid

Address = IPv4Address | IPv6Address
Resolve = Callable[[str, int], list[str]]

LONGEST_URL = 500
_NAT64 = ip_network("64:ff9b::/96")
# What Python takes for public, and is not: the old site-local addresses (RFC 3879), those for
# documentation (RFC 9637), protocols (RFC 6890; one cloud answers there), the old 6to4 relays
# (RFC 7526), and what clouds answer on inside.
_INSIDE = tuple(
    ip_network(each)
    for each in (
        "fec0::/10",
        "3fff::/20",
        "192.0.0.0/24",
        "192.88.99.0/24",
        "168.63.129.16/32",
        "fd00:ec2::/32",
    )
)
_TLS_PORT = 443
_FIRST_FREE_PORT = 1024  # Below it, other ports belong to mail, names, files and the like.
# From there on, what stores, queues and steers things by default: no web server of a customer's
# is there, and some of these act on whatever begins with a line that they do not know.
_OF_SERVICES = frozenset(
    {1080, 1433, 1521, 1719, 1720, 1723, 1883, 2049, 2181, 2375, 2376, 2379, 2380, 3128, 3306}
    | {3389, 3659, 4045, 4190, 4369, 5060, 5061, 5432, 5433, 5601, 5672, 5900, 5984, 6000, 6379}
    | {6380, 6443, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 7000, 7001, 7474, 7687, 8086}
    | {8500, 9000, 9042, 9092, 9200, 9300, 10080, 10250, 10255, 11211, 15672, 25672, 26379}
    | {27017, 27018, 27019, 28015, 50000, 61616}
)


class Refused(Exception):
    """An address that must not be called; its text is made for people."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a webhook goes: `name` as it was given, `address` as it was judged."""

    scheme: str
    name: str
    port: int
    path: str
    address: str

    @property
    def host(self) -> str:
        """The Host header: the name, with a port that is not the scheme's own."""
        usual = {"https": 443, "http": 80}[self.scheme]
        name = f"[{self.name}]" if ":" in self.name else self.name
        return name if self.port == usual else f"{name}:{self.port}"


def resolve(name: str, port: int) -> list[str]:
    """All addresses of a name."""
    try:
        found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    except UnicodeError:  # A part of the name is empty or longer than 63 (RFC 1035, 2.3.4).
        raise Refused("This is not the name of a web server.") from None
    return list(dict.fromkeys(str(entry[4][0]).partition("%")[0] for entry in found))


def target_of(url: str, allowed: Sequence[str], find: Resolve = resolve) -> Target:
    """Judge an address and everything that its name stands for.

    `allowed` are networks inside that may be called nevertheless, and without TLS. Raises
    Refused; OSError when the name cannot be resolved just now.
    """
    scheme, name, port, path = _parts(url)
    addresses = [ip_address(each) for each in find(name, port)]
    trusted = bool(addresses) and all(_within(each, allowed) for each in addresses)
    if not trusted and any(not _is_public(each) for each in addresses):
        raise Refused("The address points inside a network that must not be called.")
    if scheme != "https" and not trusted:
        raise Refused("The address must begin with https://.")
    if not trusted and not _is_of_the_web(port):
        raise Refused(
            "A web server answers on port 443, or on one from 1024 up that is not known for "
            "something else, such as a database."
        )
    if not addresses:
        raise OSError(f"{name} has no address")
    return Target(scheme, name, port, path, str(addresses[0]))


def _parts(url: str) -> tuple[str, str, int, str]:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise Refused("This is not the address of a web server.") from None
    plain = url.isascii() and url.isprintable() and " " not in url and len(url) <= LONGEST_URL
    if parts.scheme not in {"https", "http"} or not parts.hostname or not plain:
        raise Refused("Give an address that begins with https://.")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise Refused("Leave names, passwords and #parts out of the address.")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return parts.scheme, parts.hostname, port or {"https": 443, "http": 80}[parts.scheme], path


def _is_of_the_web(port: int) -> bool:
    return port == _TLS_PORT or (port >= _FIRST_FREE_PORT and port not in _OF_SERVICES)


def _is_public(address: Address) -> bool:
    inner = _embedded(address)
    if inner is not None:
        return _is_public(inner)
    if any(address in network for network in _INSIDE):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved)


def _embedded(address: Address) -> IPv4Address | None:
    """Find the IPv4 address that an IPv6 one stands for (RFC 4291, 3056, 6052)."""
    if isinstance(address, IPv4Address):
        return None
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else None)


def _within(address: Address, allowed: Sequence[str]) -> bool:
    return any(address in ip_network(each) for each in allowed)


def check_url(url: str, allowed: Sequence[str], find: Resolve = resolve) -> None:
    """Refuse an address at the form that must not be called, or that nobody answers to.

    Raises Invalid at the field.
    """
    try:
        target_of(url, allowed, find)
    except Refused as refused:
        raise Invalid(fields={"url": str(refused)}) from None
    except OSError:
        raise Invalid(fields={"url": "No server is known by this name."}) from None
