"""Kinds of names that are asked about though their words agree, or do not quite (R-GATE-5)."""

import pytest

from accessdesk.identity.document import NameOnId
from accessdesk.identity.names.comparing import NameVerdict, compare_names
from tests.identity.test_names_rules import cases


def verdict_on(requested: str, surname: str, given_names: str) -> NameVerdict:
    return compare_names(requested, NameOnId(surname, given_names)).verdict


@cases("""
Tan Wei Ming | TAN WEI MING | | match
Jonathan Tan Wei Ming | JONATHAN TAN WEI MING | | match
Wei Ming Tan | TAN WEI MING | | review
Jonathan Tan | TAN WEI MING JONATHAN | | review
Tan Jonathan | JONATHAN TAN WEI MING | | review
Jonathan Tan | | TAN WEI MING JONATHAN | review
Jonathan Lim | TAN WEI MING JONATHAN | | no-match
Tan Wei Long | TAN WEI MING | | review
""")
def test_a_name_in_one_field_is_read_in_the_usual_orders(requested, surname, given_names, verdict):
    """Singapore's cards have one field: its surname is first, or behind a Western name."""
    assert verdict_on(requested, surname, given_names) is verdict


@cases("""
Carlos García Ruiz | GARCIA RUIZ | CARLOS | match
Carlos García Ruiz | RUIZ | CARLOS | review
Carlos García Ruiz | RUIZ | CARLOS GARCIA | match
Carlos Javier Ruiz | RUIZ | CARLOS | match
Carlos Ruiz | GARCIA RUIZ | CARLOS | review
Ana Oliveira Costa | COSTA | ANA | review
Carlos García Ruiz | VEGA | CARLOS | no-match
""")
def test_a_first_surname_that_the_id_lacks_is_no_middle_name(
    requested, surname, given_names, verdict
):
    assert verdict_on(requested, surname, given_names) is verdict


@cases("""
Jean Paul | PAUL | JEAN | match
Jean Paul | PAUL | JEAN PIERRE | review
José Luis | LUIS | JOSE ANTONIO | review
Hans Peter | PETER | HANS GEORG | review
Jean Dupont | DUPONT | JEAN PIERRE | match
James Thomas | THOMAS | JAMES WILLIAM | match
Jean Paul | PAUL | LUC | no-match
""")
def test_two_words_that_may_be_one_given_name_are_asked_about(
    requested, surname, given_names, verdict
):
    assert verdict_on(requested, surname, given_names) is verdict


@cases("""
Khalid bin Walid | BIN WALID | KHALID | match
Khalid bin Walid | WALID | KHALID | review
Khaled bin Walid | WALID | KHALID | review
Khaled de Walid | WALID | KHALID | no-match
""")
def test_son_of_left_out_is_a_question_that_adds_to_no_other(
    requested, surname, given_names, verdict
):
    assert verdict_on(requested, surname, given_names) is verdict


@cases("""
Segun Adeyemi | ADEYEMI | OLUSEGUN | review
Olusegun Adeyemi | ADEYEMI | SEGUN | review
Emeka Okafor | OKAFOR | CHUKWUEMEKA | review
Olusegun Adeyemi | ADEYEMI | OLUFEMI | no-match
""")
def test_the_beginning_of_a_yoruba_or_igbo_name_may_be_left_out(
    requested, surname, given_names, verdict
):
    assert verdict_on(requested, surname, given_names) is verdict


@cases("""
Alexandros Papas | PAPAS | ALEXAND | review
Alexand Papas | PAPAS | ALEXANDROS | review
Hansjürgen Wolf | WOLF | HANS JUERG | review
Hans Jürg Wolf | WOLF | HANSJUERGEN | review
Mariamagda Roth | ROTH | MARIA MAGDALENA | review
Maria Magda Roth | ROTH | MARIAMAGDALENA | review
Hansjürgen Wolf | WOLF | KARL HEINZ | no-match
""")
def test_a_given_name_cut_short_is_asked_about_from_either_side(
    requested, surname, given_names, verdict
):
    assert verdict_on(requested, surname, given_names) is verdict


@cases("""
Suharto | SUHARTO | NONE | match
John Smith | NONE | JOHN SMITH | match
John Smith | SMITH | NONE | review
John Smith | SMITH | XXXXX | review
John Smith | SMITH | NO NAME GIVEN | review
John Smith | LNU | JOHN | review
John Smith | JONES | NONE | no-match
John Smith | XXXX | PETER | no-match
""")
def test_what_stands_for_no_name_is_no_name(requested, surname, given_names, verdict):
    assert verdict_on(requested, surname, given_names) is verdict


@pytest.mark.parametrize("given_names", ["MOHAMED", "MOHAMMED"])
def test_muhammad_without_what_calls_him_is_asked_about(given_names):
    """The brothers Mohamed Salman and Mohamed Omar share all that this ID has."""
    assert verdict_on("Mohamed Salman Al Saud", "AL SAUD", given_names) is NameVerdict.REVIEW
