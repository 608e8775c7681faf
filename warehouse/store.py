"""Where the snapshots of a home are published: in its own folder, or in a bucket of which the folder holds a copy.

Everything else works on the folder, and asks the store to `refresh` it, to `record` runs in the index, to `settle` what a
killed publication left, to `put` a finished stage, to `fetch` a snapshot whole, to `order` and `reissue` redactions, and to
`sweep` what nothing refers to any more. `Folder` is the home's own; `warehouse.bucket` has the other.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from transforms.ids import digest
from warehouse import shelf
from warehouse.shelf import SnapshotError

Runs = list[dict[str, Any]]


class Swept(NamedTuple):
    """Leftovers that were removed: how many files or objects, of how many bytes together."""

    files: int = 0
    bytes: int = 0


class Folder:
    """The home's own folder of snapshots."""

    def __init__(self, home: Path) -> None:
        """Name the home; nothing is read yet."""
        self.home = home

    def refresh(self) -> None:
        """Bring index, pointer and redactions up to what others published; here nobody else publishes."""

    def record(self, change: Callable[[Runs], Runs]) -> Runs:
        """Change the index and return it."""
        runs = change(shelf.index(self.home))
        shelf.write_runs(self.home, runs)
        return runs

    def settle(self, now: datetime) -> Swept:
        """Complete or clear away what a killed publication left; return what was removed.

        A folder that carries a snapshot's name is whole, since it was renamed last: it is entered and pointed to.
        Whatever is still a stage is removed, and its run is recorded as crashed.
        """

        def settled(run: dict[str, Any]) -> dict[str, Any]:
            folder = shelf.shelf(self.home) / str(run["snapshot"])
            if run["outcome"] != "running":
                return run
            if folder.is_dir():
                return run | {"outcome": "published", "manifest": digest((folder / "manifest.json").read_bytes())}
            return run | shelf.CRASHED

        runs = shelf.index(self.home)
        if any(run["outcome"] == "running" for run in runs):
            runs = self.record(lambda held: [settled(run) for run in held])
        whole = [run for run in runs if run["outcome"] == "published"]
        latest = shelf.shelf(self.home) / "latest.json"
        if whole and (not latest.exists() or latest.read_bytes() != shelf.dump(shelf.pointer(whole[-1])).encode()):
            self.point(whole[-1])
        return self.clear()

    def clear(self) -> Swept:
        """Remove stages that were left in the folder."""
        left = list(shelf.shelf(self.home).glob(f"{shelf.STAGE}*"))
        files = [file for folder in left for file in folder.rglob("*") if file.is_file()]
        swept = Swept(len(files), sum(file.stat().st_size for file in files if file.stat().st_nlink == 1))
        for folder in left:
            shutil.rmtree(folder)
        return swept

    def put(self, stage: Path, run: dict[str, Any]) -> Path:
        """Bring a finished stage to disk, give it its name, enter it and point to it; return its folder."""
        place = shelf.shelf(self.home) / str(run["snapshot"])
        shelf.sync_tree(stage)
        stage.rename(place)
        shelf.sync(place.parent)
        shelf.end(self, run, "published", manifest=digest((place / "manifest.json").read_bytes()))
        self.point(run)
        return place

    def point(self, run: dict[str, Any]) -> None:
        """Make a run's snapshot the newest."""
        shelf.write(shelf.shelf(self.home) / "latest.json", shelf.dump(shelf.pointer(run)).encode())

    def fetch(self, name: str) -> Path:
        """Return the folder of a snapshot; raise `SnapshotError` where there is none."""
        folder = shelf.shelf(self.home) / name
        if not (folder / "manifest.json").is_file():
            raise SnapshotError(f"{name}: no such snapshot in {shelf.shelf(self.home)}")
        return folder

    def copy(self, name: str, into: Path) -> Path:
        """Return a folder with a snapshot and the one before it beside it, as they are kept, to be verified."""
        return self.fetch(name)

    def order(self, redactions: Sequence[dict[str, Any]]) -> None:
        """Record redactions, before any is carried out: they hold for the snapshots to come, too."""
        shelf.write(shelf.shelf(self.home) / "redactions.json", shelf.dump({"redactions": redactions}).encode())

    def reissue(self, snapshots: Sequence[Path]) -> None:
        """Record the digests that the manifests of rewritten snapshots have now."""
        told = {path.name: digest((path / "manifest.json").read_bytes()) for path in snapshots}
        runs = self.record(
            lambda held: [run | {"manifest": told.get(run["snapshot"], run["manifest"])} for run in held]
        )
        newest = shelf.newest(self.home)
        if newest is not None and newest.name in told:
            self.point(next(run for run in runs if run["snapshot"] == newest.name))

    def sweep(self) -> Swept:
        """Remove what no kept snapshot refers to."""
        names = {run["snapshot"] for run in shelf.index(self.home) if run["outcome"] == "expired"}
        for folder in shelf.shelf(self.home).iterdir():
            if folder.name in names:
                # Out of sight in one step, so that nobody finds half a snapshot; clearing takes what a kill leaves.
                folder.rename(folder.with_name(f"{shelf.STAGE}{folder.name}.expired"))
        self.clear()
        return Swept()


def open_store(home: Path, url: str | None) -> Folder:
    """Return the store of a home: the bucket that an ``s3://bucket/prefix`` names, or its own folder."""
    if url is None:
        return Folder(home)
    try:
        from warehouse.bucket import Bucket
    except ImportError as error:
        raise SnapshotError("publishing into a bucket needs the extra: pip install 'sayso[s3]'") from error
    return Bucket(home, url)
