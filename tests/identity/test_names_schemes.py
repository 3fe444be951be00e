"""One scheme of writing in A to Z through a whole name is one weak sign (R-GATE-5).

What each scheme rests on is in accessdesk/identity/names/tables/schemes.py and docs/names.md.
"""

import pytest

from accessdesk.identity.document import NameOnId
from accessdesk.identity.names.comparing import NameVerdict, compare_names
from accessdesk.identity.names.schemes import SchemeKeys, schemes_between

REVIEW, NO_MATCH = NameVerdict.REVIEW, NameVerdict.NO_MATCH
ONE_SCHEME = """
Chaim Tzur | TSUR | HAIM
Yitzchak Tzadok | ZADOK | YITZHAK
Yaakov Yosef | JOSEF | JAAKOV
Nachum Cahana | KAHANA | NAHUM
Deepak Vishwakarma | VISWAKARMA | DIPAK
Sashi Tharoor | THARUR | SHASHI
Satish Yadav | YADAVA | SATHISH
Janibek Jumabayev | ZHUMABAYEV | ZHANIBEK
Bahodir Xolmatov | KHOLMATOV | BAKHODIR
Azizjon Qodirov | KODIROV | AZIZDZHON
Gulshen Chelik | CELIK | GULSEN
Rashad Mammadov | MEMMEDOV | RESHAD
Qulu Qasimov | GASIMOV | GULU
Thiago Menezes | MENESES | TIAGO
Assumpta Lourenço | LOURENSO | ASSUMPTA
Ruy Mello | MELO | RUI
Shola Shobande | SOBANDE | SOLA
Kwame Agyemang | AGYEMAN | KWAME
Xasan Cali | ALI | HASSAN
Maxamed Xuseen | HUSSEIN | MOHAMED
Thanakorn Phongpaichit | PONGPAICHIT | TANAKORN
Pornthip Jaidee | CHAIDI | PHONTHIP
Gholamreza Ghasemi | QASEMI | QOLAMREZA
Mohsen Hosseini | HUSAINI | MUHSIN
Soekarno Djojo | JOYO | SUKARNO
Sjahrir Achmad | AHMAD | SYAHRIR
Shinichi Fujita | HUZITA | SINITI
Homma Jumpei | HONMA | JUNPEI
Tetsuya Ito | ITOU | TETUYA
Zhang Zhiming | CHANG | CHIH MING
Hsu Hsiao-ming | XU | XIAOMING
Christos Loukas | LUKAS | HRISTOS
Yorgos Hatzidakis | CHATZIDAKIS | GEORGIOS
Jung Soo-young | JEONG | SUYEONG
Xu Yuanchong | HSU | YUAN CHUNG
Mostafa Gamal | JAMAL | MUSTAFA
Batya Hacohen | HAKOHEN | BATIA
Jirapat Jaturongkul | CHATURONGKUN | CHIRAPHAT
Abdul Hakeem Said | SAEED | ABDULHAKIM
"""
ANOTHER_PERSON = """
Chaim Katz | KATZ | DAVID
Deepak Reddy | REDI | SUNIL
Janibek Jumabayev | ZHUMABAYEV | NURLAN
Thiago Menezes | MENESES | RUI
Xasan Cali | ALI | FARAH
Soekarno Djojo | JOYO | SUTRISNO
Shinichi Fujita | HUZITA | KENZI
Zhang Zhiming | CHANG | KUO CHIANG
Christos Loukas | LUKAS | NIKOLAOS
Sophia Carlson | KARLSSON | SOFIA
"""


def rows(table: str) -> pytest.MarkDecorator:
    """Read lines of: name on the request | surname on the ID | given names on it."""
    cells = [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]
    return pytest.mark.parametrize(("requested", "surname", "given_names"), cells)


def verdict_on(requested: str, surname: str, given_names: str) -> NameVerdict:
    return compare_names(requested, NameOnId(surname, given_names)).verdict


@rows(ONE_SCHEME)
def test_one_scheme_in_two_words_is_asked_about(requested, surname, given_names):
    assert verdict_on(requested, surname, given_names) is REVIEW


@rows(ONE_SCHEME)
def test_it_is_the_same_with_the_sides_swapped(requested, surname, given_names):
    swapped = f"{given_names} {surname}"
    words = requested.split()
    on_ids = [(words[-1], " ".join(words[:-1])), (words[0], " ".join(words[1:]))]

    assert REVIEW in {verdict_on(swapped, *on_id) for on_id in on_ids}


@rows(ANOTHER_PERSON)
def test_a_scheme_in_one_word_makes_nobody_of_another_name(requested, surname, given_names):
    assert verdict_on(requested, surname, given_names) is NO_MATCH


@rows("""
Soeharto Qodirov | KODIROV | SUHARTO
Zhiming Xolmatov | KHOLMATOV | CHIHMING
Tetsuya Menezes | MENESES | TETUYA
""")
def test_two_schemes_in_one_name_are_two_signs(requested, surname, given_names):
    assert verdict_on(requested, surname, given_names) is NO_MATCH


def test_pinyin_stands_on_one_side_of_the_whole_name():
    """Jian and Qian are two names, though one is written Chien where the other is Ch'ien."""
    assert verdict_on("Zhang Kuochiang", "CHANG", "GUOQIANG") is NO_MATCH
    assert verdict_on("Zhang Guoqiang", "CHANG", "KUOCHIANG") is REVIEW


def test_words_that_no_scheme_joins_have_none():
    assert schemes_between(SchemeKeys("MENEZES"), SchemeKeys("MARTINS")) == frozenset()


@pytest.mark.parametrize("word", ["ASSWO", "NANANA" * 30 + "X", "AI" * 99, "KKKYAH" * 30])
def test_no_word_breaks_the_reading_of_syllables(word):
    assert verdict_on("Anna Huber", word, "ANNA") is NO_MATCH
