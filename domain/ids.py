"""Identifiers: internal ids, case numbers, temporary numbers, printed codes, progress codes.

Randomness, time and counters come in as arguments. What people type is read tolerantly: lower case, full width,
spaces and dashes are accepted everywhere, look-alike characters where the alphabet leaves no doubt.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Of printed codes: no I, L, O, U, so that I and L read as 1, O as 0, U as V; all valid in a QR alphanumeric code."""

PLAIN_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Of numbers told over the telephone: no 0, O, 1, I at all."""

_SEPARATORS = re.compile(r"[\s\-_.·‐-―−]+")
_LOOK_ALIKES = str.maketrans("ILOU", "110V")

_DAMM = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)


def uuid7(ms: int, rand: bytes) -> str:
    """A UUID version 7 (RFC 9562) from epoch milliseconds and ten random bytes; ``ValueError`` out of range."""
    if not 0 <= ms < 1 << 48 or len(rand) != 10:
        raise ValueError("uuid7 needs milliseconds below 2**48 and 10 random bytes")
    bits = int.from_bytes(rand, "big")
    value = ms << 80 | 7 << 76 | (bits >> 62 & 0xFFF) << 64 | 2 << 62 | bits & (1 << 62) - 1
    text = f"{value:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def damm_digit(digits: str) -> str:
    """The check digit (Damm 2004) that finds every single wrong digit and every swap of neighbours."""
    state = 0
    for digit in digits:
        state = _DAMM[state][int(digit)]
    return str(state)


def tidy(text: str) -> str:
    """What was typed, in upper case, half width and without spaces, dashes and dots."""
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).upper()


@dataclass(frozen=True, slots=True)
class CaseNumber:
    """The parts of a case number: township code (9 digits), date of registration, counter of that day (1–9999)."""

    township: str
    day: date
    counter: int


def case_number(township: str, day: date, counter: int) -> str:
    """20 digits: township 9, yymmdd, counter 4, check digit. ``ValueError`` for a part out of range."""
    if not re.fullmatch(r"[0-9]{9}", township):
        raise ValueError(f"township code {township!r}: 9 digits are needed")
    if not 1 <= counter <= 9999:
        raise ValueError(f"counter {counter}: a township registers 1 to 9999 cases a day")
    if not 2000 <= day.year <= 2099:
        raise ValueError(f"date {day}: the case number holds the years 2000 to 2099")
    digits = f"{township}{day:%y%m%d}{counter:04d}"
    return digits + damm_digit(digits)


def parse_case_number(text: str) -> CaseNumber | None:
    """The parts of a typed case number; ``None`` if it is not one or the check digit disagrees."""
    digits = tidy(text)
    if not re.fullmatch(r"[0-9]{20}", digits) or damm_digit(digits) != "0":
        return None
    counter = int(digits[15:19])
    try:
        day = date(2000 + int(digits[9:11]), int(digits[11:13]), int(digits[13:15]))
    except ValueError:
        return None
    return CaseNumber(digits[:9], day, counter) if counter else None


def group_case_number(number: str) -> str:
    """A case number in groups for reading aloud: ``620402101 261121 0042 7``."""
    return f"{number[:9]} {number[9:15]} {number[15:19]} {number[19:]}"


def _spell(value: int, length: int, alphabet: str) -> str:
    size = len(alphabet)
    if not 0 <= value < size**length:
        raise ValueError(f"{value} does not fit into {length} characters")
    spelled = ""
    for _ in range(length):
        value, rest = divmod(value, size)
        spelled = alphabet[rest] + spelled
    return spelled


def device_code(slot: int) -> str:
    """The two characters of a device, from the slot (0–1023) that the county gave it at enrolment."""
    return _spell(slot, 2, PLAIN_ALPHABET)


def temporary_number(device: str, counter: int) -> str:
    """``L`` + device (2) + counter (4), for a case that the county has not numbered yet.

    ``counter`` runs from 0 to 1,048,575 on one device and is never re-used. ``ValueError`` out of range.
    """
    if len(device) != 2 or not set(device) <= set(PLAIN_ALPHABET):
        raise ValueError(f"device code {device!r}: two characters of {PLAIN_ALPHABET}")
    return f"L{device}{_spell(counter, 4, PLAIN_ALPHABET)}"


def parse_temporary_number(text: str) -> str | None:
    """The canonical form of a typed temporary number, or ``None``."""
    typed = tidy(text)
    plain = len(typed) == 7 and typed[0] == "L" and set(typed[1:]) <= set(PLAIN_ALPHABET)
    return typed if plain else None


def _times_two(value: int) -> int:
    doubled = value << 1
    return doubled ^ 0b100101 if doubled & 32 else doubled


def code_check(code: str) -> str:
    """The check character of a printed code, over GF(32).

    Each character has its own weight, so every single wrong character and every swap of two characters is found.
    """
    total = 0
    for char in code:
        total = _times_two(total ^ CODE_ALPHABET.index(char))
    return CODE_ALPHABET[total]


def code_id(value: int) -> str:
    """A printed code of 8 characters and a check character from a random value below 2**40."""
    code = _spell(value, 8, CODE_ALPHABET)
    return code + code_check(code)


def parse_code_id(text: str) -> str | None:
    """The canonical form of a typed or scanned code; ``None`` if it is not one or the check character disagrees."""
    typed = tidy(text).translate(_LOOK_ALIKES)
    if len(typed) != 9 or not set(typed) <= set(CODE_ALPHABET) or code_check(typed[:8]) != typed[8]:
        return None
    return typed


def group_code_id(code: str) -> str:
    """A printed code in groups for reading aloud: ``ABCD-EFGH-J``."""
    return f"{code[:4]}-{code[4:8]}-{code[8:]}"


_HOST = re.compile(r"[A-Z0-9.\-]+(:[0-9]{1,5})?")


def code_url(host: str, code: str) -> str:
    """``HTTPS://HOST/Q/XXXXXXXXC``: upper case throughout, so that the QR code stays alphanumeric.

    ``host`` is a DNS name or address with an optional port; ``ValueError`` for anything else or a wrong code.
    """
    upper = host.upper()
    if not _HOST.fullmatch(upper):
        raise ValueError(f"host {host!r}: a name such as mq.example.gov.cn is needed")
    if parse_code_id(code) != code:
        raise ValueError(f"{code!r} is not a printed code")
    return f"HTTPS://{upper}/Q/{code}"


def code_from_url(url: str) -> str | None:
    """The code in a scanned address of any host, in any case; a bare code is accepted too. ``None`` otherwise."""
    path = url.strip().split("?", 1)[0].split("#", 1)[0].rstrip("/")
    head, slash, tail = path.rpartition("/")
    return parse_code_id(tail) if not slash or head.upper().endswith("/Q") else None


def progress_code(value: int) -> str:
    """The six characters with which a citizen asks for progress, from a random value below 2**30."""
    return _spell(value, 6, PLAIN_ALPHABET)


def parse_progress_code(text: str) -> str | None:
    """The canonical form of a typed progress code, or ``None``."""
    typed = tidy(text)
    return typed if len(typed) == 6 and set(typed) <= set(PLAIN_ALPHABET) else None


def group_progress_code(code: str) -> str:
    """A progress code as it is shown: ``ABC-DEF``."""
    return f"{code[:3]}-{code[3:]}"
