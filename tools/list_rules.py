"""Write into docs/rules.md where each rule is proven: the tests that cite its id.

The sentences are written by hand. A rule that is cited and not defined there, or cited and proven
by no test, is named, and the exit code is 1.
"""

import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RULES = ROOT / "docs" / "rules.md"
TESTS = "tests"
# Whatever may cite a rule. The list itself cites nothing: it defines.
CITING = ["README.md", "CONTRIBUTING.md", "docs/**/*.md", "migrations/**/*.py", "static/*/*.js"]
CITING += [f"{top}/**/*.py" for top in ("accessdesk", "bench", "tests", "tools")]
CITING += ["templates/**/*.html", "templates/**/*.txt", "tests/**/*.mjs"]

# One id (R-GATE-3), or the first and the last of a few: R-SEV-3 to R-SEV-5.
CITED = re.compile(r"\bR-([A-Z]+)-(\d+)(?: to R-\1-(\d+))?")
# A rule is a paragraph that opens with its id; the line that follows, with its tests, is ours.
DEFINED = re.compile(r"^\*\*(R-[A-Z]+-\d+)\*\* .+(?:\n.+)*", re.MULTILINE)
UNPROVEN = "No test cites it yet."
PROVEN = re.compile(rf"\n\n- (?:Proven in .*|{UNPROVEN})")


def ids_in(text: str) -> Iterator[str]:
    """Every id that a text cites, a range spelt out."""
    for area, first, last in CITED.findall(text):
        for number in range(int(first), int(last or first) + 1):
            yield f"R-{area}-{number}"


def citations() -> dict[str, list[str]]:
    """The files that cite each id, in order."""
    files: dict[str, list[str]] = defaultdict(list)
    for path in sorted({path for pattern in CITING for path in ROOT.glob(pattern)} - {RULES}):
        for rule in set(ids_in(path.read_text("utf-8"))):
            files[rule].append(path.relative_to(ROOT).as_posix())
    return files


def proofs(files: dict[str, list[str]], rule: str) -> list[str]:
    """Those of the files that cite a rule which are tests."""
    return [file for file in files.get(rule, ()) if file.startswith(f"{TESTS}/")]


def listed(text: str, files: dict[str, list[str]]) -> str:
    """The list with the tests of each rule written anew."""

    def with_proofs(rule: re.Match[str]) -> str:
        named = ", ".join(f"`{file}`" for file in proofs(files, rule[1]))
        return f"{rule[0]}\n\n- {f'Proven in {named}.' if named else UNPROVEN}"

    return DEFINED.sub(with_proofs, PROVEN.sub("", text))


def faults(text: str, files: dict[str, list[str]]) -> list[str]:
    """What is amiss with the list, each in a sentence."""
    defined = [rule[1] for rule in DEFINED.finditer(text)]
    return [
        *(
            f"{rule} is cited in {files[rule][0]} and not defined."
            for rule in sorted(files)
            if rule not in defined
        ),
        *(f"{rule} is defined twice." for rule in sorted(set(defined)) if defined.count(rule) > 1),
        *(
            f"{rule} is proven by no test."
            for rule in defined
            if rule in files and not proofs(files, rule)
        ),
    ]


def main() -> int:
    """Write the list, and name what only a person can mend."""
    files = citations()
    text = listed(RULES.read_text("utf-8"), files)
    RULES.write_text(text, "utf-8")
    amiss = faults(text, files)
    sys.stderr.writelines(f"{fault}\n" for fault in amiss)
    return 1 if amiss else 0


if __name__ == "__main__":
    sys.exit(main())
