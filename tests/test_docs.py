"""What the documents point to exists."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])
DECISIONS = sorted(ROOT.glob("docs/decisions/*.md"))
PATH = re.compile(r"`((?:[\w.-]+/)*[\w.-]+(?:\.(?:py|md|html|js|toml|mjs)|/))`")
LINK = re.compile(r"\]\((?!https?:)([^)#]+)[^)]*\)")


def names_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def missing_paths(text: str) -> Iterator[str]:
    """Paths are given from the top, or within the package."""
    for path in PATH.findall(text):
        if "/" in path and not any((top / path).exists() for top in (ROOT, ROOT / "accessdesk")):
            yield path


@pytest.mark.parametrize("document", DOCUMENTS, ids=names_of)
def test_every_path_that_a_document_names_exists(document: Path) -> None:
    assert list(missing_paths(document.read_text("utf-8"))) == []


@pytest.mark.parametrize("document", [*DOCUMENTS, *DECISIONS], ids=names_of)
def test_every_link_of_a_document_leads_somewhere(document: Path) -> None:
    links = LINK.findall(document.read_text("utf-8"))

    assert [link for link in links if not (document.parent / link).exists()] == []


def test_a_path_that_is_gone_would_be_found() -> None:
    text = "See `gate/rules.py`, `gate/moon.py`, `docs/`, `visits/moon/` and `rules.py`."

    assert list(missing_paths(text)) == ["gate/moon.py", "visits/moon/"]
