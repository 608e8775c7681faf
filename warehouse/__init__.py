"""The edge outward: DuckDB, the page archive, snapshots, views, the report."""
