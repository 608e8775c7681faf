"""Whom a phrase of an article means: `Referents`, built once an article and asked by statements and mentions."""

from transforms.coreference.referent import Referent
from transforms.coreference.referents import FIRST_PERSON, Referents
from transforms.coreference.salience import GENDER_OF_PRONOUN

__all__ = ["FIRST_PERSON", "GENDER_OF_PRONOUN", "Referent", "Referents"]
