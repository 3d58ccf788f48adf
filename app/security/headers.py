"""Headers that every answer carries, so that a browser trusts nothing that we did not send ourselves."""

from collections.abc import Sequence

_SOURCES = (
    ("default-src", "'none'"),
    ("script-src", "'self'"),
    ("style-src", "'self'"),
    ("img-src", "'self' data: blob:"),
    ("font-src", "'self'"),
    ("connect-src", "'self'"),
    ("manifest-src", "'self'"),
    ("worker-src", "'self' blob:"),
    ("form-action", "'self'"),
    ("base-uri", "'none'"),
    ("frame-ancestors", "'none'"),
)
CONTENT_SECURITY_POLICY = "; ".join(f"{directive} {sources}" for directive, sources in _SOURCES)
"""No inline script or style, nothing from another host, never in a frame. A page that needs more sets its own."""

_ALWAYS = (
    ("content-security-policy", CONTENT_SECURITY_POLICY),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("x-frame-options", "DENY"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
)
_TRANSPORT = ("strict-transport-security", "max-age=31536000; includeSubDomains")

RawHeaders = Sequence[tuple[bytes, bytes]]


def security_headers(*, https: bool) -> RawHeaders:
    """The headers as ASGI wants them; with HSTS only where the address people open is ``https``."""
    chosen = (*_ALWAYS, _TRANSPORT) if https else _ALWAYS
    return tuple((name.encode(), value.encode()) for name, value in chosen)
