"""The documented ways to write a letter in A to Z, the recommended one first.

Sources: ICAO Doc 9303 part 3 section 6 (Latin, Cyrillic and Arabic tables), ISO 843 with ELOT 743
for Greek, and the national passport rules of Belarus, Bulgaria, North Macedonia, Russia, Serbia
and Ukraine where they differ from ICAO; MNS 5217:2012 for Mongolia; for Kazakhstan what its
passports print, as its rule could not be read; for the long vowels of Japanese those of
its ministry of foreign affairs (O and U alone, or on request OH, OU, OO and UU).
"""

# Letters whose accents simply fall away (É, Č, Ş ...) need no line here.
LATIN: dict[str, tuple[str, ...]] = {
    "Ä": ("AE", "A"),
    "Å": ("AA", "A"),
    "Æ": ("AE",),
    "Ð": ("D", "DH"),
    "Đ": ("D", "DJ"),
    "Ħ": ("H",),
    "ı": ("I",),
    "Ĳ": ("IJ",),
    "ĸ": ("Q", "K"),
    "Ł": ("L",),
    "Ñ": ("N", "NXX"),
    "Ŋ": ("N", "NG"),
    "Ö": ("OE", "O"),
    "Ø": ("OE", "O"),
    "Œ": ("OE",),
    "ẞ": ("SS",),
    "Ō": ("O", "OU", "OO", "OH"),
    "Ū": ("U", "UU"),
    "Þ": ("TH",),
    "Ŧ": ("T",),
    "Ü": ("UE", "UXX", "U"),
    "Ə": ("E", "A"),
}

# The Ü of Chinese stands behind L and N alone; passports since 2021 print YU, older ones U or UE
# (National Immigration Administration, notice of 2021-11-19).
CHINESE_UE = ("UE", "UXX", "U", "YU")

CYRILLIC: dict[str, tuple[str, ...]] = {
    "А": ("A",),
    "Б": ("B",),
    "В": ("V",),
    "Г": ("G", "H"),
    "Ґ": ("G",),
    "Д": ("D",),
    "Ѓ": ("G", "GJ"),
    "Ђ": ("D", "DJ"),
    "Е": ("E",),
    "Ё": ("E", "IO", "YO"),
    "Є": ("IE", "YE"),
    "Ж": ("ZH", "Z", "J"),
    "З": ("Z",),
    "Ѕ": ("DZ", "Z"),
    "И": ("I", "Y"),
    "І": ("I",),
    "Ї": ("I", "YI"),
    "Й": ("I", "Y"),
    "Ј": ("J",),
    "К": ("K",),
    "Ќ": ("K", "KJ"),
    "Л": ("L",),
    "Љ": ("LJ",),
    "М": ("M",),
    "Н": ("N",),
    "Њ": ("NJ",),
    "О": ("O",),
    "П": ("P",),
    "Р": ("R",),
    "С": ("S",),
    "Т": ("T",),
    "Ћ": ("C",),
    "У": ("U",),
    "Ў": ("U",),
    "Ф": ("F",),
    "Х": ("KH", "H"),
    "Ц": ("TS", "TC", "C"),
    "Ч": ("CH", "C"),
    "Џ": ("DZ", "DZH", "DJ"),
    "Ш": ("SH", "S"),
    "Щ": ("SHCH", "SHT"),
    "Ъ": ("IE", "A", ""),
    "Ы": ("Y",),
    "Ь": ("", "Y"),
    "Э": ("E",),
    "Ю": ("IU", "YU"),
    "Я": ("IA", "YA"),
    "Ә": ("A", "AE"),
    "Ғ": ("G", "GH"),
    "Қ": ("K", "Q"),
    "Ң": ("N", "NG"),
    "Ө": ("O", "OE", "U"),
    "Ұ": ("U",),
    "Ү": ("U", "UE"),
    "Һ": ("H",),
}

# Two letters that are not spelled as each by itself: ЗГ of Ukrainian, which ZH would make a Ж
# (resolution 55 of 2010). Е at the start and after a vowel is also YE (BGN/PCGN; Kazakhstan).
CYRILLIC_PAIRS: dict[str, tuple[str, ...]] = {"ЗГ": ("ZG", "ZGH", "ZH")}
CYRILLIC_YE = ("E", "YE")
BEFORE_YE = frozenset("АЕЁЄИІЇОУЎЫЭЮЯЪЬӘӨҰҮ")

GREEK: dict[str, tuple[str, ...]] = {
    "Α": ("A",),
    "Β": ("V",),
    "Γ": ("G",),
    "Δ": ("D",),
    "Ε": ("E",),
    "Ζ": ("Z",),
    "Η": ("I",),
    "Θ": ("TH",),
    "Ι": ("I",),
    "Κ": ("K",),
    "Λ": ("L",),
    "Μ": ("M",),
    "Ν": ("N",),
    "Ξ": ("X",),
    "Ο": ("O",),
    "Π": ("P",),
    "Ρ": ("R",),
    "Σ": ("S",),
    "Τ": ("T",),
    "Υ": ("Y",),
    "Φ": ("F",),
    "Χ": ("CH",),
    "Ψ": ("PS",),
    "Ω": ("O",),
    "ΑΥ": ("AV", "AF"),
    "ΕΥ": ("EV", "EF"),
    "ΗΥ": ("IV", "IF"),
    "ΟΥ": ("OU",),
    "ΓΓ": ("NG",),
    "ΓΞ": ("NX",),
    "ΓΧ": ("NCH",),
    "ΜΠ": ("B", "MP"),
}

# ICAO Doc 9303 part 3 table C: one-to-one, without the vowels that Arabic does not write.
ARABIC: dict[str, tuple[str, ...]] = {
    "ء": ("XE",),
    "آ": ("XAA",),
    "أ": ("XAE",),
    "ؤ": ("U",),
    "إ": ("I",),
    "ئ": ("XI",),
    "ا": ("A",),
    "ب": ("B",),
    "ة": ("XTA", "XAH"),
    "ت": ("T",),
    "ث": ("XTH",),
    "ج": ("J",),
    "ح": ("XH",),
    "خ": ("XKH",),
    "د": ("D",),
    "ذ": ("XDH",),
    "ر": ("R",),
    "ز": ("Z",),
    "س": ("S",),
    "ش": ("XSH",),
    "ص": ("XSS",),
    "ض": ("XDZ",),
    "ط": ("XTT",),
    "ظ": ("XZZ",),
    "ع": ("E",),
    "غ": ("G",),
    "ف": ("F",),
    "ق": ("Q",),
    "ك": ("K",),
    "ل": ("L",),
    "م": ("M",),
    "ن": ("N",),
    "ه": ("H",),
    "و": ("W",),
    "ى": ("XAY",),
    "ي": ("Y",),
    "پ": ("P",),
    "چ": ("XC",),
    "ژ": ("XZH",),
    "ک": ("K",),
    "گ": ("XG",),
    "ی": ("Y",),
}

# Letters of other alphabets, and digits, that look like one of A to Z.
LOOK_ALIKES: dict[str, str] = dict(
    zip(
        "АВЕЅІЈКМНОРСТУХҮԚԜΑΒΕΖΗΙΚΜΝΟΡΤΥΧ01358",
        "ABESIJKMHOPCTYXYQWABEZHIKMNOPTYXOIESB",
        strict=True,
    )
)
