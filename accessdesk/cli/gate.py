"""Commands for the gate: prove that stored decisions still follow from their facts."""

import sys

import rich_click as click

from accessdesk.cli.within import within_app
from accessdesk.db import transaction
from accessdesk.gate.entry.replay import replay_all


@click.group()
def gate() -> None:
    """The gate's decisions."""


@gate.command("replay")
@within_app
def replay() -> None:
    """Decide every stored attempt again; exits 1 and names those that come out differently."""
    total, wrong = 0, 0
    with transaction(write=False):
        for each in replay_all():
            total += 1
            if each.same and each.facts_intact:
                continue
            wrong += 1
            why = "its facts were changed" if not each.facts_intact else f"now {each.recomputed}"
            click.echo(f"attempt {each.attempt_id}: stored {each.stored}, {why}")
    click.echo(f"{total} decisions replayed, {wrong} differ.")
    if wrong:
        sys.exit(1)
