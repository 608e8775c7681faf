"""A live blog is parted into its posts, each with its own time and a name that stays; without times it is left whole."""

import json

from flows import extract
from tests.collected import DAY, answered, at_home, extracted, ingest, story
from transforms.extraction.page import parse
from transforms.extraction.posts import posts
from warehouse.database import Warehouse

SHELLED = "Armenian forces shelled Azerbaijani positions near Sotk, killing two soldiers, the ministry in Baku said."
DENIED = "Yerevan denied the charge and said that the other side had opened fire first, before its own units answered."
LEAD = "What is known so far about the clash at the border, and what both sides say about who began it."
MEETS = "The security council will meet on Tuesday at the request of France, diplomats in New York told the agency."


def update(body, at="2026-09-14T08:05:00+04:00", **more):
    return {"@type": "BlogPosting", "articleBody": body, "datePublished": at} | more


def live(*updates, at=DAY):
    node = {"@context": "https://schema.org", "@type": "LiveBlogPosting", "headline": "Border clash: live updates"}
    script = json.dumps(node | {"datePublished": "2026-09-14T07:00:00+04:00", "liveBlogUpdate": list(updates)})
    head = f'<script type="application/ld+json">{script}</script>'
    return answered("live", story(LEAD, title="Live", head=head), at=at)


FIRST = update(f"<p>{SHELLED}</p><p>More soon.</p>", url="https://herald.example/live#p1", headline="Shells at Sotk")
SECOND = update(DENIED, "2026-09-14T09:30:00+04:00", author={"@type": "Person", "name": "Ada Orr"})


def rows(settings, columns="url, kind, version, is_latest"):
    with Warehouse(settings.home, read_only=True) as warehouse:
        return warehouse.query(f"SELECT {columns} FROM articles ORDER BY url, version").rows()


def test_posts_of_the_linked_data_become_articles_of_their_own(tmp_path):
    settings = at_home(tmp_path)
    ingest(settings, live(SECOND, FIRST, update("Undated, and therefore no post of its own.", "today")))
    address = "https://herald.example/live"
    assert rows(settings) == [
        (address, "live_blog", 1, True),
        (f"{address}#2026-09-14T09:30:00+04:00", "live_post", 1, True),
        (f"{address}#p1", "live_post", 1, True),
    ]
    assert rows(settings, "title, authors, published_at::VARCHAR, published_zone, parent_url, text")[2] == (
        "Shells at Sotk", [], "2026-09-14 04:05:00+00", "+04:00", address, f"{SHELLED}\nMore soon."
    )  # fmt: skip
    assert rows(settings, "authors")[1] == (["Ada Orr"],)
    with Warehouse(settings.home, read_only=True) as warehouse:
        coded = warehouse.query("SELECT outcome, count(*) FROM codings GROUP BY ALL ORDER BY ALL").rows()
        said = warehouse.query("SELECT count(*) FROM mentions SEMI JOIN articles USING (article_id)").item()
    assert coded == [("coded", 2), ("kind_not_coded", 1)]
    assert said > 0


def test_a_blog_that_grows_keeps_its_posts_and_a_post_that_changes_is_a_version(tmp_path):
    settings = at_home(tmp_path)
    ingest(settings, live(FIRST))
    (before,) = (row for row in rows(settings, "url, article_id, page_sha256") if "#" in row[0])
    later = DAY.replace(day=15)
    ingest(settings, live(update(MEETS, "2026-09-15T01:00:00+04:00"), FIRST, at=later))
    assert before in rows(settings, "url, article_id, page_sha256")
    corrected = FIRST | {"articleBody": f"<p>{SHELLED.replace('two', 'three')}</p>"}
    ingest(settings, live(corrected, at=later.replace(day=16)))
    assert [row[2:] for row in rows(settings) if row[0].endswith("#p1")] == [(1, False), (2, True)]


def test_extracting_again_gives_the_same_rows(tmp_path):
    settings = at_home(tmp_path)
    ingest(settings, live(FIRST, SECOND))
    everything = rows(settings, "*")
    with Warehouse(settings.home) as warehouse:
        pages = extract.select_pages(warehouse, settings.home, "true")
    extract.store_extracted(settings.home, extracted(pages))
    assert rows(settings, "*") == everything


MARKED_UP = """<html><title>Border: live updates</title><h1>Border: live updates</h1><time datetime="2026-09-14T07:00Z">7</time>
<main>{}</main><aside><p>Most read</p></aside></html>"""
POST = '<section class="post x{0}" id="{1}"><h3>{2}</h3><time datetime="{3}">now</time><p>{4}</p><ul><li>{5}</li></ul></section>'


def found_in(*given):
    body = MARKED_UP.format("".join(POST.format(number, *post) for number, post in enumerate(given)))
    page = parse(body, "https://herald.example/live/border")
    return [(post.name, post.title, post.moment.at.hour, post.lines) for post in posts(page)]


def test_posts_in_the_markup_are_elements_of_one_make_around_a_time_each():
    found = found_in(
        ("", "Third", "2026-09-14T11:00Z", MEETS, "c"),
        ("", "Second", "2026-09-14T11:00Z", DENIED, "b"),
        ("p1", "First", "2026-09-14T09:00Z", SHELLED, "a"),
    )
    assert found == [
        ("p1", "First", 9, [SHELLED, "a"]),
        ("2026-09-14T11:00Z", "Second", 11, [DENIED, "b"]),
        ("2026-09-14T11:00Z-2", "Third", 11, [MEETS, "c"]),
    ]


def test_one_or_two_times_do_not_make_a_blog():
    assert found_in(("p2", "B", "2026-09-14T10:00Z", DENIED, "b"), ("p1", "A", "2026-09-14T09:00Z", SHELLED, "a")) == []


def test_a_blog_without_times_is_left_whole(tmp_path):
    settings = at_home(tmp_path)
    ingest(settings, answered("live/border", story(SHELLED, DENIED, MEETS, title="Border: live updates")))
    assert rows(settings, "kind, parent_url") == [("live_blog", None)]
