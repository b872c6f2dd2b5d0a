"""The second reader, against a local stand-in that answers what a test has it answer."""

import json
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.intake.text.conftest import Found, when

from firebreak.intake.drafts import ReadingError
from firebreak.intake.text.second_reader import Endpoint, _Held, endpoint_of, read_with

HERE = ZoneInfo("Asia/Shanghai")
TEXT = (
    "昨晚接到电话：李某，女，52岁，1月18日上午到东湖菜市场买菜，20日开始发热，体温38.2℃，现住院。"
)


class StandIn(BaseHTTPRequestHandler):
    def do_POST(self):
        self.server.asked.append((self.path, dict(self.headers), self.read()))
        if self.server.status == 302:
            self.send_response(302)
            self.send_header("Location", "/elsewhere")
            self.end_headers()
            return
        self.send_response(self.server.status)
        self.end_headers()
        self.wfile.write(self.server.answer)

    def read(self):
        return json.loads(self.rfile.read(int(self.headers["Content-Length"])))

    def log_message(self, *_said):
        pass


@pytest.fixture
def server():
    server = ThreadingHTTPServer(("127.0.0.1", 0), StandIn)
    server.asked, server.status, server.answer = [], 200, b""
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def ask(server):
    endpoint = Endpoint(f"http://127.0.0.1:{server.server_port}/v1", "city", "k", seconds=20)

    def ask_for(drafts):
        content = drafts if isinstance(drafts, str) else json.dumps({"drafts": drafts})
        server.answer = json.dumps({"choices": [{"message": {"content": content}}]}).encode()
        return Found(read_with(endpoint, TEXT, published=date(2020, 2, 4), zone=HERE))

    return ask_for


def said(**fields):
    return {name: {"value": value, "quote": quote} for name, (value, quote) in fields.items()}


PERSON = {"key": "p", "kind": "person", "fields": said(name=("李某", "李某"), age=(52, "52岁"))}


def test_it_is_off_unless_an_address_is_set():
    assert endpoint_of({}) is None
    assert endpoint_of({"FIREBREAK_LLM_URL": "  "}) is None


def test_what_stands_in_the_text_is_kept_with_its_span(ask):
    case = {
        "key": "c",
        "kind": "case",
        "fields": said(onset=("x", "20日")),
        "links": {"person": "p"},
    }
    found = ask([PERSON, case])
    person = found.one("person", name="李某")
    assert person.value("age") == 52
    assert person.fields["age"].quote == "52岁"
    [case] = found.about("case", person)
    assert when(case, "onset") == "2020-01-20"


def test_a_time_is_read_by_our_rules_whatever_the_model_says(ask):
    stay = said(place=("东湖菜市场", "到东湖菜市场"), when=("2031-05-05", "1月18日上午"))
    found = ask([{"key": "s", "kind": "stay", "fields": stay}])
    assert when(found.one("stay")) == "2020-01-18 06:00/12:00"
    assert found.one("stay").fields["place"].quote == "东湖菜市场"


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("person", said(name=("王某", "王某"))),
        ("person", said(name=("王某", "李某"))),
        ("person", said(age=(25, "52岁"))),
        ("person", said(age=(True, "52岁"))),
        ("person", said(sex=("male", "女"))),
        ("case", said(status=("confirmed", "住院"))),
        ("case", said(onset=("2020-01-20", "李某"))),
        ("check", said(temperature_celsius=(39.9, "38.2℃"))),
        ("check", said(temperature_celsius=("NaN", "38.2℃"))),
        ("stay", {"place": {"value": "东湖菜市场"}}),
    ],
)
def test_a_value_that_is_not_in_the_text_is_refused(ask, kind, fields):
    found = ask([{"key": "x", "kind": kind, "fields": fields}])
    assert found.reading.drafts == ()
    [note] = found.notes("refused")
    assert (note.values["reason"], note.values["kind"]) == ("not_in_the_text", kind)
    assert "王某" not in str(note)


def test_kinds_and_fields_that_nobody_asked_for_are_refused(ask):
    found = ask([{"kind": "user", "fields": {}}, {"kind": "person", "fields": {"is_admin": {}}}, 7])
    assert [note.values["reason"] for note in found.notes("refused")] == [
        "kind_not_known",
        "field_not_known",
        "kind_not_known",
    ]


def test_a_link_to_a_draft_that_was_refused_is_left_out(ask):
    case = {
        "key": "c",
        "kind": "case",
        "fields": said(onset=("", "20日")),
        "links": {"person": "q"},
    }
    assert ask([case]).one("case").links == {}


@pytest.mark.parametrize("kind", [{}, [], None, {"kind": "person"}])
def test_a_kind_that_is_no_word_is_refused(ask, kind):
    found = ask([{"kind": kind, "fields": {}}])
    assert [note.values["reason"] for note in found.notes("refused")] == ["kind_not_known"]


@pytest.mark.parametrize("key", ["\0", "\ud800", "430202197501010016"])
def test_the_keys_of_an_answer_are_not_kept(ask, key):
    case = {
        "key": "c",
        "kind": "case",
        "fields": said(onset=("", "20日")),
        "links": {"person": key},
    }
    found = ask([PERSON | {"key": key}, case])
    assert found.one("case").links == {"person": "second-1"}
    assert found.one("person").key == "second-1"


def test_a_link_leads_to_a_draft_of_the_kind_that_it_names(ask):
    case = {
        "key": "c",
        "kind": "case",
        "fields": said(onset=("", "20日")),
        "links": {"person": "d"},
    }
    found = ask([case, case | {"key": "d"}])
    assert [one.links for one in found.of("case")] == [{}, {}]


@pytest.mark.parametrize("answer", ["", "no JSON", "[]", '{"drafts": 3}', "[" * 100_000])
def test_an_answer_that_is_no_list_of_drafts_is_refused(ask, answer):
    with pytest.raises(ReadingError, match="endpoint_answer"):
        ask(answer)


@pytest.mark.parametrize("status", [302, 404, 500])
def test_an_endpoint_that_fails_is_said_to_be_out_of_reach(ask, server, status):
    server.status = status
    with pytest.raises(ReadingError, match="endpoint_unreachable"):
        ask([PERSON])
    assert len(server.asked) == 1  # it is not sent on to another address


def test_it_asks_for_json_with_the_key_and_the_model_of_the_city(ask, server):
    ask([PERSON])
    [(path, headers, asked)] = server.asked
    assert path == "/v1/chat/completions"
    assert headers["Authorization"] == "Bearer k"
    assert (asked["model"], asked["response_format"]) == ("city", {"type": "json_object"})
    assert asked["messages"][-1] == {"role": "user", "content": TEXT}


def test_only_the_web_is_an_address(tmp_path):
    with pytest.raises(ReadingError, match="endpoint_unreachable"):
        read_with(Endpoint(tmp_path.as_uri()), TEXT, zone=HERE)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)


@given(
    st.lists(
        st.fixed_dictionaries(
            {"kind": st.sampled_from(["person", "case", "check"]), "fields": JSON}
        )
    )
)
def test_no_answer_breaks_it(drafts):
    held = _Held(TEXT, date(2020, 2, 4), HERE)
    for draft in held.drafts(drafts):
        for value in draft.fields.values():
            assert TEXT[value.origin.start : value.origin.end] == value.quote
