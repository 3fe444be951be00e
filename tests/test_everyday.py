"""What is left to the whole suite is told by a rule, and no service and no race falls under it."""

from pathlib import Path
from unittest.mock import Mock, call

import pytest

from tests.conftest import pytest_itemcollected
from tests.everyday import (
    from_outside,
    left_to_the_whole_suite,
    named_for_the_outside,
    names_imported,
    on_both_every_day,
)
from tests.examples import count

HERE = Path(__file__).parent
FILES = sorted(HERE.rglob("test_*.py"))


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
        if named_for_the_outside(file)
        and (found := on_both_every_day(names_imported(file.read_text("utf-8"))))
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
    assert on_both_every_day(names_imported(line))


CALLS = "from tests.people import api_of, make_site\n"


@pytest.mark.parametrize(
    ("name", "text", "left"),
    [
        ("telling", CALLS, True),
        ("telling", "from tests.web.page_client import Browser", True),
        ("telling", CALLS + "from accessdesk.gate.service import admit", True),
        ("telling", "from accessdesk.gate.service import admit", False),
        ("service", CALLS + "from accessdesk.gate.service import admit", False),
        ("races", CALLS, False),
        ("telling", CALLS + "import threading", False),
        ("telling", "from accessdesk.gate.rules import Decision", False),
        ("idempotency", CALLS, False),
        ("limits_in_redis", CALLS, False),
        ("queries", CALLS, False),
    ],
)
def test_who_calls_from_outside_alone_is_known_by_what_is_imported(
    tmp_path: Path, name: str, text: str, left: bool
) -> None:
    file = tmp_path / f"test_{name}.py"
    file.write_text(text, "utf-8")

    assert from_outside(file) == left


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_what_is_left_is_marked_where_tests_are_collected(database: str) -> None:
    item = Mock(path=Path("test_pages.py"), callspec=Mock(params={"app": database}))
    item.iter_markers.return_value = []

    pytest_itemcollected(item)

    assert item.add_marker.call_args_list == [call(pytest.mark.long)] * (database == "postgresql")


@pytest.mark.parametrize(
    ("marks", "left"),
    [((), False), (("browser",), True), (("browser", "everyday"), False), (("everyday",), False)],
)
def test_few_ways_in_a_browser_are_gone_every_day(marks: tuple[str, ...], left: bool) -> None:
    item = Mock(path=Path("test_steps_browser.py"), callspec=Mock(params={"app": "sqlite"}))
    item.iter_markers.return_value = [getattr(pytest.mark, name).mark for name in marks]

    pytest_itemcollected(item)

    assert item.add_marker.call_args_list == [call(pytest.mark.long)] * left


@pytest.mark.parametrize(("most", "everyday"), [(600, 75), (100, 12), (12, 5), (3, 3)])
def test_a_property_is_tried_with_fewer_examples_every_day(most: int, everyday: int) -> None:
    assert count(most, "everyday") == everyday
    assert count(most, "default") == most


def test_only_the_everyday_suite_tries_fewer_examples() -> None:
    lines = (HERE.parent / "Makefile").read_text("utf-8").splitlines()

    fewer = [line for line in lines if "--hypothesis-profile=everyday" in line]

    assert len(fewer) == 1
    assert '-m "not long' in fewer[0]


def test_only_what_is_long_counts_its_examples_for_itself() -> None:
    texts = {str(file.relative_to(HERE)): file.read_text("utf-8") for file in FILES}

    counting = {name for name, text in texts.items() if "max_examples" + "=" in text}

    assert counting
    assert {name for name in counting if "pytest.mark.long" not in texts[name]} == set()
