"""Mentions and casualties of a text written in a test: read, attributed, coded."""

from datetime import date

from transforms.actors import load_actors
from transforms.coreference import Referents
from transforms.language.reader import load_reader
from transforms.mentions import find_mentions
from transforms.places import load_gazetteer
from transforms.statements import find_statements

PUBLISHED = date(2026, 9, 15)  # a Tuesday


def coded(text, published=PUBLISHED, set_aside=()):
    """Return statements, mentions and casualties of a text."""
    document = load_reader().read([text])[0]
    referents = Referents(document, load_actors(), published)
    of_article = {"article_id": "a-1", "published": published, "set_aside": set_aside}
    statements = find_statements(document, referents, **of_article)
    mentions, casualties = find_mentions(document, referents, statements, gazetteer=load_gazetteer(), **of_article)
    return statements, mentions, casualties


def mentions(text, **options):
    """Return the mentions of a text."""
    return coded(text, **options)[1]


def only(text, **options):
    """Return the one mention of a text."""
    found = mentions(text, **options)
    assert len(found) == 1, [(m["event_type"], m["trigger_text"], m["rule"]) for m in found]
    return found[0]


def countries(parties):
    """Return the countries of parties, sorted; None for a party of no known country."""
    return sorted((party["country"] for party in parties), key=str)
