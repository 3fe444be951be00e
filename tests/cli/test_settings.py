"""Settings as an operator writes them: lists with commas, and each fault named in words."""

import os
import secrets
import socket
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from click import Context
from click.testing import CliRunner, Result
from flask import Flask

from accessdesk.app import create_app
from accessdesk.cli import main
from accessdesk.cli.serve import serve
from accessdesk.config import (
    PREFIX,
    BadSettings,
    Settings,
    settings_of_environment,
    unknown_settings,
)
from tests.conftest import WIDE

GOOD_SECRET = secrets.token_urlsafe(48)


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Leave nothing of the machine's own settings, and work below a folder of the test."""
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        monkeypatch.delenv(name)
    monkeypatch.setenv(f"{PREFIX}DATA_DIR", str(tmp_path / "var"))
    before = os.umask(0o022)
    yield
    os.umask(before)


def run(*arguments: str) -> Result:
    return CliRunner(env=WIDE).invoke(main, list(arguments))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("desk.example,10.0.0.5", ("desk.example", "10.0.0.5")),
        (" desk.example , 10.0.0.5 ,", ("desk.example", "10.0.0.5")),
        ('["desk.example", "10.0.0.5"]', ("desk.example", "10.0.0.5")),
        ("desk.example", ("desk.example",)),
        ("", ()),
    ],
)
def test_a_list_is_read_with_commas_and_as_json(
    monkeypatch: pytest.MonkeyPatch, written: str, read: tuple[str, ...]
) -> None:
    monkeypatch.setenv(f"{PREFIX}TRUSTED_HOSTS", written)
    monkeypatch.setenv(f"{PREFIX}WEBHOOK_NETWORKS", written)

    settings = Settings()

    assert settings.trusted_hosts == settings.webhook_networks == read


def test_each_wrong_setting_is_named_in_words_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"{PREFIX}POOL_SIZE", "many")
    monkeypatch.setenv(f"{PREFIX}TRUSTED_HOSTS", "[desk.example")
    monkeypatch.setenv(f"{PREFIX}REDIS_URL", "nonsense")
    monkeypatch.setenv(f"{PREFIX}METRICS_TOKEN", "short")

    said = run("estate", "export")

    assert said.exit_code == 1
    assert "ACCESSDESK_POOL_SIZE" in said.output
    assert "ACCESSDESK_TRUSTED_HOSTS" in said.output
    assert "redis://host:6379/0" in said.output
    assert "ACCESSDESK_METRICS_TOKEN: write 16 characters or more" in said.output
    assert "commas" in said.output
    assert "Traceback" not in said.output


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("TRUSTED_PROXIES", "zork", "write a whole number, such as 1"),
        ("TRUSTED_PROXIES", "9", "write 5 or less"),
        ("TRUSTED_PROXIES", "-1", "write 0 or more"),
        ("MAX_BODY_BYTES", "1.5", "write a whole number, such as 1"),
        ("QUEUE", "zork", "write one of 'auto', 'sqlite', 'redis' or 'postgresql'"),
        ("DEMO", "zork", "write true or false"),
    ],
)
def test_a_setting_of_another_kind_is_named_in_our_words(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, words: str
) -> None:
    monkeypatch.setenv(f"{PREFIX}{name}", value)

    said = run("estate", "export")

    assert said.exit_code == 1
    assert f"ACCESSDESK_{name}: {words}" in said.output
    assert "Input should" not in said.output


def test_every_kind_of_setting_has_words_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, field in Settings.model_fields.items():
        if field.annotation in {int, float, bool}:
            monkeypatch.setenv(f"{PREFIX}{name}".upper(), "zork")

    with pytest.raises(BadSettings) as bad:
        settings_of_environment()

    assert str(bad.value).count("\n") > 5
    assert "Input" not in str(bad.value)


@pytest.mark.parametrize("command", [("serve",), ("worker",), ("estate", "export")], ids=" ".join)
def test_a_misspelt_setting_is_warned_of_by_name(
    monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    """It sets nothing, so that whoever wrote it would take a default for what they wrote."""
    monkeypatch.setenv(f"{PREFIX}TRUSTED_HOST", "desk.example")
    monkeypatch.setenv(f"{PREFIX}ZORK", "hidden")
    monkeypatch.setenv(f"{PREFIX}TRUSTED_HOSTS", "desk.example")

    said = run(*command)  # It goes no further: there is no secret.

    assert "Warning: ACCESSDESK_TRUSTED_HOST is no setting, and is not read. Is " in said.stderr
    assert "Is ACCESSDESK_TRUSTED_HOSTS meant?" in said.stderr
    assert "Warning: ACCESSDESK_ZORK is no setting, and is not read.\n" in said.stderr
    assert "hidden" not in said.output
    assert "Warning: ACCESSDESK_TRUSTED_HOSTS" not in said.stderr


def test_what_is_set_right_is_not_warned_of() -> None:
    every = {f"{PREFIX}{name}".upper(): "x" for name in Settings.model_fields}

    assert unknown_settings(every | {"PATH": "/bin", "accessdesk_data_dir": "var"}) == []


@pytest.mark.parametrize("number", ["020 555 0199", "reception", "+31 20 555 0199 or 0198"])
def test_a_number_of_the_desk_that_nobody_can_dial_is_refused_in_words(
    monkeypatch: pytest.MonkeyPatch, number: str
) -> None:
    monkeypatch.setenv(f"{PREFIX}DESK_TELEPHONE", number)

    said = run("estate", "export")

    assert said.exit_code == 1
    assert "ACCESSDESK_DESK_TELEPHONE: write it with + and the country" in said.output


@pytest.mark.parametrize(
    "secret",
    [
        "",
        "short",
        "a" * 64,
        "abc" * 20,
        "1234567890" * 4,
        "passwordpasswordpasswordpassword1234",
        "your-secret-key-change-me-please-now",
        "abcdefghijklmnopqrstuvwxyz0123456789",
        "x9-hunter2hunter2hunter2hunter2-x9",
    ],
)
def test_a_weak_secret_is_refused_and_not_repeated(
    monkeypatch: pytest.MonkeyPatch, secret: str
) -> None:
    monkeypatch.setenv(f"{PREFIX}SECRET_KEY", secret)

    said = run("estate", "export")

    assert said.exit_code == 1
    assert "ACCESSDESK_SECRET_KEY" in said.output
    assert not secret or secret not in said.output.replace("\n", "")


OPENS_THE_DATABASE = [("journal", "verify"), ("gate", "replay"), ("estate", "export")]
STARTS = [*OPENS_THE_DATABASE, ("db", "upgrade"), ("serve",), ("worker",)]


@pytest.mark.parametrize("command", STARTS, ids=" ".join)
@pytest.mark.parametrize("url", ["zork://x", "nonsense", "postgresql://a:hidden@h:port/x"])
def test_an_address_of_no_database_is_refused_in_words(
    monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...], url: str
) -> None:
    monkeypatch.setenv(f"{PREFIX}SECRET_KEY", GOOD_SECRET)
    monkeypatch.setenv(f"{PREFIX}DATABASE_URL", url)

    said = run(*command)

    assert (said.exit_code, type(said.exception)) == (1, SystemExit)
    assert "ACCESSDESK_DATABASE_URL: write it" in said.output
    assert "hidden" not in said.output


@pytest.mark.parametrize("command", STARTS, ids=" ".join)
def test_a_folder_that_sqlite_does_not_find_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, command: tuple[str, ...]
) -> None:
    monkeypatch.setenv(f"{PREFIX}SECRET_KEY", GOOD_SECRET)
    monkeypatch.setenv(f"{PREFIX}DATABASE_URL", f"sqlite:///{tmp_path}/none/desk.sqlite3")

    said = run(*command)

    assert (said.exit_code, type(said.exception)) == (1, SystemExit)
    assert "ACCESSDESK_DATABASE_URL: there is no folder" in said.output


@pytest.mark.parametrize("command", OPENS_THE_DATABASE, ids=" ".join)
def test_a_database_that_does_not_answer_is_said_in_words(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, command: tuple[str, ...]
) -> None:
    monkeypatch.setenv(f"{PREFIX}SECRET_KEY", GOOD_SECRET)
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    (tmp_path / "folder").mkdir()
    for url in (f"sqlite:///{tmp_path}/folder", f"postgresql://a:hidden@127.0.0.1:{port}/x"):
        monkeypatch.setenv(f"{PREFIX}DATABASE_URL", url)

        said = run(*command)

        assert (said.exit_code, type(said.exception)) == (1, SystemExit)
        assert "ACCESSDESK_DATABASE_URL: the database does not answer" in said.output
        assert "hidden" not in said.output


def test_a_data_directory_that_cannot_be_made_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv(f"{PREFIX}SECRET_KEY", GOOD_SECRET)
    monkeypatch.setenv(f"{PREFIX}DATA_DIR", str(tmp_path / "file" / "var"))

    said = run("journal", "verify")

    assert (said.exit_code, type(said.exception)) == (1, SystemExit)
    assert "ACCESSDESK_DATA_DIR: " in said.output


@pytest.mark.parametrize(
    ("address", "networks", "taken"),
    [
        ("http://x", "", False),
        ("zork://x", "10.0.0.0/8", False),
        ("https://", "", False),
        ("http://x", "10.0.0.0/8", True),
        ("https://worm.example/in", "", True),
        ("/mnt/worm", "", True),
    ],
)
def test_checkpoints_go_where_nobody_reads_them_on_the_way(
    monkeypatch: pytest.MonkeyPatch, address: str, networks: str, taken: bool
) -> None:
    monkeypatch.setenv(f"{PREFIX}SECRET_KEY", GOOD_SECRET)
    monkeypatch.setenv(f"{PREFIX}CHECKPOINTS", address)
    monkeypatch.setenv(f"{PREFIX}WEBHOOK_NETWORKS", networks)

    if taken:
        assert Settings().checkpoints == address
        return
    said = run("journal", "verify")

    assert said.exit_code == 1
    assert "ACCESSDESK_CHECKPOINTS: " in said.output


WITHIN = Context(main)
COMMANDS = [
    (group, *([] if name is None else [name]))
    for group in main.list_commands(WITHIN)
    for name in [None, *getattr(main.get_command(WITHIN, group), "commands", {})]
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_the_help_of_every_command_needs_no_secret(command: tuple[str, ...]) -> None:
    said = run(*command, "--help")

    assert said.exit_code == 0, said.output
    assert "Usage" in said.output


def test_a_public_name_is_not_served_over_plain_http(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"{PREFIX}SECRET_KEY", GOOD_SECRET)
    monkeypatch.setenv(f"{PREFIX}BASE_URL", "http://desk.example")

    said = CliRunner(env=WIDE).invoke(serve, [])

    assert said.exit_code == 1
    assert "https://" in said.output


@pytest.mark.parametrize("url", ["http://127.0.0.1:8000", "http://localhost", "http://[::1]:80"])
def test_this_machine_alone_may_do_without_tls(url: str) -> None:
    Settings(base_url=url).check_public()


def test_what_is_written_is_the_owners_and_an_open_folder_is_closed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(f"{PREFIX}SECRET_KEY", GOOD_SECRET)
    folder = tmp_path / "var"
    folder.mkdir()
    folder.chmod(0o755)

    said = run("db", "upgrade")

    assert said.exit_code == 0, said.output
    assert "closed" in said.output
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [p.name for p in folder.iterdir() if p.stat().st_mode & 0o077] == []


def test_cookies_signed_with_the_secret_before_are_still_read(app: Flask) -> None:
    settings: Settings = app.extensions["accessdesk_settings"]
    before = settings.secret_key

    rotated = create_app(
        settings.model_copy(
            update={"secret_key": type(before)(GOOD_SECRET), "secret_key_before": before}
        )
    )

    signer = app.session_interface.get_signing_serializer(app)
    reader = rotated.session_interface.get_signing_serializer(rotated)
    assert reader.loads(signer.dumps({"sid": "x"})) == {"sid": "x"}
