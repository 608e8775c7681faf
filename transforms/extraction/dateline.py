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
    rf"""(?P<place>{PLACE})(?:,\s*(?P<land>{PLACE}))??(?:
      \s*\(\s*{AGENCY}[^()]{{0,30}}\)\s*(?:{DASH}|:)?                              # Baku (Agency) -
    | [,.]?\s+{DAY}\s*\([^()]{{2,30}}\)\s*(?:{DASH}|:)?                            # Baku, Sept. 13 (anybody) -
    | (?:[,.]?\s+{DAY})?\s*(?:[,./]|{DASH})\s*{AGENCY}[^\W\d_]{{0,4}}(?:\.ru|\.com)?\s*(?:{DASH}|[.:])  # Baku. AGENCY -
    | ,\s+{DAY}\s*[,/]\s*[^\W\d_][\w ]{{1,20}}(?:\s*{DASH}|[.:]|$)                  # Baku, 13 September / Anybody.
    | (?P<bare>(?:,\s+(?P<day>{DAY}))?\s*(?:{DASH}|(?P<mark>[.:])(?=\s)))           # BAKU - and Baku, 13 September -
    )\s*""",
    re.VERBOSE,
)
BRACKETED = re.compile(r"【[^】]{2,30}】\s*|\[[^\]\d]{2,20}=[^\]]{2,20}\]\s*")
# A dateline stands before a sentence, and is short.
LONGEST, LOOK = 70, 140
SHORTEST_REST = 20
# "US -" and "UN:" open sentences too.
SHORTEST_CAPITALS = 4


def dateline(line: str) -> str | None:
    """Return the dateline that opens a line, up to the first letter of the sentence, or None.

    A place with nobody's name counts with a day and a dash, or in capitals: "Moscow - a city" is a sentence, "MOSCOW -"
    is none. A full stop ends a dateline only where both are there. A dateline may have a line of its own.
    """
    found = BRACKETED.match(line[:LOOK]) or DATELINE.match(line[:LOOK])
    rest = len(line) - found.end() if found else 0
    if not found or found.end() > LONGEST or 0 < rest < SHORTEST_REST:
        return None
    if found.re is BRACKETED:
        return found.group() if rest else None
    place, day = found["place"], found["day"]
    if place == place.lower() != place.upper() or (not rest and not re.search(r"\d", found.group())):
        return None
    in_capitals = place.isupper() and len(place) >= SHORTEST_CAPITALS
    if found["bare"] and not (in_capitals and (day or found["mark"] != ".")) and not (day and found["mark"] is None):
        return None
    return found.group()
