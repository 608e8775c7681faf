"""A snapshot as Croissant 1.0 metadata (schema.org/Dataset): one file set and one record set a table."""

from __future__ import annotations

from typing import Any

from warehouse import rights

CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
TYPES = {
    "BIGINT": "sc:Integer",
    "INTEGER": "sc:Integer",
    "DOUBLE": "sc:Float",
    "BOOLEAN": "sc:Boolean",
    "DATE": "sc:Date",
    "TIMESTAMPTZ": "sc:DateTime",
}


def dataset(body: dict[str, Any]) -> dict[str, Any]:
    """Return the metadata of the snapshot that a manifest describes."""
    return {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": "sayso",
        "description": "Events and attributed statements coded from news articles, each with its claimant and evidence.",
        "license": rights.LICENSE_URL,
        "citeAs": rights.citation(body["snapshot"], body["published_at"]),
        "url": "README.md",  # beside this file, wherever the snapshot lies
        "creator": {"@type": "sc:Organization", "name": "Sayso"},
        "datePublished": body["published_at"][:10],
        "version": version(body["snapshot"]),
        "distribution": [part for name, table in body["tables"].items() for part in distribution(name, table)],
        "recordSet": [record_set(name, table) for name, table in body["tables"].items()],
    }


def version(snapshot: str) -> str:
    """Return a snapshot's name in the three numbers that Croissant asks for: ``2026-12-03.01`` as ``2026.1203.1``."""
    year, month, day = snapshot[:10].split("-")
    return f"{year}.{int(month + day)}.{int(snapshot[11:])}"


def distribution(name: str, table: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the files of a table, each with its digest, and the set of them."""
    files = [
        {
            "@type": "cr:FileObject",
            "@id": path,
            "name": path,
            "contentUrl": path,
            "contentSize": f"{file['bytes']} B",
            "encodingFormat": "application/x-parquet",
            "sha256": file["sha256"],
        }
        for path, file in table["files"].items()
    ]
    folder = {
        "@type": "cr:FileSet",
        "@id": f"{name}-files",
        "name": f"{name}-files",
        "containedIn": [{"@id": path} for path in table["files"]],
        "encodingFormat": "application/x-parquet",
        "includes": f"data/{name}/**/*.parquet",
    }
    return [*files, folder]


def record_set(name: str, table: dict[str, Any]) -> dict[str, Any]:
    """Return a table as a record set; structures are given as text, which Croissant has no type for."""
    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "description": table["grain"],
        "key": [{"@id": f"{name}/{key}"} for key in table["key"]],
        "field": [
            {
                "@type": "cr:Field",
                "@id": f"{name}/{column['name']}",
                "name": column["name"],
                "description": column["description"],
                "dataType": TYPES.get(column["type"].removesuffix("[]"), "sc:Text"),
                "repeated": column["type"].endswith("[]"),
                "source": {"fileSet": {"@id": f"{name}-files"}, "extract": {"column": column["name"]}},
            }
            for column in table["columns"]
        ],
    }
