"""Rows of the tables mentions and casualties for one article."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from transforms.codebook.events import Codebook, load_codebook
from transforms.coreference import Referents
from transforms.ids import digest, make_id
from transforms.language.document import Document
from transforms.mentions.attachment import Attachment
from transforms.mentions.belonging import Belonging
from transforms.mentions.calendar import Calendar
from transforms.mentions.cast import Cast
from transforms.mentions.casualties import casualty_rows, find_tolls, share_out
from transforms.mentions.claims import Claims, claim_status, claimant, is_own_blow, is_speaker
from transforms.mentions.grammar import Grammar
from transforms.mentions.happenings import Happening, find_happenings
from transforms.mentions.hits import find_hits
from transforms.mentions.modality import find_modality
from transforms.mentions.relevance import Relevance
from transforms.mentions.selection import VERBAL, is_event, is_of_words, is_told, repeats
from transforms.mentions.setting import Setting
from transforms.mentions.sides import Sider, Sides
from transforms.mentions.stage import Stage
from transforms.mentions.words import known_words
from transforms.places import Gazetteer

Row = dict[str, Any]

TOGETHER = 3
"""Tokens between the words of a trigger at most for its span to cover them all."""
FORCE = frozenset({"ASSAULT", "COERCE", "MOBILIZE", "SANCTION"})


def find_mentions(
    document: Document,
    referents: Referents,
    statements: Sequence[Row],
    *,
    article_id: str,
    published: date | None,
    gazetteer: Gazetteer,
    set_aside: Sequence[tuple[int, int]] = (),
) -> tuple[list[Row], list[Row]]:
    """Return mentions and casualties of an article as rows; put the mentions' ids into the statements that tell them.

    Nothing is coded in the character spans ``set_aside`` nor in a headline, which tells again what the text tells.
    """
    codebook = load_codebook()
    document = known_words(document, codebook.vocabulary)
    grammar = Grammar(document)
    skipped = _skipped(document, set_aside)
    hits = find_hits(grammar, codebook, skipped)
    happenings = find_happenings(grammar, hits, codebook)
    attachment = Attachment(document, happenings)
    calendar = Calendar(document, happenings, attachment, published)
    stage = Stage(grammar, referents, hits)
    cast = Cast(grammar, referents, stage, hits, codebook, calendar.tokens)
    sider = Sider(cast, gazetteer)
    belonging = Belonging(cast, gazetteer)
    relevance = Relevance(document, codebook, hits)
    claims = Claims(document, statements)
    setting = Setting(grammar, referents, attachment, gazetteer, codebook, stage.known, calendar.tokens)
    told: list[tuple[Happening, Sides]] = []
    mentions: list[Row] = []
    casualties: list[Row] = []
    ordinals: Counter[tuple[str, ...]] = Counter()
    people = codebook.classes["person"] | codebook.classes["armed"] - {"army", "force", "militia", "unit"}
    tolls = share_out(grammar, find_tolls(grammar, skipped, people), happenings, attachment)
    text_sha256 = digest(document.text)
    for happening in happenings:
        statement = claims.around(happening.head)
        modality, cue = find_modality(grammar, happening)
        if cue is not None and cue.lower() == "whether":
            continue
        sides = sider.find(happening, statement)
        if is_of_words(happening, sides, grammar):
            happening.type, happening.mode = "ACCUSE", "disapprove"
        statement = _speak(happening, sides, statement, cast)
        if (
            not is_told(grammar, happening, sides, calendar, codebook, statement, told)
            or not is_event(happening, sides, grammar, relevance, codebook.classes)
            or repeats(happening, sides, told, grammar)
        ):
            continue
        told.append((happening, sides))
        if modality == "negated" and statement is None and (cue == "no" or _is_idle(happening, sides)):
            continue
        modality = turn(happening, modality, codebook, is_own=_is_own(sides, statement))
        teller = None if _is_made_by(happening, statement, sides) else statement
        when, modality = calendar.find(
            happening, modality, is_retold=teller is not None, is_claimed=statement is not None
        )
        words = {document.lemma[token] for token in happening.tokens}
        is_own = happening.is_claimed or is_own_blow(teller, happening.type, sides.actors, sides.direction, words)
        status = claim_status(teller, modality, is_own=is_own)
        if status == "denied" and modality == "actual" and teller is not None:
            modality, cue = "negated", teller["cue_text"]
        said = teller or statement or claims.made_by(happening.clause)
        where = setting.find(happening, relevance.paragraph_of[document.sentence_of[happening.head]])
        belonging.settle(sides, happening, statement, where)
        row = {
            "article_id": article_id,
            "published_date": published,
            **_evidence(document, happening),
            **_what(happening, codebook, relevance, document),
            "actors": sides.actors,
            "recipients": sides.recipients,
            "direction": sides.direction,
            **when,
            **where,
            "modality": modality,
            "modality_cue": cue,
            **claimant(teller),
            "statement_id": said["statement_id"] if said else None,
            "claim_status": status,
            "type_confidence": 0.7 if happening.hit.pattern.is_weak else 0.85,
            "who_confidence": sides.confidence,
            "text_sha256": text_sha256,
        }
        row = {"mention_id": _mention_id(document, article_id, row, said, ordinals), **row}
        mentions.append(row)
        if said is not None:
            said["mention_ids"].append(row["mention_id"])
        for toll, counted in casualty_rows(grammar, tolls.get(id(happening), ())):
            casualties.append(_casualty(row, counted, toll.group, cast, len(casualties)))
    return mentions, casualties


def _skipped(document: Document, set_aside: Sequence[tuple[int, int]]) -> list[bool]:
    """Mark the tokens in which nothing is coded."""
    spans = list(set_aside)
    if len(document.paragraphs) > 1:
        first, last = document.paragraphs[0]
        if document.text[first:last].rstrip()[-1:] not in ".!?…:;”\"'’)":
            spans.append((first, last))
    skipped = [False] * len(document)
    for first, last in spans:
        for token in range(bisect_left(document.start, first), bisect_left(document.start, last)):
            skipped[token] = True
    return skipped


def _speak(happening: Happening, sides: Sides, statement: Row | None, cast: Cast) -> Row | None:
    """Give a verbal act without an actor of its own the speaker whose words it stands in."""
    if statement is None:
        return None
    if happening.frame == "about":
        speaker = cast.speaker(statement)
        sides.recipients = sides.actors if sides.actors and sides.actors[0]["sector"] != "UNK" else sides.recipients
        sides.actors = [speaker]
        return statement
    return statement


def _is_own(sides: Sides, statement: Row | None) -> bool:
    """Whether the actor is whoever speaks, or whom the speaker speaks for."""
    if statement is None:
        return False
    countries = {row["country"] for row in sides.actors if row["country"]}
    return bool(countries & set(statement["speaker_country"])) or _is_named(sides, statement)


def _is_idle(happening: Happening, sides: Sides) -> bool:
    """Whether a blow that was not struck is nobody's on nobody: "took no prisoners"."""
    return happening.type == "ASSAULT" and not any(row["country"] for row in (*sides.actors, *sides.recipients))


def turn(happening: Happening, modality: str, codebook: Codebook, *, is_own: bool) -> str:
    """Make a promise of cooperation to come, a refusal of cooperation denied, a threat of one's own force to come.

    Returns the modality that is left: refusing and threatening are done by saying so.
    """
    turns = None
    if modality == "future":
        turns = codebook.turns["will"] if happening.type in codebook.turns["will"] else None
        if turns is None and is_own and happening.type in FORCE:
            turns = codebook.turns["threat"]
    elif modality == "negated" and happening.is_refused:
        turns = codebook.turns["wont"]
    result = turns.get(f"{happening.type}:{happening.mode}") or turns.get(happening.type) if turns else None
    if result is None:
        return modality
    name, _, mode = result.partition(":")
    happening.type, happening.mode = name, mode or None
    return "actual" if name == "REJECT" else modality


def _is_made_by(happening: Happening, statement: Row | None, sides: Sides) -> bool:
    """Whether the act is the speaker's own, done by saying it: then the article tells it, not the speaker."""
    return statement is not None and happening.type in VERBAL and _is_named(sides, statement)


def _is_named(sides: Sides, statement: Row) -> bool:
    """Whether the speaker of a statement is among the actors."""
    return any(is_speaker(statement, actor) for actor in sides.actors)


def _evidence(document: Document, happening: Happening) -> Row:
    """Return sentence and trigger as text and spans."""
    number = document.sentence_of[happening.head]
    first, last = document.sentences[number]
    words = _near(happening)
    start, end = document.start[words[0]], document.end[words[-1]]
    return {
        "sentence_number": number,
        "sentence_span": {"start": document.start[first], "end": document.end[last - 1]},
        "trigger_text": document.text[start:end],
        "trigger_span": {"start": start, "end": end},
    }


def _near(happening: Happening) -> list[int]:
    """Return the words of the trigger that stand together around its head: not "called" with the far "to discuss"."""
    words = [happening.head]
    for token in sorted(happening.tokens, key=lambda token: abs(token - happening.head)):
        if min(abs(token - word) for word in words) <= TOGETHER:
            words.append(token)
    return sorted(words)


def _what(happening: Happening, codebook: Codebook, relevance: Relevance, document: Document) -> Row:
    """Return type, mode, context and what follows from them."""
    contexts = list(happening.hit.trigger.context)
    first, last = document.sentences[document.sentence_of[happening.head]]
    for lemma in document.lemma[first:last]:
        contexts += codebook.contexts.get(lemma, ())
    return {
        "event_type": happening.type,
        "mode": happening.mode,
        "context": sorted(set(contexts)),
        "quad_class": codebook.types[happening.type].quad,
        "intensity": codebook.score(happening.type, happening.mode),
        "cameo_root": codebook.cameo_root(happening.type, happening.mode),
        "rule": happening.rule,
    }


def _mention_id(
    document: Document, article_id: str, row: Row, statement: Row | None, ordinals: Counter[tuple[str, ...]]
) -> str:
    """Return the id: article, claimant's words, sentence, trigger, and the order among equals."""
    sentence = row["sentence_span"]
    said = " ".join(statement["content_text"]) if statement else ""
    parts = (said, document.text[sentence["start"] : sentence["end"]], row["trigger_text"])
    ordinals[parts] += 1
    return make_id("m", article_id, *parts, ordinals[parts])


def _casualty(mention: Row, counted: Row, group: int, cast: Cast, order: int) -> Row:
    """Return one row of casualties: a count with its side and whose number it is."""
    parties = (row for row in (*mention["recipients"], *mention["actors"]) if cast.head_of(row) == group)
    # As a party of the event it has its country from all that stands around it.
    side = next(parties, None) or next(iter(cast.rows([group], True)), None)
    country = side["country"] if side else None
    return {
        "casualty_id": make_id("k", mention["mention_id"], counted["outcome"], counted["number_text"] or "", order),
        "mention_id": mention["mention_id"],
        "article_id": mention["article_id"],
        "published_date": mention["published_date"],
        **counted,
        "side_country": [country] if country else [],
        "side_sector": side["sector"] if side else None,
        "claimant_name": mention["claimant_name"],
        "claimant_country": mention["claimant_country"],
        "statement_id": mention["statement_id"] if mention["claimant_name"] else None,
        "as_of_date": mention["published_date"],
    }
