"""Square codes: what may stand in a poster's code, its modules, and reading it back.

Codes are made by one library and read back by another, so that an error of either shows.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Final

import qrcode
import qrcode.util
import zxingcpp
from PIL import Image
from qrcode.constants import ERROR_CORRECT_H, ERROR_CORRECT_M

Rows = tuple[str, ...]
"""Modules from the top row down, ``"1"`` dark and ``"0"`` light."""

QUIET_MODULES: Final = 4
_MASK: Final = 2
_VALUES: Final = {each: at for at, each in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")}
_PAINT: Final = bytes.maketrans(b"01", b"\xff\x00")
_ALPHANUMERIC: Final = re.compile(r"[0-9A-Z $%*+\-./:]+\Z")
_POSTER: Final = re.compile(r"HTTPS://[A-Z0-9.\-]+(?::[0-9]{1,5})?/Q/[A-Z0-9]{9}\Z")


class UnprintableCodeError(ValueError):
    """The address of a code is not one that may be printed; the message is for the operator."""


def poster_payload(host: str, code: str) -> str:
    """Address behind a poster: ``HTTPS://<HOST>/Q/<8 characters and check character>``, all upper case.

    Raises:
        UnprintableCodeError: host or code has another form.
    """
    payload = f"HTTPS://{host}/Q/{code}".upper()
    check_poster_payload(payload)
    return payload


def check_poster_payload(payload: str) -> None:
    """Refuse what is not a poster address in upper case.

    Raises:
        UnprintableCodeError: it has another form.
    """
    if not _POSTER.match(payload):
        raise UnprintableCodeError(
            "二维码地址格式不对，没有生成海报；已有数据没有改动。请检查县平台网址和码编号。"
        )


def matrix(payload: str, *, outdoor: bool = True) -> Rows:
    """Modules of a code without quiet zone; level H outdoors, M in footers.

    The mask is fixed: choosing one is nine tenths of the work, and the reader does not care. Codes of one length
    differ from each other by a linear rule (error correction and placing are linear over single bits), so that
    after the first few of a batch each further one is put together from parts that are known already.
    """
    level = ERROR_CORRECT_H if outdoor else ERROR_CORRECT_M
    if _ALPHANUMERIC.match(payload):
        return _family(len(payload), level).rows(payload)
    code = _code(level)
    code.add_data(qrcode.util.QRData(payload.encode(), mode=qrcode.util.MODE_8BIT_BYTE), optimize=0)
    code.make(fit=True)
    return tuple("".join("1" if dark else "0" for dark in row) for row in code.modules)


def _code(level: int) -> Any:
    return qrcode.QRCode(error_correction=level, border=0, mask_pattern=_MASK)


def _bits(payload: str) -> int:
    """Alphanumeric body of a code: pairs in 11 bits, a last single character in 6 (ISO/IEC 18004)."""
    values = [_VALUES[each] for each in payload]
    body = 0
    for first, second in zip(values[::2], values[1::2], strict=False):
        body = body << 11 | first * 45 + second
    return body << 6 | values[-1] if len(values) % 2 else body


class _Body(qrcode.util.QRData):  # type: ignore[misc]
    """Text of a code given as bits."""

    def __init__(self, length: int, bits: int) -> None:
        super().__init__(b"0" * length, mode=qrcode.util.MODE_ALPHA_NUM)
        self._bits = bits

    def write(self, buffer: Any) -> None:
        count = len(self) // 2 * 11 + len(self) % 2 * 6
        for at in range(count - 1, -1, -1):
            buffer.put_bit(bool(self._bits >> at & 1))


class _Family:
    """All alphanumeric codes of one length and level: one known code, and what each bit of the text changes."""

    def __init__(self, length: int, level: int) -> None:
        self.length, self.level = length, level
        self.known: tuple[int, int] | None = None
        self.changes: dict[int, int] = {}
        self.side = 0

    def _drawn(self, bits: int) -> int:
        code = _code(self.level)
        code.data_list.append(_Body(self.length, bits))
        code.make(fit=True)
        self.side = len(code.modules)
        return int("".join("1" if dark else "0" for row in code.modules for dark in row), 2)

    def rows(self, payload: str) -> Rows:
        bits = _bits(payload)
        if self.known is None:
            self.known = (bits, self._drawn(bits))
        first_bits, modules = self.known
        differing, at = bits ^ first_bits, 0
        while differing:
            if differing & 1:
                change = self.changes.get(at)
                if change is None:
                    change = self.changes[at] = self._drawn(first_bits ^ (1 << at)) ^ self.known[1]
                modules ^= change
            differing >>= 1
            at += 1
        side = self.side
        text = f"{modules:0{side * side}b}"
        return tuple(text[start : start + side] for start in range(0, side * side, side))


@lru_cache(maxsize=64)
def _family(length: int, level: int) -> _Family:
    return _Family(length, level)


def read_matrix(rows: Rows) -> str | None:
    """Text of a code given as modules, or ``None`` where it cannot be read."""
    edge = len(rows) + 2 * QUIET_MODULES
    light, side = b"\xff" * QUIET_MODULES, b"\xff" * (edge * QUIET_MODULES)
    pixels = side + b"".join(light + row.encode().translate(_PAINT) + light for row in rows) + side
    picture = Image.frombytes("L", (edge, edge), pixels).resize(
        (edge * 3, edge * 3), Image.Resampling.NEAREST
    )
    return next(iter(read_picture_codes(picture)), None)


def read_picture_codes(picture: Image.Image) -> list[str]:
    """Texts of all square codes found in a picture."""
    square = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    return [found.text for found in zxingcpp.read_barcodes(picture, square)]


def grouped(code: str) -> str:
    """A code as people read and dictate it: ``ABCD-EFGH-J``."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))
