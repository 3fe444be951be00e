"""What a scanner set to US keys types on a computer set to other ones; pure.

A wedge scanner sends keys, not characters. The key of `Y` types `Z` on a German keyboard, and the
one of `A` types `Q` on a French one, whose digits also need Shift. Each table turns what stands on
the screen back into what the scanner read; which one is right, the text itself has to prove.
"""

_US = "`1234567890-=[]\\;',./~!@#$%^&*()_+{}|:\"<>?"
GERMAN = "^1234567890ß´ü+#öä,.-°!\"§$%&/()=?`Ü*'ÖÄ;:_"
FRENCH = "²&é\"'(-è_çà)=^$*mù;:!~1234567890°+¨£µM%./§"
CZECH = ";+ěščřžýáíé=´ú)¨ů§,.-°1234567890%ˇ/('\"!?:_"
_Y_AND_Z = str.maketrans("YZyz", "ZYzy")
FRENCH_LETTERS = str.maketrans("AQZWaqzw", "QAWZqawz")
GERMAN_LETTERS = _Y_AND_Z

FROM_GERMAN = {**_Y_AND_Z, **str.maketrans(GERMAN, _US)}
# On the French keyboard the key of M types a comma, and a question mark with Shift.
FROM_FRENCH = {**FRENCH_LETTERS, **str.maketrans(FRENCH, _US), **str.maketrans(",?", "mM")}
FROM_CZECH = {**_Y_AND_Z, **str.maketrans(CZECH, _US)}
