"""Who is said to have done it on whose authority, and how many were hurt, on the reports of MUC-4 (upper case, 1989-90).

Usage: python -m tests.bench.muc DIR [PREFIX]
DIR holds `gold/events/muc4_train_dev.jsonl.gz`; without it nothing is measured, and that is said. PREFIX picks reports by their
number: `TST` (the test of 1991 and the first of 1992, the default), `DEV-MUC3-00` and the like for reading errors.

A report's templates are set against the events coded from it, one to one, likest first: by victims and perpetrators in
common, then by day. Two slots are scored. *Confidence* is an organisation with what the report makes of its guilt; *number* is a
victim with how many. A fill is right where the names share a word that tells and the value is the template's; there is no
half credit. Optional templates count only where an event met one. Precision is given over the events that met a template and over
all events of violence that the coder found: reports tell of combat, too, which the task leaves out.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from flows.code import code_article
from flows.inputs import GivenArticle
from flows.printing import describe, to_code
from transforms.numbers import parse_count

Row = dict[str, Any]
Fill = tuple[frozenset[str], str]
"""The words by which a party may be known, and the value given for it."""

MONTHS = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split()  # noqa: SIM905
DAY = re.compile(rf"\b(\d{{1,2}}) ({'|'.join(MONTHS)})[A-Z]* (\d\d)\b")
HEADER = re.compile(
    r"\A.{0,300}?\[(?:TEXT|REPORT|EXCERPTS?|COMMUNIQUE|INTERVIEW|ARTICLE|EDITORIAL)[^\]]*\]\s*", re.DOTALL
)
EMPTY = frozenset(
    {
        "THE",
        "OF",
        "AND",
        "A",
        "AN",
        "IN",
        "FOR",
        "TO",
        "AT",
        "NATIONAL",
        "FRONT",
        "GROUP",
        "MEMBERS",
        "OTHER",
        "SOME",
        "EL",
        "SAN",
    }
)
VIOLENT = frozenset({"ASSAULT"})
INDIVIDUALS = frozenset(
    [
        "TERRORISTS",
        "TERRORIST",
        "GUERRILLAS",
        "GUERRILLA",
        "REBELS",
        "REBEL",
        "SUBVERSIVES",
        "SOLDIERS",
        "TROOPS",
        "MEN",
        "ARMED",
        "SUBJECTS",
        "INDIVIDUALS",
        "UNITS",
        "GUNMEN",
        "POLICEMEN",
        "OFFICERS",
        "PERSONS",
        "HEAVILY",
        "UNKNOWN",
        "UNIDENTIFIED",
        "THEY",
        "THREE",
        "TWO",
        "COLUMN",
        "SQUAD",
        "PATROL",
        "EXTREMISTS",
        "CRIMINALS",
    ]
)
"""Words for those who do it: the task asks for the organisation behind them."""
BODIES = frozenset({"REB", "MIL", "COP", "PRM", "CRM", "UAF", "IMG", "SPY", "GOV", "PTY"})
DAYS_OF_NEWS = 61  # the task leaves out what lies more than two months back
PEOPLE = frozenset({"killed", "injured", "missing", "captured"})
LEAST_LIKENESS = 1


@dataclass
class Told:
    """One template or one coded event: fills of both slots, and its day where it has one."""

    confidence: list[Fill] = field(default_factory=list)
    number: list[Fill] = field(default_factory=list)
    perpetrators: frozenset[str] = frozenset()
    day: date | None = None
    is_optional: bool = False


def words(text: str) -> frozenset[str]:
    """Return the words of a name that tell, in capitals and without accents."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().upper()
    return frozenset(re.findall(r"[A-Z0-9]{2,}", plain)) - EMPTY


def day_of(text: str) -> date | None:
    """Return the last day written in a text as "02 FEB 90"."""
    found = [m for m in DAY.finditer(text) if 0 < int(m[1]) < 32]
    try:
        return date(1900 + int(found[-1][3]), MONTHS.index(found[-1][2]) + 1, int(found[-1][1])) if found else None
    except ValueError:
        return None


def running(text: str) -> str:
    """Return a report without its heading and with a line for each paragraph."""
    paragraphs = re.split(r"\n[ \t]*\n+", HEADER.sub("", text))
    return "\n".join(" ".join(paragraph.split()) for paragraph in paragraphs if paragraph.strip())


def fills(entries: list[str]) -> list[Fill]:
    """Return the fills of a slot: `VALUE [/ VALUE]: "NAME" / "NAME"`, the value of doubtful ones without its question mark."""
    out = []
    for entry in entries:
        value, colon, names = entry.partition(":")
        if colon:
            out.append(
                (frozenset().union(*map(words, re.findall(r'"([^"]+)"', names.replace('\\"', "")))), value.strip())
            )
    return out


def keys(report: Row) -> list[Told]:
    """Return the templates of a report."""
    return [
        Told(
            fills(template["perp_org_confidence"]),
            fills(template["hum_number"]),
            words(" ".join(template["perp_individual"] + template["perp_org"])),
            day_of(template["date"][0]),
            "OPTIONAL" in template["template"][0],
        )
        for template in report["templates"]
    ]


def confidence(mention: Row, actor: Row) -> str:
    """Return what the task would call the standing of an actor in a mention."""
    if mention["modality"] == "hypothetical":
        return "POSSIBLE"
    if mention["claim_status"] == "admitted":
        return "CLAIMED OR ADMITTED"
    if mention["claimant_name"] is None:
        return "REPORTED AS FACT"
    state, _, body = (mention["claimant_actor_id"] or "").partition(".")
    if mention["claim_status"] != "accused":
        return "REPORTED AS FACT"  # what officials and papers tell without a word of accusing counts as told
    is_authority = (bool(body) and state.upper() in mention["claimant_country"]) or state == "person"
    return "SUSPECTED OR ACCUSED BY AUTHORITIES" if is_authority else "SUSPECTED OR ACCUSED"


def counted(text: str) -> str:
    """Return the number of a group as the task writes it, from its words: "6", "~70", "PLURAL", "1"."""
    count = parse_count(text.lower())
    if count is not None and count.low is not None:
        return str(count.low) if count.low == count.high else f"~{count.best or count.low}"
    last = re.findall(r"[A-Z]+", text.upper().partition(" OF ")[0])[-1:]
    is_plural = last and (last[0] in ("PEOPLE", "CHILDREN", "MEN", "WOMEN", "POLICE") or re.search(r"[^SU]S$", last[0]))
    return "PLURAL" if is_plural else "1"


def answers(coded: Row, published: date | None) -> Iterator[Told]:
    """Yield the events of violence that were coded from a report."""
    mentions = {mention["mention_id"]: mention for mention in coded["mentions"]}
    for event in coded["events"]:
        told = [mentions[key] for key in event["mention_ids"] if mentions[key]["event_type"] in VIOLENT]
        told = [mention for mention in told if mention["modality"] != "negated"]
        if not told:
            continue
        days = [date.fromisoformat(mention["date_start"]) for mention in told if mention["date_start"]]
        day = min(days, default=None)
        if day and published and (published - day).days > DAYS_OF_NEWS:
            continue
        out = Told(day=day)
        parties: set[str] = set()
        for mention in told:
            for actor in mention["actors"]:
                names = words(f"{actor['name']} {actor['text'] or ''}")
                parties |= names
                is_person = (actor["actor_id"] or "").startswith("person.")
                if not is_person and actor["sector"] in BODIES and names - INDIVIDUALS:
                    add(out.confidence, (names, confidence(mention, actor)))
            ids = {mention["mention_id"]}
            for toll in coded["casualties"]:
                if toll["mention_id"] in ids and toll["outcome"] in PEOPLE:
                    low, high = toll["low_count"], toll["high_count"]
                    value = str(low) if low == high else counted(toll["group_text"])
                    add(out.number, (words(re.sub(r"\d+", "", toll["group_text"])), value))
            for party in mention["recipients"]:
                if (
                    party["sector"] is not None
                    and party["text"]
                    and party["actor_id"] != (party["country"] or "").lower()
                ):
                    add(out.number, (words(f"{party['name']} {party['text']}"), counted(party["text"])))
        out.perpetrators = frozenset(parties - {"UNKNOWN"})
        yield out


def agree(one: Fill, two: Fill) -> bool:
    """Whether two fills can be of one party: a word in common, and no two different numbers."""
    return bool(one[0] & two[0]) and (one[1] == two[1] or "PLURAL" in (one[1], two[1]))


def joined(events: list[Told]) -> list[Told]:
    """Return the events with those made one that share a victim and contradict each other in no day."""
    out: list[Told] = []
    for event in events:
        same = next(
            (
                other
                for other in out
                if (event.day is None or other.day is None or event.day == other.day)
                and any(agree(one, two) for one in event.number for two in other.number)
            ),
            None,
        )
        if same is None:
            out.append(event)
            continue
        for slot in ("confidence", "number"):
            for fill in getattr(event, slot):
                add(getattr(same, slot), fill)
        same.perpetrators |= event.perpetrators
        same.day = same.day or event.day
    return out


def add(slot: list[Fill], fill: Fill) -> None:
    """Add a fill unless its party is there already: the first that is told stands, a number before a mere plural."""
    known = next((i for i, (other, _) in enumerate(slot) if fill[0] & other), None)
    if fill[0] and known is None:
        slot.append(fill)
    elif known is not None and slot[known][1] == "PLURAL":
        slot[known] = (slot[known][0] | fill[0], fill[1])


def likeness(key: Told, answer: Told) -> float:
    """Return how much a template and an event have in common."""
    victims = sum(any(names & other for other, _ in answer.number) for names, _ in key.number)
    same_day = key.day is not None and key.day == answer.day
    return 2 * victims + bool(key.perpetrators & answer.perpetrators) + 0.5 * same_day


def pairs(templates: list[Told], events: list[Told]) -> list[tuple[Told, Told]]:
    """Return templates and events that belong together, one to one, likest first."""
    scored = [(likeness(key, answer), -i, -j) for i, key in enumerate(templates) for j, answer in enumerate(events)]
    free_keys, free_events = set(range(len(templates))), set(range(len(events)))
    out = []
    for score, i, j in sorted(scored, reverse=True):
        if score >= LEAST_LIKENESS and -i in free_keys and -j in free_events:
            free_keys.discard(-i)
            free_events.discard(-j)
            out.append((templates[-i], events[-j]))
    return out


def right(key: list[Fill], answer: list[Fill]) -> int:
    """Count the fills of a slot that are right: a party of the template's with one of its values."""
    free = list(key)
    count = 0
    for names, value in answer:
        match = next((f for f in free if names & f[0] and value in re.split(r" */ *", f[1].replace("? ", ""))), None)
        if match is not None:
            free.remove(match)
            count += 1
    return count


def main(folder: str, prefix: str = "TST") -> None:
    path = Path(folder) / "gold" / "events" / "muc4_train_dev.jsonl.gz"
    if not path.exists():
        print(f"skipped: {path.name} is not in {folder}")
        return
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        reports = [report for report in map(json.loads, lines) if report["id"].startswith(prefix)]
    slots = ("confidence", "number")
    correct, possible = dict.fromkeys(slots, 0), dict.fromkeys(slots, 0)
    met_answers, all_answers = dict.fromkeys(slots, 0), dict.fromkeys(slots, 0)
    n_templates = n_events = n_met = 0
    for report in reports:
        published, text = day_of(report["text"][:400]), running(report["text"])
        given = GivenArticle(report["id"], text, published, {}, ())
        events = joined(list(answers(describe(given, code_article(to_code(given))), published)))
        templates = keys(report)
        met = pairs(templates, events)
        n_templates, n_events, n_met = n_templates + len(templates), n_events + len(events), n_met + len(met)
        for slot in slots:
            for key, answer in met:
                correct[slot] += right(getattr(key, slot), getattr(answer, slot))
                met_answers[slot] += len(getattr(answer, slot))
            counted_keys = [key for key in templates if not key.is_optional or any(key is other for other, _ in met)]
            possible[slot] += sum(len(getattr(key, slot)) for key in counted_keys)
            all_answers[slot] += sum(len(getattr(event, slot)) for event in events)
    print(f"reports {len(reports)}, templates {n_templates}, events of violence {n_events}, met {n_met}")
    for slot in slots:
        r, p, q = (correct[slot] / max(1, n[slot]) for n in (possible, met_answers, all_answers))
        print(
            f"{slot:10s} right {correct[slot]} of {possible[slot]}: R {100 * r:.1f}  P {100 * p:.1f} (over all events {100 * q:.1f})"
        )


if __name__ == "__main__":
    main(*sys.argv[1:3])
