"""Do an unsafe call once, however often it is sent; every twin gets the first answer.

The key is claimed before anything is done: a twin waits for the row, then reads the answer. The
claim, the work and the kept answer are one transaction, so there is never one without the other.
"""

import base64
import hashlib
import json
import re
import secrets
from datetime import datetime, timedelta

from flask import Response, request
from sqlalchemy import Executable, bindparam, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from werkzeug.datastructures import FileStorage

from accessdesk.accounts.rules import Actor
from accessdesk.accounts.sign_in.secrets import keyed_hash
from accessdesk.db import Base, db, only_reads
from accessdesk.errors import Invalid
from accessdesk.sealing import open_private, seal_private
from accessdesk.web.access import SAFE_METHODS, current_moment, current_settings
from accessdesk.web.models import IdempotencyKey

KEPT_FOR = timedelta(days=2)
HEADER = "Idempotency-Key"
FIELD = "once"
DIGESTS = "accessdesk.digests"
NAME = b"answer"  # What kept answers are sealed as.
_KEY = re.compile(r"[\x21-\x7e]{1,255}")

_KEYS = Base.metadata.tables[IdempotencyKey.__tablename__]


def _claiming(insert: postgresql.Insert | sqlite.Insert) -> Executable:
    names = ("user_id", "key", "digest", "created_at")
    given = {name: bindparam(f"new_{name}", type_=_KEYS.c[name].type) for name in names}
    claimed = insert.values(given).on_conflict_do_nothing(index_elements=["user_id", "key"])
    return claimed.returning(_KEYS.c.id)


# Built once, as every call at the gate begins with it.
_CLAIM = {
    "postgresql": _claiming(postgresql.insert(_KEYS)),
    "sqlite": _claiming(sqlite.insert(_KEYS)),
}

_FIND = select(
    IdempotencyKey.digest,
    IdempotencyKey.status,
    IdempotencyKey.content_type,
    IdempotencyKey.location,
    IdempotencyKey.body,
).where(IdempotencyKey.user_id == bindparam("user"), IdempotencyKey.key == bindparam("key_"))

_KEEP = (
    update(IdempotencyKey)
    .where(IdempotencyKey.id == bindparam("key_id"))
    .values(
        status=bindparam("new_status"),
        content_type=bindparam("new_type"),
        location=bindparam("new_location"),
        body=bindparam("new_body"),
    )
)


_LET_GO = delete(IdempotencyKey).where(IdempotencyKey.id == bindparam("key_id"))
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


def new_key() -> str:
    """Make the key of one form as it is shown; a form that is shown again gets another."""
    return secrets.token_urlsafe(16)


def key_of_request() -> str | None:
    """The key that came with an unsafe call: the header's, or a form's hidden field.

    Raises Invalid when it is malformed.
    """
    if request.method in SAFE_METHODS:
        return None
    key = request.headers.get(HEADER) or request.form.get(FIELD)
    if not key:
        return None
    if not _KEY.fullmatch(key):
        raise Invalid("An Idempotency-Key has 1 to 255 visible characters.", code="key-malformed")
    return key


def read_sent() -> None:
    """Make the digests of a call that has a key before a transaction begins: a file may be large.

    They are keyed, as an ID scan in it must not be guessable from them. Under a secret that was
    replaced a twin is still known.
    """
    if request.method not in SAFE_METHODS and (HEADER in request.headers or FIELD in request.form):
        call = request.method, request.full_path, _sent()
        request.environ[DIGESTS] = [keyed_hash(each, *call) for each in current_settings().secrets]


def _sent() -> bytes:
    """All that was sent; of a form that was parsed before, no raw body is left."""
    raw = request.get_data()
    files = [_mark(name, file) for name, file in request.files.items(multi=True)]
    return raw + json.dumps([list(request.form.lists()), files]).encode()


def _mark(name: str, file: FileStorage) -> list[str | None]:
    digest = hashlib.sha256(file.read()).hexdigest()
    file.seek(0)
    return [name, file.filename, digest]


def claim(actor: Actor, key: str) -> int | Response:
    """Claim a key; returns the claim's id or, to a twin, the first call's answer.

    Raises Invalid with the code `key-reused` when the same key came with another call.
    """
    digest, *before = request.environ[DIGESTS]
    connection = db.session.connection()
    values = {
        "new_user_id": actor.user_id,
        "new_key": key,
        "new_digest": digest,
        "new_created_at": current_moment(),
    }
    claimed: int | None = connection.execute(_CLAIM[connection.dialect.name], values).scalar()
    if claimed is not None:
        return claimed
    first = db.session.execute(_FIND, {"user": actor.user_id, "key_": key}).one()
    if first.digest not in {digest, *before}:
        raise Invalid(
            "This Idempotency-Key was already used for a different call.",
            code="key-reused",
            next_step="Use a fresh key for a new call.",
        )
    headers = {"Location": first.location} if first.location else None
    body = _shown(first.body)
    return Response(body, first.status, headers, content_type=first.content_type)


def _hidden(body: str) -> str:
    """An answer as it is kept: it may hold what is for its receiver alone (R-SEC-5)."""
    secret = current_settings().secret
    return base64.b64encode(seal_private(body.encode(), secret=secret, name=NAME)).decode()


def _shown(kept: str) -> str:
    """The answer that is kept; one from before answers were hidden lies there as it is."""
    try:
        sealed = base64.b64decode(kept, validate=True)
    except ValueError:
        return kept
    opened = open_private(sealed, secrets=current_settings().secrets, name=NAME)
    return kept if opened is None else opened.decode()


def keep(claimed: int, response: Response) -> None:
    """Keep the answer with the claim, for twins to come.

    A page is not kept, as it may show a secret once or what was scanned: its claim is let go,
    and sending the form again is a call of its own. What a form did is answered by a redirect.
    """
    if response.mimetype == "text/html" and response.status_code not in _REDIRECTS:
        if not only_reads():  # Else the claim is undone already, with what the page refuses.
            db.session.connection().execute(_LET_GO, {"key_id": claimed})
        return
    db.session.connection().execute(
        _KEEP,
        {
            "key_id": claimed,
            "new_status": response.status_code,
            "new_type": response.content_type,
            "new_location": response.headers.get("Location"),
            "new_body": _hidden(response.get_data(as_text=True)),
        },
    )


def forget_old(*, now: datetime) -> None:
    """Forget claims and answers of more than two days ago, which no retry asks for any more."""
    old = delete(IdempotencyKey).where(IdempotencyKey.created_at < now - KEPT_FOR)
    db.session.execute(old, execution_options={"synchronize_session": False})
