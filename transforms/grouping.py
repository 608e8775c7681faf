"""Which mentions tell the same happening: the columns ``mention_id`` and ``happening``, the least mention id of its group.

Mentions of one kind of act, equally real, are grouped when days, parties, direction and place agree. Grouping is greedy from
the most to the least specific mention, in an order that depends on nothing but the mentions themselves, so that neither their
order nor their batches matter. A group cannot chain a war into one event: its days are the common days of all its members, its
place is that of its first, most specific member, and its attackers are shared.

Counter-directed versions ("A attacked B", says B; "B fired first", says A) are two groups by direction. They become one
happening where an article sets them against each other: opposite directions, different claimants, the same days and place.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from transforms.places import Place, distance_km, fold
from transforms.signs import SPECIFIC, VERBAL, Sign, contests, read

SAME_PLACE_KM = 10.0  # a town and its outskirts
NEAR_PLACE_KM = 40.0  # neighbouring places of one clash, a village and the seat of its district
REGION_KM = 300.0  # a town and the middle of its region
FEW_KILLED = 3  # so low a number may count only some of the dead: "a soldier", "two of them"
# Evidence for one happening, weighed by hand on the labelled stories: a place named alike counts most, for towns are many and
# days few; then the day; then the parties, of which a war has but two.
SAME_PLACE, SAME_REGION, UNPLACED_NAMESAKE, ACROSS_BORDER = 3.0, 0.5, -0.5, -1.0
SAME_DAY, SHARED_DAY, LIKELY_DAY = 2.0, 1.5, 1.0
SAME_PARTIES, SAME_ATTACKER, PARTY_IN_ARTICLE, ONE_SIDE_ONLY, ONLY_CONTEXT = 2.0, 1.0, 0.5, 0.5, 1.0
SAME_TOLL, OTHER_TOLL = 1.5, -2.0
SAME_MODE, OTHER_MODE = 1.0, -0.5
SAME_ARTICLE = 1.0
# The score from which a mention joins: as the same day and half the parties; less where acts of the kind are rare.
ENOUGH = {"ASSAULT": 3.0, "COERCE": 3.0}
ENOUGH_OF_RARE = 2.5
AMBIGUOUS = 0.5  # a lead below this over the next group is none


@dataclass(slots=True)
class Group:
    """Signs of one happening so far: common days, shared attackers, the first sign's place."""

    signs: list[Sign]
    first: int
    last: int
    actors: frozenset[str]
    recipients: frozenset[str]
    countries: frozenset[str]
    place: Place | None
    killed: int | None
    sides: frozenset[str]
    articles: set[str]

    @classmethod
    def of(cls, sign: Sign) -> Group:
        """Begin a group."""
        actors = sign.actors if sign.is_directed or sign.family in VERBAL else frozenset()
        return cls(
            [sign],
            sign.first,
            sign.last,
            actors,
            sign.recipients,
            sign.countries,
            sign.place,
            sign.killed,
            sign.sides,
            set(sign.articles),
        )

    def take(self, sign: Sign) -> None:
        """Add a sign; the group's days shrink to what they have in common."""
        self.signs.append(sign)
        self.first, self.last = max(self.first, sign.first), min(self.last, sign.last)
        if sign.is_directed and sign.actors:
            self.actors = (self.actors & sign.actors) or self.actors or sign.actors
        self.recipients = self.recipients or sign.recipients
        if len(sign.countries) > len(self.countries):
            self.countries = sign.countries
        if len(sign.sides) > len(self.sides):
            self.sides = sign.sides
        self.place = self.place or sign.place
        self.killed = self.killed or sign.killed
        self.articles |= sign.articles

    def score(self, sign: Sign) -> float | None:
        """Return how well a sign fits, in rough units of evidence; null where it cannot be the same happening."""
        known = self.signs[0]
        if sign.first > self.last or sign.last < self.first or sign.is_wide != known.is_wide:
            return None
        if sign.is_wide and 2 * (min(sign.last, self.last) - max(sign.first, self.first)) < sign.last - sign.first:
            return None
        score = self._score_parties(sign)
        near = self._score_place(sign) if score is not None else None
        if score is None or near is None:
            return None
        score += near + (LIKELY_DAY if not sign.is_firm else SAME_DAY if sign.first == self.first else SHARED_DAY)
        if sign.killed and self.killed:
            ratio = max(sign.killed, self.killed) / min(sign.killed, self.killed)
            is_partial = min(sign.killed, self.killed) < FEW_KILLED
            score += SAME_TOLL if ratio <= 1.25 else OTHER_TOLL if ratio > 4 and not is_partial else 0.0
        if sign.mode and known.mode:
            score += SAME_MODE if sign.mode == known.mode else OTHER_MODE
        return score + (SAME_ARTICLE if self.articles & sign.articles else 0.0)

    def _score_parties(self, sign: Sign) -> float | None:
        """Return the evidence of parties and direction; null where they contradict."""
        if sign.family in VERBAL:
            is_other = self.recipients and sign.recipients and not self.recipients & sign.recipients
            return SAME_PARTIES if self.actors & sign.actors and not is_other else None
        ours, theirs = self.countries, sign.countries
        if not ours or not theirs:
            return ONLY_CONTEXT if (ours | theirs) & (sign.context | self.signs[0].context) else 0.0
        shared, everybody = ours & theirs, ours | theirs
        if sign.family == "PROTEST":
            return SAME_PARTIES if shared else 0.0  # a crowd is told by its people, its cause or its country
        if not shared or (len(shared) < 2 <= min(len(ours), len(theirs))):
            return None
        if len(everybody) == 1:
            shared, everybody = self.sides & sign.sides, self.sides | sign.sides  # within one country its sides count
        score = SAME_PARTIES * len(shared) / len(everybody) if len(everybody) > 1 else ONE_SIDE_ONLY
        if theirs < ours <= theirs | sign.context:
            score += PARTY_IN_ARTICLE
        if sign.is_directed and self.actors and sign.actors:
            return score + SAME_ATTACKER if self.actors & sign.actors else None
        return score

    def _score_place(self, sign: Sign) -> float | None:
        """Return the evidence of the places, 0 where one is unknown; null where they contradict."""
        here, there = self.place, sign.place
        if here is None or there is None or sign.family in VERBAL:
            return 0.0
        shares = bool(set(here.countries) & set(there.countries))
        if here.precision in SPECIFIC and there.precision in SPECIFIC:
            if fold(here.name) == fold(there.name) or (here.geonames_id and here.geonames_id == there.geonames_id):
                return SAME_PLACE
            if here.latitude is None or there.latitude is None:
                return UNPLACED_NAMESAKE if shares or self._is_directed_alike(sign) else None
            far = distance_km(here, there)
            if far > NEAR_PLACE_KM or not (shares or self._is_directed_alike(sign)):
                return None
            return SAME_PLACE if far <= SAME_PLACE_KM else SAME_REGION
        if not shares:
            if not set(there.countries) & self.countries:
                return None
            return ACROSS_BORDER if sign.is_directed and self.actors else 0.0
        if here.latitude is not None and there.latitude is not None and distance_km(here, there) > REGION_KM:
            return None
        return SAME_REGION

    def _is_directed_alike(self, sign: Sign) -> bool:
        """Whether both know the attacker and it is the same: only then may one clash lie on both sides of a border."""
        return bool(self.actors & sign.actors)


def happenings(mentions: pl.DataFrame, casualties: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """Return the happening of every mention, each in exactly one: ``mention_id``, ``happening``."""
    signs = sorted(read(mentions, casualties, articles), key=lambda sign: sign.rank)
    groups = grouped(signs)
    of_mention = {
        mention: number for number, group in enumerate(groups) for sign in group.signs for mention in sign.mentions
    }
    joined = Unions(len(groups))
    for one, other in contests(mentions):
        left, right = joined.find(of_mention[one]), joined.find(of_mention[other])
        if left != right and may_be_one(groups[left], groups[right]):
            kept = joined.join(left, right)
            other_group = groups[left + right - kept]
            for sign in other_group.signs:
                groups[kept].take(sign)
    members: dict[int, list[str]] = defaultdict(list)
    for mention, number in of_mention.items():
        members[joined.find(number)].append(mention)
    least = {number: min(ids) for number, ids in members.items()}
    rows = {mention: least[joined.find(number)] for mention, number in of_mention.items()}
    return pl.DataFrame(
        {"mention_id": list(rows), "happening": list(rows.values())},
        schema={"mention_id": pl.String(), "happening": pl.String()},
    )


def grouped(signs: Iterable[Sign]) -> list[Group]:
    """Return groups of signs: each sign joins the group it fits best, or begins one."""
    groups: list[Group] = []
    index: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for sign in signs:
        if sign.alone is not None:
            groups.append(Group.of(sign))
            continue
        keys = list(places_to_look(sign))
        scored = sorted(
            (-score, number)
            for number in {number for key in keys for number in index[key]}
            if (score := groups[number].score(sign)) is not None and score >= ENOUGH.get(sign.family, ENOUGH_OF_RARE)
        )
        is_vague = sign.place is None or sign.place.precision not in SPECIFIC
        is_torn = len(scored) > 1 and is_vague and scored[1][0] - scored[0][0] < AMBIGUOUS
        if scored and not (is_torn and not groups[scored[0][1]].articles & sign.articles):
            groups[scored[0][1]].take(sign)
            number = scored[0][1]
        else:
            number = len(groups)
            groups.append(Group.of(sign))
        for key in keys:
            if not index[key] or index[key][-1] != number:
                index[key].append(number)
    return groups


def places_to_look(sign: Sign) -> Iterator[tuple[Any, ...]]:
    """Yield the keys under which groups that may hold a sign are found: family, reality, country and day (or year)."""
    countries = sign.countries | (frozenset(sign.place.countries) if sign.place else frozenset()) or sign.context
    for country in sorted(countries):
        if sign.is_wide:
            yield sign.family, sign.reality, country, "year", sign.first // 365
        else:
            for day in range(sign.first, sign.last + 1):
                yield sign.family, sign.reality, country, "day", day


def may_be_one(one: Group, other: Group) -> bool:
    """Whether two sides' versions may be of one happening: they share days, and their places lie near each other."""
    if one.first > other.last or other.first > one.last or one.signs[0].is_wide or other.signs[0].is_wide:
        return False
    here, there = one.place, other.place
    if here is None or there is None or here.latitude is None or there.latitude is None:
        return True
    if here.precision not in SPECIFIC or there.precision not in SPECIFIC:
        return distance_km(here, there) <= REGION_KM
    return distance_km(here, there) <= 2 * NEAR_PLACE_KM  # each side names the places that were hit on its own


@dataclass(slots=True)
class Unions:
    """Disjoint sets of group numbers; a set is named by its least number."""

    size: int
    parents: list[int] = field(init=False)

    def __post_init__(self) -> None:
        """Begin with every number alone."""
        self.parents = list(range(self.size))

    def find(self, number: int) -> int:
        """Return the name of the number's set."""
        while self.parents[number] != number:
            self.parents[number] = self.parents[self.parents[number]]
            number = self.parents[number]
        return number

    def join(self, one: int, other: int) -> int:
        """Make one set of two, given by their names; return its name."""
        kept, gone = min(one, other), max(one, other)
        self.parents[gone] = kept
        return kept
