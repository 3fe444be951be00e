"""What a picture may hold, whatever its file weighs (R-SEC-4)."""

import io
import os
import resource
from time import perf_counter

import pytest
from PIL import Image

from accessdesk.errors import Invalid
from accessdesk.remote_hands import photos


def blank(size: tuple[int, int], form: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, form)
    return out.getvalue()


@pytest.mark.parametrize(
    ("size", "form"), [((8200, 6100), "JPEG"), ((4100, 4000), "PNG"), ((4100, 4000), "WEBP")]
)
def test_a_picture_with_too_many_pixels_is_refused_unopened(
    size: tuple[int, int], form: str
) -> None:
    content = blank(size, form)

    with pytest.raises(Invalid) as refused:
        photos.shrink(content)

    assert "50 million pixels, any other 16 million" in refused.value.fields["photo"]


def test_a_jpeg_that_draws_the_same_over_and_over_is_refused() -> None:
    """Each scan of a progressive JPEG is decoded, though a file of few kilobytes may hold many."""
    content = blank((100, 100), "JPEG") + photos.SCAN * photos.MOST_SCANS

    with pytest.raises(Invalid) as refused:
        photos.shrink(content)

    assert "too many times" in refused.value.fields["photo"]


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_a_picture_within_its_limit_is_kept(form: str) -> None:
    _, width, height = photos.shrink(blank((3000, 2000), form))

    assert (width, height) == (1600, 1067)


@pytest.mark.long
def test_an_honest_photograph_of_48_million_pixels_is_read_at_a_fraction_of_its_size() -> None:
    noise = Image.frombytes("RGB", (1000, 750), os.urandom(1000 * 750 * 3))
    out = io.BytesIO()
    noise.resize((8000, 6000)).save(out, "JPEG", quality=85)
    before, begun = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, perf_counter()

    _, width, height = photos.shrink(out.getvalue())

    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert (width, height) == (1600, 1200)
    assert grown < 150, "whole it would take 144 MB for its pixels alone, and as much again upright"
    assert perf_counter() - begun < 20
