"""A trained and exported model in ``--out``: ``python -m transforms.language.train --data DIR``."""

from __future__ import annotations

import argparse
import logging
from pathlib import Path

import torch

from transforms.language.train.export import export
from transforms.language.train.training import train
from transforms.language.weights import SHIPPED


def main() -> None:
    """Train, or go on training, and export."""
    asked = argparse.ArgumentParser(prog="python -m transforms.language.train", description=__doc__)
    asked.add_argument("--data", type=Path, required=True, help="folder with the files that sources.toml names")
    asked.add_argument("--out", type=Path, default=Path("scratch/reader"), help="folder of the checkpoint")
    asked.add_argument("--model", type=Path, default=SHIPPED, help="folder that the exported model is put into")
    asked.add_argument("--steps", type=int, default=10_500, help="steps of the whole run; 0 exports what is trained")
    asked.add_argument(
        "--with",
        dest="others",
        type=Path,
        nargs="*",
        default=[],
        help="checkpoints or exported models to average with it",
    )
    asked.add_argument("--start", type=Path, help="exported model to begin from, instead of all-MiniLM-L6-v2")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--threads", type=int, default=1, help="two threads gain nothing on a busy machine")
    given = asked.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    torch.set_num_threads(given.threads)
    given.out.mkdir(parents=True, exist_ok=True)
    if given.steps:
        train(given.data, given.out, given.steps, given.seed, given.start)
    export(given.data, [given.out / "checkpoint.pt", *given.others], given.model)


if __name__ == "__main__":
    main()
