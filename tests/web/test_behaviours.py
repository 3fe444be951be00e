"""The shared browser modules, in the system's Chromium, under the strict policy of the product."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Response, render_template_string, request
from playwright.sync_api import Browser, Page
from wtforms import Form, PasswordField, StringField
from wtforms.validators import InputRequired

from accessdesk.web.edge import CONTENT_SECURITY_POLICY
from tests.chromium import served
from tests.web.conftest import MACROS, NOW, make_app

pytestmark = pytest.mark.browser

PAGE = (
    '{% extends "base.html" %}{% block title %}A page{% endblock %}{% block main %}'
    + MACROS
    + """
<h1>A page</h1>
<form id="typed" method="post" action="/sent" novalidate data-module="send-once keep">
  {{ forms.error_summary(form) }}
  {{ forms.field(form.why) }}{{ forms.field(form.secret) }}
  {{ forms.submit("Send", name="go", value="1") }}
</form>
{{ forms.act("/sent", "Cancel the visit", rank="danger", confirm="Cancel it?", visit=7) }}
<ol class="acts" data-module="list-keys">
  {% for name in ["one", "two"] %}<li><a href="/{{ name }}">{{ name }}</a></li>{% endfor %}
</ol>
<table data-module="list-keys"><thead><tr><th scope="col">Who</th></tr></thead>
  <tbody><tr><td data-label="Who"><a href="/three">three</a></td></tr></tbody></table>
<details><summary>More</summary><p>Less.</p></details><details><summary>Other</summary></details>
<p>{{ wording.moment(now, "Europe/Amsterdam", relative=true, reader=true) }}
  {{ wording.state("scheduled") }} {{ wording.severity("A") }}</p>
{% endblock %}"""
)


# Whether each press would have sent the form: Chromium drops the first of two on its own.
COUNT_SUBMITS = """() => {
  window.submits = [];
  document.addEventListener("submit", (event) => submits.push(!event.defaultPrevented));
}"""


FOR_FINGERS = {"rules": {"target-size": {"enabled": True}}}
SMALLEST_TARGET = 24  # Pixels (WCAG 2.2, 2.5.8).
LOWEST = """() => Math.min(...[...document.querySelectorAll("button, summary, [role=button]")]
  .filter((each) => each.checkVisibility())
  .map((each) => each.getBoundingClientRect().height))"""


class TypedForm(Form):
    why = StringField("Why", [InputRequired("Say why.")])
    secret = PasswordField("Secret")


@pytest.fixture(scope="module")
def sent() -> list[dict[str, str]]:
    """Collect what reached the server."""
    return []


@pytest.fixture(scope="module")
def address(sent: list[dict[str, str]]) -> Iterator[str]:
    app = make_app()

    @app.get("/page")
    def page() -> str:
        form = TypedForm()
        if "refused" in request.args:
            form.validate()
        return render_template_string(PAGE, form=form)

    @app.post("/sent")
    def take() -> tuple[str, int]:
        sent.append(request.form.to_dict())
        return "", 204

    @app.after_request
    def strictly(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
        return response

    with served(app) as where:
        yield where


@pytest.fixture
def page(browser: Browser, sent: list[dict[str, str]]) -> Iterator[Page]:
    """A tab in Tokyo; whatever its console complains of fails the test."""
    sent.clear()
    context = browser.new_context(timezone_id="Asia/Tokyo")
    tab = context.new_page()
    complaints: list[str] = []
    tab.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    yield tab
    context.close()
    assert complaints == []


def wait_until_bound(page: Page) -> None:
    page.locator("html[data-bound]").wait_for()


def open_page(page: Page, address: str, query: str = "") -> None:
    page.goto(f"{address}/page{query}")
    wait_until_bound(page)


def focused(page: Page) -> str:
    text: str = page.evaluate("document.activeElement.textContent.trim()")
    return text


@pytest.mark.parametrize(
    ("width", "scheme"),
    [
        (1280, "light"),
        (390, "dark"),
        (1280, "dark"),
        (390, "light"),
    ],
)
def test_axe_finds_nothing_and_nothing_is_cut_off(
    page: Page, address: str, scheme: str, width: int
) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size({"width": width, "height": 800})

    open_page(page, address, "?refused")

    assert Axe().run(page, options=FOR_FINGERS).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate(LOWEST) >= SMALLEST_TARGET


def test_the_summary_of_what_is_wrong_has_the_focus(page: Page, address: str) -> None:
    open_page(page, address, "?refused")

    assert page.evaluate("document.activeElement.matches('.error-summary')")


def test_a_double_click_sends_once_and_with_the_button_s_value(
    page: Page, address: str, sent: list[dict[str, str]]
) -> None:
    open_page(page, address)
    page.fill("#why", "line card")
    page.evaluate(COUNT_SUBMITS)

    with page.expect_response("**/sent"):
        page.get_by_role("button", name="Send").dblclick()

    assert page.evaluate("submits") == [True, False]
    assert [(each["why"], each["go"]) for each in sent] == [("line card", "1")]


def test_enter_on_a_question_says_no(page: Page, address: str, sent: list[dict[str, str]]) -> None:
    open_page(page, address)
    page.get_by_role("button", name="Cancel the visit").click()
    page.get_by_role("dialog", name="Cancel it?").wait_for()

    page.keyboard.press("Enter")

    page.get_by_role("dialog").wait_for(state="detached")
    assert sent == []


def test_yes_on_a_question_sends_the_form(
    page: Page, address: str, sent: list[dict[str, str]]
) -> None:
    open_page(page, address)
    page.get_by_role("button", name="Cancel the visit").click()

    with page.expect_response("**/sent"):
        page.get_by_role("dialog").get_by_role("button", name="Cancel the visit").click()

    assert [each["visit"] for each in sent] == ["7"]


def test_j_and_k_walk_all_lists_but_not_while_one_types(page: Page, address: str) -> None:
    open_page(page, address)
    walked = []

    for key in "jjjjk":
        page.keyboard.press(key)
        walked.append(focused(page))

    assert walked == ["one", "two", "three", "three", "two"]
    page.focus("#why")
    page.keyboard.press("j")
    assert page.input_value("#why") == "j"


def test_what_was_typed_survives_a_reload_and_a_password_does_not(page: Page, address: str) -> None:
    open_page(page, address)
    page.fill("#why", "line card")
    page.fill("#secret", "hush")

    page.reload()

    wait_until_bound(page)
    assert (page.input_value("#why"), page.input_value("#secret")) == ("line card", "")
    assert "hush" not in page.evaluate("JSON.stringify(sessionStorage)")


def test_what_was_typed_is_gone_on_a_fresh_visit(page: Page, address: str) -> None:
    open_page(page, address)
    page.fill("#why", "line card")

    open_page(page, address, "?again")

    assert page.input_value("#why") == ""
    assert page.evaluate("sessionStorage.length") == 0


def test_a_reader_elsewhere_sees_the_time_at_home(page: Page, address: str) -> None:
    open_page(page, address)

    assert NOW.hour == 8  # In UTC, so 17:00 in Tokyo.
    assert "Tue 1 Dec 17:00" in page.inner_text(".reader-time")


def test_the_page_says_everything_without_scripts(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()

    page.goto(f"{address}/page?refused")

    assert page.inner_text(".relative") == "now"
    assert page.inner_text(".error-summary a") == "Why: Say why."
    assert page.get_by_role("button", name="Send").is_enabled()
    context.close()
