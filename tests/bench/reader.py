"""The reader's figures on treebanks and names: ``python -m tests.bench.reader DIR``.

DIR is laid out like ``train/`` of the benchmark data: ``ud/ewt-dev.conllu.gz``, ``ud/gum-open-dev.conllu.gz`` and
``ner/uner-ewt-dev.iob2.gz``; what is not there is named and left out. Printed are, in percent:

- with the words of the treebank: UAS and LAS (full labels) without punctuation, UPOS;
- from raw text, documents as lines of paragraphs: F1 of sentences and tokens, and of UPOS, UAS and LAS over aligned words
  without punctuation, as the CoNLL 2018 shared task defines alignment: two words are one where their spans are;
- entities: exact span and label, against the words and tags of Universal NER;
- words per CPU-second of one thread, seconds to load, peak memory of this process.
"""

from __future__ import annotations

import gzip
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from transforms.language import conllu
from transforms.language.document import ROOT, Document
from transforms.language.reader import Reader

ENTITY_LABELS = ("PER", "LOC", "ORG")


def f1(right: int, given: int, found: int) -> float:
    """F1 in percent; nothing given and nothing found is 0."""
    return 200 * right / (given + found) if given + found else 0.0


def with_words(reader: Reader, sentences: list[conllu.Sentence]) -> dict[str, float]:
    """UAS, LAS and UPOS with the treebank's own words."""
    counts: Counter[str] = Counter()
    document = reader.parse([sentence.form for sentence in sentences])
    for (first, last), gold in zip(document.sentences, sentences, strict=True):
        for i, token in enumerate(range(first, last)):
            head = document.head[token] if document.head[token] == ROOT else document.head[token] - first
            counts["words"] += 1
            counts["upos"] += document.upos[token] == gold.upos[i]
            if gold.upos[i] != "PUNCT":
                counts["scored"] += 1
                counts["uas"] += head == gold.head[i]
                counts["las"] += head == gold.head[i] and document.deprel[token] == gold.deprel[i]
    return {
        "UAS": 100 * counts["uas"] / counts["scored"],
        "LAS": 100 * counts["las"] / counts["scored"],
        "UPOS": 100 * counts["upos"] / counts["words"],
    }


def gold_spans(sentence: conllu.Sentence, begin: int) -> list[tuple[int, int]]:
    """Spans of the words of a sentence whose text stands at ``begin``; a word not found in it has an empty span."""
    text, place, spans = " ".join(sentence.text.split()), 0, []
    for form in sentence.form:
        at = text.find(form, place)
        if at < 0:
            spans.append((begin + place, begin + place))
        else:
            spans.append((begin + at, begin + at + len(form)))
            place = at + len(form)
    return spans


Word = tuple[str, tuple[int, int] | None, str]


def gold_words(sentences: list[conllu.Sentence], places: list[tuple[int, int]]) -> dict[tuple[int, int], Word]:
    """Part of speech, span of the head (None for a root) and relation by the span of the word."""
    words: dict[tuple[int, int], Word] = {}
    for sentence, (begin, _) in zip(sentences, places, strict=True):
        spans = gold_spans(sentence, begin)
        for i, span in enumerate(spans):
            head = sentence.head[i]
            words[span] = (sentence.upos[i], None if head == ROOT else spans[head], sentence.deprel[i])
    return words


def found_words(document: Document) -> dict[tuple[int, int], Word]:
    """The same of a document."""
    spans = list(zip(document.start, document.end, strict=True))
    return {
        span: (document.upos[i], None if document.head[i] == ROOT else spans[document.head[i]], document.deprel[i])
        for i, span in enumerate(spans)
    }


def from_text(reader: Reader, documents: Iterable[list[conllu.Sentence]]) -> dict[str, float]:
    """F1 of sentences, tokens, UPOS, UAS and LAS from raw text."""
    right: Counter[str] = Counter()
    given: Counter[str] = Counter()
    made: Counter[str] = Counter()
    for sentences in documents:
        text, places = conllu.raw(sentences)
        document = reader.read([text])[0]
        gold, found = gold_words(sentences, places), found_words(document)
        cut = {(document.start[first], document.end[last - 1]) for first, last in document.sentences}
        shared = gold.keys() & found.keys()
        right.update({"sentences": len(cut & set(places)), "tokens": len(shared)})
        given.update({"sentences": len(places), "tokens": len(gold)})
        made.update({"sentences": len(cut), "tokens": len(found)})
        right["upos"] += sum(gold[span][0] == found[span][0] for span in shared)
        scored = {span for span in shared if gold[span][0] != "PUNCT"}
        right["uas"] += sum(gold[span][1] == found[span][1] for span in scored)
        right["las"] += sum(gold[span][1:] == found[span][1:] for span in scored)
        given["scored"] += sum(word[0] != "PUNCT" for word in gold.values())
        made["scored"] += sum(word[0] != "PUNCT" for word in found.values())
    shares = {name: f1(right[name], given[name], made[name]) for name in ("sentences", "tokens")}
    shares["UPOS"] = f1(right["upos"], given["tokens"], made["tokens"])
    return shares | {name.upper(): f1(right[name], given["scored"], made["scored"]) for name in ("uas", "las")}


def tagged(path: Path) -> Iterator[tuple[str, list[str], set[tuple[int, int, str]]]]:
    """Document, words and entities of the sentences of an IOB2 file, the word in the second column, the tag in the third."""
    document = ""
    words: list[str] = []
    spans: list[tuple[int, int, str]] = []
    for line in [*gzip.decompress(path.read_bytes()).decode("utf-8").splitlines(), ""]:
        if line.startswith("# newdoc id"):
            document = line
        if not line and words:
            yield document, words, {span for span in spans if span[2] in ENTITY_LABELS}
            words, spans = [], []
        elif line and not line.startswith("#"):
            _, word, tag, *_ = line.split("\t")
            position, _, label = tag.partition("-")
            if position == "B":
                spans.append((len(words), len(words) + 1, label))
            elif position == "I" and spans and spans[-1][1] == len(words):
                spans[-1] = (spans[-1][0], len(words) + 1, label)
            words.append(word)


def entities(reader: Reader, path: Path) -> dict[str, float]:
    """F1 of entities, all and by label, and precision and recall of all; every document is read by itself."""
    gold: set[tuple[str, int, int, str]] = set()
    found: set[tuple[str, int, int, str]] = set()
    for name, group in groupby(tagged(path), lambda sentence: sentence[0]):
        sentences = list(group)
        document = reader.parse([words for _, words, _ in sentences])
        for (first, _), (_, _, spans) in zip(document.sentences, sentences, strict=True):
            gold |= {(name, first + a, first + b, label) for a, b, label in spans}
        found |= {(name, one.first, one.last, one.label) for one in document.entities if one.label in ENTITY_LABELS}
    shares = {"precision": 100 * len(gold & found) / len(found), "recall": 100 * len(gold & found) / len(gold)}
    for label in ("all", *ENTITY_LABELS):
        of, by = ({span for span in spans if label in ("all", span[-1])} for spans in (gold, found))
        shares[label] = f1(len(of & by), len(of), len(by))
    return shares


def shown(title: str, shares: dict[str, float]) -> None:
    """Print one line of figures."""
    print(f"{title:34}", "  ".join(f"{name} {share:.1f}" for name, share in shares.items()))


def main(folder: Path) -> None:
    """Print all figures."""
    began = time.process_time()
    reader = Reader()
    loaded = time.process_time() - began
    for name in ("ewt-dev", "gum-open-dev"):
        path = folder / "ud" / f"{name}.conllu.gz"
        if not path.exists():
            print(f"{path} is not there: left out")
            continue
        sentences = list(conllu.read(path))
        documents = list(conllu.documents(sentences, len(sentences)))
        texts = [conllu.raw(document)[0] for document in documents]
        began = time.process_time()
        words = sum(map(len, reader.read(texts)))
        speed = words / (time.process_time() - began)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{name}: {words} words, {speed:.0f} a CPU-second, loaded in {loaded:.2f} CPU-s, peak {peak:.0f} MB")
        shown(f"{name}, given words", with_words(reader, sentences))
        shown(f"{name}, raw text", from_text(reader, documents))
        news = [document for document in documents if (document[0].comment("newdoc id") or "").startswith("GUM_news")]
        if news:
            shown(f"{name}, raw text, news", from_text(reader, news))
    path = folder / "ner" / "uner-ewt-dev.iob2.gz"
    if path.exists():
        shown("uner-ewt-dev, given words", entities(reader, path))
    else:
        print(f"{path} is not there: left out")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
