"""Commands for the estate: apply a file, show what it would change, export it."""

from pathlib import Path

import rich_click as click

from accessdesk import clock
from accessdesk.cli.within import within_app
from accessdesk.db import transaction
from accessdesk.errors import Invalid
from accessdesk.estate.export import export_estate
from accessdesk.estate.file import NOTHING_CHANGED, EstateFile, decode_estate, read_estate, where
from accessdesk.estate.service import Change, apply_estate
from accessdesk.notifications.hooks.hooks import end_hooks_of_leavers
from accessdesk.planning.contracts.declared import record_declared_terms, terms_in_force
from accessdesk.planning.declared import (
    check_policies,
    policies_in_force,
    record_declared,
    refuse_touched,
    shut_out_since,
    touched_since,
)
from accessdesk.scheduling.calendar.feeds import close_feeds_of_leavers
from accessdesk.scheduling.opening_hours import stored_opening_hours


@click.group()
def estate() -> None:
    """Sites, customers, contacts, racks, devices and staff."""


@estate.command("apply")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Show what would change, and change nothing.")
@click.option(
    "--touched",
    type=click.Choice(["refuse", "keep"]),
    default="refuse",
    help="What becomes of booked visits that a site's new policy or a customer's new terms "
    "break: refuse the file, or keep the visits as they are booked.",
)
@within_app
def apply(file: Path, dry_run: bool, touched: str) -> None:
    """Declare what FILE says; what it does not mention stays as it is.

    Booked visits that a site's new policy or a customer's new terms break are listed, and
    nothing changes until you say that they are kept.
    """
    wanted = read_estate(decode_estate(file.read_bytes()))
    _check_hours(wanted)
    now = clock.now()
    with transaction(keep=not dry_run):
        codes = [site.code for site in wanted.sites]
        before, terms = policies_in_force(codes, now=now), terms_in_force()
        # Before the file, which may list somebody again who had left.
        close_feeds_of_leavers(actor="system", now=now)
        end_hooks_of_leavers(actor="system", now=now)
        changes = apply_estate(wanted, actor="system", now=now)
        check_policies(codes, now=now)
        broken = [*touched_since(before, now=now), *shut_out_since(terms, now=now)]
        if touched == "refuse" and not dry_run:
            refuse_touched(broken)
        record_declared(before, broken, actor="system", now=now)
        record_declared_terms(terms, actor="system", now=now)
    for change in changes:
        click.echo(_line(change))
    words = "would change" if dry_run else "changed"
    click.echo(f"{len(changes)} {words}." if changes else "Nothing to change.")
    for site in broken:
        for visit, why in site.lines().items():
            click.echo(f"no longer fits: {visit}: {why}")


def _check_hours(wanted: EstateFile) -> None:
    """Refuse opening hours that cannot be read; their words are scheduling's to know."""
    faults = {}
    for number, site in enumerate(wanted.sites, start=1):
        try:
            stored_opening_hours(site.opening_hours)
        except ValueError as error:
            faults[where("sites", number, site, "opening_hours")] = str(error)
    if faults:
        raise Invalid(NOTHING_CHANGED, fields=faults)


def _line(change: Change) -> str:
    fields = ""
    if change.action == "update":
        parts = (f"{name}: {old!s} → {new!s}" for name, (old, new) in change.fields.items())
        fields = "  " + "; ".join(parts)
    return f"{change.action:7} {change.table:10} {change.key}{fields}"


@estate.command("export")
@within_app
def export() -> None:
    """Print the estate as the file that would declare it."""
    with transaction(write=False):
        click.echo(export_estate(), nl=False)
