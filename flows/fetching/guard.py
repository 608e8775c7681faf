"""A network that reaches public addresses only: `GuardedBackend`, under the HTTP client.

A host name is resolved once, every address it gives is checked, and the connection goes to a checked address, so that no
second answer of the name server can lead elsewhere. As every connection passes here, so does each redirect's.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any

import httpcore2

Address = IPv4Address | IPv6Address

# Networks whose last 32 bits are an IPv4 address: NAT64 (RFC 6052) and the old IPv4-compatible form.
_EMBEDDING = (IPv6Network("64:ff9b::/96"), IPv6Network("::/96"))
_AZURE_HOST_AGENT = IPv4Address("168.63.129.16")  # the one metadata address in public space


class ForbiddenAddressError(Exception):
    """The host's address is not one that a crawler may visit."""


def is_public(address: Address) -> bool:
    """Tell whether an address is on the public Internet, by itself and by any IPv4 address wrapped in it."""
    if not address.is_global or address.is_multicast or address == _AZURE_HOST_AGENT:
        return False
    if isinstance(address, IPv4Address):
        return True
    wrapped = [inner for inner in (address.ipv4_mapped, address.sixtofour) if inner is not None]
    wrapped += [IPv4Address(int(address) & 0xFFFFFFFF) for network in _EMBEDDING if address in network]
    return not address.is_site_local and all(is_public(inner) for inner in wrapped)


class Deadline(threading.local):
    """The moment (`time.monotonic`) by which the current thread's exchange must have ended."""

    at: float = float("inf")

    def cut(self, timeout: float | None) -> float:
        """Shorten a timeout to what is left; httpcore2.ReadTimeout when nothing is."""
        left = self.at - time.monotonic()
        if left <= 0:
            raise httpcore2.ReadTimeout("the time for this exchange is over")
        return left if timeout is None else min(timeout, left)


class GuardedBackend(httpcore2.SyncBackend):
    """Connects to checked addresses and holds every read and write to the thread's deadline.

    A timeout for one read does not stop a server that sends a byte a second; the deadline does.
    """

    def __init__(self, deadline: Deadline, allow_loopback: bool) -> None:
        self._deadline = deadline
        self._allow_loopback = allow_loopback

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        """Connect to the first checked address that answers."""
        fault: Exception | None = None
        for address in self._resolve(host, port):
            try:
                stream = super().connect_tcp(address, port, self._deadline.cut(timeout), local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                fault = error
            else:
                return _TimedStream(stream, self._deadline)
        raise fault or httpcore2.ConnectError(f"{host} has no address")

    def _resolve(self, host: str, port: int) -> list[str]:
        try:
            answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise httpcore2.ConnectError(f"{host} cannot be resolved: {error}") from error
        addresses = list(dict.fromkeys(str(answer[4][0]) for answer in answers))
        for address in addresses:
            parsed = ip_address(address)
            if not (is_public(parsed) or (self._allow_loopback and parsed.is_loopback)):
                raise ForbiddenAddressError(f"{host} leads to {address}")
        return addresses


class _TimedStream(httpcore2.NetworkStream):
    def __init__(self, stream: httpcore2.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.cut(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.cut(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None) -> Any:
        return _TimedStream(
            self._stream.start_tls(ssl_context, server_hostname, self._deadline.cut(timeout)), self._deadline
        )

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
