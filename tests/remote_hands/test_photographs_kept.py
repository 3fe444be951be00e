"""A photograph is there with its row and not without it, whenever the process is killed."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from accessdesk.db import db
from tests.remote_hands.given import Hall

pytestmark = [pytest.mark.long, pytest.mark.timeout(600)]

Kill = Callable[[str, str], list[str]]


@pytest.fixture
def number(hall: Hall) -> str:
    number = hall.ask()
    hall.begin(number)
    return number


@pytest.fixture
def kill(app: Flask, hall: Hall, number: str, tmp_path: Path) -> Kill:
    """Take photographs by a process that is killed after each line; give what a witness prints."""
    db.session.remove()

    def run(home: str, story: str) -> list[str]:
        url = app.config["SQLALCHEMY_DATABASE_URI"]
        technician = str(hall.tom_actor.user_id)
        command = [sys.executable, "-m", "tests.remote_hands.killing"]
        ran = subprocess.run(
            [*command, url, str(tmp_path), home, number, technician, story],
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode == 0, ran.stderr
        return ran.stdout.splitlines()

    return run


@pytest.mark.parametrize("home", ["folder", "database"])
def test_no_death_parts_a_photograph_from_its_row(kill: Kill, home: str) -> None:
    *faults, done = kill(home, "as_it_is")

    assert faults == []
    assert int(done.removeprefix("done ")) > 20


def test_a_file_that_is_written_first_would_be_found_without_its_row(kill: Kill) -> None:
    """A control of the test above."""
    faults = kill("folder", "file_first")

    assert any(fault.startswith("a file without a row: ") for fault in faults)


def test_a_row_that_is_written_first_would_be_found_without_its_file(kill: Kill) -> None:
    """A control of the test above."""
    faults = kill("folder", "row_first")

    assert any(fault.startswith("a row without its file: ") for fault in faults)
