"""Fixtures that every test shares: an app on each database, and a clean slate."""

import gc
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from psycopg.sql import SQL, Identifier
from pydantic import SecretStr
from sqlalchemy import URL

from accessdesk.app import create_app
from accessdesk.config import Settings
from accessdesk.db import db
from tests.chromium import address as address
from tests.chromium import browser as browser
from tests.everyday import left_to_the_whole_suite
from tests.examples import examples as examples  # Its profile is asked for before a test is read.
from tests.postgres import empty_database, postgres

SECRET = "a secret that only tests know, long enough"

# What a command says is broken into lines by width; a long path must not break its sentence.
WIDE = {"COLUMNS": "400"}


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print a line for each thing that was missing, however many tests were skipped for it."""
    skipped = terminalreporter.stats.get("skipped", [])
    for reason in sorted({report.longrepr[2].splitlines()[0] for report in skipped}):
        terminalreporter.line(reason)


def pytest_collection() -> None:
    """Let the garbage collector rest while tests are collected: all that comes stays to the end."""
    gc.disable()


def pytest_collection_finish() -> None:
    """Keep what was imported and collected from the garbage collector, and wake it seldom."""
    gc.freeze()
    gc.enable()
    gc.set_threshold(10_000, 20, 50)


def pytest_itemcollected(item: pytest.Item) -> None:
    """Look at pages and the API on one database every day, and on both in the whole suite.

    Two ways in a browser are gone every day, all in the whole suite.
    """
    params = item.callspec.params if hasattr(item, "callspec") else {}
    marks = {mark.name for mark in item.iter_markers()}
    if left_to_the_whole_suite(item.path, params, marks):
        item.add_marker(pytest.mark.long)


def app_of_many_tests(settings: Settings) -> Flask:
    """An app whose pages are compiled once on a machine, and not by each worker of the tests."""
    app = create_app(settings)
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache()
    return app


def make_settings(database_url: str, data_dir: Path) -> Settings:
    return Settings(
        database_url=database_url,
        data_dir=data_dir,
        secret_key=SecretStr(SECRET),
        base_url="http://localhost",
        trusted_hosts=("localhost", "127.0.0.1"),
        calls_per_minute=0,  # A test makes more in a minute than a person; one that asks sets them.
        changes_per_minute=0,
        missed_codes_per_minute=0,
        mail_sheets=False,  # Making one takes half a second; a test that is about them asks.
    )


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[URL]:
    """The server that every database of this test worker is made in."""
    try:
        with postgres() as server:
            yield server
    except psycopg.OperationalError as refusal:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"PostgreSQL does not answer: {refusal}")


@pytest.fixture(scope="session")
def postgres_url(postgres_server: URL) -> Iterator[str]:
    """The address of an empty database of this test worker's own, which waits for no disk."""
    with empty_database(postgres_server, "test") as url:
        with psycopg.connect(url, autocommit=True) as connection:
            name = Identifier(connection.info.dbname)
            connection.execute(SQL("ALTER DATABASE {} SET synchronous_commit = off").format(name))
        yield url


@pytest.fixture(scope="session")
def postgres_app(postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    app = app_of_many_tests(make_settings(postgres_url, tmp_path_factory.mktemp("postgres")))
    with app.app_context():
        db.create_all()
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="session")
def sqlite_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An app whose database lies in memory where the machine has a folder there.

    Each commit waits for the disk, in tests as at work; a disk in memory makes nobody wait.
    """
    memory = Path("/dev/shm")
    base = memory if os.access(memory, os.W_OK) else tmp_path_factory.getbasetemp()
    with TemporaryDirectory(prefix="accessdesk-", dir=base) as folder:
        url = f"sqlite:///{folder}/test.sqlite3"
        yield app_of_many_tests(make_settings(url, Path(folder)))


@pytest.fixture(scope="session")
def sqlite_template(sqlite_app: Flask, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with every table and no row, of which each test gets a copy."""
    template = tmp_path_factory.mktemp("sqlite") / "template.sqlite3"
    with sqlite_app.app_context():
        db.create_all()
        db.engine.dispose()
        shutil.copy(str(db.engine.url.database), template)
    return template


def empty_sqlite(template: Path) -> None:
    """Put an empty database in the place of the one that the last test left."""
    db.engine.dispose()
    path = Path(str(db.engine.url.database))
    for left in path.parent.iterdir():
        shutil.rmtree(left) if left.is_dir() else left.unlink()
    shutil.copy(template, path)


def empty_postgres() -> None:
    """Delete what the last test left; TRUNCATE takes ten times as long for tables this small."""
    ask = "SELECT '{0}' WHERE EXISTS (SELECT FROM \"{0}\")"
    filled = " UNION ALL ".join(ask.format(table.name) for table in db.metadata.sorted_tables)
    with db.engine.begin() as connection:
        # Keys and triggers stand back, so that the order does not matter.
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        for name in connection.exec_driver_sql(filled).scalars().all():
            connection.exec_driver_sql(f'DELETE FROM "{name}"')
        connection.exec_driver_sql(
            "SELECT setval(format('%%I.%%I', schemaname, sequencename)::regclass, 1, false) "
            "FROM pg_sequences WHERE last_value IS NOT NULL"
        )


@pytest.fixture(params=["sqlite", "postgresql"])
def app(request: pytest.FixtureRequest) -> Iterator[Flask]:
    """An app on an empty database, once on SQLite and once on PostgreSQL."""
    app: Flask = request.getfixturevalue(
        "sqlite_app" if request.param == "sqlite" else "postgres_app"
    )
    with app.app_context():
        if request.param == "sqlite":
            empty_sqlite(request.getfixturevalue("sqlite_template"))
        else:
            empty_postgres()
        yield app
        db.session.remove()
