"""The words that are part of names without naming anybody: titles, suffixes, particles."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Dropped in front of a name; the second set only where a dot or two further words show a title.
TITLES = _words(
    "DR PROF PROFESSOR MR MRS MS MISS MX SIR HERR FRAU MME MLLE MONSIEUR MADAME MADEMOISELLE "
    "MEVROUW DHR MEVR DRS IR ENGR SIG SIGNORA SIGNOR SRA SRTA SENOR SENORA REV REVEREND FR "
    "CAPT COL SGT LT MAJ GEN HON DIPLING DOCTOR DOKTOR HRN FRL PAN PANI BC MUDR JUDR PHDR"
)
TITLES_WITH_DOT = _words("ING MAG DON DIPL M H SR SRA MED PHIL JUR NAT RER HC SIG")
DEGREES = _words(
    "PHD MD MSC BSC MBA BBA ESQ DDS CPA BA MA BENG MENG CENG LLM LLB DPHIL DSC DIS CISSP CISM CISA "
    "CEH PMP CCNA CCNP CCIE RCDD CDCP CDCS MCSE PE CSC FRCS OBE MBE RN"
)

SUFFIXES: dict[str, str] = {
    "JR": "JR",
    "JNR": "JR",
    "JUN": "JR",
    "JUNIOR": "JR",
    "SR": "SR",
    "SNR": "SR",
    "SEN": "SR",
    "SENIOR": "SR",
    "I": "1",
    "1ST": "1",
    "II": "2",
    "2ND": "2",
    "III": "3",
    "3RD": "3",
    "IV": "4",
    "4TH": "4",
    "V": "5",
    "5TH": "5",
    "VI": "6",
    "6TH": "6",
    "VII": "7",
    "7TH": "7",
    "VIII": "8",
    "8TH": "8",
}
# Of these the single letters and names are too often an initial or a name to be taken for a suffix
# within free text; in the suffix field of an ID they are what they are.
SUFFIXES_IN_TEXT = frozenset(SUFFIXES) - {"I", "V", "VI", "SEN", "JUN"}
NUMERALS = frozenset({"II", "III", "IV"})

PARTICLES = _words(
    "VAN VON VOM ZU ZUM ZUR DE DER DEN DEL DELLA DELLO DELLE DEGLI DI DA DAL DALLA DO DOS DAS DU "
    "DES D L LA LE LES LO LOS LAS AL EL UL AS ASH AD AR AZ AN BIN IBN BEN BINT BAT ABU ABOU UMM "
    "TER TEN TE T OP HET Y E I AF AV O UA NI NIC AP MAC MC ST SAN SANTA SAINT SANKT OULD BINTI "
    "BINTE VER S THE ZE OF"
)

# Of these, what stands before the father's name.
PATRONYMICS = _words("BIN IBN BEN BINT BINTI BINTE BAT OULD AP")

# All but a few in a hundred of Vietnam's people bear one of these.
VIETNAMESE_SURNAMES = _words(
    "NGUYEN TRAN LE PHAM HOANG HUYNH PHAN VU VO DANG BUI DO HO NGO DUONG LY DINH DAO DOAN TRINH "
    "TRUONG LAM MAI TO CAO CHAU HA LUONG LUU QUACH TA TANG THAI TON TONG VUONG KIEU NGHIEM"
)

# What issuers write where a person has no such name, or the field could not be filled.
NO_NAME_ON_ID = _words(
    "FNU LNU NFN NLN NMN UNAVL UNAVAIL UNAVAILABLE NONE UNKNOWN XXX XXXX NGN NONAME"
)

PLACEHOLDER_WORDS = _words(
    "TBD TBA TBC TBN TBI NN NA UNKNOWN NONE NOBODY ANYONE SOMEONE ANYBODY SOMEBODY VARIOUS TEST "
    "TESTER TESTING ASDF QWERTY XXX XX PENDING UNNAMED PLACEHOLDER DITTO IDEM UNBEKANNT INCONNU "
    "UNASSIGNED NULL UNDEFINED NAME LATER NYK"
)
ROLE_WORDS = _words(
    "VISITOR GUEST TECHNICIAN TECH ENGINEER CONTRACTOR VENDOR DRIVER COURIER ESCORT EMPLOYEE STAFF "
    "WORKER INSTALLER ELECTRICIAN PERSON PEOPLE COLLEAGUE TEAM CREW FIELD SERVICE SITE SUPPORT "
    "ONSITE SUPPLIER CUSTOMER CARRIER CLEANER TECHNIKER MONTEUR BESUCHER BEZOEKER TECNICO "
    "TECHNICIEN VISITEUR GAST MITARBEITER ADDITIONAL SECOND FIRST THIRD ANOTHER EXTRA"
)
PLACEHOLDER_PHRASES = (
    "TO BE CONFIRMED",
    "TO BE ANNOUNCED",
    "TO BE DETERMINED",
    "TO BE ADVISED",
    "TO BE DECIDED",
    "TO BE NAMED",
    "TO BE PROVIDED",
    "TO FOLLOW",
    "NOT KNOWN",
    "NOT YET KNOWN",
    "NOT AVAILABLE",
    "NOT APPLICABLE",
    "NO NAME",
    "SAME AS ABOVE",
    "AS ABOVE",
    "SEE ABOVE",
    "NOMEN NESCIO",
    "NOT ASSIGNED",
    "DO NOT KNOW",
)

# Words between a name and a former or other one. "Nee" is a surname as well, so a name must stand
# before it and another after it.
BORN_WORDS = _words(
    "GEB GEBOREN GEBORENE GEBORENER NEE NE BORN ROZ SZUL FODT FODD FORMERLY MAIDEN EX"
)
ALSO_WORDS = _words("AKA ALIAS GENANNT DIT DITE CALLED")
