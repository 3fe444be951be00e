"""Commands for passes: rotate the keys that sign them."""

import rich_click as click

from accessdesk import clock
from accessdesk.cli.within import app_settings, within_app
from accessdesk.db import transaction
from accessdesk.passes.keys import rotate_keys


@click.group()
def passes() -> None:
    """Passes and their keys."""


@passes.command("rotate-keys")
@within_app
def rotate() -> None:
    """Sign with a new key from now on; the old one still opens what it signed."""
    secret = app_settings().secret
    with transaction():
        kid = rotate_keys(actor="system", secret=secret, now=clock.now())
    click.echo(f"Passes are signed with key {kid} from now on.")
