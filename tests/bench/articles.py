"""Codes a folder of labelled articles, each on its own day, and prints what `sayso code` would: one JSON object a line.

    python -m tests.bench.articles tests/gold > predicted.jsonl

A label file names its text (`document`) and its day (`published`). The lines are scored by a scorer of whole articles.
"""

import json
import sys
from datetime import date
from pathlib import Path

from flows.code import code_article
from flows.inputs import GivenArticle
from flows.printing import describe, to_code
from transforms.extraction.article import find_boilerplate


def main(folder: str) -> None:
    for file in sorted(Path(folder).glob("*.json")):
        label = json.loads(file.read_text())
        if not isinstance(label, dict) or "statements" not in label:
            continue
        text = (file.parent / (label.get("document") or label["doc"])).read_text()
        given = GivenArticle(file.stem, text, date.fromisoformat(label["published"]), {}, tuple(find_boilerplate(text)))
        print(json.dumps(describe(given, code_article(to_code(given))), ensure_ascii=False))


if __name__ == "__main__":
    main(*sys.argv[1:])
