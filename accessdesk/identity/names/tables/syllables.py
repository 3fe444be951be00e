"""How one syllable is written in A to Z by each way of writing East and South-East Asian names.

Each is how syllables begin (or nothing), and how they go on. Words of no such spelling are no part
of such a given name (Kevin, Maria).
"""

import re


def _syllable(beginnings: str, ends: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(beginnings.split())})?(?:{'|'.join(ends.split())})")


SYLLABLES = {
    # Scheme for the Chinese Phonetic Alphabet, 1958, with the passports' LYU and NYU.
    "pinyin": _syllable(
        "ZH CH SH [BPMFDTNLGKHJQXRZCSYW]",
        "[AEIOUV] [AEOU]I AO OU I?A?NG? I?ONG ENG? ER I[AEU] IAO U[AOEI] UAI UA?NG? Y?UE YU",
    ),
    # Passports of Taiwan, and older ones.
    "wade-giles": _syllable(
        "CH HS TS TZ SZ SS SH [PTKMFNLHJSWY]",
        "[AEIOU] [AEU]I AO OU I?A?NG? ENG? ERH I?EH IEN I[AUH] IAO I?UNG? U[AO] UAI UEI UEH UANG? "
        "YU",
    ),
    # Hong Kong and Macau (usage of the Registration of Persons), and Cantonese and Hakka elsewhere.
    "cantonese": _syllable(
        "CH TS TZ SH NG GW KW [PBMFDTNLGKHWSYJV]",
        "AA?I? A[UOW] A[MNPTK] ANG EE? EI E[NK] E?UNG? E?UK IE? I[MNPTKU] ING OO? O[HIYUWE] "
        "O[NTKP] O?ONG O?O[KN] U U[EIMNTK] UE[NT] Y?U Y?UE[NT] OOI? SZE? ZE? EO?UNG EOW EONG",
    ),
    # Hokkien, Teochew and Hakka as Singapore, Malaysia and their neighbours write them.
    "hokkien": _syllable(
        "CHH CHW CHY CH NG KH TH PH TS SH SW HW KW GW TW LW HS [BPMTDNLKGHJCSFWYZ]",
        "A A[HIKMNPTUWY] AIK ANG ATT AC?K EE? EE[MNT] E[NTKPWY] ECK ENG EO[HKW] EONG EIK "
        "EA[HKMNTW] EANG I I[AEHMNPTU] IC?K ING IA[HKMNPTUW] IANG IE[MNTWU] IENG IO[KWH] IONG ITT "
        "O O[EHIKMNPRTWY] OC?K OKE ONG OO OO[IKMNT] OONG U U[AIKNTMEY] UC?K UNG UA[HKNTY] UANG "
        "UE[NTY] YE YN YEW",
    ),
    # Revised Romanization of Korean, 2000, McCune-Reischauer, and what passports keep beside them.
    "korean": _syllable(
        "CH SH KK TT PP SS JJ [GKNDTRLMBPSJHYWC]",
        "(?:[YW]?(?:A|AE|E|I|O|U|EO|EE|OO|OU|AH|OH|UH|OE)|EU|EUI|UI|WEO)(?:[KNTLMPH]|NG|CK|HN)?",
    ),
    # Vietnamese without its accents.
    "vietnamese": _syllable(
        "NGH NG CH GH GI KH NH PH QU TH TR [BCDGHKLMNRSTVX]",
        "(?:[AEIOUY]|A[IOUY]|E[OU]|I[AEU]|IEU|O[AEIO]|OA[IY]|U[AEIOUY]|UA[IY]|U[OY][AEIU]|YEU?)"
        "(?:CH|NG|NH|[CMNPT])?",
    ),
}
