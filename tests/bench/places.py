"""How many toponyms of news articles, given their names, are resolved to the right GeoNames id and country.

Usage: python -m tests.bench.places DIR [DUMP]
DIR holds `gold/places/TR-News.xml.gz` and `lgl.xml.gz`; DUMP is a GeoNames dump in the layout of allCountries.txt, without which
the packaged gazetteer is measured, and the share of gold ids that it holds at all is printed: no rule can exceed it.
"""

from __future__ import annotations

import gzip
import sys
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

from transforms.actors import load_actors
from transforms.places import Gazetteer, from_dump, load_gazetteer


def main(folder: str, dump: str | None = None) -> None:
    if dump:
        with Path(dump).open(encoding="utf-8") as lines:
            gazetteer = from_dump(lines, load_actors())
    else:
        gazetteer = load_gazetteer()
    held = {entry.place.geonames_id for entry in gazetteer.entries} | set(
        gazetteer.cities.ids if gazetteer.cities else ()
    )
    for name in ("TR-News", "lgl"):
        root = ElementTree.fromstring(
            gzip.decompress((Path(folder) / "gold" / "places" / f"{name}.xml.gz").read_bytes())
        )
        measure(name, root, gazetteer, held)


def measure(
    name: str,
    root: ElementTree.Element,
    gazetteer: Gazetteer,
    held: set[int | None],
) -> None:
    counts: Counter[str] = Counter()
    misses: Counter[tuple[str, str, str]] = Counter()
    by_country = {place.geonames_id: code for code, place in gazetteer.countries.items()}
    for article in root.iter("article"):
        tagged = [(t.findtext("phrase") or "", t.find("gaztag")) for t in article.iter("toponym")]
        tagged = [(phrase, tag) for phrase, tag in tagged if tag is not None]
        for (phrase, tag), place in zip(tagged, gazetteer.resolve_all([p for p, _ in tagged]), strict=True):
            assert tag is not None
            gold = int(tag.get("geonameid") or 0)
            counts["toponyms"] += 1
            counts["held"] += gold in held
            counts["id"] += place.geonames_id == gold
            country_tag = tag.find("country")
            country_id = int(country_tag.get("geonameid") or 0) if country_tag is not None else gold
            wanted = by_country.get(country_id)
            if wanted:
                counts["with country"] += 1
                counts["country"] += wanted in place.countries
                if wanted not in place.countries and "-c" in sys.argv:
                    print("   country", phrase, wanted, place)
            if place.geonames_id != gold:
                misses[
                    phrase,
                    tag.findtext("name") or "",
                    f"{place.name} {place.countries} {gold in held} {tag.findtext('fcode')}",
                ] += 1
    total = counts["toponyms"]
    print(
        f"{name}: {total} toponyms, gold id held {counts['held'] / total:.3f}, exact id {counts['id'] / total:.3f}",
        end="",
    )
    print(
        f" (of those held {counts['id'] / counts['held']:.3f}), country {counts['country'] / counts['with country']:.3f}"
    )
    if "-v" in sys.argv:
        for miss, count in misses.most_common(60):
            print("  ", count, *miss, sep=" | ")


if __name__ == "__main__":
    main(*[argument for argument in sys.argv[1:] if argument not in ("-v", "-c")])
