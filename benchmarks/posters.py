"""Posters: pages a second of our whole A4 poster against the fastest bare probe and the plain way.

usage: python -m benchmarks.posters [PAGES]

* ours: :func:`documents.poster.write_posters`, level H, every code read back by a second library;
* limit: one shared background, the code as a 1-bit mask, two lines of text, nothing checked;
* rival: the plain way, the code drawn by a picture library and embedded as a picture on each page.

One JSON line a job; ``ratio`` is ours / limit of milliseconds a page (1.0 would be the limit itself).
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from io import BytesIO
from typing import Any

import qrcode
import zxingcpp
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen import canvas

from documents.codes import poster_payload
from documents.fonts import FONT_FOLDER, Face
from documents.poster import PosterSize, write_posters
from documents.poster_check import verify_posters
from documents.poster_facts import PosterArt, PosterItem
from documents.strings.poster import INSTRUCTIONS

HOST = "county.example.gov.cn"
FONT = "Probe"
RIVAL_SHARE = 10
CHECKED_PAGES = 40


def codes(count: int) -> list[str]:
    """Different nine-character codes."""
    return [f"{(number * 2654435761) % 0xFFFFFFFF:08X}X" for number in range(count)]


def ours(count: int) -> bytes:
    """The product's own posters."""
    art = PosterArt(
        "有话请讲 马上就办", "样例镇综治中心", "扫码反映，30分钟内回电话", "0800-1234567", "2026-11-A01"
    )
    items = [
        PosterItem(
            code, poster_payload(HOST, code), f"第{at % 40 + 1}村第{at % 9 + 1}组", "1—30户", ("网格员 样例",)
        )
        for at, code in enumerate(codes(count))
    ]
    out = BytesIO()
    write_posters(items, art, PosterSize.A4, out)
    return out.getvalue()


def _background(page: Any) -> None:
    page.setFillColorRGB(0.75, 0.05, 0.05)
    page.rect(0, 250 * mm, 210 * mm, 47 * mm, fill=1, stroke=0)
    page.setFillColorRGB(1, 1, 1)
    page.setFont(FONT, 44)
    page.drawCentredString(105 * mm, 268 * mm, "有话请讲 马上就办")
    page.setFillColorRGB(0, 0, 0)
    page.setFont(FONT, 18)
    for at, line in enumerate(INSTRUCTIONS):
        page.drawString(25 * mm, (238 - at * 9) * mm, line)


def _lines(page: Any, code: str, at: int) -> None:
    page.setFont(FONT, 24)
    page.drawCentredString(105 * mm, 48 * mm, "编号 " + code)
    page.setFont(FONT, 16)
    page.drawCentredString(105 * mm, 36 * mm, f"第{at % 40 + 1}村第{at % 9 + 1}组")
    page.showPage()


def limit(count: int) -> bytes:
    """As little as makes a page with a code on it."""
    out = BytesIO()
    page: Any = canvas.Canvas(out, pageCompression=1)
    page.beginForm("background")
    _background(page)
    page.endForm()
    for at, code in enumerate(codes(count)):
        symbol = zxingcpp.create_barcode(
            poster_payload(HOST, code), zxingcpp.BarcodeFormat.QRCode, ec_level="H"
        )
        drawn: Any = zxingcpp.write_barcode_to_image(symbol, scale=1, add_quiet_zones=False)
        view = memoryview(drawn)
        side = view.shape[0] if view.shape else 0
        pixels = view.tobytes()
        bits = "".join(
            f"{int(''.join('1' if pixel < 128 else '0' for pixel in pixels[row : row + side]).ljust(-(-side // 8) * 8, '0'), 2):0{-(-side // 8) * 2}x}"
            for row in range(0, side * side, side)
        )
        page.doForm("background")
        page._code.append(
            f"q {140 * mm:.3f} 0 0 {140 * mm:.3f} {35 * mm:.3f} {60 * mm:.3f} cm "
            f"BI /W {side} /H {side} /IM true /D [1 0] /BPC 1 /F /AHx ID {bits}> EI Q"
        )
        _lines(page, code, at)
    page.save()
    return out.getvalue()


def rival(count: int) -> bytes:
    """The plain way: a picture of the code on every page."""
    out = BytesIO()
    page: Any = canvas.Canvas(out, pageCompression=1)
    for at, code in enumerate(codes(count)):
        symbol = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_H)
        symbol.add_data(poster_payload(HOST, code))
        picture = BytesIO()
        symbol.make_image().save(picture)
        picture.seek(0)
        _background(page)
        page.drawImage(ImageReader(picture), 35 * mm, 60 * mm, 140 * mm, 140 * mm)
        _lines(page, code, at)
    page.save()
    return out.getvalue()


def _milliseconds(job: Callable[[int], bytes], count: int) -> tuple[float, bytes]:
    job(3)
    started = time.perf_counter()
    made = job(count)
    return (time.perf_counter() - started) * 1000 / count, made


def _say(job: str, ours_value: float, limit_value: float, rival_value: float, unit: str) -> None:
    line = {
        "job": job,
        "ours": round(ours_value, 3),
        "limit": round(limit_value, 3),
        "rival": round(rival_value, 3),
        "ratio": round(ours_value / limit_value, 2),
        "unit": unit,
    }
    sys.stdout.write(json.dumps(line) + "\n")


def main(arguments: list[str]) -> int:
    """Run the jobs; returns the exit code."""
    count = int(arguments[0]) if arguments else 1000
    pdfmetrics.registerFont(TTFont(FONT, str(FONT_FOLDER / f"{Face.SANS_BOLD.value}.ttf")))
    bare, bare_file = _milliseconds(limit, count)
    mine, my_file = _milliseconds(ours, count)
    plain_count = max(5, count // RIVAL_SHARE)
    plain, plain_file = _milliseconds(rival, plain_count)
    _say("posters_a4_ecc_h_time", mine, bare, plain, "ms/page")
    _say(
        "posters_a4_ecc_h_size",
        len(my_file) / count,
        len(bare_file) / count,
        len(plain_file) / plain_count,
        "bytes/page",
    )
    checked = min(count, CHECKED_PAGES)
    expected = [(poster_payload(HOST, code),) for code in codes(count)]
    started = time.perf_counter()
    pages = ours(checked)
    wrong = verify_posters(pages, expected[:checked], dots_per_inch=300)
    reading = (time.perf_counter() - started) * 1000 / checked
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(
        json.dumps(
            {
                "job": "posters_read_back_at_300_dpi",
                "pages": checked,
                "wrong": len(wrong),
                "ms_per_page": round(reading, 1),
                "peak_mb": round(memory),
            }
        )
        + "\n"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
