"""The network: a MiniLM encoder with one head a question, and its loss.

Beside the recipe of deep biaffine parsing (Dozat and Manning 2017) three things are our own: the shape of a word is added to
its pieces, since the vocabulary is uncased; a word is the mean of its first and last piece, so that endings count; and the
words of several sentences stand in one row, with a head that says where sentences start.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from transforms.language.pieces import SHAPES
from transforms.language.train.corpus import ABSENT

WIDTH, LAYERS, ATTENTION, INNER = 384, 6, 12, 1536
EPSILON = 1e-12  # BERT's
ARC, GATE, PRODUCT = 256, 192, 64


@dataclass
class Batch:
    """One batch of B rows, P pieces and W words, the word 0 being the root.

    ``ids``, ``shapes`` [B, P]; ``pieces`` [B] how many are there; ``first``, ``last`` [B, W] places of the pieces of each
    word; ``words`` [B] how many, with the root; targets [B, W] with ABSENT where nothing is known.
    """

    ids: Tensor
    shapes: Tensor
    pieces: Tensor
    first: Tensor
    last: Tensor
    words: Tensor
    targets: dict[str, Tensor]


class Layer(nn.Module):
    """One transformer layer of BERT, normalised after each half."""

    def __init__(self) -> None:
        super().__init__()
        self.mixed = nn.Linear(WIDTH, 3 * WIDTH)
        self.attended = nn.Linear(WIDTH, WIDTH)
        self.attended_norm = nn.LayerNorm(WIDTH, EPSILON)
        self.inner = nn.Linear(WIDTH, INNER)
        self.outer = nn.Linear(INNER, WIDTH)
        self.outer_norm = nn.LayerNorm(WIDTH, EPSILON)

    def forward(self, x: Tensor, seen: Tensor, drop: float) -> Tensor:
        """Map [B, P, WIDTH] to the same; ``seen`` [B, 1, 1, P] is 0 at pieces, far below at padding."""
        rows, places, _ = x.shape
        query, key, value = (
            part.view(rows, places, ATTENTION, -1).transpose(1, 2) for part in self.mixed(x).split(WIDTH, dim=-1)
        )
        # Written out: the fused kernel's backward pass takes a third of a step on a CPU.
        scores = query @ key.transpose(2, 3) * (WIDTH // ATTENTION) ** -0.5 + seen
        mixed = scores.softmax(-1).to(value.dtype) @ value
        x = self.attended_norm(x + dropped(self.attended(mixed.transpose(1, 2).reshape(x.shape)), drop))
        return self.outer_norm(x + dropped(self.outer(functional.gelu(self.inner(x))), drop))


def dropped(x: Tensor, share: float) -> Tensor:
    """Drop features for a whole row at once: a mask a row, where one a piece would cost a tenth of the time on a CPU."""
    if not share:
        return x
    mask = torch.empty(x.shape[0], *[1] * (x.dim() - 2), x.shape[-1], dtype=x.dtype).bernoulli_(1 - share)
    return x * mask.div_(1 - share)


class Network(nn.Module):
    """Encoder and heads; ``sizes`` gives the number of labels of each linear head, and ``deprel``."""

    def __init__(self, sizes: dict[str, int]) -> None:
        super().__init__()
        self.word = nn.Embedding(30_522, WIDTH, sparse=True)
        self.place = nn.Embedding(512, WIDTH)
        self.shape = nn.Embedding(SHAPES, WIDTH)
        nn.init.zeros_(self.shape.weight)
        self.embedded_norm = nn.LayerNorm(WIDTH, EPSILON)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.linear = nn.ModuleDict({name: nn.Linear(WIDTH, size) for name, size in sizes.items() if name != "deprel"})
        self.arc_dependent = nn.Linear(WIDTH, ARC)
        self.arc_head = nn.Linear(WIDTH, ARC)
        self.arc_weight = nn.Parameter(torch.zeros(ARC, ARC))
        self.arc_bias = nn.Parameter(torch.zeros(ARC))
        self.label_dependent = nn.Linear(WIDTH, GATE + PRODUCT)
        self.label_head = nn.Linear(WIDTH, GATE + PRODUCT)
        self.label = nn.Linear(GATE + PRODUCT, sizes["deprel"])
        nn.init.normal_(self.arc_weight, std=ARC**-0.5 / 4)
        self.drop = 0.0

    def start(self, model: Path) -> None:
        """Take the encoder's weights from the files of all-MiniLM-L6-v2."""
        given = load_file(model / "model.safetensors")
        state = self.state_dict()

        def take(name: str, value: Tensor) -> None:
            state[name].copy_(value)

        take("word.weight", given["embeddings.word_embeddings.weight"])
        segment = given["embeddings.token_type_embeddings.weight"][0]
        take("place.weight", given["embeddings.position_embeddings.weight"] + segment)
        parts = ("query", "key", "value")
        for kind in ("weight", "bias"):
            take(f"embedded_norm.{kind}", given[f"embeddings.LayerNorm.{kind}"])
            for i in range(LAYERS):
                old, new = f"encoder.layer.{i}", f"layers.{i}"
                take(f"{new}.mixed.{kind}", torch.cat([given[f"{old}.attention.self.{p}.{kind}"] for p in parts]))
                take(f"{new}.attended.{kind}", given[f"{old}.attention.output.dense.{kind}"])
                take(f"{new}.attended_norm.{kind}", given[f"{old}.attention.output.LayerNorm.{kind}"])
                take(f"{new}.inner.{kind}", given[f"{old}.intermediate.dense.{kind}"])
                take(f"{new}.outer.{kind}", given[f"{old}.output.dense.{kind}"])
                take(f"{new}.outer_norm.{kind}", given[f"{old}.output.LayerNorm.{kind}"])

    def words(self, batch: Batch) -> Tensor:
        """Return the vectors of the words, [B, W, WIDTH]."""
        places = torch.arange(batch.ids.shape[1])
        x = self.word(batch.ids) + self.place(places) + self.shape(batch.shapes)
        x = dropped(self.embedded_norm(x), self.drop)
        seen = torch.where(places < batch.pieces[:, None], 0.0, -1e4)[:, None, None]
        for layer in self.layers:
            x = layer(x, seen, self.drop)
        row = torch.arange(len(x))[:, None]
        return (x[row, batch.first] + x[row, batch.last]) / 2

    def arcs(self, x: Tensor, words: Tensor, starts: Tensor) -> Tensor:
        """Return [B, W, W] scores of each word (second axis) hanging from each other (third).

        ``starts`` [B, W] is 1 where a sentence starts: no word hangs from another sentence's, as no tree is decoded so.
        """
        dependent = dropped(functional.gelu(self.arc_dependent(x)), self.drop)
        head = dropped(functional.gelu(self.arc_head(x)), self.drop)
        scores = (dependent @ self.arc_weight + self.arc_bias) @ head.transpose(1, 2)
        sentence = (starts == 1).cumsum(1)
        apart = sentence[:, :, None] != sentence[:, None]
        apart[:, :, 0] = False
        absent = (torch.arange(x.shape[1]) >= words[:, None])[:, None]
        return scores.float().masked_fill(apart | absent, -1e4)

    def relations(self, x: Tensor, heads: Tensor) -> Tensor:
        """Return [B, W, labels] scores of the relation of each word to the given head."""
        dependent, head = self.label_dependent(x), self.label_head(x)
        head = head.gather(1, heads.clamp(min=0)[..., None].expand(-1, -1, GATE + PRODUCT))
        gate = functional.gelu(dependent[..., :GATE] + head[..., :GATE])
        product = dependent[..., GATE:] * head[..., GATE:]
        return self.label(dropped(torch.cat([gate, product], -1), self.drop))

    def forward(self, batch: Batch, weights: dict[str, float]) -> tuple[Tensor, dict[str, float]]:
        """Return the summed loss and each part of it; a part without any target in the batch is left out."""
        x = self.words(batch)
        arcs = self.arcs(x, batch.words, batch.targets["starts"])
        parts = {"head": arcs, "deprel": self.relations(x, batch.targets["head"])}
        x = dropped(x, self.drop)
        parts |= {name: layer(x) for name, layer in self.linear.items()}
        loss = x.new_zeros((), dtype=torch.float32)
        shown = {}
        for name, scores in parts.items():
            target = batch.targets[name]
            if (target != ABSENT).any():
                part = functional.cross_entropy(scores.float().flatten(0, 1), target.flatten(), ignore_index=ABSENT)
                loss = loss + weights[name] * part
                shown[name] = part.item()
        return loss, shown
