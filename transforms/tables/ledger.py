"""Tables of what happened and who says so: events, claims; and of what was changed: corrections, retired ids, faults."""

from __future__ import annotations

import polars as pl

from transforms import codes
from transforms.schema import CODE, CODES, COUNT, DATE, FLAG, ID, MOMENT, TEXT, TEXTS, Column, Table
from transforms.tables.coding import WHERE

VERSION = pl.Struct(
    {
        "claimant_name": pl.String(),
        "claimant_country": CODES,
        "actor_country": CODES,
        "recipient_country": CODES,
        "direction": pl.String(),
        "mention_count": pl.Int64(),
    }
)

EVENTS = Table(
    "events",
    grain="one happening, resolved over articles",
    key=("event_id",),
    month="date_start",
    columns=(
        Column("event_id", ID, "digest of the earliest published mention"),
        Column("event_type", CODE, "PLOVER 2.0 type of most mentions", codes=codes.EVENT_TYPES),
        Column("mode", CODE, "most specific mode on which mentions agree", nullable=True, codes=codes.MODES),
        Column(
            "quad_class", COUNT, "1 verbal, 2 material cooperation, 3 verbal, 4 material conflict", minimum=1, maximum=4
        ),
        Column("modality", CODE, "whether it is said to have happened", codes=codes.MODALITIES),
        Column("date_start", DATE, "first day it may have happened on", nullable=True),
        Column("date_end", DATE, "last day, inclusive", nullable=True),
        Column("date_precision", CODE, "how fine the best dated mention is", codes=codes.DATE_PRECISIONS),
        Column("place_name", TEXT, "finest place on which mentions agree", nullable=True),
        Column("geonames_id", COUNT, "GeoNames id", nullable=True, minimum=1),
        *WHERE,
        Column("parties", TEXTS, "names of all who take part, on whatever side"),
        Column("party_country", CODES, "their countries"),
        Column("versions", pl.List(VERSION), "who asserts which direction; none is picked"),
        Column("is_disputed", FLAG, "whether versions contradict each other or a party denies its own"),
        Column("mention_ids", pl.List(ID), "all mentions", references="mentions"),
        Column("article_count", COUNT, "articles that mention it", minimum=1),
        Column("independent_story_count", COUNT, "of these, not copies of each other", minimum=1),
        Column("killed_low", COUNT, "least of the numbers given", nullable=True, minimum=0),
        Column("killed_high", COUNT, "greatest of the numbers given", nullable=True, minimum=0),
        Column("injured_low", COUNT, "least of the numbers given", nullable=True, minimum=0),
        Column("injured_high", COUNT, "greatest of the numbers given", nullable=True, minimum=0),
        Column("first_seen_at", MOMENT, "when the first article that mentions it was fetched"),
    ),
)

CLAIMS = Table(
    "claims",
    grain="one party's position on one event",
    key=("claim_id",),
    month="since_date",
    columns=(
        Column("claim_id", ID, "digest of event, party, position and whom it is about"),
        Column("event_id", ID, "the event", references="events"),
        Column("party", TEXT, "country code of the party, or its name where it has no country"),
        Column("position", CODE, "what the party does about it", codes=codes.POSITIONS),
        Column("about_country", CODES, "whom the position is about"),
        Column("says", TEXT, "the position in a few words, built from the codes"),
        Column("statement_ids", pl.List(ID), "statements that take it", references="statements"),
        Column("mention_ids", pl.List(ID), "mentions that take it", references="mentions"),
        Column("since_date", DATE, "day the position was first published", nullable=True),
    ),
)

CORRECTIONS = Table(
    "corrections",
    grain="one declared correction",
    key=("correction_id",),
    columns=(
        Column("correction_id", ID, "name given in the corrections file"),
        Column("table_name", CODE, "table it applies to"),
        Column("row_id", ID, "row it applies to"),
        Column("column_name", CODE, "column it sets"),
        Column("was", TEXT, "guard: the value it must find, as JSON"),
        Column("becomes", TEXT, "the value it sets, as JSON"),
        Column("reason", TEXT, "why"),
        Column("evidence", TEXT, "where that can be seen"),
        Column("declared_date", DATE, "when it was declared"),
    ),
)

RETIRED_IDS = Table(
    "retired_ids",
    grain="one id that no longer is",
    key=("table_name", "retired_id"),
    columns=(
        Column("table_name", CODE, "table it was a key of"),
        Column("retired_id", ID, "the id"),
        Column("replaced_by", ID, "the id that stands for it now", nullable=True),
        Column("cause", CODE, "why it went", codes=codes.CAUSES),
        Column("retired_at", MOMENT, "when it went"),
    ),
)

QUARANTINE = Table(
    "quarantine",
    grain="one row set aside before publication, for one rule it broke",
    key=("table_name", "row_id", "rule"),
    is_published=False,
    columns=(
        Column("table_name", CODE, "table of the row"),
        Column("row_id", ID, "key of the row"),
        Column("rule", TEXT, "rule it broke"),
        Column("observed", TEXT, "the value at fault", nullable=True),
        Column("quarantined_at", MOMENT, "when"),
    ),
)

STEPS = Table(
    "steps",
    grain="one step of the line as it was last completed",
    key=("step",),
    is_published=False,
    columns=(
        Column("step", CODE, "the step", codes=codes.STEPS),
        Column("input_digest", ID, "digest of what it rested on; the same digest: nothing to do"),
        Column("finished_at", MOMENT, "when it was completed"),
    ),
)
