"""Posters read like a camera does, pictures like a telephone makes them."""

from __future__ import annotations

import csv
from pathlib import Path

import pypdfium2 as pdfium
import zxingcpp
from PIL import Image


def codes_on(path: Path) -> list[str]:
    """What every page of a file says to a camera."""
    found: list[str] = []
    document = pdfium.PdfDocument(path)
    try:
        for page in document:
            picture = page.render(scale=150 / 72).to_pil().convert("L")
            found += [each.text for each in zxingcpp.read_barcodes(picture)]
            page.close()
    finally:
        document.close()
    return found


def photo_with_place(path: Path) -> Path:
    """A picture that says where it was taken."""
    picture = Image.new("RGB", (1200, 900), (120, 130, 90))
    exif = Image.Exif()
    exif[0x010F] = "样例手机"
    exif.get_ifd(0x8825).update({1: "N", 2: (36.0, 32.0, 10.0), 3: "E", 4: (104.0, 10.0, 20.0)})
    picture.save(path, "JPEG", exif=exif)
    with Image.open(path) as again:
        assert again.getexif().get_ifd(0x8825)
    return path


def says_where(path: Path) -> bool:
    """Whether a kept picture still holds anything but the picture."""
    with Image.open(path) as picture:
        return bool(picture.getexif()) or "exif" in picture.info


def roster_file(path: Path, count: int = 30) -> Path:
    """An invented roster of one group."""
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(("村（社区）", "村民小组", "户号", "户主姓名", "联系电话"))
        writer.writerows(("金山村", "3组", f"9{n:03}", "样例户", f"1990002{n:04}") for n in range(count))
    return path
