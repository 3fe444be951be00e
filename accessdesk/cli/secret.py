"""Commands for the operator's secret: seal what lies in the database with a new one."""

import sys

import rich_click as click

from accessdesk import clock
from accessdesk.cli.within import app_settings, within_app
from accessdesk.db import transaction
from accessdesk.journal.rules import Event
from accessdesk.journal.service import OPERATOR_STREAM, record
from accessdesk.notifications.hooks.keys import reseal_hooks
from accessdesk.passes.keys import reseal_key


@click.group()
def secret() -> None:
    """The secret that signs cookies and seals keys."""


@secret.command("reseal")
@within_app
def reseal() -> None:
    """Seal the keys of passes and webhooks with ACCESSDESK_SECRET_KEY; what opens them stays.

    It opens them with it, or with ACCESSDESK_SECRET_KEY_BEFORE. Doing it twice changes nothing.
    """
    secrets = app_settings().secrets
    with transaction():
        opened, closed = reseal_key(secrets=secrets), reseal_hooks(secrets=secrets)
        record(
            Event.SECRET_RESEALED,
            stream=OPERATOR_STREAM,
            subject="secret",
            at=clock.now(),
            actor="system",
            facts={"passes": opened, "webhooks_not_opened": closed},
        )
    if opened and not closed:
        click.echo("The keys of passes and webhooks are sealed with the new secret.")
        return
    if not opened:
        click.echo("The key of passes was sealed with another: run passes rotate-keys.", err=True)
    for hook_id in closed:
        click.echo(f"The key of webhook {hook_id} was sealed with another: renew it.", err=True)
    sys.exit(1)
