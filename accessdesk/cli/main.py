"""The `accessdesk` command: settings become an app, and each command runs within it."""

import sys
from importlib import import_module

import rich_click as click
from sqlalchemy.exc import DBAPIError

from accessdesk.cli.within import keep_to_owner
from accessdesk.config import PREFIX
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

_UNREACHED = (
    f"{PREFIX}DATABASE_URL: the database does not answer, or does not let us in. See that it runs, "
    "and that the address, the name and the password are right."
)


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
            words = [error.detail or error.title, *_lines(error), error.next_step]
            click.echo("\n".join(word for word in words if word), err=True)
            sys.exit(1)
        except DBAPIError as error:
            if error.statement is not None:
                raise
            raise click.ClickException(_UNREACHED) from None  # A password may stand in its words.


def _lines(error: DomainError) -> list[str]:
    return [f"  {name}: {words}" for name, words in error.fields.items()]


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="accessdesk")
def main() -> None:
    """Remote hands and site access for equipment in somebody else's datacenter."""
    keep_to_owner()
