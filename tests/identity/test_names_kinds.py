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


@cases("""
Lena Meier–Vogt | VOGT | LENA | review
Lena Meier—Vogt | VOGT | LENA | review
Lena Meier−Vogt | VOGT | LENA | review
Lena Meier - Vogt | VOGT | LENA | review
Joanna Smith- Hall | HALL | JOANNA | review
Joanna Smith/Hall | HALL | JOANNA | review
Joanna Smith·Hall | HALL | JOANNA | review
Joanna Smith_Hall | HALL | JOANNA | review
Joanna Smith=Hall | HALL | JOANNA | review
Jean–Pierre Petit | PETIT | JEAN | review
Jean–Pierre Petit | PETIT | JEAN PIERRE | match
Lena Meier – Vogt | MEIER VOGT | LENA | match
Müller / Jürgen Karl | MUELLER | JUERGEN KARL | match
Gal·la Puig | PUIG | GALLA | match
""")
def test_whatever_holds_two_words_together_is_a_hyphen(requested, surname, given_names, verdict):
    assert verdict_on(requested, surname, given_names) is verdict


@cases("""
Omar bin Ali | ALI | OMAR BIN HASSAN | review
Ahmad bin Yusof | YUSOF | AHMAD BIN ISMAIL | review
Fatima bint Ali | ALI | FATIMA BINT HASSAN | review
Siti binti Ali | ALI | SITI BINTI HASSAN | review
Omar ibn Ali | ALI | OMAR IBN HASSAN | review
Ravi s/o Kumar | KUMAR | RAVI S/O MANI | review
Devi d/o Kumar | KUMAR | DEVI D O MANI | review
Omar bin Abdul Rahman | RAHMAN | OMAR BIN ABDUL RAHIM | review
Omar bin Hassan Ali | ALI | OMAR BIN HASSAN | match
Ravi s/o Mani Kumar | KUMAR | RAVI S/O MANI | match
Sami Ben Ali | BEN ALI | SAMI | match
Ben Smith | SMITH | BEN JOHN | match
""")
def test_two_fathers_make_two_people(requested, surname, given_names, verdict):
    assert verdict_on(requested, surname, given_names) is verdict


@cases("""
Nguyen Thi | NGUYEN | THI MARIA | review
Lê Văn | LE | VAN HUNG KUMAR | review
Nguyen Minh | NGUYEN | MINH DUC ANTHONY | review
Tran Thi Mai | TRAN | THI MAI ROSE | review
Dang, Thi Bich Thuy Maria | DANG | THI BICH THUY | review
Dang Thi Bich Thuy | DANG | THI BICH THUY MARIA | review
Nguyen Thi Lan | NGUYEN | THI LAN BA | review
Kim Min | KIM | MIN JUN DAVID | review
Wang Xiao | WANG | XIAO MING KEVIN | review
Kevin Nguyen | NGUYEN | KEVIN MINH | match
David Chan | CHAN | DAVID TAI MAN | match
""")
def test_a_western_name_behind_it_brings_no_called_name_back(
    requested, surname, given_names, verdict
):
    assert verdict_on(requested, surname, given_names) is verdict


@cases("""
Phùng Minh | PHUNG | MINH DUC | review
Lai Minh | LAI | MINH DUC | review
Tan Kian | TAN | KIAN HOCK | review
Lim Siew | LIM | SIEW LING | review
Ong Teck | ONG | TECK SENG | review
Yeoh Kian | YEOH | KIAN HOCK | review
Cheuk Ka | CHEUK | KA YAN | review
Suh Ji | SUH | JI EUN | review
Sohn Kyung | SOHN | KYUNG SOOK | review
Ouyang Xiao | OUYANG | XIAO MING | review
Au Yeung Tai | AU YEUNG | TAI MAN | review
Phung Minh Duc | PHUNG | MINH DUC | match
Jean Martin | MARTIN | JEAN LOU | match
Anna Hall | HALL | ANNA LEE | match
Jan de Jong | DE JONG | JAN PIET | match
Ian King | KING | IAN PAUL | match
""")
def test_syllables_are_one_name_whatever_the_surname(requested, surname, given_names, verdict):
    assert verdict_on(requested, surname, given_names) is verdict


@cases("""
Nguyen Lan | NGUYEN | THI LAN | review
Tran Van Tuan | TRAN | TUAN | review
Tran Tuan | TRAN | VAN TUAN | review
Kim Chi Nguyen | NGUYEN | THI KIM CHI | review
Lê Vân Anh | LE | ANH | review
Nguyen Thi Anh | NGUYEN | THI VAN ANH | review
Le Van | LE | VAN TAM | review
""")
def test_thi_or_van_on_one_side_alone_is_asked_about(requested, surname, given_names, verdict):
    """Vân is part of a woman's name, and a man's word is not a woman's."""
    assert verdict_on(requested, surname, given_names) is verdict


@cases("""
Tarek El Sayed | AL SAYED | TARIQ | review
Fouad El Masri | AL MASRI | FUAD | review
Tarek Elsayed | ALSAYED | TARIQ | review
Tarek El Sayed | AL SAYED | MAJID | no-match
""")
def test_the_article_of_arabic_is_of_the_habit_of_the_whole_name(
    requested, surname, given_names, verdict
):
    assert verdict_on(requested, surname, given_names) is verdict


@cases("""
KA Perera | KURUPPU ARACHCHIGE | PERERA | review
HM Chaminda Bandara | HERATH MUDIYANSELAGE | CHAMINDA BANDARA | review
H.M.C. Bandara | HERATH MUDIYANSELAGE | CHAMINDA BANDARA | review
HMC Bandara | HERATH MUDIYANSELAGE | CHAMINDA BANDARA | review
KA Perera | KURUPPU ARACHCHIGE | SILVA | no-match
JKL | KUMAR LAL | JOHN | no-match
J K L | KUMAR LAL | JOHN | no-match
""")
def test_initials_in_one_word_are_read_apart(requested, surname, given_names, verdict):
    assert verdict_on(requested, surname, given_names) is verdict


def test_a_letter_among_capitals_marks_no_surname():
    assert verdict_on("J MARIA CASTILLO", "CASTILLO", "J MARIA") is NameVerdict.MATCH


@cases("""
Tom Wade MIET | WADE | TOM | match
Tom Wade, CEng MIET | WADE | TOM | match
Ute Kern B.A. | KERN | UTE | match
Sarah Connor, EIT | CONNOR | SARAH | match
Eva Novak, Bc., PMP | NOVAK | EVA | match
mgr inż. Jan Nowak | NOWAK | JAN | match
Eva Novak, dipl. ing. | NOVAK | EVA | match
Tom Wade MEIER | WADE | TOM | review
Tom Wade EIT | EIT | TOM WADE | match
""")
def test_letters_and_titles_are_no_part_of_a_name(requested, surname, given_names, verdict):
    assert verdict_on(requested, surname, given_names) is verdict


@cases("""
Syeda Hashmi | HASHMI | SYEDA ZAINAB | review
Shaikh Ansari | ANSARI | SHAIKH IMRAN | review
Siti Rahim | RAHIM | SITI HAWA | review
Nor Rahim | RAHIM | NOR AZLINA | review
Hajjah Daud | DAUD | HAJJAH ROSMAH | review
Ma Reyes | REYES | MA LOURDES | review
Siti Hawa Rahim | RAHIM | SITI HAWA | match
Syed Imran Ansari | ANSARI | SYED IMRAN RAZA | match
Haji Ismail Daud | DAUD | HAJI ISMAIL | match
Ma. Lourdes Reyes | REYES | MA LOURDES | match
Syed Ansari | ANSARI | SYED | match
Noor de Wit | DE WIT | NOOR | match
Ma Li | MA | LI | match
Siti Rahim | RAHIM | FARIDAH | no-match
""")
def test_a_word_of_descent_or_piety_calls_nobody(requested, surname, given_names, verdict):
    """All brothers or sisters bear it."""
    assert verdict_on(requested, surname, given_names) is verdict


@cases("""
Anne Leroy | LEROY | ANNE-SOPHIE | review
Sophie Leroy | LEROY | ANNE-SOPHIE | review
Leroy, Anne | LEROY | ANNE-SOPHIE | review
Ernst Moser | MOSER | ERNST–AUGUST | review
Anne-Sophie Leroy | LEROY | ANNE-SOPHIE | match
Anne Sophie Leroy | LEROY | ANNE-SOPHIE | match
Annesophie Leroy | LEROY | ANNE-SOPHIE | match
Anne S Leroy | LEROY | ANNE-SOPHIE | match
Anne Leroy | LEROY | ANNE SOPHIE | match
Wang Xiaoming | WANG | XIAO-MING | match
Paul Leroy | LEROY | ANNE-SOPHIE | no-match
""")
def test_a_hyphen_among_the_given_names_of_the_id_holds_them_together(
    requested, surname, given_names, verdict
):
    assert verdict_on(requested, surname, given_names) is verdict
