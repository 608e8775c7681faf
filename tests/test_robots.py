"""Rules of robots.txt for Sayso: groups, longest match, delays, sitemaps; any bytes can be parsed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.fetching.fetch import RobotsVerdict
from flows.fetching.robots import Rules, parse_robots

TEXT = """\
User-agent: *
Disallow: /private/
Allow: /private/press$
Disallow: /*.pdf$
Crawl-delay: 2.5

User-agent: BadBot
Disallow: /

Sitemap: https://valley.example/news.xml
"""


def rules(text: str) -> Rules:
    return Rules(parse_robots(text.encode()), "Sayso")


@pytest.mark.parametrize(
    ("path", "verdict"),
    [
        ("/news/1", RobotsVerdict.ALLOWED),
        ("/private/x", RobotsVerdict.DISALLOWED),
        ("/private/press", RobotsVerdict.ALLOWED),
        ("/private/press2", RobotsVerdict.DISALLOWED),
        ("/report.pdf", RobotsVerdict.DISALLOWED),
        ("/report.pdf?page=2", RobotsVerdict.ALLOWED),
    ],
)
def test_verdicts(path, verdict):
    assert rules(TEXT).verdict("https://valley.example" + path) == verdict


def test_a_group_of_its_own_replaces_the_general_one():
    own = rules(TEXT + "\nUser-agent: sayso\nDisallow: /archive/\n")
    assert own.verdict("https://valley.example/private/x") == RobotsVerdict.ALLOWED
    assert own.verdict("https://valley.example/archive/x") == RobotsVerdict.DISALLOWED
    assert own.delay_s == 0


def test_delays_and_sitemaps():
    assert rules(TEXT).delay_s == 2.5
    assert rules("User-agent: *\nRequest-rate: 1/10s").delay_s == 10
    assert rules("").delay_s == 0
    assert rules(TEXT).sitemaps == ["https://valley.example/news.xml"]


def test_without_an_answer_nothing_is_allowed():
    unreachable = Rules(None, "Sayso")
    assert unreachable.verdict("https://valley.example/") == RobotsVerdict.UNREACHABLE
    assert (unreachable.delay_s, unreachable.sitemaps) == (0, [])


@given(st.binary(max_size=300))
def test_any_bytes_can_be_parsed(body):
    parsed = Rules(parse_robots(body), "Sayso")
    assert parsed.verdict("https://valley.example/a?b=c") in RobotsVerdict
    assert parsed.delay_s >= 0


def test_a_byte_order_mark_hides_no_rule():
    assert Rules(parse_robots(b"\xef\xbb\xbf" + TEXT.encode()), "Sayso").delay_s == 2.5
