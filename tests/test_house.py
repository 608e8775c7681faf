"""The house: imports go one way, rooms stay small, transforms stay pure."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ORDER = ["transforms", "expectations", "warehouse", "flows"]
# The clock, the network, the disk and chance belong to the edges.
IMPURE = {
    "prefect",
    "httpx2",
    "requests",
    "socket",
    "subprocess",
    "random",
    "time",
    "duckdb",
    "great_expectations",
    "tempfile",
}
IMPURE_CALLS = {"now", "today", "utcnow", "urandom", "getenv"}


def modules(package):
    return sorted(path for path in (ROOT / package).rglob("*.py") if "__pycache__" not in path.parts)


def imports(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module or ""


@pytest.mark.parametrize("package", ORDER)
def test_imports_go_one_way(package):
    allowed = ORDER[: ORDER.index(package) + 1]
    upward = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules(package)
        for name in imports(path)
        if name.split(".")[0] in ORDER and name.split(".")[0] not in allowed
    ]
    assert upward == []


def test_transforms_touch_no_clock_no_network_no_chance():
    for path in modules("transforms"):
        if "train" in path.parts:
            continue
        assert not {name.split(".")[0] for name in imports(path)} & IMPURE, path
        calls = {
            n.func.attr
            for n in ast.walk(ast.parse(path.read_text()))
            if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute)
        }
        assert not calls & IMPURE_CALLS, path


def test_prefect_stays_at_the_edge():
    for package in ORDER[:-1]:
        for path in modules(package):
            assert "prefect" not in {name.split(".")[0] for name in imports(path)}, path


@pytest.mark.parametrize("package", ORDER)
def test_every_module_says_what_comes_out_and_can_be_read_in_one_sitting(package):
    for path in modules(package):
        source = path.read_text()
        assert ast.get_docstring(ast.parse(source)), f"{path} has no docstring"
        assert source.count("\n") <= 500, f"{path} is longer than one sitting"
        assert path.name not in ("utils.py", "helpers.py")
