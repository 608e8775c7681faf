"""The paragraphs of a page: what belongs, what stands around, what the extraction lost."""

import json

from transforms.extraction.body import read_body
from transforms.extraction.page import Page, parse

URL = "https://www.example.com/world/pass-road-reopens"
ONE = "The pass road reopened on Thursday after nine months of repairs, the ministry of transport said in a statement."
TWO = "Two drivers were hurt in March when a landslide hit the road, and the village beyond it was cut off for days."
THREE = "Opposition politicians said that the repairs had cost twice as much as planned and asked for an inquiry."
FOUR = "The ministry answered that the contract had been open to all and that the winter had been unusually hard."


def page(body: str, linked: dict[str, str] | None = None) -> Page:
    script = f'<script type="application/ld+json">{json.dumps(linked)}</script>' if linked else ""
    parsed = parse(f"<html><head><title>Road</title>{script}</head><body>{body}</body></html>", URL)
    assert parsed is not None
    return parsed


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def test_furniture_and_teasers_are_left_out():
    body = read_body(
        page(f"""<article><h1>Road reopens</h1>{paragraphs(ONE, TWO)}
        <div class="related-box"><p>The ferry over the lake costs more from spring on, the operator says.</p></div>
        <p><a href="/ferry">Ferry fares to rise in the spring, says the operator</a></p>
        <figure><img src="a.jpg"><figcaption>Lorries on the road.</figcaption></figure>{paragraphs(THREE, FOUR)}</article>""")
    )

    assert body.lines == [ONE, TWO, THREE, FOUR] or body.lines == ["Road reopens", ONE, TWO, THREE, FOUR]


def test_what_a_heading_announces_is_left_out_with_all_that_it_holds():
    body = read_body(
        page(f"""<article><h1>Road reopens</h1>{paragraphs(ONE, TWO, THREE, FOUR)}
        <section><h2>More from the Example</h2><div><h3>Ferry fares rise</h3><p>The operator names the price of oil.</p></div>
        </section></article>""")
    )

    assert [line for line in body.lines if line != "Road reopens"] == [ONE, TWO, THREE, FOUR]


def test_a_heading_like_a_teasers_over_the_text_itself_is_none():
    body = read_body(
        page(f"<article><h1>Road reopens</h1><h2>Background</h2>{paragraphs(ONE, TWO, THREE, FOUR)}</article>")
    )
    assert [line for line in body.lines if len(line) > 40] == [ONE, TWO, THREE, FOUR]
    body = read_body(page(f"<article><h2>More</h2>{paragraphs(ONE, TWO, THREE, FOUR)}</article>"))
    assert [line for line in body.lines if len(line) > 40] == [ONE, TWO, THREE, FOUR]


def test_what_pops_up_over_a_word_is_no_part_of_its_sentence():
    hidden = "reopened <span style='display:none'>opened for the first time in 1931</span>on Thursday"
    card = '<a href="/a">Opposition</a><span class="card-popup"><a href="/b">Opposition asks for money</a></span> politicians'
    texts = ONE.replace("reopened on Thursday", hidden), TWO, THREE.replace("Opposition politicians", card), FOUR
    body = read_body(page(f"<article>{paragraphs(*texts)}</article>"))
    assert [line for line in body.lines if len(line) > 40] == [ONE, TWO, THREE, FOUR]


def test_a_class_that_names_the_article_itself_is_no_furniture():
    body = read_body(page(f'<div class="content related"><h1>Road</h1>{paragraphs(ONE, TWO, THREE, FOUR)}</div>'))

    assert [line for line in body.lines if len(line) > 40] == [ONE, TWO, THREE, FOUR]


def test_the_standfirst_comes_first_and_is_counted():
    summary = "After nine months the village is no longer cut off."
    body = read_body(
        page(f"""<article><header><h1>Road reopens</h1><p class="lead">{summary}</p></header>
        <div class="text">{paragraphs(ONE, TWO, THREE, FOUR)}</div></article>""")
    )

    assert body.lines[body.standfirst - 1 :][0] == summary
    assert body.lines[body.standfirst :] == [ONE, TWO, THREE, FOUR]


def test_a_layout_table_is_read_and_a_table_of_figures_is_not():
    figures = "<table><tr><td>Lorries</td><td>1,204</td></tr><tr><td>Cars</td><td>3,118</td></tr></table>"
    body = read_body(page(f"<table><tr><td>{paragraphs(ONE, TWO, THREE, FOUR)}{figures}</td></tr></table>"))

    assert [line for line in body.lines if len(line) > 40] == [ONE, TWO, THREE, FOUR]
    assert not any("1,204" in line for line in body.lines)


def test_the_linked_text_tells_where_the_article_ends():
    stray = (
        "The operator of the ferry over the lake has said that fares will rise by a tenth in the spring of next year."
    )
    linked = {"@type": "NewsArticle", "headline": "Road", "articleBody": " ".join([ONE, TWO, THREE, FOUR])}
    body = read_body(page(f"<article><h1>Road</h1>{paragraphs(ONE, TWO, THREE, FOUR, stray)}</article>", linked))

    assert stray not in body.lines
    assert body.lines[-1] == FOUR


def test_another_article_on_the_page_is_left_out():
    other = "<article><h2>Ferry fares to rise</h2>" + paragraphs(
        "The operator of the ferry over the lake said on Friday that fares would rise by a tenth in the spring.",
        "Passengers on the quay said that they had expected it, as the price of fuel had gone up for three years.",
    )
    body = read_body(
        page(f"<main><article><h1>Road</h1>{paragraphs(ONE, TWO, THREE, FOUR)}</article>{other}</article></main>")
    )

    assert [line for line in body.lines if len(line) > 40] == [ONE, TWO, THREE, FOUR]


def test_a_page_without_text_gives_no_lines():
    assert read_body(page("<div></div>")).lines == []
