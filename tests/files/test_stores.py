"""What every store promises, whatever lies behind it; and what a key may be."""

from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from accessdesk.errors import Unavailable
from accessdesk.files.bucket import Bucket
from accessdesk.files.rules import is_key
from accessdesk.files.service import store_at
from accessdesk.files.stores import Folder, Store, Table
from tests.ports import free_port

KEY = "photos/0123456789abcdef0123456789abcdef.jpg"
OTHER = "photos/fedcba9876543210fedcba9876543210.jpg"
BYTES = bytes(range(256)) * 2000


def test_what_is_kept_is_found_whole_and_listed(store: Store) -> None:
    store.keep(KEY, BYTES)
    store.keep(OTHER, b"")

    assert (store.find(KEY), store.find(OTHER)) == (BYTES, b"")
    assert sorted(store.kept()) == [KEY, OTHER]


def test_to_keep_twice_is_to_keep_once(store: Store) -> None:
    store.keep(KEY, BYTES)
    store.keep(KEY, BYTES)

    assert store.find(KEY) == BYTES
    assert list(store.kept()) == [KEY]


def test_what_is_forgotten_is_gone_and_can_be_forgotten_again(store: Store) -> None:
    store.keep(KEY, BYTES)

    store.forget(KEY)
    store.forget(KEY)

    assert store.find(KEY) is None
    assert list(store.kept()) == []


@pytest.mark.parametrize(
    "key", ["../../etc/passwd", "photos/../x.jpg", "/etc/passwd", "photos/a.jpg", "", KEY + "\n"]
)
def test_a_key_that_none_was_given_is_refused_before_anything_is_touched(
    store: Store, key: str
) -> None:
    with pytest.raises(ValueError, match="not the key"):
        store.keep(key, BYTES)

    assert list(store.kept()) == []


@given(st.from_regex(r"[a-z./0-9\\~-]{0,60}"))
def test_no_key_leads_out_of_a_folder(text: str) -> None:
    root = Path("/srv/files")

    if is_key(text):
        assert (root / text).resolve().parent.parent == root


def test_half_a_file_in_a_folder_is_no_file(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.keep(KEY, BYTES)
    (tmp_path / f"{OTHER}.part").write_bytes(b"half")

    assert list(folder.kept()) == [KEY]
    assert folder.find(OTHER) is None


def test_a_folder_that_cannot_be_written_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "photos").write_text("a file where the folder should be")

    with pytest.raises(Unavailable):
        Folder(tmp_path).keep(KEY, BYTES)


def test_a_bucket_keeps_below_its_prefix(bucket: str) -> None:
    elsewhere = bucket.replace("/desk", "/another")
    Bucket(bucket).keep(KEY, BYTES)

    assert Bucket(f"{bucket}/").find(KEY) == BYTES
    assert Bucket(elsewhere).find(KEY) is None
    assert list(Bucket(elsewhere).kept()) == []


def test_a_bucket_that_is_not_there_is_unavailable(bucket: str) -> None:
    nowhere = Bucket("s3://no-such-bucket-at-all")

    with pytest.raises(Unavailable):
        nowhere.keep(KEY, BYTES)
    with pytest.raises(Unavailable):
        list(nowhere.kept())


def test_a_store_that_does_not_answer_is_unavailable(
    bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{free_port()}")

    with pytest.raises(Unavailable):
        Bucket(bucket).find(KEY)


def test_a_place_is_a_folder_the_database_or_a_bucket(app: Flask, tmp_path: Path) -> None:
    names = ["folder", "database", "s3://some-bucket"]

    assert [type(store_at(name, tmp_path)) for name in names] == [Folder, Table, Bucket]
