"""Forms sent by browsers as multipart/form-data (RFC 7578)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from email.message import Message
from pathlib import PurePosixPath

_NAME = re.compile(r'[; ]name="([^"]*)"')
_FILE_NAME = re.compile(r'[; ]filename="([^"]*)"')


class NotAForm(ValueError):
    """The body is no multipart/form-data."""


@dataclass(frozen=True, slots=True)
class UploadedFile:
    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Form:
    values: dict[str, str] = field(default_factory=dict)
    files: list[UploadedFile] = field(default_factory=list)


def parse_form(content_type: str, body: bytes) -> Form:
    """The form's values and its files; a file input that was left empty is no file. Raises NotAForm."""
    header = Message()
    header["Content-Type"] = content_type
    boundary = header.get_boundary()
    if header.get_content_type() != "multipart/form-data" or not boundary:
        raise NotAForm(f"expected multipart/form-data, found {content_type[:80]!r}")
    form = Form()
    for part in body.split(b"--" + boundary.encode())[1:-1]:
        head, _, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        _take(form, head.decode("utf-8", "replace"), content.removesuffix(b"\r\n"))
    return form


def _take(form: Form, head: str, content: bytes) -> None:
    name, file_name = _NAME.search(head), _FILE_NAME.search(head)
    if file_name and file_name[1]:
        media_type = re.search(r"(?im)^content-type:\s*([\w.+-]+/[\w.+-]+)", head)
        plain = PurePosixPath(file_name[1].replace("%22", '"').replace("\\", "/")).name
        form.files.append(UploadedFile(plain, media_type[1] if media_type else "application/octet-stream", content))
    elif name and not file_name:
        form.values[name[1]] = content.decode("utf-8", "replace").replace("\r\n", "\n")
