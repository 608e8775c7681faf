"""The dateline that opens an agency's report: place, day and agency before the first sentence."""

from __future__ import annotations

import re

from transforms.extraction.facts import BYLINES, alternatives

PLACE = r"[^\W\d_][\w.'’-]*(?:[ /][^\W\d_][\w.'’-]*){0,3}"
# A day in figures and a month, in either order: "13 September", "Sept. 13, 2022", "13.09."
DAY = r"(?:\d{1,2}\.?(?:\s+|\.)[\w.]{2,12}(?:\s+\d{4})?|[^\W\d_]{3,12}\.?\s+\d{1,2}(?:,\s*\d{4})?)"
AGENCY = rf"(?i:{alternatives(BYLINES['agencies'])})"
DASH = r"(?:[–—―]|--|-(?=\s))"
DATELINE = re.compile(
    rf"""(?P<place>{PLACE})(?:,\s*(?P<land>{PLACE}))??(?P<day>[,.]?\s+{DAY})?(?:
      \s*\(\s*{AGENCY}[^()]{{0,30}}\)\s*(?:{DASH}|:)?       # Baku, Sept. 13 (Agency) -
    | \s*(?:[,./]|{DASH})\s*{AGENCY}[^\W\d_]{{0,4}}(?:\.ru|\.com)?\s*(?:{DASH}|[.:])  # Baku. 13 September. AGENCY -
    | \s*(?P<end>{DASH}|:(?=\s))                               # BAKU - and Baku, 13 September -
    )\s*""",
    re.VERBOSE,
)
BRACKETED = re.compile(r"【[^】]{2,30}】\s*|\[[^\]\d]{2,20}=[^\]]{2,20}\]\s*")
# A dateline stands before a sentence, and is short.
LONGEST, LOOK = 70, 140
SHORTEST_REST = 20


def dateline(line: str) -> str | None:
    """Return the dateline that opens a line, up to the first letter of the sentence, or None.

    A place with neither agency nor day counts only in capitals: "Moscow - a city" is a sentence, "MOSCOW -" is not.
    """
    found = BRACKETED.match(line[:LOOK]) or DATELINE.match(line[:LOOK])
    if not found or found.end() > LONGEST or len(line) - found.end() < SHORTEST_REST:
        return None
    if found.re is DATELINE:
        place, end = found["place"], found["end"]
        if place == place.lower() != place.upper():
            return None
        if end and not found["day"] and not (place.isupper() and len(place) >= 4):
            return None
    return found.group()
