"""Carry a checked ID from one page of the desk to the next, sealed and for minutes only.

What is sealed is what was left after looking: no raw text, no number beyond what the site keeps,
but for a mark by which a badge that is the number is told.
"""

import base64
import json
from datetime import datetime

from cryptography.fernet import Fernet, InvalidToken

from accessdesk.accounts.sign_in.secrets import keyed_hash
from accessdesk.gate.entry.facts import document_from_json, plain
from accessdesk.gate.entry.papers import SeenId
from accessdesk.identity.document import NameOnId

SECONDS = 600


def seal_seen(seen: SeenId, *, secret: str, bearer: str, now: datetime) -> str:
    """Seal a checked ID for one bearer: the site and the pass it was shown with."""
    name = seen.name
    content = {
        "bearer": bearer,
        "document": plain(seen.document),
        "name": None
        if name is None
        else [name.surname, name.given_names, name.suffix, name.name_truncated],
        "number_kept": seen.number_kept,
        "number_mark": seen.number_mark,
    }
    data = json.dumps(content).encode()
    return _cipher(secret).encrypt_at_time(data, int(now.timestamp())).decode()


def open_seen(text: str, *, secret: str, bearer: str, now: datetime) -> SeenId | None:
    """Open a sealed ID; None when it is older than ten minutes, not ours or somebody else's."""
    try:
        data = _cipher(secret).decrypt_at_time(text.encode(), SECONDS, int(now.timestamp()))
    except (InvalidToken, UnicodeEncodeError):
        return None
    content = json.loads(data)
    if content["bearer"] != bearer:
        return None
    name = None if content["name"] is None else NameOnId(*content["name"])
    document = document_from_json(content["document"])
    return SeenId(document, name, content["number_kept"], content.get("number_mark", ""))


def _cipher(secret: str) -> Fernet:
    key = bytes.fromhex(keyed_hash(secret, "checked-id"))
    return Fernet(base64.urlsafe_b64encode(key))
