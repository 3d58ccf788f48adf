"""Signing a browser in: an attempt is counted and recorded also where it is refused, so it has its own transaction."""

from datetime import timedelta

from app.container import Services
from catalog.acting.act import Act
from catalog.identity import sessions
from catalog.identity.sessions import OpenedSession, SignInRefused


async def sign_in(parts: Services, act: Act, email: str, password: str) -> OpenedSession:
    """Open a browser session for the account of ``email``.

    Raises:
        Unauthenticated: e-mail or password is wrong, or the account is closed.
        Throttled: too many attempts by account or address.
    """
    lifetime = timedelta(hours=parts.settings.session_hours)
    async with parts.database.unit_of_work() as session:
        outcome = await sessions.sign_in(session, act, email, password, lifetime)
    if isinstance(outcome, SignInRefused):
        raise outcome.error
    return outcome
