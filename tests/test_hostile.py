"""Whatever bytes come in, a reader gives what it promises or its room's own error, in bounded time, and no other."""

from __future__ import annotations

import contextlib
import gzip
import json
import os
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.fetching.feeds import Feed, parse_feed
from flows.fetching.robots import Rules, parse_robots
from flows.fetching.saved import read_folder, read_warc
from flows.fetching.sitemaps import Sitemap, parse_sitemap
from flows.inputs import InputError, given_articles, read_page
from flows.newsroom.articles import houses
from flows.newsroom.site import site
from flows.settings import SettingsError, load_settings
from flows.sources import PACKAGED, Sources, SourcesError, load_sources
from tests.collected import DAY, HERALD, story
from tests.rows import NOON, fill, ledger
from transforms.errors import SaysoError
from transforms.extraction.article import Article, extract
from warehouse import manifest, shelf
from warehouse.archive import Archive, ArchiveError, Capture
from warehouse.ask import ask
from warehouse.snapshot import Versions, publish
from warehouse.verify import Flaw, verify

URL = "https://herald.example/news"
# What parsers stumble over: entities, depth, odd numbers, other encodings, signatures of other formats.
TOKENS = [
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\x1f\x8b", b"<![CDATA[", b"]]>", b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"&a;", b"&#0;",
    b"&#x110000;", b"<" * 50, b"<a>" * 300, b"</a>" * 50, b"-1", b"1e999", b"NaN", b"99999999999999999999", b"0001-01-01T00:00:00Z",
    b"9999-12-31T23:59:59+14:00", b"2026-02-30", b"null", b"{}", b"[]", b"[" * 500, b"\"", b"\\ud800", b"\r\n\r\n", b"Content-Length: -5\r\n",
    b"charset=utf-7", b"encoding='utf-16'", b"http://[", b"//x:99999/", b"javascript:", b"../../etc/passwd", "\u2028\u202e\U0010ffff".encode(),
]  # fmt: skip


@st.composite
def mutated(draw: Any, samples: list[bytes]) -> bytes:
    """Return a sample with some pieces cut, doubled, moved or replaced, or bytes that are nothing at all."""
    body = draw(st.sampled_from([*samples, b""]))
    if not body:
        return draw(st.binary(max_size=300))
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(body)))
        end = min(len(body), start + draw(st.integers(0, 200)))
        new = draw(st.sampled_from(TOKENS) | st.binary(max_size=20) | st.just(body[start:end] * 2) | st.just(b""))
        body = body[:start] + new + body[end:]
    return body if draw(st.booleans()) else body[: draw(st.integers(0, len(body)))]


# Enough for the tests of every change; FUZZ=1000 in the environment looks for more.
FEW = int(os.environ.get("FUZZ", "40"))
fuzzed = settings(
    max_examples=FEW,
    deadline=None,
    derandomize="FUZZ" not in os.environ,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@contextlib.contextmanager
def bounded(seconds: float = 5.0) -> Iterator[None]:
    """Fail what takes more CPU time; nothing that was tried takes a tenth of it."""
    began = time.process_time()
    yield
    assert time.process_time() - began < seconds


@contextlib.contextmanager
def saved(body: bytes, name: str) -> Iterator[Path]:
    """Give a file of that name with these bytes, alone in its folder."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(body)
        yield path


REPLIES = {path: reply.body for house in houses() for path, reply in site(house, 2, "https://herald.example").items()}
LISTS = [body for path, body in REPLIES.items() if path.endswith(".xml")]
PAGES = [body for body in REPLIES.values() if body.lstrip()[:1] == b"<" and b"<html" in body]
FEEDS = [body for body in LISTS if b"<rss" in body or b"<feed" in body]
SITEMAPS = [body for body in LISTS if b"<urlset" in body or b"<sitemapindex" in body]
ROBOTS = [
    b"User-agent: *\nDisallow: /x\nCrawl-delay: 2.5\nRequest-rate: 1/10s\nSitemap: https://herald.example/s.xml\n"
]


def test_there_is_something_to_mutate() -> None:
    assert min(map(len, (FEEDS, SITEMAPS))) >= 2
    assert len(PAGES) > 30


@fuzzed
@given(mutated(FEEDS))
def test_a_feed(body: bytes) -> None:
    with bounded():
        assert isinstance(parse_feed(body, URL), Feed)


@fuzzed
@given(mutated([*SITEMAPS, *map(gzip.compress, SITEMAPS)]))
def test_a_sitemap(body: bytes) -> None:
    with bounded():
        assert isinstance(parse_sitemap(body, URL), Sitemap)


@fuzzed
@given(mutated(ROBOTS))
def test_a_robots_file(body: bytes) -> None:
    with bounded():
        rules = Rules(parse_robots(body), "Sayso")
        assert rules.delay_s >= 0
        assert rules.verdict(URL)
        assert isinstance(rules.sitemaps, list)


@fuzzed
@given(
    mutated(PAGES),
    st.sampled_from(["text/html", "application/xhtml+xml", "text/plain", ""]),
    st.sampled_from([None, "utf-8", "utf-16", "x-none"]),
)
def test_a_page(body: bytes, media_type: str, charset: str | None) -> None:
    with bounded():
        article = extract(body, URL, media_type=media_type, charset=charset, fetched_at=NOON)
    assert isinstance(article, Article)
    assert (
        article.outcome in ("extracted", "no_text", "not_an_article", "not_html", "unreadable") or article.text is None
    )


@fuzzed
@given(
    mutated([PAGES[0], gzip.compress(PAGES[0])]),
    mutated([b'{"page.html": {"url": "https://herald.example/a", "published_at": "2026-03-05"}}']),
)
def test_a_folder_of_saved_pages(page: bytes, metadata: bytes) -> None:
    for name in ("page.html", "page.html.gz"):
        with saved(page, name) as path, bounded():
            (path.parent / "metadata.json").write_bytes(metadata)
            found = list(read_folder(HERALD, path.parent, DAY))
            assert [fetch.outlet for fetch in found] == ["herald"]
            with contextlib.suppress(InputError):
                read_page(path)


def archived() -> list[bytes]:
    """Return a WARC file as we write it, the same unpacked, and an ARC file."""
    with tempfile.TemporaryDirectory() as folder:
        with Archive(Path(folder)) as archive:
            for number in range(3):
                url = f"{URL}/{number}"
                archive.append(Capture(url, DAY, 200, (("Content-Type", "text/html"),), story("Nobody was hurt.")))
            archive.note(URL, DAY, {"fetches": {"url": URL}})
        (packed,) = (path.read_bytes() for path in Path(folder).iterdir())
    page = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>Nobody was hurt.</p>"
    head = b"1 0 Sayso\nURL IP-address Archive-date Content-type Archive-length\n"
    arc = b"filedesc://x.arc 0.0.0.0 20260914080000 text/plain %d\n%s\n" % (len(head), head)
    arc += b"https://herald.example/a 127.0.0.1 20260914080000 text/html %d\n%s\n" % (len(page), page)
    return [packed, gzip.decompress(packed), arc]


@fuzzed
@given(mutated(archived()), st.sampled_from(["x.warc", "x.warc.gz", "x.arc", "x.arc.gz"]))
def test_an_archive_from_elsewhere(body: bytes, name: str) -> None:
    with saved(body, name) as path, bounded():
        for fetch in read_warc(HERALD, path, DAY):
            assert fetch.outlet == "herald"


@fuzzed
@given(mutated(archived()), st.integers(0, 2000))
def test_our_own_archive(body: bytes, offset: int) -> None:
    with saved(body, "x.warc.gz") as path, bounded():
        archive = Archive(path.parent)
        with contextlib.suppress(ArchiveError):
            assert all(isinstance(note, dict) for note in archive.notes())
        for at in (0, offset):
            with contextlib.suppress(ArchiveError):
                assert isinstance(archive.read(path.name, at), Capture)


@fuzzed
@given(
    mutated(
        [
            PACKAGED.read_bytes()[:3000],
            b'[[outlet]]\nname = "a"\ntitle = "A"\ncountry = "GBR"\nlanguage = "en"\nwarc = ["x"]\n',
        ]
    )
)
def test_a_sources_file(body: bytes) -> None:
    with saved(body, "sources.toml") as path, bounded():
        try:
            assert isinstance(load_sources(path), Sources)
        except SourcesError as error:
            assert len(str(error).splitlines()) == 1


@fuzzed
@given(mutated([b'home = "x"\nworkers = 2\nlanguages = ["en"]\nnotify_url = "https://hooks.example/T0pS3cret"\n']))
def test_a_settings_file(body: bytes) -> None:
    with saved(body, "sayso.toml") as path, bounded():
        try:
            assert "T0pS3cret" not in repr(load_settings(path.parent, {}))
        except SettingsError as error:
            assert len(str(error).splitlines()) == 1


@fuzzed
@given(
    mutated([b'{"text": "Baku denied it.", "published_at": "2026-03-05", "doc": "a"}\n{"text": "It did."}\n']),
    st.sampled_from(["a.jsonl", "a.json", "a.txt"]),
)
def test_articles_given_by_hand(body: bytes, name: str) -> None:
    with saved(body, name) as path, bounded():
        try:
            assert all(isinstance(article.text, str) for article in given_articles([str(path)], None))
        except InputError as error:
            assert len(str(error).splitlines()) == 1


@pytest.fixture(scope="module")
def shelf_of_two(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with two snapshots."""
    home = tmp_path_factory.mktemp("home")
    for number in (1, 2):
        fill(home, ledger(*(f"a{n}" for n in range(number))))
        publish(home, now=NOON + timedelta(days=number), run_id="r", versions=Versions("1.0", "m1", "c1", "r1"))
    return home


def reads_soundly(home: Path) -> None:
    """Read a home's snapshots in every way that people do."""
    with bounded(20):
        try:
            folder = shelf.latest(home)
            shelf.index(home), shelf.kept(home), shelf.redactions(home)
            assert all(isinstance(flaw, Flaw) for flaw in verify(folder))
            manifest.read(folder)
            ask(folder, "SELECT count(*) FROM articles")
        except SaysoError as error:
            assert str(error)


@contextlib.contextmanager
def altered(home: Path, path: Path, body: bytes) -> Iterator[None]:
    """Put these bytes into a file of the home for a while."""
    before = path.read_bytes()
    try:
        path.unlink()  # it may be a link that other snapshots share
        path.write_bytes(body)
        yield
    finally:
        path.write_bytes(before)


@fuzzed
@given(st.data())
def test_the_files_of_a_snapshot(shelf_of_two: Path, data: st.DataObject) -> None:
    folder = shelf.shelf(shelf_of_two)
    files = [folder / "latest.json", folder / "index.json", folder / "2026-03-07.01" / "manifest.json"]
    files += sorted((folder / "2026-03-07.01" / "data").rglob("*.parquet"))[:2]
    path = data.draw(st.sampled_from(files))
    with altered(shelf_of_two, path, data.draw(mutated([path.read_bytes()]))):
        reads_soundly(shelf_of_two)


@fuzzed
@given(st.data())
def test_json_of_another_shape(shelf_of_two: Path, data: st.DataObject) -> None:
    """A value of another kind in its place, the manifest sealed anew: by somebody who knows how."""
    folder = shelf.shelf(shelf_of_two)
    path = data.draw(
        st.sampled_from([folder / "latest.json", folder / "index.json", folder / "2026-03-07.01" / "manifest.json"])
    )
    body = json.loads(path.read_bytes())
    place: Any = body
    while isinstance(place, dict | list) and place:
        key = data.draw(st.sampled_from(list(place) if isinstance(place, dict) else list(range(len(place)))))
        if data.draw(st.booleans()) or not isinstance(place[key], dict | list) or not place[key]:
            place[key] = data.draw(st.sampled_from([None, True, -1, 1e300, "", "../../etc", [], {}, ["x"], {"x": "y"}]))
            break
        place = place[key]
    if data.draw(st.booleans()):
        body = data.draw(st.sampled_from([body, None, [], "x", {}]))
    is_sealed = isinstance(body, dict) and path.name != "latest.json"
    text = shelf.seal({k: v for k, v in body.items() if k != shelf.SEAL}) if is_sealed else json.dumps(body)
    with altered(shelf_of_two, path, text.encode()):
        reads_soundly(shelf_of_two)
