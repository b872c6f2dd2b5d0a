"""An edition with a mistake is refused: which file, line and field, what was found and expected."""

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firebreak.engine.duties.mistakes import ProtocolError
from firebreak.engine.duties.protocols import load, load_protocols
from firebreak.engine.duties.reading import SHIPPED

GOOD = """\
id = "town-flu"
name = { en = "Flu", zh = "流感" }
family = "control"
pathogen = "influenza-a"
jurisdiction = "430200"
edition = "1"
valid_from = 2020-01-01
valid_to = 2021-01-01
time_zone = "Asia/Shanghai"
source = "own"
to_confirm = ["thresholds.fever_celsius"]

[sources]
own = "our own"

[contact_window]
before_onset = "1d"
before_sampling = "1d"

[thresholds]
fever_celsius = 37.3

[[duties]]
id = "card"
name = { en = "Card", zh = "卡" }
subject = "person"
starts = ["case.confirmed"]
fulfilled_by = ["report.received.case_card"]
within = "24h"
due_soon = "2h"
holders = [
    { role = "hospital" },
    { role = "reviewer", after = ["report.received.case_card"] },
]
escalation = [
    { after = "1h", to = "reviewer" },
    { after = "2h", to = "secretary" },
]
source = "own"

[[rounds]]
id = "look"
name = { en = "Look", zh = "看" }
subject = "person"
starts = ["placement.began"]
ends = ["placement.ended"]
fulfilled_by = ["check"]
windows = [
    { name = { en = "a", zh = "早" }, opens = 06:00:00, closes = 12:00:00 },
    { name = { en = "b", zh = "晚" }, opens = 14:00:00, closes = 22:00:00 },
]
holders = [{ role = "grid_worker" }]
source = "own"

[[manners]]
id = "table"
name = { en = "Table", zh = "桌" }
at = ["restaurant"]
level = "table"
min_overlap = "15min"
contact = "close"
manner = "meal"
source = "own"

[[chances]]
id = "fever"
name = { en = "Fever", zh = "发热" }
starts = ["check.checkpoint"]
signs = ["exposure_denied"]
exposed_by = ["travelled"]
answered_by = ["action.referred"]
within = "2h"
source = "own"

[[chances]]
id = "missed"
name = { en = "Missed", zh = "漏访" }
duty = "look"
source = "own"

[[rolls]]
id = "tickets"
name = { en = "Tickets", zh = "车票" }
shown_by = ["travelled"]
source = "own"
"""

# what is written instead of what, on which line, about which field, what was found and expected
MISTAKES = [
    ('id = "town-flu"', "id = 7", 1, "id", "7", "a word of small letters"),
    (', zh = "流感" }', " }", 2, "name.zh", "nothing", "this key is needed"),
    ('family = "control"', 'family = "rules"', 3, "family", '"rules"', "one of control"),
    ('"430200"', '"Zhuzhou"', 5, "jurisdiction", '"Zhuzhou"', "a division code of six digits"),
    ("2020-01-01", '"2020-01-01"', 7, "valid_from", '"2020-01-01"', "a local date or time"),
    ("2020-01-01\n", "2020-01-01T00:00:00Z\n", 7, "valid_from", "2020", "without a zone"),
    ("2021-01-01", "2019-01-01", 8, "valid_to", "2019-01-01", "a time after valid_from"),
    ('"Asia/Shanghai"', '"Asia/Zhuzhou"', 9, "time_zone", '"Asia/Zhuzhou"', "a time zone such as"),
    ('source = "own"\nto', 'source = "my"\nto', 10, "source", '"my"', "a key of sources: own"),
    ("fever_celsius\"]", "fevers\"]", 11, "to_confirm[1]", '"thresholds.fevers"', "a number of this file"),
    ('own = "our own"', 'own = ""', 14, "sources.own", '""', "some text"),
    ('before_onset = "1d"', 'before_onset = "a day"', 17, "contact_window.before_onset", '"a day"', "48h, 14d or 30min"),
    ("= 37.3", "= 99.1", 21, "thresholds.fever_celsius", "99.1", "between 35 and 42 °C"),
    ("fever_celsius = 37.3", "fever_celsius = 37.3\nfever_f = 99", 22, "thresholds.fever_f", "a key that is not known", "one of fever_celsius"),
    ('subject = "person"\nstarts = ["case', 'subject = "case"\nstarts = ["case', 26, "duties[1].subject", '"case"', "one of person, unit, outbreak"),
    ('"case.confirmed"', '"case.confirm"', 27, "duties[1].starts[1]", '"case.confirm"', "perhaps case.confirmed"),
    ('["case.confirmed"]', "[]", 27, "duties[1].starts", "[]", "a list of kinds of event"),
    ('["case.confirmed"]', '["unit.first_case"]', 27, "duties[1].starts", "unit.first_case, which is about a unit", "kinds about a person"),
    ('["report.received.case_card"]', '["report.received.event"]', 28, "duties[1].fulfilled_by", "about a unit", "kinds about a person"),
    ('within = "24h"', 'within = "0h"', 29, "duties[1].within", '"0h"', "longer than nothing"),
    ('within = "24h"\n', "", 23, "duties[1].within", "nothing", "this key is needed"),
    ('due_soon = "2h"', 'due_soon = "48h"', 30, "duties[1].due_soon", "48h", "no more than within: 24h"),
    ('within = "24h"', 'match = "record"\nwithin = "24h"', 28, "duties[1].fulfilled_by", "which a report proves", "kinds that a classification proves"),
    ('{ role = "hospital" },', '{ role = "doctor" },', 32, "duties[1].holders[1].role", '"doctor"', "one of duty_head"),
    ('{ role = "hospital" },\n', "", 31, "duties[1].holders", "a first holder with after", "from the start"),
    ('after = "2h"', 'after = "30min"', 35, "duties[1].escalation", "steps out of order", "the earliest step first"),
    ('id = "look"', 'id = "card"', 42, "rounds[1].id", '"card"', "an id used only once"),
    ("closes = 12:00:00", "closes = 15:00:00", 50, "rounds[1].windows[2]", "14:00 to 22:00", "do not overlap"),
    ("opens = 06:00:00", 'opens = "06:00"', 49, "rounds[1].windows[1].opens", '"06:00"', "a time of day such as 16:00:00"),
    ('at = ["restaurant"]', 'at = ["diner"]', 58, "manners[1].at[1]", '"diner"', "one of home, compound"),
    ('at = ["restaurant"]', "at = []", 58, "manners[1].at", "[]", "at least one kind of place"),
    ('level = "table"', 'level = "restaurant"', 59, "manners[1].level", '"restaurant"', "a part of restaurant, or place"),
    ('level = "table"', "within_rows = -1", 59, "manners[1].within_rows", "-1", "a whole number of 0 or more"),
    ('"15min"', '"a while"', 60, "manners[1].min_overlap", '"a while"', "48h, 14d or 30min"),
    ('contact = "close"', 'contact = "near"', 61, "manners[1].contact", '"near"', "one of close, general"),
    ('manner = "meal"', 'manner = "dinner"', 62, "manners[1].manner", '"dinner"', "one of household, meal"),
    ('manner = "meal"\nsource = "own"', 'manner = "meal"\nsource = "my"', 63, "manners[1].source", '"my"', "a key of sources"),
    ('signs = ["exposure_denied"]', 'signs = ["cold"]', 69, "chances[1].signs[1]", '"cold"', "one of fever, symptoms"),
    ('exposed_by = ["travelled"]\n', "", 65, "chances[1].exposed_by", "nothing", "the kinds on record that exposure_denied"),
    ('answered_by = ["action.referred"]\n', "", 65, "chances[1].answered_by", "nothing", "or duty, the id of a duty"),
    ('["check.checkpoint"]', '["sample.taken"]', 69, "chances[1].signs", "exposure_denied", "sample.taken is no check"),
    ('["check.checkpoint"]\nsigns = ["exposure_denied"]', '["sample.taken"]', 65, "chances[1].post", "nothing", "as sample.taken is no check"),
    ('["travelled"]\nanswered', '["unit.cluster"]\nanswered', 70, "chances[1].exposed_by", "about a unit", "kinds about a person"),
    ('duty = "look"', 'duty = "looks"', 78, "chances[2].duty", '"looks"', "the id of a duty about influenza-a"),
    ('duty = "look"', 'duty = "look"\nwithin = "2h"', 79, "chances[2].within", "a key beside duty", "either duty, or starts"),
    ('shown_by = ["travelled"]\n', "", 81, "rolls[1].shown_by", "nothing", "or linked_by, kinds of evidence"),
    ('shown_by = ["travelled"]\n', 'linked_by = ["rumour"]\n', 84, "rolls[1].linked_by[1]", '"rumour"', "one of contact, household"),
    ('id = "tickets"', 'id = "fever"', 82, "rolls[1].id", '"fever"', "an id used only once"),
    ('id = "table"', 'id = "look"', 56, "manners[1].id", '"look"', "an id used only once"),
]  # fmt: skip


def write(folder: Path, text: str, name: str = "edition.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def mistakes_of(*paths: Path):
    with pytest.raises(ProtocolError) as refused:
        load(paths)
    return refused.value.mistakes


def test_the_edition_that_the_mistakes_are_made_in_is_good(tmp_path):
    (edition,) = load([write(tmp_path, GOOD)])
    assert edition.duties[0].holders[1].after[0] == "report.received.case_card"
    assert edition.manners[0].min_overlap == timedelta(minutes=15)


@pytest.mark.parametrize(("old", "new", "line", "field", "found", "expected"), MISTAKES)
def test_a_mistake_is_refused_where_it_is(tmp_path, old, new, line, field, found, expected):
    assert GOOD.count(old) >= 1
    path = write(tmp_path, GOOD.replace(old, new, 1))
    (mistake,) = mistakes_of(path)
    assert (mistake.file, mistake.line, mistake.field) == (path, line, field)
    assert found in mistake.found
    assert expected in mistake.expected


def test_all_mistakes_of_all_files_are_told_at_once(tmp_path):
    one = write(tmp_path, GOOD.replace('"24h"', '"soon"').replace("37.3", "373"), "a.toml")
    other = write(tmp_path, GOOD.replace("= 37.3", "= hot"), "b.toml")
    found = mistakes_of(one, other)
    assert [(m.file.name, m.line) for m in found] == [
        ("a.toml", 21),
        ("a.toml", 29),
        ("b.toml", 21),
    ]


def test_a_mistake_reads_as_one_sentence_with_its_place(tmp_path):
    path = write(tmp_path, GOOD.replace('"24h"', '"soon"'))
    (mistake,) = mistakes_of(path)
    assert str(mistake) == (
        f'{path}, line 29, duties[1].within: found "soon"; '
        "expected a duration such as 48h, 14d or 30min."
    )


def test_a_file_that_is_not_toml_says_on_which_line(tmp_path):
    (mistake,) = mistakes_of(write(tmp_path, 'id = "x"\nname = {\n'))
    assert mistake.line == 2
    assert mistake.found.startswith("a slip in the writing of TOML")


def test_a_file_that_is_not_there_is_named(tmp_path):
    (mistake,) = mistakes_of(tmp_path / "none.toml")
    assert (mistake.file.name, mistake.expected) == ("none.toml", "a file to read")


def test_a_file_that_is_not_utf_8_says_so(tmp_path):
    path = tmp_path / "edition.toml"
    path.write_bytes(GOOD.encode("gb18030"))
    (mistake,) = mistakes_of(path)
    assert mistake.expected == "UTF-8 text"


def test_a_byte_order_mark_is_no_mistake(tmp_path):
    path = tmp_path / "edition.toml"
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.encode())
    assert len(load([path])) == 1


JUNK = st.sampled_from(
    ['""', "[]", "{}", "0", "-1", "true", "1.5", '[""]', "[[]]", "[{}]", "nan", '"CN"', '"2h"']
)


@given(line=st.integers(0, len(GOOD.splitlines()) - 1), junk=JUNK)
def test_whatever_is_written_it_is_read_or_refused(tmp_path_factory, line, junk):
    lines = GOOD.splitlines()
    lines[line] = f"{lines[line].split('=')[0]}= {junk}"
    path = write(tmp_path_factory.mktemp("junk"), "\n".join(lines))
    try:
        mistakes = load([path]) and ()
    except ProtocolError as refused:
        mistakes = refused.mistakes
    assert all(1 <= mistake.line <= len(lines) for mistake in mistakes)


# Between editions

NATION = GOOD.replace('"430200"', '"CN"').replace('"town-flu"', '"nation-flu"')


def test_a_city_may_tighten_a_national_duty(tmp_path):
    city = write(tmp_path, GOOD.replace('within = "24h"', 'within = "12h"'), "city.toml")
    assert len(load([city, write(tmp_path, NATION)])) == 2


def test_a_city_may_not_loosen_a_national_duty_in_silence(tmp_path):
    city = write(tmp_path, GOOD.replace('within = "24h"', 'within = "48h"'), "city.toml")
    (mistake,) = mistakes_of(city, write(tmp_path, NATION))
    assert (mistake.file, mistake.line, mistake.field) == (city, 29, "duties[1].within")
    assert mistake.found == "48h"
    assert mistake.expected.startswith(
        "24h or less, as strict as in nation-flu, or a loosens_because"
    )


def test_a_city_may_loosen_a_national_duty_and_say_why(tmp_path):
    why = 'within = "48h"\nloosens_because = { en = "Far hamlets.", zh = "村落偏远。" }'
    city = write(tmp_path, GOOD.replace('within = "24h"', why), "city.toml")
    assert len(load([city, write(tmp_path, NATION)])) == 2


def test_fewer_rounds_a_day_are_looser(tmp_path):
    evening = GOOD.splitlines()[49]
    city = write(tmp_path, GOOD.replace(evening + "\n", ""), "city.toml")
    (mistake,) = mistakes_of(city, write(tmp_path, NATION))
    assert (mistake.field, mistake.found) == ("rounds[1].windows", "1 a day")


def test_fewer_starts_are_looser(tmp_path):
    nation = NATION.replace('["case.confirmed"]', '["case.confirmed", "case.suspected"]')
    city = write(tmp_path, GOOD, "city.toml")
    (mistake,) = mistakes_of(city, write(tmp_path, nation))
    assert (mistake.field, mistake.found) == ("duties[1].starts", "no case.suspected")


LOOSER = [
    ('within = "24h"', 'within = "24h"\neach = "first"', "each", '"first"'),
    ('["report.received.case_card"]\nw', '["report.received.case_card", "report.sent.case_card"]\nw',
     "fulfilled_by", "also report.sent.case_card"),
    ('within = "24h"',
     'within = "24h"\nvoided_by = [{ code = "died", kinds = ["case.died"], reason = { en = "d", zh = "死" } }]',
     "voided_by", "also case.died"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "field", "found"), LOOSER)
def test_other_ways_of_loosening_are_seen_too(tmp_path, old, new, field, found):
    every = NATION.replace('within = "24h"', 'within = "24h"\neach = "every"')
    city = GOOD.replace(old, new) if field == "each" else _every(GOOD).replace(old, new)
    (mistake,) = mistakes_of(write(tmp_path, city, "city.toml"), write(tmp_path, every))
    assert (mistake.field, mistake.found) == (f"duties[1].{field}", found)


def _every(text: str) -> str:
    return text.replace('due_soon = "2h"', 'due_soon = "2h"\neach = "every"')


def test_a_city_may_do_as_it_likes_before_the_national_edition(tmp_path):
    loose = GOOD.replace('within = "24h"', 'within = "48h"').replace("2021-01-01", "2020-06-01")
    nation = NATION.replace("2020-01-01", "2020-06-01")
    assert len(load([write(tmp_path, loose, "city.toml"), write(tmp_path, nation)])) == 2


def test_two_editions_of_one_place_and_family_may_not_be_in_force_at_once(tmp_path):
    other = GOOD.replace('"town-flu"', '"town-flu-2"').replace("2020-01-01", "2020-06-01")
    paths = write(tmp_path, GOOD, "a.toml"), write(tmp_path, other, "b.toml")
    fields = {(m.file.name, m.field) for m in mistakes_of(*paths)}
    assert fields == {
        ("b.toml", "valid_from"),
        ("b.toml", "duties[1].id"),
        ("b.toml", "rounds[1].id"),
        ("b.toml", "chances[1].id"),
        ("b.toml", "chances[2].id"),
        ("b.toml", "rolls[1].id"),
    }


def test_an_id_is_used_by_one_edition_only(tmp_path):
    later = GOOD.replace("2021-01-01", "2022-01-01").replace("2020-01-01", "2021-01-01")
    paths = write(tmp_path, GOOD, "a.toml"), write(tmp_path, later, "b.toml")
    (mistake,) = mistakes_of(*paths)
    assert (mistake.file.name, mistake.line, mistake.field) == ("b.toml", 1, "id")


def test_the_edition_that_is_replaced_must_be_there(tmp_path):
    text = GOOD.replace('edition = "1"', 'edition = "1"\nreplaces = "town-flu-0"')
    (mistake,) = mistakes_of(write(tmp_path, text))
    assert (mistake.line, mistake.field, mistake.found) == (7, "replaces", '"town-flu-0"')


def test_a_local_file_is_read_beside_those_that_are_shipped(tmp_path):
    assert load_protocols(write(tmp_path, GOOD)).edition("town-flu").pathogen == "influenza-a"


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.toml")), ids=lambda p: p.stem)
def test_a_shipped_file_is_called_as_its_edition(path):
    assert path.stem in {edition.id for edition in load_protocols()}


def test_the_same_edition_twice_is_one_mistake_and_names_no_folder(tmp_path):
    files = [write(tmp_path, GOOD), write(tmp_path, GOOD, "again.toml")]
    (mistake,) = mistakes_of(*files)
    assert mistake.expected == "an id that edition.toml does not use"
