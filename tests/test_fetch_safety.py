"""Whatever a server does, a fetch ends soon, costs little, and comes under the outcome that names what happened."""

import contextlib
import gzip
import socket
import ssl
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from flows.fetching.client import Fetcher
from flows.fetching.fetch import FetchOutcome, Purpose
from flows.fetching.guard import is_public
from tests.loopback import HASTY, QUICK, Asked, answer, fetch_once, page_request, quick_fetcher, redirect, serving

ONCE = replace(QUICK, attempts=1)


def hang(connection: socket.socket, asked: Asked) -> None:
    time.sleep(3)


def drip(connection: socket.socket, asked: Asked) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 1000\r\n\r\n")
    for _ in range(1000):
        connection.sendall(b"x")
        time.sleep(0.05)


def drip_headers(connection: socket.socket, asked: Asked) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    for number in range(1000):
        connection.sendall(b"X-%d: y\r\n" % number)
        time.sleep(0.05)


def endless(connection: socket.socket, asked: Asked) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    while True:
        connection.sendall(b"<p>more</p>" * 1000)


def long_headers(connection: socket.socket, asked: Asked) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    while True:
        connection.sendall(b"X-Filler: " + b"x" * 8000 + b"\r\n")


def reset(connection: socket.socket, asked: Asked) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")


def reset_in_body(connection: socket.socket, asked: Asked) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 1000\r\n\r\n<p>")
    time.sleep(0.1)
    reset(connection, asked)


def noise(connection: socket.socket, asked: Asked) -> None:
    connection.sendall(b"\x16\x03\x01 this is no HTTP\r\n\r\n")


BOMB = gzip.compress(b"\0" * 50_000_000)
PAGE = b"<p>An article</p>"

SERVED = {
    "/page": (answer(PAGE), FetchOutcome.FETCHED),
    "/gzip": (answer(gzip.compress(PAGE), Content_Encoding="gzip"), FetchOutcome.FETCHED),
    "/hang": (hang, FetchOutcome.TIMEOUT),
    "/drip": (drip, FetchOutcome.TIMEOUT),
    "/drip-headers": (drip_headers, FetchOutcome.TIMEOUT),
    "/endless": (endless, FetchOutcome.TOO_LARGE),
    "/bomb": (answer(BOMB, Content_Encoding="gzip"), FetchOutcome.TOO_LARGE),
    "/bomb-in-bomb": (answer(gzip.compress(BOMB), Content_Encoding="gzip, gzip"), FetchOutcome.TOO_LARGE),
    "/long-headers": (long_headers, FetchOutcome.PROTOCOL_ERROR),
    "/noise": (noise, FetchOutcome.PROTOCOL_ERROR),
    "/reset": (reset, FetchOutcome.UNREACHABLE),
    "/reset-in-body": (reset_in_body, FetchOutcome.INCOMPLETE_BODY),
    "/too-short": (answer(PAGE).replace(b"Length: 17", b"Length: 99"), FetchOutcome.INCOMPLETE_BODY),
    "/no-length": (b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\nx", FetchOutcome.PROTOCOL_ERROR),
    "/broken-gzip": (answer(PAGE, Content_Encoding="gzip"), FetchOutcome.BAD_ENCODING),
    "/unknown-encoding": (answer(PAGE, Content_Encoding="rot13"), FetchOutcome.BAD_ENCODING),
    "/pdf": (answer(b"%PDF", media_type="application/pdf"), FetchOutcome.WRONG_MEDIA_TYPE),
    "/empty": (answer(b" \n "), FetchOutcome.EMPTY_BODY),
    "/no-content": (b"HTTP/1.1 204 No Content\r\n\r\n", FetchOutcome.EMPTY_BODY),
    "/loop": (redirect("/loop"), FetchOutcome.TOO_MANY_REDIRECTS),
    "/to-file": (redirect("file:///etc/passwd"), FetchOutcome.INVALID_URL),
    "/to-nowhere": (answer(b"", "302 Found"), FetchOutcome.INVALID_URL),
    "/to-metadata": (redirect("http://169.254.169.254/latest/meta-data/"), FetchOutcome.FORBIDDEN_ADDRESS),
    "/to-private": (redirect("http://10.0.0.1/"), FetchOutcome.FORBIDDEN_ADDRESS),
    "/to-page": (redirect("/page#part"), FetchOutcome.FETCHED),
    "/choices": (answer(b"", "300 Multiple Choices"), FetchOutcome.PROTOCOL_ERROR),
    "/unasked-304": (answer(b"", "304 Not Modified"), FetchOutcome.PROTOCOL_ERROR),
    "/401": (answer(b"no", "401 Unauthorized"), FetchOutcome.BLOCKED),
    "/404": (answer(b"no", "404 Not Found"), FetchOutcome.NOT_FOUND),
    "/410": (answer(b"no", "410 Gone"), FetchOutcome.GONE),
    "/418": (answer(b"no", "418 Teapot"), FetchOutcome.CLIENT_ERROR),
    "/429": (answer(b"no", "429 Too Many Requests"), FetchOutcome.RATE_LIMITED),
    "/999": (answer(b"no", "999 Request denied"), FetchOutcome.PROTOCOL_ERROR),
    "/500": (answer(b"no", "500 Oops"), FetchOutcome.SERVER_ERROR),
}


@pytest.fixture(scope="module")
def server():
    with serving({path: route for path, (route, _) in SERVED.items()}) as server:
        yield server


@pytest.mark.parametrize("path", SERVED)
def test_each_answer_has_its_outcome(server, path):
    outcome = SERVED[path][1]
    started = time.monotonic()
    fetch = fetch_once(page_request(server.url(path)), HASTY if outcome == FetchOutcome.TIMEOUT else ONCE)
    assert (fetch.outcome, "" if fetch.outcome == outcome else fetch.detail) == (outcome, "")
    assert time.monotonic() - started < 4
    if fetch.outcome == FetchOutcome.FETCHED:
        assert (fetch.body, fetch.status, fetch.media_type) == (PAGE, 200, "text/html")


def test_a_redirect_tells_where_it_led(server):
    fetch = fetch_once(page_request(server.url("/to-page")), ONCE)
    assert (fetch.url, fetch.final_url) == (server.url("/to-page"), server.url("/page"))
    assert fetch.redirects == (server.url("/to-page"),)
    assert [(hop.url, hop.status, hop.body) for hop in fetch.earlier] == [(server.url("/to-page"), 302, b"moved")]


def test_a_redirect_to_what_may_not_be_fetched_has_no_answer_of_its_own(server):
    fetch = fetch_once(page_request(server.url("/to-metadata")), ONCE)
    assert (fetch.final_url, fetch.status, fetch.capture) == ("http://169.254.169.254/latest/meta-data/", None, None)
    assert [hop.status for hop in fetch.earlier] == [302]


def test_a_failure_that_was_tried_again_is_kept_beside_the_answer():
    answers = [answer(b"busy", "503 Busy"), answer(PAGE)]
    with serving({"/page": lambda connection, _: connection.sendall(answers.pop(0))}) as server:
        fetch = fetch_once(page_request(server.url("/page")), QUICK)
    assert (fetch.outcome, fetch.n_attempts, fetch.redirects) == (FetchOutcome.FETCHED, 2, ())
    assert [(tried.status, tried.body) for tried in fetch.earlier] == [(503, b"busy")]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "127.1", "2130706433", "0x7f.1", "0.0.0.0"])
def test_loopback_is_refused_unless_the_source_allows_it(server, host):
    url = f"http://{host}:{server.port}/page"
    fetch = fetch_once(page_request(url, Purpose.ROBOTS, allow_loopback=False), ONCE)
    assert fetch.outcome == FetchOutcome.FORBIDDEN_ADDRESS


def test_a_connection_opened_for_one_source_does_not_serve_another(server):
    with quick_fetcher(ONCE) as fetcher:
        assert fetcher.fetch(page_request(server.url("/page"))).outcome == FetchOutcome.FETCHED
        refused = fetcher.fetch(page_request(server.url("/page"), Purpose.ROBOTS, allow_loopback=False))
    assert refused.outcome == FetchOutcome.FORBIDDEN_ADDRESS


def test_a_name_is_resolved_once_and_the_checked_address_used(server, monkeypatch):
    truth, looked_up = socket.getaddrinfo, []

    def rebinding(host, port, *rest, **options):
        if host != "rebind.test":
            return truth(host, port, *rest, **options)
        looked_up.append(host)
        address = "127.0.0.1" if len(looked_up) == 1 else "10.0.0.1"
        return truth(address, port, *rest, **options)

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    fetch = fetch_once(page_request(f"http://rebind.test:{server.port}/page", Purpose.ROBOTS), ONCE)
    assert (fetch.outcome, looked_up) == (FetchOutcome.FETCHED, ["rebind.test"])
    assert server.asked[-1].headers["host"] == f"rebind.test:{server.port}"


def test_one_private_address_among_public_ones_is_refused(monkeypatch):
    mixed = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 80)) for address in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: mixed)
    fetch = fetch_once(page_request("http://mixed.test/", Purpose.ROBOTS), ONCE)
    assert fetch.outcome == FetchOutcome.FORBIDDEN_ADDRESS


@pytest.mark.parametrize(
    "url", ["ftp://example.org/", "file:///etc/passwd", "http://", "http://[::1", "javascript:1", ""]
)
def test_only_web_addresses_are_fetched(url):
    assert fetch_once(page_request(url), ONCE).outcome == FetchOutcome.INVALID_URL


@pytest.mark.parametrize(
    ("name", "is_trusted", "outcome"),
    [
        ("valley.test", True, FetchOutcome.FETCHED),
        ("valley.test", False, FetchOutcome.TLS_ERROR),
        ("other.test", True, FetchOutcome.TLS_ERROR),
    ],
)
def test_a_certificate_must_be_trusted_and_of_the_name_asked_for(tmp_path, monkeypatch, name, is_trusted, outcome):
    truth = socket.getaddrinfo
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda host, *rest, **k: truth("127.0.0.1" if host == "valley.test" else host, *rest, **k),
    )
    pem = own_certificate(tmp_path, name)
    ours, theirs = ssl.create_default_context(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    theirs.load_cert_chain(pem)
    if is_trusted:
        ours.load_verify_locations(pem)
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def accept() -> None:
            connection, _ = listener.accept()
            with contextlib.suppress(OSError), connection, theirs.wrap_socket(connection, server_side=True) as secure:
                secure.recv(65_536)
                secure.sendall(answer(PAGE, media_type="text/plain"))

        threading.Thread(target=accept, daemon=True).start()
        url = f"https://valley.test:{listener.getsockname()[1]}/"
        with Fetcher("", limits=ONCE, tls=ours) as fetcher:
            assert fetcher.fetch(page_request(url, Purpose.ROBOTS)).outcome == outcome


def own_certificate(folder, dns_name):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, dns_name)])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + timedelta(days=1))
    builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(dns_name)]), critical=False)
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "server.pem").write_bytes(builder.sign(key, hashes.SHA256()).public_bytes(pem) + secret)
    return folder / "server.pem"


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:4700::1111", True),
        ("64:ff9b::5db8:d822", True),  # NAT64 of a public address
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("168.63.129.16", False),
        ("100.100.100.200", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::", False),
        ("::1", False),
        ("::7f00:1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
        ("2001:0:7f00:1::", False),
        ("fe80::1%eth0", False),
        ("fec0::1", False),
        ("fc00::1", False),
        ("ff02::1", False),
    ],
)
def test_addresses(address, public):
    assert is_public(ip_address(address)) is public
