"""Rule out cheaply that words are one name, before they are joined and compared in full.

Only what the full comparison could not relate either is ruled out, so no verdict depends on it.
"""

from accessdesk.identity.names.parsing import Part, Parts
from accessdesk.identity.names.tables.words import ARABIC_ARTICLES

# Shorter words, and those as short, are too easily another name.
_SHORTEST_ROMANISED = 3
# Words that differ more in length are no two spellings of one name (SHCH is one letter of Щ).
_MOST_SPELLING_DIFFERENCE = 4
# What an umlaut, a long vowel or the Ü of Chinese may add to a word, or take from it.
_WITHOUT_VOWELS = str.maketrans("", "", "AEIOUYVH")


def may_agree(asked: Parts, shown: Parts) -> bool:
    """Spare the joining of words that are not the same but for an E behind an umlaut's letter."""
    if not _are_fixed(asked + shown):
        return True
    return _letters_of(asked).replace("E", "") == _letters_of(shown).replace("E", "")


def are_far_apart(asked: Parts, shown: Parts) -> bool:
    """Whether the lengths of given names tell them apart: none begins or sounds like the other."""
    if not _are_fixed(asked + shown):
        return False
    one, other = _letters_of(asked), _letters_of(shown)
    if abs(len(one) - len(other)) <= _MOST_SPELLING_DIFFERENCE:
        return False
    if one.startswith(other) or other.startswith(one):
        return False
    return one.translate(_WITHOUT_VOWELS) != other.translate(_WITHOUT_VOWELS)


def _are_fixed(parts: Parts) -> bool:
    return all(part.is_fixed for part in parts)


def _letters_of(parts: Parts) -> str:
    return "".join([part.plain for part in parts])


def may_be_one_word(parts: Parts, word: Part) -> bool:
    """Spare the costly comparison where neither length nor either end of the words agrees."""
    if abs(sum([len(part.plain) for part in parts]) - len(word.plain)) > _MOST_SPELLING_DIFFERENCE:
        return False
    first, last = parts[0], parts[-1]
    if not (first.is_fixed and last.is_fixed and word.is_fixed):
        return True
    if first.plain in ARABIC_ARTICLES and word.plain[:2] in ARABIC_ARTICLES:
        return True
    return first.plain[0] == word.plain[0] or last.plain[-1] == word.plain[-1]


def differ_in_y(one: str, other: str) -> bool:
    """Whether short words differ in no more than how an I is written (Ruy, Rui)."""
    return len(one) == len(other) > 2 and one.replace("Y", "I") == other.replace("Y", "I")


def are_of_a_length(asked: Part, shown: Part) -> bool:
    """Whether two words are neither too short nor too unlike for two spellings of one."""
    one, other = len(asked.plain), len(shown.plain)
    if min(one, other) < _SHORTEST_ROMANISED or max(one, other) <= _SHORTEST_ROMANISED:
        return False
    return abs(one - other) <= _MOST_SPELLING_DIFFERENCE


def begin_otherwise(asked: Part, shown: Part) -> bool:
    """Whether two words of one spelling each begin with two letters, which no umlaut explains."""
    return asked.is_fixed and shown.is_fixed and asked.plain[0] != shown.plain[0]


def may_have_an_umlaut(asked: Part, shown: Part) -> bool:
    """Whether words in A to Z differ in no more than two ways to write Ä, Ö, Ü or Å.

    No table leads from the one to the other: Kanae is not Kana.
    """
    if not asked.umlaut_keys.isdisjoint(shown.umlaut_keys):
        return True
    return not asked.vowel_pair_keys.isdisjoint(shown.vowel_pair_keys)
