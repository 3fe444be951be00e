"""`accessdesk journal`: checkpoint, export, verify, as an operator runs them."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import Flask
from sqlalchemy import delete, select, update

from accessdesk.cli.journal import journal
from accessdesk.config import Settings
from accessdesk.errors import NotFound
from accessdesk.journal.checkpoints import (
    Checkpoint,
    fingerprint,
    get_signing_key,
    write_checkpoint,
)
from accessdesk.journal.models import ENTRIES, PERSONAL, STREAMS
from tests.conftest import WIDE
from tests.journal.conftest import SITE, export, stand_alone
from tests.journal.tamper import as_owner


def run(*arguments: str | Path) -> Result:
    return CliRunner(env=WIDE).invoke(journal, [str(argument) for argument in arguments])


def cut_after(seq: int) -> None:
    """Cut the stream's end and set its head to fit, so that the chain still holds."""
    with as_owner() as session:
        stream_id = session.execute(select(STREAMS.c.id).where(STREAMS.c.name == SITE)).scalar_one()
        for table in (PERSONAL, ENTRIES):
            session.execute(delete(table).where(table.c.stream_id == stream_id, table.c.seq > seq))
        last = session.execute(
            select(ENTRIES.c.hash).where(ENTRIES.c.stream_id == stream_id, ENTRIES.c.seq == seq)
        ).scalar_one()
        set_to_fit = update(STREAMS).where(STREAMS.c.id == stream_id)
        session.execute(set_to_fit.values(seq=seq, head_hash=last))


def operators_export(folder: Path) -> Path:
    path = folder / "operator.jsonl"
    path.write_text(export("operator"), "utf-8")
    return path


@pytest.fixture
def signer(app: Flask) -> str:
    settings: Settings = app.extensions["accessdesk_settings"]
    return fingerprint(get_signing_key(settings.data_dir).public_key())


def test_verify_says_what_holds(six_entries: None):
    result = run("verify")

    assert result.exit_code == 0
    assert "site:AMS1: 6 entries hold" in result.stdout
    assert "no --checkpoints given" in result.stderr


def test_verify_names_the_first_bad_entry_and_exits_with_1(six_entries: None):
    with as_owner() as session:
        session.execute(update(ENTRIES).where(ENTRIES.c.seq == 4).values(actor="user/13"))

    result = run("verify")

    assert result.exit_code == 1
    assert "BAD site:AMS1 entry 4: altered: its actor is not what was recorded" in result.stderr


def test_a_checkpoint_of_each_stream_is_written_and_recorded(six_entries: None, tmp_path: Path):
    result = run("checkpoint", "--out", tmp_path / "kept")

    names = sorted(path.name for path in (tmp_path / "kept").iterdir())
    assert result.exit_code == 0
    assert names == ["operator-000000000001.json", "site-AMS1-000000000006.json"]
    assert json.loads(export("operator").splitlines()[0])["event"] == "journal.checkpoint"
    assert run("verify", "--checkpoints", tmp_path / "kept").exit_code == 0


def test_a_folder_that_cannot_be_written_is_said_and_nothing_is_recorded(
    six_entries: None, tmp_path: Path
):
    taken = tmp_path / "taken"
    taken.write_text("a file")

    result = run("checkpoint", "--out", taken / "kept")

    assert result.exit_code == 1
    assert "Not a directory" in result.output
    with pytest.raises(NotFound):
        export("operator")


def test_a_tail_cut_after_a_checkpoint_is_named(six_entries: None, tmp_path: Path, signer: str):
    """By the command and by the file that stands alone, with and without `cryptography`."""
    run("checkpoint", "--out", tmp_path)
    cut_after(4)
    unnoticed = run("verify")

    result = run("verify", "--checkpoints", tmp_path)
    shared = ("--checkpoints", tmp_path, "--trust", signer)
    answers = [stand_alone(export(), *shared, flags=flags) for flags in ((), ("-S",))]

    assert unnoticed.exit_code == 0  # A chain alone does not notice.
    assert result.exit_code == 1
    assert "BAD site:AMS1 entry 5: truncated: the checkpoint of 20" in result.stderr
    assert [answer.code for answer in answers] == [1, 1]
    assert all("entry 5: truncated: the checkpoint of 20" in answer.output for answer in answers)


def test_the_stand_alone_file_says_plainly_when_it_cannot_check_signatures(
    six_entries: None, tmp_path: Path, signer: str
):
    run("checkpoint", "--out", tmp_path)
    shared = (operators_export(tmp_path), "--checkpoints", tmp_path)

    alone = stand_alone(export(), *shared, "--trust", signer)
    equipped = stand_alone(export(), *shared, "--trust", signer, flags=())
    trusting = stand_alone(export(), *shared, flags=())

    assert [answer.code for answer in (alone, equipped, trusting)] == [0, 0, 0]
    assert "NOT CHECKED: signatures" in alone.output
    assert "NOT CHECKED" not in equipped.output
    assert f"NOT CHECKED: whose key signed the checkpoints; compare, or --trust: {signer}" in (
        trusting.output
    )


def test_the_stand_alone_file_names_a_stream_of_which_there_is_no_export(
    six_entries: None, tmp_path: Path, signer: str
):
    """A stream that is gone whole leaves no chain that could be broken."""
    run("checkpoint", "--out", tmp_path)
    shared = ("--checkpoints", tmp_path, "--trust", signer)

    whole = stand_alone(export(), operators_export(tmp_path), *shared, flags=())
    without_operator = stand_alone(export(), *shared, flags=())
    without_site = stand_alone(export("operator"), *shared)
    unasked = stand_alone(export("operator"))

    codes = [each.code for each in (whole, without_operator, without_site, unasked)]
    assert codes == [0, 1, 1, 0]
    assert "has no export" not in whole.output
    assert "NOT CHECKED: checkpoint of operator has no export" in without_operator.output
    assert "site:AMS1: 6 entries hold" in without_operator.output
    assert "NOT CHECKED: checkpoint of site:AMS1 has no export" in without_site.output


def test_the_stand_alone_file_does_not_call_a_bad_export_a_missing_one(
    six_entries: None, tmp_path: Path, signer: str
):
    run("checkpoint", "--out", tmp_path)
    cut = "".join(export().splitlines(keepends=True)[:3])

    answer = stand_alone(
        cut, operators_export(tmp_path), "--checkpoints", tmp_path, "--trust", signer
    )

    assert answer.code == 1
    assert "entry 4: truncated" in answer.output
    assert "has no export" not in answer.output


def test_a_forged_checkpoint_is_not_believed(six_entries: None, tmp_path: Path, signer: str):
    run("checkpoint", "--out", tmp_path)
    path = tmp_path / "site-AMS1-000000000006.json"
    path.write_text(path.read_text().replace('"seq": 6', '"seq": 5'))

    result = run("verify", "--checkpoints", tmp_path)
    answer = stand_alone(export(), "--checkpoints", tmp_path, flags=())

    assert result.exit_code == 1
    assert "its signature does not fit" in result.stderr
    assert answer.code == 1
    assert "BAD checkpoint site-AMS1-000000000006.json: not believed" in answer.output


def test_a_checkpoint_by_another_key_needs_to_be_trusted(
    six_entries: None, tmp_path: Path, signer: str
):
    theirs = Ed25519PrivateKey.from_private_bytes(b"o" * 32)
    head = json.loads(export().splitlines()[-1])["end"]
    write_checkpoint(Checkpoint(SITE, 6, head["hash"], "Monday"), theirs, tmp_path)
    name = fingerprint(theirs.public_key())

    refused = run("verify", "--checkpoints", tmp_path)
    accepted = run("verify", "--checkpoints", tmp_path, "--trust", name)
    answer = stand_alone(export(), "--checkpoints", tmp_path, "--trust", signer)

    assert [refused.exit_code, accepted.exit_code, answer.code] == [1, 0, 1]
    assert name in refused.stderr
    assert name in answer.output


def test_a_checkpoint_of_a_stream_that_is_gone_is_noticed(
    six_entries: None, tmp_path: Path, signer: str
):
    settings_key = Ed25519PrivateKey.from_private_bytes(b"o" * 32)
    name = fingerprint(settings_key.public_key())
    write_checkpoint(Checkpoint("site:DUB1", 7, "ab" * 32, "Monday"), settings_key, tmp_path)

    result = run("verify", "--checkpoints", tmp_path, "--trust", name)

    assert result.exit_code == 1
    assert "BAD site:DUB1 entry 1: truncated" in result.stderr


def test_export_prints_what_the_stand_alone_file_reads(six_entries: None):
    result = run("export", "--stream", SITE, "--with-personal")

    assert result.exit_code == 0
    assert result.stdout == export(with_personal=True)


def test_export_of_an_unknown_stream_is_refused(app: Flask):
    result = run("export", "--stream", "site:NONE")

    assert isinstance(result.exception, NotFound)
    assert str(result.exception) == "there is no stream site:NONE"
