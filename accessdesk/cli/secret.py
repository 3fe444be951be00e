"""Commands for the operator's secret: seal what lies in the database with a new one."""

import sys

import rich_click as click

from accessdesk import clock
from accessdesk.cli.within import app_settings, within_app
from accessdesk.db import transaction
from accessdesk.journal.rules import Event
from accessdesk.journal.service import OPERATOR_STREAM, record
from accessdesk.notifications.hooks.keys import reseal_hooks
from accessdesk.passes.hidden import reseal_code_keys
from accessdesk.passes.keys import reseal_key

CODES_LOST = (
    "Short codes were hidden with another: passes that are out open by their picture alone. Renew "
    "those whose visitors may need a code."
)


@click.group()
def secret() -> None:
    """The secret that signs cookies and seals keys."""


@secret.command("reseal")
@within_app
def reseal() -> None:
    """Seal the keys of passes, codes and webhooks with ACCESSDESK_SECRET_KEY.

    What they opened they open; it, or ACCESSDESK_SECRET_KEY_BEFORE, opens them first. Doing it
    twice changes nothing.
    """
    secrets = app_settings().secrets
    with transaction():
        opened, closed = reseal_key(secrets=secrets), reseal_hooks(secrets=secrets)
        shown = reseal_code_keys(secrets=secrets)
        record(
            Event.SECRET_RESEALED,
            stream=OPERATOR_STREAM,
            subject="secret",
            at=clock.now(),
            actor="system",
            facts={"passes": opened, "codes": shown, "webhooks_not_opened": closed},
        )
    if opened and shown and not closed:
        click.echo("The keys of passes, codes and webhooks are sealed with the new secret.")
        return
    if not opened:
        click.echo("The key of passes was sealed with another: run passes rotate-keys.", err=True)
    if not shown:
        click.echo(CODES_LOST, err=True)
    for hook_id in closed:
        click.echo(f"The key of webhook {hook_id} was sealed with another: renew it.", err=True)
    sys.exit(1)
