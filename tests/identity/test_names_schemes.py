"""One scheme of writing in A to Z through a whole name is one weak sign (R-GATE-5).

What each scheme rests on is in accessdesk/identity/names/tables/schemes.py and docs/names.md.
"""

import pytest

from accessdesk.identity.document import NameOnId
from accessdesk.identity.names.comparing import NameVerdict, compare_names
from accessdesk.identity.names.schemes import SchemeKeys, schemes_between
from tests.identity.test_names_rules import cases

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
Alexander Petrov | PIATROU | ALIAKSANDR
Sergey Dyatlov | DZIATLAU | SIARHEI
Dmitry Titov | TSITOU | DZMITRY
Tatyana Golub | HOLUB | TETIANA
Alexander Golovko | HOLOVKO | OLEKSANDR
Yekaterina Gavrilenko | HAVRYLENKO | KATERYNA
Lefteris Mbouras | MPOURAS | ELEFTHERIOS
Stratis Dantis | NTANTIS | EFSTRATIOS
Yannis Goumas | GKOUMAS | IOANNIS
Panayiotis Yalouris | GIALOURIS | PANAGIOTIS
Lambros Kondos | KONTOS | LAMPROS
Rashed Katan | QATAN | RASHID
Majed Kassem | QASIM | MAJID
Rafique Malik | MALIQ | RAFIQ
Odil Qosimov | KASIMOV | ADIL
Nozim Boboyev | BABAEV | NAZIM
O'ktam Jo'rayev | JURAEV | UKTAM
Rasul Kurbanov | GURBANOV | RESUL
Choi Su-min | CHOE | SUMIN
Yoo Hye-jin | YU | HYEJIN
Cho Hyun-woo | JO | HYEONU
Noh Young-soo | RO | YEONGSU
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
Alexander Petrov | PIATROU | MIKALAI
Alexander Golovko | HOLOVKO | MYKOLA
Stratis Dantis | NTANTIS | NIKOLAOS
Majed Kassem | QASIM | OMAR
Odil Qosimov | KASIMOV | ANVAR
Rasul Kurbanov | GURBANOV | ELCHIN
Choi Su-min | CHOE | JUNHO
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


@cases("""
Matveyev I.P. | MATVEEV | IGOR | review
Matveyev I. P. | MATVEEV | IGOR | review
I.P. Matveyev | MATVEEV | IGOR PAVLOVICH | review
Matveev I.P. | MATVEEV | IGOR | review
Matveyev I.P. | MATVEEV | OLEG | no-match
I. Matveyev | MATVEEV | IGOR | no-match
""")
def test_name_and_patronymic_as_initials_are_of_the_habit_of_the_surname(
    requested, surname, given_names, verdict
):
    """Russian lists write so, and a letter beside one initial alone is a second sign."""
    assert verdict_on(requested, surname, given_names) is verdict


@cases("""
Hasan El Kadry | ALQADRI | HASAN | review
Hasan El Kadry | AL QADRI | HASSAN | review
Hasan El Kadry | ALQADRI | MAJID | no-match
Hasan El Kadry | ALHADDAD | HASAN | no-match
""")
def test_an_article_written_to_the_surname_is_read(requested, surname, given_names, verdict):
    assert verdict_on(requested, surname, given_names) is verdict


@cases("""
Raisha binti Rahman | RAISYAH BINTI RAHMAN | | review
Raisha binti Rahman | BINTI RAHMAN | RAISYAH | review
Syahrul Basyir | BASHIR | SHAHRUL | review
Rashidah binti Rahman | BINTI RAHMAN | RASYIDAH | review
Asyraf bin Rahman | ASHRAF BIN RAHMAN | | review
Asyraf bin Rahman | FARIS BIN RAHMAN | | no-match
""")
def test_the_sy_of_malay_is_an_sh(requested, surname, given_names, verdict):
    assert verdict_on(requested, surname, given_names) is verdict
