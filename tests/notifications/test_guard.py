"""No webhook calls inside, whatever its name stands for."""

import pytest

from accessdesk.notifications.hooks.guard import Refused, target_of

PUBLIC = "93.184.215.14"


def names(*addresses: str):
    return lambda _name, _port: list(addresses)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fc00::1",
        "ff02::1",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "2002:a00:1::1",
        "fec0::1",
        "3fff::1",
        "192.88.99.1",
        "192.0.0.192",
        "168.63.129.16",
        "::ffff:168.63.129.16",
    ],
)
def test_an_address_inside_is_refused(address: str) -> None:
    with pytest.raises(Refused, match="inside"):
        target_of("https://hooks.example/x", (), names(address))


def test_one_inner_address_among_public_ones_is_enough_to_refuse() -> None:
    with pytest.raises(Refused, match="inside"):
        target_of("https://hooks.example/x", (), names(PUBLIC, "10.0.0.1"))


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example/x",
        "ftp://hooks.example/x",
        "https:///x",
        "https://user:secret@hooks.example/x",
        "https://hooks.example:99999/x",
        "https://hooks.example/x\r\nHost: inside",
        "https://hooks.example/a b",
        "https://hooks.example/#part",
        "https://[::1",
        "javascript:alert(1)",
        "https://hooks.example/" + "x" * 500,
    ],
)
def test_what_is_no_address_of_a_secure_server_is_refused(url: str) -> None:
    with pytest.raises(Refused):
        target_of(url, (), names(PUBLIC))


def test_the_connection_goes_to_the_address_that_was_judged() -> None:
    """A name that resolves otherwise a moment later gains nothing."""
    answers = iter([[PUBLIC], ["127.0.0.1"]])

    target = target_of("https://hooks.example:8443/x?y=1", (), lambda *_: next(answers))

    assert (target.address, target.host, target.path) == (PUBLIC, "hooks.example:8443", "/x?y=1")


def test_an_allowed_network_inside_may_be_called_without_tls() -> None:
    target = target_of("http://hooks.example/", ("10.0.0.0/8",), names("10.0.0.7"))

    assert target.address == "10.0.0.7"


def test_an_allowed_network_does_not_open_another() -> None:
    with pytest.raises(Refused):
        target_of("http://hooks.example/", ("10.0.0.0/8",), names("10.0.0.7", "127.0.0.1"))


@pytest.mark.parametrize("port", [22, 25, 53, 389, 445])
def test_a_port_of_another_service_is_refused(port: int) -> None:
    with pytest.raises(Refused, match="port"):
        target_of(f"https://hooks.example:{port}/x", (), names(PUBLIC))


@pytest.mark.parametrize("port", [443, 1024, 8443])
def test_a_port_of_a_web_server_may_be_called(port: int) -> None:
    assert target_of(f"https://hooks.example:{port}/x", (), names(PUBLIC)).port == port


@pytest.mark.parametrize("port", [80, 2375, 3306, 5432, 6379, 9200, 11211, 27017])
def test_neither_is_one_without_tls_or_of_a_store_or_a_queue(port: int) -> None:
    """The words say 443, or one from 1024 up that is not known for something else."""
    with pytest.raises(Refused, match="443, or on one from 1024 up that is not known"):
        target_of(f"https://hooks.example:{port}/x", (), names(PUBLIC))


def test_a_network_of_our_own_may_be_called_on_any_port() -> None:
    inside = target_of("http://hooks.example:6379/", ("10.0.0.0/8",), names("10.0.0.7"))

    assert inside.port == 6379
