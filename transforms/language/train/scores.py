"""Dev scores of a network in training: attachment, tags, sentence starts, names; all with gold words."""

from __future__ import annotations

from collections.abc import Sequence

import torch

from transforms.language.decode import chances, names
from transforms.language.train.batches import collated
from transforms.language.train.corpus import ABSENT, Example, Labels, joined, spans
from transforms.language.train.network import Network


def development(network: Network, examples: Sequence[Example], known: Labels, most: int = 2048) -> dict[str, float]:
    """Return LAS and UAS without punctuation, UPOS, in percent, and the F1 of names; heads are not repaired to a tree."""
    punct = known.upos.index("PUNCT")
    counts = dict.fromkeys(("words", "uas", "las", "all", "upos"), 0)
    given: set[tuple[int, int, int, int, int]] = set()
    found: set[tuple[int, int, int, int, int]] = set()
    ordered = sorted(examples, key=lambda example: example.size)
    i = 0
    while i < len(ordered):
        last = i + 1
        while last < len(ordered) and (last + 1 - i) * (ordered[last].size + 2) <= most:
            last += 1
        batch = collated(ordered[i:last])
        with torch.no_grad():
            x = network.words(batch)
            heads = network.arcs(x, batch.words, batch.targets["starts"]).argmax(-1)
            deprel = network.relations(x, heads).argmax(-1)
            upos = network.linear["upos"](x).argmax(-1)
            named = network.linear["uner"](x).numpy()
        target = batch.targets
        real = target["head"] != ABSENT
        scored = real & (target["upos"] != punct)
        right = scored & (heads == target["head"])
        counts["words"] += int(scored.sum())
        counts["uas"] += int(right.sum())
        counts["las"] += int((right & (deprel == target["deprel"])).sum())
        counts["all"] += int(real.sum())
        counts["upos"] += int((real & (upos == target["upos"])).sum())
        for row, example in enumerate(ordered[i:last]):
            if "uner" in example.names:
                given |= {(i, row, *span) for span in spans(example.names["uner"])}
                for first, last, support in names(chances(named[row, 1 : len(example) + 1])):
                    found.add((i, row, first, last, int(support.argmax())))
        i = last
    shares = {name: 100 * counts[name] / counts["words"] for name in ("las", "uas")}
    shares["upos"] = 100 * counts["upos"] / counts["all"]
    marked = {"PER": {0}, "LOC": {1}, "ORG": {2}, "names": {0, 1, 2}}
    for label, numbers in marked.items():
        of, by = ({span for span in spans if span[-1] in numbers} for spans in (given, found))
        if of and by:
            shares[label] = 200 * len(of & by) / (len(of) + len(by))
    return shares


def boundaries(network: Network, examples: Sequence[Example], most: int = 200) -> float:
    """Return the F1 of sentences found in rows of a paragraph's sentences, gold words, first starts given."""
    rows: list[Example] = []
    pending: list[Example] = []
    for example in examples:
        if pending and (example.place != pending[0].place or sum(one.size for one in pending) + example.size > most):
            rows.append(joined(pending))
            pending = []
        pending.append(example)
    rows.append(joined(pending))
    right = given = found = 0
    for row in rows:
        batch = collated([row])
        with torch.no_grad():
            starts = network.linear["starts"](network.words(batch)).argmax(-1)[0, 1:].tolist()
        starts[0] = 1
        gold, made = (_cut(marks) for marks in (row.starts, starts))
        right += len(gold & made)
        given += len(gold)
        found += len(made)
    return 200 * right / (given + found)


def _cut(starts: Sequence[int]) -> set[tuple[int, int]]:
    begins = [i for i, start in enumerate(starts) if start]
    return set(zip(begins, [*begins[1:], len(starts)], strict=True))
