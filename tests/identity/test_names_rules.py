"""The rules of names, each with what matches, what is asked about and what is somebody else.

What each rule rests on is in docs/names.md.
"""

from pathlib import Path

import pytest

from accessdesk.identity import names
from accessdesk.identity.document import NameOnId
from accessdesk.identity.names.comparing import NameVerdict, compare_names
from accessdesk.identity.names.findings import Sign

MATCH, REVIEW, NO_MATCH = NameVerdict.MATCH, NameVerdict.REVIEW, NameVerdict.NO_MATCH


def cases(table: str) -> pytest.MarkDecorator:
    """Read lines of: name on the request | surname on the ID | given names on it | verdict."""
    rows = [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]
    return pytest.mark.parametrize(
        ("requested", "surname", "given_names", "verdict"),
        [(*row[:3], NameVerdict(row[3])) for row in rows],
    )


def verdict_on(requested: str, surname: str, given_names: str) -> NameVerdict:
    return compare_names(requested, NameOnId(surname, given_names)).verdict


@cases("""
Pérez Gómez Luis | PEREZ GOMEZ | LUIS | match
Pérez Gómez Luis | GOMEZ PEREZ | LUIS | review
Luis Pérez Gómez | GOMEZ PEREZ | LUIS | review
Ana Silva Costa Lima | SILVA LIMA COSTA | ANA | review
Fernández Vilarchao José | VILARCHAO FERNANDEZ | JOSE | review
""")
def test_the_words_of_a_surname_keep_their_order(requested, surname, given_names, verdict):
    assert verdict_on(requested, surname, given_names) is verdict


@cases("""
José María Ruiz | RUIZ | JOSE MARIA | match
Ruiz José María | RUIZ | JOSE MARIA | match
José María Ruiz | RUIZ | MARIA JOSE | review
Ali Hussein Karim | KARIM | HUSSEIN ALI | review
Anna Maria Luise Huber | HUBER | ANNA LUISE MARIA | review
Peter Chan Tai Man | CHAN | TAI MAN PETER | review
Xiao Ming Wang | WANG | MING XIAO | review
""")
def test_given_names_keep_their_order(requested, surname, given_names, verdict):
    assert verdict_on(requested, surname, given_names) is verdict


@cases("""
Nguyễn Thị Lan Anh | NGUYEN | THI LAN ANH | match
Nguyen Lan Thi | NGUYEN | THI LAN | match
Hoang Thi Mai | HOANG | THI MAI HUONG | review
Hoang Mai | HOANG | MAI HUONG | review
Hoang Thi Mai Huong | HOANG | THI MAI | review
Lê Văn | LE | VAN TAM | review
Dang Van Lam | DANG | LAM VAN | review
Kevin Nguyen | NGUYEN | KEVIN MINH | match
Anna Huber | HUBER | ANNA MARIA | match
Hoang Thi Mai | HOANG | THI CUC | no-match
Khuat Van | KHUAT | VAN AN | review
Cu Thi Lan | CU | THI LAN HOA | review
Cu Thi Lan | CU | THI LAN | match
Morrison Van | MORRISON | VAN CAN | match
""")
def test_a_vietnamese_name_ends_in_what_somebody_is_called(
    requested, surname, given_names, verdict
):
    assert verdict_on(requested, surname, given_names) is verdict


@cases("""
Wang Mei | WANG | MEI LING | review
Wei-Ming Chen | CHEN | WEI | review
Wang Mei | WANG | MEI | match
Wang Meiling | WANG | MEI LING | match
Wang Mei Ling | WANG | MEILING | match
Kim Min | KIM | MIN JUN | review
Park Ji-Hoon | PARK | JI HOON | match
Chan Tai Man | CHAN | TAI | review
David Chan | CHAN | DAVID TAI MAN | match
Anna Lee | LEE | ANNA MARIA | match
Wang Mei | WANG | LING | no-match
""")
def test_two_syllables_of_a_chinese_or_korean_name_are_one(
    requested, surname, given_names, verdict
):
    assert verdict_on(requested, surname, given_names) is verdict


@cases("""
Muhammad Khan | KHAN | MUHAMMAD | match
Muhammad Khan | KHAN | MUHAMMAD ASIF | review
Muhammad Asif Khan | KHAN | MUHAMMAD | review
Muhammad Asif Khan | KHAN | MUHAMMAD ASIF ALI | match
Mohd Ali | ALI | MOHD FARID | review
Md A Khan | KHAN | MD ASIF | review
Md. Hossain | HOSSAIN | MD KAMAL | review
Abdul Khan | KHAN | ABDUL AZIZ | review
Abdul Aziz Khan | KHAN | ABDULAZIZ | match
Abd el Kader Nour | NOUR | ABDELKADER | match
Abd el Kader Nour | NOUR | ABDEL KADER | match
Abdul Aziz Khan | KHAN | ABDULAZIZ OMAR | match
Abu Hassan | HASSAN | ABU BAKR | review
Muhammad bin Salman Al Saud | AL SAUD | MUHAMMAD | match
Asif Khan | KHAN | ASIF ALI | match
Md Karim | KARIM | RAHIM | no-match
""")
def test_what_all_brothers_bear_calls_none_of_them(requested, surname, given_names, verdict):
    assert verdict_on(requested, surname, given_names) is verdict


@cases("""
Pedro Vega-Luna | VEGA LUNA | PEDRO | match
Pedro Vega-Luna | LUNA | PEDRO | review
Pedro Vega-Luna | VEGA | PEDRO | review
Pedro Luna | VEGA-LUNA | PEDRO | review
Maria da Silva Santos | SANTOS | MARIA | review
Pieter de Jong Smit | SMIT | PIETER | review
Mohamed bin Salman Al Saud | AL SAUD | MOHAMED | match
Anna-Lena Huber | HUBER | ANNA LENA | match
Jean-Pierre Petit | PETIT | JEAN | review
Anne-Marie Petit | PETIT | MARIE | review
Khalid Al-Otaibi | ALOTAIBI | KHALID | match
Jean-Pierre Petit | PETIT | JEANPIERRE | match
Jean-Pierre Petit | PETIT | JEAN P | match
Zoë-Anaïs Petit | PETIT | ZOE | review
Abd-el-Kader Petit | PETIT | ABDELKADER | match
Jean Petit | PETIT | JEAN-PIERRE | review
Jean-Pierre Petit | PETIT | LUC | no-match
""")
def test_a_hyphen_or_a_particle_tells_that_a_word_is_no_given_name(
    requested, surname, given_names, verdict
):
    assert verdict_on(requested, surname, given_names) is verdict


@cases("""
Harpreet Singh | SINGH | HARPREET KAUR | review
Harpreet Kaur | KAUR | HARPREET SINGH | review
Harpreet Kaur Singh | SINGH | HARPREET KAUR | match
Harpreet Gill | GILL | HARPREET KAUR | match
Harpreet Kaur | KAUR | HARPREET | match
Harpreet Singh | KAUR | HARPREET | no-match
""")
def test_kaur_is_a_sister_and_singh_a_brother(requested, surname, given_names, verdict):
    assert verdict_on(requested, surname, given_names) is verdict


@cases("""
Lü Bu | LYU | BU | match
Lü Bu | LU | BU | match
Lǚ Bu | LYU | BU | match
Wang Xiaolü | WANG | XIAOLYU | match
Lyu Bu | LU | BU | review
Lv Bu | LYU | BU | review
Wang Xiaolv | WANG | XIAOLYU | review
Nv Wa | NYU | WA | review
Müller Jan | MYULLER | JAN | review
""")
def test_the_ue_of_chinese_is_yu_since_2021(requested, surname, given_names, verdict):
    assert verdict_on(requested, surname, given_names) is verdict


@cases("""
Fyodor Kovalyov | KOVALEV | FEDOR | review
Evgeny Maximov | MAKSIMOV | EVGENII | review
Sergei Kovalenko | KOVALENKO | SERHII | review
Igor Bogdanov | BOHDANOV | IHOR | review
Dmitry Gorbach | HORBACH | DMYTRO | review
Vladimir Gorbach | HORBACH | VOLODYMYR | review
Dmitry Gorbach | HORBACH | MYKOLA | no-match
Pavel Melnik | MELNYK | PAVLO | review
Vladimir Petrov | PETROV | ULADZIMIR | review
Youssef Chérif | SHARIF | YUSUF | review
Samir Noureddine | NURUDDIN | SAMEER | review
Khaled Mahmoud | MAHMUD | KHALID | review
Abdelkader Nour | NUR | ABDULKADIR | review
Ivan Petrov | PETROV | IGOR | no-match
Ahmad Hasan | HUSSEIN | AHMED | no-match
Ellen Burg | BERG | ALLEN | no-match
""")
def test_one_scheme_through_the_whole_name_is_one_sign(requested, surname, given_names, verdict):
    assert verdict_on(requested, surname, given_names) is verdict


@cases("""
Ержан Жұмабаев | ZHUMABAYEV | YERZHAN | match
Ержан Жұмабаев | ZHUMABAEV | ERZHAN | match
Мөнхбат Болд | BOLD | MUNKHBAT | match
Юрій Згурський | ZGHURSKYI | YURII | match
Юрій Згурський | ZHURSKYI | YURII | match
Ержан Жұмабаев | ZHUMAGULOV | YERZHAN | no-match
""")
def test_letters_of_cyrillic_are_spelled_as_each_state_does(
    requested, surname, given_names, verdict
):
    assert verdict_on(requested, surname, given_names) is verdict


@cases("""
Ōno Yūko | OHNO | YUUKO | match
Ōno Yōko | OONO | YOUKO | match
Ōno Yōko | ONO | YOKO | match
Ono Yoko | OHNO | YOUKO | review
Onishi Yusuke | OHNISHI | YUUSUKE | review
Bob John | JON | BOB | review
Ono Yoko | ANO | YUKI | no-match
""")
def test_a_long_vowel_of_japanese_is_written_in_four_ways(requested, surname, given_names, verdict):
    assert verdict_on(requested, surname, given_names) is verdict


@cases("""
Md Alam | ALAM | MUHAMMAD | review
Mohammad Alam | ALAM | MD | review
Muhd Ali | ALI | MOHAMED | review
Abd. Rahim | RAHIM | ABDUL | review
K. R. Nair | KRISHNAN RAMAN | NAIR | review
A. B. C. Perera | ARACHCHI BANDARA CHANDRA | PERERA | review
K. S. Nair | KRISHNAN RAMAN | NAIR | no-match
Konstan Papas | PAPAS | KONSTANTINOS | review
Alex Papas | PAPAS | ALEXANDROS | review
Md Alam | ALAM | MAHFUZ | no-match
""")
def test_a_short_form_is_asked_about(requested, surname, given_names, verdict):
    assert verdict_on(requested, surname, given_names) is verdict


@cases("""
Suharto | SUHARTO | SUHARTO | match
Suharto Suharto | SUHARTO | SUHARTO | match
Suharto | SUHARTO | BUDI | review
Suharto | | SUHARTO | match
Budi Santoso | BUDI | | review
Budi Santoso | | BUDI | review
Ahmed Ali Hassan | | AHMED ALI | review
Ahmed | | AHMED ALI | review
Ahmed Ali | | AHMED ALI | match
Maria Clara | | MARIACLARA | match
Ahmed Ali | | YUSUF | no-match
""")
def test_a_single_name_may_stand_in_either_field_or_both(requested, surname, given_names, verdict):
    assert verdict_on(requested, surname, given_names) is verdict


@cases("""
Eva Novak, PMP | NOVAK | EVA | match
Eva Novak PMP | NOVAK | EVA | match
Eva Novak, Ph.D., DiS. | NOVAK | EVA | match
Eva Nováková, PRINCE | NOVAKOVA | EVA | match
Novak, Eva | NOVAK | EVA | match
Dott. Marco Bianchi | BIANCHI | MARCO | match
de la Cruz, J.P. | DE LA CRUZ | JUAN PABLO | review
Van Dyk, McKay | VAN DYK | MCKAY | match
NOVAK EVA, PAVLA | NOVAK | EVA PAVLA | match
""")
def test_letters_behind_a_name_are_no_part_of_it(requested, surname, given_names, verdict):
    assert verdict_on(requested, surname, given_names) is verdict


@cases("""
Luis García Moreno | GARCIA RUIZ | LUIS | review
Luis García Moreno | LOPEZ RUIZ | LUIS | no-match
Luis Karsia Moreno | GARCIA RUIZ | LUIS | no-match
Maria Fernanda | SILVA | MARIA FERNANDA | review
Maria Clara | SILVA | MARIA FERNANDA | no-match
Anna Huber | SCHMIDT | ANNA LENA | no-match
""")
def test_a_surname_that_one_side_lacks_or_has_otherwise_is_one_sign(
    requested, surname, given_names, verdict
):
    assert verdict_on(requested, surname, given_names) is verdict


@pytest.mark.parametrize(
    ("requested", "surname", "given_names", "words"),
    [
        ("López García Carlos", "GARCIA LOPEZ", "CARLOS", "another order"),
        ("María José García", "GARCIA", "JOSE MARIA", "another order"),
        ("Hoang Thi Mai", "HOANG", "THI MAI HUONG", "called"),
        ("Wang Mei", "WANG", "MEI LING", "two syllables"),
        ("Abdul Khan", "KHAN", "ABDUL AZIZ", "names nobody"),
        ("Pedro Vega-Luna", "LUNA", "PEDRO", "only a part of it"),
        ("Maria da Silva Santos", "SANTOS", "MARIA", "particle da"),
        ("Ono Yoko", "OHNO", "YOKO", "long vowel"),
        ("Md Alam", "ALAM", "MUHAMMAD", "abbreviated"),
        ("Nikolay Koval", "KOVAL", "MYKOLA", "two languages"),
        ("Robert Crane", "CRANE JR", "ROBERT", "father or the son"),
        ("Luis García Moreno", "GARCIA RUIZ", "LUIS", "the first agrees"),
        ("Konstan Papas", "PAPAS", "KONSTANTINOS", "beginning"),
    ],
)
def test_the_reason_says_which_rule_spoke(requested, surname, given_names, words):
    match = compare_names(requested, NameOnId(surname, given_names))

    assert match.verdict is REVIEW
    assert any(words in reason for reason in match.reasons), match.reasons


def test_every_sign_is_one_that_is_given():
    """A sign that nothing gives any more would promise a rule that is gone."""
    sources = "".join(path.read_text("utf-8") for path in Path(names.__path__[0]).glob("*.py"))

    assert [sign for sign in Sign if f"Sign.{sign.name}" not in sources] == []
