"""In which language an answer speaks: what its caller prefers decides, and the answer says so."""

from starlette.requests import Request
from starlette.responses import Response

from app.words.language import Language, preferred


def asked_language(request: Request) -> Language:
    """The language that the caller prefers of those there are."""
    return preferred(",".join(request.headers.getlist("accept-language")))


def language_headers(language: Language) -> dict[str, str]:
    """What an answer says of its language, so that no cache gives it to the reader of another one."""
    return {"Content-Language": language.tag, "Vary": "Accept-Language"}


def spoken(request: Request, response: Response) -> Language:
    """The language of an answer that is not made yet; its headers are set on ``response``."""
    language = asked_language(request)
    response.headers.update(language_headers(language))
    return language
