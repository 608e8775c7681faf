"""What single words tell about whom they name: gender, number, person or body, taken from `codebook/people.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class People:
    """Word lists, all in lower case; ``gender_of_*`` map a word to ``male``, ``female`` or ``either``.

    ``parties`` are all nouns for persons, bodies of people and speakers without a name.
    """

    gender_of_title: dict[str, str]
    gender_of_noun: dict[str, str]
    gender_of_first_name: dict[str, str]
    groups: frozenset[str]
    several: frozenset[str]
    unnamed: frozenset[str]
    sides: frozenset[str]
    joint: frozenset[str]
    joint_persons: frozenset[str]
    parties: frozenset[str]


@cache
def load_people() -> People:
    """Return the packaged lists; raises ValueError for a section or key that nobody reads."""
    data = tomllib.loads((files("transforms.codebook") / "people.toml").read_text(encoding="utf-8"))
    genders = ("male", "female", "either")
    expected = {
        "titles": genders,
        "persons": genders,
        "groups": ("nouns", "several"),
        "unnamed": ("nouns",),
        "sides": ("nouns", "joint", "joint_persons"),
        "first_names": genders[:2],
    }
    found = {section: tuple(keys) for section, keys in data.items()}
    if found != expected:
        raise ValueError(f"people.toml: sections and keys {found}, expected {expected}")
    first_names = _by_gender(data["first_names"])
    for name in set(data["first_names"]["male"]) & set(data["first_names"]["female"]):
        first_names[name] = "either"
    people = People(
        gender_of_title=_by_gender(data["titles"]),
        gender_of_noun=_by_gender(data["persons"]),
        gender_of_first_name=first_names,
        groups=frozenset(data["groups"]["nouns"]),
        several=frozenset(data["groups"]["several"]),
        unnamed=frozenset(data["unnamed"]["nouns"]),
        sides=frozenset(data["sides"]["nouns"]),
        joint=frozenset(data["sides"]["joint"]),
        joint_persons=frozenset(data["sides"]["joint_persons"]),
        parties=frozenset(_by_gender(data["persons"])) | {*data["groups"]["nouns"], *data["unnamed"]["nouns"]},
    )
    assert all(getattr(people, field.name) for field in fields(people))
    return people


def _by_gender(section: dict[str, list[str]]) -> dict[str, str]:
    return {word: gender for gender, listed in section.items() for word in listed}
