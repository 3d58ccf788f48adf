import io
import re
import zipfile
import zlib
from pathlib import Path

import pytest

from app.adapters import sniff
from app.adapters.sniff_encoding import MAX_LINE, detect
from app.words.language import CHINESE
from catalog.errors import Invalid

TEXT = "名称,数量\r\n福州市鼓楼区,1\r\n马尾港,2\r\n"


def packed(name: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, "x")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("head", "label"),
    [
        (b"", "空文件"),
        (b"\x89PNG\r\n\x1a\n\0\0", "PNG 图片"),
        (b"\xff\xd8\xff\xe0", "JPEG 图片"),
        (b"GIF89a", "GIF 图片"),
        (b"%PDF-1.7", "PDF 文档"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0", "旧版 Office 文件（XLS 或 DOC）"),
        (b"\x1f\x8b\x08\x00", "GZIP 压缩文件"),
        (b"PAR1\x15", "Parquet 文件"),
        (b"SQLite format 3\0", "SQLite 数据库"),
        (b"MZ\x90\0\x03", "可执行程序"),
        (b"BM\x36\0\0", "BMP 图片"),
        (packed("a.csv"), "ZIP 压缩包"),
        (packed("xl/workbook.xml"), "Excel 工作簿（XLSX）"),
        (packed("word/document.xml"), "Word 文档（DOCX）"),
        (b"  <!DOCTYPE html><p>", "HTML 网页"),
        (b"\xef\xbb\xbf<html>", "HTML 网页"),
        ("<html><table>".encode("utf-16"), "HTML 网页"),
        (b"<table><tr><td>1", "HTML 网页"),
        (b'<?xml version="1.0"?><a/>', "XML 文档"),
        (b"<svg onload='x'>", "SVG 图片"),
        (b'{"a": 1}', "JSON 文档"),
        (b'[{"a": 1}]', "JSON 文档"),
        (bytes(range(1, 9)) * 4, "二进制文件"),
        (b"MZ,BM\n1,2\n", "文本"),
        (b"<5,a\n1,2\n", "文本"),
        (b"[a],{b}\n", "文本"),
        (TEXT.encode(), "文本"),
        (TEXT.encode("gb18030"), "文本"),
        (TEXT.encode("utf-16"), "文本"),
        (TEXT.encode("utf-16-le"), "文本"),
    ],
)
def test_content_is_recognised_by_its_bytes(head: bytes, label: str) -> None:
    assert CHINESE.say(sniff.kind_of(head).label) == label


def written(folder: Path, data: bytes) -> Path:
    path = folder / "t.csv"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("data", "name", "skip"),
    [
        (TEXT.encode(), "UTF-8", 0),
        (TEXT.encode("utf-8-sig"), "UTF-8（带 BOM）", 3),
        (b"a,b\n1,2\n", "UTF-8", 0),
        (TEXT.encode("gbk"), "GB18030", 0),
        ("地名\n㙱仔村\n𠮷林\n䶮山\n".encode("gb18030"), "GB18030", 0),
        (TEXT.encode("utf-16"), "UTF-16LE（带 BOM）", 2),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "UTF-16BE（带 BOM）", 2),
        (TEXT.encode("utf-16-le"), "UTF-16LE", 0),
        (TEXT.encode("utf-16-be"), "UTF-16BE", 0),
        ("景點名稱,開放時間,管理單位\n金門縣莒光樓,每日上午八時,觀光處\n".encode("big5"), "Big5", 0),
        ("联通\n".encode("gbk"), "GB18030", 0),
        (("甲,乙\n" * 200_000).encode("gbk"), "GB18030", 0),
    ],
)
def test_the_encoding_is_found(tmp_path: Path, data: bytes, name: str, skip: int) -> None:
    encoding = detect(written(tmp_path, data))
    assert (encoding.name, encoding.skip) == (name, skip)


def test_utf8_is_followed_across_the_chunks_of_reading(tmp_path: Path) -> None:
    data = b"x" + "字,字\n".encode() * 400_000
    assert detect(written(tmp_path, data)).name == "UTF-8"
    with pytest.raises(Invalid) as caught:
        detect(written(tmp_path, data + "末".encode()[:2]))
    assert f"第 {len(data) + 1} 个字节" in CHINESE.say(caught.value.detail)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "空的"),
        (b" \r\n\t ", "空的"),
        (b"a,b\n1,\x002\n", "第 7 个字节是空字符"),
        (TEXT.encode("gbk")[:-6] + b"\xb8", "被截断"),
        (TEXT.encode() + "漳州市,3\n".encode("gbk"), f"混用.*第 {len(TEXT.encode()) + 1} 个字节"),
        (TEXT.encode() + "末".encode()[:2], f"被截断.*第 {len(TEXT.encode()) + 1} 个字节"),
        (b"caf\xe9\nni\xf1o,\xff\xff\n", "编码无法识别"),
        (TEXT.encode("utf-16")[:-1], "UTF-16LE.*出错"),
        (TEXT.encode("utf-32"), "UTF-32"),
        ("名,数\n".encode("gbk") * 10 + b"x" * (MAX_LINE + 1), "第 11 行超过"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(tmp_path: Path, data: bytes, message: str) -> None:
    with pytest.raises(Invalid) as caught:
        detect(written(tmp_path, data))
    assert re.search(message, CHINESE.say(caught.value.detail))


def test_a_bomb_is_named_by_its_head_and_never_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.csv"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("a.csv", "w") as member:
        for _ in range(50):
            member.write(bytes(1 << 20))
    assert path.stat().st_size < 100_000
    assert CHINESE.say(sniff.kind_of_file(path).label) == "ZIP 压缩包"
    assert CHINESE.say(sniff.kind_of(zlib.compress(b"x")).label) != "ZIP 压缩包"
