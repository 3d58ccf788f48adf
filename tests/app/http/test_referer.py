import pytest
from starlette.requests import Request

from app.http.referer import LONGEST, asked_before

HERE = "http://localhost:8000"


def request_from(referer: str) -> Request:
    headers = [(b"host", b"localhost:8000"), (b"referer", referer.encode())]
    return Request({"type": "http", "scheme": "http", "path": "/datasets/1", "query_string": b"", "headers": headers})


@pytest.mark.parametrize(
    ("referer", "text"),
    [
        (f"{HERE}/search?q=%E5%85%AC%E4%BA%A4&sort=updated", "公交"),
        (f"{HERE}/search?theme=8&q=%20%E5%85%AC%E4%BA%A4", "公交"),
        (f"{HERE}/search?theme=8", ""),
        (f"{HERE}/datasets/2?q=a", ""),
        ("http://elsewhere.invalid/search?q=a", ""),
        (f"{HERE}/search?q=" + "a" * LONGEST, ""),
        (f"{HERE}/search?" + "&".join(["q=a"] * 101), ""),
        ("http://[/search?q=a", ""),
        ("", ""),
    ],
)
def test_what_was_asked_before_is_known_only_from_own_results(referer: str, text: str) -> None:
    assert asked_before(request_from(referer)) == text
