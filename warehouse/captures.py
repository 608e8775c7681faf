"""What a WARC or ARC file from elsewhere holds: every whole record, and a `Damage` for each place that is not.

A record is whole when its block is as long as it says and either its block digest matches or, where it has none, the
record ends where it should. After a damage reading goes on at the next place that looks like the start of a record.
"""

from __future__ import annotations

import os
import re
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType
from warcio.archiveiterator import ArchiveIterator as ArcIterator  # type: ignore[import-untyped]
from warcio.exceptions import ArchiveLoadFailed  # type: ignore[import-untyped]

from warehouse.archive import Capture

_ARC = b"filedesc:"
_MEMBER = b"\x1f\x8b\x08"  # how a gzip member starts
_CHUNK = 1 << 20
_MANDATORY = ("WARC-Type", "WARC-Record-ID", "WARC-Date")


@dataclass(frozen=True)
class Damage:
    """A place in a file, in bytes of the file (of the unpacked file where it is one gzip stream), that is not whole."""

    offset: int
    reason: str


@dataclass(frozen=True)
class Record:
    """One whole record; `capture` is there for responses and resources, `kind` is the WARC type."""

    kind: str
    url: str
    offset: int
    capture: Capture | None


def read_records(path: Path, body_bytes: int = 10_000_000) -> Iterator[Record | Damage]:
    """Yield the records of a file in order; bodies decoded, one over `body_bytes` is a damage. OSError: no such file."""
    with path.open("rb") as packed, _unpacked(packed) as file:
        if _peek(file, 0, len(_ARC)) == _ARC:
            yield from _arc_records(file, body_bytes)
        elif _peek_raw(file, 0, 1):
            yield from _warc_records(file, body_bytes)


def _warc_records(file: BinaryIO, body_bytes: int) -> Iterator[Record | Damage]:
    start: int | None = 0
    while start is not None:
        file.seek(start)
        last = resume = start
        found: Record | Damage | None = None
        try:
            for record in ArchiveIterator(file, parse_http=False, strict_mode=False):
                last = resume = record.stream_pos
                found = _check(record, file, body_bytes)
                if isinstance(found, Record) and _peek_raw(file, last, len(_MEMBER)) != _MEMBER:
                    resume += int(record.headers["Content-Length"])  # what it holds may look like a record itself
                yield found
            return
        except OSError as error:
            if not isinstance(found, Damage):  # else this is where that damage ends
                yield Damage(last, f"no record can be read after this: {error}" if found else str(error))
        start = _next_start(file, resume + 1)


def _check(record: WarcRecord, file: BinaryIO, body_bytes: int) -> Record | Damage:
    offset, headers = record.stream_pos, record.headers
    promised = headers.get("Content-Length") or ""
    if not promised.isdecimal() or not all(name in headers for name in _MANDATORY) or record.record_date is None:
        return Damage(offset, "lacks what every record must have")
    if int(promised) > 2 * body_bytes:  # even a chunked body of the largest size is well below
        return Damage(offset, f"{promised} bytes long")
    record.freeze()
    if record.content_length != int(promised):
        return Damage(offset, f"cut off after {record.content_length} of {promised} bytes")
    if "WARC-Block-Digest" in headers:
        if not record.verify_block_digest(consume=False):
            return Damage(offset, "the digest does not match")
    elif not _ends_well(file, offset, int(promised)):
        return Damage(offset, "does not end where it should")
    if reason := headers.get("WARC-Truncated"):
        return Damage(offset, f"was cut off when it was written: {reason}")
    kind, url = str(record.record_type), (headers.get("WARC-Target-URI") or "").strip("<>")
    if record.record_type not in (WarcRecordType.response, WarcRecordType.resource):
        return Record(kind, url, offset, None)
    if kind == "response" and not record.is_http:
        # A look-up of a name is archived so, too; a page is not.
        return Record(kind, url, offset, None) if url.startswith("dns:") else Damage(offset, "a response not of HTTP")
    try:
        capture = _capture(record, url, body_bytes)
    except OSError as error:
        return Damage(offset, f"the body cannot be decoded: {error}")
    return Record(kind, url, offset, capture)


def _capture(record: WarcRecord, url: str, body_bytes: int) -> Capture:
    """Read a response, or a resource as a response that had no headers but its type."""
    status = 200
    headers: tuple[tuple[str, str], ...] = (("Content-Type", record.headers.get("Content-Type") or ""),)
    if record.is_http:
        record.parse_http(auto_decode="all", strict_mode=False)
        status, headers = record.http_headers.status_code or 0, record.http_headers.to_tuples()
    body = record.reader.read(body_bytes + 1)
    if len(body) > body_bytes:
        raise OSError(f"over {body_bytes} bytes")
    return Capture(url=url, at=record.record_date.astimezone(UTC), status=status, headers=headers, body=body)


def _arc_records(file: BinaryIO, body_bytes: int) -> Iterator[Record | Damage]:
    """Read the format before WARC; it has no digests, so a record is whole when its HTTP response is as long as it says."""
    file.seek(0)
    records = ArcIterator(file, arc2warc=True)
    offset = 0
    try:
        for record in records:
            headers, body = record.http_headers, record.content_stream().read(body_bytes + 1)
            offset = records.get_record_offset()  # only now, as it reads to the end of the record
            if record.rec_type != "response":
                yield Record(record.rec_type, "", offset, None)
                continue
            if headers is None or not headers.get_statuscode().isdecimal() or len(body) > body_bytes:
                yield Damage(offset, "not an HTTP response of reasonable length")
                continue
            url = record.rec_headers.get_header("WARC-Target-URI")
            at = datetime.fromisoformat(record.rec_headers.get_header("WARC-Date")).astimezone(UTC)
            capture = Capture(url, at, int(headers.get_statuscode()), tuple(headers.headers), body)
            yield Record("response", url, offset, capture)
    except (ArchiveLoadFailed, OSError, ValueError) as error:
        yield Damage(offset, str(error).strip().splitlines()[0])


@contextmanager
def _unpacked(packed: BinaryIO) -> Iterator[BinaryIO]:
    """Give the file itself, or its content where it is one gzip stream over all records, whose offsets lead nowhere."""
    if _peek_raw(packed, 0, len(_MEMBER)) != _MEMBER or _has_members(packed):
        yield packed
        return
    with tempfile.TemporaryFile() as plain:
        packed.seek(0)
        stream = zlib.decompressobj(zlib.MAX_WBITS | 16)
        try:
            while chunk := packed.read(_CHUNK):
                while chunk:
                    plain.write(stream.decompress(chunk, _CHUNK))
                    chunk = stream.unconsumed_tail
        except zlib.error:
            pass  # what came before the fault is read; the record that it cuts is then found to be cut
        plain.flush()
        yield plain


def _has_members(file: BinaryIO) -> bool:
    """Tell whether the first gzip member ends before the file does."""
    file.seek(0)
    stream = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        while chunk := file.read(_CHUNK):
            while chunk and not stream.eof:
                stream.decompress(chunk, _CHUNK)
                chunk = stream.unconsumed_tail
            if stream.eof:
                return bool(stream.unused_data) or bool(file.read(1))
    except zlib.error:
        return True
    return False


def _ends_well(file: BinaryIO, offset: int, length: int) -> bool:
    """Tell whether the record at an offset is followed by the two empty lines that end a record."""
    head_room = 65_536  # twice what the reader takes for the headers of a record
    data = _peek(file, offset, head_room + length)
    end = data.find(b"\r\n\r\n") + 4 + length
    return data[end : end + 4] == b"\r\n\r\n"


def _next_start(file: BinaryIO, position: int) -> int | None:
    """Find the next place that reads as the start of a record; None at the end of the file."""
    marks = re.compile(rb"\x1f\x8b\x08|WARC/1\.")
    overlap = 8  # a mark may lie across two chunks
    while chunk := _peek_raw(file, position, _CHUNK):
        for mark in marks.finditer(chunk):
            if mark.end() < len(chunk) and _peek(file, position + mark.start(), 7) == b"WARC/1.":
                return position + mark.start()
        if len(chunk) < _CHUNK:
            return None
        position += len(chunk) - overlap
    return None


def _peek(file: BinaryIO, offset: int, length: int) -> bytes:
    """Read unpacked bytes at an offset, leaving the file's position alone."""
    data = _peek_raw(file, offset, length)
    if not data.startswith(_MEMBER):
        return data
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(
            data + _peek_raw(file, offset + length, 65_536), length
        )
    except zlib.error:
        return b""


def _peek_raw(file: BinaryIO, offset: int, length: int) -> bytes:
    return os.pread(file.fileno(), length, offset)
