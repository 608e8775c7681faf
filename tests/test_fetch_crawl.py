"""A crawl fetches each listed article once, looks again when due, archives every answer and accounts for every URL."""

import dataclasses
import gzip
import json
import socket
import time
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from flows.fetching import listings
from flows.fetching.crawl import Crawl
from flows.fetching.discover import NothingFound, check_outlets, discover
from flows.fetching.fetch import Fetch, FetchOutcome, Purpose
from flows.fetching.listings import page_url
from flows.fetching.schedule import LONGEST_POLL_S, SHORTEST_POLL_S, HostSchedule, Seen
from flows.sources import Outlet
from tests.loopback import HASTY, NOT_FOUND, QUICK, Server, answer, quick_fetcher, redirect, serving
from warehouse.archive import Archive, Capture
from warehouse.captures import Record, read_records

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)


def page(name: str, **headers: str) -> bytes:
    return answer(f"<html><body><p>Article {name}</p></body></html>".encode(), **headers)


def rss(*items: str) -> bytes:
    return feed(*(f"<title>{item}</title><link>/{item}</link>" for item in items))


def dated_rss(**days_ago: float) -> bytes:
    dates = {name: f"{NOW - timedelta(days=days):%a, %d %b %Y %H:%M:%S +0000}" for name, days in days_ago.items()}
    return feed(
        *(f"<title>{name}</title><link>/{name}</link><pubDate>{date}</pubDate>" for name, date in dates.items())
    )


def feed(*items: str) -> bytes:
    body = "".join(f"<item>{item}</item>" for item in items)
    text = f'<?xml version="1.0"?><rss version="2.0"><channel><title>Post</title><link>/</link>{body}</channel></rss>'
    return answer(text.encode(), media_type="application/rss+xml")


def urlset(*paths: str, server: Server) -> bytes:
    entries = "".join(f"<url><loc>{server.url(path)}</loc></url>" for path in paths)
    return answer(f"<urlset>{entries}</urlset>".encode(), media_type="application/xml")


def outlet(name: str = "post", **changes: object) -> Outlet:
    values = {"title": name, "country": "ARM", "language": "en", "delay_s": 0.0, "allow_loopback": True}
    return Outlet(**{"name": name, **values, **changes})


class Run:
    """One crawl to its end: the fetches by path, the tally by outlet, and what a next run would know."""

    def __init__(self, folder, *outlets: Outlet, known=None, now=NOW, limits=QUICK, ends_in_s=30.0, **options):
        self.archive = Archive(folder)
        with self.archive, quick_fetcher(limits, HostSchedule(time.monotonic() + ends_in_s)) as fetcher:
            crawl = Crawl(outlets, known or {}, fetcher, self.archive, now, **options)
            self.fetches: list[Fetch] = list(crawl)
        self.harvest = crawl.harvest
        self.known: dict[str, Seen] = dict(known or {})
        for fetch in self.fetches:
            before = self.known.get(fetch.url)
            self.known[fetch.url] = Seen(
                outlet=fetch.outlet,
                purpose=fetch.purpose,
                first_at=before.first_at if before else now,
                last_at=now,
                outcome=fetch.outcome,
                n_fetches=before.n_fetches + 1 if before else 1,
                etag=fetch.etag or (before.etag if before else None),
                poll_interval_s=fetch.poll_interval_s,
            )

    @property
    def articles(self) -> dict[str, FetchOutcome]:
        return {"/" + f.url.split("/", 3)[-1]: f.outcome for f in self.fetches if f.purpose == Purpose.ARTICLE}

    def tally(self, name: str = "post") -> dict[str, int]:
        return {key: value for key, value in dataclasses.asdict(self.harvest[name]).items() if value}


FETCHED = FetchOutcome.FETCHED


def test_articles_of_feeds_sitemaps_and_lists_are_fetched_once(tmp_path):
    with serving(
        {"/feed": rss("a", "b"), "/a": page("a"), "/b": page("b"), "/c": page("c"), "/d": page("d")}
    ) as server:
        server.routes["/news.xml"] = urlset("/b?utm_source=x", "/c#top", server=server)
        server.routes["/latest"] = answer(
            b'<html><a href="/d">d</a><a href="/a">a</a><a href="//x.example/">x</a></html>'
        )
        places = {"feeds": ["/feed"], "sitemaps": ["/news.xml"], "lists": ["/latest"]}
        run = Run(tmp_path, outlet(**{key: [server.url(path) for path in paths] for key, paths in places.items()}))
        assert run.articles == dict.fromkeys(["/a", "/b", "/c", "/d"], FETCHED)
        assert Counter(server.paths).most_common(1)[0][1] == 1
        assert run.tally() == {"listed": 4, "attempted": 4}


def test_every_answer_is_archived(tmp_path):
    with serving({"/feed": rss("a", "gone"), "/a": page("a")}) as server:
        run = Run(tmp_path, outlet(feeds=[server.url("/feed")]))
        assert {(fetch.purpose, fetch.status) for fetch in run.fetches} == {
            (Purpose.ROBOTS, 404),
            (Purpose.FEED, 200),
            (Purpose.ARTICLE, 200),
            (Purpose.ARTICLE, 404),
        }
        for fetch in run.fetches:
            capture = run.archive.read(fetch.archive_file, fetch.archive_offset)
            assert (capture.url, capture.status, capture.body) == (fetch.final_url, fetch.status, fetch.body)


def test_every_hop_of_a_redirect_is_archived_before_the_page_it_led_to(tmp_path):
    with serving({"/feed": rss("a"), "/a": redirect("/b"), "/b": redirect("/c"), "/c": page("c")}) as server:
        run = Run(tmp_path, outlet(feeds=[server.url("/feed")]))
        (article,) = (fetch for fetch in run.fetches if fetch.purpose == Purpose.ARTICLE)
        assert article.redirects == (server.url("/a"), server.url("/b"))
        (file,) = tmp_path.glob("*.warc.gz")
        kept = [found.capture for found in read_records(file) if isinstance(found, Record) and found.capture]
        hops = [(capture.url, capture.status) for capture in kept]
        assert hops[hops.index((server.url("/a"), 302)) :][:3] == [
            (server.url("/a"), 302),
            (server.url("/b"), 302),
            (server.url("/c"), 200),
        ]


def test_the_feed_tells_title_and_date(tmp_path):
    with serving({"/feed": dated_rss(a=1), "/a": page("a")}) as server:
        (article,) = (f for f in Run(tmp_path, outlet(feeds=[server.url("/feed")])).fetches if f.purpose == "article")
        assert (article.hint.title, article.hint.published_at) == ("a", NOW - timedelta(days=1))


def test_a_second_run_asks_for_nothing(tmp_path):
    with serving({"/feed": rss("a", "gone"), "/a": page("a")}) as server:
        post = outlet(feeds=[server.url("/feed")])
        first = Run(tmp_path, post)
        n_asked = len(server.asked)
        second = Run(tmp_path, post, known=first.known, now=NOW + timedelta(minutes=5))
        assert (second.fetches, len(server.asked)) == ([], n_asked)


def test_a_later_run_asks_only_for_what_is_new(tmp_path):
    with serving({"/feed": rss("a", "b"), "/a": page("a"), "/b": page("b"), "/c": page("c")}) as server:
        post = outlet(feeds=[server.url("/feed")])
        first = Run(tmp_path, post)
        server.routes["/feed"] = rss("c", "a", "b")
        second = Run(tmp_path, post, known=first.known, now=NOW + timedelta(hours=1))
        assert second.articles == {"/c": FETCHED}
        assert second.tally() == {"listed": 3, "attempted": 1, "not_due": 2}
        assert [(f.n_items, f.n_new) for f in second.fetches if f.purpose == Purpose.FEED] == [(3, 1)]


def test_articles_are_fetched_again_after_a_day_though_no_longer_listed(tmp_path):
    with serving({"/feed": rss("a"), "/a": page("a", Etag='"1"')}) as server:
        post = outlet(feeds=[server.url("/feed")])
        first = Run(tmp_path, post)
        server.routes |= {"/feed": rss(), "/a": page("corrected", Etag='"2"')}
        second = Run(tmp_path, post, known=first.known, now=NOW + timedelta(hours=25))
        assert second.articles == {"/a": FETCHED}
        assert second.tally() == {"again": 1, "attempted": 1}
        assert server.asked[-1].headers["if-none-match"] == '"1"'


def test_an_answer_cut_short_leaves_no_validator(tmp_path):
    with serving({"/feed": rss("a"), "/a": page("a", Etag='"1"').replace(b"Length: ", b"Length: 9")}) as server:
        first = Run(tmp_path, outlet(feeds=[server.url("/feed")]))
        assert first.articles == {"/a": FetchOutcome.INCOMPLETE_BODY}
        assert first.known[server.url("/a")].etag is None


def test_what_is_not_fetched_is_counted(tmp_path):
    with serving(
        {"/feed": dated_rss(old=9, a=1, b=2, c=3), "/a": page("a"), "/b": page("b"), "/c": page("c")}
    ) as server:
        post = outlet(feeds=[server.url("/feed")], max_articles=2)
        run = Run(tmp_path, post, since=NOW - timedelta(days=7))
        assert run.articles == {"/a": FETCHED, "/b": FETCHED}  # the newest
        assert run.tally() == {"listed": 4, "attempted": 2, "too_old": 1, "over_limit": 1}


def test_what_a_run_leaves_the_next_one_reads(tmp_path):
    def feed_once(connection, asked):
        fresh = asked.headers.get("if-none-match") == '"1"'
        connection.sendall(
            answer(b"", "304 Not Modified") if fresh else rss("a", "b", "c").replace(b"\r\n", b'\r\nEtag: "1"\r\n', 1)
        )

    with serving({"/feed": feed_once} | {f"/{name}": page(name) for name in "abc"}) as server:
        post = outlet(feeds=[server.url("/feed")], max_articles=2)
        first = Run(tmp_path, post)
        second = Run(tmp_path, post, known=first.known, now=NOW + timedelta(minutes=1))
        third = Run(tmp_path, post, known=second.known, now=NOW + timedelta(hours=1))
        assert (len(first.articles), len(second.articles), len(third.articles)) == (2, 1, 0)
        assert [f.outcome for f in third.fetches if f.purpose == Purpose.FEED] == [FetchOutcome.NOT_MODIFIED]


def test_a_poll_is_yielded_after_its_articles(tmp_path):
    with serving({"/feed": rss("a"), "/a": page("a")}) as server:
        run = Run(tmp_path, outlet(feeds=[server.url("/feed")]))
        assert [fetch.purpose for fetch in run.fetches] == [Purpose.ROBOTS, Purpose.ARTICLE, Purpose.FEED]


def test_an_article_listed_by_two_outlets_is_fetched_for_one(tmp_path):
    with serving({"/feed": rss("a"), "/feed2": rss("a"), "/a": page("a")}) as server:
        outlets = [outlet("one", feeds=[server.url("/feed")]), outlet("two", feeds=[server.url("/feed2")])]
        run = Run(tmp_path, *outlets)
        assert server.paths.count("/a") == 1
        assert run.harvest["one"].elsewhere + run.harvest["two"].elsewhere == 1


def test_sitemaps_are_followed_as_deep_as_allowed(tmp_path):
    def index(path: str, when: str = "2026-03-10") -> bytes:
        text = f"<sitemapindex><sitemap><loc>{path}</loc><lastmod>{when}</lastmod></sitemap></sitemapindex>"
        return answer(text.encode(), media_type="text/xml")

    with serving({"/a": page("a")}) as server:
        pages = urlset("/a", server=server).partition(b"\r\n\r\n")[2]
        server.routes |= {f"/s{n}.xml": index(f"/s{n + 1}.xml") for n in range(9)}
        server.routes["/s2.xml"] = answer(gzip.compress(pages), media_type="application/gzip")
        run = Run(tmp_path, outlet(sitemaps=[server.url("/s0.xml"), server.url("/s4.xml")]))
        assert run.articles == {"/a": FETCHED}
        assert run.tally() == {"listed": 1, "attempted": 1, "sitemaps_unread": 1}
        again = Run(tmp_path, outlet(sitemaps=[server.url("/s0.xml")]), known=run.known, now=NOW + timedelta(hours=1))
        assert [fetch.url for fetch in again.fetches if fetch.purpose == Purpose.SITEMAP] == [server.url("/s0.xml")]


def test_a_feed_under_the_name_of_a_sitemap_is_read(tmp_path):
    with serving({"/sitemap.xml": rss("a"), "/a": page("a")}) as server:
        assert Run(tmp_path, outlet(sitemaps=[server.url("/sitemap.xml")])).articles == {"/a": FETCHED}


def test_a_hung_host_is_left_alone_and_stops_nobody(tmp_path):
    def hang(connection: socket.socket, asked: object) -> None:
        time.sleep(2)

    names = [f"p{n}" for n in range(20)]
    with serving({"/feed": rss(*names)}) as bad, serving({"/feed": rss("a"), "/a": page("a")}) as good:
        bad.routes |= dict.fromkeys([f"/{name}" for name in names], hang)
        started = time.monotonic()
        outlets = [outlet("bad", feeds=[bad.url("/feed")]), outlet("good", feeds=[good.url("/feed")])]
        # The good host gets the same time, and must answer within it on a busy machine too.
        run = Run(tmp_path, *outlets, limits=dataclasses.replace(HASTY, read_s=0.7, total_s=0.8))
        assert time.monotonic() - started < 8
        assert run.tally("good") == {"listed": 1, "attempted": 1}
        assert run.tally("bad") == {"listed": 20, "attempted": 3, "host_down": 17}


def test_a_run_out_of_time_ends_and_counts_the_rest(tmp_path):
    with serving({"/feed": rss("a", "b", "c", "d"), "/a": page("a")}) as server:
        started = time.monotonic()
        run = Run(tmp_path, outlet(feeds=[server.url("/feed")], delay_s=0.3), ends_in_s=0.8)
        assert time.monotonic() - started < 1.5
        tally = run.tally()
        # On a machine that is busy elsewhere the time may be up before the first of them.
        assert tally["out_of_time"] > 0 and tally.get("attempted", 0) + tally["out_of_time"] == 4


def test_a_crawl_left_early_stops(tmp_path):
    with serving({"/feed": rss(*"abcdefgh")}) as server:
        with Archive(tmp_path) as archive, quick_fetcher() as fetcher:
            for fetch in Crawl([outlet(feeds=[server.url("/feed")], delay_s=0.2)], {}, fetcher, archive, NOW):
                if fetch.purpose == Purpose.ARTICLE:
                    break
        n_asked = len(server.asked)
        time.sleep(0.5)
        assert len(server.asked) - n_asked <= 1


def test_a_defect_at_one_host_is_raised_after_the_others_are_done(tmp_path, monkeypatch):
    truth = listings.parse_feed
    monkeypatch.setattr(listings, "parse_feed", lambda body, url: truth(body, url) if "good" in url else 1 / 0)
    with serving({"/bad": rss("b"), "/good": rss("a"), "/a": page("a")}) as server:
        outlets = [outlet(name, feeds=[server.url(f"/{name}")], delay_s=0.1) for name in ("bad", "good")]
        with pytest.raises(ExceptionGroup) as raised:
            Run(tmp_path, *outlets)
        assert [type(each) for each in raised.value.exceptions] == [ZeroDivisionError]
        assert "/a" in server.paths


def test_a_host_that_is_asked_too_often_is_asked_no_more(tmp_path):
    busy = answer(b"busy", "429 Too Many Requests", Retry_After="3600")
    with serving({"/feed": rss("a", "b", "c"), "/a": busy}) as server:
        run = Run(tmp_path, outlet(feeds=[server.url("/feed")]))
        assert run.articles == {"/a": FetchOutcome.RATE_LIMITED}
        assert run.tally() == {"listed": 3, "attempted": 1, "host_down": 2}


def test_saved_pages_need_no_network(tmp_path):
    pages = tmp_path / "pages" / "2026"
    pages.mkdir(parents=True)
    (pages / "bridge.html").write_bytes(b"<p>Bridge reopens</p>")
    (pages / "dam.html.gz").write_bytes(gzip.compress(b"<p>Dam holds</p>"))
    (pages / "torn.html.gz").write_bytes(gzip.compress(b"<p>Torn</p>")[:-9])
    (pages / "empty.html").write_bytes(b"")
    described = {
        "bridge.html": {"url": "https://valley.example/bridge", "published_at": "2026-03-09T10:00:00+04:00"},
        "dam": {"url": "https://valley.example/dam"},
    }
    (tmp_path / "pages" / "metadata.json").write_text(json.dumps(described))
    run = Run(tmp_path / "archive", outlet(folder=tmp_path / "pages"))
    assert {(fetch.url, fetch.outcome) for fetch in run.fetches} == {
        ("https://valley.example/bridge", FETCHED),
        ("https://valley.example/dam", FETCHED),
        ("file:post/2026/torn.html.gz", FetchOutcome.UNREADABLE_FILE),
        ("file:post/2026/empty.html", FetchOutcome.EMPTY_BODY),
    }
    assert run.fetches[0].hint.published_at == datetime(2026, 3, 9, 6, tzinfo=UTC)
    later = Run(tmp_path / "archive", outlet(folder=tmp_path / "pages"), known=run.known, now=NOW + timedelta(days=2))
    assert list(later.articles.values()) == [FetchOutcome.UNREADABLE_FILE]


def test_warc_files_are_read_and_what_is_broken_is_named(tmp_path):
    archive = Archive(tmp_path / "elsewhere")
    html = (("Content-Type", "text/html; charset=utf-8"),)
    archive.append(Capture("https://valley.example/a", NOW, 200, html, b"<p>a</p>"))
    archive.append(Capture("https://valley.example/b", NOW, 404, html, b"<p>b</p>"))
    archive.append(Capture("https://valley.example/c", NOW, 200, (("Content-Type", "image/png"),), b"png"))
    file, _ = archive.append(Capture("https://valley.example/d", NOW, 200, html, b"<p>d</p>"))
    archive.close()
    path = tmp_path / "elsewhere" / file
    path.write_bytes(path.read_bytes()[:-20])
    run = Run(tmp_path / "archive", outlet(warc=[path, tmp_path / "none.warc.gz"]))
    assert [fetch.outcome for fetch in run.fetches] == [
        FETCHED,
        FetchOutcome.NOT_FOUND,
        FetchOutcome.WRONG_MEDIA_TYPE,
        FetchOutcome.UNREADABLE_FILE,
        FetchOutcome.UNREADABLE_FILE,
    ]
    assert (run.fetches[0].charset, run.fetches[0].at) == ("utf-8", NOW)


def test_every_version_in_an_archive_from_elsewhere_is_taken_once(tmp_path):
    html = (("Content-Type", "text/html"),)
    hours = {name: NOW - timedelta(hours=age) for name, age in {"first": 48, "second": 24, "newest": 1}.items()}

    def archived(name, *versions):
        archive = Archive(tmp_path / name)
        for version in versions:
            archive.append(Capture("https://valley.example/a", hours[version], 200, html, version.encode()))
        archive.close()
        return next((tmp_path / name).iterdir())

    two, older = archived("two", "second", "newest"), archived("older", "first", "second")
    run = Run(tmp_path / "archive", outlet(warc=[two]))
    assert [fetch.body for fetch in run.fetches] == [b"second", b"newest"]
    known = {url: dataclasses.replace(seen, first_at=hours["second"], last_at=hours["newest"])
             for url, seen in run.known.items()}  # fmt: skip
    again = Run(tmp_path / "archive", outlet(warc=[two, older]), known=known)
    assert [fetch.body for fetch in again.fetches] == [b"first"]
    assert again.tally() == {"listed": 4, "attempted": 1, "not_due": 3}


def test_a_feed_that_stays_the_same_is_asked_ever_more_seldom_and_now_and_then_in_full(tmp_path):
    def same(connection, asked):
        is_known = asked.headers.get("if-none-match") == '"1"'
        whole = rss("a").replace(b"\r\n", b'\r\nEtag: "1"\r\n', 1)
        connection.sendall(answer(b"", "304 Not Modified") if is_known else whole)

    with serving({"/feed": same, "/a": page("a")}) as server:
        post, known, now, waits = outlet(feeds=[server.url("/feed")]), {}, NOW, []
        for _ in range(12):
            run = Run(tmp_path, post, known=known, now=now)
            known = run.known
            waits.append(known[server.url("/feed")].poll_interval_s)
            early = Run(tmp_path, post, known=known, now=now + timedelta(seconds=waits[-1] - 1))
            assert [fetch for fetch in early.fetches if fetch.purpose == Purpose.FEED] == []
            now += timedelta(seconds=waits[-1])
        asked = [asked.headers.get("if-none-match") for asked in server.asked if asked.path == "/feed"]
    assert waits == sorted(waits) and waits[0] == SHORTEST_POLL_S and waits[-1] == LONGEST_POLL_S
    assert (len(asked), asked[0], asked.count(None)) == (12, None, 2)


def test_a_list_of_urls_in_a_file(tmp_path):
    with serving({"/a": page("a")}) as server:
        (tmp_path / "urls.txt").write_text(f"# ours\n{server.url('/a')}\n\nno address\n")
        run = Run(tmp_path, outlet(lists=[str(tmp_path / "urls.txt"), str(tmp_path / "none.txt")]))
        assert run.articles == {"/a": FETCHED}
        assert [(f.url, f.outcome) for f in run.fetches if f.purpose == Purpose.LIST] == [
            ("file:post/none.txt", FetchOutcome.UNREADABLE_FILE)
        ]


@pytest.mark.parametrize(
    ("url", "page"),
    [
        ("https://Valley.example:443/a?utm_source=feed&b=1#top", "https://valley.example/a?b=1"),
        ("http://127.0.0.1:8471/a/", "http://127.0.0.1:8471/a/"),
        ("mailto:desk@valley.example", None),
        ("http://[::1", None),
        ("", None),
    ],
)
def test_the_url_under_which_a_page_is_known(url, page):
    assert page_url(url) == page


def test_discovery_finds_what_a_site_declares_or_usually_has():
    home = b"""<html lang="hy"><head><title>Valley Post</title><link rel="alternate" type="application/rss+xml" href="/rss">
        <link rel="alternate" type="application/rss+xml" href="/comments/rss"></head></html>"""
    with serving(
        {"/": answer(home), "/rss": rss("The bridge over the river has been opened to traffic again")}
    ) as server:
        server.routes["/news.xml"] = urlset("/a", server=server)
        server.routes["/robots.txt"] = answer(f"Sitemap: {server.url('/news.xml')}".encode(), media_type="text/plain")
        with quick_fetcher() as fetcher:
            found = discover(server.url("/"), fetcher, delay_s=0, allow_loopback=True)
        assert (found.feeds, found.sitemaps) == ([server.url("/rss")], [server.url("/news.xml")])
        assert (found.title, found.language, found.country) == ("Valley Post", "en", "XXX")


def test_discovery_of_nothing_says_so():
    with serving({"/": answer(b"<html></html>")}) as server, quick_fetcher() as fetcher:
        with pytest.raises(NothingFound, match="no feed and no sitemap"):
            discover(server.url("/"), fetcher, delay_s=0, allow_loopback=True)
        with pytest.raises(NothingFound, match="not_found"):
            discover(server.url("/none"), fetcher, delay_s=0, allow_loopback=True)


def test_a_check_tries_each_place_once():
    with serving(
        {"/feed": dated_rss(a=1, b=2), "/moved": redirect("/feed"), "/empty": rss(), "/gone": NOT_FOUND}
    ) as server:
        post = outlet(feeds=[server.url(path) for path in ("/feed", "/moved", "/empty", "/gone")])
        with quick_fetcher() as fetcher:
            ((checked, checks),) = check_outlets([post], fetcher)
        assert checked == post
        assert [(check.outcome, check.n_items, check.is_good) for check in checks] == [
            (FETCHED, 2, True),
            (FETCHED, 2, True),
            (FETCHED, 0, False),
            (FetchOutcome.NOT_FOUND, 0, False),
        ]
        assert checks[0].newest_at == NOW - timedelta(days=1)
