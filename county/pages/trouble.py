"""What a citizen sees when a request could not be answered."""

from __future__ import annotations

from fastapi import Response

from county import strings
from county.pages.rendering import page
from county.problems import RequestProblem
from county.server import County


def page_of_trouble(county: County, problem: RequestProblem) -> Response:
    """A page with one sentence and a way on."""
    words = strings.PAGE_TROUBLE.get(problem.code, strings.PAGE_TROUBLE["fault"])
    return page(county, "trouble.html", problem.status, problem=words.replace("{0}", problem.log_id))
