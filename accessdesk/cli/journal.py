"""Check, export and vouch for the journal from the command line."""

from collections.abc import Collection
from pathlib import Path

import rich_click as click

from accessdesk import clock
from accessdesk.cli.within import app_settings, within_app
from accessdesk.db import transaction
from accessdesk.journal.audit import Audit, export_stream, take_checkpoints, verify_journal
from accessdesk.journal.chain import Verdict
from accessdesk.journal.checkpoints import (
    BadCheckpoint,
    find_signing_key,
    fingerprint,
    get_signing_key,
    read_checkpoints,
    write_checkpoint,
)

_UNNOTICED = (
    "no --checkpoints given: an end that was cut off, or a chain that was written anew "
    "with hashes that fit, would go unnoticed"
)


@click.group()
def journal() -> None:
    """Check, export and vouch for the journal."""


@journal.command()
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path))
@within_app
def checkpoint(out: Path) -> None:
    """Write a signed file per stream that says where it stands; keep it elsewhere."""
    for path in run_checkpoint(out):
        click.echo(path)
    key = get_signing_key(app_settings().data_dir)
    click.echo(f"signed by {fingerprint(key.public_key())}: keep that on paper", err=True)


def run_checkpoint(out: Path) -> list[Path]:
    """Take a checkpoint of each stream; files are written once the journal has committed.

    Raises ClickException, before anything is recorded, for a folder that cannot be written.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise click.ClickException(f"{out}: {error.strerror}") from None
    key = get_signing_key(app_settings().data_dir)
    with transaction():
        taken = take_checkpoints(at=clock.now(), actor="system")
    return [write_checkpoint(checkpoint, key, out) for checkpoint in taken]


@journal.command()
@click.option("--stream", required=True, help="site:AMS1 or the like, or operator")
@click.option("--with-personal", is_flag=True, help="include names and the like")
@within_app
def export(stream: str, *, with_personal: bool) -> None:
    """Print a stream as JSON lines, for tools/verify_journal.py or anybody else."""
    with transaction(write=False):
        for line in export_stream(stream, with_personal=with_personal):
            click.echo(line)


@journal.command()
@click.option("--checkpoints", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--trust", multiple=True, help="fingerprint of another key that signed checkpoints")
@click.pass_context
@within_app
def verify(context: click.Context, checkpoints: Path | None, trust: tuple[str, ...]) -> None:
    """Check every entry; exit with 1 and name the first bad one unless all is as written."""
    try:
        audit = run_verify(checkpoints, trust)
    except BadCheckpoint as error:
        click.echo(f"BAD checkpoint {error}", err=True)
        context.exit(1)
    for verdict in audit.verdicts:
        click.echo(_summary(verdict))
    for bad in audit.bad:
        click.echo(f"BAD {bad}", err=True)
    if checkpoints is None:
        click.echo(_UNNOTICED, err=True)
    context.exit(1 if audit.bad else 0)


def run_verify(checkpoints: Path | None, trust: Collection[str] = ()) -> Audit:
    """Check the journal, against the checkpoints of a folder if one is given."""
    key = find_signing_key(app_settings().data_dir)
    trusted = {*trust, *([fingerprint(key.public_key())] if key else [])}
    believed = read_checkpoints(checkpoints, trusted) if checkpoints else []
    with transaction(write=False):
        return verify_journal(believed)


def _summary(verdict: Verdict) -> str:
    words = f"{verdict.stream}: {verdict.entries} entries hold"
    return (
        f"{words}, {verdict.erased} of them with personal data erased" if verdict.erased else words
    )
