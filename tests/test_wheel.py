"""The wheel carries everything: installed into an empty environment, it serves a page."""

import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from tests.conftest import SECRET

ROOT = Path(__file__).parent.parent

SERVE = """
from accessdesk.app import create_app
from accessdesk.cli.database import upgrade_quietly
app = create_app()
with app.app_context():
    upgrade_quietly()
client = app.test_client()
page = client.get("/sign-in")
assert page.status_code == 200, page.status_code
assert client.get("/static/app.css").status_code == 200
assert client.get("/readyz").status_code == 200
import accessdesk
print(accessdesk.__file__)
"""


@pytest.mark.long
def test_an_installed_wheel_serves_a_page(tmp_path: Path) -> None:
    """Dependencies come from this environment's path, so that no registry is asked."""
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path)]
    subprocess.run([*build, str(ROOT)], check=True, capture_output=True)
    wheel = next(tmp_path.glob("*.whl"))
    home = tmp_path / "env"
    venv.create(home, with_pip=False)
    site = next((home / "lib").glob("python*")) / "site-packages"
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*install, "--target", str(site), str(wheel)], check=True)
    ours = Path(sys.executable).parent.parent / "lib" / site.parent.name / "site-packages"
    (site / "dependencies.pth").write_text(str(ours))
    environment = {
        "PATH": os.environ["PATH"],
        "ACCESSDESK_SECRET_KEY": SECRET,
        "ACCESSDESK_DATA_DIR": str(tmp_path),
    }

    ran = subprocess.run(
        [home / "bin" / "python", "-c", SERVE],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert ran.returncode == 0, ran.stderr
    assert str(site) in ran.stdout
