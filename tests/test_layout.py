"""The floor plan: who may know whom, how full a room is, and where a template belongs."""

import ast
import re
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "accessdesk"
SOURCES = sorted(PACKAGE.rglob("*.py"))
FULLEST = 20
# The pages of accounts are pages like all others, and the edge has to know who acts: see
# `.importlinter`, which holds what of each may know the other.
ONE_PAIR = {frozenset({"accounts", "web"})}


def room_of(path: Path) -> str:
    """Give the package, or the file at the top, that a source file belongs to."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports_of(tree: ast.AST) -> Iterator[str]:
    """Give every module of ours that is imported, wherever in the file, and each name from it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{name.name}" for name in node.names)


def edges(sources: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """Give which room knows which others, of sources as (room, text)."""
    known: dict[str, set[str]] = defaultdict(set)
    for room, text in sources:
        for name in imports_of(ast.parse(text)):
            parts = name.split(".")
            if parts[0] == "accessdesk" and len(parts) > 1 and parts[1] != room:
                known[room].add(parts[1])
    return known


def circles(known: dict[str, set[str]]) -> set[frozenset[str]]:
    """Give the groups of rooms that reach each other."""
    reached: dict[str, set[str]] = {}
    for start in known:
        seen, todo = set[str](), [start]
        while todo:
            for room in known.get(todo.pop(), ()):
                if room not in seen:
                    seen.add(room)
                    todo.append(room)
        reached[start] = seen
    return {
        frozenset(other for other in reached[room] if room in reached.get(other, ()))
        for room in reached
        if room in reached[room]
    }


def test_no_packages_know_each_other_in_a_circle() -> None:
    sources = ((room_of(path), path.read_text("utf-8")) for path in SOURCES)

    assert circles(edges(sources)) - ONE_PAIR == set()


def test_a_circle_over_three_rooms_would_be_found() -> None:
    """The control: an import inside a function closes it."""
    sources = [
        ("gate", "from accessdesk.passes import keys"),
        ("passes", "import accessdesk.visits.rules"),
        ("visits", "def late():\n    from accessdesk.gate import rules"),
    ]

    assert circles(edges(sources)) == {frozenset({"gate", "passes", "visits"})}


def test_no_folder_holds_more_than_twenty_files() -> None:
    files = [path for path in SOURCES if path.name != "__init__.py"]

    counts = Counter(str(path.parent.relative_to(ROOT)) for path in files)

    assert {folder: count for folder, count in counts.items() if count > FULLEST} == {}


def says_it_is_pure(path: Path) -> bool:
    words = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
    return path.name == "rules.py" or bool(re.search(r"\bpure\b", words.split("\n\n")[0]))


PURE = [path for path in SOURCES if says_it_is_pure(path)]


def test_what_says_that_it_is_pure_asks_neither_the_database_nor_the_clock() -> None:
    impure = {
        str(path.relative_to(ROOT)): found
        for path in PURE
        if (found := set(imports_of(ast.parse(path.read_text("utf-8")))) & {"random", "secrets"})
        or (
            found := {
                n
                for n in imports_of(ast.parse(path.read_text("utf-8")))
                if re.match(r"(flask|sqlalchemy|wtforms)\b|accessdesk\.(db|clock)\b", n)
            }
        )
    }

    assert impure == {}


def test_what_says_that_it_is_pure_loads_without_the_web_and_the_database() -> None:
    names = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in PURE]
    names = [name.removesuffix(".__init__") for name in names]
    code = (
        f"import sys, {', '.join(names)}\n"
        "print({'flask', 'sqlalchemy', 'wtforms'} & set(sys.modules))"
    )

    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert ran.stdout.strip() == "set()"


def test_a_template_is_used_by_the_package_whose_name_it_bears() -> None:
    """What stands at the top (`base.html`, `_forms.html`) is everybody's."""
    named = re.compile(r"[\"']([a-z_]+)/[\w/]+\.(?:html|txt)[\"']")
    used = [
        (str(path.relative_to(ROOT)), room, owner)
        for path, room in [
            *((path, room_of(path)) for path in SOURCES),
            *(
                (path, path.relative_to(ROOT / "templates").parts[0])
                for path in (ROOT / "templates").rglob("*.*")
            ),
        ]
        for owner in named.findall(path.read_text("utf-8"))
    ]

    assert [place for place in used if place[1] != place[2]] == []
    assert used
