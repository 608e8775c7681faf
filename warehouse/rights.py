"""Under which licence a snapshot may be used, and how it is cited; said alike in all its documents."""

from __future__ import annotations

LICENSE = "CC-BY-4.0"
"""Of what Sayso coded. GeoNames, from which places come, asks for attribution, too. Quoted words remain their speakers'."""
LICENSE_TITLE = "Creative Commons Attribution 4.0 International"
LICENSE_URL = "https://creativecommons.org/licenses/by/4.0/"


def citation(snapshot: str, published_at: str) -> str:
    """Return the BibTeX entry of a snapshot, given its name and time of publication."""
    return (
        f"@misc{{sayso-{snapshot}, title = {{Sayso: who did what, and who says so}}, author = {{{{Sayso}}}}, "
        f"year = {{{published_at[:4]}}}, version = {{{snapshot}}}, note = {{published {published_at[:10]}, {LICENSE}}}}}"
    )
