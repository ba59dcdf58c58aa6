"""Where a request comes from."""

from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
IPV4, IPV6_NETWORK_BITS = 4, 64


@lru_cache(maxsize=256)
def parse_address(text: str) -> Address | None:
    """The address that `text` writes, an IPv4 one mapped into IPv6 as IPv4; None where it writes none."""
    try:
        address = ip_address(text.strip())
    except ValueError:
        return None
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address


@lru_cache(maxsize=256)
def written(text: str) -> str:
    """The address of `text` in the one way that we write it; "" where it writes none."""
    return str(parse_address(text) or "")


@lru_cache(maxsize=256)
def network_of(text: str) -> str:
    """What one household or server has of addresses: of IPv4 the address, of IPv6 its /64; "" for none."""
    address = parse_address(text)
    if address is None or address.version == IPV4:
        return written(text)
    prefix = int(address) >> (128 - IPV6_NETWORK_BITS)
    return f"{prefix:016x}/{IPV6_NETWORK_BITS}"


@lru_cache(maxsize=8)
def networks(names: tuple[str, ...]) -> tuple[Network, ...]:
    """The networks of a setting. Raises ValueError for what is none."""
    return tuple(ip_network(name) for name in names)


def is_trusted_proxy(address: Address | None) -> bool:
    """Whether `TRUSTED_PROXIES` names the address, so that its X-Forwarded-For is believed."""
    names = settings.TRUSTED_PROXIES
    if not names or address is None:
        return False
    return any(address in network for network in networks(tuple(names)))


def client_address(request: HttpRequest, *, from_service: bool = False) -> str:
    """The address of the person behind the request, "" where it can't be told.

    The peer's; or where the peer is a trusted proxy, or another Jobber service (`from_service`: the caller showed a
    gateway token), the last one in X-Forwarded-For that no trusted proxy has.
    """
    peer = request.META.get("REMOTE_ADDR", "")
    address = parse_address(peer)
    if not from_service and not is_trusted_proxy(address):
        return written(peer)
    for text in reversed(request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")):
        hop = parse_address(text)
        if hop is None:
            break
        address = hop
        if not is_trusted_proxy(hop):
            break
    return str(address or "")
