"""Damage scans in the ways in which scanners, people and forgers do, for the fuzz tests."""

from collections.abc import Callable
from random import Random

ZONE_CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<"
_ODD = "\x00\x1b\x1c\x1d\x1e\r\n\t|;.?*~é§Öſı１\u200b\ufeff\u2028\ud800\U0001f600"
_ALPHABETS = (
    ZONE_CHARACTERS,
    ZONE_CHARACTERS + "\n",
    ZONE_CHARACTERS.lower() + "<< \n\t",
    "<\n",
    "DAQCSBGJ0123456789\n",
    "@\x1e\r\nANSI 6360DL",
    _ODD,
    ";YZ\n",
    "&é\"'(-è_çà.?\n",
)

Mutation = Callable[[Random, str], str]


def character(random: Random) -> str:
    return random.choice(ZONE_CHARACTERS if random.random() < 0.7 else _ODD)


def replace_one(random: Random, text: str) -> str:
    at = random.randrange(len(text) + 1)
    return text[:at] + character(random) + text[at + 1 :]


def insert_one(random: Random, text: str) -> str:
    at = random.randrange(len(text) + 1)
    return text[:at] + character(random) + text[at:]


def drop_some(random: Random, text: str) -> str:
    at = random.randrange(len(text) + 1)
    return text[:at] + text[at + random.randrange(1, 12) :]


def swap_neighbours(random: Random, text: str) -> str:
    at = random.randrange(len(text) + 1)
    return text[:at] + text[at : at + 2][::-1] + text[at + 2 :]


def repeat_part(random: Random, text: str) -> str:
    at = random.randrange(len(text) + 1)
    return text[:at] + text[at : at + random.randrange(60)] * random.randrange(2, 4) + text[at:]


def cut_short(random: Random, text: str) -> str:
    return text[: random.randrange(len(text) + 1)]


def cut_front(random: Random, text: str) -> str:
    return text[random.randrange(len(text) + 1) :]


def change_breaks(random: Random, text: str) -> str:
    return text.replace("\n", random.choice(["", "\r", "\r\n", "\t", "|", " ", "M", "MJ", "m"]))


def change_case(random: Random, text: str) -> str:
    return random.choice([text.lower(), text.swapcase(), text.title()])


def change_keyboard(random: Random, text: str) -> str:
    qwertz = str.maketrans("<YZ@:", ';ZY"Ö')
    azerty = str.maketrans("1234567890<MAQZW", "&é\"'(-è_çà.?QAWZ")
    return text.translate(random.choice([qwertz, azerty]))


def send_twice(_random: Random, text: str) -> str:
    return text + text


def replace_many(random: Random, text: str) -> str:
    for _ in range(random.randrange(2, 30)):
        text = replace_one(random, text)
    return text


MUTATIONS: tuple[Mutation, ...] = (
    replace_one,
    insert_one,
    drop_some,
    swap_neighbours,
    repeat_part,
    cut_short,
    cut_front,
    change_breaks,
    change_case,
    change_keyboard,
    send_twice,
    replace_many,
)


def mutate(random: Random, text: str) -> str:
    for _ in range(random.choice((1, 1, 2, 3))):
        text = random.choice(MUTATIONS)(random, text)
    return text


def noise(random: Random) -> str:
    """Make up a text, mostly short, now and then as long as the reader takes, or longer."""
    longest = random.choices((120, 400, 8192, 9000), (60, 37, 2, 1))[0]
    alphabet = random.choice(_ALPHABETS)
    return "".join(random.choices(alphabet, k=random.randrange(longest)))
