"""A network with the weights of an exported model, so that training can go on from what ships."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper

from transforms.language.train.network import LAYERS, Network

# The heads that ship, in the order in which their columns stand in the output `tags`.
SHIPPED = ("upos", "uner", "starts")


def _arrays(path: Path) -> dict[str, NDArray[np.float32]]:
    """Return the arrays of a graph by name; an int8 weight with its scales multiplied in."""
    held = {one.name: numpy_helper.to_array(one) for one in onnx.load(path).graph.initializer}
    found = {}
    for name, value in held.items():
        scale = held.get(name.removesuffix("weight") + "scale", np.float32(1))
        if value.ndim == 3:
            # Blocks of the columns, 128 standing for 0: see `export.Graph.fine`.
            blocks = (value.astype(np.float32) - 128) * scale.reshape(*value.shape[:2], 1)
            found[name] = blocks.reshape(len(value), -1).T
        elif name.endswith((".weight", ".bias")):
            found[name] = value.astype(np.float32) * scale
    return found


def take(network: Network, folder: Path) -> None:
    """Give ``network`` the weights of the model in ``folder``; heads that do not ship stay as they are."""
    state = network.state_dict()
    given = _arrays(folder / "reader.onnx") | _arrays(folder / "relations.onnx")

    def put(name: str, value: NDArray[np.float32]) -> None:
        state[name].copy_(torch.from_numpy(np.ascontiguousarray(value)))

    def linear(out: str, *parts: str) -> None:
        """Put one matrix [in, out] and its bias into the linear maps that stand side by side in it."""
        first = 0
        for part in parts:
            last = first + len(state[f"{part}.bias"])
            put(f"{part}.weight", given[f"{out}.weight"].T[first:last])
            put(f"{part}.bias", given[f"{out}.bias"][first:last])
            first = last

    for name in ("word.weight", "place.weight", "shape.weight", "embedded_norm.weight", "embedded_norm.bias"):
        put(name, given[name])
    for layer in (f"layers.{i}" for i in range(LAYERS)):
        for name in ("mixed", "attended", "inner", "outer"):
            linear(f"{layer}.{name}", f"{layer}.{name}")
        for name in ("attended_norm", "outer_norm"):
            put(f"{layer}.{name}.weight", given[f"{layer}.{name}.weight"])
            put(f"{layer}.{name}.bias", given[f"{layer}.{name}.bias"])
    linear("tags", *(f"linear.{name}" for name in SHIPPED))
    linear("arc.both", "arc_dependent", "arc_head")
    put("arc_weight", given["arc.mapped.weight"])
    put("arc_bias", given["arc.mapped.bias"])
    linear("dependent", "label_dependent")
    linear("head", "label_head")
    linear("label", "label")
