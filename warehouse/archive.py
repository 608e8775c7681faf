"""The page archive: every response as a standard WARC record, found again by file name and offset.

One `Archive` writes one file (and the next when it has grown too long) and never appends to an older one. So a record cut
off by a crash is the last of its file, no row points to it, and nothing has to be repaired; readers stop before it. Bodies
are kept decoded: the encoding headers are renamed as Common Crawl does (`X-Crawler-...`), for any WARC reader to
understand.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import zlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any, BinaryIO, Self

from fastwarc.warc import ArchiveIterator, WarcRecordType
from warcio.statusandheaders import StatusAndHeaders  # type: ignore[import-untyped]
from warcio.warcwriter import WARCWriter  # type: ignore[import-untyped]

from transforms.errors import SaysoError

LEVEL = 5  # level 9, which warcio would take, saves 2 % of a news page for more than twice the time
ROLL_BYTES = 1_000_000_000  # the length that the WARC standard recommends

# They describe bytes on the wire, not the body kept here.
_WIRE_HEADERS = frozenset({"content-encoding", "transfer-encoding", "content-length"})


class ArchiveError(SaysoError):
    """The record is not there, or not whole."""


@dataclass(frozen=True)
class Capture:
    """One HTTP response: `body` decoded, `headers` in order, `at` in UTC."""

    url: str
    at: datetime
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


class Archive:
    """The WARC files of one folder; safe for one writing thread and any number of readers."""

    def __init__(self, folder: Path, roll_bytes: int = ROLL_BYTES) -> None:
        self._folder = folder
        self._roll_bytes = roll_bytes
        self._file: BinaryIO | None = None
        self._name = ""

    def __enter__(self) -> Self:
        """Return the archive, to be closed at the end of the block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file being written."""
        self.close()

    def append(self, capture: Capture) -> tuple[str, int]:
        """Write one record and return the file's name and the record's offset in bytes.

        The record is out of this process's hands on return; `sync` makes it safe from a power cut. An OSError (disk
        full) leaves the file as it was.
        """
        return self._append(capture.at, _response(capture))

    def note(self, url: str, at: datetime, rows: Mapping[str, object]) -> None:
        """Write what the warehouse keeps of a fetch: one row by table; times and dates become text (ISO 8601)."""
        body = json.dumps(rows, ensure_ascii=False, default=_as_text).encode()
        self._append(at, _record(url, "metadata", at, body, warc_content_type="application/json"))

    def _append(self, at: datetime, record: bytes) -> tuple[str, int]:
        file = self._open(at)
        offset = file.tell()
        try:
            _write_all(file, record)
        except OSError:
            os.truncate(file.fileno(), offset)
            file.seek(offset)
            raise
        return self._name, offset

    def notes(self) -> Iterator[dict[str, Any]]:
        """Yield what `note` wrote, in the order in which it was written; a file cut off by a crash is read up to there.

        ArchiveError for a whole record that holds no note: somebody else has written into the archive.
        """
        for path in sorted(self._folder.glob("*.warc.gz")):
            with path.open("rb") as file, suppress(EOFError, OSError, zlib.error):
                for record in ArchiveIterator(file, WarcRecordType.metadata, parse_http=False):
                    body = record.reader.read()
                    if len(body) == record.content_length:
                        yield _note(body, path)

    def sync(self) -> None:
        """Force what was appended to the disk; call before rows that point to it are committed."""
        if self._file is not None:
            os.fsync(self._file.fileno())

    def close(self) -> None:
        """Sync and close the file being written; a later append starts a new one."""
        if self._file is not None:
            self.sync()
            self._file.close()
            self._file = None

    def read(self, name: str, offset: int) -> Capture:
        """Return the capture at an offset; ArchiveError when it is missing or its digest does not match."""
        try:
            with (self._folder / name).open("rb") as file:
                file.seek(offset)
                record = next(iter(ArchiveIterator(file, WarcRecordType.response, parse_http=False)))
                if not record.verify_block_digest(consume=False):
                    raise ArchiveError(f"{name} at {offset}: the digest does not match")
                record.parse_http()
                if record.record_date is None or record.http_headers is None:
                    raise ArchiveError(f"{name} at {offset}: the record is none of a response")
                return Capture(
                    url=record.headers["WARC-Target-URI"],
                    at=record.record_date.astimezone(UTC),
                    status=record.http_headers.status_code or 0,
                    headers=record.http_headers.to_tuples(),
                    body=record.reader.read(),
                )
        except StopIteration as error:
            raise ArchiveError(f"{name} at {offset}: no record") from error
        except (OSError, EOFError, KeyError, ValueError, zlib.error) as error:
            raise ArchiveError(f"{name} at {offset}: {error}") from error

    def _open(self, at: datetime) -> BinaryIO:
        if self._file is not None and self._file.tell() >= self._roll_bytes:
            self.close()
        if self._file is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._file, self._name = _create(self._folder, f"sayso-{at:%Y%m%dT%H%M%SZ}")
            try:
                _write_info(self._file, self._name, at)
            except OSError:
                self._file.close()
                self._file = None
                raise
        return self._file


def _create(folder: Path, stem: str) -> tuple[BinaryIO, str]:
    number = 0
    while True:
        name = f"{stem}-{number:05d}.warc.gz"
        try:
            return (folder / name).open("xb", buffering=0), name
        except FileExistsError:
            number += 1


def _write_info(file: BinaryIO, name: str, at: datetime) -> None:
    record = io.BytesIO()
    writer = WARCWriter(record, gzip=False)
    info = {"software": "Sayso", "format": "WARC File Format 1.1"}
    writer.write_record(writer.create_warcinfo_record(name, info))
    _write_all(file, gzip.compress(record.getvalue(), LEVEL, mtime=0))


def _response(capture: Capture) -> bytes:
    headers = [(f"X-Crawler-{k}" if k.lower() in _WIRE_HEADERS else k, _one_line(v)) for k, v in capture.headers]
    headers.append(("Content-Length", str(len(capture.body))))
    http_headers = StatusAndHeaders(_status_line(capture.status), headers, protocol="HTTP/1.1")
    return _record(capture.url, "response", capture.at, capture.body, http_headers=http_headers)


def _record(url: str, kind: str, at: datetime, payload: bytes, **options: Any) -> bytes:
    """Return a record as a gzip member of its own."""
    record = io.BytesIO()
    writer = WARCWriter(record, gzip=False, warc_version="WARC/1.1")
    dated = {"WARC-Date": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")}
    writer.write_record(
        writer.create_warc_record(
            url, kind, payload=io.BytesIO(payload), length=len(payload), warc_headers_dict=dated, **options
        )
    )
    return gzip.compress(record.getvalue(), LEVEL, mtime=0)


def _note(body: bytes, path: Path) -> dict[str, Any]:
    try:
        rows = json.loads(body)
    except ValueError as error:
        raise ArchiveError(f"{path} holds a note that cannot be read: {error}") from error
    if not isinstance(rows, dict):
        raise ArchiveError(f"{path} holds a note that is none")
    return rows


def _as_text(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is not told in a note")


def _write_all(file: BinaryIO, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[file.write(view) :]


def _status_line(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"{status} Unknown"


def _one_line(value: str) -> str:
    return " ".join(value.split("\n")).replace("\r", " ")
