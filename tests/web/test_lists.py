"""Every list leads with what it is about, on a phone too, and numbers and dates stay whole."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import render_template_string
from playwright.sync_api import Browser

from tests.chromium import served
from tests.web.conftest import MACROS, make_app

TEMPLATES = Path(__file__).parent.parent.parent / "templates"
# A letter has no style sheet, and the picture of a week is a table on every screen.
OTHERWISE = {"notifications/emails/letter.html", "planning/week.html"}
COMMENT = re.compile(r"{#.*?#}", re.S)
BODY = re.compile(r"<tbody>(.*?)</tbody>", re.S)
ROW = re.compile(r"<tr\b.*?</tr>", re.S)
ITEM = re.compile(r"<li\b[^>]*>\s*(?:<(?:p|div)>\s*)?(?:{%.*?%}\s*)*(<\w+)", re.S)
ACTS = re.compile(r'<(ul|ol) class="acts".*?</\1>', re.S)
TEXTS = {
    path.relative_to(TEMPLATES).as_posix(): COMMENT.sub("", path.read_text("utf-8"))
    for path in TEMPLATES.rglob("*.html")
}
WITH_A_TABLE = sorted({name for name, text in TEXTS.items() if "<table" in text} - OTHERWISE)
WITH_A_LIST = sorted(name for name, text in TEXTS.items() if 'class="acts"' in text)

LIST = (
    '{% extends "base.html" %}{% block title %}A list{% endblock %}{% block main %}'
    + MACROS
    + """<h1>A list</h1>
<table>
  <thead><tr>{% for name in names %}<th scope="col">{{ name }}</th>{% endfor %}</tr></thead>
  <tbody>{% for row in range(3) %}<tr>
    <td data-label="Request"><a href="/{{ row }}">{{ wording.number("SR-26-00013") }}</a></td>
    <td data-label="When">{{ wording.moment(now, "UTC+08") }}</td>
    <td data-label="Message" class="leads">
      {{- wording.calling("Accepted: read the display (SR-26-00013) " * 3, "SR-26-00013") }}</td>
    {% for name in names[3:] %}<td data-label="{{ name }}">{{ name * 3 }}</td>{% endfor %}
  </tr>{% endfor %}</tbody>
</table>{% endblock %}"""
)
NAMES = ["Request", "When", "Message", "Company ", "Customer ", "Officer ", "Desk "]
TORN = """() => [...document.querySelectorAll("td :is(.number, time)")].filter((each) => {
  const range = document.createRange();
  range.selectNodeContents(each);
  return new Set([...range.getClientRects()].map((part) => Math.round(part.top))).size > 1;
}).map((each) => each.textContent)"""
FIRST = """() => [...document.querySelectorAll("tbody tr")].map((row) =>
  [...row.cells].sort((one, other) => one.getBoundingClientRect().top
    - other.getBoundingClientRect().top)[0].className)"""


@pytest.mark.parametrize("name", WITH_A_TABLE)
def test_each_row_of_a_table_has_one_cell_that_leads(name: str) -> None:
    rows = [row for body in BODY.findall(TEXTS[name]) for row in ROW.findall(body)]

    assert rows
    assert [row.count('class="leads"') for row in rows] == [1] * len(rows)


@pytest.mark.parametrize("name", WITH_A_LIST)
def test_each_item_of_a_list_begins_with_what_it_is_about(name: str) -> None:
    """Items that several lists show are macros of the same folder's `_rows.html`."""
    items = [item for found in ACTS.finditer(TEXTS[name]) for item in ITEM.findall(found.group())]

    assert set(items) <= {"<a", "<strong"}


@pytest.mark.parametrize("name", [name for name in TEXTS if name.endswith("_rows.html")])
def test_each_row_that_lists_share_begins_with_what_it_is_about(name: str) -> None:
    items = ITEM.findall(TEXTS[name])

    assert items
    assert set(items) == {"<a"}


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    app = make_app()

    @app.get("/list")
    def listed() -> str:
        return render_template_string(LIST, names=NAMES)

    with served(app) as where:
        yield where


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1280])
def test_numbers_and_dates_in_a_table_stay_whole(
    browser: Browser, address: str, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})

    page.goto(f"{address}/list")

    assert page.evaluate(TORN) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.close()


@pytest.mark.browser
def test_on_a_phone_a_row_leads_with_its_summary(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 800})

    page.goto(f"{address}/list")

    assert page.evaluate(FIRST) == ["leads"] * 3
    page.close()
