"""Attributions by grammar: for every cue its source and the spans of what is attributed to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from transforms.language.document import ROOT, Document
from transforms.statements import sources
from transforms.statements.cues import Cue, Lexicon, load_cues
from transforms.statements.frames import Complement, Range, case, clause, complements, has, trim, without

PREFERENCE = (
    "that",
    "wh",
    "colon",
    "around",
    "as-clause",
    "beside",
    "relative",
    "guilt",
    "obj+",
    "obj",
    "pass",
    "to",
    "ing",
    "pred",
    "is",
)
"""Which frame wins where a cue has several; prepositions come last. A colon may add a second statement."""
ACCORDING = Cue("according to", "verb", "speech", "assert", "neutral")
NO_COMMENT = Cue("comment", "verb", "speech", "decline_comment", "neutral")
COUNT = Cue("", "verb", "speech", "assert", "neutral")
COUNTING = {
    "put": ("at",),
    "estimate": ("at",),
    "raise": ("to",),
    "revise": ("to",),
    "lower": ("to",),
    "give": ("as", "at"),
}
"""Verbs that tell a count, with the preposition before it."""
COUNTED = frozenset(
    {"toll", "number", "figure", "count", "dead", "death", "wounded", "injured", "casualty", "loss", "damage", "cost",
     "sum", "total", "victim", "price", "turnout"}
)  # fmt: skip
ANSWERING = frozenset({"respond", "reply", "answer", "return"})
SILENT = ANSWERING | {"give", "provide", "refuse"}
"""Verbs by which, negated, somebody keeps silent: "did not respond", "gave no details"."""
REQUESTS = frozenset({"request", "comment", "question", "inquiry", "enquiry", "email", "message", "call", "query"})
DETAILS = frozenset(
    {"detail", "figure", "number", "reason", "explanation", "information", "evidence", "estimate", "date"}
)
REFUSAL = Cue("refuse", "verb", "speech", "reject", "neutral")
LABEL = Cue(":", "verb", "speech", "assert", "neutral")
MESSAGES = frozenset(
    {
        "statement",
        "comment",
        "speech",
        "letter",
        "post",
        "tweet",
        "report",
        "interview",
        "message",
        "release",
        "view",
        "opinion",
        "word",
    }
)
INFORMATION = frozenset(
    {"information", "data", "figure", "report", "statement", "estimate", "record", "account", "number", "statistics",
     "analysis", "assessment", "announcement", "study", "research", "survey", "document", "letter", "investigation",
     "review", "communique", "communiqué", "release", "note", "article", "filing", "complaint", "memo", "indictment"}
)  # fmt: skip
"""What a text may name in place of whoever gave it: "according to figures from the ministry"."""
PARTICLE = {"rule": "out", "turn": "down", "find": ""}
"""The particle with which, the empty string where without any, a verb tells what somebody says."""
LABEL_WORDS = 6
"""Most words of a name before a colon ("US Secretary of State Antony Blinken:"); longer ones are sentences."""


@dataclass(slots=True)
class Attribution:
    """One cue with its source and content, before its words are weighed.

    ``head`` is the token of the cue, ``speaker`` the head token of the source, ``complement`` the token that heads the
    content, ``via`` the head token of who passed it on; ``spans`` are characters ``[start, end)`` in order. ``continues`` where it takes up the one before it.
    """

    cue: Cue
    frame: str
    head: int
    speaker: int | None
    spans: list[tuple[int, int]]
    complement: int | None = None
    continues: Attribution | None = None
    via: int | None = None
    quotations: list[int] = field(default_factory=list)


def find_attributions(document: Document, cues: Lexicon) -> list[Attribution]:
    """Return the attributions whose cue is in the lexicon ``cues``, in the order of their cues."""
    found: list[Attribution] = []
    telling = telling_words()
    for token, lemma in enumerate(document.lemma):
        if lemma not in telling:
            continue
        of_lemma = cues.get((lemma, document.upos[token]))
        if of_lemma is not None:
            found.extend(of_cue(document, token, of_lemma))
        elif lemma in ("accord", "according"):
            found.extend(_according(document, token))
        elif lemma == ":":
            found.extend(_labelled(document, token))
        if lemma in COUNTING and document.upos[token] == "VERB":
            found.extend(_counted(document, token))
        if lemma in SILENT and document.upos[token] == "VERB":
            found.extend(_silent(document, token))
    return found


@cache
def telling_words() -> frozenset[str]:
    """Return the lemmas of the words that may attribute something."""
    return frozenset(lemma for lemma, _ in load_cues()).union(("accord", "according", ":"), COUNTING, SILENT)


def of_cue(document: Document, token: int, cues: dict[str, Cue]) -> Iterator[Attribution]:
    """Yield the attribution that ``token`` makes by its cues' frames, and a second one where a colon follows the first."""
    part = next(iter(cues.values())).part
    if part == "verb" and (_carries(document, token) or not _has_particle(document, token)):
        return
    fitting = [complement for complement in complements(document, token) if complement.frame in cues]
    if not fitting:
        if document.lemma[token] == "comment":
            yield from _no_comment(document, token)
        if part == "noun":
            yield from _of_bare_noun(document, token, cues)
        return
    fitting.sort(key=_preference)
    speaker = source_of(document, token, part)
    chosen = fitting[:1]
    if chosen[0].frame == "that":
        chosen += [complement for complement in fitting[1:] if complement.frame == "colon"]
    for complement in chosen:
        if complement.content and not _is_empty(document, complement):
            content = complement.content
            if part == "noun" and sources.carrier(document, token) is not None:
                content = _with_preposition(document, complement)
            spans = characters(document, content)
            found = Attribution(cues[complement.frame], complement.frame, token, speaker, spans, complement.head)
            if part == "verb":
                _pass_on(document, found)
            yield found


def _has_particle(document: Document, token: int) -> bool:
    """Whether a verb that attributes only with a particle, or only without, is so written: "ruled out", not "found out".

    Nor does who "offered no evidence" offer anything.
    """
    particle = has(document, token, "compound:prt")
    lemma, written = document.lemma[token], "" if particle is None else document.lemma[particle]
    if lemma == "rule" and has(document, token, "ccomp") is not None:
        return True
    obj = has(document, token, "obj") if lemma == "offer" else None
    if obj is not None and any(document.lemma[child] == "no" for child in document.children[obj]):
        return False
    return written == PARTICLE[lemma] if lemma in PARTICLE else True


def _pass_on(document: Document, found: Attribution) -> None:
    """Tell source and messenger apart: "the agency, citing the ministry, reported", "quoted the minister as saying"."""
    cited = next((child for child in document.children[found.head] if document.lemma[child] == "cite"), None)
    source = has(document, cited, "obj") if cited is not None else None
    if source is not None and cited != found.complement:
        found.via, found.speaker = found.speaker, source
        return
    above, mark = document.head[found.head], has(document, found.head, "mark", "case")
    if (
        above != ROOT
        and document.lemma[above] in ("quote", "cite")
        and mark is not None
        and document.lemma[mark] == "as"
    ):
        quoted = has(document, above, "obj", "nsubj:pass")
        if quoted is not None:
            passive = document.deprel[quoted] == "nsubj:pass"
            found.via = has(document, above, "obl:agent") if passive else sources.of_verb(document, above)
            found.speaker = quoted


def _carries(document: Document, token: int) -> bool:
    """Whether the verb only lends itself to a noun that says what is done: "expressed concern", "made a promise"."""
    obj = has(document, token, "obj")
    return (
        obj is not None
        and document.lemma[token] in sources.LIGHT
        and (document.lemma[obj], document.upos[obj]) in load_cues()
        and has(document, token, "ccomp") is None
    )


def _of_bare_noun(document: Document, token: int, cues: dict[str, Cue]) -> Iterator[Attribution]:
    """Read a noun with no complement of its own: a message that the clause comes from, or an act that a verb carries.

    "Expressed concern over the arrests" may have the arrests under either word; "showed concern" is all that is told.
    """
    cue, verb = next(iter(cues.values())), document.head[token]
    if cue.lemma in MESSAGES:
        yield from _message(document, token, cue)
    if verb == ROOT or document.deprel[token] != "obj" or document.upos[verb] != "VERB":
        return
    speaker = sources.of_verb(document, verb)
    for complement in complements(document, verb):
        if complement.frame in cues and complement.head > token and document.lemma[verb] in sources.LIGHT:
            spans = characters(document, _with_preposition(document, complement))
            yield Attribution(cues[complement.frame], complement.frame, token, speaker, spans, complement.head)
            return
    if cue.act != "assert" and cue.kind == "speech" and document.lemma[verb] in sources.EXPRESSING:
        yield Attribution(cue, "itself", token, speaker, characters(document, ((verb, token + 1),)), token)


def _with_preposition(document: Document, complement: Complement) -> tuple[Range, ...]:
    """Return the content of a noun that a verb carries: of "voiced concern over the arrests" all but the cue."""
    (first, last), *more = complement.content
    return ((min(first, document.extents[complement.head][0]), last), *more)


def _is_empty(document: Document, complement: Complement) -> bool:
    """Whether the content says nothing by itself: "rejected that", "asked not to be named"."""
    (first, last), *more = complement.content
    if document.lemma[first] in ("this", "these") and complement.frame == "obj":
        return False  # "criticised this"
    if (
        not more
        and last - first == 1
        and document.upos[first] in ("PRON", "DET")
        and complement.frame not in ("that", "colon")
    ):
        return True
    return complement.frame == "to" and document.lemma[complement.head] in ("name", "identify", "quote")


def source_of(document: Document, token: int, part: str) -> int | None:
    """Return the head token of the source of a cue of that part of speech."""
    of = {"verb": sources.of_verb, "noun": sources.of_noun, "adj": sources.of_adjective}
    return of[part](document, token)


def characters(document: Document, content: tuple[Range, ...]) -> list[tuple[int, int]]:
    """Return the character spans that token ranges cover."""
    return [(document.start[first], document.end[last - 1]) for first, last in content]


def _preference(complement: Complement) -> int:
    return PREFERENCE.index(complement.frame) if complement.frame in PREFERENCE else len(PREFERENCE)


def _according(document: Document, token: int) -> Iterator[Attribution]:
    """Read "according to X, content" and its other orders."""
    if token + 1 >= len(document) or document.lemma[token + 1] != "to":
        return
    speaker = document.head[token]
    if speaker == ROOT or speaker < token:  # read as a participle with a phrase of its own
        speaker = has(document, token, "obl", "obj", "nmod") or -1
        phrase = token
    else:
        phrase = speaker
    if speaker < 0:
        return
    whose = sources.of_document(document, speaker) if document.lemma[speaker].lower() in INFORMATION else None
    governor = document.head[phrase]
    while governor != ROOT and document.deprel[phrase].startswith(("nmod", "acl")):
        phrase_of = governor
        governor = document.head[governor]
        if document.upos[phrase_of] in ("VERB", "AUX") or governor == ROOT:
            governor = phrase_of
            break
        if not document.deprel[phrase_of].startswith(("nmod", "acl")):
            break
    if governor == ROOT:
        return
    hole = document.extents[speaker if speaker > token else token]
    hole = (min(hole[0], token), hole[1])
    content = without(document, clause(document, governor), hole)
    if content:
        source = speaker if whose is None else whose
        yield Attribution(ACCORDING, "around", token, source, characters(document, content), governor)


def _no_comment(document: Document, token: int) -> Iterator[Attribution]:
    """Read "did not comment" and "had no comment": the words themselves are all there is."""
    verb = document.head[token] if document.upos[token] == "NOUN" else token
    if verb == ROOT or document.upos[verb] != "VERB":
        return
    denied = [
        child for place in {verb, token} for child in document.children[place] if document.lemma[child] in ("not", "no")
    ]
    speaker = sources.of_verb(document, verb)
    if denied and speaker is not None:
        first = min(verb, token, *denied, *(c for c in document.children[verb] if document.deprel[c] == "aux"))
        yield Attribution(NO_COMMENT, "itself", token, speaker, characters(document, ((first, token + 1),)), token)


def _counted(document: Document, token: int) -> Iterator[Attribution]:
    """Read "put the toll at four", "raised the number of dead to 12", "gave a figure of 14": counts are told by such verbs."""
    lemma, obj = document.lemma[token], has(document, token, "obj")
    if obj is None or document.lemma[obj].lower() not in COUNTED:
        return
    at = [child for child in document.children[token] if document.deprel[child] == "obl" and child > obj]
    told = next((child for child in at if case(document, child) in COUNTING[lemma]), None)
    if told is None and not (lemma == "give" and document.extents[obj][1] > obj + 1):
        return
    speaker = sources.of_verb(document, token)
    content = trim(document, document.extents[obj][0], document.extents[obj if told is None else told][1])
    if speaker is not None and content[0] < content[1]:
        yield Attribution(COUNT, "obj", token, speaker, characters(document, (content,)), obj)


def _silent(document: Document, token: int) -> Iterator[Attribution]:
    """Read "did not respond to a request for comment", "gave no details": that nothing was said is all there is."""
    lemma = document.lemma[token]
    last = document.extents[token][1]
    below = {document.lemma[word] for word in range(token, last)}
    obj = has(document, token, "obj")
    if lemma == "refuse":
        if obj is not None or has(document, token, "xcomp", "ccomp", "nsubj:pass", "aux:pass") is not None:
            return
        if document.deprel[token] == "conj":
            return  # "neither accepted nor refused"
        content = (token, token + 1)
    elif lemma in ANSWERING:
        denied = [child for child in document.children[token] if document.lemma[child] in ("not", "n't", "never")]
        if not denied or not below & REQUESTS:
            return
        auxiliaries = [child for child in document.children[token] if document.deprel[child] == "aux"]
        content = trim(document, min([token, *denied, *auxiliaries]), last)
    elif obj is not None and document.lemma[obj] in DETAILS:
        if not any(document.lemma[child] == "no" for child in document.children[obj]):
            return
        content = document.extents[obj]
    else:
        return
    speaker = sources.of_verb(document, token)
    if speaker is not None:
        cue = REFUSAL if lemma == "refuse" else NO_COMMENT
        yield Attribution(cue, "itself", token, speaker, characters(document, (content,)), token)


def _message(document: Document, token: int, cue: Cue) -> Iterator[Attribution]:
    """Read "in a statement by X, content": a message in an oblique, with an owner, and no verb of saying above it."""
    governor = document.head[token]
    if governor == ROOT or document.deprel[token] != "obl" or case(document, token) not in ("in", "on"):
        return
    is_said = has(document, governor, "ccomp") is not None
    speaker = source_of(document, token, "noun")
    if is_said or speaker is None or speaker == has(document, governor, "nsubj"):
        return
    content = without(document, clause(document, governor), document.extents[token])
    if content:
        yield Attribution(cue, "around", token, speaker, characters(document, content), governor)


def _labelled(document: Document, token: int) -> Iterator[Attribution]:
    """Read "X: content" at the start of a paragraph, as in transcripts."""
    first, last = document.sentences[document.sentence_of[token]]
    if not 0 < token - first <= LABEL_WORDS or token + 2 >= last or document.start[first] not in _openings(document):
        return
    if any(document.upos[word] in ("VERB", "AUX", "PRON") for word in range(first, token)):
        return
    speaker = next((word for word in range(first, token) if document.head[word] not in range(first, token)), None)
    if speaker is None or document.upos[speaker] != "PROPN":
        return
    content = trim(document, token + 1, last)
    if content[0] < content[1]:
        yield Attribution(LABEL, "colon", token, speaker, characters(document, (content,)), content[0])


def _openings(document: Document) -> set[int]:
    return {start for start, _ in document.paragraphs}
