"""What a database refuses a command is said in words, with a next step and without a secret."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import event, text

from accessdesk.cli.roles import make_role
from accessdesk.db import db
from tests.conftest import SECRET

PASSWORD = "apppass0123456789"  # Made up.


@pytest.fixture
def owner(app: Flask) -> Iterator[str]:
    """The address of the database at hand for an account that may not make roles."""
    name = f"owner_{uuid4().hex[:8]}"
    with db.engine.begin() as connection:
        make_role(connection, name, "a password of an owner")
    url = db.engine.url.set(username=name, password="a password of an owner")
    yield url.render_as_string(hide_password=False)
    with db.engine.begin() as connection:
        for statement in (f"DROP OWNED BY {name}", f"DROP ROLE {name}"):
            connection.exec_driver_sql(statement)


def run(url: str, folder: Path, *words: str) -> tuple[int, str]:
    """Run a command as a process of its own: it must not find our application around it."""
    environment = os.environ | {
        "ACCESSDESK_DATABASE_URL": url,
        "ACCESSDESK_DATA_DIR": str(folder),
        "ACCESSDESK_SECRET_KEY": SECRET,
    }
    command = [sys.executable, "-c", "from accessdesk.cli import main; main()", *words]
    done = subprocess.run(
        command, input=PASSWORD, env=environment, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.long
@pytest.mark.parametrize("app", ["postgresql"], indirect=True)
def test_an_owner_who_may_not_make_roles_is_told_so_without_the_password(
    owner: str, tmp_path: Path
) -> None:
    """R-SEC-5: a traceback ended in the new password."""
    code, said = run(owner, tmp_path, "db", "role", f"app_{uuid4().hex[:8]}")

    assert code == 1
    assert "may not make or alter roles: permission denied" in said
    assert "CREATEROLE" in said
    assert "Traceback" not in said
    assert PASSWORD not in said


@pytest.mark.parametrize("app", ["postgresql"], indirect=True)
def test_no_statement_holds_the_password_of_a_role(app: Flask) -> None:
    """R-SEC-5: statements stand in errors, and in the server's log."""
    seen: list[str] = []
    name = f"accessdesk_{uuid4().hex[:8]}"
    event.listen(
        db.engine, "before_cursor_execute", lambda _c, _u, statement, *_: seen.append(statement)
    )

    with db.engine.begin() as connection:
        make_role(connection, name, PASSWORD)
    with db.engine.begin() as connection:
        for statement in (f"DROP OWNED BY {name}", f"DROP ROLE {name}"):
            connection.exec_driver_sql(statement)

    assert any("CREATE ROLE" in each for each in seen)
    assert not any(PASSWORD in each for each in seen)


@pytest.mark.long
@pytest.mark.parametrize("command", [("token", "create", "ann@x.example", "--name", "t")])
def test_a_database_without_tables_is_said_in_words(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    code, said = run(f"sqlite:///{tmp_path}/empty.sqlite3", tmp_path, *command)

    assert (code, "Traceback" in said) == (1, False), said
    assert "db upgrade" in said


@pytest.mark.long
@pytest.mark.parametrize("app", ["postgresql"], indirect=True)
def test_an_account_without_the_right_is_told_so(owner: str, tmp_path: Path) -> None:
    with db.engine.begin() as connection:
        name = owner.partition("://")[2].partition(":")[0]
        connection.execute(text(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {name}"))

    code, said = run(owner, tmp_path, "token", "create", "ann@x.example", "--name", "t")

    assert code == 1, said
    assert "may not do that" in said
