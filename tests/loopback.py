"""Small web servers on loopback for tests: answers given as functions, also such as no honest server gives."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from flows.fetching.client import Fetcher, Limits
from flows.fetching.fetch import Fetch, Purpose, Request
from flows.fetching.schedule import HostSchedule

# Patient enough for a loaded machine; HASTY is for servers that are slow on purpose.
QUICK = Limits(connect_s=5, read_s=5, total_s=10, backoff_s=0.01, page_bytes=200_000, feed_bytes=200_000)
HASTY = replace(QUICK, attempts=1, read_s=0.3, total_s=0.5)

Handler = Callable[[socket.socket, "Asked"], None]


@dataclass
class Asked:
    """One request as the server saw it."""

    path: str
    headers: dict[str, str]
    at: float


@dataclass
class Server:
    """A server and what it was asked; `routes` may be changed while it runs."""

    port: int
    routes: dict[str, bytes | Handler]
    asked: list[Asked] = field(default_factory=list)

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    @property
    def paths(self) -> list[str]:
        return [asked.path for asked in self.asked]


def answer(body: bytes = b"", status: str = "200 OK", media_type: str = "text/html", **headers: str) -> bytes:
    """Return a whole HTTP answer."""
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {media_type}", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def redirect(location: str) -> bytes:
    return answer(b"moved", "302 Found", Location=location)


NOT_FOUND = answer(b"nothing here", "404 Not Found")


@contextlib.contextmanager
def serving(routes: dict[str, bytes | Handler]) -> Iterator[Server]:
    """Serve the routes on a free port; every connection gets a thread and one answer."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=256)
    server = Server(listener.getsockname()[1], routes)
    threading.Thread(target=_accept, args=(listener, server), daemon=True).start()
    try:
        yield server
    finally:
        listener.close()


def _accept(listener: socket.socket, server: Server) -> None:
    with contextlib.suppress(OSError):
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=_answer, args=(connection, server), daemon=True).start()


def _answer(connection: socket.socket, server: Server) -> None:
    with contextlib.suppress(OSError), connection:
        connection.settimeout(5)
        head = b""
        while b"\r\n\r\n" not in head:
            piece = connection.recv(65_536)
            if not piece:
                return
            head += piece
        lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
        asked = Asked(lines[0].split(" ")[1], headers, time.monotonic())
        server.asked.append(asked)
        route = server.routes.get(asked.path, NOT_FOUND)
        if callable(route):
            route(connection, asked)
        else:
            connection.sendall(route.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n", 1))


def quick_fetcher(limits: Limits = QUICK, schedule: HostSchedule | None = None) -> Fetcher:
    return Fetcher("tests@example.org", schedule, limits)


def fetch_once(request: Request, limits: Limits = QUICK, schedule: HostSchedule | None = None) -> Fetch:
    with quick_fetcher(limits, schedule) as fetcher:
        return fetcher.fetch(request)


def page_request(url: str, purpose: Purpose = Purpose.ARTICLE, **changes: object) -> Request:
    settings: dict[str, object] = {"delay_s": 0.0, "allow_loopback": True, **changes}
    return Request(url, "outlet", purpose, **settings)  # type: ignore[arg-type]
