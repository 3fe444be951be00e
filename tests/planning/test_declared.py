"""`estate apply` and the visits that are booked: none is broken without a word (R-WIN-3)."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import select

from accessdesk.accounts.rules import Role
from accessdesk.cli.estate import estate
from accessdesk.cli.main import Commands
from accessdesk.db import db, transaction
from accessdesk.estate.models import Site
from accessdesk.journal.models import JournalEntry
from accessdesk.planning.contracts.queries import changes_of, get_customer_to_change
from tests.conftest import WIDE
from tests.people import access_body, api_of, make_contact, make_customer, make_site, make_staff

SITE = """
[[sites]]
code = "AMS1"
name = "Amsterdam 1"
zone = "Europe/Amsterdam"
visitor_capacity = 12
"""
SHORTER = SITE + "longest_visit_hours = 2\n"


@pytest.fixture
def number(app: Flask) -> str:
    make_site()
    alice = api_of(app, make_contact("Alice Adams", make_customer()))
    number = alice.post("/requests", access_body()).json["number"]
    db.session.remove()
    return str(number)


def apply(folder: Path, text: str, *options: str) -> Result:
    file = folder / "estate.toml"
    file.write_text(text, "utf-8")
    return CliRunner(env=WIDE).invoke(
        Commands(commands={"estate": estate}), ["estate", "apply", str(file), *options]
    )


def longest() -> int | None:
    found = db.session.scalar(select(Site.longest_visit_hours))
    db.session.remove()
    return found


def test_a_policy_that_breaks_a_visit_is_refused_with_the_visit(
    number: str, tmp_path: Path
) -> None:
    refused = apply(tmp_path, SHORTER)

    assert refused.exit_code == 1
    assert number in refused.output
    assert "1 booked visit would no longer fit; nothing was changed." in refused.output
    assert "this site allows at most 2 h" in refused.output
    assert "--touched keep" in refused.output
    assert longest() == 12


def test_visits_are_kept_when_it_is_said_and_that_is_recorded(number: str, tmp_path: Path) -> None:
    kept = apply(tmp_path, SHORTER, "--touched", "keep")
    again = apply(tmp_path, SHORTER)

    events = db.session.scalars(select(JournalEntry.event)).all()
    db.session.remove()
    assert kept.exit_code == 0, kept.output
    assert f"no longer fits: AMS1, {number}" in kept.output
    assert longest() == 2
    assert "site.policy-changed" in events
    assert "Nothing to change." in again.output


def test_a_dry_run_shows_the_visits_and_changes_nothing(number: str, tmp_path: Path) -> None:
    shown = apply(tmp_path, SHORTER, "--dry-run")

    assert shown.exit_code == 0
    assert "1 would change." in shown.output
    assert f"no longer fits: AMS1, {number}" in shown.output
    assert longest() == 12


def test_a_file_that_is_no_utf_8_is_refused_in_words(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "latin.toml"
    file.write_bytes(SITE.replace("Amsterdam 1", "Zürich 1").encode("latin-1"))

    said = CliRunner(env=WIDE).invoke(
        Commands(commands={"estate": estate}), ["estate", "apply", str(file)]
    )

    assert said.exit_code == 1
    assert "This is not UTF-8 text: line 4" in said.output


def test_every_site_whose_hours_cannot_be_read_is_named(app: Flask, tmp_path: Path) -> None:
    wrong = 'opening_hours = {mon = ["9 to 5"]}\n'

    said = apply(tmp_path, SITE + wrong + SITE.replace("AMS1", "AMS2") + wrong)

    assert "entry 1 (AMS1), field opening_hours" in said.output
    assert "entry 2 (AMS2), field opening_hours" in said.output


@pytest.mark.parametrize("more", ["", "notice_minutes = 600\n", "lead_days = 1\n"])
def test_what_touches_no_visit_is_applied_as_before(number: str, tmp_path: Path, more: str) -> None:
    """Notice and lead bind who books, not who has."""
    applied = apply(tmp_path, SITE + more)

    assert applied.exit_code == 0, applied.output
    assert "no longer fits" not in applied.output


CONTRACT = """
[[customers]]
code = "contoso"
name = "Contoso Ltd"
contract_ends_on = {}
"""


def test_a_contract_that_ends_sooner_shows_the_visits_beyond_it(
    number: str, tmp_path: Path
) -> None:
    """R-ONB-5: they stay booked only when somebody says so, as with a site's policy."""
    sooner = CONTRACT.format(datetime.now(UTC).date() - timedelta(days=1))

    refused = apply(tmp_path, sooner)
    kept = apply(tmp_path, sooner, "--touched", "keep")

    assert refused.exit_code == 1
    assert number in refused.output
    assert "The contract is over at" in refused.output
    assert kept.exit_code == 0, kept.output


def test_a_declared_policy_that_contradicts_itself_is_refused(app: Flask, tmp_path: Path) -> None:
    """R-WIN-3."""
    refused = apply(tmp_path, SITE + "notice_minutes = 80000\nlead_days = 5\n")

    assert refused.exit_code == 1
    assert "is longer than the 5 days" in " ".join(refused.output.split())


def test_a_declared_policy_stands_in_the_history_with_what_was_before(
    app: Flask, tmp_path: Path
) -> None:
    """C1: and applying the same again is no change."""
    make_site()
    max_ = api_of(app, make_staff("Max Manager", Role.MANAGER))
    for _ in range(2):
        apply(tmp_path, SITE + "notice_minutes = 45\n")
    [change] = max_.get("/sites/AMS1/policy/changes").json["changes"]

    undone = max_.post(f"/sites/AMS1/policy/changes/{change['number']}/undo", {})

    assert (change["by"], change["words"]) == ("the estate file", "Notice, in minutes 0 → 45")
    assert undone.json["notice_minutes"] == 0


def test_a_file_that_changes_a_customer_s_terms_is_of_its_history(
    app: Flask, tmp_path: Path
) -> None:
    """R-ONB-5."""
    make_customer()
    said = '[[customers]]\ncode = "contoso"\nname = "Contoso Ltd"\ncontract_ends_on = 2040-12-31\n'

    first = apply(tmp_path, said)
    apply(tmp_path, said)

    with transaction(write=False):
        changes = changes_of(get_customer_to_change("contoso"))
    assert first.exit_code == 0, first.output
    assert [(each.by, each.words) for each in changes] == [
        ("the estate file", "contract’s last day 31 Dec 2039 → 31 Dec 2040")
    ]
