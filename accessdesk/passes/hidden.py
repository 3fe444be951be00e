"""Keep codes unreadable in the database, and find by them all the same (R-SEC-5).

A code is hidden with AES-SIV (RFC 5297): under one key the same code always gives the same text,
so that one indexed read finds it, and only the key turns the text into the code again. The keys are
the database's own and lie in it sealed under the operator's secret: a new secret seals one row
anew, and not a million.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from secrets import token_bytes
from weakref import WeakKeyDictionary

from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from sqlalchemy import select, update
from sqlalchemy.engine import Engine

from accessdesk.db import conflict_insert, db
from accessdesk.passes.models import CodeKey
from accessdesk.sealing import hide_code, open_private, seal_anew, seal_private, show_hidden

KEY_BYTES = 64  # AES-256 twice: one key for the sum, one for the cipher.
NAME = b"codes"  # What the keys of codes are sealed as.


@dataclass
class CodeRing:
    """One process's copy of the keys of a database's codes that its secrets open."""

    ask: Callable[[], Sequence[str]]
    secrets: tuple[str, ...] = ()
    opened: dict[bytes, AESSIV] = field(default_factory=dict)

    def known(self) -> list[AESSIV]:
        """The keys as they were read last, newest first; read now where there is none."""
        self._begin_anew_with_new_secrets()
        return list(reversed(self.opened.values())) or self.read()

    def read(self) -> list[AESSIV]:
        """The keys that lie in the database and open here, newest first."""
        self._begin_anew_with_new_secrets()
        sealed = db.session.scalars(select(CodeKey.sealed).order_by(CodeKey.id)).all()
        ciphers = {each: self.opened.get(each) or self._open(each) for each in sealed}
        self.opened = {each: cipher for each, cipher in ciphers.items() if cipher is not None}
        return list(reversed(self.opened.values()))

    def _open(self, sealed: bytes) -> AESSIV | None:
        key = open_private(sealed, secrets=self.secrets, name=NAME)
        return None if key is None else AESSIV(key)

    def _begin_anew_with_new_secrets(self) -> None:
        secrets = tuple(self.ask())
        if secrets != self.secrets:
            self.secrets, self.opened = secrets, {}


_RINGS: WeakKeyDictionary[Engine, CodeRing] = WeakKeyDictionary()


def open_codes_with(engine: Engine, ask: Callable[[], Sequence[str]]) -> None:
    """Tell once with which secrets, newest first, the codes of a database are opened."""
    _RINGS[engine] = CodeRing(ask)


def hide(codes: Sequence[str], *, about: str) -> list[str]:
    """Codes as they are kept; `about` tells codes of one sort from those of another.

    The key is read each time, so that none is used whose row was undone; the first is made here.
    Where no secret opens the keys that are there, another one is made: what those hid stays hidden.
    """
    ring = _ring()
    keys = ring.read()
    while not keys:
        _make_key(ring.secrets[0])
        keys = ring.read()
    return [hide_code(code, keys[0], about=about) for code in codes]


def show(hidden: str, *, about: str) -> str:
    """The code that is kept as a text; empty where no key opens it any more."""
    ring = _ring()
    return _shown(hidden, ring.known(), about) or _shown(hidden, ring.read(), about) or ""


def _shown(hidden: str, keys: Sequence[AESSIV], about: str) -> str | None:
    opened = (show_hidden(hidden, key, about=about) for key in keys)
    return next((code for code in opened if code is not None), None)


def kept_as(code: str, *, about: str, anew: bool = False) -> list[str]:
    """What a code may be kept as, likeliest first: to find it by.

    The keys are those that this process knows, or with `anew` those that the database has now.
    """
    ring = _ring()
    keys = ring.read() if anew else ring.known()
    return [hide_code(code, key, about=about) for key in keys]


def reseal_code_keys(*, secrets: Sequence[str]) -> bool:
    """Seal the keys of codes with the newest of the secrets; returns whether all were opened."""
    rows = db.session.execute(select(CodeKey.id, CodeKey.sealed)).all()
    anew = {row.id: seal_anew(row.sealed, secrets=secrets, name=NAME) for row in rows}
    for key_id, sealed in anew.items():
        if sealed is not None:
            step = update(CodeKey).where(CodeKey.id == key_id).values(sealed=sealed)
            db.session.execute(step.execution_options(synchronize_session=False))
    return None not in anew.values()


def new_sealed_key(secret: str) -> bytes:
    """Make a key of codes, sealed under a secret."""
    return seal_private(token_bytes(KEY_BYTES), secret=secret, name=NAME)


def _make_key(secret: str) -> None:
    """Insert the next key, unless somebody else just did."""
    newest = db.session.scalar(select(CodeKey.id).order_by(CodeKey.id.desc()).limit(1)) or 0
    made = conflict_insert(CodeKey).values(id=newest + 1, sealed=new_sealed_key(secret))
    db.session.execute(made.on_conflict_do_nothing())


def _ring() -> CodeRing:
    return _RINGS[db.engine]
