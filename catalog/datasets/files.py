"""Where a file lies in the object store, and what is known of an upload. Pure."""

import re
import unicodedata
from dataclasses import dataclass

from catalog.errors import FieldProblem, Invalid
from catalog.messages import message

FILENAME_LIMIT = 200
_SHA256 = re.compile(r"[0-9a-f]{64}")
_UNSAFE = re.compile(r'[\x00-\x1f\x7f\u0080-\u009f\u202a-\u202e\u2066-\u2069/\\:*?"<>|]')


@dataclass(frozen=True)
class Upload:
    """A file that has arrived: checksum, size in bytes, kind by content, and the name its sender gave it."""

    sha256: str
    size: int
    media_type: str
    format: str
    filename: str


def key_of(sha256: str) -> str:
    """The key of a file: made of its checksum, so equal bytes lie in one place and an upload may be repeated."""
    return f"files/{sha256[:2]}/{sha256[2:4]}/{sha256}"


def clean_filename(name: str) -> str:
    """A file name that is safe in a header and on any disk: the last part of the path, without control characters.

    Raises:
        Invalid: nothing is left, or the name is longer than 200 characters.
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    clean = _UNSAFE.sub("_", last).strip(" .")
    if not clean:
        raise Invalid([FieldProblem("/filename", message("file.name.required"), "required")])
    if len(clean) > FILENAME_LIMIT:
        raise Invalid([FieldProblem("/filename", message("file.name.too-long", most=FILENAME_LIMIT), "too_long")])
    return clean


def check_digest(given: str | None, actual: str) -> None:
    """Compare the checksum that the sender announced with that of the bytes that arrived.

    Raises:
        Invalid: the announced checksum is malformed, or the bytes differ.
    """
    if given is None:
        return
    if not _SHA256.fullmatch(given.lower()):
        raise Invalid([FieldProblem("/checksum", message("file.checksum.malformed"), "malformed")])
    if given.lower() != actual:
        said = message("file.checksum.mismatch", actual=actual[:12], given=given.lower()[:12])
        raise Invalid([FieldProblem("/checksum", said, "mismatch")])
