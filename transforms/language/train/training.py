"""The training run: examples in, a checkpoint and its averaged weights out; it goes on where it was stopped."""

from __future__ import annotations

import logging
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
import torch

from transforms.language import conllu
from transforms.language.pieces import Pieces
from transforms.language.train import corpus, scores
from transforms.language.train.batches import Noise, collated, grouped
from transforms.language.train.corpus import Example, Labels
from transforms.language.train.invented import Invented
from transforms.language.train.run import MINILM, Run, averaged
from transforms.language.train.swapped import Swapped

log = logging.getLogger(__name__)

BATCH_PIECES = 1024
# Share of sentences that stand alone in a row, and the most pieces of a row of several.
ALONE, ROW_PIECES = 0.5, 150
# Sentences of invented news in an epoch: a twentieth of it.
INVENTED = 600
# Share of the Re-DocRED sentences that are read in an epoch: all would be a third of the time.
REDOCRED = 0.2


@dataclass
class Corpora:
    """What is trained on and chosen by."""

    treebanks: list[list[Example]]
    wikigold: list[Example]
    redocred: list[Example]
    development: dict[str, list[Example]]
    labels: Labels


def corpora(data: Path, pieces: Pieces) -> Corpora:
    """Read all declared sources under ``data``; ValueError where a file is another version."""
    declared = corpus.checked(data)
    read = {
        entry["file"]: list(conllu.read(data / entry["file"]))
        for entry in [*declared["treebank"], *declared["development"]]
    }
    known = corpus.labels([read[entry["file"]] for entry in declared["treebank"]])

    def examples(entry: dict[str, str]) -> list[Example]:
        names = corpus.uner(data / entry["entities"]) if "entities" in entry else {}
        return corpus.treebank(read[entry["file"]], names, known, pieces)

    named: dict[str, list[Example]] = defaultdict(list)
    for entry in declared["names"]:
        if entry["scheme"] != "uner":
            named[entry["scheme"]] += corpus.names(data / entry["file"], entry["scheme"], pieces)
    return Corpora(
        treebanks=[examples(entry) for entry in declared["treebank"]],
        wikigold=named["wikigold"],
        redocred=named["redocred"],
        development={Path(entry["file"]).name.split(".")[0]: examples(entry) for entry in declared["development"]},
        labels=known,
    )


def _epochs(held: Corpora, rng: np.random.Generator, pieces: Pieces) -> Iterator[list[Example]]:
    """Yield groups of examples without end."""
    invented = Invented(pieces, held.labels, rng)
    noise = Noise(pieces, invented, rng)
    named = [*chain.from_iterable(held.treebanks), *held.wikigold, *held.redocred]
    swapped = Swapped(named, held.labels.upos.index("PROPN"), rng)
    while True:
        shown = [chunk for bank in held.treebanks for chunk in corpus.chunks(bank, rng, ALONE, ROW_PIECES)]
        shown += held.wikigold
        shown += [held.redocred[i] for i in np.flatnonzero(rng.random(len(held.redocred)) < REDOCRED)]
        shown += [invented.sentence() for _ in range(INVENTED)]
        for group in grouped(shown, rng, BATCH_PIECES):
            yield [noise(swapped(example)) for example in group]


def train(
    data: Path, out: Path, steps: int, seed: int, exported: Path | None, save_every: int = 200, score_every: int = 2000
) -> None:
    """Train for ``steps`` and leave ``checkpoint.pt`` in ``out``; a checkpoint found there is gone on from.

    Without one, training begins with the exported model in the folder ``exported``, or with all-MiniLM-L6-v2.
    """
    torch.manual_seed(seed)
    pieces = Pieces((MINILM / "tokenizer.json").read_text(encoding="utf-8"))
    held = corpora(data, pieces)
    run = Run(held.labels, steps, exported)
    checkpoint = out / "checkpoint.pt"
    if checkpoint.exists():
        run.restore(checkpoint)
        log.info("going on at step %d", run.step)
    # A run that is gone on with draws anew from its step: repeatable from the same checkpoint.
    rng = np.random.default_rng((seed, run.step))
    torch.manual_seed(seed + run.step)
    groups = _epochs(held, rng, pieces)
    began = time.process_time() - run.spent
    losses: dict[str, list[float]] = defaultdict(list)
    while run.step < steps:
        for name, loss in run.learn(collated(next(groups))).items():
            losses[name].append(loss)
        run.spent = time.process_time() - began
        if run.step % 100 == 0:
            means = " ".join(f"{name} {np.mean(values):.3f}" for name, values in sorted(losses.items()))
            log.info("step %d, %.0f CPU-s: %s", run.step, run.spent, means)
            losses.clear()
        if run.step % save_every == 0 or run.step == steps:
            run.save(checkpoint)
        if run.step % score_every == 0 or run.step == steps:
            network = averaged([checkpoint], held.labels)
            for name, examples in held.development.items():
                shares = scores.development(network, examples, held.labels)
                shares["starts"] = scores.boundaries(network, examples)
                log.info("%s: %s", name, " ".join(f"{key} {share:.2f}" for key, share in shares.items()))
