"""What must hold of articles beyond their columns."""

from __future__ import annotations

from expectations.contract import Rule, row_rule
from transforms.tables import TABLES

ARTICLES = TABLES["articles"]

RULES = [
    Rule(
        "articles.not_empty",
        "critical",
        "a snapshot without a single article is a collection that failed",
        "SELECT 0 AS observed WHERE NOT EXISTS (SELECT 1 FROM articles)",
        expectation="expect_table_row_count_to_be_between",
        arguments={"min_value": 1},
    ),
    row_rule(
        ARTICLES,
        "extracted_text",
        "outcome = 'extracted' AND (text_sha256 IS NULL OR word_count = 0)",
        "what was extracted has a text and its digest",
        observed="outcome",
    ),
    Rule(
        "articles.text_sha256.digest",
        "row",
        "text_sha256 is the digest of the text",
        """SELECT article_id, text_sha256 AS observed FROM articles JOIN article_text USING (article_id)
           WHERE sha256(article_text.text) <> text_sha256""",
        needs="article_text",
    ),
    row_rule(
        ARTICLES,
        "published_at.not_after_fetch",
        # A day covers outlets that write local time without a zone.
        "published_at > fetched_at + INTERVAL 1 DAY",
        "nothing is published after it was fetched",
        observed="published_at",
        severity="warning",
    ),
    Rule(
        "articles.is_latest.once",
        "warning",
        "one version of an article is the latest, none of one that was withdrawn",
        """SELECT min(article_id) AS article_id, count(*) FILTER (is_latest) AS observed FROM articles
           WHERE version IS NOT NULL GROUP BY canonical_url
           HAVING count(*) FILTER (is_latest) <> 1 AND NOT (bool_or(withdrawn_at IS NOT NULL) AND NOT bool_or(is_latest))""",
    ),
]
