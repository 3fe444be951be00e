"""The style sheet's promises, the browser modules, and the copying of what npm installs."""

import json
import os
import re
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from accessdesk.scheduling.wording import relative_words
from tools.vendor_assets import COPIES, LAYERED, ROOT, layered, vendor

CSS = (ROOT / "static" / "app.css").read_text(encoding="utf-8")
LIGHT, DARK = [
    dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6});", block))
    for block in re.findall(r":root \{(.*?)\n *\}", CSS, re.DOTALL)[:2]
]
STATES = ["go", "wait", "stop", "info", "quiet"]
AA, AAA, EDGE = 4.5, 7.0, 3.0


def _light(colour: str) -> float:
    """The relative luminance of `#rgb` or `#rrggbb` (WCAG 2.2)."""
    digits = colour[1:] if len(colour) == 7 else "".join(each * 2 for each in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours (WCAG 2.2, 1.4.3)."""
    dark, light = sorted((_light(one), _light(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.fixture(params=[LIGHT, DARK], ids=["light", "dark"])
def theme(request: pytest.FixtureRequest) -> dict[str, str]:
    colours: dict[str, str] = request.param
    return colours


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#fff", "#000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("state", STATES)
def test_a_state_can_be_read_on_each_ground(theme: dict[str, str], state: str) -> None:
    """AAA on page, surface and its own tint, because the desk uses the same tokens."""
    grounds = [theme["page"], theme["surface"], theme[f"{state}-back"]]

    assert min(contrast(theme[state], ground) for ground in grounds) >= AAA


@pytest.mark.parametrize("text", ["ink", "soft", "accent"])
def test_text_can_be_read_on_each_ground(theme: dict[str, str], text: str) -> None:
    grounds = [theme[name] for name in ("page", "surface", "quiet-back", "info-back")]

    assert min(contrast(theme[text], ground) for ground in grounds) >= AA


def test_a_button_s_words_and_a_field_s_edge_can_be_seen(theme: dict[str, str]) -> None:
    assert contrast(theme["on-accent"], theme["accent"]) >= AA
    assert contrast(theme["edge"], theme["surface"]) >= EDGE
    assert contrast(theme["edge"], theme["page"]) >= EDGE


@pytest.mark.parametrize("tone", ["go", "wait", "stop"])
def test_the_gate_s_answer_can_be_read_from_afar(tone: str) -> None:
    base = re.search(r"\.decision \{.*?color: (#\w+);", CSS)
    assert base is not None
    [rule] = re.findall(rf'\.decision\[data-tone="{tone}"\] \{{([^}}]*)\}}', CSS)
    [ground] = re.findall(r"background: (#\w+)", rule)
    own = re.search(r"(?<!-)\bcolor: (#\w+)", rule)

    assert contrast(own[1] if own else base[1], ground) >= AAA


def test_the_style_sheet_is_short_and_has_no_outside_address() -> None:
    assert len(CSS.splitlines()) < 400
    assert "url(" not in CSS
    assert "@import" not in CSS


def test_each_module_is_short_and_can_be_bound() -> None:
    modules = sorted((ROOT / "static" / "web").glob("*.js"))

    assert modules
    for module in modules:
        source = module.read_text(encoding="utf-8")
        assert len(source.splitlines()) < 150, module.name
        assert module.name == "main.js" or "export function bind(" in source, module.name


def test_templates_name_modules_that_exist() -> None:
    texts = [page.read_text(encoding="utf-8") for page in (ROOT / "templates").rglob("*.html")]
    attributes = [
        names for text in texts for names in re.findall(r'(?:data-module|modules)="([^"{]+)"', text)
    ]

    assert attributes
    for name in {name for names in attributes for name in names.split()}:
        folder, _, file = name.rpartition("/")
        assert (ROOT / "static" / (folder or "web") / f"{file}.js").is_file(), name


@pytest.fixture(scope="module")
def node() -> str:
    found = shutil.which("node")
    if found is None and not os.environ.get("CI"):
        pytest.skip("Node is not installed")
    assert found is not None, "CI needs Node 20 or later"
    return found


def test_the_modules_pass_their_own_tests(node: str) -> None:
    tests = sorted(str(path) for path in (ROOT / "tests").rglob("*.test.mjs"))

    done = subprocess.run([node, "--test", *tests], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout


def test_the_browser_says_how_far_off_as_the_server_does(node: str) -> None:
    now, zone = datetime(2026, 12, 1, 22, 30, tzinfo=UTC), "Asia/Kathmandu"
    bases = (0, 1, 59, 60, 61, 1439, 1440, 2399, 2400, 4400)
    minutes = sorted({sign * base for base in bases for sign in (1, -1)})
    at = int(now.timestamp() * 1000)
    script = (
        f'import {{ relativeWords }} from "{(ROOT / "static/web/relative.js").as_uri()}";'
        f"console.log(JSON.stringify({minutes}.map("
        f'(each) => relativeWords({at} + each * 60000, {at}, "{zone}"))));'
    )

    done = subprocess.run(
        [node, "--input-type=module", "--eval", script], capture_output=True, text=True, check=True
    )

    assert json.loads(done.stdout) == [
        relative_words(now + timedelta(minutes=each), now, zone) for each in minutes
    ]


def test_pico_is_put_below_the_house_style() -> None:
    css = layered('@charset "UTF-8";a{color:red}', "pico")

    assert css == "@layer pico {\na{color:red}\n}\n"


def test_every_asset_is_copied_with_its_licence(tmp_path: Path) -> None:
    for source in [*COPIES, *LAYERED]:
        file = tmp_path / "node_modules" / source
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("a{}", encoding="utf-8")

    names = vendor(tmp_path / "node_modules", tmp_path / "vendor")

    assert sorted(names) == sorted(path.name for path in (tmp_path / "vendor").iterdir())
    assert {"pico.css", "pico.LICENSE.md", "htmx.js", "htmx.LICENSE"} <= set(names)


def test_a_missing_asset_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="node_modules"):
        vendor(tmp_path / "node_modules", tmp_path / "vendor")


def test_the_npm_lock_names_no_registry() -> None:
    lock = (ROOT / "package-lock.json").read_text(encoding="utf-8")

    assert "://" not in lock
    assert all("integrity" in each for name, each in json.loads(lock)["packages"].items() if name)
