"""Settings as an operator writes them: lists with commas, and each fault named in words."""

import os
import secrets
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
from accessdesk.config import PREFIX, Settings

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
    return CliRunner().invoke(main, list(arguments))


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

    said = run("estate", "export")

    assert said.exit_code == 1
    assert "ACCESSDESK_POOL_SIZE" in said.output
    assert "ACCESSDESK_TRUSTED_HOSTS" in said.output
    assert "commas" in said.output
    assert "Traceback" not in said.output


@pytest.mark.parametrize("number", ["020 555 0199", "reception", "+31 20 555 0199 or 0198"])
def test_a_number_of_the_desk_that_nobody_can_dial_is_refused_in_words(
    monkeypatch: pytest.MonkeyPatch, number: str
) -> None:
    monkeypatch.setenv(f"{PREFIX}DESK_TELEPHONE", number)

    said = run("estate", "export")

    assert said.exit_code == 1
    assert "ACCESSDESK_DESK_TELEPHONE: write it with + and the country" in said.output


@pytest.mark.parametrize("secret", ["", "short", "a" * 64, "abc" * 20])
def test_a_weak_secret_is_refused_and_not_repeated(
    monkeypatch: pytest.MonkeyPatch, secret: str
) -> None:
    monkeypatch.setenv(f"{PREFIX}SECRET_KEY", secret)

    said = run("estate", "export")

    assert said.exit_code == 1
    assert "ACCESSDESK_SECRET_KEY" in said.output
    assert not secret or secret not in said.output.replace("\n", "")


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

    said = CliRunner().invoke(serve, [])

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
