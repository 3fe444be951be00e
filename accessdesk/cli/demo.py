"""The demo: an embedded database with a seeded estate, served on this machine alone."""

import os
from pathlib import Path

import rich_click as click

from accessdesk import clock
from accessdesk.cli.database import upgrade_quietly
from accessdesk.cli.serve import run_server
from accessdesk.cli.within import make_app
from accessdesk.demo.seed import PHRASE, DemoSecrets, fill, people, secrets_in
from accessdesk.worker.run import worker_beside

DATABASE = "accessdesk.sqlite3"
OPERATOR = "Northlight Datacenters"  # Invented, as all else in the demo is.
TELEPHONE = "+31 20 555 0199"


@click.command()
@click.option("--port", default=8000, help="Port on this machine.")
@click.option("--data-dir", type=click.Path(path_type=Path), default=Path("var/demo"))
@click.option("--reset", is_flag=True, help="Forget what the demo has kept, and start again.")
def demo(port: int, data_dir: Path, reset: bool) -> None:
    """Try accessdesk: invented people and visits; starting it again picks up where it was."""
    folder = data_dir.absolute()
    if reset:
        forget(folder)
    own = secrets_in(folder)
    os.environ |= {
        "ACCESSDESK_DATA_DIR": str(folder),
        "ACCESSDESK_DATABASE_URL": f"sqlite:///{folder / DATABASE}",
        "ACCESSDESK_SECRET_KEY": own.secret_key,
        "ACCESSDESK_BASE_URL": f"http://127.0.0.1:{port}",
        "ACCESSDESK_DESK_TELEPHONE": os.environ.get("ACCESSDESK_DESK_TELEPHONE", TELEPHONE),
        "ACCESSDESK_OPERATOR_NAME": os.environ.get("ACCESSDESK_OPERATOR_NAME", OPERATOR),
        "ACCESSDESK_DEMO": "true",
    }
    app = make_app()
    with app.app_context():
        upgrade_quietly()
        fill(own, folder, now=clock.now().replace(second=0, microsecond=0))
        announce(port, folder, own)
    with worker_beside():
        # Another than the one that filled the database, whose connections no fork may share.
        run_server(make_app(), f"127.0.0.1:{port}", 2, loglevel="warning")


def forget(folder: Path) -> None:
    """Remove what the demo made in its folder, and nothing else."""
    for stem in (DATABASE, "queue.sqlite3"):
        for name in (stem, f"{stem}-wal", f"{stem}-shm"):
            (folder / name).unlink(missing_ok=True)
    (folder / "demo-secrets.json").unlink(missing_ok=True)


def announce(port: int, folder: Path, own: DemoSecrets) -> None:
    """Print where the demo is and who can sign in."""
    click.echo("This is a demo: its people, customers and passes are invented.")
    click.echo(f"\n  Open      http://127.0.0.1:{port}")
    click.echo(f"  Password  {own.password}   (for everybody below)\n")
    for role, name, email in people():
        click.echo(f"  {role:11} {name:16} {email}")
    click.echo(f"\n  A contact on the phone says: {PHRASE}")
    click.echo(f"  Passports to scan at the gate: {folder / 'passports.txt'}")
    click.echo("  Stop with Ctrl+C.\n", nl=True)
