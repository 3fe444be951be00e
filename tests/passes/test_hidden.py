"""Short codes lie hidden in the database, and are found and shown all the same (R-SEC-5)."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from pydantic import SecretStr
from sqlalchemy import event, func, select

from accessdesk.db import Base, db, transaction
from accessdesk.passes import hidden
from accessdesk.passes.hidden import hide, kept_as, reseal_code_keys, show
from accessdesk.passes.models import CodeKey, Pass
from accessdesk.passes.queries import PassRow, details_of_request, find_by_short_code
from accessdesk.passes.short_code import ABOUT
from tests.conftest import SECRET
from tests.notifications.conftest import set_settings
from tests.passes.test_service import MakeVisit, issue_all

NEW = "another secret that only tests know, as long"


@pytest.fixture
def restart(app: Flask, monkeypatch: pytest.MonkeyPatch):
    """Start anew with the new secret, and with the old one beside it unless it is forgotten."""

    def started(before: str = SECRET) -> None:
        secrets = {"secret_key": SecretStr(NEW), "secret_key_before": SecretStr(before)}
        set_settings(monkeypatch, app, **secrets)

    return started


def find(code: str) -> PassRow | None:
    with transaction(write=False):
        return find_by_short_code(code)


def shown(request_id: int) -> list[str]:
    with transaction(write=False):
        return [each.short_code for each in details_of_request(request_id)]


def everything_stored() -> str:
    """Every value of every table, in one text."""
    with transaction(write=False) as session:
        tables = Base.metadata.sorted_tables
        return "\n".join(str(row) for table in tables for row in session.execute(select(table)))


@contextmanager
def reads_of(table: str) -> Iterator[list[str]]:
    """The statements that ask a table, while the block runs."""
    run: list[str] = []

    def note(*given: object) -> None:
        if table in str(given[2]):
            run.append(str(given[2]))

    event.listen(db.engine, "before_cursor_execute", note)
    yield run
    event.remove(db.engine, "before_cursor_execute", note)


def test_a_short_code_stands_nowhere_in_the_database(make_visit: MakeVisit) -> None:
    """R-SEC-5: the control, its serial, does."""
    booked = make_visit()

    [made] = issue_all(booked)

    stored = everything_stored()
    assert made.short_code not in stored
    assert made.serial in stored
    assert shown(booked.visit.request_id) == [made.short_code]


def test_a_typed_code_is_found_by_one_read(make_visit: MakeVisit) -> None:
    [made] = issue_all(make_visit())
    find(made.short_code)

    with reads_of("passes") as passes, reads_of("code_keys") as keys:
        found = find(made.short_code)

    assert found is not None
    assert found.id == made.id
    assert (len(passes), len(keys)) == (1, 0)


def test_the_same_code_of_another_sort_is_hidden_as_another_text(app: Flask) -> None:
    with transaction():
        [one], [other] = hide(["4711"], about=ABOUT), hide(["4711"], about="bridge code")
        told = show(other, about="bridge code"), show(other, about=ABOUT)

    assert one != other
    assert told == ("4711", "")


def test_codes_are_shown_and_found_while_the_old_secret_is_named(
    make_visit: MakeVisit, restart
) -> None:
    """E4."""
    booked = make_visit()
    [made] = issue_all(booked)

    restart()

    assert shown(booked.visit.request_id) == [made.short_code]
    assert find(made.short_code) is not None


def test_one_row_is_sealed_anew_and_the_old_secret_is_needed_no_more(
    make_visit: MakeVisit, restart
) -> None:
    """E4: twice changes nothing, and no pass is touched."""
    booked = make_visit()
    [made] = issue_all(booked)
    with transaction(write=False) as session:
        before = session.scalars(select(Pass.hidden_code)).all()
    restart()

    for _ in range(2):
        with transaction():
            assert reseal_code_keys(secrets=(NEW, SECRET))

    restart(before="")
    with transaction(write=False) as session:
        assert session.scalars(select(Pass.hidden_code)).all() == before
    assert shown(booked.visit.request_id) == [made.short_code]


def test_without_the_old_secret_old_codes_are_lost_and_new_ones_work(
    make_visit: MakeVisit, restart
) -> None:
    """The control of both above; the pass itself stays, and so does its picture."""
    old, new = make_visit(), make_visit()
    [lost] = issue_all(old)
    restart(before="")

    [made] = issue_all(new)

    with transaction():
        assert not reseal_code_keys(secrets=(NEW,))
    assert (find(lost.short_code), shown(old.visit.request_id)) == (None, [""])
    assert find(made.short_code) is not None
    assert shown(new.visit.request_id) == [made.short_code]


def test_a_key_that_another_process_made_is_noticed(make_visit: MakeVisit, restart) -> None:
    issue_all(make_visit())
    restart(before="")
    [made] = issue_all(make_visit())
    ring = hidden._ring()
    ring.opened = {each: key for each, key in ring.opened.items() if not each} or {b"": _stale()}

    found = find(made.short_code)

    assert found is not None
    assert found.id == made.id


def _stale() -> hidden.AESSIV:
    return hidden.AESSIV(bytes(hidden.KEY_BYTES))


def test_a_key_whose_row_was_undone_hides_nothing(make_visit: MakeVisit) -> None:
    """Else codes would be hidden with a key that lies nowhere."""
    with transaction(keep=False):
        hide(["4711"], about=ABOUT)
    with transaction(write=False) as session:
        assert session.scalar(select(func.count()).select_from(CodeKey)) == 0
    booked = make_visit()

    [made] = issue_all(booked)

    hidden._ring().opened.clear()
    assert shown(booked.visit.request_id) == [made.short_code]


def test_what_is_no_hidden_code_shows_nothing(app: Flask) -> None:
    with transaction():
        hide(["4711"], about=ABOUT)
        told = [show(each, about=ABOUT) for each in ("", "B7", "K7QM2F9RXT4C", "ä", "AAAA" * 10)]
        kept = kept_as("4711", about=ABOUT)

    assert told == [""] * 5
    assert len(kept) == 1
