"""Photographs of the work: checked by their content, sized down, without metadata."""

import io
import secrets
from dataclasses import dataclass
from pathlib import Path

from accessdesk.errors import Invalid, NotFound

FORMATS = {"JPEG": ".jpg", "PNG": ".png", "WEBP": ".webp"}
EXTENSIONS = frozenset({".jpg", ".jpeg", ".jfif", ".png", ".webp"})
MOST_BYTES = 25 * 1024 * 1024
MOST_PIXELS = 80_000_000
LONGEST_SIDE = 1600
FOLDER = "photos"


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
            if picture.width * picture.height > MOST_PIXELS:
                raise _refuse("This picture has too many pixels.")
            upright = ImageOps.exif_transpose(picture).convert("RGB")
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            # Only the pixels go on: a new picture carries no place, time or maker.
            bare = Image.new("RGB", upright.size)
            bare.paste(upright)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise _refuse("This picture is damaged. Take it once more.") from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _refuse("This picture has too many pixels.") from error
    out = io.BytesIO()
    bare.save(out, "JPEG", quality=82)
    return out.getvalue(), bare.width, bare.height


def keep(data_dir: Path, content: bytes) -> Kept:
    """Shrink a photograph and keep it under a random name."""
    picture, width, height = shrink(content)
    folder = data_dir / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = f"{secrets.token_hex(16)}.jpg"
    (folder / name).write_bytes(picture)
    return Kept(name, width, height)


def read(data_dir: Path, file: str) -> bytes:
    """Read a photograph that was kept; raises NotFound when the file is gone."""
    try:
        return (data_dir / FOLDER / file).read_bytes()
    except FileNotFoundError:
        raise NotFound from None
