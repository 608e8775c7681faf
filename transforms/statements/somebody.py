"""Whether an attribution has somebody who said it: a person, a body, a document of theirs; not a thing, nobody, the reporter.

"The odds say", "that timing raises concerns", "no group claimed", "I ask Blair" and "the threat of rain" attribute nothing to
anybody whom others could contradict.
"""

from __future__ import annotations

from bisect import bisect_left

from transforms.coreference import Referents
from transforms.coreference.people import load_people
from transforms.language.document import Document
from transforms.language.phrases import noun_phrase, words
from transforms.statements.attribution import INFORMATION, Attribution

NOBODY = frozenset({"nobody", "no", "none", "neither", "nothing"})
HEARSAY = frozenset(
    {"say", "report", "allege", "claim", "accuse", "describe", "call", "quote", "understand", "announce"}
)
"""Cues that, without anybody named, still tell that somebody said it: "is said to be", "it was reported"."""
REPORTER = frozenset({"i", "me", "my"})
"""The reporter, outside quotations; "we" is whoever a release is from."""
SAYING = frozenset({"say", "tell", "add", "ask", "reply", "recall", "explain", "complain", "shout", "joke", "whisper"})
"""Cues that hardly anything but people does, whatever noun stands for them."""
WISHES = frozenset({"want", "expect"})
WHICH = frozenset({"this", "that", "these", "those", "which", "what"})
PEOPLE = ("er", "or", "ist", "ian", "man", "woman", "ee", "ant", "eur", "people", "folk")
"""Endings of nouns for people; of the things that end so, `THINGS` lists those that papers make speak."""
THINGS = frozenset(
    {"odds", "loophole", "timing", "event", "incident", "accident", "extent", "content", "component", "continent", "accent", "number", "order", "weather", "matter", "factor", "error", "computer", "offer", "answer", "power", "water", "river",
     "winter", "summer", "tower", "cover", "corner", "sensor", "indicator", "barometer", "sector", "counter", "quarter",
     "monitor", "chapter", "encounter", "behavior", "danger", "disaster", "fear", "year", "door", "floor", "color", "labor",
     "humor", "anger", "mirror", "restaurant", "plant", "want", "grant", "warrant", "coffee", "degree", "fee"}
)  # fmt: skip
DOCUMENTS = INFORMATION | {
    "sign", "banner", "post", "tweet", "message", "email", "poster", "plaque", "lawsuit", "petition", "resolution", "draft",
    "bill", "law", "ruling", "verdict", "judgment", "constitution", "treaty", "bulletin", "website", "account", "book",
    "essay", "column", "editorial", "poll", "warning", "notice", "leaflet", "transcript", "video", "recording", "affidavit",
}  # fmt: skip


def has_speaker(document: Document, referents: Referents, attribution: Attribution) -> bool:
    """Return whether somebody said it; what "was reported" or "is said" has been said by somebody."""
    head = attribution.speaker
    if head is None:
        return _is_hearsay(document, attribution)
    lemma = document.lemma[head].lower()
    if lemma in NOBODY or any(document.lemma[child] in ("no", "neither") for child in document.children[head]):
        return False
    if lemma in REPORTER:
        return referents.quotation_at(head) is not None
    if attribution.cue.lemma == "agree" and attribution.frame in ("to", "on", "with") and _are_several(document, head):
        return False  # "the parties agreed to meet": what they do together nobody tells anybody
    if attribution.cue.lemma in WISHES and attribution.frame == "obj+":
        return _is_body(referents, head)
    if attribution.quotations or attribution.continues is not None:
        return True
    if lemma in THINGS:
        return False
    if document.upos[head] == "NOUN" and attribution.cue.lemma not in SAYING:
        return _is_somebody(document, referents, head, lemma)
    return not (document.upos[head] in ("PRON", "DET") and lemma in WHICH and not _stands_for_party(referents, head))


def _is_hearsay(document: Document, attribution: Attribution) -> bool:
    if attribution.continues is not None or attribution.quotations:
        return True
    start, _ = attribution.spans[0]
    first = bisect_left(document.start, start)
    is_denied = document.lemma[first].lower() in NOBODY
    told = attribution.cue.lemma in HEARSAY or attribution.cue.lemma == "blame"
    return attribution.cue.part == "verb" and told and not is_denied


def _is_somebody(document: Document, referents: Referents, head: int, lemma: str) -> bool:
    """Whether a common noun is for people, a body of people, a document of theirs, or known to the actor dictionary."""
    if lemma in load_people().parties or lemma in DOCUMENTS or head in referents.parties.of:
        return True
    if referents.parties.find(words(document, *noun_phrase(document, head))) is not None:
        return True
    return lemma.endswith(PEOPLE) or (lemma.endswith("ent") and not lemma.endswith("ment"))


def _is_body(referents: Referents, head: int) -> bool:
    """Whether a state or body wishes, which it does in public: "Kinshasa wants the council to act"."""
    referent = referents.resolve(head)
    is_state = head in referents.parties.country_at
    return is_state or (referent is not None and referent.kind in ("organisation", "metonym"))


def _are_several(document: Document, head: int) -> bool:
    """Whether the subject names several: "they", "both sides", "Rossi and Blum"."""
    plural = document.upos[head] == "NOUN" and document.form(head).lower() != document.lemma[head]
    joined = any(document.deprel[child] == "conj" for child in document.children[head])
    return plural or joined or document.lemma[head].lower() == "they"


def _stands_for_party(referents: Referents, head: int) -> bool:
    referent = referents.resolve(head)
    return referent is not None and referent.name is not None
