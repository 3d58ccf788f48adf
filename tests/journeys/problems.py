"""What every refusal must look like."""

from typing import Any

import httpx

MEMBERS = frozenset({"type", "title", "status", "detail", "instance", "request_id"})


def problem(answer: httpx.Response, *statuses: int) -> dict[str, Any]:
    """The problem document in ``answer``, whose status must be one of ``statuses`` where any are given."""
    assert answer.headers["content-type"] == "application/problem+json", (answer.status_code, answer.text[:500])
    document: dict[str, Any] = answer.json()
    assert document.keys() >= MEMBERS
    assert document["status"] == answer.status_code
    assert document["type"].startswith("/problems/")
    assert not statuses or answer.status_code in statuses, answer.text[:1000]
    return document


def pointers(answer: httpx.Response) -> list[str]:
    """The fields that a refused payload is told of."""
    return [error["pointer"] for error in problem(answer, 422)["errors"]]
