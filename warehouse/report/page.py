"""``report.html``: one file with its data, code, style and outline of the world in it, which asks no host for anything.

The same snapshot gives the same bytes: no clock is read but the snapshot's own. What the snapshot says reaches the
page as compressed JSON and is put on it as text, never as markup; the policy in its head lets the browser run only the
scripts and styles whose digests stand there, load nothing, and send nothing.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import html
import json
from pathlib import Path
from string import Template
from typing import Any

from transforms.errors import SaysoError
from warehouse.report.bundle import FOLDER, OUTLINE, bundled
from warehouse.report.content import content

FILE = "report.html"
PARTS = Path(__file__).with_name("page")
SCRIPTS = (
    "data", "dom", "route", "evidence", "versions", "readers", "contested", "timeline", "accusations", "map", "events",
    "statements", "casualties", "coverage", "checks", "main",
)  # fmt: skip
"""In the order in which they are joined: one script, so that one digest admits it."""


def page(snapshot: Path, body: dict[str, Any], limits: dict[str, int] | None = None) -> str:
    """Return the page of a snapshot from its files and what its manifest says or will say."""
    held = content(snapshot, body, limits) | {"outline": json.loads((FOLDER / OUTLINE).read_text(encoding="utf-8"))}
    packed = gzip.compress(json.dumps(held, separators=(",", ":"), ensure_ascii=False).encode(), 9, mtime=0)
    library = (FOLDER / "d3.min.js").read_text(encoding="utf-8")
    parts = [(PARTS / f"{name}.js").read_text(encoding="utf-8") for name in SCRIPTS]
    script = "\n".join(['"use strict";\n(() => {', *parts, "})();"])
    style = (PARTS / "page.css").read_text(encoding="utf-8")
    for text in (library, script, style):
        if "</script" in text or "</style" in text:
            raise SaysoError("a part of the page would end its own element")
    return Template((PARTS / "page.html").read_text(encoding="utf-8")).substitute(
        policy=html.escape(_policy([library, script], [style]), quote=True),
        title=html.escape(f"Sayso, snapshot {body['snapshot']}"),
        style=style,
        library=library,
        script=script,
        data=base64.b64encode(packed).decode(),
        licences=html.escape(_licences()),
    )


def _policy(scripts: list[str], styles: list[str]) -> str:
    """Return a Content-Security-Policy that admits these inline scripts and styles, and nothing else."""
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {' '.join(map(_source, scripts))}",
            f"style-src {' '.join(map(_source, styles))}",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        ]
    )


def _source(text: str) -> str:
    """Return the digest of an inline element's text as a policy names it."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _licences() -> str:
    """Return name, version and licence of everything bundled, with the licence texts."""
    return "\n\n".join(
        f"{entry['package']} {entry['version']}: {entry['licence']} ({entry['origin']})\n"
        + (FOLDER / f"{entry['package']}.LICENSE.txt").read_text(encoding="utf-8").strip()
        for entry in bundled()
    )
