"""Copy the browser assets that npm installed into static/vendor, which is never committed."""

import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# What is copied as it is: where it stands in node_modules, and its name in static/vendor.
COPIES = {
    "@picocss/pico/LICENSE.md": "pico.LICENSE.md",
    "htmx.org/dist/htmx.min.js": "htmx.js",
    "htmx.org/LICENSE": "htmx.LICENSE",
}
# Style sheets are put into a layer of their own, so that app.css always has the last word.
LAYERED = {"@picocss/pico/css/pico.min.css": ("pico.css", "pico")}


def layered(css: str, layer: str) -> str:
    """Wrap a style sheet in a cascade layer; the encoding is the server's to tell."""
    rules = css.removeprefix('@charset "UTF-8";')
    return f"@layer {layer} {{\n{rules}\n}}\n"


def vendor(modules: Path, target: Path) -> list[str]:
    """Copy every asset; returns the names written, or raises FileNotFoundError for a missing
    one."""
    target.mkdir(parents=True, exist_ok=True)
    for source, name in COPIES.items():
        shutil.copyfile(modules / source, target / name)
    for source, (name, layer) in LAYERED.items():
        css = (modules / source).read_text(encoding="utf-8")
        (target / name).write_text(layered(css, layer), encoding="utf-8")
    return [*COPIES.values(), *(name for name, _ in LAYERED.values())]


def main() -> int:
    """Copy the assets, or say what to do first."""
    try:
        names = vendor(ROOT / "node_modules", ROOT / "static" / "vendor")
    except FileNotFoundError as missing:
        sys.stderr.write(f"{missing.filename} is missing: run `npm ci` first.\n")
        return 1
    sys.stdout.write(f"static/vendor: {', '.join(names)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
