"""Where an event happened: the places that its words are tied to, found in the gazetteer."""

from __future__ import annotations

from typing import Any

from transforms.coreference import Referents
from transforms.mentions.attachment import Attachment
from transforms.mentions.grammar import Grammar
from transforms.mentions.happenings import Happening
from transforms.places import Gazetteer

Row = dict[str, Any]

NOWHERE: Row = {
    "place_text": None,
    "place_span": None,
    "place_name": None,
    "other_places": [],
    "geonames_id": None,
    "admin1": None,
    "place_country": [],
    "latitude": None,
    "longitude": None,
    "place_precision": "unknown",
    "territory_status": None,
    "where_confidence": 0.3,
}


class Setting:
    """Places of one article, each given to the happening it belongs to."""

    def __init__(self, grammar: Grammar, referents: Referents, attachment: Attachment, gazetteer: Gazetteer) -> None:
        """Find the places of the text."""

    def find(self, happening: Happening) -> Row:
        """Return the place columns of a happening."""
        return dict(NOWHERE)
