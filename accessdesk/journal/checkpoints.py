"""Sign where a stream stands and keep that outside the database, so that a cut is noticed.

A chain alone cannot tell that its end is gone. A checkpoint file can, wherever it is kept.
"""

import hashlib
import json
import os
import tempfile
from collections.abc import Collection
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from accessdesk.journal.chain import Mark
from accessdesk.journal.rules import canonical_json

KEY_FILE = "journal-signing.key"
PURPOSE = b"accessdesk journal checkpoint\n"
FIELDS = {"v": int, "stream": str, "seq": int, "hash": str, "at": str}


class BadCheckpoint(Exception):
    """Why a checkpoint file is not believed."""


@dataclass(frozen=True)
class Checkpoint:
    """Where a stream stood at a moment; `hash` in hexadecimal."""

    stream: str
    seq: int
    hash: str
    at: str
    v: int = 1

    def mark(self) -> Mark:
        """What the stream must still contain."""
        return Mark(self.seq, bytes.fromhex(self.hash), f"the checkpoint of {self.at}")


def fingerprint(key: Ed25519PublicKey) -> str:
    """The short name of a key, to be read over a phone or kept on paper."""
    return hashlib.sha256(key.public_bytes_raw()).hexdigest()[:32]


def find_signing_key(data_dir: Path) -> Ed25519PrivateKey | None:
    """Load this installation's key, if it has one yet."""
    path = data_dir / KEY_FILE
    if not path.exists():
        return None
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        message = f"{path} holds no Ed25519 key"
        raise TypeError(message)
    return key


def get_signing_key(data_dir: Path) -> Ed25519PrivateKey:
    """Load this installation's key, or make it; only the owner can read the file.

    The file appears whole or not at all, and of two who make it at once one wins.
    """
    key = find_signing_key(data_dir)
    if key is not None:
        return key
    pem = Ed25519PrivateKey.generate().private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )
    data_dir.mkdir(parents=True, exist_ok=True)
    written = _write_aside(data_dir, pem)
    try:
        os.link(written, data_dir / KEY_FILE)
    except FileExistsError:
        pass  # Somebody else was first; theirs is the key.
    finally:
        written.unlink()
    made = find_signing_key(data_dir)
    assert made is not None  # noqa: S101  # The link above made it or found it.
    return made


def _write_aside(folder: Path, content: bytes) -> Path:
    """Write a new file that only the owner can read, to be moved to its name once whole."""
    descriptor, name = tempfile.mkstemp(dir=folder)
    with open(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(descriptor)
    return Path(name)


def _signed_bytes(fields: dict[str, Any]) -> bytes:
    return PURPOSE + canonical_json(fields).encode()


def sign_checkpoint(checkpoint: Checkpoint, key: Ed25519PrivateKey) -> str:
    """The text of a checkpoint file: the facts, the public key, the signature over both."""
    public = key.public_key()
    fields = asdict(checkpoint) | {
        "public_key": public.public_bytes(Encoding.Raw, PublicFormat.Raw).hex(),
        "fingerprint": fingerprint(public),
    }
    signature = key.sign(_signed_bytes(fields)).hex()
    return json.dumps(fields | {"signature": signature}, indent=2, sort_keys=True) + "\n"


def read_checkpoint(text: str | bytes, trusted: Collection[str]) -> Checkpoint:
    """Check a checkpoint file against the fingerprints of trusted keys.

    Raises BadCheckpoint when it is not one, was altered, or was signed by somebody else.
    """
    try:
        fields = json.loads(text)
        signature = bytes.fromhex(fields.pop("signature"))
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(fields["public_key"]))
        signed = _signed_bytes(fields)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        message = "it is not a checkpoint"
        raise BadCheckpoint(message) from error
    try:
        public.verify(signature, signed)
    except InvalidSignature as error:
        message = "its signature does not fit: it was altered or forged"
        raise BadCheckpoint(message) from error
    if fingerprint(public) not in trusted:
        message = f"it is signed by {fingerprint(public)}, a key that is not trusted"
        raise BadCheckpoint(message)
    return _checkpoint(fields)


def _checkpoint(fields: dict[str, Any]) -> Checkpoint:
    if any(type(fields.get(name)) is not kind for name, kind in FIELDS.items()):
        message = "it lacks a field"
        raise BadCheckpoint(message)
    return Checkpoint(**{name: fields[name] for name in FIELDS})


def write_checkpoint(checkpoint: Checkpoint, key: Ed25519PrivateKey, folder: Path) -> Path:
    """Write a checkpoint to a file named after its stream and place; it appears whole."""
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{checkpoint.stream.replace(':', '-')}-{checkpoint.seq:012}.json"
    path = folder / name
    _write_aside(folder, sign_checkpoint(checkpoint, key).encode()).replace(path)
    path.chmod(0o644)
    return path


def read_checkpoints(folder: Path, trusted: Collection[str]) -> list[Checkpoint]:
    """Read all checkpoints of a folder.

    Raises BadCheckpoint, naming the file, when one is not believed or there is none: a check
    against nothing must not pass for one.
    """
    paths = sorted(folder.glob("*.json"))
    if not paths:
        message = f"{folder} holds no checkpoints"
        raise BadCheckpoint(message)
    return [_read_file(path, trusted) for path in paths]


def _read_file(path: Path, trusted: Collection[str]) -> Checkpoint:
    try:
        return read_checkpoint(path.read_bytes(), trusted)
    except BadCheckpoint as error:
        message = f"{path.name}: {error}"
        raise BadCheckpoint(message) from error
