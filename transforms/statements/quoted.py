"""Attributions with their quotations: spans carried out to the marks, loose quotations given to whoever speaks around them.

A grammar sees sentences, a quotation may be several, or part of one. So after the cues have been read, each quotation is
joined to the attribution whose content it overlaps; one left over goes to the quotation it follows in its paragraph, to a
verb beside its marks, to a sentence that ends in a colon before it, or to the speech that the paragraph before left off.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from transforms.language.document import Document
from transforms.language.quotes import Quotation
from transforms.statements import sources
from transforms.statements.attribution import Attribution
from transforms.statements.cues import Cue, is_mental, quoting
from transforms.statements.frames import has

SPOKEN_WORDS = 4
"""Fewest words of a quotation that is taken for speech without a cue; shorter ones are names, titles, scare quotes."""
TAG = 8
"""Most tokens of a sentence after a closed quotation within which a verb of saying makes it its tag: "Ana Ruiz said"."""
GAP = 2
"""Most characters (a mark and a space) between a quotation and what it is joined to."""
CLOSING = "”\"'’»“ "
BESIDE = Cue("", "verb", "speech", "assert", "neutral")
SIGNED = Cue("-", "verb", "speech", "assert", "neutral")
DASHES = frozenset({"-", "--", "–", "—", "―"})
CONTINUED = Cue("", "verb", "speech", "assert", "neutral")


class Quoter:
    """Joins quotations to attributions of one document."""

    def __init__(self, document: Document, quotations: list[Quotation], attributions: list[Attribution]) -> None:
        """Index by place; ``attributions`` are those that cues gave."""
        self.document = document
        self.quotations = quotations
        self.attributions = attributions
        spans = [(start, end, attribution) for attribution in attributions for start, end in attribution.spans]
        self._spans = sorted(spans, key=lambda item: item[0])
        self._longest = max((end - start for start, end, _ in spans), default=0)

    def join(self) -> list[Attribution]:
        """Return all attributions, spans carried out to the quotations, in the order of their content."""
        owner: dict[int, Attribution] = {}
        for number, quotation in enumerate(self.quotations):
            joined = self._overlapping(quotation)
            for attribution in joined:
                attribution.quotations.append(number)
                self._carry(attribution, quotation)
            if joined:
                owner[number] = joined[-1]
        for attribution in list(self.attributions):
            self._cut(attribution)
            self._split(attribution, owner)
        for number, quotation in enumerate(self.quotations):
            if number not in owner:
                given = self._signed(quotation)
                if given is None and self._is_long(quotation) and self._is_taken_up(number, owner):
                    given = self._after(number, owner)
                if given is None and self._is_speech(quotation):
                    given = self._beside(quotation)
                if given is None and self._is_long(quotation):
                    given = self._after(number, owner) or self._continued(number, owner)
                if given is not None:
                    given.quotations.append(number)
                    owner[number] = given
        for attribution in self.attributions:
            attribution.spans = merge(self.document.text, attribution.spans)
        self.attributions.sort(key=lambda attribution: (attribution.spans[0], attribution.head))
        return self.attributions

    def _overlapping(self, quotation: Quotation) -> list[Attribution]:
        """Attributions that quote it: their content overlaps it and their cue stands outside; the innermost last."""
        first = bisect_left(self._spans, quotation.start - self._longest, key=lambda item: item[0])
        last = bisect_left(self._spans, quotation.end, key=lambda item: item[0])
        found = {
            id(attribution): attribution
            for _, end, attribution in self._spans[first:last]
            if quotation.start < end and not quotation.start <= self.document.start[attribution.head] < quotation.end
        }
        return sorted(found.values(), key=lambda attribution: -sum(end - start for start, end in attribution.spans))

    @staticmethod
    def _carry(attribution: Attribution, quotation: Quotation) -> None:
        attribution.spans = [
            (min(start, quotation.start), max(end, quotation.end))
            if start < quotation.end and quotation.start < end
            else (start, end)
            for start, end in attribution.spans
        ]

    def _cut(self, attribution: Attribution) -> None:
        """Drop what a reader hung on a quotation from behind its cue: "'We wait,' she said *before leaving town*"."""
        whole = [self.quotations[number] for number in attribution.quotations]
        cue = self.document.start[attribution.head]
        if any(start == q.start and end <= q.end and end <= cue for start, end in attribution.spans for q in whole):
            attribution.spans = [
                span
                for span in attribution.spans
                if span[0] < cue or any(q.start < span[1] and span[0] < q.end for q in whole)
            ]

    def _split(self, attribution: Attribution, owner: dict[int, Attribution]) -> None:
        """Make two of "said that it was late: 'We leave.'": what is told, and after the colon what is quoted."""
        for number in attribution.quotations:
            quotation = self.quotations[number]
            before = self.document.text[: quotation.start].rstrip()
            for index, (start, end) in enumerate(attribution.spans):
                if not (start < len(before) - 1 and quotation.end >= end and before.endswith(":")):
                    continue
                attribution.spans[index] = (start, len(before) - 1)
                attribution.quotations = [other for other in attribution.quotations if other != number]
                spans = [(quotation.start, quotation.end)]
                second = Attribution(attribution.cue, "colon", attribution.head, attribution.speaker, spans)
                second.quotations.append(number)
                self.attributions.append(second)
                owner[number] = second
                return

    def _is_speech(self, quotation: Quotation) -> bool:
        """Whether it is long enough, or a whole utterance by its punctuation: no title and no word in scare quotes."""
        if self._is_long(quotation):
            return True
        text = self.document.text
        before = text[: quotation.start].rstrip(" ")[-1:]
        inner = text[quotation.start : quotation.end].rstrip(CLOSING)[-1:]
        return inner in tuple(",.!?") and (before in ("", "\n", ":", ".") or (before == "," and inner != ","))

    def _is_long(self, quotation: Quotation) -> bool:
        return len(self.document.text[quotation.start : quotation.end].split()) >= SPOKEN_WORDS

    def _is_taken_up(self, number: int, owner: dict[int, Attribution]) -> bool:
        """Whether a whole sentence in quotation marks follows a quotation whose cue ends the sentence between them."""
        before = owner.get(number - 1)
        last, begins = self.quotations[number - 1].end, self.quotations[number].start
        cue = self.document.start[before.head] if before is not None else 0
        return last <= cue < begins and self.document.text[:begins].rstrip().endswith(".")

    def _sentences(self, start: int, end: int) -> int:
        """Count the sentences that begin in the characters ``[start, end)``."""
        first, last = bisect_left(self.document.start, start), bisect_left(self.document.start, end)
        return len(set(self.document.sentence_of[first:last]))

    def _after(self, number: int, owner: dict[int, Attribution]) -> Attribution | None:
        """Join a quotation to the attribution of the one before it in the paragraph, with nothing but its cue between."""
        before = owner.get(number - 1)
        quotation = self.quotations[number]
        if before is None or not self._same_paragraph(self.quotations[number - 1].start, quotation.start):
            return None
        last = self.quotations[number - 1].end
        gap = self.document.text[last : quotation.start]
        between = [a for a in self.attributions if last <= self.document.start[a.head] < quotation.start]
        if before in between and (gap.count(". ") <= 1 or self._sentences(last, quotation.start) == 1):
            # "...," he said, adding that he was tired. "...": what follows belongs to the nearer cue.
            nearest = max(between, key=lambda attribution: attribution.head)
            nearest = nearest if nearest.cue.kind == "speech" and nearest.speaker == before.speaker else before
        elif len(gap.strip()) <= GAP:
            nearest = before
        else:
            return None
        nearest.spans.append((quotation.start, quotation.end))
        return nearest

    def _signed(self, quotation: Quotation) -> Attribution | None:
        """Give a quotation to the name that a dash sets under it: "'We wait.' - Ana Ruiz, mayor"."""
        document = self.document
        dash = bisect_left(document.start, quotation.end)
        if dash + 1 >= len(document) or document.form(dash) not in DASHES or document.upos[dash + 1] != "PROPN":
            return None
        last = document.sentences[document.sentence_of[dash + 1]][1]
        if self.document.text[quotation.end : document.start[dash]].strip() or last - dash > TAG + 2:
            return None
        inside = range(dash + 1, last)
        name = next((token for token in inside if document.head[token] not in inside), dash + 1)
        attribution = Attribution(SIGNED, "quote", dash, name, [(quotation.start, quotation.end)])
        self.attributions.append(attribution)
        return attribution

    def _beside(self, quotation: Quotation) -> Attribution | None:
        """Give a quotation to the subject of a verb beside it: of saying, or of any kind where it stands right there."""
        for window, any_verb in self._windows(quotation):
            verbs = [token for token in window if self.document.upos[token] == "VERB"]
            said = [token for token in verbs if quoting(self.document.lemma[token]) is not None]
            verbs = [token for token in verbs if not is_mental(self.document.lemma[token])]
            if not verbs and any_verb:
                verbs = [token for token in window if has(self.document, token, "nsubj") is not None]
            for token in said or verbs[: any_verb and self._is_long(quotation)]:
                speaker = sources.of_verb(self.document, token)
                if speaker is None or quotation.start <= self.document.start[speaker] < quotation.end:
                    continue
                interrupted = self._interrupted(token)
                if interrupted is not None:
                    interrupted.spans.append((quotation.start, quotation.end))
                    return interrupted
                cue = quoting(self.document.lemma[token]) or BESIDE
                attribution = Attribution(cue, "quote", token, speaker, [(quotation.start, quotation.end)])
                self.attributions.append(attribution)
                return attribution
        return None

    def _interrupted(self, cue: int) -> Attribution | None:
        """Return the attribution of the other half of a quotation that its cue stands in the middle of."""
        for attribution in self.attributions:
            if attribution.head == cue and any(
                attribution.spans[0] == (self.quotations[n].start, self.quotations[n].end)
                for n in attribution.quotations
            ):
                return attribution
        return None

    def _windows(self, quotation: Quotation) -> Iterator[tuple[range, bool]]:
        """Yield the tokens beside a quotation that may hold its cue, nearest first, and whether any verb there will do."""
        document = self.document
        first, last = bisect_left(document.start, quotation.start), bisect_left(document.start, quotation.end)
        if not first < last:
            return
        inner = document.text[quotation.start : quotation.end].rstrip(CLOSING)[-1:]
        if last < len(document):
            opening, closing = document.sentences[document.sentence_of[last]]
            if opening < last:
                yield range(last, closing), True
            elif inner in ",?!." and self._same_paragraph(quotation.start, document.start[last]):
                tag = min(closing, last + TAG)
                yield range(last, closing if inner == "," else tag), inner == ","
        if first > 0:
            opening, _ = document.sentences[document.sentence_of[first]]
            if opening < first:
                yield range(first - 1, opening - 1, -1), True
            elif document.text[: quotation.start].rstrip()[-1:] in (":", ","):
                opening, closing = document.sentences[document.sentence_of[first - 1]]
                yield range(closing - 1, opening - 1, -1), True

    def _continued(self, number: int, owner: dict[int, Attribution]) -> Attribution | None:
        """Carry the speech of the paragraph before on: it was left open, or ended in a quotation and this one has no cue."""
        before = owner.get(number - 1)
        quotation, last = self.quotations[number], self.quotations[number - 1]
        if before is None:
            return None
        gap = self.document.text[last.end : quotation.start]
        adjacent = not gap.strip() or (
            self.document.start[before.head] >= last.end and gap.count("\n\n") <= 1 and gap.count(". ") == 0
        )
        if not adjacent:
            return None
        attribution = Attribution(
            CONTINUED, "continued", before.head, before.speaker, [(quotation.start, quotation.end)], continues=before
        )
        self.attributions.append(attribution)
        return attribution

    def _same_paragraph(self, left: int, right: int) -> bool:
        return "\n" not in self.document.text[left:right]


def merge(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the spans in order, those joined that overlap or have only white space between them."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and (start <= merged[-1][1] or not text[merged[-1][1] : start].strip()):
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
