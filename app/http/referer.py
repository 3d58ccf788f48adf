"""From which page of this site a browser comes, by the ``Referer`` that it sends (RFC 9110 §10.1.3)."""

from urllib.parse import parse_qsl, urlsplit

from starlette.requests import Request

from search.asking.query import InvalidQuery, clean_text

RESULTS_PATH = "/search"
LONGEST = 2_000


def asked_before(request: Request) -> str:
    """What was asked on the page of results that led here; empty where it was another page, or one of another site."""
    referer = request.headers.get("referer", "")
    try:
        before = urlsplit(referer if len(referer) <= LONGEST else "")
        given = parse_qsl(before.query, max_num_fields=100)
        if before.netloc != request.url.netloc or before.path != RESULTS_PATH:
            return ""
        return clean_text(next((value for name, value in given if name == "q"), ""))
    except (ValueError, InvalidQuery):
        return ""
