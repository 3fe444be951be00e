"""The migrations give the very schema that the models say, on both databases."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from inspect import getsource as inspect_source
from pathlib import Path
from types import ModuleType

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade as take_back_migrations
from flask_migrate import upgrade as run_migrations
from sqlalchemy import func, inspect, make_url, select, text

from accessdesk.accounts.models import User
from accessdesk.accounts.rules import Role
from accessdesk.app import create_app
from accessdesk.cli.database import prepare_migrations, upgrade_quietly
from accessdesk.config import resource_root
from accessdesk.customers.models import Customer
from accessdesk.db import db, transaction
from accessdesk.errors import Unavailable
from accessdesk.gate.models import Admission
from accessdesk.passes.hidden import show
from accessdesk.passes.models import CodeKey, Pass, SigningKey
from accessdesk.passes.queries import find_by_short_code
from accessdesk.passes.short_code import ABOUT
from accessdesk.schema_version import SchemaVersion, keep_schema_version
from accessdesk.service_requests.models import RequestWords, ServiceRequest, Visitor
from accessdesk.tables import HEAD
from tests.conftest import make_settings
from tests.people import (
    access_body,
    api_of,
    make_contact,
    make_customer,
    make_site,
    make_staff,
)
from tests.postgres import empty_database


@contextmanager
def app_on(url: str, folder: Path) -> Iterator[Flask]:
    app = create_app(make_settings(url, folder))
    with app.app_context():
        yield prepare_migrations(app)
        db.engine.dispose()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    """What the tests run on; the server of PostgreSQL answers."""
    if request.param == "postgresql":
        request.getfixturevalue("postgres_server")
    return str(request.param)


@pytest.fixture
def empty_app(database: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """An app on a database without a single table."""
    if database == "sqlite":
        with app_on(f"sqlite:///{tmp_path / 'new.sqlite3'}", tmp_path) as app:
            yield app
        return
    with (
        empty_database(request.getfixturevalue("postgres_server"), "migrations") as url,
        app_on(url, tmp_path) as app,
    ):
        yield app


@pytest.fixture(scope="module")
def upgraded(
    database: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The address of a database that was upgraded once, for each test to have a copy."""
    folder = tmp_path_factory.mktemp("upgraded")
    if database == "sqlite":
        url = f"sqlite:///{folder / 'upgraded.sqlite3'}"
        with app_on(url, folder):
            upgrade_quietly()
        yield url
        return
    with empty_database(request.getfixturevalue("postgres_server"), "upgraded") as url:
        with app_on(url, folder):
            upgrade_quietly()
        yield url


@pytest.fixture
def upgraded_app(
    database: str, upgraded: str, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[Flask]:
    """An app on a database of this version, as upgrading makes it."""
    like = str(make_url(upgraded).database)
    if database == "sqlite":
        copy = shutil.copy(like, tmp_path / "new.sqlite3")
        with app_on(f"sqlite:///{copy}", tmp_path) as app:
            yield app
        return
    server = request.getfixturevalue("postgres_server")
    with empty_database(server, "migrations", like) as url, app_on(url, tmp_path) as app:
        yield app


def differences() -> list[object]:
    with db.engine.connect() as connection:
        ours = set(db.metadata.tables)
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": True,
                "include_name": lambda name, kind, _: kind != "table" or name in ours,
            },
        )
        found: list[object] = compare_metadata(context, db.metadata)
        return found


def test_the_newest_migration_is_the_one_that_the_service_asks_for() -> None:
    script = ScriptDirectory(str(resource_root() / "migrations"))

    assert script.get_heads() == [HEAD]


def test_the_migrations_equal_the_models(upgraded_app: Flask) -> None:
    assert differences() == []


def test_a_difference_would_be_noticed(upgraded_app: Flask) -> None:
    with db.engine.begin() as connection:
        connection.execute(text("ALTER TABLE sites DROP COLUMN arrival"))

    assert differences() != []


def test_upgrading_twice_changes_nothing_and_leaves_foreign_tables_alone(empty_app: Flask) -> None:
    with db.engine.begin() as connection:
        connection.execute(text("CREATE TABLE queue_of_somebody_else (id integer)"))

    upgrade_quietly()
    upgrade_quietly()

    assert inspect(db.engine).has_table("queue_of_somebody_else")
    assert empty_app.test_client().get("/readyz").status_code == 200


@pytest.mark.long
def test_who_is_inside_already_is_known_at_the_gate_by_name_and_company(
    upgraded_app: Flask,
) -> None:
    """R-GATE-6: two of one name who are inside both stay so."""
    make_site()
    alice = api_of(upgraded_app, make_contact("Alice Adams", make_customer()))
    officer = api_of(upgraded_app, make_staff("Olu Gate", Role.OFFICER))
    now = datetime.now(UTC)
    window = {"starts_at": now.isoformat(), "ends_at": (now + timedelta(hours=2)).isoformat()}
    codes = []
    for party in ("Fiberworks B.V.", "fiberworks bv"):
        body = access_body(
            window=window,
            visitors=[{"name": "Zoë Müller", "email": "zoe@x.example"}],
            party={"kind": "vendor", "name": party, "phone": "+31 20 555 0100"},
        )
        made = alice.post("/requests", body).json["reference"]
        codes += [each["code"] for each in alice.get(f"/requests/{made}/passes").json]
    typed = {"kind": "passport", "issuer": "NLD", "surname": "Müller", "given_names": "Zoë"}
    document = {"typed": typed | {"expires_on": "2040-01-01"}, "original": True}
    found = {"photo_matches": True, "name_compared": True, "reason": "x", "another_person": True}
    for code in codes:
        body = {"code": code, "document": document, "badge": "", "judgement": found}
        assert officer.post("/gate/AMS1/admissions", body).status_code == 201
    kept = select(Visitor.name_keys, Admission.company, Admission.person).join(
        Visitor, Visitor.id == Admission.visitor_id
    )
    with transaction(write=False) as session:
        before = [tuple(row) for row in session.execute(kept.order_by(Admission.id))]

    db.session.remove()
    take_back_migrations(revision="0005")
    upgrade_quietly()

    with transaction(write=False) as session:
        after = [tuple(row) for row in session.execute(kept.order_by(Admission.id))]
    assert after == before
    assert {company for _, company, _ in after} == {"fiberworks"}


@pytest.mark.long
def test_requests_that_are_there_already_are_found_by_their_words(upgraded_app: Flask) -> None:
    """The migration folds as the application does."""
    make_site()
    alice = make_contact("Zoë Łuk", make_customer())
    api = api_of(upgraded_app, alice)
    made = api.post("/requests", access_body(summary="Größeres Netzteil")).json["reference"]
    api.post(f"/requests/{made}/updates", {"text": "Bitte Eingang Süd."})
    kept = select(RequestWords.told, RequestWords.noted)
    with transaction(write=False) as session:
        before = [tuple(row) for row in session.execute(kept)]

    db.session.remove()
    take_back_migrations(revision="0003")
    upgrade_quietly()

    with transaction(write=False) as session:
        after = [tuple(row) for row in session.execute(kept)]
    assert [sorted(told.splitlines()) for told, _ in after] == [
        sorted(told.splitlines()) for told, _ in before
    ]
    assert "grosseres netzteil" in after[0][0]
    assert "bitte eingang sud." in after[0][0]


@pytest.mark.long
def test_contacts_who_are_there_already_are_found_as_those_who_come(empty_app: Flask) -> None:
    """The migration folds as the application does."""
    upgrade_quietly()
    make_contact("Zoë Łuk", make_customer(name="Smørrebrød ApS"))
    kept = select(User.folded, Customer.folded).join(Customer, Customer.id == User.customer_id)
    with transaction(write=False) as session:
        before = session.execute(kept).one()

    db.session.remove()
    take_back_migrations(revision="0017")
    upgrade_quietly()

    with transaction(write=False) as session:
        assert session.execute(kept).one() == before
    assert before[0].startswith("zoe luk ")
    assert before[1] == "smorrebrod aps"


@pytest.mark.long
def test_what_a_customer_said_last_before_the_upgrade_is_unheard_after_it(
    upgraded_app: Flask,
) -> None:
    """R-ACC-12: of two requests, the desk has answered one."""
    make_site()
    alice = api_of(upgraded_app, make_contact("Alice Adams", make_customer()))
    ann = api_of(upgraded_app, make_staff("Ann Agent", Role.AGENT))
    answered, unheard = (alice.post("/requests", access_body()).json["reference"] for _ in range(2))
    for reference in (answered, unheard):
        alice.post(f"/requests/{reference}/updates", {"text": "We bring a ladder."})
    ann.post(f"/requests/{answered}/updates", {"text": "Fine."})
    db.session.remove()
    take_back_migrations(revision="0007")

    upgrade_quietly()

    found = select(ServiceRequest.reference).where(ServiceRequest.unheard_since.is_not(None))
    with transaction(write=False) as session:
        assert list(session.scalars(found)) == [unheard]


def test_upgrading_makes_the_key_that_signs_once(upgraded_app: Flask) -> None:
    """No page that only reads has to write one."""
    upgrade_quietly()

    with transaction(write=False) as session:
        assert session.scalar(select(func.count()).select_from(SigningKey)) == 1


def test_a_database_without_the_migrations_is_not_ready(empty_app: Flask) -> None:
    with db.engine.begin() as connection:
        connection.execute(text("CREATE TABLE sites (booking_revision integer)"))

    answer = empty_app.test_client().get("/readyz")

    assert answer.status_code == 503


@pytest.mark.long
def test_letters_that_lie_there_already_lose_their_secrets(empty_app: Flask) -> None:
    """R-SEC-5: links to a visitor's or a landlord's page, and short codes; all else stays."""
    upgrade_to("0004")
    letter = "Come.\n\n{code}\n{link}: {at}\n-- \nUs."
    code, opens = "Short code, if the picture cannot be scanned: ", "Your pass"
    with db.engine.begin() as connection:
        for number, (short, at) in enumerate(
            [("K7QM-2F9R-XT4C, ABCD-EFGH-JKMN", "https://desk.example/visits/7-ab"), ("", "x")]
        ):
            body = letter.format(code=code + short, link=opens, at=at)
            connection.execute(text(LETTER), {"key": str(number), "seq": number, "body": body})

    upgrade_quietly()

    with transaction(write=False) as session:
        first, second = session.execute(text("SELECT body FROM deliveries ORDER BY id")).scalars()
    hidden = "shown to its receiver alone"
    assert first == letter.format(code=code + hidden, link=opens, at=hidden)
    assert second == letter.format(code=code, link=opens, at="x")


def set_version(revision: str, works_from: str) -> None:
    """Leave the database as a version would that knows more migrations."""
    with transaction():
        db.session.execute(text("UPDATE alembic_version SET version_num = :r"), {"r": revision})
        keep_schema_version(SchemaVersion(revision, works_from))
    db.session.remove()


def test_a_database_that_is_ahead_by_additive_steps_will_do(upgraded_app: Flask) -> None:
    """E6: so that an older version serves until the newer one has taken its place."""
    set_version("9999", works_from=HEAD)

    upgrade_quietly()

    ready = upgraded_app.test_client().get("/readyz")
    assert (ready.status_code, ready.json) == (200, {"status": "ready, the database is ahead"})


@pytest.mark.parametrize("works_from", ["9999", "9998"])
def test_a_database_that_is_ahead_by_any_other_step_is_not_ready(
    upgraded_app: Flask, works_from: str
) -> None:
    set_version("9999", works_from)

    ready = upgraded_app.test_client().get("/readyz")

    assert ready.status_code == 503
    assert "it has migration 9999" in ready.text
    assert "Start the version that upgraded the database" in ready.text
    with pytest.raises(Unavailable, match="The database is ahead"):
        upgrade_quietly()


def test_what_another_upgrade_left_says_nothing_of_this_one(upgraded_app: Flask) -> None:
    """The control: a revision that no version of ours has put there."""
    set_version("9998", works_from=HEAD)
    with db.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    assert upgraded_app.test_client().get("/readyz").status_code == 503


@pytest.mark.parametrize(
    ("known", "works"), [("0004", False), ("0005", True), ("0007", True), ("0008", False)]
)
def test_a_version_works_with_what_it_knows_and_additive_steps_after(
    known: str, works: bool
) -> None:
    assert SchemaVersion("0007", works_from="0005").works_with(known) is works


ADDS = {"add_column", "create_table", "create_index", "get_bind", "f"}


def executes(step: ModuleType) -> bool:
    return "op.execute" in inspect_source(step.upgrade)


def test_a_migration_that_is_marked_as_additive_only_adds() -> None:
    steps = ScriptDirectory(str(resource_root() / "migrations")).walk_revisions()
    marked = [step for step in steps if getattr(step.module, "additive", False)]
    # What a step executes is there to be judged by a name: guards alone, which refuse rewriting.
    executed = [words for step in marked for words in getattr(step.module, "ON_SQLITE", ())]

    called = {
        name
        for step in marked
        for name in re.findall(r"\bop\.(\w+)", inspect_source(step.module.upgrade))
    }

    assert marked
    assert called - {"execute"} <= ADDS
    assert all(hasattr(step.module, "ON_SQLITE") for step in marked if executes(step.module))
    assert all(words.startswith("CREATE TRIGGER") for words in executed)


LETTER = (
    "INSERT INTO deliveries (key, stream, seq, event, event_at, recipient, channel, state, "
    "attempts, planned_at, due_at, problem, address, subject, body) VALUES (:key, 'site:AMS1', "
    ":seq, 'request.scheduled', CURRENT_TIMESTAMP, 'visitor/1', 'email', 'sent', 1, "
    "CURRENT_TIMESTAMP, CURRENT_TIMESTAMP, '', 'a@b.example', 'Your pass', :body)"
)


def codes_kept() -> list[str]:
    with db.engine.begin() as connection:
        return list(connection.execute(text("SELECT short_code FROM passes ORDER BY id")).scalars())


def visits_with_passes(app: Flask, count: int) -> list[str]:
    """Book visits, and list the short codes of their passes."""
    make_site(visitor_capacity=0)
    alice = api_of(app, make_contact("Alice Adams", make_customer()))
    made = [alice.post("/requests", access_body()).json["reference"] for _ in range(count)]
    return [alice.get(f"/requests/{each}/passes").json[0]["short_code"] for each in made]


@pytest.mark.parametrize("done", [0, 2, 3])
@pytest.mark.long
def test_codes_that_lie_there_in_the_clear_are_hidden(upgraded_app: Flask, done: int) -> None:
    """R-SEC-5: and where a run was broken off, the next goes on."""
    shown = visits_with_passes(upgraded_app, 3)
    with transaction(write=False) as session:
        hidden = list(session.scalars(select(Pass.hidden_code).order_by(Pass.id)))
        key = session.scalars(select(CodeKey.sealed)).one()
    db.session.remove()
    take_back_migrations(revision="0013")
    in_the_clear = codes_kept()
    if done:
        broken_off(key, hidden[:done])

    upgrade_quietly()

    with transaction(write=False) as session:
        kept = session.execute(select(Pass.id, Pass.hidden_code).order_by(Pass.id)).all()
        after = [show(row.hidden_code, about=ABOUT) for row in kept]
        found = [find_by_short_code(each) for each in shown]
    assert in_the_clear == shown
    assert after == shown
    assert not set(shown) & {row.hidden_code for row in kept}
    assert [each.id for each in found if each] == [row.id for row in kept]


def broken_off(key: bytes, hidden: list[str]) -> None:
    """Leave codes as a run leaves them on PostgreSQL that was broken off."""
    binary = "BLOB" if db.engine.dialect.name == "sqlite" else "BYTEA"
    table = f"CREATE TABLE code_keys (id BIGINT NOT NULL PRIMARY KEY, sealed {binary} NOT NULL)"
    with db.engine.begin() as connection:
        connection.execute(text(table))
        connection.execute(text("INSERT INTO code_keys VALUES (1, :key)"), {"key": key})
        for number, code in enumerate(hidden, start=1):
            step = text("UPDATE passes SET short_code = :code WHERE id = :id")
            connection.execute(step, {"code": code, "id": number})


def upgrade_to(revision: str) -> None:
    run_migrations(revision=revision)
