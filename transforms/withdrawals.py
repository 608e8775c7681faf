"""Withdrawals: the articles that their outlet took back, each with the look that shows it.

Every look at an article's address either finds it (fetched, or not modified), finds a notice in its place, or finds it
missing. 410 says that it is gone for good, and a notice says so in words: one such look is enough. 404, and a redirect to
the front page, which some sites give in its stead, may be a slip of a deployment or of a cache: they count from the second
look on, a day later, with none in between that found the article. Whatever says nothing of the article (a host that is
down, a refusal, robots.txt) is no look at all. A later look that finds the article again ends the withdrawal.

An article under several addresses is withdrawn when it is at all of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import polars as pl

from transforms.schema import ID, MOMENT, TEXT

# Looks are planned 24 hours apart; a schedule that runs hourly makes that a little more or less.
CONFIRMED_AFTER = timedelta(hours=20)
SCHEMA = pl.Schema(
    {"canonical_url": TEXT, "withdrawn_at": MOMENT, "withdrawn_how": pl.String(), "withdrawn_fetch_id": ID}
)


def withdrawals(looks: pl.DataFrame) -> pl.DataFrame:
    """Return ``canonical_url, withdrawn_at, withdrawn_how, withdrawn_fetch_id`` of the articles that are withdrawn.

    ``looks``: every fetch of every address of the articles in question, with ``canonical_url, url, final_url, outcome,
    fetched_at, fetch_id, kind``; ``kind`` is that of the article which the fetched page gave.
    """
    found: dict[str, list[dict[str, Any] | None]] = {}
    for (address, _), of_url in looks.sort("fetched_at", "fetch_id").group_by(
        "canonical_url", "url", maintain_order=True
    ):
        found.setdefault(str(address), []).append(_withdrawn(of_url.iter_rows(named=True)))
    rows = [
        {"canonical_url": address} | max((one for one in ends if one), key=lambda end: end["withdrawn_at"])
        for address, ends in found.items()
        if all(ends)
    ]
    return pl.DataFrame(rows, SCHEMA).sort("canonical_url")


def _withdrawn(looks: Iterable[dict[str, Any]]) -> dict[str, Any] | None:
    """Return when, how and by which fetch one address was found to hold the article no more; None: it holds it."""
    missing: list[tuple[str, datetime, str]] = []
    for look in looks:
        how = _how(look, missing[-1][0] if missing else None)
        if how == "found":
            missing = []
        elif how is not None:
            missing.append((how, look["fetched_at"], look["fetch_id"]))
    first = missing[0][1] if missing else None
    for how, at, fetch_id in missing:
        if how in ("gone", "notice") or (first is not None and at - first >= CONFIRMED_AFTER):
            return {"withdrawn_at": first, "withdrawn_how": how, "withdrawn_fetch_id": fetch_id}
    return None


def _how(look: dict[str, Any], before: str | None) -> str | None:
    """Return what one look says: found, gone, not_found, front_page, notice; None where it says nothing."""
    match look["outcome"]:
        case "gone" | "not_found":
            return str(look["outcome"])
        case "not_modified":  # the page stands as it was when it was last read, if only as a notice
            return "notice" if before == "notice" else "found"
        case "fetched" if look["kind"] == "withdrawal_notice":
            return "notice"
        case "fetched" if _is_front(look["final_url"]) and not _is_front(look["url"]):
            return "front_page"
        case "fetched":
            return "found"
    return None


def _is_front(url: str | None) -> bool:
    return url is not None and urlsplit(url).path.strip("/") == ""


def marked(articles: pl.DataFrame, withdrawn: pl.DataFrame) -> pl.DataFrame:
    """Return article rows with the columns of their withdrawal set anew; the notice itself is not withdrawn.

    A post is withdrawn with the live blog that it stands in.
    """
    columns = withdrawn.columns[1:]
    is_article = pl.col("kind") != "withdrawal_notice"
    joined = (
        articles.drop(columns)
        .with_columns(of=pl.coalesce("parent_url", "canonical_url"))
        .join(withdrawn.rename({"canonical_url": "of"}), on="of", how="left", maintain_order="left")
    )
    return joined.with_columns(pl.when(is_article).then(pl.col(*columns))).select(articles.columns)
