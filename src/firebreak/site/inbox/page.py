"""The page of one document: its text with what was read lit, its drafts beside it."""

from dataclasses import dataclass, field
from functools import cached_property

from django.core.paginator import Page, Paginator

from firebreak.intake.accepting.desk import Desk
from firebreak.intake.accepting.foreseeing import Foreseen, foresee
from firebreak.intake.drafts import Draft, Span
from firebreak.intake.kept import notes_of
from firebreak.intake.losses import together
from firebreak.records import models
from firebreak.site.inbox.cards import Card, MendField, mend_fields
from firebreak.site.inbox.columns import ListRead, lists_of
from firebreak.site.inbox.linking import LinkField, LinksSent, link_fields
from firebreak.site.inbox.whom import answers
from firebreak.site.inbox.words import note_word, problem_word
from firebreak.site.sources.marked import Piece, pieces

PER_PAGE = 40
#: Of how many open drafts it is foreseen with every page which will be accepted.
MOST_FORESEEN = 400
#: Too many to choose from, and no report names them alone.
SMALLEST = (models.Unit.Kind.GRID, models.Unit.Kind.VILLAGE)
#: Of how many units on file the names are offered where a unit is mended.
MOST_UNITS = 500
OPEN = models.Draft.State.OPEN


@dataclass
class DocumentPage:
    """
    What the review page shows of a document.

    Attributes
    ----------
    current
        The key of the draft that has the focus.
    said
        What came of the last decision.
    done
        The document it was the last of, if this is the next.
    errors
        Key -> why that draft was not accepted.
    same_as
        Key -> the id of the record that the reviewer said it is, where that was not enough.
    mending
        The key of the draft that is being mended, with what was typed and what is wrong with it.
    linked
        What was sent of its links.
    linking
        It is the links that are to be mended: they have the focus.
    """

    desk: Desk
    current: str = ""
    said: str = ""
    done: models.Reading | None = None
    errors: dict[str, str] = field(default_factory=dict)
    same_as: dict[str, int] = field(default_factory=dict)
    mending: str = ""
    typed: dict[str, str] | None = None
    wrong: dict[str, str] = field(default_factory=dict)
    linked: LinksSent | None = None
    linking: bool = False

    def __post_init__(self) -> None:
        if self.current not in self.desk.rows:
            self.current = next((row.key for row in self._rows if row.state == OPEN), "")

    @property
    def reading(self) -> models.Reading:
        """The document."""
        return self.desk.reading

    @cached_property
    def _rows(self) -> list[models.Draft]:
        return sorted(self.desk.rows.values(), key=lambda row: row.place)

    @cached_property
    def page(self) -> Page:
        """The part of the drafts in which the current one stands."""
        keys = [row.key for row in self._rows]
        place = keys.index(self.current) if self.current in keys else 0
        return Paginator(self._rows, PER_PAGE).get_page(place // PER_PAGE + 1)

    @cached_property
    def cards(self) -> list[Card]:
        """The drafts of this part."""
        return [self._card(row) for row in self.page.object_list]

    def _card(self, row: models.Draft) -> Card:
        key, found = row.key, self.foreseen
        return Card(
            self.desk,
            row,
            self._errors_of(row),
            found.known.get(key, []),
            self.same_as.get(key),
            key in found.goes,
            found.waits.get(key, ""),
        )

    @cached_property
    def foreseen(self) -> Foreseen:
        """What accepting all that is certain comes to; of a long document, as far as it is shown."""
        rows = self._rows if self.is_all_foreseen else self.page.object_list
        return foresee(self.desk, [row.key for row in rows])

    @property
    def is_all_foreseen(self) -> bool:
        """Whether it is known of every draft if it will be accepted."""
        return self.open <= MOST_FORESEEN

    @property
    def current_id(self) -> str:
        """The number of the current draft, as the marks in the text name it."""
        row = self.desk.rows.get(self.current)
        return str(row.pk) if row else ""

    @cached_property
    def before(self) -> str:
        """The key of the last draft before this part; "" if there is none."""
        start = self.page.start_index() - 1
        return self._rows[start - 1].key if start > 0 else ""

    @cached_property
    def after(self) -> str:
        """The key of the first draft after this part; "" if there is none."""
        end = self.page.end_index()
        return self._rows[end].key if end < len(self._rows) else ""

    @property
    def open(self) -> int:
        """How many drafts are open."""
        return sum(row.state == OPEN for row in self._rows)

    @property
    def certain(self) -> int:
        """How many of them will be accepted as certain; of a long document, how many may be."""
        if self.is_all_foreseen:
            return len(self.foreseen.goes)
        return sum(row.state == OPEN and row.is_certain for row in self._rows)

    @property
    def total(self) -> int:
        """How many drafts there are."""
        return len(self._rows)

    @cached_property
    def pieces(self) -> list[Piece]:
        """The text, cut where values of this part begin and end, each with the numbers of its drafts."""
        text = self.reading.text or ""
        spans = [
            (span.start, span.end, str(card.row.pk))
            for card in self.cards
            for span in _spans(card.draft)
        ]
        return pieces(text, spans)

    @cached_property
    def notes(self) -> list[str]:
        """What the reader said of the document, each sentence once."""
        said = together(note for note in notes_of(self.reading) if note.code != "columns")
        return list(dict.fromkeys(note_word(note) for note in said))

    @cached_property
    def lists(self) -> list[ListRead]:
        """The lists that a sheet was read as, with their columns."""
        return lists_of(notes_of(self.reading))

    @property
    def listed_answers(self) -> list[tuple[str, str, bool]]:
        """What may be said of all in a list whose columns do not say it."""
        return answers(notes_of(self.reading))

    @property
    def untouched(self) -> bool:
        """Whether nothing of the document has been decided."""
        return self.open == self.total

    @property
    def problem(self) -> str:
        """Why it could not be read."""
        return problem_word(self.reading.problem) if self.reading.problem else ""

    @cached_property
    def mend_fields(self) -> list[MendField]:
        """The fields of the draft that is being mended."""
        return mend_fields(Card(self.desk, self.desk.rows[self.mending]), self.typed)

    @cached_property
    def unit_names(self) -> list[str]:
        """What units on file are called, to choose from; the grids and villages of a city are many."""
        names = [str(unit) for unit in self.desk.units.values() if unit.kind not in SMALLEST]
        return sorted(set(names))[:MOST_UNITS]

    @cached_property
    def link_fields(self) -> list[LinkField]:
        """The links of the draft that is being mended."""
        return link_fields(self.desk, self.desk.rows[self.mending], self.linked)

    def _errors_of(self, row: models.Draft) -> list[str]:
        return [self.errors[row.key]] if row.key in self.errors else []


def _spans(draft: Draft) -> list[Span]:
    return [v.origin for v in draft.fields.values() if isinstance(v.origin, Span)]
