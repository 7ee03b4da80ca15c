"""The one gate between data and paper.

Whatever a citizen, a file or another system wrote is a sequence of characters here and nothing else: no markup, no
escapes, no direction changes. Characters that would act instead of being seen are made visible as ``[U+XXXX]``.
"""

from __future__ import annotations

import re
from typing import Final

_ACTING: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u206a-\u206f\ufff9-\ufffb]"
)
_NONCHARACTER: Final = re.compile(
    "[\ufdd0-\ufdef\ufffe\uffff"
    + "".join(chr(plane << 16 | low) for plane in range(1, 17) for low in (0xFFFE, 0xFFFF))
    + "]"
)
_LINE_ENDS: Final = re.compile("\r\n|\r|\u2028|\u2029")
_LONE: Final = re.compile("[\ud800-\udfff]")
REPLACEMENT: Final = "\ufffd"


def _visible(found: re.Match[str]) -> str:
    return f"[U+{ord(found[0]):04X}]"


def clean(text: str) -> str:
    """Text as it may be laid out: only visible characters, invisible joiners, spaces and ``\\n``.

    * CR, CRLF, U+2028 and U+2029 become ``\\n``; a tab becomes four spaces;
    * control characters (also NUL), direction controls and noncharacters become ``[U+XXXX]``;
    * half of a surrogate pair becomes U+FFFD, which is printed as 〓 and noted.

    Cleaning twice changes nothing. It never raises.
    """
    text = _LINE_ENDS.sub("\n", text).replace("\t", "    ")
    text = _LONE.sub(REPLACEMENT, text)
    text = _ACTING.sub(_visible, text)
    return _NONCHARACTER.sub(_visible, text)


def one_line(text: str) -> str:
    """Clean text without line ends, for numbers, names and footers."""
    return clean(text).replace("\n", " ")
