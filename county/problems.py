"""Refusals of whole requests."""

from __future__ import annotations

from county import strings


class RequestProblem(Exception):
    """A request is refused. `status`: of HTTP; `code`: in `strings.ERRORS`."""

    def __init__(
        self, status: int, code: str, *args: str, need_n: int = 0, retry_after: int = 0, log_id: str = ""
    ) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.message = strings.error(code, *args)
        self.need_n = need_n
        self.retry_after = retry_after
        self.log_id = log_id
