"""The setting that says where files lie, and the command that brings them there."""

import re
from pathlib import Path
from typing import Any

import pytest
import structlog
from click.testing import CliRunner, Result
from flask import Flask

from accessdesk.cli.main import main
from accessdesk.config import PREFIX, BadSettings, Settings, settings_of_environment
from accessdesk.errors import Unavailable
from accessdesk.files.service import Places, places_at
from accessdesk.files.stores import Folder, Table
from accessdesk.worker import queue
from accessdesk.worker.queue import bring_files_home, never
from tests.conftest import WIDE
from tests.files.test_service import PICTURE, Away, found, kept


@pytest.fixture
def chosen(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Choose where files lie, for this test."""

    def choose(file_store: str) -> Settings:
        settings: Settings = app.extensions["accessdesk_settings"]
        changed = settings.model_copy(update={"file_store": file_store, "data_dir": tmp_path})
        monkeypatch.setitem(app.extensions, "accessdesk_settings", changed)
        return changed

    return choose


def run(*arguments: str) -> Result:
    return CliRunner(env=WIDE).invoke(main, ["files", *arguments])


@pytest.mark.parametrize(
    ("database", "store", "home"),
    [
        ("", "auto", "folder"),
        ("postgresql://db.example/desk", "auto", "database"),
        ("postgresql://db.example/desk", "folder", "folder"),
        ("", "s3://desk-files/ams", "s3://desk-files/ams"),
    ],
)
def test_files_lie_where_all_who_share_the_database_see_them(
    database: str, store: str, home: str
) -> None:
    assert Settings(database_url=database, file_store=store).file_home == home


@pytest.mark.parametrize("store", ["", "disk", "s3:", "s3://", "s3://Desk", "gs://desk", "/srv/x"])
def test_a_place_that_there_is_not_is_refused_in_words(
    store: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"{PREFIX}FILE_STORE", store)

    with pytest.raises(BadSettings, match="files are kept in auto, folder, database or s3://"):
        settings_of_environment()


def test_a_bucket_needs_a_library_that_is_not_there_for_everybody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("accessdesk.config.find_spec", lambda name: None)
    monkeypatch.setenv(f"{PREFIX}FILE_STORE", "s3://desk-files")

    with pytest.raises(BadSettings, match=re.escape("install accessdesk[s3]")):
        settings_of_environment()


def test_a_worker_brings_files_home(chosen: Any, tmp_path: Path) -> None:
    key = kept()

    bring_files_home(chosen("folder"), never)

    assert Folder(tmp_path).find(key) == PICTURE
    assert Table().kept() == []


def test_a_worker_goes_on_when_their_home_does_not_answer(
    chosen: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = Places(Away(tmp_path), Folder(tmp_path))
    monkeypatch.setattr(queue, "places_at", lambda *_: away)
    key = kept()

    with structlog.testing.capture_logs() as logged:
        bring_files_home(chosen("folder"), never)

    assert [each["event"] for each in logged] == ["files wait in the database"]
    assert found(away, key) == PICTURE


def test_files_follow_when_the_setting_changes(chosen: Any, bucket: str, tmp_path: Path) -> None:
    """From a folder to a bucket, to the database, and back to the folder."""
    key = kept()
    bring_files_home(chosen("folder"), never)

    for before, after in [("folder", bucket), (bucket, "database"), ("database", "folder")]:
        settings = chosen(after)
        ran = run("bring", before)

        assert ran.output == "files brought home: 1\n"
        assert list(places_at(settings.file_home, tmp_path).home.kept()) == [key]
        assert run("bring", before).output == "files brought home: 0\n"


@pytest.mark.parametrize(
    ("setting", "place", "words"),
    [
        ("folder", "folder", "folder is where files lie now"),
        ("auto", "auto", "is where files lie now"),
        ("auto", "tape", "tape: files are kept in auto, folder"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(
    chosen: Any, setting: str, place: str, words: str
) -> None:
    chosen(setting)

    ran = run("bring", place)

    assert ran.exit_code == 1
    assert words in ran.output


def test_a_store_that_is_away_is_said_to_be_so(
    chosen: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: object, **__: object) -> int:
        raise Unavailable("The store of files does not answer.")

    chosen("folder")
    monkeypatch.setattr("accessdesk.cli.files.move", gone)

    ran = run("bring", "database")

    assert (ran.exit_code, "does not answer" in ran.output) == (1, True)
