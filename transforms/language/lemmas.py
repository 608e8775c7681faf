"""Lemmas of words with their part of speech: a table of what is irregular, and the regular endings of English.

The table (``model/lemmas.txt``) is derived from the training treebanks. A proper noun, a figure and a mark are their own
lemma; everything else is in lower case, the pronoun I apart.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

# Their own lemma, as written.
AS_WRITTEN = {"PROPN", "NUM", "PUNCT", "SYM", "X"}
VOWELS = "aeiou"


class Lemmas:
    """Looks lemmas up; ``table`` has a line a form (form, part of speech, lemma), and one a part of speech with known lemmas."""

    def __init__(self, table: str) -> None:
        self._irregular: dict[tuple[str, str], str] = {}
        self._known: dict[str, frozenset[str]] = {}
        for line in table.splitlines():
            first, second, third = line.split("\t")
            if first == KNOWN:
                self._known[second] = frozenset(third.split(" "))
            else:
                self._irregular[first, second] = third

    def __call__(self, form: str, upos: str) -> str:
        """Return the lemma of ``form``; typographic apostrophes count as straight ones."""
        lower = form.lower().replace("’", "'")
        found = self._irregular.get((lower, upos))
        if found is not None:
            return found
        if upos in AS_WRITTEN:
            return form
        return regular(lower, upos, self._known.get(upos, frozenset()))


KNOWN = "*"


def regular(lower: str, upos: str, known: frozenset[str]) -> str:
    """Return the lemma that the endings give; among possible stems one that is ``known`` wins."""
    if upos == "NOUN":
        stems = _plural(lower)
    elif upos in ("VERB", "AUX"):
        stems = _plural(lower) or _past(lower, "ed") or _past(lower, "ing")
    else:
        return lower
    return next((stem for stem in stems if stem in known), stems[0] if stems and lower not in known else lower)


def _plural(lower: str) -> list[str]:
    """Return the stems of a form in -s, the likeliest first."""
    if not lower.endswith("s") or lower.endswith(("ss", "us", "is")) or len(lower) < 4:
        return []
    if lower.endswith("ies") and len(lower) > 4:
        return [lower[:-3] + "y", lower[:-1]]
    if lower.endswith(("sses", "shes", "ches", "xes", "zzes", "oes")):
        return [lower[:-2], lower[:-1]]
    return [lower[:-1], lower[:-2]] if lower.endswith("es") else [lower[:-1]]


def _past(lower: str, ending: str) -> list[str]:
    """Return the stems of a form in -ed or -ing, the likeliest first."""
    stem = lower.removesuffix(ending)
    if stem == lower or len(stem) < 2 or not any(letter in VOWELS + "y" for letter in stem):
        return []
    if ending == "ed" and stem.endswith("i"):
        return [stem[:-1] + "y", stem + "e"]
    stems = [stem, stem + "e"]
    if len(stem) > 2 and stem[-1] == stem[-2] and stem[-1] not in "lsz":
        return [stem[:-1], stem, stem + "e"]
    if len(stem) > 2 and stem[-1] == stem[-2]:
        return [stem, stem[:-1], stem + "e"]
    # A stem in -at, -iz, -v, -c and the like, or one vowel and one consonant after a consonant, has lost its e.
    lost = stem.endswith(
        ("at", "iz", "v", "c", "u", "rg", "dg", "ng", "bl", "tl", "dl", "gl", "pl", "ur", "ir", "is", "us")
    )
    return [stem + "e", stem] if lost and not stem.endswith(("eat", "oat")) else stems


def derived(words: Iterable[tuple[str, str, str]]) -> str:
    """Return the table for ``(form, upos, lemma)`` of a treebank: known lemmas, then the forms that the endings get wrong."""
    seen: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    known: dict[str, set[str]] = {"NOUN": set(), "VERB": set(), "AUX": set()}
    for form, upos, lemma in words:
        if upos not in AS_WRITTEN and lemma not in ("_", "") and form.isascii():
            seen[form.lower(), upos][lemma if lemma == "I" else lemma.lower()] += 1
            if upos in known and lemma.isalpha():
                known[upos].add(lemma.lower())
    lines = [f"{KNOWN}\t{upos}\t{' '.join(sorted(lemmas))}" for upos, lemmas in known.items()]
    for (form, upos), lemmas in sorted(seen.items()):
        lemma = min(lemmas, key=lambda one: (-lemmas[one], one))
        if regular(form, upos, frozenset(known.get(upos, ()))) != lemma:
            lines.append(f"{form}\t{upos}\t{lemma}")
    return "\n".join(lines) + "\n"
