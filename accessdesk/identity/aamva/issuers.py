"""Know who issues North American licences, by issuer identification number and by address.

Source: the AAMVA list of issuer identification numbers (as of 2023-12), and ISO 3166-2.
"""

_UNITED_STATES = """
636000 VA 636001 NY 636002 MA 636003 MD 636004 NC 636005 SC 636006 CT 636007 LA 636008 MT
636009 NM 636010 FL 636011 DE 636014 CA 636015 TX 636018 IA 636019 GU 636020 CO 636021 AR
636022 KS 636023 OH 636024 VT 636025 PA 636026 AZ 636029 OR 636030 MO 636031 WI 636032 MI
636033 AL 636034 ND 636035 IL 636036 NJ 636037 IN 636038 MN 636039 NH 636040 UT 636041 ME
636042 SD 636043 DC 636045 WA 636046 KY 636047 HI 636049 NV 636050 ID 636051 MS 636052 RI
636053 TN 636054 NE 636055 GA 636058 OK 636059 AK 636060 WY 636061 WV 636062 VI
604427 AS 604430 MP 604431 PR
"""
# Alberta used a number from outside the AAMVA range for years.
_CANADA = """
636012 ON 636013 NS 636016 NL 636017 NB 636028 BC 636044 SK 636048 MB
604426 PE 604428 QC 604429 YT 604432 AB 604433 NU 604434 NT 990876 AB
"""
_MEXICO = "636056 COA 636057 HID"

# The State Department licenses diplomats; it is no subdivision, so the country stands for it.
_STATE_DEPARTMENT = {"636027": "US"}
_FORMER_CODES = {"NF": "CA-NL", "LB": "CA-NL", "PQ": "CA-QC", "YK": "CA-YT"}
_COUNTRIES = {"USA": "US", "US": "US", "CAN": "CA", "CDN": "CA", "CA": "CA", "MEX": "MX"}

PENNSYLVANIA = "636025"


def _numbered(country: str, table: str) -> dict[str, str]:
    words = table.split()
    return {n: f"{country}-{code}" for n, code in zip(words[::2], words[1::2], strict=True)}


ISSUERS: dict[str, str] = (
    _numbered("US", _UNITED_STATES)
    | _numbered("CA", _CANADA)
    | _numbered("MX", _MEXICO)
    | _STATE_DEPARTMENT
)
_BY_SUBDIVISION = {
    issuer.partition("-")[2]: issuer for issuer in ISSUERS.values() if "-" in issuer
} | _FORMER_CODES


def find_issuer(number: str | None, subdivision: str, country: str) -> str | None:
    """The issuer as ISO 3166-2, or None where neither number nor address tell it.

    The number comes first: the address is the holder's, and may lie in another state.
    """
    if number in ISSUERS:
        return ISSUERS[number]
    issuer = _BY_SUBDIVISION.get(subdivision)
    said = _COUNTRIES.get(country)
    if issuer is None or (said is not None and not issuer.startswith(said)):
        return None
    return issuer


def is_subdivision(code: str) -> bool:
    """Whether a state, province or territory that issues licences has this postal code."""
    return code in _BY_SUBDIVISION
