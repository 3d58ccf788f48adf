"""Reading the templates of catalogues."""

from collections.abc import Iterator
from io import BytesIO

from babel.messages.catalog import Message
from babel.messages.pofile import read_po


def messages(template: bytes) -> Iterator[Message]:
    """Every message of a template, without its head."""
    return (message for message in read_po(BytesIO(template)) if message.id)
