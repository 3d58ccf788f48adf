"""What a file is by its bytes, never by its name."""

import re
from dataclasses import dataclass
from pathlib import Path

from catalog.messages import Message, message

HEAD = 8192
"""Bytes looked at from the start of a file."""


@dataclass(frozen=True)
class Content:
    """A kind of content: media type, and a short name."""

    media_type: str
    name: str

    @property
    def label(self) -> Message:
        """What people call it."""
        return message(f"content.{self.name}")

    @property
    def is_text(self) -> bool:
        """Nothing but text was found: it may be a CSV."""
        return self.media_type == TEXT.media_type


TEXT = Content("text/plain", "text")
EMPTY = Content("application/x-empty", "empty")

EXPECTED = (message("content.expected"),)
"""What is read."""

_XLSX = Content("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx")
_DOCX = Content("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx")
_ZIP = Content("application/zip", "zip")
_HTML = Content("text/html", "html")
_SVG = Content("image/svg+xml", "svg")
_XML = Content("application/xml", "xml")
_JSON = Content("application/json", "json")
_BINARY = Content("application/octet-stream", "binary")

_MAGIC: tuple[tuple[int, bytes, Content], ...] = (
    (0, b"\x89PNG\r\n\x1a\n", Content("image/png", "png")),
    (0, b"\xff\xd8\xff", Content("image/jpeg", "jpeg")),
    (0, b"GIF87a", Content("image/gif", "gif")),
    (0, b"GIF89a", Content("image/gif", "gif")),
    (8, b"WEBP", Content("image/webp", "webp")),
    (0, b"II*\x00", Content("image/tiff", "tiff")),
    (0, b"MM\x00*", Content("image/tiff", "tiff")),
    (0, b"%PDF-", Content("application/pdf", "pdf")),
    (
        0,
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        Content("application/x-ole-storage", "office"),
    ),
    (0, b"\x1f\x8b", Content("application/gzip", "gzip")),
    (0, b"7z\xbc\xaf\x27\x1c", Content("application/x-7z-compressed", "7z")),
    (0, b"Rar!\x1a\x07", Content("application/vnd.rar", "rar")),
    (0, b"\xfd7zXZ\x00", Content("application/x-xz", "xz")),
    (0, b"BZh91AY&SY", Content("application/x-bzip2", "bzip2")),
    (0, b"\x28\xb5\x2f\xfd", Content("application/zstd", "zstandard")),
    (257, b"ustar", Content("application/x-tar", "tar")),
    (0, b"PAR1", Content("application/vnd.apache.parquet", "parquet")),
    (0, b"SQLite format 3\x00", Content("application/vnd.sqlite3", "sqlite")),
    (0, b"\x7fELF", Content("application/x-executable", "executable")),
    (0, b"{\\rtf", Content("application/rtf", "rtf")),
    (4, b"ftyp", Content("video/mp4", "mp4")),
    (0, b"ID3", Content("audio/mpeg", "mp3")),
)
_WEAK: tuple[tuple[bytes, Content], ...] = (
    (b"MZ", Content("application/x-executable", "executable")),
    (b"BM", Content("image/bmp", "bmp")),
)
"""Two letters that may also begin a header: they count only where NUL bytes follow."""

_MARKUP = re.compile(
    rb"<(!doctype\s+html|html|head|body|script|table|meta|svg|\?xml|!--|[a-z][a-z0-9:]*[\s>/])", re.IGNORECASE
)
_JSON_START = re.compile(rb"(?:\{\s*[\"}]|\[\s*(?:[\[{\]]|\"[^\"]*\"\s*,\s*[\"\[{]))")
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def kind_of(head: bytes) -> Content:
    """The kind of content that begins with ``head`` (at least ``HEAD`` bytes where the file has them).

    Archives are recognised by their signature only: nothing is ever unpacked here.
    """
    if not head:
        return EMPTY
    if head.startswith(_BOMS):
        return _text_kind(_narrow(head)) if _narrow(head) else EMPTY
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _zip_kind(head)
    for offset, magic, kind in _MAGIC:
        if head.startswith(magic, offset):
            return kind
    if b"\x00" in head[:512]:
        return next((kind for magic, kind in _WEAK if head.startswith(magic)), _text_kind(_narrow(head)))
    return _text_kind(head)


def kind_of_file(path: Path) -> Content:
    """The kind of the file at ``path``; blocking, reads ``HEAD`` bytes."""
    with path.open("rb") as file:
        return kind_of(file.read(HEAD))


def _narrow(head: bytes) -> bytes:
    """``head`` as one byte a character as far as markup is concerned: no BOM, no NUL bytes of UTF-16."""
    for bom in _BOMS:
        head = head.removeprefix(bom)
    return head.replace(b"\x00", b"")


def _text_kind(head: bytes) -> Content:
    start = head.lstrip()
    if markup := _MARKUP.match(start):
        return _markup_kind(markup[1].lower(), head.lower())
    if _JSON_START.match(start):
        return _JSON
    return TEXT if head and not _is_binary(start) else _BINARY


def _markup_kind(tag: bytes, lower: bytes) -> Content:
    if b"<svg" in lower:
        return _SVG
    if tag == b"?xml" and b"<html" not in lower:
        return _XML
    return _HTML


def _zip_kind(head: bytes) -> Content:
    if b"xl/" in head:
        return _XLSX
    return _DOCX if b"word/" in head else _ZIP


def _is_binary(head: bytes) -> bool:
    """Many control characters: no text in any encoding looks like this."""
    controls = sum(head.count(code) for code in (*range(1, 9), *range(14, 27), *range(28, 32), 127))
    return controls * 10 > len(head)
