"""One spelling by which a company is found, however it is written; pure.

It leads to a question and to nothing else, so that two companies may share it: "Acme GmbH", "ACME"
and "Acme B.V." are asked about.
"""

import re

from anyascii import anyascii

_FORMS = """
    ag gmbh mbh ug kg kgaa ohg gbr ev eg se co company corp corporation inc incorporated llc llp
    lp ltd limited plc pte pty bv nv vof cv sa sas sasu sarl srl spa snc sl slu lda ltda as asa aps
    ab oy oyj kft zrt nyrt sro doo spzoo uab ou sia kk
"""
LEGAL_FORMS = frozenset(_FORMS.split())
_LETTERS_APART = re.compile(r"\b\w(?: \w\b)+")


def company_key(name: str) -> str:
    """A company without case, accents, blanks, signs and the legal form at its end."""
    plain = re.sub(r"['’.\-]", "", anyascii(name).casefold())
    plain = " ".join(re.findall(r"[a-z0-9]+", plain)).replace(" sp z oo", " spzoo")
    words = _LETTERS_APART.sub(lambda found: found[0].replace(" ", ""), plain).split()
    end = len(words)
    while end and words[end - 1] in LEGAL_FORMS:
        end -= 1
    return "".join(words[:end] or words)
