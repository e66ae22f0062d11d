"""Promises of fetching for untrusted users: only pages of the public internet, nothing of the local network or disk.

The servers of the tests listen on loopback. One of its addresses stands for the internet and is allowed.
"""

import socket
import ssl
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address, ip_network
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from assistant import Assistant, Settings
from assistant.ingest.errors import UnreadableError
from assistant.ingest.fetching.address_guard import AddressGuard, is_public
from assistant.ingest.fetching.fetch import FetchLimits, fetch
from assistant.ingest.readers.contract import Document

OUTSIDE = ip_network("127.0.0.2/32")
REFUSED = "is not on the public internet"

PRIVATE = [
    *("127.0.0.1", "127.255.255.254", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1"),
    *("169.254.169.254", "169.254.0.1", "168.63.129.16", "100.100.100.200", "192.0.0.192"),
    *("224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1"),
    *("::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "fec0::1", "ff02::1", "2001:db8::1"),
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1"),
    *("64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:7f00:1::", "2002:a00:1::1"),
]


class Names:
    """A name server that answers as it is told, each name's answers in turn, the last one for good."""

    def __init__(self, **answers: list[list[str]]) -> None:
        self.answers = {name.replace("_", "."): waiting for name, waiting in answers.items()}
        self.asked: list[str] = []

    def __call__(self, host: str, port: int) -> list[str]:
        self.asked.append(host)
        if host not in self.answers:
            raise socket.gaierror("unknown")
        waiting = self.answers[host]
        return waiting.pop(0) if len(waiting) > 1 else waiting[0]


def limits(guard: AddressGuard) -> FetchLimits:
    return FetchLimits(connect_s=1, total_s=5, tries=1, guard=guard)


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_that_is_not_public_is_known_as_such(address):
    assert not AddressGuard().permits(ip_address(address))


@pytest.mark.parametrize("address", ["93.184.215.14", "8.8.8.8", "2606:2800:21f:cb07::1", "64:ff9b::808:808"])
def test_a_public_address_is_let_through(address):
    assert AddressGuard().permits(ip_address(address))


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_embedded_in_ipv6_is_checked_as_ipv4(address):
    embedded = [f"::ffff:{address}", f"64:ff9b::{int(address) >> 16:x}:{int(address) & 0xFFFF:x}"]
    for address6 in embedded:
        assert not AddressGuard().permits(ip_address(address6)) or is_public(address)


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "localhost", "2130706433", "0x7f000001", "0x7f.1", "127.1", "[::1]", "0"),
        *("[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "me@127.0.0.1", "93.184.215.14@127.0.0.1"),
    ],
)
def test_this_computer_is_out_of_reach_however_it_is_written(web, host):
    web.page("/secret", "inside")
    port = web.address.rpartition(":")[2]
    with pytest.raises(UnreadableError, match=REFUSED):
        fetch(f"http://{host}:{port}/secret", limits(AddressGuard()))
    assert web.asked == []


@pytest.mark.parametrize(
    "host", ["localhost.", "0177.0.0.1", "①②⑦.⓪.⓪.①", "127。0。0。1", "127.0.0.1\t", "[::127.0.0.1]"]
)
def test_odd_spellings_of_this_computer_lead_nowhere(web, host):
    web.page("/secret", "inside")
    with pytest.raises(UnreadableError):
        fetch(f"http://{host}:{web.address.rpartition(':')[2]}/secret", limits(AddressGuard()))
    assert web.asked == []


def test_a_name_that_leads_inside_is_refused_and_the_address_is_not_told(web):
    web.page("/secret", "inside")
    url = web.url("/secret").replace("127.0.0.1", "rebind.example")
    with pytest.raises(UnreadableError, match=REFUSED) as refused:
        fetch(url, limits(AddressGuard(resolve=Names(rebind_example=[["127.0.0.1"]]))))
    assert web.asked == []
    assert "127.0.0.1" not in str(refused.value)


def test_one_inside_address_among_public_ones_is_enough_to_refuse(web):
    names = Names(mixed_example=[["93.184.215.14", "127.0.0.1"]])
    with pytest.raises(UnreadableError, match=REFUSED):
        fetch(web.url("/").replace("127.0.0.1", "mixed.example"), limits(AddressGuard(resolve=names)))
    assert web.asked == []


def test_a_redirect_inside_is_refused(web, outside):
    web.page("/secret", "inside")
    url = outside.redirect("/door", web.url("/secret"))
    with pytest.raises(UnreadableError, match=f"127.0.0.1 {REFUSED}"):
        fetch(url, limits(AddressGuard((OUTSIDE,))))
    assert outside.asked == ["/door"]
    assert web.asked == []


def test_a_redirect_to_a_name_that_leads_inside_is_refused(web, outside):
    web.page("/secret", "inside")
    names = Names(news_example=[["127.0.0.2"]], intranet_example=[["127.0.0.1"]])
    target = web.url("/secret").replace("127.0.0.1", "intranet.example")
    url = outside.redirect("/door", target).replace("127.0.0.2", "news.example")
    with pytest.raises(UnreadableError, match=f"intranet.example {REFUSED}"):
        fetch(url, limits(AddressGuard((OUTSIDE,), names)))
    assert web.asked == []


@pytest.mark.parametrize("target", ["file:///etc/hostname", "ftp://127.0.0.2/x", "gopher://127.0.0.2/_x"])
def test_a_redirect_to_another_scheme_is_refused(outside, target):
    with pytest.raises(UnreadableError):
        fetch(outside.redirect("/door", target), limits(AddressGuard((OUTSIDE,))))


def test_the_address_that_was_checked_is_the_one_that_is_connected_to(web, outside):
    port = web.address.rpartition(":")[2]
    outside.page("/", "outside")
    web.page("/", "inside")
    names = Names(rebind_example=[["127.0.0.2"], ["127.0.0.1"]])
    outside_port = outside.address.rpartition(":")[2]
    document = fetch(f"http://rebind.example:{outside_port}/", limits(AddressGuard((OUTSIDE,), names)))
    assert document.open().read() == b"outside"
    assert names.asked == ["rebind.example"], "a second look-up could say something else"
    with pytest.raises(UnreadableError, match=REFUSED):
        fetch(f"http://rebind.example:{port}/", limits(AddressGuard((OUTSIDE,), names)))
    assert web.asked == []


def test_a_site_is_asked_by_its_name_at_the_address_that_was_checked(outside):
    outside.page("/", "outside")
    url = outside.url("/").replace("127.0.0.2", "news.example")
    document = fetch(url, limits(AddressGuard((OUTSIDE,), Names(news_example=[["127.0.0.2"]]))))
    assert document.url == url
    assert outside.hosts == [url.removeprefix("http://").rstrip("/")]


def test_the_next_address_is_tried_where_one_does_not_answer(outside):
    outside.page("/", "outside")
    names = Names(news_example=[["127.0.0.3", "127.0.0.2"]])
    url = outside.url("/").replace("127.0.0.2", "news.example")
    allowed = (OUTSIDE, ip_network("127.0.0.3/32"))
    assert fetch(url, limits(AddressGuard(allowed, names))).open().read() == b"outside"


def certificate(host: str, folder: Path) -> Path:
    """A key and the certificate that a host signs for itself, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, host)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    file = folder / f"{host}.pem"
    file.write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain) + made.public_bytes(serialization.Encoding.PEM)
    )
    return file


def test_a_certificate_must_be_for_the_name_and_not_for_the_address(outside, tmp_path: Path, monkeypatch):
    outside.page("/", "outside")
    files = [certificate(name, tmp_path) for name in ("news.example", "other.example")]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(files[0])
    outside.server.socket = context.wrap_socket(outside.server.socket, server_side=True)
    trusted = tmp_path / "trusted.pem"
    trusted.write_bytes(b"".join(file.read_bytes() for file in files))
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    port = outside.address.rpartition(":")[2]
    names = Names(news_example=[["127.0.0.2"]], other_example=[["127.0.0.2"]])
    guarded = replace(limits(AddressGuard((OUTSIDE,), names)), connect_s=30, total_s=60)
    assert fetch(f"https://news.example:{port}/", guarded).open().read() == b"outside"
    with pytest.raises(UnreadableError, match="certificate is not valid"):
        fetch(f"https://other.example:{port}/", guarded)


def test_a_body_that_drips_is_given_up_behind_the_guard_too(outside):
    url = outside.dripping("/drip", b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    with pytest.raises(UnreadableError, match=r"did not finish its answer within 0\.4 s"):
        fetch(url, replace(limits(AddressGuard((OUTSIDE,))), total_s=0.4))


def test_a_name_server_that_never_answers_does_not_hold_a_fetch(web):
    def silent(host: str, port: int) -> list[str]:
        web.closing.wait()
        return []

    with pytest.raises(UnreadableError, match=r"did not answer within 0\.4 s"):
        fetch("http://slow.example/", replace(limits(AddressGuard(resolve=silent)), total_s=0.4))


def test_an_ingest_for_untrusted_users_reads_neither_paths_nor_this_network(tmp_path: Path, web):
    web.page("/secret", "<article><p>inside</p></article>")
    secret = tmp_path / "secret.txt"
    secret.write_text("The harbour master keeps the key under the mat.")
    feed = '<rss version="2.0"><channel><title>x</title><item><title>y</title><link>{}</link></item></channel></rss>'
    sources = [str(secret), secret, secret.as_uri(), f"FILE://{secret}", "~/x.txt", web.url("/secret")]

    uploaded = Document(
        "feed.xml", "upload:feed.xml", lambda: __import__("io").BytesIO(feed.format(web.url("/secret")).encode())
    )
    with Assistant.open(tmp_path / "library") as assistant:
        report = assistant.ingest([*sources, uploaded], from_strangers=True)
        assert len(report.failed) == len(sources) + 1
        assert not assistant.articles()
        assert len(assistant.ingest(secret).added) == 1, "the owner of the computer may"
    assert web.asked == []


def test_a_network_that_is_allowed_in_the_settings_can_be_read_for_untrusted_users(tmp_path: Path, outside):
    url = outside.page("/news.txt", "The ferry sails at noon.\n\nIt takes an hour.", "text/plain")
    settings = Settings(library=tmp_path / "library", fetch_networks=(OUTSIDE,))
    with Assistant.open(settings=settings) as assistant:
        assert len(assistant.ingest(url, from_strangers=True).added) == 1
