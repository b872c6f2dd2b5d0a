"""`firebreak dhis2 map URL` against a server that answers as DHIS2 does, and as it goes wrong."""

import json
import socket

import pytest
from tests.cli.dhis2_stand_in import TOKEN, instance
from tests.intake.exchange.test_dhis2 import MAP, METADATA

from firebreak.cli.dhis2 import ANSWERS, OF_INPUT
from firebreak.cli.dhis2_server import NoAnswer, metadata_of
from firebreak.intake.dhis2.matching import matched


def refused(url: str, **how: object) -> NoAnswer:
    with pytest.raises(NoAnswer) as error:
        metadata_of(url, **{"token": TOKEN, **how})
    return error.value


def test_an_instance_is_mapped_as_the_file_of_its_metadata_is():
    with instance(METADATA) as server:
        mapping, missing = matched(json.loads(metadata_of(server.url, token=TOKEN)), name="play")
    assert (mapping.ids, mapping.stages, missing) == (MAP.ids, MAP.stages, ())
    assert mapping.units == MAP.units


def test_the_token_goes_along_as_it_is_documented_and_lists_are_asked_for_whole():
    with instance(METADATA) as server:
        metadata_of(server.url, token=TOKEN)
    assert {token for _path, token in server.asked} == {f"ApiToken {TOKEN}"}
    assert [path.partition("?")[0] for path, _token in server.asked] == [
        "/api/system/info.json",
        "/api/metadata.json",
    ]


@pytest.mark.parametrize("end", ["", "/", "/api", "/api/", "/api/40"])
def test_an_address_with_or_without_its_end_is_the_same(end):
    with instance(METADATA) as server:
        assert metadata_of(f"{server.url}/dhis{end}", token=TOKEN)
        assert server.asked[0][0] == "/dhis/api/system/info.json"


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (401, "token_refused"),
        (403, "no_right"),
        (404, "not_there"),
        (500, "fault_there"),
        ("html", "not_json"),
        ("cut_off", "not_json"),
        ("not_dhis2", "not_dhis2"),
        ("signs_in", "signs_in"),
    ],
)
def test_every_fault_of_an_instance_has_a_sentence(fault, code):
    with instance(METADATA, fault=fault) as server:
        assert refused(server.url).code == code
    assert code in ANSWERS


def test_without_a_token_an_instance_asks_for_one():
    with instance(METADATA) as server:
        assert refused(server.url, token="").code == "asks_for_token"


@pytest.mark.parametrize("fault", ["slow", "drips"])
def test_an_answer_that_takes_too_long_is_given_up(fault):
    with instance(METADATA, fault=fault) as server:
        assert refused(server.url, seconds=0.4).code == "slow"


def test_an_instance_without_the_tracker_of_today_is_too_old():
    with instance(METADATA, version="2.35.14") as server:
        wrong = refused(server.url)
    assert (wrong.code, wrong.values) == ("too_old", {"version": "2.35", "oldest": "2.36"})


@pytest.mark.parametrize("version", ["2.36.0", "2.41.1-SNAPSHOT", "42.0"])
def test_a_version_of_today_is_taken(version):
    with instance(METADATA, version=version) as server:
        assert metadata_of(server.url, token=TOKEN)


def test_an_instance_that_moved_within_its_host_is_followed():
    with instance(METADATA, fault="moved_here") as server:
        assert metadata_of(server.url, token=TOKEN)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])  # the latter on another port
def test_a_token_is_never_sent_to_another_service(host):
    with instance(METADATA) as other:
        to = other.url.replace("127.0.0.1", host)
        with instance(METADATA, fault="elsewhere", elsewhere=to) as server:
            wrong = refused(server.url)
        assert (wrong.code, wrong.values["to"]) == ("moved", to)
        assert other.asked == []


def test_nobody_at_the_address():
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))  # bound and not listening
        assert refused(f"http://127.0.0.1:{held.getsockname()[1]}").code == "unreachable"


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://", "no_address"),
        ("http://[::1", "no_address"),
        ("http://127.0.0.1:99999", "no_address"),
        ("ftp://example.org", "no_address"),
        ("http://admin:district@127.0.0.1:9", "password_in_address"),
        ("http://127.0.0.1:9/a b", "unreachable"),
    ],
)
def test_what_is_no_address_is_not_asked(url, code):
    assert refused(url).code == code


def test_the_sentences_name_what_they_speak_of():
    values = {"url": "U", "to": "T", "status": 500, "seconds": 60, "most": 64}
    values |= {"version": "2.30", "oldest": "2.36"}
    for said in ANSWERS.values():
        assert "{" not in said.format_map(values)
    assert ANSWERS.keys() >= OF_INPUT


def test_the_command_maps_an_instance_and_says_what_is_wrong_in_both_languages(firebreak, tmp_path):
    with instance(METADATA) as server:
        done = firebreak("dhis2", "map", server.url, "--name", "play", FIREBREAK_DHIS2_TOKEN=TOKEN)
        assert done.returncode == 0, done.stderr
        assert "fields matched" in done.stdout
        asks = firebreak("dhis2", "map", server.url, "--replace", FIREBREAK_LANG="zh")
    assert (asks.returncode, "FIREBREAK_DHIS2_TOKEN" in asks.stderr) == (4, True)
    assert "访问令牌" in asks.stderr
    assert TOKEN not in asks.stderr + done.stdout + done.stderr
