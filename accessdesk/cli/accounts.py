"""Commands for people: set a password, make an API token."""

import sys

import rich_click as click

from accessdesk import clock
from accessdesk.accounts.queries import find_person
from accessdesk.accounts.rules import Scope
from accessdesk.accounts.service import create_token, set_password
from accessdesk.cli.within import within_app
from accessdesk.db import transaction
from accessdesk.errors import NotFound


@click.group()
def user() -> None:
    """People who sign in."""


@user.command("password")
@click.argument("email")
@within_app
def password(email: str) -> None:
    """Set the password of EMAIL to what is read from standard input."""
    with transaction():
        set_password(email, sys.stdin.readline().rstrip("\n"), now=clock.now())
    click.echo(f"The password of {email} is set; their sessions and API tokens have ended.")


@click.group()
def token() -> None:
    """Tokens for the API."""


@token.command("create")
@click.argument("email")
@click.option("--name", default="command line", help="What the token is for.")
@click.option("--scope", type=click.Choice([each.value for each in Scope]), default="full")
@within_app
def create(email: str, name: str, scope: str) -> None:
    """Make an API token for EMAIL and print it, this once."""
    with transaction():
        owner = find_person(email)
        if owner is None:
            raise NotFound(f"Nobody with the address {email} can sign in.")
        made = create_token(owner.id, name, Scope(scope), actor="system", now=clock.now())
    click.echo(made)
