"""Settings of one installation: where the ledger lies and how hard the machine may work.

Read from ``sayso.toml`` in the working directory, over it the environment (``SAYSO_HOME`` for ``home``, and so on), over
it what the command line says. A key that is not known is refused with the nearest known one: a misspelt limit that is
silently ignored is found out when the disk is full.
"""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, HttpUrl, Secret, ValidationError

from transforms.errors import SaysoError

FILE = "sayso.toml"
PREFIX = "SAYSO_"
# Folder of the WARC files in the home.
ARCHIVE = "archive"
# Their values are never shown.
SECRETS = ("notify_url",)
# Read by the benchmarks, not a setting of the product.
NOT_SETTINGS = ("SAYSO_BENCH_DATA",)


class SettingsError(SaysoError, ValueError):
    """A setting that is unknown or unusable; the message is one line and names it."""


class Settings(BaseModel):
    """Every setting with its default; sizes in bytes, times in seconds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    home: Path = Field(Path("ledger"), description="folder of the archive, the warehouse and the snapshots")
    store: str | None = Field(
        None, description="bucket to publish into, s3://bucket/prefix; none: the home's own folder"
    )
    sources: Path | None = Field(None, description="sources file; none: the packaged list of real outlets")
    contact: str = Field("", description="address of the operator, sent with every request")
    workers: int = Field(
        default_factory=lambda: os.cpu_count() or 1,
        ge=0,
        description="processes for extraction and coding; 0: in this one",
    )
    runner: str = Field(
        "processes",
        pattern=r"^(processes|dask(:(tcp|tls)://\S+)?)$",
        description="where batches are computed: processes of this machine, dask, or dask:tcp://HOST:PORT",
    )
    batch_size: int = Field(200, ge=1, description="articles in one task")
    extract_timeout_s: float = Field(30, gt=0, description="time for extracting one page")
    code_timeout_s: float = Field(60, gt=0, description="time for coding one article")
    collect_timeout_s: float = Field(1800, gt=0, description="time for collecting in one run")
    listing_days: float = Field(7, gt=0, description="age in days beyond which a listed article is left alone")
    reader: str = Field("packaged", description="what reads the articles: packaged, or spacy: and a pipeline's name")
    languages: tuple[str, ...] = Field(("en",), description="languages that are coded")
    publish_text: bool = Field(False, description="whether snapshots carry the articles' text")
    notify_url: Secret[HttpUrl] | None = Field(
        None, description="address that is told of runs that fail, are late or hang; a secret"
    )
    overdue_after_s: float = Field(
        10_800, ge=10, description="time without a completed ingest that is told; without a publication: a day more"
    )


def load_settings(folder: Path | None = None, environ: Mapping[str, str] = os.environ, **given: Any) -> Settings:
    """Return the settings in force; raise `SettingsError` for an unknown key or an unusable value.

    ``given`` comes from the command line; an option left out is None and does not count.
    """
    file = (folder or Path.cwd()) / FILE
    values: dict[str, Any] = {}
    if file.is_file():
        try:
            values = tomllib.loads(file.read_text("utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise SettingsError(f"{file}: {error}") from error
        refuse_unknown(values, Settings.model_fields, str(file))
    names = {
        key.removeprefix(PREFIX).lower(): key for key in environ if key.startswith(PREFIX) and key not in NOT_SETTINGS
    }
    refuse_unknown(names, Settings.model_fields, "environment")
    values |= {name: _listed(name, environ[key]) for name, key in names.items()}
    values |= {name: value for name, value in given.items() if value is not None}
    try:
        return Settings(**values)
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0])
        if name in SECRETS:
            # Nor does the error that this one came from tell it, in a traceback.
            raise SettingsError(f"setting {name}: {first['msg']}") from None
        raise SettingsError(
            f"setting {'.'.join(map(str, first['loc']))}: {first['msg']}, not {first['input']!r}"
        ) from error


def refuse_unknown(given: Iterable[str], known: Iterable[str], where: str) -> None:
    """Raise `SettingsError` for the first key that is not known, naming the nearest that is."""
    known = list(known)
    for key in given:
        if key not in known:
            near = difflib.get_close_matches(key, known, 1, 0.5)
            raise SettingsError(f"{where}: unknown key {key!r}" + (f"; did you mean {near[0]!r}?" if near else ""))


def _listed(name: str, value: str) -> Any:
    return tuple(value.split(",")) if name == "languages" else value
