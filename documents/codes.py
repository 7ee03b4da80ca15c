"""Square codes: what may stand in a poster's code, its modules, and reading it back.

Codes are made by one library and read back by another, so that an error of either shows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import qrcode
import qrcode.util
import zxingcpp
from PIL import Image
from qrcode.constants import ERROR_CORRECT_H, ERROR_CORRECT_M

Rows = tuple[tuple[bool, ...], ...]

QUIET_MODULES: Final = 4
_MASK: Final = 2
_SQUARE: Final = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
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
    """Modules of a code without quiet zone, top row first; level H outdoors, M in footers.

    The mask is fixed: it is nine tenths of the time to choose one, and the reader does not care.
    """
    level = ERROR_CORRECT_H if outdoor else ERROR_CORRECT_M
    code = qrcode.QRCode(error_correction=level, border=0, mask_pattern=_MASK)
    short = _ALPHANUMERIC.match(payload) is not None
    mode = qrcode.util.MODE_ALPHA_NUM if short else qrcode.util.MODE_8BIT_BYTE
    code.add_data(qrcode.util.QRData(payload.encode(), mode=mode), optimize=0)
    code.make(fit=True)
    return tuple(tuple(map(bool, row)) for row in code.modules)


def read_matrix(rows: Sequence[Sequence[bool]]) -> str | None:
    """Text of a code given as modules, or ``None`` where it cannot be read."""
    edge = len(rows) + 2 * QUIET_MODULES
    pixels = bytearray(b"\xff" * (edge * edge))
    for down, row in enumerate(rows, QUIET_MODULES):
        base = down * edge + QUIET_MODULES
        for across, dark in enumerate(row):
            if dark:
                pixels[base + across] = 0
    picture = Image.frombytes("L", (edge, edge), bytes(pixels)).resize(
        (edge * 3, edge * 3), Image.Resampling.NEAREST
    )
    return next(iter(read_picture_codes(picture)), None)


def read_picture_codes(picture: Image.Image) -> list[str]:
    """Texts of all square codes found in a picture."""
    return [found.text for found in zxingcpp.read_barcodes(picture, _SQUARE)]


def grouped(code: str) -> str:
    """A code as people read and dictate it: ``ABCD-EFGH-J``."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))
