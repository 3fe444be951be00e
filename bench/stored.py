"""Fill a database of its own with as many passes and journal entries as a large estate has."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from secrets import token_bytes
from tempfile import TemporaryDirectory

import psycopg
from flask import Flask
from sqlalchemy import update

from accessdesk.accounts.rules import Role, Scope
from accessdesk.accounts.service import create_token
from accessdesk.app import create_app
from accessdesk.config import Settings
from accessdesk.db import db, transaction
from accessdesk.identity.names.companies import company_key
from accessdesk.identity.names.keys import keys_text
from accessdesk.journal.service import site_stream
from accessdesk.passes.hidden import hide
from accessdesk.passes.keys import current_key
from accessdesk.passes.models import Pass
from accessdesk.passes.short_code import ABOUT, RANDOM_BYTES, make_short_code
from accessdesk.passes.token import SERIAL_BYTES, PassFacts, seal
from tests.conftest import SECRET, make_settings
from tests.people import make_contact, make_customer, make_site, make_staff
from tests.postgres import empty_database, postgres

SITES = ("AMS1", "LHR2", "IAD3", "SIN4")
# As many of one company are inside at once as at a large estate, and few share a first name.
COMPANIES, GIVEN_NAMES = 1000, 400
# Neighbours by number are none by surname: names that differ by a letter are asked about.
_SCATTER, _SURNAMES = 654_435_761, 10**9
_SYLLABLES = ("ba", "da", "fa", "ga", "la", "ma", "na", "pa", "ra", "va")
VISITORS_EACH = 4
PAST_EVERY = 10


def request_of(pass_id: int) -> int:
    """Which request a stored pass belongs to: both go round the sites in turn."""
    site, nth = (pass_id - 1) % len(SITES), (pass_id - 1) // (len(SITES) * VISITORS_EACH)
    return 1 + nth * len(SITES) + site


def name_of(pass_id: int) -> tuple[str, str]:
    """The given name and the surname of a stored pass's visitor; their keys are these letters."""
    return _spelt("Ba", pass_id % GIVEN_NAMES), _spelt("Ka", pass_id * _SCATTER % _SURNAMES)


def _spelt(first: str, number: int) -> str:
    return first + "".join(_SYLLABLES[int(digit)] for digit in str(number))


def _spelt_in_sql(first: str, number: str) -> str:
    written = f"({number})::text"
    for digit, syllable in enumerate(_SYLLABLES):
        written = f"replace({written}, '{digit}', '{syllable}')"
    return f"'{first}' || {written}"


@contextmanager
def database() -> Iterator[str]:
    """Make an empty PostgreSQL database, and drop it afterwards."""
    with postgres() as server, empty_database(server, "bench") as url:
        yield url


@dataclass
class Estate:
    """A filled database: its address, an officer's and a contact's token, and its app."""

    url: str
    data_dir: Path
    app: Flask
    token: str
    contact_token: str
    officer_id: int
    site_ids: dict[str, int]
    passes: int
    used: Counter[str] = field(default_factory=Counter)

    def codes(self, count: int, site: str) -> list[tuple[int, str]]:
        """Seal passes of a site that no desk has used yet, spread over all that are stored."""
        nth = SITES.index(site)
        step = max(1, self.passes // len(SITES) // 20_000)
        first = self.used[site]
        self.used[site] += count
        numbers = [((first + n) * step) * len(SITES) + nth for n in range(count)]
        if numbers[-1] >= self.passes:
            message = "there are not enough passes for so many runs"
            raise ValueError(message)
        return self._seal([number + 1 for number in numbers], site)

    def _seal(self, ids: list[int], site: str) -> list[tuple[int, str]]:
        with psycopg.connect(self.url) as connection:
            rows = connection.execute(_SEALED, [ids]).fetchall()
        settings: Settings = self.app.extensions["accessdesk_settings"]
        with self.app.app_context(), transaction() as session:
            key = current_key(secrets=(settings.secret,), now=datetime.now(UTC))
            # A code that no key opens would be asked about anew at each admission.
            codes = [make_short_code(token_bytes(RANDOM_BYTES)) for _ in ids]
            hidden = zip(ids, hide(codes, about=ABOUT), strict=True)
            session.execute(
                update(Pass), [{"id": id_, "hidden_code": each} for id_, each in hidden]
            )
        issuer = settings.operator_name
        return [
            (id_, seal(PassFacts(issuer, serial, site, " ".join(name_of(id_)), "", *rest), key))
            for id_, serial, *rest in rows
        ]


_SEALED = """
SELECT p.id, p.serial, r.number, p.issued_at, w.starts_at, w.ends_at FROM passes p
JOIN service_requests r ON r.id = p.request_id JOIN windows w ON w.id = p.window_id
WHERE p.id = ANY(%s) ORDER BY p.id
"""

_SCATTERED = f"n::bigint * {_SCATTER} %% {_SURNAMES}"
# Requests go round the sites in turn, and so do their visitors: pass n is for site n mod 4.
_FILL = f"""
INSERT INTO service_requests (id, reference, number, kind, customer_id, site_id, contact_id,
  raised_by_id, status, severity, summary, reason, impact, party_kind, party_name, party_email,
  party_phone, equipment_in, equipment_out, escort, details, received_at, ended_reason, revision,
  resolver, customer_reference, purchase_order, company_key)
SELECT n, 'D-' || n, 'SR-26-' || n, 'site-access', %(customer)s,
  (%(sites)s::bigint[])[1 + (n - 1) %% {len(SITES)}], %(contact)s, %(contact)s, 'scheduled', 'C',
  'Replace line card', 'maintenance', '', 'vendor', 'Fiberworks ' || n %% {COMPANIES}, '', '', '[]',
  '[]', false,
  '{{}}', %(now)s, '', 1, '', '', '', 'fiberworks' || n %% {COMPANIES}
  FROM generate_series(1, %(requests)s) n;
INSERT INTO windows (id, request_id, site_id, starts_at, ends_at, zone, visitors, escorts, state,
  emergency, broken, occurrence, sequence)
SELECT id, id, site_id, %(starts)s, %(ends)s, 'Europe/Amsterdam', {VISITORS_EACH}, 0, 'booked',
  false, '{{}}', 1, 0 FROM service_requests;
INSERT INTO visitors (id, request_id, position, name, name_keys, email)
SELECT n, 1 + (n - 1) / {VISITORS_EACH * len(SITES)} * {len(SITES)} + (n - 1) %% {len(SITES)},
  (n - 1) / {len(SITES)} %% {VISITORS_EACH}, given || ' ' || surname,
  upper(given || ' ' || surname), '' FROM generate_series(1, %(passes)s) n,
  LATERAL (SELECT {_spelt_in_sql("Ba", f"n %% {GIVEN_NAMES}")} given,
    {_spelt_in_sql("Ka", _SCATTERED)} surname) called;
INSERT INTO passes (id, serial, hidden_code, request_id, window_id, visitor_id, site_id, state,
  issued_at)
SELECT v.id, left(md5(v.id::text), {SERIAL_BYTES * 2}), 'B' || v.id, r.id, r.id, v.id, r.site_id,
  'issued', %(now)s FROM visitors v JOIN service_requests r ON r.id = v.request_id;
"""

# One visitor in ten was here before: tables that were analysed while empty would be planned for as
# tiny, and read from end to end at each admission, by the floor's foreign keys too.
_PAST = f"""
INSERT INTO gate_attempts (id, site_id, request_id, pass_id, officer_id, desk, at, decision, code,
  facts, rule_version, remarks)
SELECT id, site_id, request_id, id, %(officer)s, 'north', %(now)s - interval '1 day', 'admit', '',
  jsonb_build_object('facts', repeat('x', 700)), 1, '[]' FROM passes WHERE id %% {PAST_EVERY} = 0;
INSERT INTO admissions (site_id, request_id, window_id, pass_id, visitor_id, attempt_id,
  officer_id, desk, badge, entered_at, left_at, undone_reason)
SELECT site_id, request_id, window_id, id, visitor_id, id, %(officer)s, 'north', 'V-07',
  %(now)s - interval '1 day', %(now)s - interval '20 hours', ''
FROM passes WHERE id %% {PAST_EVERY} = 0;
INSERT INTO idempotency_keys (user_id, key, digest, created_at, status, content_type, body)
SELECT %(officer)s, 'past-' || id, md5(id::text) || md5(id::text), %(now)s - interval '1 day', 201,
  'application/json', repeat('a', 420) FROM passes WHERE id %% {PAST_EVERY} = 0;
"""

_JOURNAL = """
INSERT INTO journal_entries (stream_id, seq, event, at, actor, subject, body, prev_hash, hash)
SELECT s.id, s.seq + n, 'gate.admitted', %(now)s - interval '1 year' + n * interval '1 second',
  'user/' || n %% 50, 'request/J-' || n / 4,
  '{"actor":"user/3","at":"2026-01-01T09:00:00.000000Z","event":"gate.admitted","facts":{"admission"'
  || ':' || n || ',"attempt":' || n || ',"code":"","decision":"admit","desk":"north","digest":"'
  || md5(n::text) || md5((n + 1)::text) || '"},"stream":"site:AMS1","subject":"request/D","v":1}',
  sha256(int8send(n)), sha256(int8send(n + 1))
FROM generate_series(1, %(each)s) n, journal_streams s WHERE s.name LIKE 'site:%%';
SET session_replication_role = replica;  -- The guards let a head move on by one alone.
UPDATE journal_streams SET seq = seq + %(each)s WHERE name LIKE 'site:%%';
SET session_replication_role = origin;
"""


def fill(url: str, data_dir: Path, *, passes: int, journal: int) -> Estate:
    """Fill an empty database; the journal's hashes have the right length and vouch for nothing."""
    app = create_app(make_settings(url, data_dir))
    with app.app_context():
        db.create_all()
        estate, customer_id, contact_id = _people(app, url, data_dir, passes)
        db.session.remove()
        db.engine.dispose()
    now = datetime.now(UTC)
    assert company_key("Fiberworks 7") == "fiberworks7"  # As _FILL has it, too.
    given, surname = name_of(passes)
    assert keys_text(f"{given} {surname}") == f"{given} {surname}".upper()  # As _FILL has them.
    values = {
        "customer": customer_id,
        "officer": estate.officer_id,
        "contact": contact_id,
        "sites": list(estate.site_ids.values()),
        "requests": passes // VISITORS_EACH,
        "passes": passes,
        "now": now,
        "starts": now - timedelta(hours=2),
        "ends": now + timedelta(hours=9),
        "each": journal // len(SITES),
    }
    with psycopg.connect(url, cursor_factory=psycopg.ClientCursor) as connection:
        connection.execute("SET LOCAL synchronous_commit = off")
        connection.execute(_FILL, values)
        connection.execute(_PAST, values)
        for site in SITES:
            stream = "INSERT INTO journal_streams (name, seq, prev_hash, head_hash) VALUES (%s, 0, "
            connection.execute(
                stream + "sha256(''), sha256('')) ON CONFLICT DO NOTHING", [site_stream(site)]
            )
        if journal:
            connection.execute(_JOURNAL, values)
        for table in ("service_requests", "windows", "visitors", "passes", "gate_attempts"):
            connection.execute(f"SELECT setval('{table}_id_seq', (SELECT max(id) FROM {table}))")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")
    return estate


def _people(app: Flask, url: str, data_dir: Path, passes: int) -> tuple[Estate, int, int]:
    site_ids = {code: make_site(code, visitor_capacity=0) for code in SITES}
    customer_id = make_customer()
    contact = make_contact("Alice Adams", customer_id)
    officer = make_staff("Olu Gate", Role.OFFICER)
    now = datetime.now(UTC)
    with transaction():
        tokens = [
            create_token(who.user_id, "bench", Scope.FULL, actor=who.ref, now=now)
            for who in (officer, contact)
        ]
        current_key(secrets=(SECRET,), now=now)
    estate = Estate(url, data_dir, app, tokens[0], tokens[1], officer.user_id, site_ids, passes)
    return estate, customer_id, contact.user_id


@contextmanager
def filled(*, passes: int, journal: int) -> Iterator[Estate]:
    """A filled database for the length of a benchmark."""
    with database() as url, TemporaryDirectory() as folder:
        yield fill(url, Path(folder), passes=passes, journal=journal)
