"""What can be a signed copy, by its first bytes."""

from __future__ import annotations

import pytest

from daemon.documents.signed_copy import SMALLEST_PICTURE, is_signed_copy


@pytest.mark.parametrize("name", ["IMG_1.heic", "IMG_1.HEIF"])
@pytest.mark.parametrize("brand", [b"heic", b"mif1", b"heix"])
def test_a_telephones_photograph_is_one_if_it_is_large_enough(name: str, brand: bytes) -> None:
    start = b"\0\0\0\x24ftyp" + brand
    assert is_signed_copy(name, start.ljust(SMALLEST_PICTURE, b"x"))
    assert not is_signed_copy(name, start)
    assert not is_signed_copy(name, b"x" * SMALLEST_PICTURE)
    assert not is_signed_copy(name, start.ljust(SMALLEST_PICTURE, b"x"), shown_in_text=True)
