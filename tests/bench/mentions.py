"""Figures of event coding: type of the event between two given parties, spans of its sides, its place, false events, speed.

    python -m tests.bench.mentions DIR [dyads|sides|places|nothing|speed ...]

DIR is laid out like the data this project measures itself on: `gold/events/plv_train.tsv` (sentences with marked actor and
recipient), `gold/events/cameo_ner_train.txt` (spans of source and target), `gold/events/event_location.zip` (event verbs and
their places). False events are counted on `tests/gold/no_events.txt`. What a file's guidelines call otherwise than our
codebook is translated here, in the bench, and nowhere else.
"""

from __future__ import annotations

import csv
import io
import json
import re
import sys
import time
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from transforms.actors import load_actors
from transforms.codebook.events import load_codebook
from transforms.coreference import Referents
from transforms.language.document import Document
from transforms.language.phrases import noun_phrase
from transforms.language.reader import load_reader
from transforms.mentions import find_mentions
from transforms.mentions.arguments import RECIPIENT_BY
from transforms.mentions.attachment import Attachment
from transforms.mentions.finding import turn
from transforms.mentions.grammar import Grammar
from transforms.mentions.happenings import Happening, find_happenings
from transforms.mentions.hits import TIMES, Hit, find_hits
from transforms.mentions.modality import find_modality
from transforms.mentions.setting import Setting
from transforms.mentions.words import known_words
from transforms.places import load_gazetteer
from transforms.statements import find_statements

GOLD = Path(__file__).parent.parent / "gold"
COOPERATION = {"AID", "CONSULT", "COOPERATE", "SUPPORT", "RETREAT", "CONCEDE"}
CONFLICT = {"ASSAULT", "COERCE", "SANCTION", "MOBILIZE", "PROTEST"}
FALLBACK = "ACCUSE"
"""Root where no word of the codebook stands in a sentence: something must be said, and this is among the commonest."""


def read(texts: list[str]) -> list[Document]:
    """Parse texts in batches that fit the memory of a small machine."""
    reader = load_reader()
    return [document for start in range(0, len(texts), 64) for document in reader.read(texts[start : start + 64])]


def dyads(folder: Path) -> None:
    """Print macro F1 of root and quad class of the event between two marked parties."""
    with (folder / "gold/events/plv_train.tsv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    marked = [_unmark(row["marked_sentence"]) for row in rows]
    vocabulary = load_codebook().vocabulary
    documents = [known_words(document, vocabulary) for document in read([text for text, _ in marked])]
    gold, guess, missed = [], [], []
    for row, (_, spans), document in zip(rows, marked, documents, strict=True):
        root, rule = _root(document, spans)
        gold.append(row["gold_root"])
        guess.append(root)
        if root != row["gold_root"]:
            missed.append((row["gold_root"], root, rule, row["marked_sentence"]))
    quad = {name: str(kind.quad) for name, kind in load_codebook().types.items()} | {"YIELD": "2"}
    print(f"root macro F1 {macro(gold, guess):.3f}, accuracy {accuracy(gold, guess):.3f}, of {len(gold)}")
    by_quad = defaultdict(Counter)
    for row, root in zip(rows, guess, strict=True):
        by_quad[root][row["gold_penta"]] += 1
    gold_quad = [row["gold_penta"] for row in rows]
    guess_quad = [QUAD_OF_ROOT[root] for root in guess]
    print(f"quad macro F1 {macro(gold_quad, guess_quad):.3f}; {len(set(quad.values()))} classes")
    confusion(gold, guess)
    for line in missed if "-v" in sys.argv else []:
        print(*line, sep="\t")


QUAD_OF_ROOT = {
    "AGREE": "1", "CONSULT": "1", "SUPPORT": "1", "COOPERATE": "2", "AID": "2", "YIELD": "2", "REQUEST": "3", "ACCUSE": "3",
    "REJECT": "3", "THREATEN": "3", "PROTEST": "4", "SANCTION": "4", "MOBILIZE": "4", "COERCE": "4", "ASSAULT": "4",
}  # fmt: skip


def _unmark(text: str) -> tuple[str, dict[str, list[tuple[int, int]]]]:
    """Return a sentence without its marks, and the spans of source and target."""
    plain, spans, opened = "", {"s": [], "t": []}, {}
    for piece in re.split(r"(</?[st]>)", text):
        found = re.fullmatch(r"<(/?)([st])>", piece)
        if found is None:
            plain += piece
        elif found.group(1):
            spans[found.group(2)].append((opened.pop(found.group(2), len(plain)), len(plain)))
        else:
            opened[found.group(2)] = len(plain)
    return plain, spans


def _root(document: Document, spans: dict[str, list[tuple[int, int]]]) -> tuple[str, str]:
    """Return the root of the happening that fits the two parties best, and its rule."""
    codebook, grammar = load_codebook(), Grammar(document)
    happenings = find_happenings(grammar, find_hits(grammar, codebook, [False] * len(document)), codebook)
    source, target = (_tokens(document, spans[side]) for side in "st")
    scored = [
        (_fit(grammar, happening, source, target), -number, happening) for number, happening in enumerate(happenings)
    ]
    if not scored:
        return FALLBACK, "none"
    best = max(scored)[2]
    modality, _ = find_modality(grammar, best)
    modality = turn(best, modality, codebook, is_own=True)
    return _translated(grammar, best, modality), best.rule


def _tokens(document: Document, spans: list[tuple[int, int]]) -> set[int]:
    return {t for t in range(len(document)) for a, b in spans if a <= document.start[t] < b}


def _fit(grammar: Grammar, happening: Happening, source: set[int], target: set[int]) -> float:
    """Return how well the grammar around a happening fits the parties."""
    score, step, weight = 0.0, happening, 1.0
    inside = set(happening.tokens)
    if happening.head in source or (happening.head in target and happening.clause == happening.head):
        score -= 2
    while step is not None:
        for node in dict.fromkeys((step.clause, step.head)):
            roles = grammar.roles(node)
            acted = {t for tokens in (roles.patients, *roles.by_case.values()) for t in tokens} - inside
            below = set(acted) | {c for t in acted for c in grammar.document.children[t]}
            score += weight * (2 * bool(source & set(roles.agents)) + bool(source & acted) * 0.5)
            score += weight * (
                1.5 * bool(target & acted) + 0.75 * bool(target & below) + bool(target & set(roles.agents)) * 0.3
            )
        step, weight = step.inner, weight * 0.6
    depth, token = 0, happening.clause
    while grammar.document.head[token] >= 0:
        depth, token = depth + 1, grammar.document.head[token]
    return score - 0.15 * depth - 0.3 * happening.hit.pattern.is_weak


def _translated(grammar: Grammar, happening: Happening, modality: str) -> str:
    """Return a happening's type in the guidelines of the file: 15 roots, no modality, CAMEO's places for
    verdicts (disapproval), sanctions (coercion), blockades and cyber attacks (fighting).
    """
    if happening.type in ("CONCEDE", "RETREAT"):
        return "AGREE" if modality == "future" else "YIELD"
    if happening.type == "SANCTION" and happening.mode == "convict":
        return "ACCUSE"
    if happening.hit.trigger.id == "sanction.sanctions" and happening.type == "SANCTION":
        return "COERCE"
    if happening.mode == "cyber" or "blockade" in {grammar.document.lemma[token] for token in happening.tokens}:
        return "ASSAULT"
    if modality == "negated" and happening.type in COOPERATION:
        return "REJECT"
    return happening.type


def macro(gold: list[str], guess: list[str]) -> float:
    """Return the mean of the classes' F1."""
    scores = []
    for label in sorted(set(gold)):
        right = sum(g == p == label for g, p in zip(gold, guess, strict=True))
        scores.append(2 * right / max(1, gold.count(label) + guess.count(label)))
    return sum(scores) / len(scores)


def accuracy(gold: list[str], guess: list[str]) -> float:
    """Return the share that agrees."""
    return sum(g == p for g, p in zip(gold, guess, strict=True)) / len(gold)


def confusion(gold: list[str], guess: list[str]) -> None:
    """Print for each class its F1 and what it was taken for."""
    pairs = Counter(zip(gold, guess, strict=True))
    for label in sorted(set(gold)):
        f1 = 2 * pairs[label, label] / max(1, gold.count(label) + guess.count(label))
        taken = ", ".join(f"{p} {n}" for (g, p), n in pairs.most_common() if g == label != p)
        print(f"  {label:10s} F1 {f1:.2f} of {gold.count(label):3d}; taken for {taken}")


def sides(folder: Path) -> None:
    """Print F1 of the spans of source and target, exact, and the mean of both."""
    sentences = list(_bio(folder / "gold/events/cameo_ner_train.txt"))
    documents = read([text for text, _ in sentences])
    counts: Counter[str] = Counter()
    for (text, spans), document in zip(sentences, documents, strict=True):
        del text
        found = _sides(document)
        for side in "ST":
            gold, guess = set(spans[side]), set(found[side])
            counts.update({f"{side} gold": len(gold), f"{side} guess": len(guess), f"{side} right": len(gold & guess)})
    scores = [200 * counts[f"{s} right"] / max(1, counts[f"{s} gold"] + counts[f"{s} guess"]) for s in "ST"]
    print(
        f"source F1 {scores[0]:.1f}, target F1 {scores[1]:.1f}, mean {sum(scores) / 2:.1f}, of {len(sentences)} sentences"
    )


def _bio(path: Path) -> Iterator[tuple[str, dict[str, list[tuple[int, int]]]]]:
    """Yield sentences with the character spans of each label."""
    text, spans, label = "", defaultdict(list), ""
    for line in [*path.read_text(encoding="utf-8").splitlines(), ""]:
        if not line.strip():
            if text:
                yield text.rstrip(), spans
            text, spans, label = "", defaultdict(list), ""
            continue
        word, tag = line.rsplit(" ", 1)
        start = len(text)
        if tag.startswith("B-"):
            spans[tag[2:]].append((start, start + len(word)))
        elif tag.startswith("I-") and label == tag[2:] and spans[label]:
            spans[label][-1] = (spans[label][-1][0], start + len(word))
        label = tag[2:]
        text += word + " "
    if text:
        yield text.rstrip(), spans


def _sides(document: Document) -> dict[str, list[tuple[int, int]]]:
    """Return the phrases of who acts and of what is acted on around the main event of a sentence, things among them.

    The file marks phrases, not parties: "the government's request" is a target there, so the grammar is asked, not the rows.
    """
    codebook = load_codebook()
    document = known_words(document, codebook.vocabulary)
    grammar = Grammar(document)
    happenings = find_happenings(grammar, find_hits(grammar, codebook, [False] * len(document)), codebook)
    found: dict[str, list[tuple[int, int]]] = {"S": [], "T": []}
    if not happenings:
        return found
    best = min(happenings, key=lambda happening: (_depth(document, happening.clause), happening.head))
    nodes = [*best.harms, *([best.told_by] if best.told_by is not None else [])]
    step = best
    while step is not None:
        nodes += [step.clause, step.head]
        step = step.inner
    verbs = [node for node in nodes if document.upos[node] == "VERB"] or nodes
    subject = grammar.roles(verbs[0]).agents
    inside = {*best.tokens, *nodes, *subject}
    targets: list[int] = []
    for node in dict.fromkeys([*verbs, *nodes]):
        roles = grammar.roles(node)
        patients = roles.patients if document.upos[node] == "VERB" else roles.by_case.get("of", [])
        aimed = [t for case in RECIPIENT_BY for t in roles.by_case.get(case, ()) if document.lemma[t] not in TIMES]
        targets = targets or [t for t in patients if t not in inside] or [t for t in aimed if t not in inside][:1]
    for side, tokens in (("S", subject), ("T", targets)):
        found[side] = [_phrase(document, token) for token in tokens]
    return found


def _depth(document: Document, token: int) -> int:
    depth = 0
    while document.head[token] >= 0:
        depth, token = depth + 1, document.head[token]
    return depth


def _phrase(document: Document, head: int) -> tuple[int, int]:
    """Return the span of a noun phrase, name in apposition included."""
    first, last = noun_phrase(document, head)
    for child in document.children[head]:
        if document.deprel[child] == "appos" and child > head:
            last = max(last, noun_phrase(document, child)[1])
    return document.start[first], document.end[last - 1]


def _mentions(document: Document, published: date | None) -> list[dict]:
    referents = Referents(document, load_actors(), published)
    of_article = {"article_id": "bench", "published": published}
    statements = find_statements(document, referents, **of_article)
    return find_mentions(document, referents, statements, gazetteer=load_gazetteer(), **of_article)[0]


def places(folder: Path) -> None:
    """Print precision and recall of the place of a given event verb."""
    with zipfile.ZipFile(folder / "gold/events/event_location.zip") as archive:
        rows = json.load(io.TextIOWrapper(archive.open("labeled_text.jsonl"), encoding="utf-8"))
    rows = [
        row
        for row in rows
        if "RELABEL" in json.dumps(row.get("source")) and row["answer"] == "accept" and "spans" in row
    ]
    documents = read([row["text"] for row in rows])
    right = given = gold = 0
    for row, document in zip(rows, documents, strict=True):
        verbs = [span for span in row["spans"] if span["label"] == "VERB"]
        found = _places(document, verbs[0]["start"]) if verbs else []
        # Characters of places are off in this file; their token numbers are right.
        places = [span for span in row["spans"] if span["label"] == "LOCATION"]
        wanted = [
            (row["tokens"][place["token_start"]]["start"], row["tokens"][place["token_end"]]["end"]) for place in places
        ]
        gold, given = gold + bool(wanted), given + len(found)
        right += any(a < end and start < b for a, b in found for start, end in wanted)
    print(f"places of verbs: P {right / max(1, given):.3f}, R {right / max(1, gold):.3f}, of {len(rows)} sentences")


def _places(document: Document, verb: int) -> list[tuple[int, int]]:
    """Return the span of the place that the verb at a character is tied to, whatever the verb means."""
    codebook = load_codebook()
    document = known_words(document, codebook.vocabulary)
    token = next(token for token, end in enumerate(document.end) if end > verb)
    grammar, referents = Grammar(document), Referents(document, load_actors(), None)
    pattern = codebook.patterns["attack"][0]
    asked = Happening(Hit(token, (token,), pattern), "ASSAULT", None, token, token, (token,), "act")
    dates = [token for token, lemma in enumerate(document.lemma) if lemma in TIMES]
    setting = Setting(grammar, referents, Attachment(document, [asked]), load_gazetteer(), codebook, [], dates)
    span = setting.find(asked, 0)["place_span"]
    return [(span["start"], span["end"])] if span else []


def nothing(folder: Path) -> None:
    """Print the share of sentences without events in which one is found; the folder given is not needed."""
    del folder
    sentences = [
        line
        for line in (GOLD / "no_events.txt").read_text(encoding="utf-8").splitlines()
        if line.strip() and line[0] != "#"
    ]
    documents = read(sentences)
    wrong = [
        (text, found)
        for text, document in zip(sentences, documents, strict=True)
        if (found := _mentions(document, None))
    ]
    print(f"false events in {len(wrong)} of {len(sentences)} sentences: {100 * len(wrong) / len(sentences):.1f} %")
    for text, found in wrong if "-v" in sys.argv else []:
        print(*(f"{mention['event_type']} {mention['rule']}" for mention in found), text, sep="\t")


def speed(folder: Path) -> None:
    """Print CPU time per 600 words of coding the gold articles, reader and statements excluded."""
    del folder
    texts = [path.read_text(encoding="utf-8") for path in sorted(GOLD.glob("*.txt")) if path.name != "no_events.txt"]
    published, gazetteer, seconds = date(2026, 9, 1), load_gazetteer(), 0.0
    for document in read(texts) * 3:
        referents = Referents(document, load_actors(), published)
        statements = find_statements(document, referents, article_id="bench", published=published)
        start = time.process_time()
        find_mentions(document, referents, statements, article_id="bench", published=published, gazetteer=gazetteer)
        seconds += time.process_time() - start
    word_count = 3 * sum(len(text.split()) for text in texts)
    print(f"{1000 * seconds * 600 / word_count:.1f} ms per 600 words")


BENCHES = {"dyads": dyads, "sides": sides, "places": places, "nothing": nothing, "speed": speed}


if __name__ == "__main__":
    names = [name for name in sys.argv[2:] if name in BENCHES] or list(BENCHES)
    for name in names:
        print(f"== {name}")
        BENCHES[name](Path(sys.argv[1]))
