"""What holds of every reading, whatever a file said."""

from collections.abc import Callable

from firebreak.intake.drafts import Reading, ReadingError
from firebreak.intake.exchange.sentences import DOUBTS, NOTES, REFUSALS


def read_or_refused(read: Callable[..., Reading], content: bytes, **how: object) -> Reading | None:
    """Return a reading that keeps its promises; None if the file was refused with a sentence."""
    refused = None
    try:
        reading = read(content, **how)
    except ReadingError as error:
        refused = error
    if refused is not None:
        assert refused.code in REFUSALS
        return None
    keys = [draft.key for draft in reading.drafts]
    assert len(keys) == len(set(keys))
    assert {key for draft in reading.drafts for key in draft.links.values()} <= set(keys)
    assert Reading.from_json(reading.to_json()) == reading
    assert {note.code for note in reading.notes} <= set(NOTES)
    assert {doubt.code for draft in reading.drafts for doubt in draft.doubts} <= set(DOUBTS)
    reading.to_json().encode()  # no half character is left
    return reading
