"""Which method made a row: one version over code, codebook and model, from the bytes of the package itself.

Taken from the bytes, it cannot be forgotten when a rule changes: a row that differs between two snapshots either has
another source, or another method version.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

from transforms.ids import digest
from transforms.language.reader import PACKAGED, choose_reader

CODEBOOK = (".toml", ".csv")
MODEL = (".onnx", ".json")
GAZETTEER = (".npz",)


@cache
def method_version(reader: str = PACKAGED) -> str:
    """Return the version of everything that codes with the reader of that name: twelve hexadecimal digits."""
    return _read_by(reader, _version((".py", *CODEBOOK, *MODEL, *GAZETTEER)))


@cache
def codebook_version() -> str:
    """Return the version of the codebook and the other reviewed data."""
    return _version(CODEBOOK)


@cache
def model_version(reader: str = PACKAGED) -> str:
    """Return the version of the model of the reader of that name."""
    return _read_by(reader, _version(MODEL))


def _read_by(reader: str, version: str) -> str:
    return version if reader == PACKAGED else digest(f"{version} {choose_reader(reader).digest}")[:12]


def _version(endings: tuple[str, ...]) -> str:
    parts = sorted(
        (path, digest(file.read_bytes()))
        for path, file in _walk(resources.files("transforms"), "")
        if path.endswith(endings)
    )
    return digest("\n".join(f"{path} {sha}" for path, sha in parts))[:12]


def _walk(folder: Traversable, at: str) -> list[tuple[str, Traversable]]:
    """Return the files of the package that take part in coding; how a model was trained does not."""
    found: list[tuple[str, Traversable]] = []
    for entry in folder.iterdir():
        path = f"{at}/{entry.name}"
        if entry.is_dir() and entry.name not in ("__pycache__", "train"):
            found += _walk(entry, path)
        elif entry.is_file():
            found.append((path, entry))
    return found
