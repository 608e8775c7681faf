"""The outlets to read: `Sources`, loaded from a TOML file of `[[outlet]]` entries.

An entry says who publishes (name, title, country, language, homepage), where its articles are found (feeds, sitemaps,
lists, a folder of saved pages, WARC files) and how to treat it (delay, terms, expectations). Paths are relative to the
sources file. A key that is unknown, of the wrong type or used twice is refused in one line that names file and key.
"""

from __future__ import annotations

import difflib
import tomllib
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from pydantic_core import ErrorDetails

from transforms.errors import SaysoError

PACKAGED = Path(__file__).with_name("sources.toml")
"""The list of real outlets that comes with Sayso."""


class SourcesError(SaysoError, ValueError):
    """The sources file cannot be used; the message is one line for the operator."""


def _web_address(text: str) -> str:
    if not text.startswith(("https://", "http://")):
        raise ValueError("must start with https:// or http://")
    return text


Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
WebAddress = Annotated[str, AfterValidator(_web_address)]


class Outlet(BaseModel):
    """One outlet; `country` is ISO 3166 alpha-3 or PLOVER's code (UNO, IGO, EUR, NGO), `language` ISO 639-1.

    `lists` are index pages (web addresses) or local files with one URL a line. `folder` is searched for `.html` and
    `.html.gz`; a file called `metadata` beside a page or above it may map file names to `url` and `published_at`.
    `delay_s` is the least number of seconds from one answer of a host to the next request to it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    name: Slug
    title: Annotated[str, StringConstraints(min_length=1)]
    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
    homepage: WebAddress | None = None
    feeds: list[WebAddress] = []
    sitemaps: list[WebAddress] = []
    lists: list[str] = []
    folder: Annotated[Path, Field(strict=False)] | None = None
    metadata: str = "metadata.json"
    warc: list[Annotated[Path, Field(strict=False)]] = []
    delay_s: Annotated[float, Field(ge=0)] = 5.0  # what a careful reader would take to turn a page
    allow_loopback: bool = False
    terms: str = ""
    min_articles_per_day: Annotated[int, Field(ge=0)] = 0
    max_articles: Annotated[int, Field(ge=1)] | None = None

    @property
    def is_on_network(self) -> bool:
        """Tell whether anything is to be fetched, and not only read from disk."""
        return bool(self.feeds or self.sitemaps or self.lists)


class Sources(BaseModel):
    """All outlets of one sources file, in its order; `path` is that file."""

    model_config = ConfigDict(frozen=True)

    path: Path
    outlets: list[Outlet]

    def only(self, name: str) -> Sources:
        """Return the one outlet of that name; SourcesError names the nearest when there is none."""
        outlets = [outlet for outlet in self.outlets if outlet.name == name]
        if not outlets:
            names = [outlet.name for outlet in self.outlets]
            raise SourcesError(f"{self.path}: no outlet {name!r}{_nearest(name, names)}")
        return Sources(path=self.path, outlets=outlets)


def load_sources(path: Path) -> Sources:
    """Read and check the sources file; every fault is a SourcesError."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SourcesError(f"{path}: cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SourcesError(f"{path}: not valid TOML: {error}") from error
    for key in document:
        if key != "outlet":
            raise SourcesError(f"{path}: unknown key {key!r}{_nearest(key, ['outlet'])}")
    entries = document.get("outlet", [])
    if not isinstance(entries, list) or not entries:
        raise SourcesError(f"{path}: holds no [[outlet]]")
    outlets = [_outlet(path, number, entry) for number, entry in enumerate(entries, 1)]
    seen: set[str] = set()
    for outlet in outlets:
        if outlet.name in seen:
            raise SourcesError(f"{path}: two outlets are named {outlet.name!r}")
        seen.add(outlet.name)
    return Sources(path=path, outlets=outlets)


def _outlet(path: Path, number: int, entry: Any) -> Outlet:
    if not isinstance(entry, dict):
        raise SourcesError(f"{path}: outlet {number} is not a table")
    try:
        outlet = Outlet.model_validate(entry)
    except ValidationError as error:
        label = entry.get("name", number)
        # A misspelt key is missing under its right name too; the misspelling is what helps.
        first = min(error.errors(), key=lambda fault: fault["type"] != "extra_forbidden")
        raise SourcesError(f"{path}: outlet {label!r}: {_fault(first)}") from error
    if not (outlet.is_on_network or outlet.folder or outlet.warc):
        raise SourcesError(f"{path}: outlet {outlet.name!r}: needs one of feeds, sitemaps, lists, folder, warc")
    here = path.parent
    return outlet.model_copy(
        update={
            "folder": here / outlet.folder if outlet.folder else None,
            "warc": [here / file for file in outlet.warc],
            "lists": [
                entry if entry.startswith(("http://", "https://")) else str(here / entry) for entry in outlet.lists
            ],
        }
    )


def _fault(error: ErrorDetails) -> str:
    key = ".".join(str(part) for part in error["loc"])
    if error["type"] == "extra_forbidden":
        return f"unknown key {key!r}{_nearest(key, list(Outlet.model_fields))}"
    if error["type"] == "missing":
        return f"key {key!r} is missing"
    return f"key {key!r} is {error['input']!r}: {error['msg']}"


def _nearest(word: str, words: list[str]) -> str:
    nearest = difflib.get_close_matches(word, words, n=1, cutoff=0.4)
    return f"; did you mean {nearest[0]!r}?" if nearest else ""
