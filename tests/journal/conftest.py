"""A small stretch of life to record."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from accessdesk.db import transaction
from accessdesk.journal.audit import export_stream
from accessdesk.journal.rules import Event, Personal
from accessdesk.journal.service import Recorded, record

NINE = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
SITE = "site:AMS1"
LENGTH = 6
VERIFIER = Path(__file__).parents[2] / "tools" / "verify_journal.py"

MakeEntry = Callable[..., Recorded]


@pytest.fixture
def make_entry(app: Flask) -> MakeEntry:
    """Record one event in a transaction of its own; the test names only what matters."""
    made: list[Recorded] = []

    def make(**given: Any) -> Recorded:
        values: dict[str, Any] = {
            "event": Event.REQUEST_SUBMITTED,
            "stream": SITE,
            "subject": "request/R-7K2M",
            "at": NINE + timedelta(minutes=len(made)),
            "actor": "user/12",
            "facts": {"severity": "C", "visitors": 2},
        } | given
        with transaction():
            made.append(record(values.pop("event"), **values))
        return made[-1]

    return make


@pytest.fixture
def six_entries(app: Flask, make_entry: MakeEntry) -> None:
    """Write six entries, the third and the fifth with personal data."""
    for seq in range(1, LENGTH + 1):
        personal = Personal(f"visitor/{seq}", {"name": "Ada"}) if seq in (3, 5) else None
        make_entry(subject=f"pass/{seq}", facts={"n": seq}, personal=personal)


def export(stream: str = SITE, *, with_personal: bool = False) -> str:
    with transaction(write=False):
        lines = list(export_stream(stream, with_personal=with_personal))
    return "".join(line + "\n" for line in lines)


@dataclass(frozen=True)
class Answer:
    code: int
    output: str


def stand_alone(export: str, *arguments: str | Path, flags: tuple[str, ...] = ("-S",)) -> Answer:
    """Run the one file on an export; with -S it has the standard library and nothing else."""
    done = subprocess.run(
        [sys.executable, "-I", *flags, VERIFIER, "-", *arguments],
        input=export,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.stderr == ""
    return Answer(done.returncode, done.stdout)
