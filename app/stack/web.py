"""The web process: ``python -m app.stack.web`` serves the application on the address of the settings."""

import uvicorn

from app.http.protocol import Protocol
from app.logging import configure
from app.settings import Settings

_KEPT_SECONDS = 75  # longer than proxies keep theirs (60), else one is closed just as they send the next request
_GRACE_SECONDS = 1  # what is left of a request when the stack stops; clients resume downloads with Range


def main() -> None:
    """Serve until SIGTERM."""
    settings = Settings()
    configure(settings.log_level)
    uvicorn.run(
        "app.main:alone",
        factory=True,
        host=settings.host,
        port=settings.port,
        http=Protocol,
        log_config=None,  # ours is configured above; uvicorn's would print request lines with query strings
        access_log=False,
        server_header=False,
        proxy_headers=True,
        forwarded_allow_ips=settings.trusted_proxies,
        timeout_keep_alive=_KEPT_SECONDS,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )


if __name__ == "__main__":
    main()
