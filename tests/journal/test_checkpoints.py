"""Checkpoints leave the database, signed, so that a cut is noticed (R-SEC-2)."""

import json
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from accessdesk.journal.checkpoints import (
    KEY_FILE,
    BadCheckpoint,
    Checkpoint,
    find_signing_key,
    fingerprint,
    get_signing_key,
    read_checkpoint,
    read_checkpoints,
    sign_checkpoint,
    write_checkpoint,
)

TAKEN = Checkpoint("site:AMS1", 42, "ab" * 32, "2026-12-01T08:00:00.000000Z")
KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
TRUSTED = {fingerprint(KEY.public_key())}


def test_a_checkpoint_is_read_back(tmp_path: Path):
    path = write_checkpoint(TAKEN, KEY, tmp_path / "out")

    assert path.name == "site-AMS1-000000000042.json"
    assert list((tmp_path / "out").iterdir()) == [path]
    assert read_checkpoints(tmp_path / "out", TRUSTED) == [TAKEN]


@pytest.mark.parametrize("name", ["stream", "seq", "hash", "at", "v", "public_key", "fingerprint"])
def test_an_altered_checkpoint_is_not_believed(name: str):
    fields = json.loads(sign_checkpoint(TAKEN, KEY))
    other = json.loads(sign_checkpoint(TAKEN, Ed25519PrivateKey.from_private_bytes(b"o" * 32)))
    changed = {"seq": 41, "v": 2}.get(name) or other[name]
    changed = changed if changed != fields[name] else fields[name][:-1] + "7"

    with pytest.raises(BadCheckpoint, match="altered or forged"):
        read_checkpoint(json.dumps(fields | {name: changed}), TRUSTED)


def test_somebody_elses_signature_is_not_believed():
    theirs = Ed25519PrivateKey.from_private_bytes(b"o" * 32)

    with pytest.raises(BadCheckpoint, match=fingerprint(theirs.public_key())):
        read_checkpoint(sign_checkpoint(TAKEN, theirs), TRUSTED)


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", "\xff", '{"signature": 5}', '{"signature": "zz"}']
)
def test_what_is_not_a_checkpoint_is_not_believed(text: str):
    with pytest.raises(BadCheckpoint, match="not a checkpoint"):
        read_checkpoint(text, TRUSTED)


def test_a_signed_file_that_lacks_a_field_is_not_believed():
    lacking = Checkpoint("site:AMS1", "42", "ab" * 32, "x")  # type: ignore[arg-type]

    with pytest.raises(BadCheckpoint, match="lacks a field"):
        read_checkpoint(sign_checkpoint(lacking, KEY), TRUSTED)


def test_an_empty_folder_does_not_pass_for_a_check(tmp_path: Path):
    with pytest.raises(BadCheckpoint, match="holds no checkpoints"):
        read_checkpoints(tmp_path, TRUSTED)


def test_a_file_that_is_not_believed_is_named(tmp_path: Path):
    write_checkpoint(TAKEN, KEY, tmp_path)
    (tmp_path / "zzz.json").write_text("{}")

    with pytest.raises(BadCheckpoint, match=r"zzz\.json"):
        read_checkpoints(tmp_path, TRUSTED)


def test_the_key_is_made_once_and_for_its_owner_only(tmp_path: Path):
    """Eight at once make one key; nobody sees half a file."""
    folder = tmp_path / "var"
    assert find_signing_key(folder) is None

    with ThreadPoolExecutor(8) as makers:
        keys = list(makers.map(lambda _: get_signing_key(folder), range(8)))

    assert len({key.private_bytes_raw() for key in keys}) == 1
    assert stat.S_IMODE((folder / KEY_FILE).stat().st_mode) == 0o600
    assert [path.name for path in folder.iterdir()] == [KEY_FILE]
