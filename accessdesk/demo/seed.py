"""Fill an empty database with the demo, once; on later days add that day's visits."""

import json
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import update

from accessdesk.accounts.models import User
from accessdesk.accounts.queries import people_with
from accessdesk.accounts.rules import Role
from accessdesk.accounts.sign_in.secrets import hash_password
from accessdesk.db import db, transaction
from accessdesk.demo import stories
from accessdesk.demo.passports import zone_of
from accessdesk.demo.visits import Story, tell
from accessdesk.demo.work import tell_work
from accessdesk.estate.file import read_estate
from accessdesk.estate.queries import all_sites
from accessdesk.estate.service import apply_estate
from accessdesk.scheduling.booked import windows_ahead_at

PHRASE = "the heron lands at noon"


@dataclass(frozen=True, slots=True)
class DemoSecrets:
    """What this demo made for itself: the signing secret, and the password of everybody in it."""

    secret_key: str = field(repr=False)
    password: str = field(repr=False)


def secrets_in(folder: Path) -> DemoSecrets:
    """The demo's own secrets, made at its first start and kept beside its data (mode 600)."""
    file = folder / "demo-secrets.json"
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        made = {"secret_key": secrets.token_urlsafe(48), "password": secrets.token_urlsafe(9)}
        file.touch(mode=0o600)
        file.write_text(json.dumps(made), "utf-8")
    return DemoSecrets(**json.loads(file.read_text("utf-8")))


def fill(demo: DemoSecrets, folder: Path, *, now: datetime) -> None:
    """Make estate, people and visits where they are missing; what is there stays as it is."""
    known = stories.holders(now.date())
    if _is_empty():
        with transaction():
            text = Path(__file__).with_name("estate.toml").read_text("utf-8")
            apply_estate(read_estate(text), actor="system", now=now - timedelta(days=3))
            _give_passwords(demo)
        _tell(stories.BEFORE + stories.TODAY + stories.AHEAD, demo.secret_key, now)
        tell_work(now)
    elif not _has_visits_after(now):
        _tell(stories.TODAY + stories.AHEAD, demo.secret_key, now)
    papers = "\n\n".join(f"{name}\n{zone_of(holder)}" for name, holder in known.items())
    (folder / "passports.txt").write_text(papers + "\n", "utf-8")


def _is_empty() -> bool:
    with transaction(write=False):
        return not people_with(*Role)


def _has_visits_after(now: datetime) -> bool:
    with transaction(write=False):
        ahead = (windows_ahead_at(site.id, now=now) for site in all_sites())
        return any(window.starts_at > now for windows in ahead for window in windows)


def _give_passwords(demo: DemoSecrets) -> None:
    everybody = {"password_hash": hash_password(demo.password)}
    db.session.execute(update(User).values(**everybody))
    phrase = {"phrase_hash": hash_password(PHRASE)}
    db.session.execute(update(User).where(User.role == Role.CONTACT).values(**phrase))


def _tell(told: tuple[Story, ...], secret: str, now: datetime) -> None:
    known = stories.holders(now.date())
    for story in sorted(told, key=lambda each: each.day):
        tell(story, known, secret=secret, now=now)


def people() -> list[tuple[str, str, str]]:
    """List who can sign in: role, name and e-mail."""
    with transaction(write=False):
        return [(each.role.value, each.name, each.email) for each in people_with(*Role)]
