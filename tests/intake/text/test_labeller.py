"""The labeller and the linker: the mathematics against brute force, and what the weights are."""

import time
from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from firebreak.intake.text.features import EDGE, REACH, features, fold
from firebreak.intake.text.labeller import NEVER, PIECE, best_path, label, marginals, pieces
from firebreak.intake.text.labels import Label, weights
from firebreak.intake.text.linker import events

BULLETIN = "患者7,女,45岁,现住岳麓区,1月18日出现发热、咳嗽,1月20日到县人民医院就诊,1月23日确诊。"


@pytest.fixture
def scores():
    random = np.random.default_rng(4)
    between = random.normal(size=(3, 3))
    between[0, 2] = NEVER  # the third tag is inside of the second
    return random.normal(size=(5, 3)), between


def every_path(scores, between):
    allowed = {}
    for path in product(range(3), repeat=len(scores)):
        if path[0] == 2:
            continue
        steps = sum(between[a, b] for a, b in pairwise(path))
        allowed[path] = scores[range(len(path)), path].sum() + steps
    return allowed


def test_the_best_path_is_that_of_all_paths(scores):
    every = every_path(*scores)
    assert tuple(best_path(*scores)) == max(every, key=every.get)


def test_the_probabilities_are_those_over_all_paths(scores):
    every = every_path(*scores)
    weight = np.exp(np.array(list(every.values())))
    expected = np.zeros((5, 3))
    for path, share in zip(every, weight / weight.sum(), strict=True):
        expected[range(5), path] += share
    np.testing.assert_allclose(marginals(*scores), expected, atol=1e-12)


def test_a_bulletin_is_labelled():
    found = {(BULLETIN[one.start : one.end], one.kind) for one in label(BULLETIN)}
    assert {
        ("患者7", "LocalID"),
        ("女", "Gender"),
        ("45岁", "Age"),
        ("岳麓区", "ResidencePlace"),
        ("1月18日", "Date"),
        ("发热", "Symptom"),
        ("县人民医院", "Spot"),
        ("就诊", "HospitalVisit"),
        ("确诊", "DiagnosisConfirmed"),
    } <= found


def test_events_have_the_last_date_before_them_and_what_belongs_to_them():
    found = {
        BULLETIN[e.trigger.start : e.trigger.end]: (
            BULLETIN[e.date.start : e.date.end],
            [BULLETIN[a.start : a.end] for a in e.arguments],
        )
        for e in events(BULLETIN, label(BULLETIN), weights())
    }
    assert found["出现"] == ("1月18日", ["发热", "咳嗽"])
    assert found["就诊"] == ("1月20日", ["县人民医院"])
    assert found["确诊"] == ("1月23日", [])


def test_an_event_without_a_date_before_it_is_none():
    assert (
        events("确诊,1月23日", [Label(0, 2, "DiagnosisConfirmed"), Label(3, 8, "Date")], weights())
        == []
    )


def test_texts_labelled_at_once_are_labelled_as_if_each_stood_alone():
    other = "病例12,男,6岁,武汉市人,1月21日从武汉返回温州,现在定点医院隔离治疗。"
    apart = EDGE * REACH
    alone = features(BULLETIN), features(other)
    together = features(BULLETIN + apart + other)
    assert (together[: len(BULLETIN)] == alone[0]).all()
    assert (together[-len(other) :] == alone[1]).all()


@given(st.text(max_size=60))
def test_labels_do_not_overlap_and_are_probable(text):
    ends = 0
    for one in label(fold(text)):
        assert ends <= one.start < one.end <= len(text)
        assert 0 <= one.confidence <= 1
        ends = one.end


@given(st.text(alphabet="病例，。 \n1月", max_size=200).map(lambda text: text * 40))
def test_pieces_are_the_whole_text(text):
    cut = list(pieces(text))
    assert "".join(text[start:end] for start, end in cut) == text
    assert all(0 < end - start <= PIECE for start, end in cut)


def test_the_weights_hold_no_words_and_are_small_and_quick_to_read():
    weights.cache_clear()
    start = time.process_time()
    learnt = weights()
    assert time.process_time() - start < 1  # 0.3 s is the aim; a loaded machine is slow, not wrong
    assert all(len(tag) < 30 and tag.isascii() for tag in learnt.tags)
    numbers = (learnt.between, learnt.keys, learnt.offsets, learnt.tag, learnt.weight, learnt.link)
    assert all(np.issubdtype(array.dtype, np.number) for array in numbers)


def test_labels_are_as_good_as_the_documentation_says(shared):
    from bench.text_training import documents

    from bench import text

    if not (shared / "ecr-covid19-labelled").is_dir():
        pytest.skip("The labelled bulletins are not among the shared data.")
    known = documents(shared, "valid")
    found = [text.read(document["text"], weights()) for document in known]

    def score(truth, said):
        pairs = [(truth(d), said(f)) for d, f in zip(known, found, strict=True)]
        right = sum(len(true & says) for true, says in pairs)
        return 2 * right / sum(len(true) + len(says) for true, says in pairs)

    assert score(text._true_entities, text._entities) >= 0.8
    arguments = score(
        lambda document: text._true_arguments(document, True),
        lambda one: text._arguments(one, True),
    )
    assert arguments >= 0.65
