"""Passes as pictures, sheets and pages, for whoever may know of them and nobody else."""

import io

import pytest
import zxingcpp
from flask import Flask
from PIL import Image

from accessdesk.accounts.rules import Role
from tests.people import (
    ApiClient,
    access_body,
    api_of,
    make_contact,
    make_customer,
    make_site,
    make_staff,
)

# A reader that looks for every kind finds stripes of goods in some codes.
QR = zxingcpp.BarcodeFormat.QRCode


@pytest.fixture
def alice(app: Flask) -> ApiClient:
    make_site()
    return api_of(app, make_contact("Alice Adams", make_customer()))


def raise_request(client: ApiClient) -> tuple[str, dict[str, object]]:
    number = client.post("/requests", access_body()).json["number"]
    return number, client.get(f"/requests/{number}/passes").json[0]


def test_the_picture_of_a_pass_reads_back_as_its_code(alice: ApiClient) -> None:
    """R-PASS-1."""
    _, given = raise_request(alice)

    png = alice.get(f"/passes/{given['id']}.png")
    svg = alice.get(f"/passes/{given['id']}.svg")

    read = zxingcpp.read_barcodes(Image.open(io.BytesIO(png.data)), formats=QR)
    assert [each.text for each in read] == [given["code"]]
    assert svg.content_type.startswith("image/svg+xml")


def test_a_pass_is_a_sheet_of_paper(alice: ApiClient) -> None:
    _, given = raise_request(alice)

    pdf = alice.get(f"/passes/{given['id']}.pdf")

    assert pdf.data.startswith(b"%PDF-")


def test_another_customer_finds_no_pass(app: Flask, alice: ApiClient) -> None:
    """R-SEC-1."""
    _, given = raise_request(alice)
    bob = api_of(app, make_contact("Bob Brown", make_customer("fabrikam")))

    answers = [bob.get(f"/passes/{given['id']}.{form}") for form in ("svg", "png", "pdf")]

    assert {answer.status_code for answer in answers} == {404}


def test_an_officer_sees_passes_at_the_gate_alone(app: Flask, alice: ApiClient) -> None:
    _, given = raise_request(alice)
    olu = api_of(app, make_staff("Olu Gate", Role.OFFICER))

    answer = olu.get(f"/passes/{given['id']}.svg")

    assert answer.status_code == 403


def test_a_pass_that_has_ended_has_no_picture(alice: ApiClient) -> None:
    """R-PASS-3."""
    number, given = raise_request(alice)

    alice.post(f"/requests/{number}/cancel", {"reason": "The part is late."})
    answer = alice.get(f"/passes/{given['id']}.png")

    assert (answer.status_code, answer.json["code"]) == (409, "revoked")
