"""Photographs of the work: checked by their content, sized down, without metadata.

A picture is opened beside the transaction, one at a time in a process: a small file may hold a
large one (R-SEC-4).
"""

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from accessdesk.costly import Bench, worked_out
from accessdesk.errors import Invalid
from accessdesk.files import service as files
from accessdesk.files.service import Places

if TYPE_CHECKING:
    from PIL.Image import Image

JPEG = "JPEG"
FORMATS = {JPEG: ".jpg", "PNG": ".png", "WEBP": ".webp"}
EXTENSIONS = frozenset({".jpg", ".jpeg", ".jfif", ".png", ".webp"})
MOST_BYTES = 25 * 1024 * 1024
MOST_PIXELS_OF_JPEG = 50_000_000  # It is read at a fraction of its size, others as they are.
MOST_PIXELS = 16_000_000
MOST_SCANS = 40  # A JPEG can say the same pixels over and over; a camera's has one, a site's ten.
SCAN = b"\xff\xda"
LONGEST_SIDE = 1600
BELONGS_TO, ENDING = "photos", ".jpg"
TOO_LARGE = (
    f"This picture is too large: a JPEG may have {MOST_PIXELS_OF_JPEG // 1_000_000} million "
    f"pixels, any other {MOST_PIXELS // 1_000_000} million."
)

_OPENING = Bench("pictures", most=4)


@dataclass(frozen=True, slots=True)
class Kept:
    """A photograph as it was kept."""

    file: str
    width: int
    height: int


def _refuse(words: str) -> Invalid:
    return Invalid(code="photo", fields={"photo": words})


def _looks_like_a_picture(content: bytes) -> bool:
    import puremagic  # As Pillow below: loaded by the first process that is given a photograph.

    try:
        found = {match.extension.lower() for match in puremagic.magic_string(content)}
    except (puremagic.PureError, ValueError):
        return False
    return bool(found & EXTENSIONS)


def shrink(content: bytes) -> tuple[bytes, int, int]:
    """A picture as a plain JPEG of at most 1600 pixels a side, with nothing but the picture.

    Raises Invalid for what is no JPEG, PNG or WebP by its content, whatever its name says.
    """
    from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

    # WeasyPrint lets Pillow take half a picture for a whole one, in all of its process.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    if not content:
        raise _refuse("Choose a photograph first.")
    if not _looks_like_a_picture(content):
        raise _refuse("This is not a JPEG, PNG or WebP picture.")
    try:
        with Image.open(io.BytesIO(content), formats=list(FORMATS)) as picture:
            if fault := _fault_of_size(picture, content):
                raise _refuse(fault)
            picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # For a JPEG alone.
            upright = ImageOps.exif_transpose(picture).convert("RGB")
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            # Only the pixels go on: a new picture carries no place, time or maker.
            bare = Image.new("RGB", upright.size)
            bare.paste(upright)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise _refuse("This picture is damaged. Take it once more.") from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _refuse(TOO_LARGE) from error
    out = io.BytesIO()
    bare.save(out, "JPEG", quality=82)
    return out.getvalue(), bare.width, bare.height


def _fault_of_size(picture: "Image", content: bytes) -> str:
    """What is too much of a picture whose head alone was read."""
    if picture.format != JPEG:
        whole = picture.width * picture.height > MOST_PIXELS
        return TOO_LARGE if whole else ""
    if picture.width * picture.height > MOST_PIXELS_OF_JPEG:
        return TOO_LARGE
    drawn_over = content.count(SCAN) > MOST_SCANS
    return "This picture is drawn over too many times." if drawn_over else ""


def keep(content: bytes) -> Kept:
    """Shrink a photograph and keep it in this transaction, under a random name.

    Whoever calls has made sure that it may be kept at all. Raises Invalid for what is no picture.
    """
    picture, width, height = worked_out(_OPENING, shrink, content)
    key = files.keep(BELONGS_TO, ENDING, picture)
    return Kept(key.removeprefix(f"{BELONGS_TO}/"), width, height)


def read(places: Places, file: str) -> bytes:
    """The content of a photograph that was kept; raises NotFound when the file is gone."""
    return files.read(places, f"{BELONGS_TO}/{file}")
