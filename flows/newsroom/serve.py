"""The sample newsroom on loopback: `with serve() as newsroom`, or `python -m flows.newsroom.serve` to look at it in a browser."""

import argparse
import re
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC
from email.utils import format_datetime, parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit

from flows.newsroom.articles import HERE, House, houses
from flows.newsroom.site import Reply, site
from transforms.errors import SaysoError

HOST = "127.0.0.1"
SOURCES = HERE / "sources.toml"
NOT_FOUND = Reply(404, "text/html; charset=utf-8", b"<!doctype html><title>Not found</title><h1>Not found</h1>")


class PortBusy(SaysoError):
    """Another program holds a port that the newsroom needs."""


class Request(NamedTuple):
    """One request as the newsroom saw it: `host` is `127.0.0.1:PORT`, `at` monotonic seconds."""

    host: str
    path: str
    status: int
    at: float


class Newsroom:
    """The running outlets. `requests` grows in the order of arrival."""

    def __init__(self) -> None:
        """No outlet yet; every request is answered with 404 until the first edition is published."""
        self.ports: dict[str, int] = {}
        self.edition = 0
        self.requests: list[Request] = []
        self._sites: dict[str, dict[str, Reply]] = {house.name: {} for house in houses()}

    def url(self, house: str, path: str = "/") -> str:
        """The address of a path of the house."""
        return f"http://{HOST}:{self.ports[house]}{path}"

    def publish(self, edition: int) -> None:
        """Go to that edition: 2 brings the corrections and the later articles."""
        self.edition = edition
        self._sites = {house.name: site(house, edition, self.url(house.name, "")) for house in houses()}

    @property
    def sources(self) -> str:
        """The text of sources.toml, with the ports of this run."""
        moved = {str(house.port): str(self.ports[house.name]) for house in houses()}
        return re.sub(rf"(?<={HOST}:)\d+", lambda port: moved[port[0]], SOURCES.read_text())

    def reply(self, house: str, target: str) -> Reply:
        """What the house answers to a request target; campaign parameters make no difference."""
        parts = urlsplit(target)
        query = urlencode([(k, v) for k, v in parse_qsl(parts.query) if not k.startswith("utm_")])
        return self._sites[house].get(parts.path + ("?" + query if query else ""), NOT_FOUND)


def handler(newsroom: Newsroom, house: str) -> type[BaseHTTPRequestHandler]:
    """The request handler of one house."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 30  # seconds an idle connection is kept

        def do_GET(self) -> None:
            reply = newsroom.reply(house, self.path)
            fresh = reply.status == 200 and self.unchanged(reply)
            status = 304 if fresh else reply.status
            newsroom.requests.append(Request(f"{HOST}:{newsroom.ports[house]}", self.path, status, time.monotonic()))
            self.send_response(status)
            if reply.status == 200:
                self.send_header("ETag", reply.etag)
                self.send_header("Last-Modified", format_datetime(reply.modified_at.astimezone(UTC), usegmt=True))
            if reply.location:
                self.send_header("Location", reply.location)
            if not fresh:
                self.send_header("Content-Type", reply.media_type)
                self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            if not fresh and self.command == "GET":
                self.wfile.write(reply.body[: reply.cut])
            self.close_connection = self.close_connection or reply.cut is not None

        do_HEAD = do_GET

        def unchanged(self, reply: Reply) -> bool:
            """Whether the client's copy is still right; an entity tag outranks a date (RFC 9110, 13.2.2)."""
            if tags := self.headers.get("If-None-Match"):
                return reply.etag in re.findall(r'"[^"]*"', tags)
            if since := self.headers.get("If-Modified-Since"):
                try:
                    return reply.modified_at.replace(microsecond=0) <= parsedate_to_datetime(since)
                except (ValueError, TypeError):  # not a date, or one without a zone: as if not sent
                    return False
            return False

        def log_message(self, format: str, *args: object) -> None:
            """Nothing: `requests` is the log."""

    return Handler


class Server(ThreadingHTTPServer):
    """A server that ends at once, whatever connections its clients still hold open."""

    daemon_threads = True
    block_on_close = False


def listen(house: House, port: int, newsroom: Newsroom) -> Server:
    """A server for the house, bound to the port. PortBusy if it is taken."""
    try:
        return Server((HOST, port), handler(newsroom, house.name))
    except OSError as error:
        raise PortBusy(
            f"{house.title} cannot be served: port {port} of {HOST} is taken or forbidden ({error.strerror})"
        ) from error


@contextmanager
def serve(ports: Sequence[int] | None = None, edition: int = 1) -> Iterator[Newsroom]:
    """The newsroom, answering until the block ends.

    `ports` are one per house, in the order of houses.toml; None takes those of sources.toml, 0 any free one.
    """
    wanted = [house.port for house in houses()] if ports is None else list(ports)
    if len(wanted) != len(houses()):
        raise ValueError(f"{len(houses())} ports are needed, one per house; got {len(wanted)}")
    with ExitStack() as stack:
        newsroom = Newsroom()
        for house, port in zip(houses(), wanted, strict=True):
            server = stack.enter_context(listen(house, port, newsroom))
            newsroom.ports[house.name] = server.server_port
            thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
            stack.callback(thread.join)
            stack.callback(server.shutdown)
            thread.start()
        newsroom.publish(edition)
        yield newsroom


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(prog="python -m flows.newsroom.serve", description=main.__doc__)
    parser.add_argument("--ports", type=int, nargs=len(houses()), help="one per house; 0 is any free one")
    parser.add_argument(
        "--edition", type=int, choices=(1, 2), default=1, help="2 has the corrections and later articles"
    )
    options = parser.parse_args()
    with serve(options.ports, options.edition) as newsroom, suppress(KeyboardInterrupt):
        for house in houses():
            sys.stdout.write(f"{house.title:26} {newsroom.url(house.name)}\n")
        threading.Event().wait()


if __name__ == "__main__":
    main()
