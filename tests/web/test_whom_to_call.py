"""Wherever somebody is told to call, there is a number, or it is said that none is known."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.sources import ROOT, tree_of

CALLING = re.compile(
    r"\b(call|calls|ring|rings|phone|phones|telephone|telephones)\b(?! (it |them |this )?off\b)",
    re.I,
)
# What puts the number there: of the desk, of whom a sentence names, or as a link by itself.
NUMBERED = re.compile(
    r"DESK\b|CONTACT\b|CALL_ESCORT|with_number|\|telephone\b|\|dialled\b|operator’s desk\"\|"
)
# Where one of the words stands and nobody is told to call anybody; or where the number is instead.
OTHER_SENSES = {
    "accessdesk/cli/demo.py": {"A contact on the phone says"},
    "accessdesk/gate/wording.py": {'"Call the escort."'},  # with_names puts name and number there.
    "accessdesk/notifications/hooks/views.py": {"/calls/"},
    # The number stands beside it, in the fact of which this is the name.
    "accessdesk/notifications/letters/writing.py": {"Bridge call", "bridge.phone", "wrong, call"},
    "accessdesk/outages/forms.py": {"Phone number"},
    "accessdesk/outages/rules.py": {"Give a phone number"},
    "accessdesk/accounts/forms.py": {"Telephone number"},
    "accessdesk/telephone.py": {"no telephone number is known", "is not a telephone number"},
    # The number stands in the hint above it, in templates/remote_hands/new.html; an agent’s at
    # the contact who was chosen, in templates/_callers.html.
    "accessdesk/remote_hands/forms.py": {"Stop here and call me", "Stop here and call the contact"},
    "accessdesk/service_desk/forms.py": {"was told by phone", "By phone: who you spoke to"},
    "accessdesk/service_desk/timeline.py": {"by phone"},
    "accessdesk/service_desk/timeline_words.py": {"bridge call", "another telephone number"},
    "accessdesk/service_requests/done.py": {"call-logged", "The call is logged", "bridge call"},
    "accessdesk/service_requests/models.py": {"kind = 'phone'"},
    "accessdesk/service_requests/updates.py": {"A call is logged by"},
    "accessdesk/visits/changing/who_comes.py": {"Call the visit off"},
    "accessdesk/visits/asking/forms.py": {"Their telephone number"},
    "accessdesk/visits/rules.py": {"a telephone number of the"},
    "accessdesk/visits/asking/visitor_form.py": {"Telephone of visitor"},
    "accessdesk/visits/asking/visitor_list.py": {
        "e-mail, telephone”",
        "phone number",
        "a telephone number. Give ",
    },
    "accessdesk/web/access.py": {"This call needs", "repeat the call"},
    "accessdesk/web/api_docs.py": {"the call is sent"},
    "accessdesk/web/idempotency.py": {"different call", "new call"},
    "accessdesk/web/limits.py": {"calls in a minute"},
    "accessdesk/web/problems.py": {"this call takes"},
    "templates/_callers.html": {
        "telephone number is enough",
        "have one of them call",
        "{{ contact.telephone }}",
    },
    "templates/accounts/account.html": {
        "What it can call",
        "telephone-number",
        "Keep this number",
        "call you by it",
    },
    "templates/notifications/hook.html": {"call"},  # A hook calls a program, nobody rings it.
    "templates/notifications/hooks.html": {"call"},
    # The number stands in the column, where there is one.
    "templates/gate/expected.html": {">Telephone<"},
    "templates/gate/roster.html": {">Telephone<"},
    "templates/visits/add_visitor.html": {"form.phone"},
    "templates/visits/address.html": {"form.phone"},
    "templates/visits/new.html": {
        "gives this or a telephone number",
        "row.form.phone",
        "name, e-mail, telephone.",
    },
    "templates/visits/visitor.html": {"replacement_form.phone"},
    "templates/outages/new.html": {"bridge call"},
    "templates/outages/request.html": {"bridge call"},
    "templates/passes/pass.html": {"from your phone"},
    "templates/remote_hands/catalogue.html": {"calls for"},
    "templates/service_desk/_rows.html": {"no telephone number of yours is known"},
    "templates/service_desk/home_desk.html": {'id="call"', 'labelledby="call"', "Take a call"},
    "accessdesk/web/schemas.py": {"Make a call for each value."},
    "templates/web/api_docs.html": {"call"},
}


def _docstrings(tree: ast.AST) -> set[int]:
    """The texts that stand as statements: docstrings, which nobody reads on a page."""
    return {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }


def _as_written(lines: list[bytes], node: ast.expr) -> str:
    """The source of an expression; ast.get_source_segment splits the whole file for each."""
    last = node.end_lineno or node.lineno
    within = [*lines[node.lineno - 1 : last - 1], lines[last - 1][: node.end_col_offset]]
    within[0] = within[0][node.col_offset :]
    return b"".join(within).decode()


def _texts_in(path: Path) -> Iterator[str]:
    """Each text of a module as it is written, an f-string as a whole."""
    tree, lines = tree_of(path), path.read_bytes().splitlines(keepends=True)
    passed_over = _docstrings(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            passed_over |= {id(part) for part in ast.walk(node) if part is not node}
    for node in ast.walk(tree):
        text = isinstance(node, ast.Constant) and isinstance(node.value, str)
        if (text or isinstance(node, ast.JoinedStr)) and id(node) not in passed_over:
            yield _as_written(lines, node)


def _lines_of(template: str) -> Iterator[str]:
    """Each line of a template without its comments and what calls a macro."""
    read = re.sub(r"{#.*?#}", "", template, flags=re.DOTALL)
    for line in read.splitlines():
        yield re.sub(r"{%-? *call|endcall", "", line)


def said_by(path: Path) -> Iterator[str]:
    """What a source may put before a reader in which one of the words stands."""
    python = path.suffix == ".py"
    texts = _texts_in(path) if python else _lines_of(path.read_text("utf-8"))
    yield from (text for text in texts if CALLING.search(text) and " " in text.strip())


def is_numbered(text: str) -> bool:
    return bool(NUMBERED.search(text))


def sources() -> list[Path]:
    python = [path for path in (ROOT / "accessdesk").rglob("*.py") if path.is_file()]
    templates = [path for path in (ROOT / "templates").rglob("*.*") if path.is_file()]
    return sorted([*python, *templates])


def test_whoever_is_told_to_call_somebody_is_told_the_number() -> None:
    without = [
        f"{name}: {text}"
        for path in sources()
        for name in [str(path.relative_to(ROOT))]
        for text in said_by(path)
        if not is_numbered(text)
        and not any(each.casefold() in text.casefold() for each in OTHER_SENSES.get(name, ()))
    ]

    assert without == []


def test_what_is_let_pass_stands_there_still() -> None:
    gone = [
        f"{name}: {words}"
        for name, senses in OTHER_SENSES.items()
        for words in senses
        if words.casefold() not in (ROOT / name).read_text("utf-8").casefold()
    ]

    assert gone == []


def test_a_sentence_without_a_number_would_be_found(tmp_path: Path) -> None:
    module, page = tmp_path / "words.py", tmp_path / "page.html"
    module.write_text('WORDS = "Call the desk."\nGOOD = f"Call {DESK}."\n', "utf-8")
    page.write_text("<p>Ring the landlord.</p>\n{% call forms.form(x) %}\n", "utf-8")

    found = [text for path in (module, page) for text in said_by(path) if not is_numbered(text)]

    assert found == ['"Call the desk."', "<p>Ring the landlord.</p>"]
