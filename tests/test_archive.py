"""What is archived is read back from standard WARC; of broken files every whole record is read, and none invented."""

import gzip
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse.archive import Archive, ArchiveError, Capture
from warehouse.captures import Damage, Record, read_records

AT = datetime(2026, 3, 10, 9, 0, 0, 250_000, tzinfo=UTC)


def capture(name: str = "a", body: bytes = b"<p>Bridge reopens</p>", **changes) -> Capture:
    headers = (("Content-Type", "text/html; charset=utf-8"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2"))
    values = {"url": f"https://valley.example/{name}", "at": AT, "status": 200, "headers": headers, "body": body}
    return Capture(**values | changes)


def written(folder: Path, *captures: Capture, **options) -> list[tuple[str, int]]:
    archive = Archive(folder, **options)
    places = [archive.append(each) for each in captures]
    archive.close()
    return places


def test_what_is_appended_is_read_back(tmp_path):
    captures = [capture("a"), capture("b", b""), capture("c", b"\x00\xff" * 100_000, status=404)]
    places = written(tmp_path, *captures)
    for place, sent in zip(places, captures, strict=True):
        read = Archive(tmp_path).read(*place)
        assert (read.url, read.at, read.status, read.body) == (sent.url, sent.at, sent.status, sent.body)
        assert read.headers[:3] == sent.headers


def test_the_encoding_of_the_wire_is_told_but_not_claimed(tmp_path):
    (place,) = written(tmp_path, capture(headers=(("Content-Encoding", "gzip"), ("Content-Length", "7"))))
    headers = Archive(tmp_path).read(*place).headers
    assert headers == (
        ("X-Crawler-Content-Encoding", "gzip"),
        ("X-Crawler-Content-Length", "7"),
        ("Content-Length", "21"),
    )


def test_a_header_cannot_add_a_line(tmp_path):
    (place,) = written(tmp_path, capture(headers=(("X-Note", "a\r\nSet-Cookie: b"),)))
    assert [name for name, _ in Archive(tmp_path).read(*place).headers] == ["X-Note", "Content-Length"]


def test_other_programs_can_read_it(tmp_path):
    ((name, offset),) = written(tmp_path, capture())
    with (tmp_path / name).open("rb") as file:
        records = ArchiveIterator(file, parse_http=False)
        found = [(str(each.record_type), each.stream_pos, each.verify_block_digest()) for each in records]
    assert found[1:] == [("response", offset, True)]


def test_a_full_file_is_followed_by_another(tmp_path):
    places = written(tmp_path, capture("a"), capture("b"), roll_bytes=1)
    assert [name for name, _ in places] == [
        "sayso-20260310T090000Z-00000.warc.gz",
        "sayso-20260310T090000Z-00001.warc.gz",
    ]
    assert [Archive(tmp_path).read(*place).url[-1] for place in places] == ["a", "b"]


def test_a_tail_cut_by_a_crash_costs_nothing_else(tmp_path):
    (first, (name, offset)) = written(tmp_path, capture("a"), capture("b"))
    file = tmp_path / name
    file.write_bytes(file.read_bytes()[:-20])
    assert Archive(tmp_path).read(*first).url == "https://valley.example/a"
    with pytest.raises(ArchiveError):
        Archive(tmp_path).read(name, offset)
    ((next_name, _),) = written(tmp_path, capture("c"))
    assert next_name != name


APPENDING = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from warehouse.archive import Archive, Capture

archive = Archive(Path(sys.argv[1]))
for number in range(1_000_000):
    body = b"<p>Bridge reopens</p>" * (number % 5_000)
    place = archive.append(Capture("https://valley.example/a", datetime.now(UTC), 200, (), body))
    print(*place, number % 5_000, flush=True)
"""


@pytest.mark.slow
def test_a_killed_process_leaves_every_record_that_it_had_written(tmp_path):
    writer = subprocess.Popen([sys.executable, "-c", APPENDING, tmp_path], stdout=subprocess.PIPE, text=True)
    time.sleep(1.5)
    writer.kill()
    lines, _ = writer.communicate()
    places = [line.split() for line in lines.splitlines()[:-1]]
    assert len(places) > 100
    archive = Archive(tmp_path)
    for name, offset, number in places:
        assert archive.read(name, int(offset)).body == b"<p>Bridge reopens</p>" * int(number)
    records = list(read_records(tmp_path / places[0][0]))
    assert sum(isinstance(each, Damage) for each in records) <= 1 and len(records) > len(places)


def test_a_full_disk_leaves_the_file_as_it_was(tmp_path, monkeypatch):
    archive = Archive(tmp_path)
    first = archive.append(capture("a"))

    def fill(file, data):
        file.write(data[: len(data) // 2])
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch, pytest.raises(OSError, match="No space left"):
        patch.setattr("warehouse.archive._write_all", fill)
        archive.append(capture("b"))
    third = archive.append(capture("c"))
    archive.close()
    assert [archive.read(*place).url[-1] for place in (first, third)] == ["a", "c"]
    assert [record.kind for record in read_records(tmp_path / third[0])] == ["warcinfo", "response", "response"]


@pytest.mark.parametrize(("name", "offset"), [("none.warc.gz", 0), ("{}", 3), ("{}", 10_000_000)])
def test_a_place_that_holds_no_record(tmp_path, name, offset):
    ((file, _),) = written(tmp_path, capture())
    with pytest.raises(ArchiveError):
        Archive(tmp_path).read(name.format(file), offset)


def test_a_changed_byte_is_noticed(tmp_path):
    ((name, offset),) = written(tmp_path, capture(body=bytes(range(256)) * 40))
    data = bytearray((tmp_path / name).read_bytes())
    data[offset + 450] ^= 1
    (tmp_path / name).write_bytes(data)
    with pytest.raises(ArchiveError):
        Archive(tmp_path).read(name, offset)


def urls(file: Path, data: bytes) -> tuple[list[str], int]:
    """Return the last letters of the URLs read, and the number of damages."""
    file.write_bytes(data)
    found = list(read_records(file))
    captures = [each.capture for each in found if isinstance(each, Record) and each.capture]
    return [each.url[-1] for each in captures], sum(isinstance(each, Damage) for each in found)


NESTED = b"\r\n\r\nWARC/1.0\r\nWARC-Type: response\r\nContent-Length: 3\r\n\r\nabc\r\n\r\n"  # looks like a record
BODIES = {"a": NESTED * 3, "b": bytes(range(256)) * 20, "c": b"<p>Bridge reopens</p>"}


@pytest.fixture(scope="module")
def three(tmp_path_factory) -> tuple[bytes, bytes, list[int]]:
    """Three captures, as a file of gzip members and as a plain one, and where the members start."""
    folder = tmp_path_factory.mktemp("three")
    places = written(folder, *(capture(name, body) for name, body in BODIES.items()))
    data = (folder / places[0][0]).read_bytes()
    return data, gzip.decompress(data), [offset for _, offset in places]


def test_whole_files(tmp_path, three):
    members, plain, _ = three
    for data in (members, plain, gzip.compress(plain)):
        assert urls(tmp_path / "x.warc", data) == (["a", "b", "c"], 0)
    assert urls(tmp_path / "x.warc", b"") == ([], 0)


def test_damages_cost_only_the_records_they_hit(tmp_path, three):
    members, plain, (a, b, _) = three
    file = tmp_path / "x.warc.gz"
    assert urls(file, members[: b + 100]) == (["a"], 1)
    assert urls(file, members[: b + 300] + b"\xff\x00" + members[b + 302 :])[0] == ["a", "c"]
    assert urls(file, members[:b] + b"no record\n" * 50 + members[b:])[0] == ["a", "b", "c"]
    assert urls(file, members[a:b] + members[b + 1 :])[0] == ["a", "c"]
    where = plain.index(b"WARC/1.1", plain.index(b"abc\r\n\r\n\r\n"))
    assert urls(file, plain[:where] + b"no record\r\n" * 50 + plain[where:])[0] == ["a", "b", "c"]
    assert urls(file, plain[: where + 900])[0] == ["a"]
    assert urls(file, b"This is no archive")[0] == []


@settings(max_examples=50, deadline=None)
@given(position=st.floats(0, 1), byte=st.integers(0, 255), is_plain=st.booleans())
def test_no_record_is_invented(tmp_path_factory, three, position, byte, is_plain):
    data = bytearray(three[is_plain])
    data[int(position * (len(data) - 1))] = byte
    file = tmp_path_factory.getbasetemp() / "one-byte.warc"
    file.write_bytes(data)
    found = [each.capture.body for each in read_records(file) if isinstance(each, Record) and each.capture]
    assert set(found) <= set(BODIES.values())
    assert len(found) >= 2


def test_the_format_before_warc(tmp_path):
    body = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>Old</p>"
    names = b"1 0 Test\nURL IP-address Archive-date Content-type Archive-length\n"
    head = b"filedesc://x.arc 0.0.0.0 20080430204825 text/plain %d\n" % len(names) + names + b"\n"
    record = b"https://valley.example/o 10.0.0.1 20080430204826 text/html %d\n" % len(body) + body + b"\n"
    file = tmp_path / "x.arc"
    file.write_bytes(head + record)
    captures = [each.capture for each in read_records(file) if isinstance(each, Record) and each.capture]
    assert [(each.url, each.status, each.body) for each in captures] == [
        ("https://valley.example/o", 200, b"<p>Old</p>")
    ]


def test_a_bomb_in_a_record_is_a_damage(tmp_path):
    body = gzip.compress(b"\0" * 20_000_000)
    http = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(body) + body
    head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:1>\r\nWARC-Date: 2026-03-10T09:00:00Z\r\nWARC-Target-URI: https://valley.example/a\r\nContent-Type: application/http\r\nContent-Length: {len(http)}\r\n\r\n"
    assert urls(tmp_path / "x.warc", head.encode() + http + b"\r\n\r\n") == ([], 1)


def crawled(kind: str, url: str, block: bytes, **more: str) -> bytes:
    """Return a record as the news crawls of others write it, a gzip member of its own."""
    fields = {"WARC-Record-ID": f"<urn:uuid:{kind}-{url[-1]}>", "WARC-Date": "2026-03-10T09:00:00Z", "WARC-Type": kind}
    fields |= {"WARC-Target-URI": url, "Content-Length": str(len(block))} | {
        k.replace("_", "-"): v for k, v in more.items()
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return gzip.compress(f"WARC/1.0\r\n{head}\r\n".encode() + block + b"\r\n\r\n")


def test_a_news_crawl_of_others_gives_its_whole_responses_only(tmp_path):
    page = b"<html><p>Bridge reopens</p></html>"
    plain = (
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nX-Crawler-Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n"
    )
    chunked = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%b\r\n0\r\n\r\n"
    http = {"Content_Type": "application/http; msgtype=response"}
    file = tmp_path / "CC-NEWS-20260310090000-00001.warc.gz"
    file.write_bytes(
        crawled("warcinfo", "file:/w", b"software: a crawler\r\n", Content_Type="application/warc-fields")
        + crawled("request", "https://valley.example/a", b"GET /a HTTP/1.1\r\n\r\n", Content_Type="application/http")
        + crawled("response", "https://valley.example/a", plain % len(page) + page, **http)
        + crawled("response", "https://valley.example/b", chunked % (len(page), page), **http)
        + crawled("response", "https://valley.example/c", plain % len(page) + page[:9], WARC_Truncated="length", **http)
        + crawled("response", "https://valley.example/d", b"HTTP/1.1 301 Moved\r\nLocation: /a\r\n\r\n", **http)
        + crawled("revisit", "https://valley.example/e", b"HTTP/1.1 304 Not Modified\r\n\r\n", **http)
    )
    found = list(read_records(file))
    captures = [each.capture for each in found if isinstance(each, Record) and each.capture]
    assert [(each.url[-1], each.status, each.body) for each in captures] == [
        ("a", 200, page),
        ("b", 200, page),
        ("d", 301, b""),
    ]
    assert [each.reason for each in found if isinstance(each, Damage)] == ["was cut off when it was written: length"]


def test_notes_are_read_back_in_order_up_to_where_a_crash_cut_the_file(tmp_path):
    archive = Archive(tmp_path)
    for number in range(3):
        archive.append(capture(str(number)))
        archive.note("https://valley.example/", AT, {"fetches": {"number": number, "fetched_at": AT, "title": "“é”"}})
    archive.close()
    told = [{"fetches": {"number": n, "fetched_at": AT.isoformat(), "title": "“é”"}} for n in range(3)]
    assert list(Archive(tmp_path).notes()) == told
    (file,) = tmp_path.iterdir()
    file.write_bytes(file.read_bytes()[:-20])
    assert list(Archive(tmp_path).notes()) == told[:2]
