"""What fuzzing changes a file into can always be written: a fault of its own would end the run."""

import random

import pytest
from tools.fuzzing.mutating.values import in_encoding

HARD = "确诊 Łódź \ud800 𠮷 \x00 \udfff"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
def test_a_text_with_a_lone_surrogate_is_written_in_every_encoding(encoding):
    draw = random.Random(1)
    for _ in range(20):
        assert in_encoding(HARD, encoding, draw)
