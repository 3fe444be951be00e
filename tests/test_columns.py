"""How our own column types write and read."""

from enum import StrEnum

import pytest
from sqlalchemy import Dialect, create_engine

from accessdesk.column_types import EnumText
from accessdesk.notifications.models import RecipientText
from accessdesk.notifications.rules import Recipient, RecipientKind


class Colour(StrEnum):
    RED = "red"


@pytest.fixture
def dialect() -> Dialect:
    return create_engine("sqlite://").dialect


@pytest.mark.parametrize(("member", "text"), [(Colour.RED, "red"), (None, "")])
def test_a_member_is_kept_as_its_text_and_none_as_an_empty_one(
    dialect: Dialect, member: Colour | None, text: str
) -> None:
    column = EnumText(Colour)

    kept = column.process_bind_param(member, dialect)

    assert kept == text
    assert type(kept) is str
    assert column.process_result_value(kept, dialect) is member


def test_what_is_no_member_is_neither_written_nor_read(dialect: Dialect) -> None:
    column = EnumText(Colour)

    with pytest.raises(ValueError, match="blue"):
        column.process_bind_param("blue", dialect)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="blue"):
        column.process_result_value("blue", dialect)


def test_columns_of_two_enums_are_told_apart_in_a_kept_statement() -> None:
    class Shade(StrEnum):
        RED = "red"

    assert EnumText(Colour)._static_cache_key != EnumText(Shade)._static_cache_key


def test_a_recipient_is_kept_as_kind_and_id(dialect: Dialect) -> None:
    column, visitor = RecipientText(), Recipient(RecipientKind.VISITOR, 31)

    kept = column.process_bind_param(visitor, dialect)

    assert kept == "visitor/31"
    assert column.process_result_value(kept, dialect) == visitor
