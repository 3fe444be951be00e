"""The shared templates: the base page, the form macros, and the wording of every state."""

import pytest
from wtforms import (
    BooleanField,
    EmailField,
    FieldList,
    FileField,
    Form,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from accessdesk.accounts.forms import PasswordForm, PhraseForm, TelephoneForm, TokenForm
from accessdesk.accounts.queries import SessionRow, TokenRow
from accessdesk.accounts.rules import Role, Scope
from accessdesk.accounts.sign_in.browsers import KnownRow
from accessdesk.accounts.sign_in.forms import SignInForm
from accessdesk.errors import NotFound
from accessdesk.service_requests.rules import Kind, PartyKind, Reason, Severity, Status
from tests.web.conftest import NOW, Render
from tests.web.page import Page
from tests.web.page_checks import faults


class Visitor(Form):
    name = StringField("Name", [InputRequired("Give the visitor’s name.")])


class EveryField(Form):
    once = HiddenField(default="key-1")
    summary = StringField("Summary", [InputRequired("Say what it is about.")])
    email = EmailField("E-mail", [Optional()])
    why = TextAreaField("Why")
    site = SelectField("Site", choices=["AMS1", "KTM1"])
    party = RadioField("Who comes", choices=["vendor", "carrier"])
    devices = SelectMultipleField(
        "Devices",
        choices=["CT-1", "CT-2"],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    escort = BooleanField("An escort is needed")
    list_file = FileField("A CSV file")
    visitors = FieldList(FormField(Visitor), min_entries=2)


PLAIN = ["summary", "email", "why", "site", "party", "devices", "escort", "list_file"]
EVERY_FIELD = (
    "{{ forms.error_summary(form) }}{{ forms.hidden(form) }}"
    "{% for name in plain %}{{ forms.field(form[name], hint='A hint') }}{% endfor %}"
    "{% for entry in form.visitors %}{{ forms.field(entry.form.name) }}{% endfor %}"
)


@pytest.fixture
def refused_form() -> EveryField:
    form = EveryField()
    form.validate()
    return form


def test_a_form_with_every_kind_of_field_has_no_fault(render_text: Render) -> None:
    markup = render_text(EVERY_FIELD, form=EveryField(), plain=PLAIN)

    assert faults(markup, whole=False) == []


def test_a_refused_form_has_no_fault(render_text: Render, refused_form: EveryField) -> None:
    markup = render_text(EVERY_FIELD, form=refused_form, plain=PLAIN)

    assert faults(markup, whole=False) == []


def test_an_error_stands_at_its_field_and_is_tied_to_it(
    render_text: Render, refused_form: EveryField
) -> None:
    page = Page(render_text("{{ forms.field(form.summary, hint='Short') }}", form=refused_form))

    [control] = page.all("input")
    assert control["aria-invalid"] == "true"
    assert control["aria-describedby"] == "summary-hint summary-error"
    assert "Say what it is about." in page.texts["p"]


def test_the_summary_links_to_each_field_that_is_wrong(
    render_text: Render, refused_form: EveryField
) -> None:
    page = Page(render_text("{{ forms.error_summary(form) }}", form=refused_form))

    links = {link["href"] for link in page.all("a")}
    assert {"#summary", "#party-0", "#visitors-0-name", "#visitors-1-name"} <= links


def test_the_summary_says_what_belongs_to_no_field(render_text: Render) -> None:
    form = EveryField()
    form.form_errors.append("The site is full then.")

    assert "The site is full then." in render_text("{{ forms.error_summary(form) }}", form=form)


def test_a_form_without_errors_has_no_summary(render_text: Render) -> None:
    assert render_text("{{ forms.error_summary(form) }}", form=EveryField()).strip() == ""


def test_what_was_typed_is_kept_and_escaped(render_text: Render) -> None:
    form = EveryField(data={"summary": '"><script>alert(1)</script>'})

    markup = render_text("{{ forms.field(form.summary) }}", form=form)

    assert "<script" not in markup
    assert Page(markup).all("input")[0]["value"] == '"><script>alert(1)</script>'


def test_a_form_carries_its_csrf_token_and_its_key(render_text: Render) -> None:
    page = Page(render_text("{{ forms.hidden(form) }}", form=EveryField()))

    sent = {each["name"]: each["value"] for each in page.all("input")}
    assert sent == {"csrf_token": "a-csrf-token", "once": "key-1"}


def test_the_frame_of_a_form_carries_what_every_form_needs(
    render_text: Render, refused_form: EveryField
) -> None:
    call = (
        "{% call forms.form('/ask', form, title='Nothing was booked', once=true, class='sheet') %}"
        "{{ forms.field(form.summary) }}{% endcall %}"
    )

    page = Page(render_text(call, form=refused_form))

    [form] = page.all("form")
    assert form == {
        "method": "post",
        "class": "sheet",
        "action": "/ask",
        "data-module": "send-once",
        "novalidate": "",
    }
    assert page.texts["h2"] == ["Nothing was booked"]
    assert {"csrf_token", "once", "summary"} <= {each["name"] for each in page.all("input")}


def test_a_frame_without_a_form_to_judge_lets_the_browser_do_it(render_text: Render) -> None:
    page = Page(render_text("{% call forms.form('/ask', modules=none) %}{% endcall %}"))

    assert page.all("form") == [{"method": "post", "action": "/ask"}]
    assert [each["name"] for each in page.all("input")] == ["csrf_token"]


def test_an_optional_field_says_so(render_text: Render) -> None:
    form = EveryField()

    assert "optional" in render_text("{{ forms.field(form.email) }}", form=form)
    assert "optional" not in render_text("{{ forms.field(form.summary) }}", form=form)


def test_a_button_that_acts_posts_what_it_is_given(render_text: Render) -> None:
    call = "{{ forms.act('/end', 'End', confirm='End “it”?', once=true, session=7) }}"

    page = Page(render_text(call))

    [form] = page.all("form")
    assert (form["method"], form["action"]) == ("post", "/end")
    assert (form["data-module"], form["data-confirm"]) == ("confirm", "End “it”?")
    sent = {each["name"]: each["value"] for each in page.all("input")}
    assert sent == {"csrf_token": "a-csrf-token", "once": "a-key", "session": "7"}


PASS_STATES = ["issued", "superseded", "revoked", "expired"]
STAY_STATES = ["expected", "inside", "left", "overstayed", "no-show", "refused", "undone"]
CLOCK_STATES = ["due", "overdue", "met", "missed"]
DECISIONS = ["admit", "present-id", "review", "refuse"]


@pytest.mark.parametrize(
    "state", [*Status, *PASS_STATES, *STAY_STATES, *CLOCK_STATES, *DECISIONS], ids=str
)
def test_every_state_is_a_word_a_sign_and_a_colour(render_text: Render, state: str) -> None:
    page = Page(render_text("{{ wording.state(state) }}", state=state))

    [badge, sign] = page.all("span")
    assert badge["data-tone"] in {"go", "wait", "stop", "info", "quiet"}
    assert sign == {"aria-hidden": "true"}
    assert [len(text) > 1 for text in page.texts["span"]] == [False, True]


@pytest.mark.parametrize("level", Severity, ids=str)
def test_every_severity_has_its_letter_and_its_word(render_text: Render, level: Severity) -> None:
    page = Page(render_text("{{ wording.severity(level, brief=true) }}", level=level))

    assert page.texts["b"] == [level.value]
    assert "Severity" in page.texts["span"]
    assert len(page.texts["span"]) == 2


@pytest.mark.parametrize(
    ("macro", "values"),
    [("kind", Kind), ("party", PartyKind), ("reason", Reason), ("role", Role), ("scope", Scope)],
)
def test_every_value_of_an_enum_has_words(
    render_text: Render, macro: str, values: type[Kind]
) -> None:
    for value in values:
        words = render_text("{{ wording." + macro + "(value) }}", value=value)

        assert words[:1].isupper(), value


def test_a_time_says_the_site_s_clock_and_carries_the_instant(render_text: Render) -> None:
    page = Page(render_text("{{ wording.moment(at, 'CET', reader=true) }}", at=NOW))

    [time] = page.all("time")
    assert time["datetime"] == "2026-12-01T08:00:00+00:00"
    assert (time["data-zone"], time["data-module"]) == ("CET", "reader-time")


def test_how_far_off_a_time_is_stands_there_without_scripts(render_text: Render) -> None:
    later = NOW.replace(minute=40)

    page = Page(render_text("{{ wording.moment(at, 'CET', relative=true) }}", at=later, now=NOW))

    assert page.texts["small"] == ["in 40 min"]


@pytest.mark.parametrize(
    ("starts", "ends", "words"), [(9, 10, "in 1 h"), (7, 10, "now"), (5, 6, "2 h ago")]
)
def test_how_far_off_a_window_is_counts_from_its_nearer_end(
    render_text: Render, starts: int, ends: int, words: str
) -> None:
    window = {"starts": NOW.replace(hour=starts), "ends": NOW.replace(hour=ends)}

    markup = render_text(
        "{{ wording.span(starts, ends, 'CET', relative=true) }}", now=NOW, **window
    )

    assert Page(markup).texts["small"] == [words]


def test_the_error_page_has_no_fault_and_says_the_next_step(render: Render) -> None:
    markup = render(
        "error.html",
        error=NotFound("No such visit.", next_step="Look in your requests."),
        back="/requests",
    )

    assert faults(markup) == []
    assert {"No such visit.", "Look in your requests."} <= set(Page(markup).texts["p"])


@pytest.mark.parametrize("typed", [{}, {"email": "x"}], ids=["fresh", "refused"])
def test_the_sign_in_page_has_no_fault(render: Render, typed: dict[str, str]) -> None:
    form = SignInForm(data=typed)
    if typed:
        form.validate()

    markup = render("accounts/sign_in.html", form=form, actor=None, nav=[])

    assert faults(markup) == []
    assert "Sign out" not in markup


def test_the_account_page_has_no_fault_and_shows_a_new_token(render: Render) -> None:
    refused = PasswordForm()
    refused.validate()

    markup = render(
        "accounts/account.html",
        password_form=refused,
        phrase_form=PhraseForm(),
        telephone_form=TelephoneForm(),
        token_form=TokenForm(),
        sessions=[SessionRow(7, NOW, NOW, True), SessionRow(8, NOW, NOW, False)],
        browsers=[KnownRow(3, NOW, NOW, NOW, True), KnownRow(4, NOW, NOW, NOW, False)],
        tokens=[TokenRow(1, "ticket bridge", Scope.READ, NOW)],
        new_token="adk_shown-once",
    )

    assert faults(markup) == []
    assert "adk_shown-once" in Page(markup).texts["code"]
    actions = {form["action"] for form in Page(markup).all("form")}
    assert {"/account/sessions/8/end", "/account/tokens/1/revoke"} <= actions
    assert "/account/browsers/4/forget" in actions
    assert "/account/browsers/3/forget" not in actions
    assert "/account/sessions/7/end" not in actions


def test_the_base_page_marks_where_one_is_and_says_that_it_is_a_demo(render: Render) -> None:
    page = Page(render("error.html", error=NotFound(), back=None))

    [current] = [link for link in page.all("a") if "aria-current" in link]
    assert current["href"] == "/"
    assert "This is a demo." in page.texts["strong"]
    assert page.all("html")[0]["lang"] == "en"


@pytest.mark.parametrize(
    ("markup", "fault"),
    [
        ("<input name=a>", "no label: a"),
        ("<p id=a></p><p id=a></p>", "id twice: a"),
        ("<label for=b>B</label>", "nothing has the id b"),
        ("<a href='#c'>C</a>", "nothing has the id c"),
        ("<p style='color: red'>", "inline style on p"),
        ("<script>1</script>", "inline script"),
        ("<p onclick='x()'>", "onclick on p"),
        ("<a href='javascript:x()'>", "href on a"),
    ],
)
def test_the_checks_notice_a_fault(markup: str, fault: str) -> None:
    assert faults(markup, whole=False) == [fault]


def test_the_checks_notice_a_page_without_a_title_or_with_two_headings() -> None:
    markup = "<title> · accessdesk</title><h1>A</h1><h1>B</h1>"

    assert faults(markup) == ["2 h1 elements", "no title"]
