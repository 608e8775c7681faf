"""The model's files, checked and opened: two sessions, the word pieces, the lemma table, the lists of labels."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import onnxruntime

from transforms.errors import SaysoError
from transforms.language.lemmas import Lemmas
from transforms.language.pieces import Pieces

SHIPPED = Path(__file__).with_name("model")


class ModelError(SaysoError):
    """The model's files are missing or not those that its list names."""


@dataclass(frozen=True)
class Model:
    """What a reader reads with: the two graphs, the pieces, the lemmas; ``upos``, labels of ``names`` and ``deprel`` in order."""

    network: onnxruntime.InferenceSession
    relations: onnxruntime.InferenceSession
    pieces: Pieces
    lemmas: Lemmas
    upos: list[str]
    names: list[str]
    deprel: list[str]
    digest: str


def load(folder: Path = SHIPPED) -> Model:
    """Open the model in ``folder``; ModelError, naming the file, where one is missing or differs from ``model.json``.

    ``digest`` is the sha256 of ``model.json``, which holds those of all the others: it names the model.
    """
    listed = _bytes(folder / "model.json")
    card = json.loads(listed)
    held = {name: _bytes(folder / name) for name in card["files"]}
    for name, expected in card["files"].items():
        if hashlib.sha256(held[name]).hexdigest() != expected:
            raise ModelError(f"the reader's model is damaged: {folder / name} has not the sha256 that model.json lists")
    options = onnxruntime.SessionOptions()
    # A process reads with one thread; several processes share the cores better than several threads do.
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    # The graph is exported in fused operators: there is nothing left to optimise, and looking costs time.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL

    def session(name: str) -> onnxruntime.InferenceSession:
        return onnxruntime.InferenceSession(held[name], options, providers=["CPUExecutionProvider"])

    return Model(
        network=session("reader.onnx"),
        relations=session("relations.onnx"),
        pieces=Pieces(held["tokenizer.json"].decode("utf-8")),
        lemmas=Lemmas(held["lemmas.txt"].decode("utf-8")),
        upos=card["upos"],
        names=[tag.removeprefix("B-") for tag in card["names"][1::2]],
        deprel=card["deprel"],
        digest=hashlib.sha256(listed).hexdigest(),
    )


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ModelError(f"the reader's model is not there: {path}: {error.strerror}") from error
