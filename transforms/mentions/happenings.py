"""Events of a text before anybody is named: which words tell one, of which type, with whom around them.

An operator ("agreed to", "lifted", "carried out") and the event it takes make one happening; a word of harm and the blow that
did it ("were killed when troops shelled the village") make one; a noun that only reminds of an event makes none.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from transforms.codebook.events import Codebook
from transforms.language.document import ROOT
from transforms.mentions.grammar import Grammar
from transforms.mentions.hits import Hit

HARM = frozenset({"assault.kill", "assault.die", "sanction.displace"})
"""Entries that say what became of people, not what was done: they join the blow that did it."""
LIGHT = frozenset({"operator.do", "operator.join", "operator.own", "operator.undergo"})
"""Operators that leave the event what it is and give it their own arguments."""
TO = frozenset({"to"})
COMING = frozenset({"set", "due", "scheduled", "expected", "slated", "poised"})
MAXIMUM_STEPS = 5
"""Operators that one event passes through at most; sentences with more are lists."""


@dataclass(slots=True)
class Happening:
    """An event with the tokens of its parts.

    ``head`` is the token that names it, ``clause`` the verb (or noun) whose clause it is told in, ``tokens`` the words of the
    trigger, ``operators`` the hits that made it what it is, outermost last. ``harms`` are words of harm that joined it;
    ``is_refused`` marks what will not be done; ``told_by`` is the verb of which a noun is the subject ("fighting broke out").
    """

    hit: Hit
    type: str
    mode: str | None
    head: int
    clause: int
    tokens: tuple[int, ...]
    frame: str
    operators: list[Hit] = field(default_factory=list)
    harms: list[int] = field(default_factory=list)
    inner: Happening | None = None
    is_refused: bool = False
    told_by: int | None = None

    @property
    def is_reported(self) -> bool:
        """Whether a verb of reporting takes the noun: "reported a missile strike"."""
        return any(operator.trigger.id == "operator.report" for operator in self.operators)

    @property
    def is_claimed(self) -> bool:
        """Whether somebody takes it on itself: "claimed responsibility for the strike"."""
        return any(operator.trigger.id == "operator.own" for operator in self.operators)

    @property
    def rule(self) -> str:
        """Return the ids of the entries that made it, outermost first."""
        return ">".join([*(operator.trigger.id for operator in reversed(self.operators)), self.hit.trigger.id])


def find_happenings(grammar: Grammar, hits: dict[int, Hit], codebook: Codebook) -> list[Happening]:
    """Return the happenings in order of the text, operators applied and harms joined."""
    happenings: dict[int, Happening] = {}
    consumed: dict[int, int] = {}
    for head, hit in hits.items():
        if hit.trigger.type is not None:
            happenings[head] = Happening(
                hit, hit.trigger.type, hit.trigger.mode, head, head, hit.tokens, hit.trigger.frame
            )
    for head in sorted(hits, key=lambda token: -_depth(grammar, token)):
        hit = hits[head]
        if hit.trigger.type is None or hit.trigger.turns is not None:
            _apply(grammar, hit, happenings, consumed, codebook)
    found = [
        happening
        for head, happening in sorted(happenings.items())
        if head not in consumed
        and not (happening.hit.trigger.needs_event and happening.inner is None)
        and not _shares_turn(grammar, happening, happenings, consumed)
        and not _is_content(grammar, happening, hits)
    ]
    for happening in found:
        happening.told_by = _verb_over(grammar, happening)
    return _join_harm(grammar, found)


def _is_content(grammar: Grammar, happening: Happening, hits: dict[int, Hit]) -> bool:
    """Whether an infinitive only says what the thing in another's phrase is for: "scrapped a plan to deport them"."""
    document, clause = grammar.document, happening.clause
    if document.deprel[clause] != "acl" or grammar.has(clause, TO, "mark") is None:
        return False
    noun, verb = document.head[clause], document.head[document.head[clause]]
    taker = hits.get(verb) if verb != ROOT else None
    return taker is not None and taker.trigger.type is not None and noun in taker.tokens and noun != verb


def _shares_turn(
    grammar: Grammar, happening: Happening, happenings: dict[int, Happening], consumed: dict[int, int]
) -> bool:
    """Whether a verb only goes on what is threatened, promised or demanded: "threatened to attack and burn the town"."""
    clause = happening.clause
    taker = consumed.get(grammar.document.head[clause])
    if grammar.document.deprel[clause] != "conj" or taker is None or grammar.children(clause, "nsubj", "nsubj:pass"):
        return False
    return happenings[taker].hit.head == taker and happenings[taker].hit.trigger.turns is not None


def _verb_over(grammar: Grammar, happening: Happening) -> int | None:
    """Return the verb that tells of a noun: the one whose subject it is."""
    document = grammar.document
    if happening.clause != happening.head or document.upos[happening.head] not in ("NOUN", "PROPN"):
        return None
    first = grammar.first_conjunct(happening.head)
    is_subject = document.deprel[first] in ("nsubj", "nsubj:pass")
    above = document.head[first]
    is_told = is_subject and (document.upos[above] == "VERB" or is_coming(grammar, above))
    return above if is_told else None


def is_coming(grammar: Grammar, word: int) -> bool:
    """Whether a word says that its subject is still to come: "the tariffs are set to take effect"."""
    return grammar.document.lemma[word].lower() in COMING and bool(grammar.children(word, "cop", "aux:pass"))


def _depth(grammar: Grammar, token: int) -> int:
    """Count the steps up to the root."""
    depth = 0
    while (token := grammar.document.head[token]) != ROOT:
        depth += 1
    return depth


def _apply(
    grammar: Grammar, hit: Hit, happenings: dict[int, Happening], consumed: dict[int, int], codebook: Codebook
) -> None:
    """Let an operator take the first event among its complements; the whole stands at the operator's place."""
    is_light = hit.trigger.id in LIGHT
    for token in _complements(grammar, hit, codebook.classes["money"]):
        token = _taken_by_participle(grammar, token, consumed)
        inner = happenings.get(token)
        if inner is None or token in consumed or token == hit.head or len(inner.operators) > MAXIMUM_STEPS:
            continue
        turned = hit.trigger.turned(inner.type, inner.mode)
        if turned is None:
            continue
        if hit.trigger.id == "operator.report":
            if grammar.document.upos[token] == "NOUN":
                inner.operators = [*inner.operators, hit]
            return
        event_type, mode = turned
        event_type, mode = (event_type, mode) if hit.trigger.type is None else (event_type, mode or hit.trigger.mode)
        frame = inner.frame if hit.trigger.frame == "act" and event_type == inner.type else hit.trigger.frame
        whole = Happening(
            inner.hit if is_light or hit.trigger.type is None else hit,
            event_type,
            mode,
            inner.head if is_light else hit.head,
            hit.head,
            inner.tokens if is_light else hit.tokens,
            frame,
            [*inner.operators, hit],
            inner.harms,
            inner,
        )
        if hit.trigger.type is not None:
            whole.operators = inner.operators
        if not (hit.trigger.id == "operator.breach" and grammar.children(token, "acl", "acl:relcl", "nmod")):
            consumed[token] = hit.head
        consumed.pop(hit.head, None)
        happenings[hit.head] = whole
        return


def _taken_by_participle(grammar: Grammar, token: int, consumed: dict[int, int]) -> int:
    """Return the participle that stands for a noun: of "lifted the sanctions imposed on it" what was imposed is lifted."""
    taker = consumed.get(token)
    is_participle = taker is not None and grammar.document.deprel[taker].startswith("acl")
    return taker if is_participle and taker is not None and grammar.document.head[taker] == token else token


def _complements(grammar: Grammar, hit: Hit, money: frozenset[str]) -> Iterable[int]:
    """Yield the tokens that an operator may take its event from, likeliest first; a sum of ``money`` leads to what it is for."""
    document = grammar.document
    head = hit.head
    if document.upos[head] in ("NOUN", "PROPN"):
        for child in document.children[head]:
            if (
                document.deprel[child] in ("nmod", "acl", "compound", "ccomp", "advcl", "nmod:poss")
                and child not in hit.tokens
            ):
                if document.deprel[child] == "nmod" and grammar.case(child) not in (
                    "of",
                    "to",
                    "in",
                    "on",
                    "for",
                    "with",
                ):
                    continue
                yield from grammar.conjuncts(child)
        return
    roles = grammar.roles(head)
    for child in grammar.children(head, "xcomp", "ccomp"):
        if hit.trigger.type is not None or not _is_told_of(grammar, child):
            yield from grammar.conjuncts(child)
    if hit.trigger.takes_clause:
        return
    for patient in roles.patients:
        yield patient
        if document.lemma[patient].lower() in money:  # "pledged 500 million euros in military aid"
            yield from (t for t in grammar.children(patient, "nmod") if grammar.case(t) in ("in", "of"))
    allowed = {document.lemma[token].lower() for token in hit.tokens if token != head}
    for noun in hit.tokens:
        for child in grammar.children(noun, "acl", "nmod") if noun != head else ():
            if any(document.lemma[mark] in allowed for mark in grammar.children(child, "mark", "case")):
                yield child
    is_typed = hit.trigger.type is not None
    for case, tokens in roles.by_case.items():
        if case in allowed or (is_typed and case in ("to", "on", "with", "of", "for", "from", "against")):
            yield from tokens
    for child in grammar.children(head, "advcl"):
        marks = {document.lemma[mark].lower() for mark in grammar.children(child, "mark", "case")}
        if marks & {"of", "from", "for", "against", "on", "to"} and (is_typed or marks & allowed):
            yield child


def _is_told_of(grammar: Grammar, clause: int) -> bool:
    """Whether a clause has a subject of its own that is named: "two were killed, the ministry announced"."""
    subjects = grammar.children(clause, "nsubj", "nsubj:pass")
    return any(grammar.document.upos[token] in ("NOUN", "PROPN", "NUM") for token in subjects)


def _join_harm(grammar: Grammar, happenings: list[Happening]) -> list[Happening]:
    """Join words of harm to the blow in the same sentence that they hang on, and to each other."""
    document = grammar.document
    by_clause: dict[int, Happening] = {}
    for happening in happenings:
        for token in (happening.clause, happening.head):
            by_clause.setdefault(token, happening)
    lasting: list[Happening] = []
    harms: list[Happening] = []
    for happening in happenings:
        (harms if _is_harm(grammar, happening, by_clause) else lasting).append(happening)
    # From the last to the first: of "two were killed and five wounded when troops fired" the blow hangs on the second.
    for happening in reversed(harms):
        blow = _blow(grammar, happening, by_clause)
        if blow is None or blow is happening:
            lasting.append(happening)
        else:
            blow.harms.extend([happening.head, *happening.harms])
            for token in (happening.clause, happening.head):
                by_clause[token] = blow
    lasting.sort(key=lambda happening: document.start[happening.head])
    return lasting


def _is_harm(grammar: Grammar, happening: Happening, by_clause: dict[int, Happening]) -> bool:
    """Whether a happening only says what another did: a word of harm, or a blow whose subject is a blow itself."""
    if happening.hit.trigger.id in HARM:
        return not happening.operators
    clause = happening.clause
    if happening.hit.trigger.id == "assault.destroy" and grammar.document.form(clause).lower().endswith("ing"):
        return grammar.document.deprel[clause] in ("advcl", "conj") and not happening.operators
    if happening.type != "ASSAULT" or grammar.document.upos[happening.head] != "VERB":
        return False
    subjects = (by_clause.get(token) for token in grammar.roles(happening.clause).agents)
    return any(other is not None and other is not happening and other.type == "ASSAULT" for other in subjects)


def _blow(grammar: Grammar, harm: Happening, by_clause: dict[int, Happening]) -> Happening | None:
    """Return the assault that a word of harm belongs to, None where it stands alone."""
    document = grammar.document
    head = harm.head
    roles = grammar.roles(head)
    near = [
        *roles.agents,
        *(t for case in ("in", "by", "during", "from", "after", "as") for t in roles.by_case.get(case, [])),
    ]
    above = document.head[head]
    relation = document.deprel[head]
    if above != ROOT and relation == "advcl":
        near.append(above)
    near += grammar.children(head, "advcl", "acl", "conj")
    if above != ROOT and relation in ("advcl", "acl:relcl", "acl", "conj", "parataxis", "ccomp", "xcomp"):
        near.append(above)
    for token in near:
        other = by_clause.get(token)
        if other is None or other is harm or other.type != "ASSAULT":
            continue
        is_other_act = other.hit.trigger.id not in HARM and relation == "conj" and token == above
        own_agents = [t for t in roles.agents if t not in grammar.roles(other.head).agents]
        if is_other_act and grammar.children(head, "nsubj") and own_agents:
            continue
        if grammar.children(token, "mark") and _is_condition(grammar, token):
            continue
        return other
    return None


def _is_condition(grammar: Grammar, clause: int) -> bool:
    marks = {grammar.document.lemma[mark].lower() for mark in grammar.children(clause, "mark")}
    return bool(marks & {"if", "unless", "whether"})
