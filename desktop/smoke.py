"""The self-check of a packaged program: window, encrypted store with search, paper, code. One line, exit 0 or 1."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from desktop.strings import tour as words


def _window() -> None:
    from PySide6.QtWidgets import QApplication

    from desktop.app import FONT_FILES, FONTS, Shell
    from desktop.widgets.theme import dress, install_fonts

    known = QApplication.instance()
    app = known if isinstance(known, QApplication) else QApplication(["minqing"])
    families = install_fonts(FONTS / f"{name}.ttf" for name in FONT_FILES)
    if len(families) < len(set(FONT_FILES)) - 1:
        raise RuntimeError("fonts")
    dress(app, families)
    shell = Shell()
    shell.show()
    app.processEvents()
    if shell.grab().isNull():
        raise RuntimeError("picture")
    shell.close()


def _store() -> None:
    from desktop.clock import ServerClock
    from desktop.store.keys import GivenKey
    from desktop.store.store import Store

    with tempfile.TemporaryDirectory(prefix="minqing-smoke-") as folder:
        store = Store.open(Path(folder), GivenKey(bytes(range(32))), ServerClock())
        kept = store.put_attachment("自检".encode(), "a.txt", "text/plain")
        found = store.attachment(kept.sha256)
        store.search("自检", 5)
        store.close()
        if found != "自检".encode() or b"SQLite format 3" in (Path(folder) / "store.db").read_bytes()[:32]:
            raise RuntimeError("store")


def _code() -> None:
    from documents.codes import matrix, poster_payload, read_matrix

    payload = poster_payload("MINQING.EXAMPLE", "ABCDEFGH2")
    if read_matrix(matrix(payload)) != payload:
        raise RuntimeError("code")


def _paper() -> None:
    from documents.fonts import Face, loaded, missing_characters
    from documents.preview import page_count

    loaded(Face.SANS.value)
    if missing_characters(["民情直通"]):
        raise RuntimeError("characters")
    from io import BytesIO

    from reportlab.pdfgen.canvas import Canvas

    held = BytesIO()
    canvas = Canvas(held)
    canvas.setFont(Face.SANS.value, 12)
    canvas.drawString(72, 720, "民情直通")
    canvas.save()
    if page_count(held.getvalue()) != 1:
        raise RuntimeError("paper")


def run_smoke() -> int:
    """Every check in turn; the first that fails is named."""
    checks: dict[str, Callable[[], None]] = {"窗口": _window, "数据": _store, "二维码": _code, "文书": _paper}
    for name, check in checks.items():
        try:
            check()
        except Exception as problem:  # noqa: BLE001 - whatever fails is what the check is for
            _say(words.SMOKE_FAILED.format(f"{name} {type(problem).__name__}"))
            return 1
    _say(words.SMOKE_OK.format("、".join(checks)))
    return 0


def _say(line: str) -> None:
    if sys.stdout is not None:
        sys.stdout.write(line + "\n")
