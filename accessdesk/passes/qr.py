"""Draw a text as a QR code (ISO/IEC 18004), as SVG for screen and print or as PNG.

Level M lets a sixth of the code be dirty or torn, and the pass of a usual name is version
10: 57 modules, 0.7 mm each when printed 40 mm wide. The mask is fixed, since a signed
token is as good as random under any; searching the best of eight costs six times as much.
Measured on one core for such a pass: 3.5 ms for the modules, 1.2 ms for the path of an SVG
(11 kB). So a code is made when somebody looks at it, and not when the pass is issued; and
the libraries, which bring all of Pillow, are loaded by the first process that is asked for one.
"""

from bisect import bisect_left
from io import BytesIO
from itertools import groupby
from typing import Literal

QUIET_ZONE = 4
PIXELS_A_MODULE = 8

_ALPHANUMERIC: Literal[2] = 2  # The mode indicator 0010: eleven bits hold two characters.
_MASK = 3
_LEVEL: Literal[0] = 0  # M, in the numbers of the format information (table 12).
_WIDTH_CHANGES = (1, 10, 27)  # Versions from which on a length takes more bits.

Modules = list[list[bool]]


def qr_modules(text: str) -> Modules:
    """The dark modules of a text of the alphanumeric alphabet, quiet zone not included.

    Raises ValueError for another character, or for a text beyond version 40.
    """
    from qrcode import QRCode
    from qrcode.util import QRData

    code = QRCode(
        version=_version(len(text)),
        error_correction=_LEVEL,
        border=QUIET_ZONE,
        mask_pattern=_MASK,
    )
    code.add_data(QRData(text, mode=_ALPHANUMERIC))
    code.make(fit=False)
    return [[bool(module) for module in row] for row in code.modules]


def qr_svg(text: str, title: str) -> str:
    """Draw a text as an SVG that fills its box; `title` is what a screen reader says.

    It carries its own white ground, so that it scans on a dark page, and neither style nor
    script, so that it stands under a strict content security policy.
    """
    modules = qr_modules(text)
    side = len(modules) + 2 * QUIET_ZONE
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" role="img" '
        f'shape-rendering="crispEdges"><title>{_escape(title)}</title>'
        f'<rect width="{side}" height="{side}" fill="#fff"/>'
        f'<path fill="#000" d="{_path(modules)}"/></svg>'
    )


def qr_png(text: str, pixels_a_module: int = PIXELS_A_MODULE) -> bytes:
    """Draw a text as a black-and-white PNG with its quiet zone."""
    from PIL import Image

    modules = qr_modules(text)
    side = len(modules)
    dots = bytes(0 if dark else 255 for row in modules for dark in row)
    image = Image.new("L", (side + 2 * QUIET_ZONE, side + 2 * QUIET_ZONE), 255)
    image.paste(Image.frombytes("L", (side, side), dots), (QUIET_ZONE, QUIET_ZONE))
    width = image.width * pixels_a_module
    out = BytesIO()
    image.resize((width, width), Image.Resampling.NEAREST).convert("1").save(out, "PNG")
    return out.getvalue()


def _version(length: int) -> int:
    """The least version for a text of so many alphanumeric characters."""
    from qrcode.util import BIT_LIMIT_TABLE, mode_sizes_for_version

    for start in _WIDTH_CHANGES:
        length_bits = mode_sizes_for_version(start)[_ALPHANUMERIC]
        bits = 4 + length_bits + 11 * (length // 2) + 6 * (length % 2)
        version = bisect_left(BIT_LIMIT_TABLE[_LEVEL], bits, start)
        if version <= 40 and mode_sizes_for_version(version)[_ALPHANUMERIC] == length_bits:
            return version
    message = f"a QR code cannot hold {length} characters"
    raise ValueError(message)


def _path(modules: Modules) -> str:
    """The runs of dark modules as one path, a rectangle each."""
    runs = []
    for y, row in enumerate(modules, start=QUIET_ZONE):
        x = QUIET_ZONE
        for dark, group in groupby(row):
            length = len(list(group))
            if dark:
                runs.append(f"M{x} {y}h{length}v1h-{length}z")
            x += length
    return "".join(runs)


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
