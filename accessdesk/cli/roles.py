"""Make the role that the application runs as on PostgreSQL: it owns nothing (R-SEC-6)."""

import re
import sys

import rich_click as click
from sqlalchemy import Connection, text
from sqlalchemy.exc import ProgrammingError

from accessdesk.cli.refusals import is_not_allowed
from accessdesk.cli.within import within_app
from accessdesk.db import db
from accessdesk.journal.guards_beside import COUNTS, WORDS
from accessdesk.journal.triggers import GUARDED_ENTRIES, GUARDED_STREAMS

NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")
LEAST_PASSWORD = 16


@click.command("role")
@click.argument("name")
@within_app
def role(name: str) -> None:
    """Make or mend the role NAME, with the password that stands on standard input.

    Run this as the owner of the tables, after each upgrade; web and worker then run as NAME, which
    may add to the journal and read it, and do neither more there nor anything to the tables.
    """
    if db.engine.dialect.name == "sqlite":
        raise click.ClickException("SQLite has no roles; the file belongs to who runs accessdesk.")
    if not NAME.fullmatch(name):
        raise click.ClickException("A role's name is lower-case letters, digits and _.")
    password = sys.stdin.readline().rstrip("\n")
    if len(password) < LEAST_PASSWORD:
        raise click.ClickException(f"Give a password of {LEAST_PASSWORD} characters or more.")
    try:
        with db.engine.begin() as connection:
            if owns_tables(connection, name):
                raise click.ClickException(f"{name} owns the tables; give another name.")
            make_role(connection, name, password)
    except ProgrammingError as error:
        if not is_not_allowed(error):
            raise
        raise click.ClickException(
            f"This account of the database may not make or alter roles: {error.orig}. Have a "
            f"superuser run ALTER ROLE {db.engine.url.username} CREATEROLE (where {name} is there "
            f"already, also GRANT {name} TO {db.engine.url.username} WITH ADMIN OPTION), then run "
            "this again. Nothing was changed."
        ) from None
    click.echo(f"{name} may use the tables, and only add to the journal.")


def owns_tables(connection: Connection, name: str) -> bool:
    """Whether a role owns the journal or is a superuser: it must not be made less here."""
    ask = text(
        "SELECT EXISTS (SELECT FROM pg_tables WHERE tablename = :table AND tableowner = :name) "
        "OR EXISTS (SELECT FROM pg_roles WHERE rolname = :name AND rolsuper)"
    )
    found = connection.scalar(ask.bindparams(table=GUARDED_ENTRIES, name=name))
    return bool(found)


def _verifier(connection: Connection, name: str, password: str) -> str:
    """What the server keeps of a password: by it nobody signs in (RFC 5803)."""
    driver = connection.connection.driver_connection
    made: bytes = driver.pgconn.encrypt_password(  # type: ignore[union-attr]
        password.encode(), name.encode(), b"scram-sha-256"
    )
    return made.decode()


def make_role(connection: Connection, name: str, password: str) -> None:
    """Make the role unless it is there, and give it exactly what the application needs."""
    known = connection.scalar(
        text("SELECT 1 FROM pg_roles WHERE rolname = :name").bindparams(name=name)
    )
    verb = "ALTER" if known else "CREATE"
    # A statement of this kind takes no parameters, and stands in errors and the server's log: so
    # the password is in none, and what the server would make of it is.
    quoted = connection.scalar(
        text("SELECT quote_literal(:it)").bindparams(it=_verifier(connection, name, password))
    )
    attributes = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"
    statements = [
        f"{verb} ROLE {name} {attributes} PASSWORD {quoted}",
        f"GRANT USAGE ON SCHEMA public TO {name}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {name}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {name}",
        f"REVOKE UPDATE, DELETE ON {GUARDED_ENTRIES} FROM {name}",
        f"REVOKE DELETE ON {GUARDED_STREAMS} FROM {name}",
        # A count is only counted up, and what is said of a person is never written anew.
        f"REVOKE UPDATE ON {COUNTS}, {WORDS} FROM {name}",
        f"GRANT UPDATE (times) ON {COUNTS} TO {name}",
        # What a later migration makes; the journal's tables are there already.
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public "
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {name}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {name}",
    ]
    for statement in statements:
        connection.exec_driver_sql(statement.replace("%", "%%"))
