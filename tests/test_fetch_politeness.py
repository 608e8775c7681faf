"""A fetch asks robots.txt first, keeps its distance, tries again where that may help, and does not ask for what it has."""

import itertools
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib.metadata import version

import pytest

from flows.fetching.fetch import FetchOutcome, Purpose, RobotsVerdict
from flows.fetching.schedule import (
    FULL_GET_EVERY,
    LONGEST_POLL_S,
    SHORTEST_POLL_S,
    HostSchedule,
    OutOfTime,
    Seen,
    is_due,
    is_poll_due,
    poll_interval,
    validators,
)
from tests.loopback import NOT_FOUND, QUICK, answer, fetch_once, page_request, quick_fetcher, redirect, serving

PAGE = answer(b"<p>An article</p>")
NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)


def robots(text: str) -> bytes:
    return answer(text.encode(), media_type="text/plain")


def test_a_disallowed_page_is_not_asked_for():
    rules = robots("User-agent: *\nDisallow: /\n\nUser-agent: Sayso\nDisallow: /private/\n")
    with (
        serving({"/robots.txt": rules, "/a": PAGE, "/private/b": PAGE, "/c": redirect("/private/b")}) as server,
        quick_fetcher() as fetcher,
    ):
        fetches = [fetcher.fetch(page_request(server.url(path))) for path in ("/a", "/private/b", "/c")]
        assert [fetch.outcome for fetch in fetches] == [
            FetchOutcome.FETCHED,
            FetchOutcome.ROBOTS_DISALLOWED,
            FetchOutcome.ROBOTS_DISALLOWED,
        ]
        assert server.paths == ["/robots.txt", "/a", "/c"]


@pytest.mark.parametrize(
    ("answered", "outcome", "verdict"),
    [
        (NOT_FOUND, FetchOutcome.FETCHED, RobotsVerdict.ALLOWED),
        (answer(b"no", "403 Forbidden"), FetchOutcome.FETCHED, RobotsVerdict.ALLOWED),
        (redirect("/robots.txt"), FetchOutcome.FETCHED, RobotsVerdict.ALLOWED),
        (answer(b"<html>our home page</html>"), FetchOutcome.FETCHED, RobotsVerdict.ALLOWED),
        (answer(b"oops", "500 Oops"), FetchOutcome.ROBOTS_UNREACHABLE, RobotsVerdict.UNREACHABLE),
        (answer(b"slower", "429 Too Many Requests"), FetchOutcome.ROBOTS_UNREACHABLE, RobotsVerdict.UNREACHABLE),
    ],
)
def test_what_a_failing_robots_txt_means(answered, outcome, verdict):
    with serving({"/robots.txt": answered, "/a": PAGE}) as server:
        fetch = fetch_once(page_request(server.url("/a")))
        assert (fetch.outcome, fetch.robots) == (outcome, verdict)


def test_an_endless_robots_txt_is_read_as_far_as_the_cap():
    rules = robots("User-agent: *\nDisallow: /private/\n" + "# filler\n" * 100_000)
    with serving({"/robots.txt": rules, "/a": PAGE}) as server, quick_fetcher() as fetcher:
        assert fetcher.fetch(page_request(server.url("/a"))).outcome == FetchOutcome.FETCHED
        assert fetcher.fetch(page_request(server.url("/private/"))).outcome == FetchOutcome.ROBOTS_DISALLOWED


def test_the_crawler_says_who_it_is():
    with serving({"/a": PAGE}) as server:
        fetch_once(page_request(server.url("/a")))
        assert {asked.headers["user-agent"] for asked in server.asked} == {
            f"Sayso/{version('sayso')} (+tests@example.org)"
        }


@pytest.mark.parametrize(
    ("rules", "delay_s"), [("Crawl-delay: 0.15", 0.05), ("Request-rate: 10/1s", 0.05), ("Disallow:", 0.15)]
)
def test_requests_to_a_host_keep_the_longer_delay(rules, delay_s):
    with (
        serving({"/robots.txt": robots(f"User-agent: *\n{rules}\n"), "/a": PAGE}) as server,
        quick_fetcher() as fetcher,
    ):
        for _ in range(3):
            fetcher.fetch(page_request(server.url("/a"), delay_s=delay_s))
        times = [asked.at for asked in server.asked]
        assert min(after - before for before, after in itertools.pairwise(times)) >= 0.1


def test_threads_take_turns_at_one_host_and_not_at_two():
    def count_open(connection, asked):
        nonlocal most_open
        now_open.append(asked)
        most_open = max(most_open, len(now_open))
        time.sleep(0.05)
        now_open.pop()
        connection.sendall(PAGE)

    now_open, most_open = [], 0
    with serving({"/a": count_open}) as server, serving({"/a": PAGE}) as other, quick_fetcher() as fetcher:
        urls = [server.url("/a")] * 4 + [other.url("/a")]
        threads = [threading.Thread(target=fetcher.fetch, args=[page_request(url)]) for url in urls]
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]
    assert most_open == 1


def test_a_passing_failure_is_tried_again():
    def busy_once(connection, asked):
        connection.sendall(answer(b"busy", "503 Busy", Retry_After="0") if server.paths.count("/a") < 3 else PAGE)

    with serving({"/a": busy_once}) as server:
        fetch = fetch_once(page_request(server.url("/a")))
        assert (fetch.outcome, fetch.n_attempts, server.paths.count("/a")) == (FetchOutcome.FETCHED, 3, 3)


def test_a_lasting_failure_is_not():
    with serving({}) as server:
        fetch = fetch_once(page_request(server.url("/a")))
        assert (fetch.outcome, fetch.n_attempts) == (FetchOutcome.NOT_FOUND, 1)


@pytest.mark.parametrize(("asked_for", "attempts", "least_s"), [("1", 2, 1.0), ("3600", 1, 0.0), ("soon", 2, 0.0)])
def test_retry_after_is_kept_to(asked_for, attempts, least_s):
    busy = answer(b"busy", "429 Too Many Requests", Retry_After=asked_for)
    with serving({"/a": busy}) as server:
        started = time.monotonic()
        fetch = fetch_once(page_request(server.url("/a")), replace(QUICK, attempts=2))
        assert (fetch.outcome, fetch.n_attempts) == (FetchOutcome.RATE_LIMITED, attempts)
        assert time.monotonic() - started >= least_s


def test_a_conditional_request_sends_what_is_known():
    with serving({"/a": answer(b"", "304 Not Modified", Etag='"v1"')}) as server:
        request = page_request(server.url("/a"), etag='"v1"', last_modified="Tue, 10 Mar 2026 10:00:00 GMT")
        assert fetch_once(request).outcome == FetchOutcome.NOT_MODIFIED
        sent = server.asked[-1].headers
        assert (sent["if-none-match"], sent["if-modified-since"]) == (request.etag, request.last_modified)


def test_a_run_out_of_time_stops_waiting():
    schedule = HostSchedule(ends_at=time.monotonic() + 0.3)
    with serving({"/robots.txt": robots("User-agent: *\nCrawl-delay: 60"), "/a": PAGE}) as server:
        started = time.monotonic()
        with pytest.raises(OutOfTime):
            fetch_once(page_request(server.url("/a")), schedule=schedule)
        assert time.monotonic() - started < 0.3
        assert server.paths == ["/robots.txt"]


def seen(hours_first: float, hours_last: float, outcome: FetchOutcome = FetchOutcome.FETCHED, **changes) -> Seen:
    first_at, last_at = NOW - timedelta(hours=hours_first), NOW - timedelta(hours=hours_last)
    return replace(Seen("outlet", Purpose.ARTICLE, first_at, last_at, outcome), **changes)


@pytest.mark.parametrize(
    ("known", "due"),
    [
        (None, True),
        (seen(1, 1), False),
        (seen(25, 25), True),  # a day old, not looked at since
        (seen(25, 0.5), False),
        (seen(7 * 24 + 1, 140), True),
        (seen(7 * 24 + 1, 0.5), False),
        (seen(900, 0.5), False),
        (seen(1, 1, FetchOutcome.TIMEOUT), True),
        (seen(1, 0.2, FetchOutcome.TIMEOUT), False),  # a moment ago
        (seen(900, 1, FetchOutcome.TIMEOUT), False),  # away for over a week
        (seen(1, 1, FetchOutcome.NOT_FOUND), False),
        (seen(1, 1, FetchOutcome.ROBOTS_DISALLOWED), False),
        (seen(60, 25, FetchOutcome.NOT_FOUND, outcome_before=FetchOutcome.FETCHED), True),  # was there: a slip?
        (seen(60, 20, FetchOutcome.NOT_FOUND, outcome_before=FetchOutcome.FETCHED), False),
        (seen(90, 25, FetchOutcome.NOT_FOUND, outcome_before=FetchOutcome.NOT_FOUND), False),
    ],
)
def test_articles_are_looked_at_again_after_a_day_and_a_week(known, due):
    assert is_due(known, NOW) is due


def test_polls_follow_what_is_new():
    assert poll_interval(3600, n_items=20, n_new=10) == 3600
    assert poll_interval(3600, n_items=20, n_new=0) == 5400
    assert poll_interval(3600, n_items=20, n_new=20) == 1800
    assert poll_interval(None, n_items=20, n_new=20) == SHORTEST_POLL_S
    assert poll_interval(LONGEST_POLL_S, n_items=0, n_new=0) == LONGEST_POLL_S


def test_a_feed_is_polled_when_its_interval_is_over():
    assert is_poll_due(None, NOW)
    assert not is_poll_due(seen(9, 0.5, poll_interval_s=3600), NOW)
    assert is_poll_due(seen(9, 1.0, poll_interval_s=3600), NOW)


def test_one_poll_in_ten_asks_for_everything():
    asked = [validators(seen(1, 1, etag="e", n_fetches=n))[0] for n in range(1, 2 * FULL_GET_EVERY + 1)]
    assert asked.count(None) == 2
