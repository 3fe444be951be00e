"""Know the parts of North American states by name: they issue licences and cards of their own."""

# Codes of ISO 3166-2, as AAMVA's issuers have them.
_NAMES = {
    "US": """
AL Alabama | AK Alaska | AZ Arizona | AR Arkansas | CA California | CO Colorado | CT Connecticut
DE Delaware | DC District of Columbia | DC Washington DC | FL Florida | GA State of Georgia
HI Hawaii | ID Idaho | IL Illinois | IN Indiana | IA Iowa | KS Kansas | KY Kentucky | LA Louisiana
ME Maine | MD Maryland | MA Massachusetts | MI Michigan | MN Minnesota | MS Mississippi
MO Missouri | MT Montana | NE Nebraska | NV Nevada | NH New Hampshire | NJ New Jersey
NM New Mexico | NY New York | NC North Carolina | ND North Dakota | OH Ohio | OK Oklahoma
OR Oregon | PA Pennsylvania | RI Rhode Island | SC South Carolina | SD South Dakota
TN Tennessee | TX Texas | UT Utah | VT Vermont | VA Virginia | WA Washington | WV West Virginia
WA Washington State | NY New York State | WI Wisconsin | WY Wyoming
""",
    "CA": """
AB Alberta | BC British Columbia | MB Manitoba | NB New Brunswick | NL Newfoundland and Labrador
NL Newfoundland | NS Nova Scotia | NT Northwest Territories | NU Nunavut | ON Ontario
PE Prince Edward Island | QC Quebec | SK Saskatchewan | YT Yukon | YT Yukon Territory
""",
}
STATES_WITH_PARTS = {"US": ("the United States", "USA"), "CA": ("Canada", "CAN")}

# Each part's name with its code: California, US-CA.
PARTS: dict[str, str] = {
    name.strip(): f"{state}-{code}"
    for state, lines in _NAMES.items()
    for each in lines.strip().replace("\n", " | ").split(" | ")
    for code, _, name in [each.strip().partition(" ")]
}
