"""The desk's pages, by what an officer sees and presses, without scripts."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from accessdesk import clock
from accessdesk.accounts.models import User
from accessdesk.accounts.rules import Role
from accessdesk.db import transaction
from accessdesk.gate import queries
from accessdesk.gate.models import GateAttempt
from accessdesk.passes.short_code import show_short_code
from accessdesk.scheduling.models import BookedWindow
from accessdesk.service_requests.models import ServiceRequest
from tests.gate.documents import passport
from tests.gate.given import STARTS_AT
from tests.gate.test_api import on_itar
from tests.passes.test_keyboards import LAYOUTS, MARKS, ambiguous, typed
from tests.people import make_staff
from tests.web.page_client import sign_in, words_of

HOUR = timedelta(hours=1)
MULLER, SMITH = passport("Mueller", "Juergen"), passport("Smith", "Agent")
CLOSE = passport("Mueler", "Juergen")
TYPED = {
    "kind": "passport",
    "issuer": "NLD",
    "surname": "Müller",
    "given_names": "Jürgen",
    "expires_on": "2031-05-04",
    "original": "y",
}
NO_BADGE = {"no_badge": "y"}
FOUND = {"photo": "yes", "name_compared": "y", "birthday_asked": "y", "reason": "one l less"}


@pytest.fixture
def desk(app, officer):
    return sign_in(app, officer)


def hidden(browser, name):
    found = re.search(rf'name="{name}" value="([^"]*)"', browser.page)
    return found[1] if found else ""


def decision_on(browser):
    found = re.search(r'data-decision="([^"]+)"(?: data-code="([^"]+)")?', browser.page)
    return found.groups() if found else None


def scan(browser, text, **more):
    return browser.send("/gate/AMS1", scan=text, **more)


def check_id(browser, code, document=MULLER):
    """Scan a pass and then an ID; returns the page after that."""
    scan(browser, code)
    return scan(browser, document, code=hidden(browser, "code"))


def attempts_kept():
    with transaction(write=False) as session:
        return session.scalars(select(GateAttempt.decision).order_by(GateAttempt.id)).all()


def carried(browser):
    return {name: hidden(browser, name) for name in ("code", "seen")}


def test_one_posting_leads_straight_to_its_gate(desk):
    answer = desk.get("/gate")

    assert answer.headers["Location"] == "/gate/AMS1"


def test_an_officer_with_two_gates_chooses(app, make_officer):
    browser = sign_in(app, make_officer("AMS1", "LHR2"))

    words = words_of(browser.get("/gate"))

    assert "AMS1" in words
    assert "LHR2" in words


def test_scan_check_admit_and_let_out(desk, visit_now):
    """R-GATE-1: three steps, each with its own page."""
    visit = visit_now("Jürgen Müller")
    desk.get("/gate/AMS1")

    passed = scan(desk, visit.code)
    assert (passed.status_code, decision_on(desk)) == (200, ("present-id", None))
    assert "Jürgen Müller" in words_of(passed)
    checked = scan(desk, MULLER, code=hidden(desk, "code"))
    assert (checked.status_code, decision_on(desk)) == (200, ("admit", None))
    admitted = desk.send("/gate/AMS1/admissions", badge="V-07", **carried(desk))
    shown = desk.follow(admitted)
    assert decision_on(desk) == ("entered", None)
    assert "hand out badge V-07" in words_of(shown)
    assert "Inside now: 1" in words_of(shown)
    left = desk.send("/gate/AMS1/departures", admission=hidden(desk, "admission"), badge="returned")
    after = words_of(desk.follow(left))

    assert "Badge V-07 is back." in after
    assert "Inside now: 0" in after


def test_a_refusal_says_stop_with_a_sign_and_the_next_step(desk, visit_now):
    visit = visit_now()
    desk.get("/gate/AMS1")

    answer = check_id(desk, visit.code, SMITH)

    assert (answer.status_code, decision_on(desk)) == (409, ("refuse", "name-mismatch"))
    words = words_of(answer)
    assert "✕ STOP : This ID belongs to somebody else" in words
    assert "the same pass then works at once" in words
    assert hidden(desk, "seen") == ""


def test_a_review_asks_for_each_act_and_then_admits(desk, visit_now):
    """R-GATE-5."""
    visit = visit_now()
    desk.get("/gate/AMS1")
    answer = check_id(desk, visit.code, CLOSE)
    assert (answer.status_code, decision_on(desk)) == (409, ("review", "name-review"))

    for missing in FOUND:
        found = NO_BADGE | {name: value for name, value in FOUND.items() if name != missing}
        again = desk.send("/gate/AMS1/reviews", **carried(desk), **found)
        assert again.status_code == 422, missing
        assert 'role="alert"' in again.text
        assert hidden(desk, "seen")
    admitted = desk.send("/gate/AMS1/reviews", **NO_BADGE, **carried(desk), **FOUND)

    desk.follow(admitted)
    assert decision_on(desk) == ("entered", None)


def test_a_review_puts_both_names_and_the_reason_above_its_questions(desk, visit_now):
    """R-GATE-5."""
    desk.get("/gate/AMS1")

    words = words_of(check_id(desk, visit_now().code, CLOSE))

    names = words.index("On the ID JUERGEN MUELER On the request Jürgen Müller")
    reason = words.index("The surname on the ID is MUELER")
    assert names < reason < words.index("Is the photo this person?")


def test_for_us_persons_alone_the_page_asks_and_is_not_green_meanwhile(desk, visit_now):
    """R-GATE-13."""
    visit = visit_now()
    on_itar(visit)
    desk.get("/gate/AMS1")

    waiting = words_of(check_id(desk, visit.code))
    silent = desk.send("/gate/AMS1/admissions", badge="V-07", **carried(desk))
    refused = desk.send("/gate/AMS1/admissions", badge="V-07", us_person="no", **carried(desk))

    assert "? WAIT : Is this a US person?" in waiting
    assert silent.status_code == 422
    assert "Say whether this is a US person." in words_of(silent)
    assert (refused.status_code, decision_on(desk)) == (409, ("refuse", "us-person-required"))


def test_the_same_person_inside_twice_is_asked_about_before_anybody_enters(desk, visit_now):
    """R-GATE-6: the answer is one of the questions of the review."""
    first, second = visit_now(), visit_now()
    desk.get("/gate/AMS1")
    check_id(desk, first.code)
    desk.follow(desk.send("/gate/AMS1/admissions", badge="V-07", **carried(desk)))

    asked = words_of(check_id(desk, second.code))
    assert decision_on(desk) == ("review", "same-person")
    assert "on R-2026-000001: the same person?" in asked
    silent = desk.send("/gate/AMS1/reviews", badge="V-08", **FOUND, **carried(desk))
    said = FOUND | {"another": "yes"}
    admitted = desk.send("/gate/AMS1/reviews", badge="V-08", **said, **carried(desk))

    assert silent.status_code == 422
    assert "Say whether it is another person." in words_of(silent)
    assert admitted.status_code == 303


def test_who_entered_elsewhere_since_the_check_is_asked_about(desk, visit_now, app, make_officer):
    """R-GATE-6: the entry is decided anew, and a yes of a minute ago is none now."""
    first, second = visit_now(), visit_now()
    desk.get("/gate/AMS1")
    check_id(desk, second.code)
    fields = carried(desk)
    other = sign_in(app, make_officer(name="Other Officer"))
    other.get("/gate/AMS1")
    check_id(other, first.code)
    other.follow(other.send("/gate/AMS1/admissions", badge="V-07", **carried(other)))

    answer = desk.send("/gate/AMS1/admissions", badge="V-08", **fields)

    assert (answer.status_code, decision_on(desk)) == (409, ("review", "same-person"))
    assert "Is this another person than the one who is inside?" in words_of(answer)


def test_another_face_stops_the_visitor(desk, visit_now):
    visit = visit_now()
    desk.get("/gate/AMS1")
    check_id(desk, visit.code, CLOSE)

    answer = desk.send("/gate/AMS1/reviews", **carried(desk), **(FOUND | {"photo": "no"}))

    assert (answer.status_code, decision_on(desk)) == (409, ("refuse", "photo-mismatch"))


def test_an_id_can_be_typed_and_its_errors_stand_at_the_fields(desk, visit_now):
    """R-GATE-4."""
    visit = visit_now()
    desk.get("/gate/AMS1")
    scan(desk, visit.short_codes[0])
    typed = {
        "code": hidden(desk, "code"),
        "kind": "passport",
        "issuer": "NLD",
        "surname": "Müller",
        "given_names": "Jürgen",
        "expires_on": "2031-05-04",
    }

    unsworn = desk.send("/gate/AMS1/typed", **typed)
    sworn = desk.send("/gate/AMS1/typed", original="y", **typed)

    assert unsworn.status_code == 422
    assert "Only an original lets somebody in." in words_of(unsworn)
    assert 'value="Müller"' in unsworn.text
    assert (sworn.status_code, decision_on(desk)) == (200, ("admit", None))


def test_the_last_valid_day_is_typed_like_every_day_and_never_guessed(desk, visit_now):
    """R-GATE-4: 04.05.2031 is 4 May to one officer and 5 April to another."""
    visit = visit_now()
    desk.get("/gate/AMS1")
    scan(desk, visit.code)
    typed = TYPED | {"code": hidden(desk, "code")}

    either = desk.send("/gate/AMS1/typed", **typed | {"expires_on": "04.05.2031"})
    bare = desk.send("/gate/AMS1/typed", **typed | {"expires_on": "4 May"})
    kept = attempts_kept()
    faulty = desk.send("/gate/AMS1/typed", **typed | {"expires_on": "4 May 2031", "surname": ""})
    read = desk.send("/gate/AMS1/typed", **typed | {"expires_on": "4 May 2031"})

    assert "could be 4 May or 5 Apr. Write the month as a word." in words_of(either)
    assert "“4 May” has no year." in words_of(bare)
    assert 'value="04.05.2031"' in either.text
    assert kept == []
    assert 'value="4 May 2031"' in faulty.text
    assert 'type="date"' not in either.text
    assert (read.status_code, decision_on(desk)) == (200, ("admit", None))


def test_a_slip_in_the_issuing_state_is_told_at_the_field_and_nothing_is_recorded(desk, visit_now):
    """R-GATE-4."""
    visit = visit_now()
    desk.get("/gate/AMS1")
    scan(desk, visit.code)
    typed = {"code": hidden(desk, "code"), **TYPED}

    slipped = desk.send("/gate/AMS1/typed", **(typed | {"issuer": "Polnd"}))
    named = desk.send("/gate/AMS1/typed", **(typed | {"issuer": "Poland"}))

    assert slipped.status_code == 422
    assert "Did you mean Poland (POL)?" in words_of(slipped)
    assert 'value="Müller"' in slipped.text
    assert attempts_kept() == []
    assert (named.status_code, decision_on(desk)) == (200, ("admit", None))


@pytest.mark.parametrize("kind", ["passport", "residence-permit"])
def test_the_last_valid_day_is_asked_for_where_every_id_has_one(desk, visit_now, kind):
    """R-GATE-3."""
    visit = visit_now()
    desk.get("/gate/AMS1")
    scan(desk, visit.code)
    typed = TYPED | {"code": hidden(desk, "code"), "kind": kind, "expires_on": ""}

    answer = desk.send("/gate/AMS1/typed", **typed)

    assert answer.status_code == 422
    assert words_of(answer).count("always has a last valid day") == 2
    assert attempts_kept() == []


def test_a_card_that_never_expires_is_for_the_officer_to_review(desk, visit_now):
    visit = visit_now()
    desk.get("/gate/AMS1")
    scan(desk, visit.code)
    typed = TYPED | {"code": hidden(desk, "code"), "kind": "national-id", "expires_on": ""}

    desk.send("/gate/AMS1/typed", **typed)

    assert decision_on(desk) == ("review", "id-unreadable")


def test_what_is_no_government_id_may_name_any_issuer(desk, visit_now):
    """R-GATE-3: a company badge is refused, and that is kept."""
    visit = visit_now()
    desk.get("/gate/AMS1")
    scan(desk, visit.code)
    badge = TYPED | {"kind": "other", "issuer": "Tailspin Aerospace"}

    desk.send("/gate/AMS1/typed", code=hidden(desk, "code"), **badge)

    assert decision_on(desk) == ("refuse", "id-not-accepted")


@pytest.mark.parametrize("scanned", ["", MULLER])
def test_a_copy_is_refused_at_the_press_of_a_button(desk, visit_now, scanned):
    """R-GATE-3."""
    visit = visit_now()
    desk.get("/gate/AMS1")
    scan(desk, visit.code)
    assert re.search(r'<button[^>]* value="no"[^>]* formnovalidate', desk.page)

    scan(desk, scanned, code=hidden(desk, "code"), original="no")

    assert decision_on(desk) == ("refuse", "id-not-accepted")
    assert attempts_kept() == ["refuse"]


@pytest.mark.parametrize(
    "refused",
    [
        pytest.param(passport("Mueller", "Juergen", expires_on=date(2020, 5, 4)), id="expired"),
        pytest.param(MULLER[:-1], id="unreadable"),
        pytest.param(SMITH, id="mismatch"),
        pytest.param(CLOSE, id="review"),
    ],
)
def test_after_an_id_that_does_not_do_another_one_is_taken_for_the_same_pass(
    desk, visit_now, refused
):
    """R-GATE-7: each attempt is kept."""
    visit = visit_now()
    desk.get("/gate/AMS1")
    stopped = check_id(desk, visit.code, refused)
    assert "Scan another ID, or the next pass" in words_of(stopped)
    assert "It does not scan: type what is printed on it" in words_of(stopped)

    answer = scan(desk, MULLER, code=hidden(desk, "code"))

    assert (answer.status_code, decision_on(desk)) == (200, ("admit", None))
    assert len(attempts_kept()) == 1


def test_after_a_stop_the_next_pass_is_taken_as_well(desk, visit_now):
    first, second = visit_now("Ada One"), visit_now("Bea Two")
    desk.get("/gate/AMS1")
    check_id(desk, first.code, SMITH)

    scan(desk, second.code, code=hidden(desk, "code"))

    assert decision_on(desk) == ("present-id", None)
    assert 'class="who">Bea Two' in desk.page


def test_a_visit_that_has_not_begun_says_one_time(desk, visit_now):
    visit = visit_now(since=HOUR, until=2 * HOUR, early_minutes=15)
    desk.get("/gate/AMS1")

    words = words_of(scan(desk, visit.code))

    [said] = re.findall(r"Nobody enters before their time\. (.*?) Now:", words)
    assert re.fullmatch(
        r"The gate opens for this visit at \w+ \d+ \w+( \d{4})? [\d:]+ CES?T\.", said
    )


def test_a_customer_that_comes_itself_is_named_once(desk, visit_now):
    visit = visit_now(customer="contoso")
    with transaction() as session:
        session.get_one(ServiceRequest, visit.request_id).party_name = "Contoso"
    desk.get("/gate/AMS1")

    words = words_of(scan(desk, visit.code))

    assert "Contoso · R-2026-000001" in words
    assert "for Contoso" not in words


def plain_pass(visit_now):
    """A visit whose pass has no two signs that computers type differently through other keys."""
    for nth in range(200):
        # Of one second's passes all begin alike, and so all may have two such signs.
        visit = visit_now(since=-HOUR - timedelta(seconds=nth), until=HOUR - timedelta(seconds=nth))
        if not ambiguous(visit.code) and "+ " not in visit.code:
            return visit
    raise AssertionError("each of two hundred passes is ambiguous")


@pytest.mark.parametrize("mark", [True, False], ids=["with-mark", "plain"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_pass_that_is_scanned_through_other_keys_opens(desk, visit_now, layout, mark):
    """R-PASS-1: the whole way from there, with an ID, into the site."""
    visit = plain_pass(visit_now)
    before = MARKS[layout] if mark else ""
    desk.get("/gate/AMS1")

    passed = scan(desk, before + typed(visit.code, LAYOUTS[layout]))
    scan(desk, MULLER, code=hidden(desk, "code"))
    desk.follow(desk.send("/gate/AMS1/admissions", badge="V-07", **carried(desk)))

    assert passed.status_code == 200
    assert "Jürgen Müller" in words_of(passed)
    assert decision_on(desk) == ("entered", None)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_pass_that_other_keys_have_spoilt_leaves_the_short_code_as_the_way(
    desk, visit_now, layout
):
    """R-GATE-1: told as the keyboard's fault, not as a forgery; the code typed next opens."""
    visit = plain_pass(visit_now)
    spoilt = typed(visit.code, LAYOUTS[layout])[:-40]
    desk.get("/gate/AMS1")

    stopped = scan(desk, spoilt)
    words = words_of(stopped)
    box = re.findall(r'<textarea[^>]* id="scan"[^>]*>([^<]*)', stopped.text)
    opened = scan(desk, show_short_code(visit.short_codes[0]))

    assert (stopped.status_code, "keyboard-layout" in stopped.text) == (409, True)
    assert "The scanner types for another keyboard" in words
    assert "Type the short code printed below the square code" in words
    assert "altered" not in words
    assert (box, spoilt in stopped.text) == ([""], False)
    assert (opened.status_code, decision_on(desk)) == (200, ("present-id", None))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_short_code_opens_through_other_keys(desk, visit_now, layout):
    """R-PASS-1: typed or scanned for US keys, as the pass is."""
    visit = visit_now()
    through = typed(show_short_code(visit.short_codes[0]), LAYOUTS[layout])
    desk.get("/gate/AMS1")

    scan(desk, through)

    assert decision_on(desk) == ("present-id", None)


def test_another_pass_through_other_keys_can_follow_one_that_is_under_way(desk, visit_now):
    """What is under way goes on with an ID alone: a pass begins anew, whatever its keys."""
    first, second = visit_now("Ada One"), plain_pass(visit_now)
    desk.get("/gate/AMS1")
    scan(desk, first.code)

    answer = scan(desk, typed(second.code, LAYOUTS["french"]), code=hidden(desk, "code"))

    assert decision_on(desk) == ("present-id", None)
    assert "Jürgen Müller" in words_of(answer)


def test_a_pass_that_is_refused_asks_for_no_id(desk, visit_now):
    visit = visit_now(since=HOUR, until=2 * HOUR)
    desk.get("/gate/AMS1")

    stopped = scan(desk, visit.code)

    assert decision_on(desk) == ("refuse", "too-early")
    assert "another ID" not in words_of(stopped)


def test_an_id_before_the_pass_is_told_to_wait(desk, visit_now):
    visit_now()
    desk.get("/gate/AMS1")

    answer = scan(desk, MULLER)

    assert answer.status_code == 422
    assert "Scan the visitor’s pass first" in words_of(answer)
    assert "MUELLER" not in answer.text


def test_the_next_pass_can_be_scanned_while_another_is_under_way(desk, visit_now):
    first, second = visit_now("Ada One"), visit_now("Bea Two")
    desk.get("/gate/AMS1")
    scan(desk, first.code)

    answer = scan(desk, second.code, code=hidden(desk, "code"))

    assert decision_on(desk) == ("present-id", None)
    assert 'class="who">Bea Two' in answer.text


def test_an_empty_scan_changes_nothing(desk):
    desk.get("/gate/AMS1")

    answer = scan(desk, "  ")

    assert answer.headers["Location"] == "/gate/AMS1"


def test_an_escort_is_asked_for_and_missing_stops(desk, visit_now):
    visit = visit_now(escort=True)
    desk.get("/gate/AMS1")
    check_id(desk, visit.code)

    unsaid = desk.send("/gate/AMS1/admissions", **NO_BADGE, **carried(desk))
    assert unsaid.status_code == 422
    assert "Say whether the escort is here." in words_of(unsaid)
    answer = desk.send("/gate/AMS1/admissions", escort="no", **carried(desk))

    assert (answer.status_code, decision_on(desk)) == (409, ("refuse", "escort-missing"))


def test_a_badge_is_asked_for_and_none_is_an_answer_too(desk, visit_now):
    """R-GATE-13: an empty field is no answer, and nothing is recorded of it."""
    visit = visit_now()
    desk.get("/gate/AMS1")
    check_id(desk, visit.code)

    silent = desk.send("/gate/AMS1/admissions", **carried(desk))
    both = desk.send("/gate/AMS1/admissions", badge="V-07", **NO_BADGE, **carried(desk))
    kept = attempts_kept()
    answered = desk.send("/gate/AMS1/admissions", **NO_BADGE, **carried(desk))

    assert [silent.status_code, both.status_code] == [422, 422]
    assert "Scan the badge, or tick that none is handed out." in words_of(silent)
    assert "Leave one of them." in words_of(both)
    assert kept == []
    assert answered.status_code == 303


def test_all_that_is_unsaid_is_asked_for_at_once(desk, visit_now):
    """R-GATE-13: a review too asks for the escort and the badge with its own questions."""
    visit = visit_now(escort=True)
    desk.get("/gate/AMS1")
    check_id(desk, visit.code, CLOSE)

    words = words_of(desk.send("/gate/AMS1/reviews", **carried(desk)))
    stopped = desk.send("/gate/AMS1/reviews", escort="no", **NO_BADGE, **FOUND, **carried(desk))

    for asked in ("Choose one.", "Say whether the escort is here.", "Scan the badge, or tick"):
        assert asked in words
    assert (stopped.status_code, decision_on(desk)) == (409, ("refuse", "escort-missing"))


def test_a_badge_that_somebody_has_is_told_at_the_field(desk, visit_now):
    """R-GATE-9, R-GATE-15: nothing of it is recorded, and the next scan finds an empty field."""
    first, second = visit_now("Ada One"), visit_now("Jürgen Müller", escort=True)
    desk.get("/gate/AMS1")
    check_id(desk, first.code, passport("One", "Ada"))
    desk.follow(desk.send("/gate/AMS1/admissions", badge="V005", **carried(desk)))
    check_id(desk, second.code)
    last = carried(desk) | {"escort": "yes"}

    taken = desk.send("/gate/AMS1/admissions", badge="V005", **last)
    run_together = desk.send("/gate/AMS1/admissions", badge="V31V005", **last)
    admitted = desk.send("/gate/AMS1/admissions", badge="V006", **last)

    assert taken.status_code == 422
    assert "V005 is with Ada One." in words_of(taken)
    assert "Hand out another badge." in words_of(taken)
    assert run_together.status_code == 422
    assert "Scan the badge once more, on its own" in words_of(run_together)
    assert "V005" not in taken.text.partition('id="badge"')[2].partition(">")[0]
    assert "V31V005" not in run_together.text
    assert re.search(r'value="yes"[^>]*checked|checked[^>]*value="yes"', run_together.text)
    assert attempts_kept() == ["admit", "admit"]
    desk.follow(admitted)
    assert decision_on(desk) == ("entered", None)


def test_the_badge_has_the_focus_once_the_id_is_good(desk, visit_now):
    """Scan, Enter: an Enter in the badge field presses the one button of its form."""
    desk.get("/gate/AMS1")

    check_id(desk, visit_now().code)

    [focused] = re.findall(r"<[^>]+ autofocus[ >][^>]*", desk.page)
    assert 'id="badge"' in focused


@pytest.mark.parametrize("scanned", ["AD1:2A5F", MULLER.splitlines()[0], "@", "I<NLDSPECI"])
def test_what_is_no_badge_is_not_taken_for_one(desk, visit_now, scanned):
    visit = visit_now()
    desk.get("/gate/AMS1")
    check_id(desk, visit.code)

    answer = desk.send("/gate/AMS1/admissions", badge=scanned, **carried(desk))

    assert answer.status_code == 422
    assert scanned not in words_of(answer)
    assert 'value=""' in re.findall(r'<input[^>]* id="badge"[^>]*>', answer.text)[0]
    assert attempts_kept() == []


def test_a_badge_that_is_none_of_the_sites_is_told_with_what_fits_and_what_is_free(desk, visit_now):
    """R-GATE-15."""
    visit = visit_now(badge_numbers="V001-V003")
    desk.get("/gate/AMS1")

    checked = check_id(desk, visit.code)
    refused = desk.send("/gate/AMS1/admissions", badge="V31", **carried(desk))
    shown = desk.follow(desk.send("/gate/AMS1/admissions", badge="v002", **carried(desk)))

    assert "Free: V001, V002, V003." in words_of(checked)
    assert refused.status_code == 422
    assert "That is no badge of this site. Its badges are V001 to V003." in words_of(refused)
    assert words_of(refused).count("Free: V001, V002, V003.") == 2  # In the summary, and beside it.
    assert 'value=""' in re.findall(r'<input[^>]* id="badge"[^>]*>', refused.text)[0]
    assert "hand out badge V002" in words_of(shown)


def test_the_free_badges_stay_in_sight_once_one_was_refused(desk, visit_now):
    """Just then another one is needed; R-GATE-15."""
    visit = visit_now(badge_numbers="V001-V003")
    desk.get("/gate/AMS1")
    check_id(desk, visit.code)

    refused = desk.send("/gate/AMS1/admissions", badge=visit.code, **carried(desk))
    unsaid = desk.send("/gate/AMS1/admissions", **carried(desk))

    assert words_of(refused).count("Free: V001, V002, V003.") == 1
    assert words_of(unsaid).count("Free: V001, V002, V003.") == 1


def title_of(browser):
    return re.search(r"<title>(.*?)</title>", browser.page)[1]


@pytest.mark.parametrize(
    ("document", "word"), [(MULLER, "ADMIT"), (CLOSE, "CHECK"), (SMITH, "STOP")]
)
def test_the_tab_says_what_the_page_says(desk, visit_now, document, word):
    desk.get("/gate/AMS1")
    assert title_of(desk) == "Gate AMS1 · accessdesk"

    check_id(desk, visit_now().code, document)

    assert title_of(desk) == f"{word} · Gate AMS1 · accessdesk"


@pytest.mark.parametrize("escort", [True, False])
def test_before_anybody_enters_the_officer_is_reminded_to_compare_the_face(desk, visit_now, escort):
    desk.get("/gate/AMS1")

    words = words_of(check_id(desk, visit_now(escort=escort).code))

    assert "Compare the face with the photo on the ID." in words


def test_who_is_inside_already_is_told_since_when_and_with_which_badge(desk, visit_now):
    """R-GATE-6."""
    visit = visit_now()
    desk.get("/gate/AMS1")
    desk.follow(desk.send("/gate/AMS1/desk", name="North lobby"))
    check_id(desk, visit.code)
    desk.follow(desk.send("/gate/AMS1/admissions", badge="V-07", **carried(desk)))

    words = words_of(scan(desk, visit.code))

    assert decision_on(desk) == ("refuse", "already-inside")
    assert re.search(r"Inside since \w+ \d+ \w+ [\d:]+ CES?T, let in at the desk", words)
    assert "“North lobby”, with badge V-07." in words


def test_a_review_that_nobody_finished_is_listed_as_that(desk, visit_now):
    """R-GATE-7."""
    visit = visit_now()
    desk.get("/gate/AMS1")
    check_id(desk, visit.code, CLOSE)
    fields = carried(desk) | FOUND | NO_BADGE
    page = desk.page

    unfinished = words_of(desk.get("/gate/AMS1/attempts"))
    desk.page = page
    desk.follow(desk.send("/gate/AMS1/reviews", **fields))
    finished = words_of(desk.get("/gate/AMS1/attempts"))

    assert "Not finished" in unfinished
    assert "Not finished" not in finished


def test_may_enter_and_entered_do_not_look_the_same(desk, visit_now):
    visit = visit_now()
    desk.get("/gate/AMS1")

    checked = words_of(check_id(desk, visit.code))
    admitted = words_of(
        desk.follow(desk.send("/gate/AMS1/admissions", **NO_BADGE, **carried(desk)))
    )

    assert "✓ ADMIT : This person may enter" in checked
    assert re.search(r"✓ INSIDE : Entered \d\d:\d\d CES?T", admitted)
    assert "ADMIT" not in admitted


def test_while_the_escort_is_awaited_nothing_is_green(desk, visit_now):
    """R-SA-5: and the page says that nobody has taken the escort."""
    visit = visit_now(escort=True)
    desk.get("/gate/AMS1")

    words = words_of(check_id(desk, visit.code))

    assert "? WAIT : Wait for the escort" in words
    assert (
        "Nobody has taken the escort yet: call the operator’s desk (no telephone number is known)."
        in words
    )
    assert "ADMIT" not in words
    assert 'class="decision" data-tone="wait"' in desk.page


def test_the_escort_who_took_it_is_named(desk, visit_now, make_officer):
    visit, tom = visit_now(escort=True), make_officer(name="Tom Escort")
    with transaction() as session:
        session.get_one(User, tom.user_id).telephone = "+31 20 555 0133"
        window = session.get_one(BookedWindow, visit.window_id)
        window.escorts, window.escort_by_id, window.escort_taken_at = 1, tom.user_id, STARTS_AT
    desk.get("/gate/AMS1")

    waiting = words_of(check_id(desk, visit.code))
    missing = words_of(desk.send("/gate/AMS1/admissions", escort="no", **carried(desk)))

    for words in (waiting, missing):
        assert "Call Tom Escort ( +31 20 555 0133 ). When they stand at the desk" in words
    assert 'href="tel:+31205550133"' in desk.page


def test_a_stop_names_the_contact_who_can_change_it(desk, visit_now):
    visit = visit_now()
    desk.get("/gate/AMS1")

    words = words_of(check_id(desk, visit.code, SMITH))

    assert "Ada Byron 1 (no telephone number is known) corrects the name" in words
    assert "Contact: Ada Byron 1, ada.byron.1@desk.example, no telephone number is known" in words


def test_a_stop_gives_the_number_of_the_contact_who_can_change_it(desk, visit_now):
    visit = visit_now()
    with transaction() as session:
        ada = session.get_one(ServiceRequest, visit.request_id).contact_id
        session.get_one(User, ada).telephone = "+31 20 555 0100"
    desk.get("/gate/AMS1")

    words = words_of(check_id(desk, visit.code, SMITH))

    assert "Ada Byron 1 ( +31 20 555 0100 ) corrects the name" in words
    assert 'href="tel:+31205550100"' in desk.page


def test_a_pass_for_another_site_names_nobody(desk, visit_now):
    """R-SEC-1: the contact is known to the officers of the visit's own site."""
    elsewhere = visit_now(site="LHR2")
    desk.get("/gate/AMS1")

    words = words_of(scan(desk, elsewhere.code))

    assert decision_on(desk) == ("refuse", "wrong-site")
    assert "Ada Byron" not in words


def test_a_double_tap_admits_once_and_shows_the_same_page(desk, visit_now):
    visit = visit_now()
    desk.get("/gate/AMS1")
    check_id(desk, visit.code)
    fields = carried(desk)
    page = desk.page

    first = desk.send("/gate/AMS1/admissions", **NO_BADGE, **fields)
    desk.page = page
    twin = desk.send("/gate/AMS1/admissions", **NO_BADGE, **fields)

    assert first.status_code == twin.status_code == 303
    assert first.headers["Location"] == twin.headers["Location"]


def test_a_checked_id_serves_only_its_own_pass_and_only_for_minutes(desk, visit_now, monkeypatch):
    visit, other = visit_now(), visit_now("Jürgen Müller")
    desk.get("/gate/AMS1")
    check_id(desk, visit.code)
    fields = carried(desk)

    stolen = desk.send("/gate/AMS1/admissions", seen=fields["seen"], code=other.short_codes[0])
    made_up = desk.send("/gate/AMS1/admissions", seen="é" + fields["seen"][4:], code=fields["code"])
    real = clock.now
    monkeypatch.setattr(clock, "now", lambda: real() + timedelta(minutes=11))
    late = desk.send("/gate/AMS1/admissions", **NO_BADGE, **fields)

    for answer in (stolen, made_up, late):
        assert answer.status_code == 409
        assert "too long ago" in words_of(answer)
    assert "Inside now: 0" in words_of(late)


def test_the_lists_flag_who_overstays_and_show_who_is_expected(desk, visit_now):
    """R-GATE-9."""
    early = visit_now("Ada One", until=timedelta(milliseconds=1), late_minutes=60)
    visit_now("Zoe Later", since=HOUR, until=3 * HOUR, late_minutes=60)
    desk.get("/gate/AMS1")
    check_id(desk, early.code, passport("One", "Ada"))
    desk.follow(desk.send("/gate/AMS1/admissions", **NO_BADGE, **carried(desk)))

    words = words_of(desk.client.get("/gate/AMS1/lists"))

    assert "Ada One ▲ Overstayed" in words
    assert "Zoe Later ○ Expected" in words


def test_more_are_expected_than_the_desk_shows_and_all_are_in_pages(desk, visit_now, monkeypatch):
    visit_now(*[f"Visitor {nth:02}" for nth in range(15)])
    monkeypatch.setattr(queries, "PAGE", 10)

    shown = words_of(desk.get("/gate/AMS1"))
    first = words_of(desk.get("/gate/AMS1/expected"))
    [later] = re.findall(r'href="([^"]+after=[^"]+)"', desk.page)
    rest = words_of(desk.get(later))

    assert "Expected next: 15" in shown
    assert "All 15 who are expected" in shown
    assert (first.count("○ Expected"), rest.count("○ Expected")) == (10, 5)
    assert desk.get("/gate/AMS1/expected?after=7").status_code == 404


def test_who_may_still_come_late_is_expected_and_who_has_left_comes_last(desk, visit_now):
    """R-WIN-7."""
    early = visit_now("Ada Left", since=-2 * HOUR)
    visit_now("Leo Late", until=-timedelta(minutes=5), late_minutes=60)
    visit_now("Zoe Later", since=HOUR, until=3 * HOUR, late_minutes=60)
    desk.get("/gate/AMS1")
    check_id(desk, early.code, passport("Left", "Ada"))
    desk.follow(desk.send("/gate/AMS1/admissions", **NO_BADGE, **carried(desk)))
    desk.send("/gate/AMS1/departures", admission=hidden(desk, "admission"), badge="none")

    words = words_of(desk.client.get("/gate/AMS1/lists"))

    assert words.index("Leo Late") < words.index("Zoe Later") < words.index("Ada Left")


def test_a_mistaken_entry_is_undone_with_a_reason(desk, visit_now):
    """R-GATE-12."""
    visit = visit_now()
    desk.get("/gate/AMS1")
    check_id(desk, visit.code)
    desk.follow(desk.send("/gate/AMS1/admissions", **NO_BADGE, **carried(desk)))
    path = f"/gate/AMS1/admissions/{hidden(desk, 'admission')}/undo"
    desk.get(path)

    silent = desk.send(path, reason="")
    undone = desk.send(path, reason="wrong button")

    assert silent.status_code == 422
    words = words_of(desk.follow(undone))
    assert "was undone. The record stays." in words
    assert "Inside now: 0" in words


def test_a_mistaken_departure_is_undone_with_a_reason(desk, visit_now):
    """R-GATE-12."""
    visit = visit_now()
    desk.get("/gate/AMS1")
    check_id(desk, visit.code)
    desk.follow(desk.send("/gate/AMS1/admissions", badge="V-07", **carried(desk)))
    stay = hidden(desk, "admission")
    left = desk.follow(desk.send("/gate/AMS1/departures", admission=stay, badge="missing"))
    assert "They are still inside: undo" in words_of(left)
    path = f"/gate/AMS1/departures/{stay}/undo"
    desk.get(path)

    silent = desk.send(path, reason="")
    undone = desk.send(path, reason="wrong row")

    assert silent.status_code == 422
    words = words_of(desk.follow(undone))
    assert "Jürgen Müller is inside. The record of the departure stays." in words
    assert "Inside now: 1" in words


def test_the_roster_lists_everybody_inside_for_paper(desk, visit_now):
    """R-GATE-10."""
    visit = visit_now()
    desk.get("/gate/AMS1")
    check_id(desk, visit.code)
    desk.follow(desk.send("/gate/AMS1/admissions", badge="V-07", **carried(desk)))

    words = words_of(desk.get("/gate/AMS1/roster"))

    assert "Jürgen Müller" in words
    assert "V-07" in words


def test_decisions_are_listed_in_words_with_the_desks_name(desk, visit_now):
    """R-GATE-7."""
    visit = visit_now()
    desk.get("/gate/AMS1")
    desk.follow(desk.send("/gate/AMS1/desk", name="North lobby"))
    check_id(desk, visit.code, SMITH)

    words = words_of(desk.get("/gate/AMS1/attempts"))

    assert "This ID belongs to somebody else" in words
    assert "North lobby" in words


def test_nobody_else_sees_the_gate(app, desk, visit_now, make_officer):
    """R-SEC-1."""
    visit = visit_now()
    desk.get("/gate/AMS1")
    stranger = sign_in(app, make_officer("LHR2", name="Stray Officer"))
    agent = sign_in(app, make_staff("Ann Agent", Role.AGENT))
    paths = [
        "",
        "/expected",
        "/lists",
        "/roster",
        "/attempts",
        "/admissions/1/undo",
        "/departures/1/undo",
    ]

    assert [stranger.get(f"/gate/AMS1{path}").status_code for path in paths] == [404] * 7
    assert [agent.get(f"/gate/AMS1{path}").status_code for path in paths] == [403] * 7
    stranger.get("/gate/LHR2")
    for path, fields in [
        ("", {"scan": visit.code}),
        ("/typed", {"code": visit.short_codes[0]}),
        ("/admissions", {"code": visit.short_codes[0]}),
        ("/reviews", {"code": visit.short_codes[0]}),
        ("/departures", {"admission": "1"}),
        ("/desk", {"name": "x"}),
    ]:
        assert stranger.send(f"/gate/AMS1{path}", **fields).status_code == 404, path


def test_no_page_repeats_what_an_id_said(desk, visit_now):
    """R-GATE-8."""
    visit = visit_now()
    desk.get("/gate/AMS1")
    pages = []
    for document in (MULLER, SMITH, CLOSE, MULLER[:-1]):
        pages.append(check_id(desk, visit.code, document).text)

    for page in pages:
        assert "SPECI2026" not in page
        assert "800101" not in page
        assert "P&lt;NLD" not in page


def test_a_scanner_is_tried_out_and_nothing_of_it_is_kept(desk):
    desk.get("/gate/AMS1/scanner")

    answer = desk.send("/gate/AMS1/scanner", scan=MULLER.lower())

    assert answer.status_code == 200
    assert "Caps Lock" in words_of(answer)
