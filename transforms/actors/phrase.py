"""A noun phrase as parts: which known terms it holds, and how each relates to the phrase's head.

Relations: "head" (in the head's own run of words, or in apposition to it), "of", "origin" (from), "place" (in, at),
"other" (to, against, with ...: says nothing about who is named).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from transforms.actors.lexicon import Country, Lexicon, Organisation, Role, Term, Territory, Thing
from transforms.actors.names import Word

RELATIONS = {
    "of": "of", "from": "origin", "in": "place", "at": "place", "inside": "place", "across": "place",
    "to": "other", "on": "other", "near": "other", "against": "other", "with": "other", "over": "other",
    "under": "other", "during": "other", "between": "other", "towards": "other", "by": "other", "about": "other",
    "including": "other", "along": "other", "into": "other", "after": "other", "outside": "other",
}  # fmt: skip
CLAUSE = {"who", "which", "that", "whose", "where", "when"}
LINKED = {"backed", "led", "occupied", "controlled", "held", "born", "made", "speaking", "supported", "funded", "run",
          "aligned", "allied", "trained", "supplied", "style", "based", "sponsored", "brokered", "mediated", "annexed",
          "majority", "installed", "appointed", "armed", "owned", "flagged", "imposed", "dominated"}  # fmt: skip
AGAINST = {"pro", "anti", "non", "ex"}
RELATIONAL = {"ally", "allies", "proxy", "proxies", "counterpart", "counterparts", "neighbour", "neighbours",
              "rival", "rivals", "enemy", "enemies", "opponent", "opponents", "partner", "partners", "adversary",
              "adversaries", "critics", "backers"}  # fmt: skip
FORMER = {"former", "ex", "late", "ousted", "deposed", "exiled", "then"}
DETERMINERS = {"the", "a", "an", "its", "his", "her", "their", "our", "some", "two", "three", "several", "many"}
BELONGS = {"generic"}


@dataclass(slots=True)
class Part:
    """A run of words: a known term, or (term null) one word that is not known.

    ``term`` is the likeliest of the ``terms``, ``thing`` what it names; ``role`` is the role that the words may name,
    whatever else they may name too.
    """

    words: list[Word]
    terms: list[Term]
    relation: str
    is_glued: bool
    follows_preposition: bool = False
    ends_phrase: bool = False
    term: Term | None = field(init=False, default=None)
    thing: Thing | None = field(init=False, default=None)
    role: Role | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        """Work out what is asked again and again; most words name nothing known."""
        if self.terms:
            self.term = self.terms[0]
            self.thing = self.term.thing
            self.role = next((term.thing for term in self.terms if isinstance(term.thing, Role)), None)

    @property
    def organisation(self) -> Organisation | None:
        """The organisation, where it names one."""
        return self.thing if isinstance(self.thing, Organisation) else None

    @property
    def can_be_role(self) -> bool:
        """Whether the words are also the name of a body any state has ("Security Council", "Senate")."""
        return self.role is not None

    def holds(self, role: Role) -> bool:
        """Whether the role is found in this part itself."""
        return self.role is role

    @property
    def start(self) -> int:
        """First character."""
        return self.words[0].start

    @property
    def end(self) -> int:
        """Character after the last."""
        return self.words[-1].end

    @property
    def is_possessive(self) -> bool:
        """Whether it owns what follows."""
        return self.words[-1].is_possessive


@dataclass
class Phrase:
    """A phrase with its parts in order; answers are remembered, so the parts must not change any more."""

    text: str
    parts: list[Part]

    @cached_property
    def heads(self) -> list[Part]:
        """The parts of head and "of" that name something."""
        return [p for p in self.parts if p.term and p.relation in ("head", "of") and not p.is_glued]

    def named(self, kind: str) -> list[Part]:
        """Return the parts of head and "of" that name a thing of the kind."""
        return [part for part in self.heads if part.term and part.term.kind == kind]

    @cached_property
    def _serving(self) -> list[tuple[str, str]]:
        """The countries and territories given by names, adjectives or peoples, each after the relation of its part."""
        found = []
        for part in self.parts:
            if part.term is None or part.is_glued or (part.is_possessive and self.is_relational):
                continue
            if isinstance(part.thing, Territory):
                found.append((part.relation, part.thing.country))
            elif isinstance(part.thing, Country) and part.term.kind in ("country", "people"):
                found.append((part.relation, part.thing.code))
        return found

    def countries(self, relations: tuple[str, ...] = ("head", "of")) -> list[str]:
        """Return the countries that parts of these relations give, in order of relation and text."""
        return [code for wanted in relations for relation, code in self._serving if relation == wanted]

    def territory(self) -> Territory | None:
        """Return the disputed territory that is named, if any."""
        return next((part.thing for part in self.parts if isinstance(part.thing, Territory)), None)

    @cached_property
    def role_part(self) -> Part | None:
        """The part that holds the head role: the last of the head's first run, else the first anywhere."""
        roles = [part for part in self.parts if part.role and part.relation in ("head", "of")]
        first_run: list[Part] = []
        for part in self.parts:
            if part.relation != "head" or (part is not self.parts[0] and part.words[0].before.startswith((",", "("))):
                break
            if part.role:
                first_run.append(part)
        return first_run[-1] if first_run else roles[0] if roles else None

    @property
    def role(self) -> Role | None:
        """The head role."""
        return self.role_part.role if self.role_part else None

    def body(self) -> Role | None:
        """Return the body that a role is said to belong to: the last one named other than the role itself."""
        head = self.role_part
        bodies = [
            p.role for p in self.parts if p is not head and p.role and p.role.kind == "body" and p.relation != "other"
        ]
        groups = [
            p.role
            for p in self.parts
            if p is not head and p.role and p.role.kind in ("group", "post", "office") and p.role.sector
        ]
        return bodies[-1] if bodies else groups[-1] if groups else None

    def role_text(self) -> str | None:
        """Return the words of the office as written, from its first to its last role or "of" part."""
        head = self.role_part
        if head is None:
            return None
        run, name = [head], self.unknown_name
        for part in self.parts[self.parts.index(head) + 1 :]:
            is_name = bool(name) and part.words[0] is name[0]
            if part.words[0].before.startswith((",", "(")) or part.relation != "of" or is_name:
                break
            run.append(part)
        return self.text[run[0].start : run[-1].end]

    @cached_property
    def unknown_name(self) -> list[Word]:
        """The capitalised words that no term explains and that stand where a person's name does.

        Directly after a role, in apposition, or as the whole phrase.
        """
        runs: list[list[Word]] = []
        may_begin = True
        for part in self.parts:
            word = part.words[0]
            is_new = word.before.startswith((",", "("))
            if part.term is None and word.text[:1].isupper() and part.relation in ("head", "of"):
                if runs and runs[-1] and not is_new:
                    runs[-1].append(word)
                elif (may_begin or is_new) and not part.follows_preposition:
                    runs.append([word])
                else:
                    runs.append([])
            else:
                runs.append([])
                is_head = part.term is not None and part.relation in ("head", "of")
                may_begin = is_head or (may_begin and word.key in DETERMINERS)
        named = [run for run in runs if run]
        if not named:
            return []
        name = named[-1]
        return name if name[0].before.startswith((",", "(")) or name[-1] is self.parts[-1].words[-1] else []

    def owners(self) -> list[Word]:
        """Return capitalised words that no term explains before the head role: "the Trump administration", "Putin's spokesman"."""
        head = self.role_part
        before = self.parts[: self.parts.index(head)] if head else []
        return [part.words[0] for part in before if part.term is None and part.words[0].text[:1].isupper()]

    @property
    def is_relational(self) -> bool:
        """Whether the head is somebody else by relation ("Iran's allies")."""
        return any(part.words[0].key in RELATIONAL and part.relation == "head" for part in self.parts)

    @property
    def is_former(self) -> bool:
        """Whether the office is said to be no longer held."""
        return any(word.key in FORMER for part in self.parts for word in part.words)

    def is_single(self) -> bool:
        """Whether one office is named as such: not several, no deputy, nothing between it and the end."""
        part = self.role_part
        return (
            part is not None
            and not part.words[-1].key.endswith("s")
            and all(
                p.term is not None or p.words[0].key in DETERMINERS for p in self.parts if p.relation in ("head", "of")
            )
        )

    def plain_text(self) -> str:
        """Return the phrase as written, without a determiner before it."""
        first = next((p for p in self.parts if p.words[0].key not in DETERMINERS), self.parts[0])
        return self.text[first.start : self.parts[-1].end]


def read(text: str, words: list[Word], facts: Lexicon) -> Phrase:
    """Put the words of a phrase into parts by the longest terms, left to right; what follows a relative pronoun is left out."""
    parts: list[Part] = []
    relation, number, follows = "head", 0, False
    while number < len(words):
        word = words[number]
        if word.before and (word.before[0] in ",(" or ")" in word.before):
            relation = "head"
        terms, length = longest(words, number, facts)
        if not terms:
            if word.key in CLAUSE and parts:
                break
            if word.key in RELATIONS or word.key == "for":
                relation = "of" if word.key == "for" and follows_role(parts) else RELATIONS.get(word.key, "other")
                number, follows = number + 1, True
                continue
        run = words[number : number + length]
        after = words[number + length] if number + length < len(words) else None
        is_glued = bool(
            (after and after.before in ("-", "–") and after.key in LINKED)
            or (number and word.before in ("-", "–") and words[number - 1].key in AGAINST)
        )
        parts.append(Part(run, terms, relation, is_glued, follows))
        number, follows = number + length, follows and word.key in DETERMINERS
    if parts:
        heads = [part for part in parts if part.relation == "head"]
        parts[-1].ends_phrase = True
        if heads:
            heads[-1].ends_phrase = True
    return Phrase(text, parts)


def follows_role(parts: list[Part]) -> bool:
    """Whether "for" after these parts means "of": "a spokesman for the ministry"."""
    return bool(parts) and any(part.role and part.role.kind in BELONGS for part in parts)


def longest(words: list[Word], number: int, facts: Lexicon) -> tuple[list[Term], int]:
    """Return the terms of the longest run of words from a position that names anything, and its length (at least 1)."""
    for length in range(min(facts.longest.get(words[number].key, 0), len(words) - number), 0, -1):
        run = words[number : number + length]
        named = facts.terms.get(tuple([word.key for word in run]))
        if named is None or any(word.before.startswith((",", "(")) for word in run[1:]):
            continue
        terms = [term for term in named if fits(term, run)]
        if terms:
            return terms, length
    return [], 1


def fits(term: Term, run: list[Word]) -> bool:
    """Whether a term may be written so: acronyms in their own case, names with capitals."""
    if term.case == "any":
        return True
    if term.case == "exact":
        return run[0].text.replace(".", "") == term.words[0]
    return all(word.text[0].isupper() for word, known in zip(run, term.words, strict=True) if known[0].isupper())
