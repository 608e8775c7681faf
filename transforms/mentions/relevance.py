"""Whether words of conflict and politics mean any: sport, film, business, weather and figures of speech make no event."""

from __future__ import annotations

from collections.abc import Mapping

from transforms.codebook.events import Codebook
from transforms.language.document import Document
from transforms.mentions.hits import Hit

TOPICS = ("sport", "culture", "business", "nature")
CONFLICT_SHARE = 0.6
"""Plain words of events a sentence beyond which a text is one of conflict: a report of a match reaches .47, of a clash .9."""
PLAY = ("sport", "culture")
PUBLIC_WORDS = 4
"""Words of public affairs beyond which a text can be about them: a sentence alone seldom holds more."""
CONTENT = frozenset({"NOUN", "PROPN", "ADJ", "VERB"})
LEAST_WORDS = 4
"""A text with fewer words that tell leans nowhere for sure."""
STRONG_NEEDS = 0.5
WEAK_NEEDS = 0.75
"""What weighs for public affairs must exceed what weighs against: one country, soldiers or a telling word at least."""


class Relevance:
    """Counts words of public affairs and of other topics, in each sentence and in the whole text."""

    def __init__(self, document: Document, codebook: Codebook, hits: Mapping[int, Hit]) -> None:
        """Read the text once; the words of ``hits`` speak for no topic: "fire" in "opened fire"."""
        self._topics = codebook.topics
        self.named = {token for hit in hits.values() if hit.trigger.type is not None for token in hit.tokens}
        self.sentences = [self._count(document, first, last) for first, last in document.sentences]
        plain = sum(map(_is_plain, hits.values()))
        self.whole: dict[str, int] = {}
        for counts in self.sentences:
            for name, count in counts.items():
                self.whole[name] = self.whole.get(name, 0) + count
        other = max((self.whole.get(name, 0) for name in TOPICS), default=0)
        self.is_conflict_text = plain > CONFLICT_SHARE * len(self.sentences)
        self.is_public_text = self.whole.get("public", 0) + plain > max(PUBLIC_WORDS, 2 * other)
        self.paragraph_of = _paragraphs(document)

    def _count(self, document: Document, first: int, last: int) -> dict[str, int]:
        counts: dict[str, int] = {}
        for token in range(first, last):
            if document.upos[token] in CONTENT:
                name = self._topics.get(document.lemma[token].lower())
                if name == "public" or (name is not None and document.upos[token] != "ADJ" and token not in self.named):
                    counts[name] = counts.get(name, 0) + 1
        return counts

    def has_public(self, sentence: int) -> bool:
        """Whether a word of public affairs stands in the sentence."""
        return bool(self.sentences[sentence].get("public"))

    def is_public(self, sentence: int, parties: float, *, is_weak: bool, is_state: bool = False) -> bool:
        """Whether an event in that sentence can be meant, ``parties`` being the weight of those who take part.

        Words of public affairs and parties are set against the words of the strongest other topic, in the sentence and, at
        a lower weight, in the whole text. A weak phrase needs the better reasons. What a state does by a plain word is no
        less public for concerning banks, oil or floods: then only sport and culture weigh against it.
        """
        here, whole = self.sentences[sentence], self.whole
        topics = PLAY if is_state else TOPICS
        other = max(here.get(name, 0) for name in topics)
        public_whole = whole.get("public", 0) - here.get("public", 0)
        other_whole = max(whole.get(name, 0) - here.get(name, 0) for name in topics)
        leaning = (public_whole - other_whole) / max(LEAST_WORDS, public_whole + other_whole)
        return here.get("public", 0) + parties - other + leaning >= (WEAK_NEEDS if is_weak else STRONG_NEEDS)


def _is_plain(hit: Hit) -> bool:
    """Whether the words of a hit name an event by themselves."""
    return hit.trigger.type is not None and not hit.pattern.is_weak


def _paragraphs(document: Document) -> list[int]:
    """Return the paragraph number of each sentence."""
    numbers: list[int] = []
    paragraph = 0
    for first, _ in document.sentences:
        start = document.start[first]
        while paragraph + 1 < len(document.paragraphs) and document.paragraphs[paragraph][1] <= start:
            paragraph += 1
        numbers.append(paragraph)
    return numbers
