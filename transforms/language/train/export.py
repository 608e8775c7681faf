"""The trained network as one int8 ONNX graph, with the arrays and lists that go beside it.

The graph is written node by node with the fused operators of onnxruntime, so that loading needs no optimising. Every weight
matrix becomes int8, the word embeddings int8 with a scale a row; activations are quantised as they come. Where that costs
most, in the second halves of the layers and in the heads, weights and activations have a scale a block of 128 features, every
row of a batch for itself; the others have a scale a column, and one for the whole batch, which is twice as fast from narrow to
wide, and why a batch must never mix documents.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from transforms.language import conllu
from transforms.language.train import corpus, lemmas
from transforms.language.train.exported import SHIPPED
from transforms.language.train.network import ATTENTION, EPSILON, GATE, LAYERS, PRODUCT, WIDTH, Network
from transforms.language.train.run import MINILM, averaged

FUSED = "com.microsoft"
# Features that share a scale where quantisation is fine; divides every width here.
BLOCK = 128

Floats = NDArray[np.float32]


@dataclass
class Graph:
    """A graph under construction; every method adds nodes and returns the name of their output."""

    nodes: list[Any] = field(default_factory=list)
    constants: list[Any] = field(default_factory=list)

    def constant(self, name: str, value: NDArray[Any]) -> str:
        """Add an array."""
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(self, kind: str, *inputs: str, out: str, domain: str = "", **attributes: Any) -> str:
        """Add one node."""
        self.nodes.append(helper.make_node(kind, list(inputs), [out], name=out, domain=domain, **attributes))
        return out

    def fine(self, x: str, weight: Floats, bias: Floats, out: str) -> str:
        """Add ``x @ weight + bias``, the weight [in, out] in int8 with a scale a block of a column."""
        given, made = weight.shape
        blocks = np.ascontiguousarray(weight.T).reshape(made, given // BLOCK, BLOCK)
        scale = np.abs(blocks).max(axis=2, keepdims=True).clip(1e-8) / 127
        names = [
            # The operator takes 128 for 0.
            self.constant(f"{out}.weight", (np.rint(blocks / scale) + 128).astype(np.uint8)),
            self.constant(f"{out}.scale", scale.astype(np.float32).reshape(-1)),
            "",
            "",
            self.constant(f"{out}.bias", bias),
        ]
        # Level 4: activations in int8, a scale a block of a row.
        size = {"K": given, "N": made, "bits": 8, "block_size": BLOCK, "accuracy_level": 4}
        return self.node("MatMulNBits", x, *names, out=out, domain=FUSED, **size)

    def matmul(self, x: str, weight: Floats, bias: Floats | None, out: str) -> str:
        """Add ``x @ weight + bias``, the weight [in, out] in int8 with a scale a column."""
        scale = np.abs(weight).max(axis=0).clip(1e-8) / 127
        names = [
            self.constant(f"{out}.weight", np.rint(weight / scale).astype(np.int8)),
            self.constant(f"{out}.scale", scale.astype(np.float32)),
            self.constant(f"{out}.zero", np.zeros(len(scale), np.int8)),
        ]
        if bias is not None:
            names.append(self.constant(f"{out}.bias", bias))
        return self.node("DynamicQuantizeMatMul", x, *names, out=out, domain=FUSED)


def graph(network: Network) -> onnx.ModelProto:
    """Return the graph.

    Inputs: ``ids``, ``shapes`` [B, P], ``seen`` [B, P] 1 at pieces, ``first`` and ``last`` [B, W] places in the flattened
    pieces. Outputs: ``tags`` [B, W, n] scores of the shipped heads side by side; ``arcs`` [B, W, W]; ``dependent`` and
    ``head`` [B, W, GATE + PRODUCT], from which relations are scored once the tree is known.
    """
    state = {name: value.detach().float().numpy() for name, value in network.state_dict().items()}
    g = Graph()
    scale = np.abs(state["word.weight"]).max(axis=1, keepdims=True).clip(1e-8) / 127
    words = g.constant("word.weight", np.rint(state["word.weight"] / scale).astype(np.int8))
    looked_up = g.node("Cast", g.node("Gather", words, "ids", out="word.int8"), out="word.float", to=TensorProto.FLOAT)
    scales = g.node("Gather", g.constant("word.scale", scale.astype(np.float32)), "ids", out="word.scales")
    x = g.node("Mul", looked_up, scales, out="word")
    width = g.node("Shape", "ids", out="width", start=1, end=2)
    zero, axis = g.constant("zero", np.array([0], np.int64)), g.constant("axis", np.array([0], np.int64))
    places = g.constant("place.weight", state["place.weight"])
    x = g.node("Add", x, g.node("Slice", places, zero, width, axis, out="place"), out="placed")
    shapes = g.constant("shape.weight", state["shape.weight"])
    x = g.node("Add", x, g.node("Gather", shapes, "shapes", out="shape"), out="shaped")
    norm = [g.constant(f"embedded_norm.{kind}", state[f"embedded_norm.{kind}"]) for kind in ("weight", "bias")]
    x = g.node("LayerNormalization", x, *norm, out="embedded", epsilon=EPSILON)
    thirds = g.constant("thirds", np.array([WIDTH] * 3, np.int64))
    for i in range(LAYERS):

        def given(name: str, layer: str = f"layers.{i}") -> Floats:
            value: Floats = state[f"{layer}.{name}"]
            return value

        def normalised(x: str, change: str, name: str, layer: str = f"layers.{i}") -> str:
            norm = [
                g.constant(f"{layer}.{name}.{kind}", state[f"{layer}.{name}.{kind}"]) for kind in ("weight", "bias")
            ]
            return g.node(
                "SkipLayerNormalization", x, change, *norm, out=f"{layer}.{name}", domain=FUSED, epsilon=EPSILON
            )

        mixed = g.matmul(x, given("mixed.weight").T, given("mixed.bias"), f"layers.{i}.mixed")
        parts = [f"layers.{i}.{part}" for part in ("query", "key", "value")]
        g.nodes.append(helper.make_node("Split", [mixed, thirds], parts, name=f"layers.{i}.split", axis=-1))
        attended = g.node(
            "MultiHeadAttention", *parts, "", "seen", out=f"layers.{i}.heads", domain=FUSED, num_heads=ATTENTION
        )
        attended = g.fine(attended, given("attended.weight").T, given("attended.bias"), f"layers.{i}.attended")
        x = normalised(x, attended, "attended_norm")
        inner = g.matmul(x, given("inner.weight").T, None, f"layers.{i}.inner")
        inner_bias = g.constant(f"layers.{i}.inner.bias", given("inner.bias"))
        inner = g.node("BiasGelu", inner, inner_bias, out=f"layers.{i}.gelu", domain=FUSED)
        outer = g.fine(inner, given("outer.weight").T, given("outer.bias"), f"layers.{i}.outer")
        x = normalised(x, outer, "outer_norm")
    flat = g.node("Reshape", x, g.constant("flat", np.array([-1, WIDTH], np.int64)), out="pieces")
    ends = [g.node("Gather", flat, end, out=f"{end}.piece") for end in ("first", "last")]
    x = g.node("Mul", g.node("Add", *ends, out="ends"), g.constant("half", np.array(0.5, np.float32)), out="words")
    heads = {
        "tags": [f"linear.{name}" for name in SHIPPED],
        "arc.both": ["arc_dependent", "arc_head"],
        "dependent": ["label_dependent"],
        "head": ["label_head"],
    }
    for out, layers in heads.items():
        weight = np.concatenate([state[f"{layer}.weight"] for layer in layers]).T
        g.fine(x, weight, np.concatenate([state[f"{layer}.bias"] for layer in layers]), out)
    arcs = g.node("Gelu", "arc.both", out="arc.gelu", domain=FUSED)
    halves = ["arc.dependent", "arc.head"]
    g.nodes.append(helper.make_node("Split", [arcs], halves, name="arc.split", axis=-1, num_outputs=2))
    mapped = g.fine("arc.dependent", state["arc_weight"], state["arc_bias"], "arc.mapped")
    turned = g.node("Transpose", "arc.head", out="arc.turned", perm=[0, 2, 1])
    g.node("MatMul", mapped, turned, out="arcs")
    integer = {"ids": ("B", "P"), "shapes": ("B", "P"), "first": ("B", "W"), "last": ("B", "W")}
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, axes) for name, axes in integer.items()]
    inputs.append(helper.make_tensor_value_info("seen", TensorProto.INT32, ("B", "P")))
    return _model(g, inputs, ["tags", "arcs", "dependent", "head"])


def relations(network: Network) -> onnx.ModelProto:
    """Return the graph that scores relations, in float32: it sees each word once, with its one head.

    Inputs: ``dependent``, ``head`` [N, GATE + PRODUCT]; output ``scores`` [N, labels].
    """
    state = network.state_dict()
    g = Graph()
    widths = g.constant("widths", np.array([GATE, PRODUCT], np.int64))
    for side in ("dependent", "head"):
        g.nodes.append(helper.make_node("Split", [side, widths], [f"{side}.gate", f"{side}.product"], axis=-1))
    gate = g.node("Gelu", g.node("Add", "dependent.gate", "head.gate", out="gate"), out="gelu", domain=FUSED)
    product = g.node("Mul", "dependent.product", "head.product", out="product")
    both = g.node("Concat", gate, product, out="both", axis=-1)
    weight = g.constant("label.weight", state["label.weight"].numpy().T)
    g.node("Gemm", both, weight, g.constant("label.bias", state["label.bias"].numpy()), out="scores")
    width = GATE + PRODUCT
    inputs = [helper.make_tensor_value_info(n, TensorProto.FLOAT, ("N", width)) for n in ("dependent", "head")]
    return _model(g, inputs, ["scores"])


def _model(g: Graph, inputs: list[Any], outputs: list[str]) -> onnx.ModelProto:
    shown = [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in outputs]
    made = helper.make_graph(g.nodes, "reader", inputs, shown, g.constants)
    opsets = [helper.make_opsetid("", 20), helper.make_opsetid(FUSED, 1)]
    return helper.make_model(made, opset_imports=opsets, ir_version=10, producer_name="sayso")


def export(data: Path, checkpoints: Sequence[Path], out: Path) -> None:
    """Write the model of one checkpoint, or of the mean of several, into the folder ``out``, each file put in its place whole, their list last.

    ``data`` is the folder of the training data, from which labels and lemmas come.
    """
    declared = corpus.checked(data)
    treebanks = [list(conllu.read(data / entry["file"])) for entry in declared["treebank"]]
    known = corpus.labels(treebanks)
    network = averaged(checkpoints, known)
    out.mkdir(parents=True, exist_ok=True)
    aside = out / "new"
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir()
    onnx.save(graph(network), str(aside / "reader.onnx"))
    onnx.save(relations(network), str(aside / "relations.onnx"))
    _bare_tokenizer(MINILM / "tokenizer.json", aside / "tokenizer.json")
    (aside / "lemmas.txt").write_text(lemmas.table(chain.from_iterable(treebanks)), encoding="utf-8")
    files = sorted(path.name for path in aside.iterdir())
    card = {
        "files": {name: hashlib.sha256((aside / name).read_bytes()).hexdigest() for name in files},
        "upos": known.upos,
        "names": [tag.replace("OTH", "MISC") for tag in corpus.tags("uner")],
        "deprel": known.deprel,
    }
    (aside / "model.json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
    for name in [*files, "model.json"]:
        (aside / name).replace(out / name)
    aside.rmdir()


def _bare_tokenizer(given: Path, out: Path) -> None:
    """Write the tokenizer without the truncation and padding of its original use."""
    settings = json.loads(given.read_text(encoding="utf-8"))
    settings["truncation"] = settings["padding"] = settings["post_processor"] = None
    out.write_text(json.dumps(settings, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
