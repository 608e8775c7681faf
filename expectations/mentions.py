"""What must hold of mentions and of their casualties beyond their columns."""

from __future__ import annotations

from expectations.contract import row_rule
from expectations.verbatim import same_text, verbatim
from transforms.tables import TABLES

MENTIONS = TABLES["mentions"]
CASUALTIES = TABLES["casualties"]

RULES = [
    row_rule(
        MENTIONS,
        "date_start.not_after_end",
        "date_start > date_end OR (date_start IS NULL) <> (date_end IS NULL)",
        "a happening ends when or after it starts; one of the two days is never known alone",
        observed="date_start",
    ),
    row_rule(
        MENTIONS,
        "latitude.with_longitude",
        "(latitude IS NULL) <> (longitude IS NULL)",
        "coordinates come in pairs",
        observed="latitude",
    ),
    row_rule(
        MENTIONS,
        "trigger_span.in_sentence",
        "trigger_span.start < sentence_span.start OR trigger_span.end > sentence_span.end",
        "the trigger stands in its sentence",
        observed="trigger_span",
    ),
    same_text(MENTIONS),
    verbatim(MENTIONS, "trigger_text", "trigger_span"),
    verbatim(MENTIONS, "place_text", "place_span"),
]

CASUALTY_RULES = [
    row_rule(
        CASUALTIES,
        "low_count.not_above_high",
        "low_count > high_count OR low_count > best_count OR best_count > high_count",
        "low, best and high do not cross",
        observed="best_count",
    ),
    verbatim(CASUALTIES, "number_text", "number_span"),
]
