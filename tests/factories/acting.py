"""Acts as services take them, of whoever a test lets act."""

from datetime import datetime

from catalog.acting.act import Act
from catalog.acting.actor import Actor, Platform

ADDRESS = "127.0.0.1"
BY_HAND = "r-1"
"""The request of what a test does past the faces of the product."""


def act(actor: Actor, at: datetime, request_id: str = BY_HAND, address: str = ADDRESS) -> Act:
    """What ``actor`` does at ``at``."""
    return Act(actor, at, request_id, address)


def by_platform(at: datetime) -> Act:
    """What the platform itself does at ``at``."""
    return act(Platform(), at)
