"""Serves the sample pages as the product will: same addresses for assets, same strict headers, on a free port."""

import mimetypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit

from app.portal.kit.templating import ASSETS, make_environment, read_assets, render
from app.portal.slices import samples

POLICY = (
    "default-src 'self'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
    "object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
)


def rendered() -> dict[str, bytes]:
    """Every sample page as HTML, by name."""
    environment = make_environment(read_assets())
    return {name: render(environment, page).encode() for name, page in samples().items()}


@contextmanager
def serving() -> Iterator[str]:
    """The address of a server of the sample pages (``/sample/{name}``), stopped at the end."""
    pages = rendered()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = unquote(urlsplit(self.path).path)
            body, kind = _answer(path, pages)
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Content-Security-Policy", POLICY)
            self.send_header("X-Content-Type-Options", "nosniff")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing: the tests look at the pages."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _answer(path: str, pages: dict[str, bytes]) -> tuple[bytes, str]:
    """Body and media type for a path; empty where there is nothing."""
    if path.startswith("/assets/"):
        file = ASSETS / path.removeprefix("/assets/")
        return (file.read_bytes() if file.is_file() else b""), mimetypes.guess_type(file.name)[0] or "text/plain"
    return pages.get(path.removeprefix("/sample/"), b""), "text/html; charset=utf-8"
