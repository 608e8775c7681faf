"""What must hold of statements beyond their columns."""

from __future__ import annotations

from expectations.contract import row_rule
from expectations.verbatim import same_text, verbatim, verbatim_list
from transforms.tables import TABLES

STATEMENTS = TABLES["statements"]

# A quotation mark may stand just outside the content that it encloses.
_OUTSIDE = """len(list_filter(quoted_spans, lambda quoted: len(list_filter(content_spans, lambda content:
    quoted.start >= content.start - 1 AND quoted.end <= content.end + 1)) = 0)) > 0"""

RULES = [
    row_rule(
        STATEMENTS,
        "quoted_spans.inside_content",
        _OUTSIDE,
        "what is quoted lies inside the content",
        observed="quoted_spans",
    ),
    row_rule(
        STATEMENTS,
        "content_spans.not_empty",
        "len(content_spans) = 0",
        "a statement has content",
    ),
    row_rule(
        STATEMENTS,
        "content_text.one_a_span",
        "len(content_text) <> len(content_spans) AND len(content_text) > 0",
        "a text a span",
        observed="len(content_text)",
    ),
    row_rule(
        STATEMENTS,
        "speaker_name.unnamed",
        "speaker_kind = 'none' AND speaker_text IS NOT NULL",
        "a statement without a source has no words for it",
        observed="speaker_text",
    ),
    same_text(STATEMENTS),
    verbatim_list(STATEMENTS, "content_text", "content_spans"),
    verbatim(STATEMENTS, "speaker_text", "speaker_span"),
    verbatim(STATEMENTS, "cue_text", "cue_span"),
    verbatim(STATEMENTS, "target_text", "target_span"),
]
