"""How whole schemes of writing names in A to Z differ: who follows one does so in every word.

Each scheme is a list of folds, `spelling=key`, made in this order; ^ and $ are the ends of a word.
Two words with one key may be one name in two spellings. It is a question, and never a match.
"""

Folds = tuple[tuple[str, str], ...]


def _folds(text: str) -> Folds:
    return tuple((spelling, key) for spelling, _, key in (f.partition("=") for f in text.split()))


# ICAO Doc 9303, GOST R 52535, BGN/PCGN, and everyday English (Alexey, Maxim, Fyodor).
_CYRILLIC = """
SHCH=SH SCHTSCH=SH SHT=SH TSCH=CH TCH=CH SCH=SH ZH=Z KH=H X=KS TZ=TS TC=TS W=V YO=I Y=I J=I E=I
OU=U II=I II=I II=I
"""
FOLDS: dict[str, Folds] = {
    "cyrillic": _folds(_CYRILLIC),
    # The G of Russian is the H of Ukrainian (Cabinet of Ministers, resolution 55 of 2010).
    "ukrainian": _folds(_CYRILLIC + "G=H"),
    # The English habit for Arabic and the French one, with or without signs for long and double;
    # the J of other lands is the G of Egypt.
    "arabic": _folds("""
        OU=U OO=U EE=I AA=A CH=SH DJ=J DH=D GH=G G=J KH=K TH=T Q=K AY=I AI=I EI=I Y=I O=U INE=IN
        KUE$=K$ H$=$
    """),
    # The rules of the Academy of the Hebrew Language (1957, and simpler since), and usage:
    # CH, KH or H; TZ, TS or Z; J, Y or I; K, Q or C.
    "hebrew": _folds("""
        SCH=SH TCH=H CH=H KH=H TZ=Z TS=Z CK=K Q=K ^CO=^KO ^CA=^KA ^CU=^KU ^HACO=^HAKO W=V OO=U
        OU=U EE=I J=I Y=I H$=$
    """),
    # Hunterian (Survey of India) and everyday English; the last A is seldom heard.
    "indian": _folds("""
        KSH=X X=KS EE=I OO=U OU=O AU=O OW=O W=V CHH=CH SH=S TH=T DH=D BH=B GH=G KH=K JH=J PH=P
        AY=AI Y=I A$=$ H$=$ A$=$
    """),
    # Latin alphabets of Kazakhstan, Uzbekistan and Turkey against Russian spellings:
    # J, ZH, DZH or DJ; X, KH or H; Q or K; Ş or SH; Ç or CH.
    "turkic": _folds("DZH=J DJ=J ZH=J KH=H X=H GH=G Q=K YE=E W=V OU=U SH=S CH=C Y=I"),
    # The alphabet of Azerbaijan of 1991: Ə as A or E, Q as G and in Russian spelling as K, C as J.
    "azeri": _folds("DZH=J DJ=J ZH=J CH=C J=C KH=H X=H GH=G Q=G K=G YE=E W=V SH=S Y=I E=A"),
    # Before the spelling of 1911 in Portugal and of 1943 in Brazil, which old names keep.
    "portuguese": _folds("""
        PH=F TH=T CHR=CR SS=S Z=S Y=I CT=T EIA=EA ACA=ASA ACO=ASO ECO=ESO ICA=ISA ICO=ISO UCA=USA
        NCA=NSA NCO=NSO RCA=RSA RCO=RSO LCA=LSA UCO=USO OCA=OSA
    """),
    # Ṣ without its dot, as in Yoruba's spelling of 1966, or SH; Ghana's GY, KY and KW, and the NG
    # and H at the end of Boateng and Mensah.
    "west-african": _folds("SH=S GY=J DJ=J DZ=J KY=C CH=C QU=KW NG$=N$ H$=$"),
    # The short vowels of Persian are E and O, those of Arabic I and U; GH or Q; the last H is mute.
    "persian": _folds("""
        GH=Q OU=U OO=U O=U EE=I EI=I EY=I AI=I AY=I E=I Y=I W=V DH=D TH=T PH=F H$=$
    """),
    # Before and since the spellings of Indonesia of 1947 (OE) and of 16 August 1972 (the others).
    "indonesian": _folds("OE=U DJ=J TJ=C SJ=SY J=Y SY=SH CH=KH KH=H IE=I H$=$"),
    # ISO 843 with ELOT 743, and usage: MP is said B, NT is D, GK is G, and GI before a vowel Y.
    "greek": _folds("""
        MP=B MB=B NT=D ND=D GK=G NG=G GIA=YA GIO=YO CH=H KH=H OU=U GH=G PH=F X=KS TZ=TS AU=AV EU=EV
        AI=E EI=I OI=I Y=I DH=D
    """),
}

# What another scheme does beyond one of these, folded in the key of that one.
FURTHER_FOLDS: dict[str, tuple[str, Folds]] = {
    # Belarusian writes an unstressed O as A and E as IA, a V that closes a syllable as U (Ў), and a
    # soft D or T as DZ or TS (Ministry of the Interior of Belarus, resolution 288 of 2008).
    "ukrainian": ("belarusian", _folds("V$=U$ OU=U AU$=U$ DZ=D TS=T INK=ANK O=A IA=I")),
    # The O of Uzbek is an A in Russian spelling, its O' a U (alphabet of 1995: Toshkent, Tashkent).
    "turkic": ("uzbek", _folds("O=A U=A")),
}

# The short vowels of Arabic and Somali are written as they are heard, E for any of them.
SHORT_VOWELS = frozenset("AEIU")

# The schemes in which the names of Islam are written; all brothers of the faith bear them.
OF_ISLAM = frozenset(
    ("arabic", "persian", "turkic", "uzbek", "azeri", "indian", "indonesian", "somali", "cyrillic")
)
# Russian, Ukrainian and Belarusian.
EAST_SLAVIC = frozenset(("cyrillic", "ukrainian", "belarusian"))
GREEK = frozenset(("greek",))

# The Royal Institute's general system (Thailand's standard since 2000), and what people write: no H
# that is only breath, R as in English, and a last L that is said N.
THAI = _folds("PH=P TH=T KH=K J=CH V=W OO=U EE=I ORN=ON ARN=AN URN=UN OR$=O$ L$=N$ AE=E")

# Kunrei (Cabinet of Japan, notification 1 of 1954) for Hepburn, and N for M before B, M and P.
KUNREI = _folds("""
    TCH=TTCH SHI=SI SH=SY CHI=TI CH=TY TSU=TU TS=T FU=HU JI=ZI JY=ZY J=ZY DZU=ZU DU=ZU DI=ZI
    MB=NB MP=NP MM=NM
""")

# Revised Romanization (Korea, notice of 2000) and what people chose before it, and choose.
KOREAN_FOLDS = _folds("""
    SH=S EUI=I UI=I EE=I YEO=YU YOU=YU EO=U OU=U OO=U EU=U WU=U G=K D=T B=P J=C CH=C R=L H$=$
""")

# Pinyin as Wade and Giles write it, without their apostrophes.
WADE_GILES_INITIALS = {
    "ZH": "CH", "B": "P", "D": "T", "G": "K", "J": "CH", "Q": "CH", "X": "HS", "R": "J", "Z": "TS",
    "C": "TS",
}  # fmt: skip
WADE_GILES_FINALS = {
    "IAN": "IEN", "IE": "IEH", "UE": "UEH", "ONG": "UNG", "IONG": "IUNG", "ER": "ERH",
}  # fmt: skip
WADE_GILES_SYLLABLES = {
    "ZHI": "CHIH", "CHI": "CHIH", "SHI": "SHIH", "RI": "JIH", "ZI": "TZU", "CI": "TZU", "SI": "SZU",
    "GE": "KO", "KE": "KO", "HE": "HO", "E": "O", "GUI": "KUEI", "KUI": "KUEI", "YI": "I",
    "YAN": "YEN", "YE": "YEH", "YUE": "YUEH", "YOU": "YU", "YONG": "YUNG", "DUO": "TO", "TUO": "TO",
    "NUO": "NO", "LUO": "LO", "ZHUO": "CHO", "CHUO": "CHO", "RUO": "JO", "ZUO": "TSO",
    "CUO": "TSO", "SUO": "SO",
}  # fmt: skip
