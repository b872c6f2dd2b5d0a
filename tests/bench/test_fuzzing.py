"""What fuzzing changes a file into can always be written: a fault of its own would end the run."""

import io
import random
import zipfile

import pytest
from tools.fuzzing.mutating import trees, workbooks
from tools.fuzzing.mutating.values import in_encoding

HARD = "确诊 Łódź \ud800 𠮷 \x00 \udfff"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
def test_a_text_with_a_lone_surrogate_is_written_in_every_encoding(encoding):
    draw = random.Random(1)
    for _ in range(20):
        assert in_encoding(HARD, encoding, draw)


def test_a_document_nested_too_deep_to_be_copied_is_spoilt_as_text():
    deep = b'{"a":' + b"[" * 900 + b"]" * 900 + b',"b":1}'
    for seed in range(60):
        assert isinstance(trees.mutated(deep, random.Random(seed), (deep,)), bytes)


def test_a_workbook_whose_parts_cannot_be_unpacked_comes_back_as_it_is():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", bytes(range(256)) * 40)
    content = bytearray(file.getvalue())
    content[60:80] = b"\xff" * 20  # within what is packed
    assert workbooks.mutated(bytes(content), random.Random(1), ()) == bytes(content)
