"""Rows of the table ``statements``: who said what, about whom, to the character, for one article.

A statement is something *said*: an act at a time, which its speaker can be held to and others can contradict. What the
reporter says that somebody thinks, wants or plans, and what a poll shows, are attributions too, found by the same rules; they
are nobody's words, so the ledger leaves them out (``scope="utterances"``). ``scope="attributions"`` keeps them all, as
corpora of attribution do.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Literal

from transforms.coreference import FIRST_PERSON, Referent, Referents
from transforms.coreference.parties import STATE
from transforms.coreference.referents import CONTEXT
from transforms.ids import digest, make_id
from transforms.language.document import ROOT, Document
from transforms.language.phrases import noun_phrase, words
from transforms.statements.acts import is_negated, speech_act, wrongdoer
from transforms.statements.attribution import INFORMATION, Attribution, find_attributions
from transforms.statements.cues import load_cues, load_utterances
from transforms.statements.frames import case, has
from transforms.statements.quoted import Quoter
from transforms.statements.somebody import has_speaker
from transforms.statements.sources import of_document, of_noun

WORD = re.compile(r"\w")
Row = dict[str, Any]
Scope = Literal["utterances", "attributions"]
Span = tuple[int, int]

CONFIDENCE = {"quote": 0.75, "continued": 0.7, "colon": 0.85, "that": 0.95, "around": 0.9}
"""Share of statements of a frame that are right on development data, rounded; other frames `OTHER`."""
OTHER = 0.8
ANSWERED = frozenset({"accusation", "accusations", "allegation", "allegations", "charge", "charges", "claim", "claims"})
ACCUSING = frozenset({"accuse", "blame", "criticise", "condemn"})
NOBODY = frozenset({"nobody", "no", "none", "neither", "nothing"})
HEARSAY = frozenset(
    {"say", "report", "allege", "claim", "accuse", "describe", "call", "quote", "understand", "announce"}
)
UNMENTIONED = frozenset({"mention", "address", "name", "identify", "specify", "discuss", "touch"})
VENUES = frozenset(
    {"briefing", "conference", "interview", "statement", "speech", "rally", "meeting", "press", "twitter", "facebook",
     "telegram", "post", "tweet", "letter", "address", "summit", "hearing", "article", "television", "tv", "radio",
     "report", "remark", "testimony", "debate", "event", "call", "video", "message", "forum", "session"}
)  # fmt: skip


def find_statements(
    document: Document,
    referents: Referents,
    *,
    article_id: str,
    published: date | None,
    set_aside: Sequence[Span] = (),
    scope: Scope = "utterances",
) -> list[Row]:
    """Return the statement rows of an article in the order of their content.

    ``set_aside`` are character spans of boilerplate, in which nothing is coded. ``mention_ids`` are empty: whoever finds
    the mentions fills them.
    """
    cues = load_cues() if scope == "attributions" else load_utterances()
    attributions = Quoter(document, referents.quotations, find_attributions(document, cues)).join()
    kept = [
        attribution
        for attribution in attributions
        if (scope == "attributions" or (_is_uttered(document, attribution) and not _is_sacking(referents, attribution)))
        and not _touches(attribution, document, set_aside)
    ]
    if scope == "utterances":
        kept = [attribution for attribution in kept if has_speaker(document, referents, attribution)]
    speakers: dict[int, Referent] = {}
    for attribution in kept:
        speaker = _set_apart(document, referents, attribution, _speaker(document, referents, attribution, speakers))
        speakers[id(attribution)] = speaker
        for number in attribution.quotations:
            quotation = referents.quotations[number]
            referents.speaks(quotation.start, quotation.end, speaker)
    seen: Counter[tuple[str, ...]] = Counter()
    text_sha256 = digest(document.text)
    rows = []
    for attribution in kept:
        row = _row(document, referents, attribution, speakers[id(attribution)])
        words_of = (row["speaker_text"] or "", row["cue_text"] or "", "\n".join(row["content_text"]))
        row["statement_id"] = make_id("s", article_id, *words_of, seen[words_of])
        seen[words_of] += 1
        row |= {"article_id": article_id, "published_date": published, "text_sha256": text_sha256, "mention_ids": []}
        rows.append(row)
    _answer(rows)
    return _nest(rows)


def _is_uttered(document: Document, attribution: Attribution) -> bool:
    """Whether somebody said it: by the cue, or because words of theirs are quoted."""
    kind = attribution.cue.kind
    if kind == "topic" and attribution.cue.lemma in UNMENTIONED and is_negated(document, attribution.head):
        return True  # what a speaker passed over in silence
    return kind == "speech" or (kind == "topic" and bool(attribution.quotations))


def _is_sacking(referents: Referents, attribution: Attribution) -> bool:
    """Whether somebody is dismissed rather than something said."""
    party = referents.parties.of.get(attribution.complement) if attribution.complement is not None else None
    return attribution.cue.lemma == "dismiss" and party is not None and party.is_person


def _touches(attribution: Attribution, document: Document, set_aside: Sequence[Span]) -> bool:
    cue = document.start[attribution.head]
    return any(
        begin <= cue < stop or any(start < stop and begin < end for start, end in attribution.spans)
        for begin, stop in set_aside
    )


def _speaker(
    document: Document, referents: Referents, attribution: Attribution, speakers: dict[int, Referent]
) -> Referent:
    """Resolve the source; one that continues has the speaker it continues."""
    before = attribution.continues
    if before is not None and id(before) in speakers:
        return replace(speakers[id(before)], how="continued")
    author = _author(document, referents, attribution)
    if author is not None:
        return author
    found = referents.identified(attribution.speaker) if attribution.speaker is not None else None
    if found is not None and speakers and _is_message(document, attribution.speaker):
        last = next(reversed(speakers.values()))
        return replace(last, how="title") if last.name else found
    return found or Referent(None, "none", "unresolved", 0.0)


def _set_apart(document: Document, referents: Referents, attribution: Attribution, speaker: Referent) -> Referent:
    """Give an official, of whose state only the surroundings tell, to the other side than the one whose forces he accuses.

    Where no other side is at hand, his country stays open: an accusation turned against its own author is worse than none.
    """
    role = referents.parties.find(speaker.role) if speaker.role and speaker.actor_id is None else None
    is_official = role is not None and role.actor.sector in STATE and speaker.confidence <= CONTEXT
    agent = wrongdoer(document, attribution) if is_official else None
    if agent is None:
        return speaker
    accused = referents.parties.countries(*noun_phrase(document, agent))
    match = referents.parties.find(words(document, *noun_phrase(document, agent)))
    if accused != speaker.country or match is None or match.actor.sector not in STATE:
        return speaker
    other = next((code for code in referents.scene.pair(attribution.head) if code not in accused), None)
    return replace(speaker, country=(other,) if other else ())


def _author(document: Document, referents: Referents, attribution: Attribution) -> Referent | None:
    """Return whose the document is that is said to speak: "a report by the ministry says", "the company's letter said"."""
    head = attribution.speaker
    if head is None or document.upos[head] != "NOUN" or document.lemma[head] not in INFORMATION:
        return None
    owner = of_document(document, head) if attribution.frame == "around" else of_noun(document, head)
    return referents.identified(owner) if owner is not None and owner != head else None


def _is_message(document: Document, head: int | None) -> bool:
    """Whether the source is "the statement" of whoever was quoted before."""
    if (
        head is None
        or document.lemma[head] not in ("statement", "communique", "communiqué")
        or document.upos[head] != "NOUN"
    ):
        return False
    return [document.lemma[child] for child in document.children[head] if document.deprel[child] != "punct"] == ["the"]


def _row(document: Document, referents: Referents, attribution: Attribution, speaker: Referent) -> Row:
    """Return the columns that depend on the text alone."""
    text = document.text
    continued = attribution.continues is not None
    anchor = attribution.head if not continued else _token_at(document, attribution.spans[0][0])
    sentence = document.sentence_of[anchor]
    first, last = document.sentences[sentence]
    speaker_span = (
        None
        if attribution.speaker is None or continued
        else speaker_phrase(document, attribution.speaker, referents.persons)
    )
    cue_span = None if continued else cue_phrase(document, attribution)
    quoted = [_span(q.start, q.end) for q in (referents.quotations[n] for n in sorted(attribution.quotations))]
    act, target = speech_act(document, referents, attribution, speaker)
    about = _about(document, referents, target) if target is not None else None
    target_span = _phrase_span(document, target) if target is not None else None
    return {
        "sentence_number": sentence,
        "paragraph_number": max(0, bisect_right(document.paragraphs, (document.start[anchor], len(text))) - 1),
        "sentence_span": _span(document.start[first], document.end[last - 1]),
        "speaker_text": text[slice(*speaker_span)] if speaker_span else None,
        "speaker_span": _span(*speaker_span) if speaker_span else None,
        "speaker_kind": speaker.kind,
        "speaker_name": speaker.name,
        "speaker_actor_id": speaker.actor_id,
        "speaker_role": speaker.role,
        "speaker_affiliation": speaker.affiliation,
        "speaker_country": list(speaker.country),
        "speaker_resolution": speaker.how,
        "speaker_confidence": speaker.confidence,
        "reported_via": _name(document, referents, attribution.via),
        "cue_text": text[slice(*cue_span)] if cue_span else None,
        "cue_span": _span(*cue_span) if cue_span else None,
        "cue_lemma": attribution.cue.lemma or (None if continued else document.lemma[attribution.head]),
        "cue_stance": attribution.cue.stance,
        "content_text": [text[start:end] for start, end in attribution.spans],
        "content_spans": [_span(start, end) for start, end in attribution.spans],
        "quoted_spans": quoted,
        "form": _form(text, attribution.spans, quoted),
        "is_continued": continued,
        "polarity": "negated" if _is_unsaid(document, attribution) else "affirmed",
        "speech_act": act,
        "target_text": text[slice(*target_span)] if target_span else None,
        "target_span": _span(*target_span) if target_span else None,
        "target_name": about.name if about else None,
        "target_actor_id": about.actor_id if about else None,
        "target_country": list(about.country) if about else [],
        "addressee_text": None if continued else _addressee(document, attribution),
        "venue_text": None if continued else _venue(document, attribution),
        "rule": f"{attribution.cue.part}.{attribution.frame}",
        "confidence": CONFIDENCE.get(attribution.frame, OTHER),
    }


def _about(document: Document, referents: Referents, target: int) -> Referent | None:
    """Return whom the target means; somebody, not something, belongs to a country though no word of it says so."""
    found = referents.resolve(target)
    is_party = target in referents.parties.of or document.upos[target] == "PRON"
    return referents.identified(target) if found is not None and is_party else found


def _name(document: Document, referents: Referents, head: int | None) -> str | None:
    """Return the name of a party, as written where it is not known."""
    if head is None:
        return None
    referent = referents.resolve(head)
    return (referent.name if referent else None) or document.text[slice(*_phrase_span(document, head))]


def speaker_phrase(document: Document, head: int, names: Container[int]) -> Span:
    """Return the characters of the source: the phrase, of several all, or one of ``names`` in apposition to it."""
    first, last = noun_phrase(document, head)
    for child in document.children[head]:
        if document.deprel[child] == "appos" and child in names and document.upos[head] != "PROPN":
            first, last = noun_phrase(document, child)
        elif document.deprel[child] == "conj" and child > head:
            last = max(last, noun_phrase(document, child)[1])
    return document.start[first], document.end[last - 1]


def cue_phrase(document: Document, attribution: Attribution) -> Span:
    """Return the characters of the cue: the word with its particle, its negation, or the verb that carries a noun."""
    first = last = attribution.head
    for child in document.children[attribution.head]:
        if document.deprel[child] in ("compound:prt", "fixed"):
            last = max(last, child)
    if attribution.cue.lemma == "according to":
        last = max(last, first + 1)
    above = document.head[first]
    if attribution.cue.part == "noun" and above != ROOT and document.deprel[first] == "obj" and first - above <= 4:
        first = min(first, above)
    if attribution.cue.part == "adj" and (copula := has(document, first, "cop")) is not None:
        first = min(first, copula)
    return document.start[first], document.end[last]


def _phrase_span(document: Document, head: int) -> Span:
    first, last = noun_phrase(document, head)
    return document.start[first], document.end[last - 1]


def _span(start: int, end: int) -> dict[str, int]:
    return {"start": start, "end": end}


def _token_at(document: Document, place: int) -> int:
    return max(0, bisect_right(document.start, place) - 1)


def _form(text: str, spans: list[Span], quoted: list[dict[str, int]]) -> str:
    """Direct where nothing but quotations is attributed, indirect where none is, else mixed."""
    if not quoted:
        return "indirect"
    for start, end in spans:
        for quotation in quoted:
            if start < quotation["end"] and quotation["start"] < end:
                if WORD.search(text, start, quotation["start"]):
                    return "mixed"
                start = quotation["end"]
        if WORD.search(text, start, end):
            return "mixed"
    return "direct"


def _is_unsaid(document: Document, attribution: Attribution) -> bool:
    """Whether it was not said: "did not say", "declined to comment", "refused to confirm"."""
    head = attribution.head
    if attribution.cue.act == "decline_comment" or (attribution.continues is None and is_negated(document, head)):
        return True
    above = document.head[head]
    return document.deprel[head] == "xcomp" and document.lemma[above] in ("decline", "refuse", "fail")


def _addressee(document: Document, attribution: Attribution) -> str | None:
    """Return whom it was said to: the object beside a clause, "to reporters", "for foreign attaches" of a briefing."""
    for child in document.children[attribution.head]:
        relation = document.deprel[child]
        content = child == attribution.complement
        if not content and (
            relation == "iobj" or (relation == "obj" and attribution.frame in ("that", "wh", "quote", "around"))
        ):
            return document.text[slice(*_phrase_span(document, child))]
        if (
            not content
            and relation == "obl"
            and case(document, child) == "to"
            and attribution.frame in ("that", "around", "quote")
        ):
            return document.text[slice(*_phrase_span(document, child))]
    venue = _venue_token(document, attribution)
    for child in document.children[venue] if venue is not None else ():
        if document.deprel[child] == "nmod" and case(document, child) in ("for", "to", "with"):
            return document.text[
                document.start[noun_phrase(document, child)[0]] : document.end[document.extents[child][1] - 1]
            ]
    return None


def _venue(document: Document, attribution: Attribution) -> str | None:
    venue = _venue_token(document, attribution)
    return None if venue is None else document.text[slice(*_phrase_span(document, venue))]


def _venue_token(document: Document, attribution: Attribution) -> int | None:
    for child in document.children[attribution.head]:
        if (
            child != attribution.complement
            and document.deprel[child] == "obl"
            and document.lemma[child].lower() in VENUES
        ):
            return child
    return None


def _answer(rows: list[Row]) -> None:
    """Take "the accusation" that is denied or rejected for that of whoever accused last before."""
    for number, row in enumerate(rows):
        words_of = (row["target_text"] or "").lower().split()
        if row["speech_act"] not in ("deny", "reject") or row["target_country"] or not ANSWERED & set(words_of):
            continue
        for before in reversed(rows[:number]):
            if before["speech_act"] in ACCUSING and before["speaker_name"] not in (None, row["speaker_name"]):
                row["target_name"], row["target_actor_id"] = before["speaker_name"], before["speaker_actor_id"]
                row["target_country"] = before["speaker_country"]
                break


def _nest(rows: list[Row]) -> list[Row]:
    """Return the rows with ``reported_via`` filled: whose words the cue stands in.

    What speakers say of themselves within their own words ("he said he hoped", "we call on") is part of that statement and
    no second one; so is what they have people say in what is quoted of them ("they told us to wait"), if it is nobody known.
    """
    spans = sorted(
        (span["start"], span["end"], number) for number, row in enumerate(rows) for span in row["content_spans"]
    )
    cues = sorted((row["cue_span"]["start"], number) for number, row in enumerate(rows) if row["cue_span"])
    around: list[tuple[int, int, int]] = []
    repeated = set()
    for place, number in cues:
        while spans and spans[0][0] <= place:
            around.append(spans.pop(0))
        around = [span for span in around if span[1] > place]
        outer = [span for span in around if span[2] != number and rows[span[2]]["cue_span"] != rows[number]["cue_span"]]
        if not outer:
            continue
        row, whole = rows[number], rows[min(outer, key=lambda span: span[1] - span[0])[2]]
        own = (row["speaker_text"] or "").lower().split(" ")[0] in FIRST_PERSON
        quoted = any(span["start"] <= place < span["end"] for span in whole["quoted_spans"])
        if (
            own
            or (quoted and row["speaker_actor_id"] is None)
            or (row["speaker_name"] is not None and row["speaker_name"] == whole["speaker_name"])
        ):
            repeated.add(number)
        else:
            row["reported_via"] = whole["speaker_name"] or whole["speaker_text"]
    return [row for number, row in enumerate(rows) if number not in repeated]
