"""Masking of personal data for lists, public sheets and screens.

Masking is a view: the stored text stays as entered. Every function accepts hostile text and gives back text in
which the personal part is replaced by ``*``.
"""

import re
import unicodedata
from collections.abc import Iterator

REPORTER = "举报人"
"""Stands for a protected reporter (信访工作条例 §30)."""

HIDDEN = "***"

_PAIRS = (
    "欧阳太史端木上官司马东方独孤南宫万俟闻人夏侯诸葛尉迟公羊赫连澹台皇甫宗政濮阳公冶"
    "太叔申屠公孙慕容仲孙钟离长孙宇文司徒鲜于司空闾丘子车亓官司寇巫马公西颛孙壤驷公良"
    "漆雕乐正宰父谷梁拓跋夹谷轩辕令狐段干百里呼延东郭南门羊舌微生梁丘左丘东门西门第五"
    "南荣贺兰纳兰完颜叶赫那拉富察钮祜陆费欧陽諸葛尉遲長孫鍾離鮮于東方軒轅東郭"
)
_TWO_CHARACTER_SURNAMES = frozenset(_PAIRS[at : at + 2] for at in range(0, len(_PAIRS), 2))


_HAN_NAME = re.compile(r"[\u4e00-\u9fff]{1,8}")
"""Characters that have no other form under NFKC."""


def mask_name(name: str) -> str:
    """The surname and one star: ``张*``, ``欧阳*``; a foreign or minority name keeps its first letter."""
    if _HAN_NAME.fullmatch(name):
        letters = name
    else:
        letters = "".join(char for char in unicodedata.normalize("NFKC", name) if char.isalpha())
    if not letters:
        return "*" if name.strip() else ""
    keep = 2 if len(letters) > 2 and letters[:2] in _TWO_CHARACTER_SURNAMES else 1
    return letters[:keep] + "*"


def mask_reporter(name: str, protected: bool) -> str:
    """The masked name, or :data:`REPORTER` for a protected or anonymous reporter."""
    return REPORTER if protected or not name.strip() else mask_name(name)


def _digits(text: str) -> str:
    return "".join(found for char in text if (found := _digit(char)))


def _area(digits: str) -> int:
    """Length of a landline's area code: 010 and 02x have three digits, all others four."""
    return 3 if digits[1] in "12" else 4


def mask_phone(phone: str) -> str:
    """``138****1234``; a landline keeps area code and last three digits, anything else nothing.

    Punctuation, spaces, full width and a leading +86 are ignored; an empty value stays empty.
    """
    if not phone.strip():
        return ""
    digits = _digits(phone)
    if len(digits) in (13, 15) and digits.startswith(("86", "0086")):
        digits = digits[-11:]
    if len(digits) == 11 and digits[0] == "1":
        return f"{digits[:3]}****{digits[7:]}"
    if 10 <= len(digits) <= 12 and digits[0] == "0":
        return f"{digits[: _area(digits)]}-****{digits[-3:]}"
    return HIDDEN


def mask_id_number(number: str) -> str:
    """First three and last four characters; below eleven characters nothing is shown."""
    plain = "".join(char for char in unicodedata.normalize("NFKC", number).upper() if char.isalnum())
    if len(plain) < 11:
        return HIDDEN if plain else ""
    return plain[:3] + "*" * (len(plain) - 7) + plain[-4:]


_NUMBERED = re.compile(r"[0-9０-９]|[一二三四五六七八九十百]+(?=[组号栋幢座单室楼层社队门户])")
_VILLAGE = re.compile(
    r".*(?:村民委员会|居民委员会|村委会|居委会|社区|小区|村|花园|家园|嘉园|新城|公寓|苑|园区|屯|寨|嘎查)"
)
_TOWNSHIP = re.compile(r".*(?:街道|镇|乡|苏木|县|区|市)")


def mask_address(address: str) -> str:
    """The address down to the village or estate; without one, down to the township; else :data:`HIDDEN`."""
    flat = " ".join(address.split())
    number = _NUMBERED.search(flat)
    head = flat[: number.start()] if number else flat
    kept = _VILLAGE.match(head) or _TOWNSHIP.match(head)
    if kept:
        return kept.group()
    return HIDDEN if flat else ""


_WRITTEN = {char: str(value) for value, char in enumerate("〇一二三四五六七八九")} | {"零": "0", "幺": "1"}
_JOINTS = frozenset("-_.·•~()（）*#")
_LONGEST_JOINT = 4
_DATE = re.compile(r"20[0-9]{2}([-/.])(?:0?[1-9]|1[0-2])\1(?:0?[1-9]|[12][0-9]|3[01])(?![0-9])")
_MOBILE = re.compile(r"(?=(1[3-9][0-9]{9}))")
_LONG = re.compile(r"(?=([0-9]{14}[0-9X]))")
_LANDLINE = re.compile(r"\A0[0-9]{9,11}\Z")
_ANNOUNCED = re.compile(
    r"(?:电话|手机|座机|号码|联系方式|微信|QQ)[号码是为]{0,2}\s{0,2}[:：]?\s{0,2}\Z", re.IGNORECASE
)


_SHORTEST = 7
_MAYBE_DIGIT = re.compile(r"[〇一二三四五六七八九零幺]|[^\u3400-\u9fffA-Za-z\s，。、；：？！“”（）-]")
"""Every character that `_digit` knows, and many that it does not."""


def _digit(char: str) -> str:
    value = unicodedata.digit(char, -1)
    return str(value) if value >= 0 else _WRITTEN.get(char, "")


def _is_joint(char: str) -> bool:
    return char in _JOINTS or char.isspace() or unicodedata.category(char) in ("Pd", "Cf", "Cc", "Mn")


def _runs(text: str) -> Iterator[tuple[str, list[int]]]:
    """Runs of digits with at most four joining characters between two of them: the digits and where each stands."""
    digits: list[str] = []
    places: list[int] = []
    position = 0
    while position < len(text):
        dated = _DATE.match(text, position) if not digits else None
        if dated:
            position = dated.end()
            continue
        char = text[position]
        digit = _digit(char) or ("X" if char in "XxＸｘ" and len(digits) >= 14 else "")
        gap = position - places[-1] - 1 if places else 0
        if digits and (gap > _LONGEST_JOINT or not (digit or _is_joint(char))):
            yield "".join(digits), places
            digits, places = [], []
            continue
        if digit:
            digits.append(digit)
            places.append(position)
        position += 1
    if digits:
        yield "".join(digits), places


def mask_text(text: str) -> str:
    """Free text without telephone, identity-card and bank-card numbers.

    Found in any digits (full width, circled, Chinese 一二三), with spaces, dashes, brackets or invisible characters
    between them: 11-digit mobile numbers, landlines with area code, anything of 15 digits or more, and 7 or 8 digits
    after a word such as 电话. The other characters keep their place. Dates of this century stay readable.
    """
    if len(_MAYBE_DIGIT.findall(text)) < _SHORTEST:
        return text
    hidden: set[int] = set()
    for digits, places in _runs(text):
        for found in _MOBILE.finditer(digits):
            hidden.update(places[found.start() + 3 : found.start() + 7])
        for found in _LONG.finditer(digits):
            hidden.update(places[found.start() + 3 : found.start() + 11])
        if _LANDLINE.match(digits):
            hidden.update(places[_area(digits) : -3])
        elif 7 <= len(digits) <= 8 and _ANNOUNCED.search(text[max(0, places[0] - 12) : places[0]]):
            hidden.update(places[:-3])
    return "".join("*" if position in hidden else char for position, char in enumerate(text))


_EXTENSION = re.compile(r"\.([A-Za-z0-9]{1,5})\Z")


def mask_file_name(name: str, ordinal: int) -> str:
    """``附件1.jpg``: citizens put names and numbers into file names, so only the extension is kept."""
    extension = _EXTENSION.search(name)
    return f"附件{ordinal}" + (f".{extension.group(1).lower()}" if extension else "")
