"""Documents out of raw texts by a spaCy pipeline whose labels are Universal Dependencies: an extra, never needed.

spaCy's own English pipelines speak another scheme of relations (``dobj``, ``nsubjpass``), against which no rule of Sayso is
written; a pipeline trained on a UD treebank fits.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from transforms.language.document import ROOT, Document, Entity
from transforms.language.tokens import paragraphs
from transforms.language.weights import ModelError

# Relations that every English UD treebank uses, and other schemes do not.
TELLING = {"nsubj:pass", "obj", "obl", "case"}
LABELS = {"PERSON": "PER", "PER": "PER", "GPE": "LOC", "LOC": "LOC", "FAC": "LOC", "ORG": "ORG"}
# Not names: figures and times.
NO_NAMES = {"DATE", "TIME", "PERCENT", "MONEY", "QUANTITY", "ORDINAL", "CARDINAL"}


class SpacyReader:
    """Reads texts with the pipeline of the given package or folder."""

    def __init__(self, name: str) -> None:
        """Load the pipeline; ModelError where spaCy or the pipeline is missing or its relations are not those of UD."""
        try:
            import spacy

            self._pipeline: Any = spacy.load(name)
        except (ImportError, OSError) as error:
            raise ModelError(
                f"the reader spacy:{name} cannot be loaded (install sayso[spacy] and it): {error}"
            ) from error
        relations = self._pipeline.pipe_labels.get("parser", [])
        if not set(relations) >= TELLING:
            raise ModelError(f"the reader spacy:{name} has not the relations of Universal Dependencies")
        named = json.dumps(self._pipeline.meta, sort_keys=True, default=str)
        self.digest = hashlib.sha256(named.encode()).hexdigest()

    def read(self, texts: Sequence[str]) -> list[Document]:
        """Return a document a text, in order."""
        return [_document(parsed) for parsed in self._pipeline.pipe(texts)]


def _document(parsed: Any) -> Document:
    """Return the document of a spaCy ``Doc``; its tokens of white space are no tokens here."""
    kept = [token for token in parsed if not token.is_space]
    number = {token.i: i for i, token in enumerate(kept)}
    head: list[int] = []
    for token in kept:
        above = token.head
        while above.is_space and above.head.i != above.i:
            above = above.head
        head.append(ROOT if above.i == token.i or above.is_space else number[above.i])
    sentences = []
    for sentence in parsed.sents:
        inside = [number[token.i] for token in sentence if token.i in number]
        if inside:
            sentences.append((inside[0], inside[-1] + 1))
    entities = []
    for entity in parsed.ents:
        inside = [number[token.i] for token in entity if token.i in number]
        if inside and entity.label_ not in NO_NAMES:
            entities.append(Entity(inside[0], inside[-1] + 1, LABELS.get(entity.label_, "MISC")))
    return Document(
        text=parsed.text,
        start=[token.idx for token in kept],
        end=[token.idx + len(token) for token in kept],
        lemma=[token.lemma_ if token.pos_ == "PROPN" else token.lemma_.lower() for token in kept],
        upos=[token.pos_ for token in kept],
        head=head,
        deprel=["root" if above == ROOT else token.dep_ for token, above in zip(kept, head, strict=True)],
        sentences=sentences,
        entities=entities,
        paragraphs=paragraphs(parsed.text),
    )
