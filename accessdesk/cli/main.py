"""The `accessdesk` command: settings become an app, and each command runs within it."""

import sys

import rich_click as click

from accessdesk.cli.accounts import token, user
from accessdesk.cli.database import database
from accessdesk.cli.demo import demo
from accessdesk.cli.estate import estate
from accessdesk.cli.files import files
from accessdesk.cli.gate import gate
from accessdesk.cli.journal import journal
from accessdesk.cli.passes import passes
from accessdesk.cli.secret import secret
from accessdesk.cli.serve import serve
from accessdesk.cli.within import keep_to_owner
from accessdesk.cli.worker import worker
from accessdesk.errors import DomainError


class Commands(click.RichGroup):
    """A group that says a refusal in words instead of showing a trace."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; a refusal ends it with status 1."""
        try:
            return super().invoke(ctx)
        except DomainError as error:
            words = [error.detail or error.title, *_lines(error), error.next_step]
            click.echo("\n".join(word for word in words if word), err=True)
            sys.exit(1)


def _lines(error: DomainError) -> list[str]:
    return [f"  {name}: {words}" for name, words in error.fields.items()]


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="accessdesk")
def main() -> None:
    """Remote hands and site access for equipment in somebody else's datacenter."""
    keep_to_owner()


for command in (
    database,
    demo,
    estate,
    files,
    gate,
    journal,
    passes,
    secret,
    serve,
    token,
    user,
    worker,
):
    main.add_command(command)
