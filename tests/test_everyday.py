"""What is left to the whole suite is told by a rule, and no service and no race falls under it."""

import ast
from pathlib import Path
from unittest.mock import Mock, call

import pytest

from tests.conftest import pytest_itemcollected
from tests.everyday import from_outside, left_to_the_whole_suite

HERE = Path(__file__).parent
FILES = sorted(HERE.rglob("test_*.py"))
AT_ONCE = {"threading", "concurrent", "multiprocessing"}


def on_both_every_day(text: str) -> set[str]:
    """What a test imports that has to be looked at on both databases every day."""
    nodes = list(ast.walk(ast.parse(text)))
    names = {name.name for node in nodes if isinstance(node, ast.Import) for name in node.names}
    names |= {
        f"{node.module}.{name.name}"
        for node in nodes
        if isinstance(node, ast.ImportFrom)
        for name in node.names
    }
    return {name for name in names if name.split(".")[0] in AT_ONCE or "service" in name.split(".")}


def test_pages_and_the_api_on_postgresql_are_left_to_the_whole_suite() -> None:
    named = ["gate/test_pages.py", "visits/test_own_page.py", "web/test_api.py", "test_browser.py"]

    assert all(left_to_the_whole_suite(Path(name), {"app": "postgresql"}) for name in named)
    assert not any(left_to_the_whole_suite(Path(name), {"app": "sqlite"}) for name in named)
    assert not any(left_to_the_whole_suite(Path(name), {}) for name in named)


@pytest.mark.parametrize("name", ["service", "queries", "races", "rules", "openapi", "mapping"])
def test_all_else_is_looked_at_on_both_every_day(name: str) -> None:
    assert not left_to_the_whole_suite(Path(f"gate/test_{name}.py"), {"app": "postgresql"})


def test_no_service_and_no_race_is_left_to_the_whole_suite() -> None:
    left = {
        str(file.relative_to(HERE)): found
        for file in FILES
        if from_outside(file) and (found := on_both_every_day(file.read_text("utf-8")))
    }

    assert left == {}


@pytest.mark.parametrize(
    "line",
    [
        "from concurrent.futures import ThreadPoolExecutor",
        "import threading",
        "from accessdesk.gate import service",
        "from accessdesk.gate.service import admit",
        "import accessdesk.gate.service",
    ],
)
def test_a_service_or_a_race_would_be_noticed(line: str) -> None:
    """The control."""
    assert on_both_every_day(line)


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_what_is_left_is_marked_where_tests_are_collected(database: str) -> None:
    item = Mock(path=Path("test_pages.py"), callspec=Mock(params={"app": database}))

    pytest_itemcollected(item)

    assert item.add_marker.call_args_list == [call(pytest.mark.long)] * (database == "postgresql")
