"""A file is kept with its row, found wherever it lies, and brought to where it lies for good."""

from pathlib import Path

import pytest
from flask import Flask

from accessdesk.db import transaction
from accessdesk.errors import NotFound, Unavailable
from accessdesk.files.rules import is_key
from accessdesk.files.service import Places, bring_home, keep, move, places_at, read
from accessdesk.files.stores import Folder, Store, Table
from accessdesk.worker.queue import never

PICTURE = b"\xff\xd8 a picture"


class Away(Folder):
    """A store that went away after it took so many files."""

    def __init__(self, root: Path, takes: int = 0) -> None:
        super().__init__(root)
        self.takes = takes

    def keep(self, key: str, content: bytes) -> None:
        if not self.takes:
            raise Unavailable
        self.takes -= 1
        super().keep(key, content)


def kept(content: bytes = PICTURE) -> str:
    with transaction():
        return keep("photos", ".jpg", content)


def found(places: Places, key: str) -> bytes:
    with transaction(write=False):
        return read(places, key)


@pytest.fixture
def places(store: Store, tmp_path: Path) -> Places:
    return Places(store, Folder(tmp_path))


def test_a_file_is_kept_with_its_transaction_or_not_at_all(app: Flask) -> None:
    def half_way() -> None:
        with transaction():
            keep("photos", ".jpg", PICTURE)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half_way()

    assert Table().kept() == []


def test_a_name_says_nothing(app: Flask) -> None:
    keys = {kept() for _ in range(3)}

    assert len(keys) == 3
    assert all(is_key(key) for key in keys)


def test_a_file_is_read_before_and_after_it_is_brought_home(places: Places) -> None:
    key = kept()

    before = found(places, key)
    brought = bring_home(places, stopping=never)
    after = found(places, key)

    assert before == after == PICTURE
    is_home = isinstance(places.home, Table)
    assert brought == (0 if is_home else 1)
    assert list(places.home.kept()) == [key]
    assert Table().kept() == ([key] if is_home else [])


def test_a_file_of_an_older_setting_is_found_in_the_folder(places: Places) -> None:
    """As photographs of before lie there, under the same key."""
    key = kept()
    move(Table(), places.folder, stopping=never)

    assert found(places, key) == PICTURE


def test_a_file_that_is_nowhere_is_not_found(places: Places) -> None:
    with pytest.raises(NotFound):
        found(places, "photos/0123456789abcdef0123456789abcdef.jpg")


def test_files_that_cannot_be_brought_stay_and_are_read(app: Flask, tmp_path: Path) -> None:
    places = Places(Away(tmp_path, takes=1), Folder(tmp_path))
    keys = {kept(): None for _ in range(3)}

    with pytest.raises(Unavailable):
        bring_home(places, stopping=never)

    assert len(Table().kept()) == 2
    assert {found(places, key) for key in keys} == {PICTURE}
    places.home.takes = 9  # type: ignore[attr-defined]
    assert bring_home(places, stopping=never) == 2


def test_a_worker_that_is_asked_to_stop_begins_no_other_file(app: Flask, tmp_path: Path) -> None:
    for _ in range(3):
        kept()
    asked = iter([False, True])

    moved = bring_home(places_at("folder", tmp_path), stopping=lambda: next(asked))

    assert (moved, len(Table().kept())) == (1, 2)


def test_files_are_moved_from_any_store_to_any_other(
    store: Store, bucket: str, tmp_path: Path
) -> None:
    key = kept()
    elsewhere = places_at(f"{bucket}/elsewhere", tmp_path).home
    move(Table(), elsewhere, stopping=never)

    there = move(elsewhere, store, stopping=never)
    and_back = move(store, elsewhere, stopping=never)

    assert (there, and_back) == (1, 1)
    assert elsewhere.find(key) == PICTURE
    assert list(store.kept()) == []
