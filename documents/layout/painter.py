"""Writing pages into a PDF stream: the second pass, once everything is laid out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from io import BytesIO
from math import cos, radians, sin
from typing import Any, BinaryIO, Final

from reportlab import rl_config
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from documents.fonts import PRESS, Face, loaded, runs
from documents.layout.clean import one_line
from documents.layout.ink import A4, Box, Mark, Modules, Picture, Rule, Sheet, Text, Tick

_STAMPED_PRODUCER: Final = "Minqing"
_DARK: Final = re.compile("1+")

rl_config.useA85 = 0  # streams stay binary: a fifth smaller, and written faster


def _number(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".") or "0"


def _span(actual: str) -> str:
    return f"/Span <</ActualText <FEFF{actual.encode('utf-16-be', 'replace').hex().upper()}>>> BDC"


class Painter:
    """Writes pages into one PDF stream.

    The file holds no date of its own and no random identifier: the same pages give the same bytes.
    """

    def __init__(self, stream: BinaryIO, *, title: str, subject: str = "") -> None:
        for face in (Face.SANS, Face.SERIF):
            loaded(face.value)
        writer: Any = Canvas
        self._canvas = writer(
            stream,
            pagesize=A4,
            pageCompression=1,
            invariant=1,
            initialFontName=Face.SANS.value,
            pdfVersion=(1, 5),
        )
        self._canvas.setTitle(one_line(title))
        self._canvas.setAuthor("")
        self._canvas.setSubject(one_line(subject))
        self._canvas.setCreator(_STAMPED_PRODUCER)
        self._canvas.setProducer(_STAMPED_PRODUCER)
        self._document: Any = self._canvas._doc  # noqa: SLF001 (no public way to write prepared operators)
        self._code: list[str] = []

    def page(self, sheet: Sheet) -> None:
        """Paint one page and finish it."""
        for mark in sheet.marks:
            self.put(mark)
        self.finish_page(sheet.size)

    def form(self, name: str, marks: Iterable[Mark]) -> None:
        """Keep marks under a name, to be stored once and shown on many pages."""
        self._canvas.beginForm(name)
        for mark in marks:
            self.put(mark)
        self._flush()
        self._canvas.endForm()

    def show_form(self, name: str, transform: tuple[float, float, float] = (1.0, 0.0, 0.0)) -> None:
        """Show kept marks, scaled by the first number and moved by the others (points)."""
        self.begin_group(transform)
        self._flush()
        self._canvas.doForm(name)
        self.end_group()

    def begin_group(self, transform: tuple[float, float, float]) -> None:
        """Scale and move everything up to :meth:`end_group`."""
        scale, x, y = transform
        self._code.append(f"q {scale:.5f} 0 0 {scale:.5f} {x:.4f} {y:.4f} cm")

    def end_group(self) -> None:
        """End what :meth:`begin_group` began."""
        self._code.append("Q")

    def finish_page(self, size: tuple[float, float]) -> None:
        """End a page that was painted mark by mark."""
        self._canvas.setPageSize(size)
        self._flush()
        self._canvas.showPage()

    def close(self) -> None:
        """Write the file."""
        self._canvas.save()

    def _flush(self) -> None:
        self._canvas._code.extend(self._code)  # noqa: SLF001
        self._code = []

    def put(self, mark: Mark) -> None:
        """Paint one mark on the open page."""
        match mark:
            case Text():
                self._text(mark)
            case Rule():
                red, green, blue = mark.colour
                self._code.append(
                    f"q {_number(mark.weight)} w {_number(red)} {_number(green)} {_number(blue)} RG "
                    f"{_number(mark.x1)} {_number(mark.y1)} m {_number(mark.x2)} {_number(mark.y2)} l S Q"
                )
            case Box():
                red, green, blue = mark.fill
                self._code.append(
                    f"q {_number(red)} {_number(green)} {_number(blue)} rg {_number(mark.x)} {_number(mark.y)} "
                    f"{_number(mark.width)} {_number(mark.height)} re f Q"
                )
            case Tick():
                self._tick(mark)
            case Picture():
                self._flush()
                self._canvas.drawImage(
                    ImageReader(BytesIO(mark.jpeg)), mark.x, mark.y, width=mark.width, height=mark.height
                )
            case Modules():
                self._code.append(module_operators(mark))

    def _text(self, mark: Text) -> None:
        turn = radians(mark.angle)
        matrix = (cos(turn), sin(turn), -sin(turn), cos(turn)) if mark.angle else (1, 0, 0, 1)
        colour = " ".join(map(_number, mark.colour))
        place = " ".join(map(_number, (*matrix, mark.x, mark.y)))
        parts = [f"BT {colour} rg {mark.spacing:.4f} Tc {place} Tm"]
        for run in runs(mark.text, mark.face):
            font = loaded(run.font)
            if run.actual is not None:
                parts.append(_span(run.actual))
            for subset, codes in font.splitString(run.text, self._document):
                name = font.getSubsetInternalName(subset, self._document)
                parts.append(f"{name} {_number(mark.size)} Tf <{codes.hex()}> Tj")
            if run.actual is not None:
                parts.append("EMC")
        parts.append("ET")
        self._code.append(" ".join(parts))

    def _tick(self, mark: Tick) -> None:
        font = loaded(Face.SANS.value)
        [(subset, codes)] = font.splitString("□", self._document)
        name = font.getSubsetInternalName(subset, self._document)
        size = mark.size
        self._code.append(
            f"{_span('☑' if mark.ticked else '☐')} BT 0 0 0 rg 0 Tc 1 0 0 1 {_number(mark.x)} {_number(mark.y)} Tm "
            f"{name} {_number(size)} Tf <{codes.hex()}> Tj ET EMC"
        )
        if mark.ticked:
            points = ((0.2, 0.38), (0.42, 0.14), (0.92, 0.78))
            path = " ".join(
                f"{_number(mark.x + size * across)} {_number(mark.y + size * up)} {'l' if at else 'm'}"
                for at, (across, up) in enumerate(points)
            )
            self._code.append(f"q {_number(size * 0.11)} w 1 J 1 j 0 0 0 RG {path} S Q")


def module_operators(mark: Modules) -> str:
    """Fill operators of a code: one rectangle for each run of dark modules, so that it stays sharp on any printer."""
    unit = mark.size / len(mark.rows)
    parts = [f"q 0 0 0 rg {unit:.5f} 0 0 {unit:.5f} {mark.x:.4f} {mark.y:.4f} cm"]
    height = len(mark.rows)
    for down, row in enumerate(mark.rows):
        for dark in _DARK.finditer(row):
            parts.append(f"{dark.start()} {height - 1 - down} {len(dark[0])} 1 re")
    parts.append("f Q")
    return "\n".join(parts)


def write_sheets(sheets: Iterable[Sheet], stream: BinaryIO, *, title: str, subject: str = "") -> None:
    """Write the pages as one PDF. ``title`` names the kind of document, never a person."""
    with PRESS:
        painter = Painter(stream, title=title, subject=subject)
        for sheet in sheets:
            painter.page(sheet)
        painter.close()
