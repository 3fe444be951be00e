"""What the desk decides on an ID, before names are compared (R-GATE-3, R-GATE-8)."""

from datetime import date, timedelta

import pytest

from accessdesk.identity.document import Document, DocumentKind, ReadError, Unreadable
from accessdesk.identity.judging.issuers import STATES, THREE_LETTERS, normal_issuer
from accessdesk.identity.judging.judgement import (
    IdProfile,
    IdRefusal,
    NumberKept,
    Outcome,
    judge_document,
    number_to_keep,
    read_profile,
)
from accessdesk.identity.judging.presented import (
    GOVERNMENT_IDS,
    IdKind,
    PresentedId,
    Source,
    TypedDocument,
    kind_of,
    present_scanned,
    present_typed,
)

TODAY = date(2026, 6, 15)
KEY = b"a key of the site, long enough"


def make_id(
    *,
    kind: IdKind = IdKind.PASSPORT,
    issuer: str = "NLD",
    expires_on: date | None = date(2030, 1, 1),
    original: bool = True,
    source: Source = Source.SCANNED,
    valid_check_digits: bool | None = True,
) -> PresentedId:
    return PresentedId(kind, issuer, expires_on, original, source, valid_check_digits)


def make_document(kind: DocumentKind, code: str, issuer: str = "NLD") -> Document:
    return Document(
        kind=kind,
        surname="DE VRIES",
        given_names="ANOUK",
        document_number="SPECI2014",
        expires_on=date(2030, 1, 1),
        born_on=None,
        issuer=issuer,
        valid_check_digits=True,
        name_truncated=False,
        expired=False,
        document_code=code,
    )


@pytest.mark.parametrize("kind", sorted(GOVERNMENT_IDS))
def test_each_government_id_is_accepted(kind):
    judgement = judge_document(make_id(kind=kind), IdProfile(), today=TODAY)

    assert judgement.outcome is Outcome.ACCEPTED
    assert judgement.code is None


@pytest.mark.parametrize("kind", sorted(set(IdKind) - GOVERNMENT_IDS))
def test_nothing_else_is_accepted(kind):
    judgement = judge_document(make_id(kind=kind), IdProfile(), today=TODAY)

    assert judgement.outcome is Outcome.REFUSED
    assert judgement.code is IdRefusal.NOT_ACCEPTED


@pytest.mark.parametrize(
    ("expires_on", "outcome", "code"),
    [
        (TODAY + timedelta(days=1), Outcome.ACCEPTED, None),
        (TODAY, Outcome.ACCEPTED, None),
        (TODAY - timedelta(days=1), Outcome.REFUSED, IdRefusal.EXPIRED),
        (None, Outcome.REVIEW, IdRefusal.UNREADABLE),
    ],
)
def test_an_id_is_valid_through_its_printed_day(expires_on, outcome, code):
    """R-GATE-3; an expiry that cannot be read is never "not expired"."""
    judgement = judge_document(make_id(expires_on=expires_on), IdProfile(), today=TODAY)

    assert (judgement.outcome, judgement.code) == (outcome, code)


def test_until_when_an_id_is_valid_is_said_as_all_dates_are():
    good = judge_document(make_id(expires_on=date(2030, 2, 1)), IdProfile(), today=TODAY)
    late = judge_document(make_id(expires_on=date(2026, 2, 1)), IdProfile(), today=TODAY)

    assert good.reasons == ("A passport of NLD, valid until 1 Feb 2030.",)
    assert late.reasons == ("The ID expired on 1 Feb 2026: ask for a valid one.",)


def test_a_copy_is_refused_even_when_it_reads_well():
    judgement = judge_document(make_id(original=False), IdProfile(), today=TODAY)

    assert judgement.code is IdRefusal.NOT_ACCEPTED
    assert "original" in judgement.reasons[0]


def test_a_copy_of_an_expired_id_is_refused_as_a_copy():
    facts = make_id(original=False, expires_on=date(2001, 1, 1))

    assert judge_document(facts, IdProfile(), today=TODAY).code is IdRefusal.NOT_ACCEPTED


@pytest.mark.parametrize("error", list(ReadError))
def test_each_reading_error_tells_the_officer_what_to_do(error):
    judgement = judge_document(Unreadable(error), IdProfile(), today=TODAY)

    assert judgement.code is IdRefusal.UNREADABLE
    assert any(advice in judgement.reasons[0] for advice in ("scan", "type"))


def test_a_scan_whose_check_digits_fail_is_unreadable():
    facts = make_id(valid_check_digits=False)

    assert judge_document(facts, IdProfile(), today=TODAY).code is IdRefusal.UNREADABLE


@pytest.mark.parametrize(
    ("settings", "issuer", "accepted"),
    [
        ({}, "NLD", True),
        ({}, "US-VA", True),
        ({}, "UTO", False),
        ({"allow_specimens": True}, "UTO", True),
        ({}, "UNO", False),
        ({"issuers": ["UNO"]}, "UNO", True),
        ({}, "QQZ", False),
        ({}, "", False),
        ({"issuers": ["NL"]}, "NLD", True),
        ({"issuers": ["NLD", "D"]}, "DEU", True),
        ({"issuers": ["NLD"]}, "DEU", False),
        ({"issuers": ["US"]}, "US-VA", True),
        ({"issuers": ["US-VA"]}, "US-VA", True),
        ({"issuers": ["US-VA"]}, "US-CA", False),
        ({"issuers": ["US-VA"]}, "USA", False),
        ({"refused_issuers": ["US"]}, "US-VA", False),
        ({"refused_issuers": ["US-VA"]}, "US-CA", True),
        ({"issuers": ["NLD"], "refused_issuers": ["NLD"]}, "NLD", False),
    ],
)
def test_a_site_says_whose_ids_it_accepts(settings, issuer, accepted):
    judgement = judge_document(make_id(issuer=issuer), read_profile(settings), today=TODAY)

    assert (judgement.outcome is Outcome.ACCEPTED) is accepted
    assert accepted or judgement.code is IdRefusal.NOT_ACCEPTED


def test_a_site_may_accept_fewer_kinds():
    profile = read_profile({"kinds": ["passport"]})

    assert judge_document(make_id(), profile, today=TODAY).outcome is Outcome.ACCEPTED
    licence = judge_document(make_id(kind=IdKind.DRIVING_LICENCE), profile, today=TODAY)
    assert licence.code is IdRefusal.NOT_ACCEPTED
    assert "Accepted: passport" in licence.reasons[0]


def test_where_scanning_is_unlawful_only_typed_ids_count():
    profile = read_profile({"scanning_lawful": False})
    typed = make_id(source=Source.TYPED, valid_check_digits=None)

    assert judge_document(make_id(), profile, today=TODAY).outcome is Outcome.REFUSED
    assert judge_document(typed, profile, today=TODAY).outcome is Outcome.ACCEPTED


@pytest.mark.parametrize(
    ("layout", "code", "kind"),
    [
        (DocumentKind.TD3, "P", IdKind.PASSPORT),
        (DocumentKind.TD3, "PP", IdKind.PASSPORT),
        (DocumentKind.TD3, "PE", IdKind.PASSPORT),
        (DocumentKind.TD3, "PD", IdKind.PASSPORT),
        (DocumentKind.TD1, "I", IdKind.NATIONAL_ID),
        (DocumentKind.TD1, "ID", IdKind.NATIONAL_ID),
        (DocumentKind.TD2, "ID", IdKind.NATIONAL_ID),
        (DocumentKind.TD1, "AR", IdKind.RESIDENCE_PERMIT),
        (DocumentKind.TD1, "IR", IdKind.RESIDENCE_PERMIT),
        (DocumentKind.TD1, "C1", IdKind.RESIDENCE_PERMIT),
        (DocumentKind.TD1, "R", IdKind.RESIDENCE_PERMIT),
        (DocumentKind.TD1, "RP", IdKind.RESIDENCE_PERMIT),
        (DocumentKind.TD1, "TI", IdKind.RESIDENCE_PERMIT),
        (DocumentKind.TD3, "IR", IdKind.RESIDENCE_PERMIT),
        (DocumentKind.TD1, "ME", IdKind.OTHER),
        (DocumentKind.TD1, "AC", IdKind.CREW_CERTIFICATE),
        (DocumentKind.TD2, "X", IdKind.OTHER),
        (DocumentKind.TD1, "", IdKind.OTHER),
        (DocumentKind.MRVA, "V", IdKind.VISA),
        (DocumentKind.MRVB, "VC", IdKind.VISA),
        (DocumentKind.AAMVA, "", IdKind.DRIVING_LICENCE),
        (DocumentKind.FRA_ID, "ID", IdKind.NATIONAL_ID),
        (DocumentKind.FRA_DL, "D1", IdKind.DRIVING_LICENCE),
        (DocumentKind.NLD_DL, "D1", IdKind.DRIVING_LICENCE),
        (DocumentKind.CHE_DL, "FA", IdKind.DRIVING_LICENCE),
    ],
)
def test_layout_and_document_code_tell_the_kind(layout, code, kind):
    assert kind_of(make_document(layout, code)) is kind


def test_what_is_kept_of_a_scan_has_neither_name_nor_number():
    """R-GATE-8."""
    document = make_document(DocumentKind.TD3, "P", issuer="D")

    presented = present_scanned(document, original=True)

    assert presented == make_id(issuer="DEU")
    assert "SPECI2014" not in repr(presented)
    assert "VRIES" not in repr(presented)


def test_a_typed_document_gives_facts_and_a_name():
    typed = TypedDocument(IdKind.NATIONAL_ID, " nl ", "De Vries", "Anouk", date(2030, 1, 1))

    presented = present_typed(typed, original=True)

    assert presented == make_id(
        kind=IdKind.NATIONAL_ID, source=Source.TYPED, valid_check_digits=None
    )
    assert (typed.name.surname, typed.name.given_names) == ("De Vries", "Anouk")


def test_every_country_has_one_code_of_each_length():
    assert len(THREE_LETTERS) == len(STATES) == 250
    assert all(normal_issuer(two) == three for two, three in THREE_LETTERS.items())


@pytest.mark.parametrize(
    ("keeps", "kept"),
    [(NumberKept.NOTHING, None), (NumberKept.LAST_FOUR, "2014")],
)
def test_a_number_is_kept_as_the_site_says(keeps, kept):
    assert number_to_keep("SPECI2014", IdProfile(keeps=keeps), key=KEY) == kept


def test_by_default_nothing_of_a_number_is_kept():
    assert number_to_keep("SPECI2014", read_profile({}), key=KEY) is None


def test_the_last_four_of_a_short_number_are_not_kept():
    profile = IdProfile(keeps=NumberKept.LAST_FOUR)

    assert number_to_keep("123456", profile, key=KEY) is None


def test_a_digest_knows_a_document_again_and_only_with_the_key():
    profile = IdProfile(keeps=NumberKept.KEYED_DIGEST)

    digest = number_to_keep("SPECI2014", profile, key=KEY)

    assert digest == number_to_keep("speci-20 14", profile, key=KEY)
    assert digest != number_to_keep("SPECI2015", profile, key=KEY)
    assert digest != number_to_keep("SPECI2014", profile, key=KEY[::-1])
    assert digest is not None
    assert len(digest) == 64


def test_a_digest_needs_a_real_key():
    profile = IdProfile(keeps=NumberKept.KEYED_DIGEST)

    with pytest.raises(ValueError, match="too short"):
        number_to_keep("SPECI2014", profile, key=b"short")


@pytest.mark.parametrize(
    "settings",
    [
        {"kinds": ["badge"]},
        {"kinds": ["pasport"]},
        {"keeps": "everything"},
        {"scanning_lawful": "no"},
        {"issuer": ["NLD"]},
    ],
)
def test_a_profile_that_makes_no_sense_is_refused(settings):
    with pytest.raises(ValueError, match=r"\w"):
        read_profile(settings)
