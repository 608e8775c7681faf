"""How a crawl of many hosts fares, one in ten of them hostile: `python -m tests.bench.crawl [--hosts 200] [--pages 100]`.

Needs no data: a server process plays all hosts on addresses of 127.0.0.0/8. Prints pages a second, CPU and memory of the
client, whether each host's crawl-delay was kept, and what of the reachable pages was missed.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import gzip
import itertools
import logging
import multiprocessing
import resource
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path

from flows.fetching.client import Fetcher, Limits
from flows.fetching.crawl import Crawl
from flows.fetching.fetch import FetchOutcome, Purpose
from flows.fetching.schedule import HostSchedule
from flows.sources import Outlet
from warehouse.archive import Archive

DELAY_S = 0.05
LIMITS = Limits(connect_s=2, read_s=1, total_s=2, backoff_s=0.1, page_bytes=2_000_000, feed_bytes=2_000_000)
HOSTILE = ("hang", "drip", "bomb", "loop", "endless-feed", "wrong-length", "reset")
BOMB = gzip.compress(b"\0" * 100_000_000)
TEXT = b"<p>" + b"The bridge over the river has been opened to traffic again. " * 80 + b"</p>"  # 5 KB of text ...
PAGE = b"<html><body>" + TEXT + b"<!-- " + b"layout " * 5000 + b"--></body></html>"  # ... in a page of 40 KB


def kind_of(host: int) -> str:
    return HOSTILE[host // 10 % len(HOSTILE)] if host % 10 == 0 else "sound"


def is_reachable(host: int, page: int) -> bool:
    """A hostile host's even pages are spoilt; one that hangs, drips or never ends its feed has no pages to reach."""
    kind = kind_of(host)
    return kind == "sound" or (kind in ("bomb", "loop", "wrong-length", "reset") and page % 2 == 1)


def address(host: int) -> str:
    return f"127.1.{host // 250}.{host % 250 + 1}"


def play(port: int, n_hosts: int, n_pages: int, pipe: Connection) -> None:
    """Serve until told to stop; send the moments of all requests by host."""
    logging.disable()  # of connections that the client gives up
    asked: dict[int, list[float]] = {host: [] for host in range(n_hosts)}

    def answer(body: bytes, *headers: bytes, status: bytes = b"200 OK") -> bytes:
        lines = [b"HTTP/1.1 " + status, b"Content-Type: text/html", b"Content-Length: %d" % len(body), *headers]
        return b"\r\n".join(lines) + b"\r\n\r\n" + body

    def feed(host: int) -> bytes:
        items = b"".join(b"<item><title>%d</title><link>/p/%d</link></item>" % (n, n) for n in range(n_pages))
        return b"<rss version='2.0'><channel><title>%d</title><link>/</link>" % host + items + b"</channel></rss>"

    async def respond(host: int, path: str, writer: asyncio.StreamWriter) -> None:
        kind = kind_of(host)
        if path == "/robots.txt":
            writer.write(answer(b"User-agent: *\nCrawl-delay: %.2f\n" % DELAY_S))
        elif path == "/feed" and kind == "endless-feed":
            writer.write(b"HTTP/1.1 200 OK\r\n\r\n<rss><channel>")
            while not writer.is_closing():
                writer.write(b"<item><title>more</title></item>" * 1000)
                await writer.drain()
        elif path == "/feed":
            writer.write(answer(feed(host)))
        elif is_reachable(host, int(path.rpartition("/")[2])):
            writer.write(answer(PAGE))
        elif kind == "hang":
            await asyncio.sleep(30)
        elif kind == "drip":
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n")
            for _ in range(300):
                writer.write(b"x")
                await asyncio.sleep(0.1)
        elif kind == "bomb":
            writer.write(answer(BOMB, b"Content-Encoding: gzip"))
        elif kind == "loop":
            writer.write(answer(b"", b"Location: " + path.encode(), status=b"302 Found"))
        elif kind == "wrong-length":
            writer.write(answer(PAGE).replace(b"Length: ", b"Length: 9"))
            writer.close()
        elif kind == "reset":
            writer.transport.abort()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        _, _, third, fourth = writer.get_extra_info("sockname")[0].split(".")
        host = int(third) * 250 + int(fourth) - 1
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            while not writer.is_closing():
                head = await reader.readuntil(b"\r\n\r\n")
                asked[host].append(time.monotonic())
                await respond(host, head.split(b" ", 2)[1].decode(), writer)
                await writer.drain()
        writer.close()

    async def run() -> None:
        async with await asyncio.start_server(serve, "0.0.0.0", port, backlog=1024):
            pipe.send("ready")
            while not pipe.poll():
                await asyncio.sleep(0.2)
        pipe.send(asked)

    asyncio.run(run())


def main(n_hosts: int, n_pages: int, port: int, threads: int) -> None:
    pipe, far_end = multiprocessing.Pipe()
    server = multiprocessing.Process(target=play, args=(port, n_hosts, n_pages, far_end), daemon=True)
    server.start()
    pipe.recv()
    outlets = [
        Outlet(
            name=f"host-{host}",
            title=f"Host {host}",
            country="XXX",
            language="en",
            feeds=[f"http://{address(host)}:{port}/feed"],
            delay_s=0.0,
            allow_loopback=True,
        )
        for host in range(n_hosts)
    ]
    outcomes: Counter[str] = Counter()
    fetched: set[tuple[int, int]] = set()
    memory: list[int] = []
    started, cpu = time.monotonic(), time.process_time()
    fetcher = Fetcher("bench@example.org", HostSchedule(started + 600), LIMITS)
    with tempfile.TemporaryDirectory() as folder, Archive(Path(folder)) as archive, fetcher:
        crawl = Crawl(outlets, {}, fetcher, archive, datetime.now(UTC), hosts_at_once=threads)
        for number, fetch in enumerate(crawl):
            if fetch.purpose == Purpose.ARTICLE:
                outcomes[fetch.outcome] += 1
                if fetch.outcome == FetchOutcome.FETCHED:
                    fetched.add((int(fetch.outlet[5:]), int(fetch.url.rpartition("/")[2])))
            if number % 1000 == 500:
                memory.append(int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize())
    wall, cpu = time.monotonic() - started, time.process_time() - cpu
    pipe.send("stop")
    asked: dict[int, list[float]] = pipe.recv()
    server.join()
    gaps = [later - sooner for times in asked.values() for sooner, later in itertools.pairwise(times)]
    reachable = {(host, page) for host in range(n_hosts) for page in range(n_pages) if is_reachable(host, page)}
    n_pages_tried = sum(outcomes.values())
    print(
        f"{n_pages_tried} pages of {n_hosts} hosts in {wall:.1f} s: {n_pages_tried / wall:.0f} pages/s, {threads} threads"
    )
    print(f"client CPU {cpu:.1f} s: {1000 * cpu / n_pages_tried:.2f} ms a page, {cpu / wall:.0%} of one core")
    print(f"memory at every 1,000th fetch: {', '.join(f'{each / 1e6:.0f}' for each in memory)} MB")
    # A stalled server reads a retry together with the request that was given up, so a loaded machine shows a few.
    n_short = sum(gap < DELAY_S for gap in gaps)
    least_ms = min(gaps) * 1000
    print(
        f"gaps between requests to a host: {n_short} of {len(gaps)} under {DELAY_S * 1000:.0f} ms, least {least_ms:.1f}"
    )
    print(
        f"reachable pages {len(reachable)}, missed {len(reachable - fetched)}, others fetched {len(fetched - reachable)}"
    )
    print("outcomes:", dict(outcomes))
    harvests = crawl.harvest.values()
    print("not tried:", {key: sum(getattr(h, key) for h in harvests) for key in ("host_down", "out_of_time")})


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hosts", type=int, default=200)
    parser.add_argument("--pages", type=int, default=100)
    parser.add_argument("--threads", type=int, default=64)
    parser.add_argument("--port", type=int, default=8600)
    given = parser.parse_args()
    main(given.hosts, given.pages, given.port, given.threads)
