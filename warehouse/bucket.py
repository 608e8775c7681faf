"""Snapshots in an S3-compatible bucket; the home's folder holds a copy of those that were made or asked for there.

    <prefix>/latest.json, index.json, redactions.json     as in the folder, each replaced only where it is as it was read
    <prefix>/<snapshot>/manifest.json                     names the object of each file
    <prefix>/<snapshot>/...                               objects; written once, under keys that no one else uses

There is no rename in a bucket: a snapshot is published when the pointer names it, which is the last thing written. Of two
publishers the one whose pointer comes second is refused, and what it uploaded is a leftover; so is what a killed one
uploaded. `sayso snapshots gc` sweeps leftovers. A file that did not change is no new object.

Address, region and credentials of the server are those of the AWS SDKs: the variables ``AWS_...`` of the environment, or a
role of the machine. None of them is a setting of Sayso, and nothing of them is ever written down or shown.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator, Sequence, Set
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

import obstore
from obstore import exceptions
from obstore.store import S3Store

from transforms.ids import digest
from warehouse import manifest, shelf
from warehouse.shelf import SnapshotError, StoreError, dump
from warehouse.store import Folder, Runs, Swept

TIMEOUT = timedelta(seconds=30)
"""For one request: an object part of 16 MiB takes that long at 4 Mbit/s."""
RETRIES = 4
"""Of one request, with waits of 0.2 s doubling up to 5 s: enough for a server that restarts, not for one that is gone."""
PART = 16 * 1024 * 1024
"""Bytes of one part of a large file; with at most 10,000 parts, files of up to 160 GB."""
AT_ONCE = 8
"""Objects on their way at a time."""
TRIES = 8
"""To write the index while others write it, too."""
DEAD_AFTER = timedelta(days=1)
"""A run of another home that is not over by then was killed: a publication takes minutes."""


class Bucket(Folder):
    """A bucket and prefix, and the home whose folder is its copy."""

    def __init__(self, home: Path, url: str) -> None:
        """Open the store that ``s3://bucket/prefix`` names; raise `StoreError` for any other address."""
        super().__init__(home)
        parts = urlsplit(url)
        if parts.scheme != "s3" or not parts.netloc or "@" in parts.netloc or parts.query or parts.fragment:
            # The address is not shown: somebody may have put a key into it.
            raise StoreError("setting store: an address s3://bucket/prefix is expected, without keys or options in it")
        self.url = f"s3://{parts.netloc}{parts.path.rstrip('/')}"
        endpoint = os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL")
        place: dict[str, Any] = {"endpoint": endpoint} if endpoint else {}
        self._store = S3Store(
            parts.netloc,
            prefix=parts.path.strip("/") or None,
            client_options={"allow_http": (endpoint or "").startswith("http://"), "timeout": TIMEOUT},
            retry_config={
                "max_retries": RETRIES,
                "retry_timeout": RETRIES * TIMEOUT,
                "backoff": {"init_backoff": timedelta(seconds=0.2), "max_backoff": timedelta(seconds=5), "base": 2},
            },
            **place,
        )
        self._pointer: str | None = None

    def refresh(self) -> None:
        """Bring index, pointer and redactions up to what others published."""
        # The pointer first: it is written before the index says so.
        for name in ("latest.json", "index.json", "redactions.json"):
            body, tag = self._read(name)
            if name == "latest.json":
                self._pointer = tag
            here = shelf.shelf(self.home) / name
            if body is None:
                here.unlink(missing_ok=True)
            else:
                shelf.write(here, body)

    def record(self, change: Callable[[Runs], Runs]) -> Runs:
        """Change the index as it is now and return it; raise `StoreError` where others never stop writing it."""
        for _ in range(TRIES):
            body, tag = self._read("index.json")
            runs = change(shelf.runs(body, f"{self.url}/index.json") if body else [])
            if self._write("index.json", shelf.seal({"runs": runs}).encode(), tag):
                shelf.write_runs(self.home, runs)
                return runs
        raise StoreError(f"{self.url}: others went on writing the index; nothing was published, run again")

    def settle(self, now: datetime) -> Swept:
        """Enter what a killed publisher pointed to, call crashed what it did not, and clear this home's stages.

        A run that is not over may be at work in another home: it is crashed if its stage lies here, or after a day.
        """
        newest = shelf.newest(self.home)

        def settled(run: dict[str, Any]) -> dict[str, Any]:
            if run["outcome"] != "running":
                return run
            if newest is not None and newest.name == run["snapshot"]:
                told = shelf.read_json(shelf.shelf(self.home) / "latest.json")["manifest"]
                return run | {"outcome": "published", "manifest": told}
            is_ours = (shelf.shelf(self.home) / f"{shelf.STAGE}{run['snapshot']}").exists()
            return run | shelf.CRASHED if is_ours or datetime.fromisoformat(run["at"]) + DEAD_AFTER < now else run

        runs = shelf.index(self.home)
        if [settled(run) for run in runs] != runs:
            self.record(lambda held: [settled(run) for run in held])
        return self.clear()

    def put(self, stage: Path, run: dict[str, Any]) -> Path:
        """Upload a finished stage, point to it, enter it; return its copy in the home.

        Raise `StoreError` where another publisher pointed first: then nothing of this one is published.
        """
        name = str(run["snapshot"])
        self._upload(stage, name)
        body = (stage / manifest.FILE).read_bytes()
        self._create(f"{name}/{manifest.FILE}", body)
        run |= {"manifest": digest(body)}
        if any(held["snapshot"] == name and held["outcome"] != "running" for held in self._runs()):
            raise StoreError(
                f"{self.url}: this run was given up as crashed meanwhile; nothing was published, run again"
            )
        self.point(run)
        place = shelf.shelf(self.home) / name
        shelf.sync_tree(stage)
        stage.rename(place)
        shelf.end(self, run, "published", manifest=run["manifest"])
        return place

    def point(self, run: dict[str, Any]) -> None:
        """Make a run's snapshot the newest, unless another became that since `refresh`."""
        body = dump(shelf.pointer(run)).encode()
        tag = self._write("latest.json", body, self._pointer)
        if tag is None:
            raise StoreError(f"{self.url}: another publisher was first; nothing of this run was published, run again")
        self._pointer = tag
        super().point(run)

    def fetch(self, name: str) -> Path:
        """Return the folder of a snapshot, downloaded where it is not here or no more as published."""
        told = {run["snapshot"]: run["manifest"] for run in shelf.index(self.home) if run["outcome"] == "published"}
        if (newest := shelf.newest(self.home)) is not None and newest.name == name:
            # The pointer is written first: the index may not say yet that the newest is published.
            told[name] = shelf.read_json(newest.with_name("latest.json"))["manifest"]
        folder = shelf.shelf(self.home) / name
        if name not in told:
            raise SnapshotError(f"{name}: no such snapshot in {self.url}")
        if (folder / manifest.FILE).is_file() and digest((folder / manifest.FILE).read_bytes()) == told[name]:
            return folder
        folder.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".fetch-", dir=folder.parent) as beside:
            fetched = Path(beside) / name
            if self._download(name, fetched) != told[name]:
                raise SnapshotError(f"{self.url}/{name}/{manifest.FILE} was altered: the index tells another digest")
            for path, file in manifest.objects(manifest.read(fetched)).items():
                if not (fetched / path).is_file() or not manifest.is_whole(fetched / path, file):
                    raise SnapshotError(f"{self.url}/{file['object']} is missing or was altered")
            shelf.sync_tree(fetched)
            shutil.rmtree(folder, ignore_errors=True)
            fetched.rename(folder)
        return folder

    def copy(self, name: str, into: Path) -> Path:
        """Return a folder with a snapshot and the one before it beside it, downloaded again, to be verified."""
        runs = shelf.index(self.home)
        shelf.write(into / "index.json", shelf.seal({"runs": runs}).encode())
        self._download(name, into / name)
        with suppress(SnapshotError):
            before = manifest.read(into / name)["previous"]
            if any(run["snapshot"] == before and run["outcome"] == "published" for run in runs):
                self._download(before, into / before)
        return into / name

    def order(self, redactions: Sequence[dict[str, Any]]) -> None:
        """Record redactions, before any is carried out."""
        body, tag = dump({"redactions": redactions}).encode(), self._read("redactions.json")[1]
        if not self._write("redactions.json", body, tag):
            raise StoreError(f"{self.url}: another redaction was ordered meanwhile; run again")
        super().order(redactions)

    def reissue(self, snapshots: Sequence[Path]) -> None:
        """Upload what was rewritten, then the manifests that name it, and record their digests."""
        for snapshot in snapshots:
            self._upload(snapshot, snapshot.name, {key for key, _ in self._list(snapshot.name)})
            with self._asking(snapshot.name):
                obstore.put(self._store, f"{snapshot.name}/{manifest.FILE}", (snapshot / manifest.FILE).read_bytes())
        super().reissue(snapshots)

    def sweep(self) -> Swept:
        """Remove the objects of snapshots that are over and that no kept one refers to; of runs at work none."""
        super().sweep()
        runs = {str(run["snapshot"]): run["outcome"] for run in self._runs()}
        kept = [name for name, outcome in runs.items() if outcome == "published"]
        used = {f"{name}/{manifest.FILE}" for name in kept}
        for name in kept:
            body, _ = self._read(f"{name}/{manifest.FILE}")
            if body is None:
                raise SnapshotError(f"{self.url}/{name}/{manifest.FILE} is missing: nothing was swept")
            used |= {
                file["object"]
                for file in manifest.objects(shelf.parse(body, f"{self.url}/{name}/{manifest.FILE}")).values()
            }
        left = [
            (key, size)
            for key, size in self._list()
            if runs.get(key.partition("/")[0], "running") != "running" and key not in used
        ]
        with self._asking("leftovers"):
            obstore.delete(self._store, [key for key, _ in left])
        return Swept(len(left), sum(size for _, size in left))

    def _runs(self) -> Runs:
        body, _ = self._read("index.json")
        return shelf.runs(body, f"{self.url}/index.json") if body else []

    def _upload(self, folder: Path, name: str, there: Set[str] = frozenset()) -> None:
        """Upload the files of a snapshot whose objects are its own and are not there; its manifest is not among them."""
        own = {
            str(file["object"]): folder / path
            for path, file in manifest.objects(manifest.read(folder)).items()
            if file["object"].startswith(f"{name}/")
        }
        self._each(lambda key: self._create(key, own[key]), sorted(own.keys() - there))

    def _create(self, key: str, given: Path | bytes) -> None:
        """Write an object that is not there yet; one that is there with these bytes was written by a try that was cut off."""
        with self._asking(key):
            try:
                if isinstance(given, Path) and given.stat().st_size > PART:
                    # A write in parts cannot be conditional; the run's name, entered in the index, makes the key its own.
                    obstore.put(self._store, key, given, use_multipart=True, chunk_size=PART)
                else:
                    obstore.put(self._store, key, given, mode="create", use_multipart=False)
            except exceptions.AlreadyExistsError as error:
                body = given.read_bytes() if isinstance(given, Path) else given
                if self._read(key)[0] != body:
                    raise StoreError(
                        f"{self.url}/{key} exists already with other bytes; nothing was published"
                    ) from error

    def _download(self, name: str, folder: Path) -> str:
        """Download a snapshot and return its manifest's digest.

        An object that is missing is left out, and so is everything where the manifest is damaged.
        """
        body, _ = self._read(f"{name}/{manifest.FILE}")
        if body is None:
            raise SnapshotError(f"{self.url}/{name}/{manifest.FILE} is missing")
        folder.mkdir(parents=True)
        (folder / manifest.FILE).write_bytes(body)
        try:
            wanted = {path: str(file["object"]) for path, file in manifest.objects(manifest.read(folder)).items()}
        except SnapshotError:
            wanted = {}

        def bring(path: str) -> None:
            at = folder / path
            at.parent.mkdir(parents=True, exist_ok=True)
            with self._asking(wanted[path]):
                try:
                    parts = obstore.get(self._store, wanted[path]).stream(min_chunk_size=PART)
                    with at.open("wb") as handle:
                        for part in parts:
                            handle.write(part)
                except FileNotFoundError:
                    return

        self._each(bring, sorted(wanted))
        return digest(body)

    def _read(self, key: str) -> tuple[bytes | None, str | None]:
        """Return an object and its tag, None where it is not there."""
        with self._asking(key):
            try:
                found = obstore.get(self._store, key)
                return bytes(found.bytes()), found.meta["e_tag"]
            except FileNotFoundError as error:
                if "NoSuchBucket" in str(error):
                    raise
                return None, None

    def _write(self, key: str, body: bytes, tag: str | None) -> str | None:
        """Write an object if it still has the tag, or is not there where the tag is None; return its new tag, or None."""
        with self._asking(key):
            try:
                mode: Any = {"e_tag": tag} if tag else "create"
                return obstore.put(self._store, key, body, mode=mode, use_multipart=False)["e_tag"]
            except (exceptions.PreconditionError, exceptions.AlreadyExistsError):
                # An answer that was lost on its way makes the second try fail on what the first one wrote.
                held, tag = self._read(key)
                return tag if held == body else None

    def _list(self, below: str | None = None) -> Iterator[tuple[str, int]]:
        """Yield key and size of every object below a prefix."""
        with self._asking(below or ""):
            for chunk in obstore.list(self._store, prefix=below):
                for found in chunk:
                    yield found["path"], found["size"]

    def _each(self, act: Callable[[str], None], names: list[str]) -> None:
        """Do something for each name, several at a time; the first failure ends it."""
        with ThreadPoolExecutor(AT_ONCE) as pool:
            try:
                for _ in pool.map(act, names):
                    pass
            except BaseException:
                pool.shutdown(cancel_futures=True)
                raise

    @contextmanager
    def _asking(self, key: str) -> Iterator[None]:
        """Turn what obstore raises into one line of our own: its text is long, and names what was sent."""
        try:
            yield
        except (exceptions.BaseError, FileNotFoundError) as error:
            raise StoreError(f"{self.url}: {reason(error, key)}") from None


def reason(error: Exception, key: str) -> str:
    """Return in a few words why a request failed."""
    text = str(error)
    if "NoSuchBucket" in text:
        return "there is no such bucket"
    if isinstance(error, exceptions.PermissionDeniedError | exceptions.UnauthenticatedError):
        return "the server refuses these credentials (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, or the machine's role)"
    if isinstance(error, FileNotFoundError):
        return f"{key} is missing"
    if found := re.search(r"status code: (\d{3}[\w ]*)", text):
        return f"the server answers {found[1].strip()} for {key}"
    return f"the server cannot be reached, or broke off, after {RETRIES} retries"
