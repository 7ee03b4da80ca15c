"""A citizen with a phone: the real pages of the county over HTTP, without a browser."""

from __future__ import annotations

import re
from html import unescape

import httpx

_FORM_ID = re.compile(r'name="form_id" value="([^"]+)"')
_CODE = re.compile(r"<p>查询码</p>\s*<strong>([^<]+)</strong>")


class Citizen:
    """Sends a report and comes back to its receipt."""

    def __init__(self, url: str) -> None:
        self.http = httpx.Client(base_url=url, timeout=30, trust_env=False, follow_redirects=True)
        self.receipt = ""

    def open(self, code: str = "") -> httpx.Response:
        """The page behind a printed code, or without one."""
        return self.http.get(f"/Q/{code}" if code else "/q")

    def send(
        self,
        code: str = "",
        *,
        page: httpx.Response | None = None,
        photos: tuple[bytes, ...] = (),
        **fields: str,
    ) -> httpx.Response:
        """Fill in the form and send it; the page that follows."""
        form = self.open(code) if page is None else page
        found = _FORM_ID.search(form.text)
        assert found, form.text
        action = re.search(r'<form method="post" action="([^"]+)"', form.text)
        assert action
        values = {"form_id": found[1], "text": "样例：路灯坏了三天，没有人来修。", "notice": "1", **fields}
        if "phone" not in fields:
            values["no_phone"] = "1"
        files = [("photo", (f"{n}.jpg", data, "image/jpeg")) for n, data in enumerate(photos)]
        sent = self.http.post(unescape(action[1]), data=values, files=files or [("photo", ("", b""))])
        if "/r/" in sent.url.path:
            self.receipt = sent.url.path
        return sent

    def code_of(self, receipt: httpx.Response) -> str:
        """The code for asking again, as shown."""
        found = _CODE.search(receipt.text)
        assert found, receipt.text
        return found[1].strip()

    def rate(self, grade: str, words: str = "") -> httpx.Response:
        """Rate on the receipt."""
        return self.http.post(f"{self.receipt}/rating", data={"grade": grade, "words": words})

    def look(self) -> str:
        """The receipt as it reads now."""
        return self.http.get(self.receipt).text

    def close(self) -> None:
        """Put the phone away."""
        self.http.close()
