"""The keys that sign calls of webhooks, sealed under the operator's secret."""

import base64
from collections.abc import Sequence
from datetime import datetime, timedelta
from secrets import token_bytes

from sqlalchemy import select, update

from accessdesk.db import db
from accessdesk.notifications.models import Webhook
from accessdesk.sealing import open_private, seal_anew, seal_private

SECRET_PREFIX = "whsec_"  # noqa: S105  # A mark for scanners, no secret.
BOTH_SIGN_FOR = timedelta(hours=24)
NAME = b"webhook"  # What the keys of hooks are sealed as.


def new_key() -> str:
    """Make a key that signs."""
    return SECRET_PREFIX + base64.b64encode(token_bytes(32)).decode()


def seal(key: str, secret: str) -> bytes:
    """Seal a key under the operator's secret."""
    return seal_private(key.encode(), secret=secret, name=NAME)


def keys_of(hook: Webhook, secrets: Sequence[str], now: datetime) -> tuple[str, ...]:
    """The keys that sign now, newest first; one that was sealed with a lost secret is left out."""
    sealed = [hook.sealed]
    if hook.previous_sealed and hook.previous_until and now < hook.previous_until:
        sealed.append(hook.previous_sealed)
    opened = [open_private(each, secrets=secrets, name=NAME) for each in sealed]
    keys = tuple(key.decode() for key in opened if key is not None)
    if not keys:
        message = "a webhook's secret cannot be read with this ACCESSDESK_SECRET_KEY"
        raise ValueError(message)
    return keys


def give_new_key(hook_id: int, secret: str, now: datetime) -> str:
    """Replace a hook's key; for a day the old one signs as well, so no call is lost."""
    hook, key = db.session.get_one(Webhook, hook_id), new_key()
    hook.previous_sealed, hook.previous_until = hook.sealed, now + BOTH_SIGN_FOR
    hook.sealed = seal(key, secret)
    return key


def reseal_hooks(*, secrets: Sequence[str]) -> list[int]:
    """Seal the keys of hooks with the newest of the secrets; lists the hooks whose key none opens.

    A hook that is given a new key meanwhile keeps that one.
    """
    closed = []
    for hook in db.session.scalars(select(Webhook).where(Webhook.ended_at.is_(None))):
        kept = {"sealed": hook.sealed, "previous_sealed": hook.previous_sealed}
        anew = {
            name: seal_anew(sealed, secrets=secrets, name=NAME)
            for name, sealed in kept.items()
            if sealed is not None
        }
        if None in anew.values():
            closed.append(hook.id)
            continue
        ours = update(Webhook).where(Webhook.id == hook.id, Webhook.sealed == hook.sealed)
        db.session.execute(ours.values(anew).execution_options(synchronize_session=False))
    return closed
