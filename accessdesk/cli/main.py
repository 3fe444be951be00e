"""The `accessdesk` command: settings become an app, and each command runs within it."""

import sys
from importlib import import_module

import rich_click as click
from sqlalchemy.exc import DBAPIError

from accessdesk.cli.refusals import words_of
from accessdesk.cli.within import keep_to_owner
from accessdesk.errors import DomainError

# Each command, and where it stands. Each is loaded when somebody asks for it: a web process has
# no need of the demo's people, nor of what reads an estate file.
COMMANDS = {
    "db": "database:database",
    "demo": "demo:demo",
    "estate": "estate:estate",
    "files": "files:files",
    "gate": "gate:gate",
    "journal": "journal:journal",
    "passes": "passes:passes",
    "secret": "secret:secret",
    "serve": "serve:serve",
    "token": "accounts:token",
    "user": "accounts:user",
    "worker": "worker:worker",
}


class Commands(click.RichGroup):
    """A group that loads its commands late, and says a refusal in words instead of a trace."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the commands, as the help shows them."""
        return sorted({*super().list_commands(ctx), *COMMANDS})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load a command; None where there is none of the name."""
        if cmd_name not in COMMANDS:
            return super().get_command(ctx, cmd_name)
        room, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(f"accessdesk.cli.{room}"), name)
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; a refusal ends it with status 1."""
        try:
            return super().invoke(ctx)
        except DomainError as error:
            lines = [error.detail or error.title, *_lines(error), error.next_step]
            click.echo("\n".join(line for line in lines if line), err=True)
            sys.exit(1)
        except DBAPIError as error:
            words = words_of(error)
            if words is None:
                raise
            raise click.ClickException(words) from None


def _lines(error: DomainError) -> list[str]:
    return [f"  {name}: {words}" for name, words in error.fields.items()]


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="accessdesk")
def main() -> None:
    """Remote hands and site access for equipment in somebody else's datacenter."""
    keep_to_owner()
