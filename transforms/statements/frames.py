"""Frames: the complements in which a cue may carry what is attributed, as token ranges, named by their grammar.

=============  ==========================================================================================
``that``       finite clause: "said (that) ...", "the claim that ...", "is sure that ...", and speech before the cue
``wh``         question: "asked whether ...", "explained why ..."
``to``         infinitive: "promised to ...", "a plan to ..."
``ing``        participle: "denied having ...", "recalled seeing ..."
``obj``        object with what is predicated of it: "condemned the attack", "blamed X for Y", "urged X to ..."
``obj+``       the same, but only with something predicated: "called X a liar", "told X to ..."
``pass``       the same in the passive: "X was accused of Y"
``relative``   what a relative clause tells of: "a claim that X rejected"
``guilt``      the same, where it is "responsible" or "accountable"
``around``     the clause around the cue: "..., he said, ..."
``as-clause``  the clause around the cue with "as": "as X put it, ..."
``beside``     the same, where the cue has an object of its own
``colon``      what follows a colon or an opening mark: "He said: ..."
``is``         predicate of a noun cue: "the message is that ..."
a preposition  what it governs: "called for ...", "warned of ...", "criticism of ..."
=============  ==========================================================================================
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from transforms.language.document import ROOT, Document
from transforms.language.phrases import noun_phrase

Range = tuple[int, int]

INTERROGATIVE = frozenset({"whether", "if", "what", "why", "how", "who", "when", "where", "which", "whom", "whose"})
PREDICATED = frozenset({"for", "as", "of", "over", "about", "from", "against", "to", "on", "with", "into"})
"""Prepositions that tie a phrase to the object before it: "accused X of", "described X as"."""
GUILT = frozenset({"responsible", "accountable", "liable", "guilty"})
DAYS = frozenset({"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "today", "yesterday"})
BESIDE_DAYS = frozenset({"on", "late", "early", "last", "this", "the", "morning", "afternoon", "evening", "night"})
"""Words of a phrase that tells only on which day something was said."""
QUOTE_MARKS = frozenset("\"“”„«»‘’'") | {"''", "``"}


class Complement(NamedTuple):
    """A frame, the token ranges of its content, and the token that heads it."""

    frame: str
    content: tuple[Range, ...]
    head: int


def complements(document: Document, cue: int) -> Iterator[Complement]:
    """Yield what the token ``cue`` may introduce, in no order; what the lexicon makes of it is not decided here."""
    upos = document.upos[cue]
    if upos in ("VERB", "AUX"):
        yield from _of_verb(document, cue)
    elif upos in ("NOUN", "PROPN"):
        yield from _of_noun(document, cue)
    else:
        yield from _of_adjective(document, cue)


def case(document: Document, head: int) -> str:
    """Return the preposition before a nominal, lower case, the empty string where there is none."""
    for child in document.children[head]:
        if document.deprel[child] == "case" and child < head:
            return document.lemma[child].lower()
    return ""


def has(document: Document, head: int, *relations: str) -> int | None:
    """Return the first dependent of ``head`` in one of the relations, None where there is none."""
    deprel = document.deprel
    for child in document.children[head]:
        if deprel[child] in relations:
            return child
    return None


def trim(document: Document, first: int, last: int) -> Range:
    """Cut punctuation and conjunctions at both ends, quotation marks excepted."""
    while first < last and _is_edge(document, first):
        first += 1
    while last > first and _is_edge(document, last - 1):
        last -= 1
    return first, last


def without(document: Document, whole: Range, *holes: Range) -> tuple[Range, ...]:
    """Return what is left of a token range when others are cut out, each piece trimmed."""
    pieces = [whole]
    for start, end in holes:
        pieces = [
            piece
            for first, last in pieces
            for piece in ([(first, last)] if end <= first or last <= start else [(first, start), (end, last)])
        ]
    return tuple(piece for piece in (trim(document, *piece) for piece in pieces) if piece[0] < piece[1])


def cue_clause(document: Document, cue: int, *content: int) -> Range:
    """Return the tokens around ``cue`` that belong to its clause when the dependents ``content`` are left out."""
    first, last = cue, cue + 1
    for child in document.children[cue]:
        if child not in content and document.deprel[child] not in ("punct", "ccomp", "conj", "cc", "parataxis"):
            first = min(first, document.extents[child][0])
            last = max(last, document.extents[child][1])
    return first, last


def _is_edge(document: Document, token: int) -> bool:
    if document.upos[token] == "PUNCT":
        return document.form(token) not in QUOTE_MARKS
    return document.deprel[token] == "cc"


def _of_verb(document: Document, cue: int) -> Iterator[Complement]:
    extents, deprel = document.extents, document.deprel
    children = document.children[cue]
    clauses = [child for child in children if deprel[child] == "ccomp"]
    passive = has(document, cue, "nsubj:pass")
    if passive is None and has(document, cue, "aux:pass") is not None:
        passive = has(document, cue, "nsubj")
    obj = has(document, cue, "obj")
    if obj is None:
        obj = has(document, cue, "iobj")
    predicates = [child for child in children if deprel[child] == "xcomp"]
    if obj is None and len(predicates) > 1 and document.upos[predicates[0]] in ("NOUN", "PROPN"):
        obj = predicates[0]  # "called the arrests theatre", both nouns read as predicates
    antecedent = document.head[cue] if deprel[cue] == "acl:relcl" else ROOT
    if obj is not None and antecedent != ROOT and document.lemma[obj] in ("that", "which") and obj < cue:
        yield Complement("relative", without(document, noun_phrase(document, antecedent)), antecedent)
    for child in clauses:
        yield Complement(_clause_frame(document, child), _around(document, cue, child), child)
    if not clauses and passive is not None and _governs_by(document, cue):
        rest = _predicated(document, cue, passive)
        is_relative = document.upos[passive] == "PRON" and document.lemma[passive] in ("who", "which", "that")
        content = rest if is_relative and rest else without(document, extents[passive]) + rest
        yield Complement("pass", content, passive)
    for child in children:
        relation = deprel[child]
        if relation == "xcomp" and obj is None:
            yield Complement(_xcomp_frame(document, child), without(document, extents[child]), child)
        elif child == obj and not clauses:
            said_of = _predicated(document, cue, child)
            content = without(document, (extents[child][0], max([extents[child][1], *(end for _, end in said_of)])))
            yield Complement("obj", content, child)
            if said_of or has(document, cue, "xcomp") is not None or _is_judged(document, child):
                yield Complement("obj+", content, child)
                if any(document.lemma[c] in GUILT for c in children if deprel[c] == "xcomp"):
                    yield Complement("guilt", content, child)
        elif relation in ("obl", "obl:agent", "advmod") and not clauses and child > cue:
            preposition = case(document, child)
            if preposition:
                first = next(c for c in document.children[child] if deprel[c] == "case")
                last = max([extents[child][1], *(end for _, end in _infinitives(document, cue, child))])
                yield Complement(preposition, without(document, (first + 1, last)), child)
        elif relation == "advcl" and not clauses and child > cue:
            mark = has(document, child, "mark")
            if mark is not None and mark == extents[child][0] and _is_preposition(document, mark):
                yield Complement(document.lemma[mark], without(document, (mark + 1, extents[child][1])), child)
        elif relation == "parataxis" and child > cue and _is_announced(document, child):
            yield Complement("colon", without(document, extents[child]), child)
    if not clauses:
        yield from _matrix(document, cue)


def _matrix(document: Document, cue: int) -> Iterator[Complement]:
    """The clause into which the cue is inserted: in parataxis, or with "as"."""
    head = document.head[cue]
    if head == ROOT:
        return
    relation = document.deprel[cue]
    mark = has(document, cue, "mark")
    is_as = relation == "advcl" and mark is not None and document.lemma[mark] == "as"
    if relation == "parataxis" or is_as:
        frame = "as-clause" if is_as else "around" if has(document, cue, "obj", "xcomp") is None else "beside"
        hole = document.extents[cue]
        content = without(document, clause(document, head), hole)
        # "..., she joked; when we sat down ...": another sentence, whoever says it
        kept = tuple(
            piece
            for piece in content
            if piece[0] < cue
            or document.form(hole[1] - 1 if document.form(hole[1] - 1) == ";" else min(hole[1], len(document) - 1))
            != ";"
        )
        yield Complement(frame, _without_day(document, cue, kept or content), head)


def _without_day(document: Document, cue: int, content: tuple[Range, ...]) -> tuple[Range, ...]:
    """Return content without the day on which it was said: "..., officials said on Monday", whatever the tree makes of it."""
    if len(content) < 2:
        return content
    *before, (first, last) = content
    words = [document.form(token).lower() for token in range(first, last)]
    is_day = first == cue + 1 and bool(DAYS & set(words)) and all(word in DAYS | BESIDE_DAYS for word in words)
    return tuple(before) if is_day else content


def clause(document: Document, head: int) -> Range:
    """Return the tokens of the clause that ``head`` heads, without the conjunction and subordinator before it."""
    first, last = document.extents[head]
    while first < head and (document.deprel[first] in ("cc", "mark") and document.head[first] == head):
        first += 1
    return first, last


def _around(document: Document, cue: int, child: int) -> tuple[Range, ...]:
    """The content clause, with the cue cut out where it is inserted in the middle."""
    whole = document.extents[child]
    if whole[0] <= cue < whole[1]:
        return _without_day(document, cue, without(document, whole, cue_clause(document, cue, child)))
    return without(document, whole)


def _is_preposition(document: Document, mark: int) -> bool:
    """Whether a mark before a participle is a preposition: "apologised for killing"."""
    return document.upos[mark] == "ADP" or document.lemma[mark] in PREDICATED


def _clause_frame(document: Document, head: int) -> str:
    first = document.extents[head][0]
    while document.upos[first] == "PUNCT" and first < head:
        first += 1
    return "wh" if document.lemma[first].lower() in INTERROGATIVE and first < head + 1 else "that"


def _xcomp_frame(document: Document, head: int) -> str:
    mark = has(document, head, "mark")
    if mark is not None and document.lemma[mark] == "to":
        return "to"
    gerund = any(document.form(child) == "having" for child in document.children[head])  # "denied having met him"
    return "ing" if gerund or document.form(head).endswith("ing") else "pred"


def _predicated(document: Document, cue: int, obj: int) -> tuple[Range, ...]:
    """Ranges after the object that say something of it: infinitive, predicate, "for ...", "as ..."."""
    found = []
    for child in document.children[cue]:
        if child <= max(obj, cue) or child == obj:
            continue
        relation = document.deprel[child]
        if relation == "xcomp" or (relation == "obl" and case(document, child) in PREDICATED):
            found.append(trim(document, *document.extents[child]))
        elif relation == "advcl":
            mark = has(document, child, "mark")
            if mark is not None and (document.lemma[mark] in PREDICATED or document.lemma[mark] == "to"):
                found.append(trim(document, *document.extents[child]))
    return tuple(found)


def _is_judged(document: Document, obj: int) -> bool:
    """Whether an adjective stands behind the object: "called the measures illegal"."""
    return any(child > obj and document.upos[child] == "ADJ" for child in document.children[obj])


def _is_announced(document: Document, head: int) -> bool:
    """Whether a colon, or a quotation mark, opens the clause."""
    first = document.extents[head][0]
    return document.form(first) == ":" or document.form(first) in QUOTE_MARKS or document.form(first - 1) == ":"


def _infinitives(document: Document, cue: int, after: int) -> list[Range]:
    """Ranges of the infinitives after a phrase that depend on the cue too: "called on X *to do*"."""
    return [
        trim(document, *document.extents[child])
        for child in document.children[cue]
        if child > after and document.deprel[child] in ("xcomp", "advcl")
        if (mark := has(document, child, "mark")) is not None and document.lemma[mark] == "to"
    ]


def _governs_by(document: Document, cue: int) -> bool:
    return has(document, cue, "aux:pass") is not None or has(document, cue, "obl:agent") is not None


def _of_noun(document: Document, cue: int) -> Iterator[Complement]:
    extents = document.extents
    for child in document.children[cue]:
        if child < cue:
            continue
        relation = document.deprel[child]
        mark = has(document, child, "mark")
        if relation in ("acl", "ccomp", "advcl") and mark is not None and mark == extents[child][0]:
            lemma = document.lemma[mark].lower()
            if lemma == "that":
                yield Complement("that", without(document, extents[child]), child)
            elif lemma == "to":
                yield Complement("to", without(document, extents[child]), child)
            elif document.upos[mark] == "ADP":
                yield Complement(lemma, without(document, (mark + 1, extents[child][1])), child)
            else:
                yield Complement("wh", without(document, extents[child]), child)
        elif relation in ("acl", "ccomp") and has(document, child, "nsubj", "nsubj:pass") is not None:
            yield Complement(_clause_frame(document, child), without(document, extents[child]), child)
        elif (
            relation == "acl" and document.form(child).endswith("ing") and document.lemma[child] != document.form(child)
        ):
            yield Complement("ing", without(document, extents[child]), child)
        elif relation in ("nmod", "obl"):
            preposition = case(document, child)
            if preposition:
                first = next(c for c in document.children[child] if document.deprel[c] == "case")
                yield Complement(preposition, without(document, (first + 1, extents[child][1])), child)
    head = document.head[cue]
    if head != ROOT and document.deprel[cue] in ("nsubj", "nsubj:outer"):
        copula = has(document, head, "cop")
        mark = has(document, head, "mark")
        if copula is not None and copula < head and mark is not None and mark > copula:
            yield Complement("is", without(document, (copula + 1, extents[head][1])), head)


def _of_adjective(document: Document, cue: int) -> Iterator[Complement]:
    for child in document.children[cue]:
        if child < cue:
            continue
        relation = document.deprel[child]
        mark = has(document, child, "mark")
        if relation in ("ccomp", "xcomp", "advcl", "csubj"):
            lemma = document.lemma[mark].lower() if mark is not None else ""
            frame = lemma if lemma in ("that", "to") else _clause_frame(document, child)
            if relation != "advcl" or lemma in ("that", "to"):
                yield Complement(frame, without(document, document.extents[child]), child)
        elif relation in ("obl", "nmod"):
            preposition = case(document, child)
            if preposition:
                first = next(c for c in document.children[child] if document.deprel[c] == "case")
                yield Complement(preposition, without(document, (first + 1, document.extents[child][1])), child)
