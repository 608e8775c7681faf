"""Whether words of conflict and politics mean any: sport, film, business, weather and figures of speech make no event."""

from __future__ import annotations

from transforms.codebook.events import Codebook
from transforms.language.document import Document

TOPICS = ("sport", "culture", "business", "nature")
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

    def __init__(self, document: Document, codebook: Codebook) -> None:
        """Read the text once."""
        self._topics = {word: name for name in (*TOPICS, "public") for word in codebook.topics[name]}
        self.sentences = [self._count(document, first, last) for first, last in document.sentences]
        self.whole: dict[str, int] = {}
        for counts in self.sentences:
            for name, count in counts.items():
                self.whole[name] = self.whole.get(name, 0) + count
        other = max((self.whole.get(name, 0) for name in TOPICS), default=0)
        self.is_public_text = self.whole.get("public", 0) > max(PUBLIC_WORDS, 2 * other)
        self.paragraph_of = _paragraphs(document)

    def _count(self, document: Document, first: int, last: int) -> dict[str, int]:
        counts: dict[str, int] = {}
        for token in range(first, last):
            if document.upos[token] in CONTENT:
                name = self._topics.get(document.lemma[token].lower())
                if name is not None and (name == "public" or document.upos[token] != "ADJ"):
                    counts[name] = counts.get(name, 0) + 1
        return counts

    def is_public(self, sentence: int, parties: float, *, is_weak: bool) -> bool:
        """Whether an event in that sentence can be meant, ``parties`` being the weight of those who take part.

        Words of public affairs and parties are set against the words of the strongest other topic, in the sentence and, at
        a lower weight, in the whole text. A weak phrase needs the better reasons.
        """
        here, whole = self.sentences[sentence], self.whole
        other = max(here.get(name, 0) for name in TOPICS)
        public_whole = whole.get("public", 0) - here.get("public", 0)
        other_whole = max(whole.get(name, 0) - here.get(name, 0) for name in TOPICS)
        leaning = (public_whole - other_whole) / max(LEAST_WORDS, public_whole + other_whole)
        return here.get("public", 0) + parties - other + leaning >= (WEAK_NEEDS if is_weak else STRONG_NEEDS)


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
