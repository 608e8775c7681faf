"""The licence of every installed package, as its own metadata tell it, and whether `licences.toml` bears it.

python -m tests.licences        the list; exit code 1 when one is refused
"""

from __future__ import annotations

import re
import sys
import tomllib
from importlib.metadata import Distribution, distributions
from pathlib import Path

HELD = tomllib.loads(Path(__file__).with_name("licences.toml").read_text("utf-8"))


def told(package: Distribution) -> str:
    """Return a package's licence as an SPDX expression, "unknown" where it tells none.

    Several classifiers name licences to choose from: what holds for parts can only be told by an expression.
    """
    facts = package.metadata
    if facts.get("License-Expression"):
        return str(facts["License-Expression"])
    named = [name.split(" :: ")[-1] for name in facts.get_all("Classifier") or [] if name.startswith("License ::")]
    first = (facts.get("License") or "").strip().splitlines()[:1]
    return " OR ".join(HELD["same"].get(name, name) for name in sorted(set(named)) or first) or "unknown"


def is_borne(expression: str) -> bool:
    """Tell whether an expression is allowed: of OR one side, of AND both; parentheses as in SPDX."""
    while inner := re.search(r"\(([^()]*(?:AND|OR)[^()]*)\)", expression):
        expression = expression.replace(inner[0], "0BSD" if is_borne(inner[1]) else "refused")
    return any(
        all(part.strip() in HELD["allowed"] for part in choice.split(" AND ")) for choice in expression.split(" OR ")
    )


def listed() -> list[tuple[str, str, str]]:
    """Return name, version and licence of every installed package, by name."""
    return sorted((package.metadata["Name"], package.version, told(package)) for package in distributions())


if __name__ == "__main__":
    refused = False
    for name, version, licence in listed():
        refused |= not is_borne(licence)
        sys.stdout.write(f"{name:<32} {version:<14} {licence}{'' if is_borne(licence) else '   REFUSED'}\n")
    sys.exit(refused)
