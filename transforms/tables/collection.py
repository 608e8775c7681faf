"""Tables of what was read: sources, fetches, pages, articles, codings, coverage."""

from __future__ import annotations

import polars as pl

from transforms import codes
from transforms.schema import CODE, CODES, COUNT, DATE, FLAG, ID, MOMENT, NUMBER, TEXT, TEXTS, Column, Table

SOURCES = Table(
    "sources",
    grain="one outlet",
    key=("outlet",),
    columns=(
        Column("outlet", ID, "short name of the outlet, as in the sources file"),
        Column("title", TEXT, "name of the outlet as it writes it"),
        Column("country", CODE, "country of the outlet, ISO 3166 alpha-3 or PLOVER's code (UNO, EUR, IGO)"),
        Column("language", CODE, "main language, ISO 639-1"),
        Column("homepage", TEXT, "address of the front page"),
        Column("feeds", TEXTS, "addresses of feeds"),
        Column("sitemaps", TEXTS, "addresses of sitemaps"),
        Column("delay_s", NUMBER, "least time between two requests to one host", unit="s", minimum=0),
        Column("terms", TEXT, "what the outlet allows, in short, with an address", nullable=True),
        Column("min_articles_per_day", COUNT, "fewer articles on a day count as a gap", nullable=True, minimum=0),
    ),
)

FETCHES = Table(
    "fetches",
    grain="one attempt to get one URL",
    key=("fetch_id",),
    month="fetched_at",
    columns=(
        Column("fetch_id", ID, "digest of outlet, URL and time"),
        Column("outlet", ID, "outlet on whose behalf it was fetched", references="sources"),
        Column("url", TEXT, "address as asked for"),
        Column("final_url", TEXT, "address after redirects", nullable=True),
        Column("redirects", TEXTS, "addresses that led on to the next, in order; the last led to final_url"),
        Column("purpose", CODE, "what it was fetched as", codes=codes.FETCH_PURPOSES),
        Column("outcome", CODE, "what became of it", codes=codes.FETCH_OUTCOMES),
        Column("status", COUNT, "HTTP status", nullable=True, minimum=100, maximum=599),
        Column("byte_count", COUNT, "decoded bytes received", unit="B", minimum=0),
        Column("media_type", CODE, "media type that the server stated", nullable=True),
        Column("robots", CODE, "what robots.txt said of the address", codes=codes.ROBOTS_VERDICTS),
        Column("attempt_count", COUNT, "tries, repeated ones included", minimum=0),
        Column("detail", TEXT, "what went wrong, in words", nullable=True),
        Column("item_count", COUNT, "items that a feed, sitemap or list named", nullable=True, minimum=0),
        Column("new_count", COUNT, "of these, not known before", nullable=True, minimum=0),
        Column("poll_interval_s", NUMBER, "time to wait before the next poll", unit="s", nullable=True, minimum=0),
        Column("etag", TEXT, "entity tag, for the next conditional request", nullable=True),
        Column("last_modified", TEXT, "Last-Modified header, verbatim", nullable=True),
        Column("elapsed_s", NUMBER, "time from request to last byte", unit="s", minimum=0),
        Column("fetched_at", MOMENT, "when the attempt began"),
        Column("page_sha256", ID, "digest of the body", nullable=True, references="pages"),
        Column("listed_published_at", MOMENT, "publication time that the feed or sitemap gave", nullable=True),
        Column("listed_title", TEXT, "title that the feed or sitemap gave", nullable=True),
    ),
)

PAGES = Table(
    "pages",
    grain="one distinct response body",
    key=("page_sha256",),
    is_published=False,
    columns=(
        Column("page_sha256", ID, "digest of the decoded body"),
        Column("media_type", CODE, "media type that the server stated", nullable=True),
        Column("charset", CODE, "charset that the server stated", nullable=True),
        Column("byte_count", COUNT, "bytes of the decoded body", unit="B", minimum=0),
        Column("archive_file", TEXT, "WARC file, relative to the archive"),
        Column("archive_offset", COUNT, "offset of the record in it", unit="B", minimum=0),
    ),
)

ARTICLES = Table(
    "articles",
    grain="one page at one URL as extracted: a version of an article, or the named reason why it is none",
    key=("article_id",),
    month="published_at",
    columns=(
        Column("article_id", ID, "digest of URL and page digest"),
        Column("outlet", ID, "outlet it was read from", references="sources"),
        Column("url", TEXT, "address it was fetched from"),
        Column("canonical_url", TEXT, "the address that stands for all addresses of the article"),
        Column("page_sha256", ID, "the page it was extracted from", references="pages"),
        Column("parent_url", TEXT, "canonical address of the live blog that it is a post of", nullable=True),
        Column(
            "version",
            COUNT,
            "1 for the first text at the canonical address; null: no version",
            nullable=True,
            minimum=1,
        ),
        Column("supersedes", ID, "article_id of the version before", nullable=True, references="articles"),
        Column("is_latest", FLAG, "whether it is the version that stands now"),
        Column("title", TEXT, "headline without the name of the site", nullable=True),
        Column("authors", TEXTS, "people named as authors"),
        Column("published_at", MOMENT, "publication time", nullable=True),
        Column("published_zone", TEXT, "offset from UTC that the page stated, as +04:00", nullable=True),
        Column("published_precision", CODE, "how fine the time is", nullable=True, codes=("minute", "day")),
        Column("published_how", CODE, "where the time was found", nullable=True, codes=codes.PUBLISHED_HOWS),
        Column("modified_at", MOMENT, "time of the last change that the page states", nullable=True),
        Column("fetched_at", MOMENT, "when the page was first fetched"),
        Column("language", CODE, "language of the text, ISO 639-1", nullable=True),
        Column("site", TEXT, "name of the site as the page states it", nullable=True),
        Column("kind", CODE, "what sort of article", codes=codes.ARTICLE_KINDS),
        Column("outcome", CODE, "what became of extraction", codes=codes.ARTICLE_OUTCOMES),
        Column("dateline", TEXT, "place, day and agency that opened the text", nullable=True),
        Column(
            "text", TEXT, "article text, a paragraph a line; published only where the operator says so", nullable=True
        ),
        Column("text_sha256", ID, "digest of the text, to which all spans refer", nullable=True),
        Column("word_count", COUNT, "words of the text", minimum=0),
        Column("story_id", ID, "shared by syndicated and near-duplicate copies", nullable=True),
        Column("withdrawn_at", MOMENT, "when the outlet was first seen to have taken it back", nullable=True),
        Column(
            "withdrawn_how",
            CODE,
            "how that was seen (`transforms.withdrawals`)",
            nullable=True,
            codes=codes.WITHDRAWN_HOWS,
        ),
        Column("withdrawn_fetch_id", ID, "the fetch that shows it", nullable=True, references="fetches"),
    ),
)

EXTRACTIONS = Table(
    "extractions",
    grain="one archived page of an address as extracted by one method",
    key=("article_id",),
    is_published=False,
    columns=(
        Column("article_id", ID, "the article row that the page gave"),
        Column("method_version", TEXT, "version of code, codebook and model together"),
    ),
)

SIGNATURES = Table(
    "signatures",
    grain="one article text as seen by the search for copies",
    key=("article_id",),
    is_published=False,
    columns=(
        Column("article_id", ID, "the article version", references="articles"),
        Column("minhash", pl.List(pl.UInt32()), "MinHash signature of the text's word shingles (`transforms.stories`)"),
    ),
)

BOILERPLATE = Table(
    "boilerplate",
    grain="one passage of a page that is not the article's own text",
    key=("article_id", "passage_number"),
    is_published=False,
    columns=(
        Column("article_id", ID, "the article version", references="articles"),
        Column("passage_number", COUNT, "order in the page", minimum=0),
        Column("kind", CODE, "what it is: headline, byline, photo credit, teaser ..."),
        Column("text", TEXT, "the passage, verbatim"),
    ),
)

CODINGS = Table(
    "codings",
    grain="one article version as coded by one method",
    key=("article_id",),
    is_published=False,
    columns=(
        Column("article_id", ID, "the article version", references="articles"),
        Column("method_version", TEXT, "version of code, codebook and model together"),
        Column("outcome", CODE, "what became of coding", codes=codes.CODING_OUTCOMES),
        Column("reason", TEXT, "the error, where coding failed", nullable=True),
        Column("statement_count", COUNT, "statements found", minimum=0),
        Column("mention_count", COUNT, "mentions found", minimum=0),
    ),
)

COVERAGE = Table(
    "coverage",
    grain="one outlet and day",
    key=("outlet", "day_date"),
    month="day_date",
    columns=(
        Column("outlet", ID, "the outlet", references="sources"),
        Column("day_date", DATE, "day of the attempts, UTC"),
        Column("found_count", COUNT, "article addresses tried that day", minimum=0),
        Column("fetched_count", COUNT, "of these, answered with a page or unchanged", minimum=0),
        Column("extracted_count", COUNT, "article versions extracted", minimum=0),
        Column("undated_count", COUNT, "of the versions extracted, those without a day of publication", minimum=0),
        Column("coded_count", COUNT, "article versions coded", minimum=0),
        Column(
            "outcomes",
            pl.List(pl.Struct({"step": pl.String(), "outcome": pl.String(), "count": pl.Int64()})),
            "every outcome of every step that day, with its count",
        ),
        Column("is_gap", FLAG, "whether fewer articles came than the outlet is expected to publish"),
        Column("languages", CODES, "languages of the articles extracted"),
    ),
)
