"""The sample newsroom answers as its tables say."""

import html
import http.client
import re
import urllib.error
import urllib.request
import xml.etree.ElementTree as ET
from urllib.parse import urlsplit

import pytest

from flows.newsroom.articles import articles, houses, read_article
from flows.newsroom.serve import PortBusy, serve
from flows.newsroom.site import oddities, site
from flows.sources import load_sources
from transforms import codes

ANY = [0] * len(houses())


@pytest.fixture(scope="module")
def newsroom():
    with serve(ANY) as running:
        yield running


def answer(url, headers=None):
    """Status, headers and body at the address; redirects are not followed."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=5)
    try:
        connection.request("GET", parts.path + ("?" + parts.query if parts.query else ""), headers=headers or {})
        response = connection.getresponse()
        return response.status, response.headers, response.read()
    finally:
        connection.close()


def test_every_article_is_served_with_all_its_paragraphs(newsroom):
    spoilt = {(o.house, o.path) for o in oddities()}
    served = 0
    for house in houses():
        for article in articles(house.name):
            if (house.name, house.path(article)) not in spoilt:
                status, _, body = answer(newsroom.url(house.name, house.path(article)))
                page = html.unescape(re.sub("</?time[^>]*>", "", body.decode())).replace("\xa0", " ")
                assert status == 200
                assert [b for b in article.blocks if b.removeprefix("## ") not in page] == []
                served += 1
    assert served >= 28


def test_feeds_and_sitemaps_are_well_formed_and_name_every_article(newsroom):
    for house in houses():
        documents = [answer(newsroom.url(house.name, path))[2] for path in (*house.index_paths, "/news-sitemap.xml")]
        named = " ".join(
            text for d in documents for e in ET.fromstring(d).iter() for text in (e.text, e.get("href")) if text
        )
        assert [a.slug for a in articles(house.name) if house.path(a) not in named] == []


def test_an_unchanged_page_is_answered_with_304(newsroom):
    url = newsroom.url("northgate", "/article/prisoner-exchange")
    status, headers, _ = answer(url)
    assert status == 200
    assert answer(url, {"If-None-Match": headers["ETag"]})[0::2] == (304, b"")
    assert answer(url, {"If-Modified-Since": headers["Last-Modified"]})[0] == 304
    assert answer(url, {"If-None-Match": '"other"', "If-Modified-Since": headers["Last-Modified"]})[0] == 200
    assert answer(url, {"If-Modified-Since": "yesterday"})[0] == 200


def test_the_second_edition_corrects_one_article_and_adds_one():
    with serve(ANY) as newsroom:
        url = newsroom.url("meridian", "/world/thai-cambodian-border")
        late = newsroom.url("northgate", "/article/gabala-border-commissions")
        _, before, first = answer(url)
        assert answer(late)[0] == 404
        newsroom.publish(2)
        _, after, second = answer(url, {"If-None-Match": before["ETag"]})
        assert "Five soldiers were killed" in first.decode()
        assert "Three soldiers were killed" in second.decode()
        assert "amended on 3 November 2026" in second.decode()
        assert before["ETag"] != after["ETag"]
        assert before["Last-Modified"] < after["Last-Modified"]  # same month, so text order is time order
        assert answer(late)[0] == 200


def test_the_second_edition_leaves_every_other_page_as_it_was():
    first, second = (
        {
            (house.name, path): reply.body
            for house in houses()
            for path, reply in site(house, edition, "http://x").items()
        }
        for edition in (1, 2)
    )
    assert {path for _, path in second.keys() - first.keys()} == {"/article/gabala-border-commissions"}
    assert {key for key in first if first[key] != second[key]} == {
        ("meridian", "/"),
        ("meridian", "/rss.xml"),
        ("meridian", "/news-sitemap.xml"),
        ("meridian", "/world/thai-cambodian-border"),
        ("northgate", "/"),
        ("northgate", "/atom.xml"),
        ("northgate", "/news-sitemap.xml"),
    }


@pytest.mark.parametrize("oddity", oddities(), ids=lambda o: o.path)
def test_each_oddity_is_odd_in_the_way_it_says(newsroom, oddity):
    assert oddity.expect in codes.FETCH_OUTCOMES + codes.ARTICLE_OUTCOMES
    url = newsroom.url(oddity.house, oddity.path)
    if oddity.cut_share:
        with pytest.raises(http.client.IncompleteRead):
            answer(url)
        return
    status, headers, body = answer(url)
    assert (status, headers["Content-Type"]) == (oddity.status, oddity.media_type)
    if oddity.encoding:
        with pytest.raises(UnicodeDecodeError):
            body.decode()
    if oddity.keep_share < 1:
        assert b"closed to trucks" not in body
    if oddity.location:
        assert headers["Location"] == oddity.location
    if oddity.leads_to:
        with urllib.request.urlopen(url) as landed:
            assert landed.status == 200 and landed.url.endswith(oddity.leads_to)
    if oddity.expect == "empty_body":
        assert body == b""


def test_a_disallowed_article_is_named_by_the_feed(newsroom):
    assert "/drafts/leaked-memo" in answer(newsroom.url("meridian", "/rss.xml"))[2].decode()
    robots = answer(newsroom.url("meridian", "/robots.txt"))[2].decode()
    assert "Disallow: /drafts/" in robots and "Crawl-delay: 0.2" in robots


def test_requests_are_logged_in_order(newsroom):
    start = len(newsroom.requests)
    answer(newsroom.url("odlar", "/robots.txt"))
    answer(newsroom.url("odlar", "/nowhere"))
    first, second = newsroom.requests[start:]
    assert (first.path, first.status, second.path, second.status) == ("/robots.txt", 200, "/nowhere", 404)
    assert first.host == f"127.0.0.1:{newsroom.ports['odlar']}"
    assert first.at <= second.at


def test_campaign_parameters_make_no_difference(newsroom):
    path = "/en/region/night-in-sotk.html"
    plain, tagged = (answer(newsroom.url("vorotan", p))[2] for p in (path, path + "?utm_source=rss&utm_medium=feed"))
    assert plain == tagged


def test_sources_are_those_of_the_crawler_with_the_ports_in_use(newsroom, tmp_path):
    file = tmp_path / "sources.toml"
    file.write_text(newsroom.sources)
    assert {o.name: o.homepage for o in load_sources(file).outlets} == {h.name: newsroom.url(h.name) for h in houses()}
    assert [h.name for h in houses() if str(h.port) in newsroom.sources.replace(newsroom.url(h.name), "")] == []


def test_a_busy_port_is_one_clear_error(newsroom):
    taken = list(newsroom.ports.values())
    with (
        pytest.raises(PortBusy, match=f"The Meridian Post cannot be served: port {taken[0]} of 127.0.0.1 is taken"),
        serve(taken),
    ):
        pass


def test_too_few_ports_are_refused():
    with pytest.raises(ValueError, match="4 ports are needed, one per house; got 1"), serve([0]):
        pass


def test_unknown_front_matter_is_refused(tmp_path):
    page = tmp_path / "a.md"
    page.write_text('+++\ntitle = "A"\nsection = "world"\nheadline = "A"\n+++\n\nText.\n')
    with pytest.raises(ValueError, match="unknown front matter headline"):
        read_article(page)
