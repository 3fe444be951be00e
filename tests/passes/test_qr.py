"""The drawn code of a pass: read back by a scanner, worn or not (R-PASS-1)."""

import random
import re
from collections.abc import Callable
from io import BytesIO
from xml.etree import ElementTree

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFilter
from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_M

from accessdesk.passes.qr import QUIET_ZONE, qr_modules, qr_png, qr_svg
from accessdesk.passes.token import seal
from tests.examples import examples
from tests.passes.facts import FACTS, make_facts, make_keys

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
KEY, _ = make_keys(b"\x01\x02\x03\x04")
TEXT = seal(FACTS, KEY)
SVG = "{http://www.w3.org/2000/svg}"


def read(image: Image.Image) -> str | None:
    found = zxingcpp.read_barcodes(image.convert("L"), formats=zxingcpp.BarcodeFormat.QRCode)
    return found[0].text if found else None


def picture(text: str = TEXT) -> Image.Image:
    return Image.open(BytesIO(qr_png(text))).convert("L")


def draw_svg(svg: str, scale: int) -> Image.Image:
    """Draw what the SVG says: its white ground, and each rectangle of its path."""
    root = ElementTree.fromstring(svg)
    side = int(root.attrib["viewBox"].split()[2])
    image = Image.new("L", (side * scale, side * scale), 0)
    pen = ImageDraw.Draw(image)
    ground = root.find(f"{SVG}rect")
    path = root.find(f"{SVG}path")
    assert ground is not None
    assert path is not None
    pen.rectangle((0, 0, int(ground.attrib["width"]) * scale, side * scale), fill=255)
    for x, y, width, back in re.findall(r"M(\d+) (\d+)h(\d+)v1h-(\d+)z", path.attrib["d"]):
        assert width == back
        left, top = int(x) * scale, int(y) * scale
        pen.rectangle((left, top, left + int(width) * scale - 1, top + scale - 1), fill=0)
    return image


def noisy(image: Image.Image) -> Image.Image:
    dots = random.Random(7)
    pen = ImageDraw.Draw(image)
    for _ in range(400):
        x, y = dots.randrange(image.width), dots.randrange(image.height)
        pen.rectangle((x, y, x + 2, y + 2), fill=dots.choice((0, 255)))
    return image


def stained(image: Image.Image) -> Image.Image:
    """Put a coffee drop of a twelfth of the width on the data."""
    middle, drop = image.width * 0.6, image.width / 24
    area = (middle - drop, middle - drop, middle + drop, middle + drop)
    ImageDraw.Draw(image).ellipse(area, fill=0)
    return image


def test_the_png_is_read_back() -> None:
    assert read(picture()) == TEXT


def test_the_svg_is_read_back() -> None:
    assert read(draw_svg(qr_svg(TEXT, "Pass"), scale=5)) == TEXT


def test_a_usual_pass_stays_small_enough_to_scan() -> None:
    """Version 12 at most; at 40 mm a module is then 0.6 mm or more."""
    assert len(qr_modules(TEXT)) <= 17 + 4 * 12


@pytest.mark.parametrize(
    "spoil",
    [
        lambda image: image.resize((image.width * 2 // 5,) * 2, Image.Resampling.BILINEAR),
        lambda image: image.rotate(17, expand=True, fillcolor=255),
        lambda image: image.rotate(90, expand=True),
        lambda image: image.filter(ImageFilter.GaussianBlur(2.5)),
        lambda image: image.point([90 + shade // 3 for shade in range(256)]),
        noisy,
        stained,
        lambda image: noisy(image.rotate(-8, expand=True, fillcolor=255)).resize((400, 400)),
    ],
    ids=["small", "askew", "on-its-side", "blurred", "faded", "noisy", "stained", "all"],
)
def test_a_worn_code_is_still_read(spoil: Callable[[Image.Image], Image.Image]) -> None:
    assert read(spoil(picture())) == TEXT


def test_what_is_beyond_reading_is_not_read_as_something_else() -> None:
    """The control: the reader of these tests does not see codes everywhere."""
    image = picture()
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, image.width // 2, image.height), fill=255)

    assert read(image) is None


def test_the_longest_name_is_still_read() -> None:
    text = seal(make_facts(visitor="ဂ" * 200, company="ဂ" * 40), KEY)

    assert read(picture(text)) == text


@examples(25)
@given(text=st.text(ALPHABET, min_size=1, max_size=900))
def test_it_is_what_the_library_draws_when_it_chooses_the_size_itself(text: str) -> None:
    code = QRCode(error_correction=ERROR_CORRECT_M, mask_pattern=3)
    code.add_data(text, optimize=0)
    code.make()
    numeric = text.isdigit()  # The library packs digits alone more tightly.

    modules = qr_modules(text)

    assert numeric or modules == code.modules


@pytest.mark.parametrize("text", ["lower", "Ä", "A" * 4000])
def test_what_cannot_be_drawn_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        qr_modules(text)


def test_it_has_a_quiet_zone_of_four_modules() -> None:
    image = picture()
    module = image.width // (len(qr_modules(TEXT)) + 2 * QUIET_ZONE)

    margins = image.point([255 - shade for shade in range(256)]).getbbox()

    assert QUIET_ZONE == 4
    assert margins == (4 * module, 4 * module, image.width - 4 * module, image.width - 4 * module)


def test_the_svg_needs_neither_style_nor_script_and_is_named() -> None:
    """It stands under a strict content security policy; a screen reader says its title."""
    svg = qr_svg(TEXT, "Pass of <Jürgen> & Söhne")

    root = ElementTree.fromstring(svg)

    assert {element.tag for element in root.iter()} == {
        f"{SVG}{name}" for name in ("svg", "title", "rect", "path")
    }
    assert not [name for element in root.iter() for name in element.attrib if name == "style"]
    assert root.attrib["role"] == "img"
    assert root.findtext(f"{SVG}title") == "Pass of <Jürgen> & Söhne"


def test_the_png_is_black_and_white_and_small() -> None:
    png = qr_png(TEXT)

    assert Image.open(BytesIO(png)).mode == "1"
    assert len(png) < 4000
