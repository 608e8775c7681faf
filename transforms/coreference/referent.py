"""Referents: whom a phrase means, as a value; several taken together; what the actor dictionary says of a phrase."""

from __future__ import annotations

from dataclasses import dataclass

from transforms.actors import Match

KINDS = {"person": "name", "country": "name", "territory": "name", "office": "title"}
"""Speaker kind by kind of actor; the rest are organisations."""


@dataclass(frozen=True, slots=True)
class Referent:
    """Whom a phrase means; ``kind`` and ``how`` are codes (`SPEAKER_KINDS`, `SPEAKER_RESOLUTIONS`), confidence in [0, 1]."""

    name: str | None
    kind: str
    how: str
    confidence: float
    actor_id: str | None = None
    country: tuple[str, ...] = ()
    sector: str | None = None
    role: str | None = None
    affiliation: str | None = None


def together(referents: list[Referent]) -> Referent | None:
    """Return one referent for several that act as one; None for none. What they do not share is left out."""
    if not referents:
        return None
    names = [referent.name for referent in referents if referent.name]
    country = tuple(dict.fromkeys(code for referent in referents for code in referent.country))
    return Referent(
        " and ".join(names) if len(names) == len(referents) else None,
        referents[0].kind,
        "group" if names else "unresolved",
        min(referent.confidence for referent in referents),
        None,
        country,
    )


def unresolved(kind: str) -> Referent:
    """Return a referent that nobody is known to be."""
    return Referent(None, kind, "unresolved", 0.0)


def matched(match: Match) -> Referent:
    """Return what the actor dictionary says of a phrase."""
    actor = match.actor
    kind, how = KINDS.get(actor.kind, "organisation"), "named"
    if match.how in ("seat", "capital"):
        kind = how = "metonym"
    elif match.how in ("side", "people"):
        how = "side"
    elif match.how == "office":
        kind = how = "title"
    country = (actor.country,) if actor.country else ()
    return Referent(
        actor.name, kind, how, match.confidence, actor.actor_id, country, actor.sector, actor.role, actor.affiliation
    )
