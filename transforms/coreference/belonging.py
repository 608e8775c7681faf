"""Belonging: the country of a person or body for which neither its own words nor the actor dictionary give one.

By its owner ("its spokesman", "the agency's director"), by where it is said to be ("sources in Peshawar"), by the body that
a person is introduced with, and for the rest by where the article plays (`scene`).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator

from transforms.actors.lexicon import INTERNATIONAL
from transforms.coreference.parties import Parties, Party
from transforms.coreference.referent import Referent
from transforms.coreference.scene import Scene
from transforms.language.document import Document

SPEAKS = frozenset({"spokesman", "spokeswoman", "spokesperson"})
"""Nouns for who speaks for the body named just before, where they have no owner of their own."""
DETACHED = frozenset({"analyst", "diplomat", "expert", "negotiator", "observer"})
"""Nouns for people who speak about a place from anywhere."""
CLOSE = frozenset({"familiar", "close", "briefed", "brief"})
"""What people are to a matter of whom no more is to be known: "two people familiar with the talks"."""
AT = frozenset({"in", "of", "from", "at", "for", "near", "with", "outside"})
"""Prepositions that tie a phrase to what it belongs to, or to where it is."""


class Belonging:
    """Countries by belonging in one document; ``resolve`` tells whom a head token means."""

    def __init__(
        self, document: Document, parties: Parties, scene: Scene, resolve: Callable[[int], Referent | None]
    ) -> None:
        """Keep what is asked later."""
        self._document = document
        self._parties = parties
        self._scene = scene
        self._resolve = resolve
        self._asked: set[int] = set()

    def country(self, head: int, party: Party | None) -> tuple[str, ...]:
        """Return the codes for the phrase headed by ``head``, which means ``party``; none where nothing tells."""
        if head in self._asked:
            return ()
        self._asked.add(head)
        heads = [head]
        if party is not None:
            heads += [token for token in (*party.mentions[:1], *party.descriptions) if token != head]
        found = next((codes for token in heads if (codes := self._tied(token))), ())
        self._asked.discard(head)
        found = found or next((codes for token in heads if (codes := self._spoken_for(token))), ())
        if found or any(self._is_detached(token) for token in heads):
            return found
        code = self._scene.country(heads[1] if len(heads) > 1 else head)
        return (code,) if code and not any(self._is_matter(token, code) for token in heads) else ()

    def _is_matter(self, head: int, code: str) -> bool:
        """Whether a phrase names a country as what somebody deals with: "the committee on China" is of another one."""
        children = self._document.children
        return any(
            self._parties.country_at.get(child) == code
            and any(self._document.deprel[c] == "case" and self._document.lemma[c] == "on" for c in children[child])
            for child in children[head]
        )

    def _tied(self, head: int) -> tuple[str, ...]:
        """Return the country of the owner of a phrase, or of the place or body in it."""
        for child in self._ties(head):
            if child in self._scene.at_place:
                return self._scene.at_place[child]
            if child in self._parties.country_at:
                return (self._parties.country_at[child],)
            party = self._parties.of.get(child)
            referent = self._resolve(child)
            if referent is not None and referent.country:
                return referent.country
            if party is not None or self._document.upos[child] == "PRON":
                codes = self.country(child, party) if party is not None and not party.is_person else ()
                if codes and self._document.deprel[child] in ("nmod:poss", "nmod"):
                    return codes
        return ()

    def _ties(self, head: int) -> Iterator[int]:
        document = self._document
        for child in document.children[head]:
            relation = document.deprel[child]
            if relation in ("nmod:poss", "compound"):
                yield child
            elif relation in ("nmod", "obl"):
                cases = [document.lemma[c] for c in document.children[child] if document.deprel[c] == "case"]
                if cases and cases[0] in AT:
                    yield child

    def _spoken_for(self, head: int) -> tuple[str, ...]:
        """Return the code of the international organisation that "a spokesperson" of nobody else speaks for."""
        if self._document.lemma[head].lower() not in SPEAKS:
            return ()
        sentence = self._document.sentence_of[head]
        for mention in reversed(self._parties.heads[: bisect_left(self._parties.heads, head)]):
            actor = self._parties.of[mention].actor
            if sentence - self._document.sentence_of[mention] > 1:
                break
            if actor is not None and actor.country in INTERNATIONAL and actor.kind == "organisation":
                return (actor.country,)
        return ()

    def _is_detached(self, head: int) -> bool:
        """Whether somebody speaks from outside: "an analyst", "one of the negotiators", "two people close to the talks"."""
        document = self._document
        counted = document.children[head] if document.upos[head] in ("NUM", "DET", "ADJ", "PRON") else ()
        lemmas = {document.lemma[token].lower() for token in (head, *counted)}
        return bool(lemmas & DETACHED) or any(document.lemma[child] in CLOSE for child in document.children[head])
