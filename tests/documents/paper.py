"""What the document tests share: a print, reading a PDF back, texts that have broken other programs."""

from __future__ import annotations

import re
from io import BytesIO

import pypdfium2 as pdfium

from documents.fonts import Face
from documents.layout.flow import Align, Flow, Style
from documents.layout.frame import Imprint
from documents.layout.painter import write_sheets

NOW = 1795230000  # 2026-11-21 11:00 in China
PRINT = Imprint("530324101261121000175", NOW, "样例操作员", proof=True)
RARE = "䶮𬭎𠮷喆堃㛃𡈼𬘫"

HOSTILE = (
    "AT&T &lt;b&gt; &amp;",
    "前<!-- 注释 -->后",
    "<script>x</script>",
    "<b>x",
    "</b>",
    '<font name="Nope">x</font>',
    "<onDraw name='x'/>",
    '<img src="/etc/hostname"/>',
    '<img src="http://127.0.0.1:9/x.png"/>',
    '<a href="file:///etc/passwd">x</a>',
    "<para><seq/></para>",
    "%(name)s {0.__class__} ${x} %n",
    "'; DROP TABLE cases; --",
    '" OR 1=1 *',
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)",
    ") Tj ET Q q BT (",
    "\\(\\)\\\\ \\n \\137",
    "<FEFF> >> endobj stream",
    "‘引’“号”《书》（括）",
    "𠮷野家、張䶮、刘𬭎",
    "😀👍🙏",
    "ا\u0644عربية עברית",
    "བོད་ཡིག ئۇيغۇرچە",
    "e\u0301 n\u0303",
    "ab\u00adcd\u200bef\u200dgh\ufe0f",
    "１２３ＡＢＣ",
    "-" * 300,
    "，" * 200,
    "（" * 200,
    "长" * 2000,
    "W" * 2000,
)


def text_pages(pdf: bytes) -> list[str]:
    """Text of each page as a reader's search would see it."""
    document = pdfium.PdfDocument(pdf)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


def squeezed(text: str) -> str:
    """Text without what layout may add or drop: spaces, line ends and the marker of a broken word."""
    return re.sub(r"[\s\u00a0\u0002\ufffe]+", "", text)


def printed(text: str, style: Style | None = None) -> bytes:
    """One text on as many pages as it takes, without frame."""
    flow = Flow()
    flow.paragraph(text, style or Style(Face.SERIF, 12, 20, Align.JUSTIFY))
    out = BytesIO()
    write_sheets(flow.sheets, out, title="样例")
    return out.getvalue()
