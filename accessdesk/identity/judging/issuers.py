"""Know which codes stand for a state that issues IDs.

Sources: ISO 3166-1, and ICAO Doc 9303 part 3 section 5 for the codes that it adds.
"""

# Two and three letters of each country, in one word, as ISO 3166-1 pairs them.
_COUNTRIES = """
AFAFG AXALA ALALB DZDZA ASASM ADAND AOAGO AIAIA AQATA AGATG ARARG AMARM AWABW AUAUS ATAUT AZAZE
BSBHS BHBHR BDBGD BBBRB BYBLR BEBEL BZBLZ BJBEN BMBMU BTBTN BOBOL BQBES BABIH BWBWA BVBVT BRBRA
IOIOT BNBRN BGBGR BFBFA BIBDI CVCPV KHKHM CMCMR CACAN KYCYM CFCAF TDTCD CLCHL CNCHN CXCXR CCCCK
COCOL KMCOM CGCOG CDCOD CKCOK CRCRI CICIV HRHRV CUCUB CWCUW CYCYP CZCZE DKDNK DJDJI DMDMA DODOM
ECECU EGEGY SVSLV GQGNQ ERERI EEEST SZSWZ ETETH FKFLK FOFRO FJFJI FIFIN FRFRA GFGUF PFPYF TFATF
GAGAB GMGMB GEGEO DEDEU GHGHA GIGIB GRGRC GLGRL GDGRD GPGLP GUGUM GTGTM GGGGY GNGIN GWGNB GYGUY
HTHTI HMHMD VAVAT HNHND HKHKG HUHUN ISISL ININD IDIDN IRIRN IQIRQ IEIRL IMIMN ILISR ITITA JMJAM
JPJPN JEJEY JOJOR KZKAZ KEKEN KIKIR KPPRK KRKOR KWKWT KGKGZ LALAO LVLVA LBLBN LSLSO LRLBR LYLBY
LILIE LTLTU LULUX MOMAC MGMDG MWMWI MYMYS MVMDV MLMLI MTMLT MHMHL MQMTQ MRMRT MUMUS YTMYT MXMEX
FMFSM MDMDA MCMCO MNMNG MEMNE MSMSR MAMAR MZMOZ MMMMR NANAM NRNRU NPNPL NLNLD NCNCL NZNZL NINIC
NENER NGNGA NUNIU NFNFK MKMKD MPMNP NONOR OMOMN PKPAK PWPLW PSPSE PAPAN PGPNG PYPRY PEPER PHPHL
PNPCN PLPOL PTPRT PRPRI QAQAT REREU ROROU RURUS RWRWA BLBLM SHSHN KNKNA LCLCA MFMAF PMSPM VCVCT
WSWSM SMSMR STSTP SASAU SNSEN RSSRB SCSYC SLSLE SGSGP SXSXM SKSVK SISVN SBSLB SOSOM ZAZAF GSSGS
SSSSD ESESP LKLKA SDSDN SRSUR SJSJM SESWE CHCHE SYSYR TWTWN TJTJK TZTZA THTHA TLTLS TGTGO TKTKL
TOTON TTTTO TNTUN TRTUR TMTKM TCTCA TVTUV UGUGA UAUKR AEARE GBGBR USUSA UMUMI UYURY UZUZB VUVUT
VEVEN VNVNM VGVGB VIVIR WFWLF EHESH YEYEM ZMZMB ZWZWE XKRKS
"""
THREE_LETTERS = {pair[:2]: pair[2:] for pair in _COUNTRIES.split()}

# What ICAO 9303-3 adds: Germany's single letter and the kinds of British nationals. The code that
# Kosovo's passports bear, RKS, is above; others write it in two other ways.
_OTHER_STATES = {
    "D": "DEU",
    "XKX": "RKS",
    "XXK": "RKS",
    "GBD": "GBR",
    "GBN": "GBR",
    "GBO": "GBR",
    "GBP": "GBR",
    "GBS": "GBR",
}
STATES = frozenset(THREE_LETTERS.values())

# Bodies that issue travel documents without being a state (R-GATE-3 asks for a government).
ORGANISATIONS = frozenset(
    [
        "EUE",
        "IAO",
        "UNA",
        "UNK",
        "UNO",
        "XAA",
        "XAU",
        "XBA",
        "XCC",
        "XCE",
        "XCO",
        "XCT",
        "XDC",
        "XEC",
        "XES",
        "XIM",
        "XMP",
        "XOM",
        "XPO",
        "XSC",
    ]
)

# Utopia and what test cards carry: such a document was never issued to anybody.
SPECIMENS = frozenset(("UTO", "XXX", "ZZZ", "TST", "XXZ", "QQQ"))


def normal_issuer(code: str) -> str:
    """An issuer in one form: three letters of ISO 3166-1, or ISO 3166-2 (US-VA).

    The German D, two-letter codes and the kinds of British nationals become their state's code.
    """
    text = code.strip().upper().replace("<", "")
    if "-" in text:
        return text
    return _OTHER_STATES.get(text) or THREE_LETTERS.get(text) or text


def country_of(issuer: str) -> str:
    """The state that an issuer, in normal form, belongs to (US-VA: USA)."""
    country, dash, _ = issuer.partition("-")
    return THREE_LETTERS.get(country, country) if dash else issuer


def is_named_in(issuer: str, codes: frozenset[str]) -> bool:
    """Whether an issuer, in normal form, or its state is among codes of any form."""
    named = {normal_issuer(code) for code in codes}
    return issuer in named or country_of(issuer) in named
