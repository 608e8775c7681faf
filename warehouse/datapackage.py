"""A snapshot as a Data Package (datapackage.org, v2): one resource a table, its fields as a Table Schema."""

from __future__ import annotations

from typing import Any

from transforms.tables import TABLES
from warehouse import rights

TYPES = {
    "VARCHAR": "string",
    "BIGINT": "integer",
    "INTEGER": "integer",
    "UINTEGER": "integer",
    "DOUBLE": "number",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "TIMESTAMPTZ": "datetime",
}


def package(body: dict[str, Any]) -> dict[str, Any]:
    """Return the descriptor of the snapshot that a manifest describes."""
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "sayso",
        "id": f"sayso-{body['snapshot']}",
        "title": "Sayso: who did what, and who says so",
        "description": "Events and attributed statements coded from news articles, each with its claimant and evidence.",
        "version": body["snapshot"],
        "created": body["published_at"],
        "licenses": [{"name": rights.LICENSE, "path": rights.LICENSE_URL, "title": rights.LICENSE_TITLE}],
        "resources": [resource(name, table, body["tables"]) for name, table in body["tables"].items()],
    }


def resource(name: str, table: dict[str, Any], published: dict[str, Any]) -> dict[str, Any]:
    """Return one table as a resource; its files are parts of one Parquet table."""
    paths = list(table["files"])
    return {
        "name": name,
        "path": paths[0] if len(paths) == 1 else paths,
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "description": table["grain"],
        "schema": {
            "fields": [field(column) for column in table["columns"]],
            "primaryKey": table["key"],
            "foreignKeys": [
                {
                    "fields": [column["name"]],
                    # A reference without a resource is to the same table.
                    "reference": {"fields": list(TABLES[column["references"]].key)}
                    | ({} if column["references"] == name else {"resource": column["references"]}),
                }
                for column in table["columns"]
                if column["references"] in published and not column["type"].endswith("[]")
            ],
        },
    }


def field(column: dict[str, Any]) -> dict[str, Any]:
    """Return one column as a field."""
    kind = "array" if column["type"].endswith("[]") else TYPES.get(column["type"], "object")
    constraints: dict[str, Any] = {"required": not column["nullable"]}
    if column["codes"] and kind != "array":
        constraints["enum"] = column["codes"]
    constraints |= {bound: column[bound] for bound in ("minimum", "maximum") if column[bound] is not None}
    return {
        "name": column["name"],
        "type": kind,
        "description": "; ".join(filter(None, [column["description"], column["unit"] and f"unit {column['unit']}"])),
        "constraints": constraints,
    }
