"""The rule that a text is what stands in the article at its span: evidence can be trusted without reading the article.

It needs the article texts, which are staged beside the tables for the gate and published only where the operator says so.
A text that was redacted is blank and is not held to its span.
"""

from __future__ import annotations

from expectations.contract import Rule, keys
from transforms.schema import Table


def verbatim(table: Table, text: str, span: str) -> Rule:
    """Return the rule that the column ``text`` is the slice of the article text at the column ``span``."""
    return _rule(
        table,
        text,
        f"SELECT {keys(table)}, {text} AS observed, article_id, {text} AS slice, {span} AS span FROM {table.name}",
    )


def verbatim_list(table: Table, texts: str, spans: str) -> Rule:
    """Return the rule that each element of ``texts`` is the slice at the span of the same position."""
    return _rule(
        table,
        texts,
        f"""SELECT {keys(table)}, {texts}[1] AS observed, article_id,
                   unnest({texts}) AS slice, unnest({spans}) AS span FROM {table.name}""",
    )


def _rule(table: Table, column: str, slices: str) -> Rule:
    key = ", ".join(f'sliced."{key}"' for key in table.key)
    return Rule(
        f"{table.name}.{column}.verbatim",
        "row",
        f"{column} is what stands in the article at its span",
        f"""SELECT DISTINCT {key}, sliced.observed FROM ({slices}) AS sliced JOIN article_text USING (article_id)
            WHERE slice <> '' AND substring(article_text.text, span.start + 1, span.end - span.start) <> slice""",
        needs="article_text",
    )


def same_text(table: Table) -> Rule:
    """Return the rule that spans refer to the text that the article has."""
    key = ", ".join(f'referring."{key}"' for key in table.key)
    return Rule(
        f"{table.name}.text_sha256.of_article",
        "row",
        "spans refer to the text that the article has",
        f"""SELECT {key}, referring.text_sha256 AS observed FROM {table.name} AS referring JOIN articles USING (article_id)
            WHERE referring.text_sha256 IS DISTINCT FROM articles.text_sha256""",
    )
