"""What the options of an instance mean: each by its words, or by those beside "case" or a slash."""

from collections.abc import Iterator, Mapping

from firebreak.intake.dhis2.mapping import FIELDS
from firebreak.intake.dhis2.programs import id_of, objects, shown
from firebreak.intake.exchange.texts import plain
from firebreak.intake.exchange.words import Unread
from firebreak.intake.godata import tokens

#: word lists whose labels are known from elsewhere
KNOWN = {
    "person.sex": tokens.SEX,
    "case.status": tokens.STATUS,
    "case.outcome": tokens.OUTCOME,
    "sample.kind": tokens.SAMPLE,
    "test.method": tokens.METHOD,
    "test.result": tokens.RESULT,
}
#: field -> what instances say, without case and marks -> the record's word
SAID = {
    "person.sex": {"男": "male", "女": "female", "男性": "male", "女性": "female"},
    "case.status": {
        "确诊": "confirmed",
        "实验室确诊": "confirmed",
        "laboratory confirmed": "confirmed",
        "lab confirmed": "confirmed",
        "疑似": "suspected",
        "临床诊断": "probable",
        "无症状感染者": "asymptomatic",
        "asymptomatic infection": "asymptomatic",
        "排除": "excluded",
        "non": "excluded",
        "not a": "excluded",
        "discarded": "excluded",
    },
    "case.outcome": {
        **dict.fromkeys(("death", "dead", "died", "deceased", "死亡"), "died"),
        **dict.fromkeys(("recovered", "recovery", "cured", "healthy", "治愈", "痊愈"), "recovered"),
    },
    "case.severity": {"轻型": "mild", "普通型": "moderate", "重型": "severe", "危重型": "critical"},
    "sample.kind": {
        **dict.fromkeys(("nasopharyngeal", "np", "鼻咽拭子", "鼻拭子"), "nasal"),
        **dict.fromkeys(("oropharyngeal", "op", "throat", "咽拭子"), "throat"),
        **{"痰": "sputum", "痰液": "sputum", "血": "blood", "血液": "blood", "血清": "blood"},
        **{"粪便": "stool", "其他": "other"},
    },
    "test.method": {
        **dict.fromkeys(("核酸", "核酸检测", "naat", "nucleic acid test"), "pcr"),
        **{"抗体": "antibody", "抗体检测": "antibody", "抗原": "antigen", "抗原检测": "antigen"},
        **{"测序": "sequencing", "基因测序": "sequencing"},
    },
    "test.result": {
        **{"阳性": "positive", "阴性": "negative", "可疑": "inconclusive"},
        **{"detected": "positive", "not detected": "negative", "indeterminate": "inconclusive"},
    },
}


def words_of(metadata: Mapping, wanted: str, one: Mapping) -> dict[str, str]:
    """Return option's code -> the record's word, for the options whose words are known."""
    found: dict[str, str] = {}
    for option in _options_of(metadata, wanted, one):
        code = option.get("code")
        word = _word(wanted, shown(option)) or _word(wanted, str(code))
        if isinstance(code, str) and word:
            found.setdefault(code, word)
    return found


def unmatched(metadata: Mapping, wanted: str, one: Mapping) -> tuple[str, ...]:
    """Return the options, as they are shown, whose words are not known."""
    known = words_of(metadata, wanted, one)
    options = _options_of(metadata, wanted, one)
    return tuple(shown(o) or str(o.get("code")) for o in options if o.get("code") not in known)


def _options_of(metadata: Mapping, wanted: str, one: Mapping) -> list[Mapping]:
    holder = one.get("optionSet")
    if not isinstance(FIELDS[wanted], tuple) or not isinstance(holder, Mapping):
        return []
    own = id_of(holder)
    direct = [o for o in objects(metadata, "options") if id_of(_mapping(o, "optionSet")) == own]
    sets = [one for one in objects(metadata, "optionSets") if id_of(one) == own]
    return direct or [option for each in sets for option in objects(each, "options")]


def _mapping(one: Mapping, name: str) -> Mapping | None:
    said = one.get(name)
    return said if isinstance(said, Mapping) else None


def _word(wanted: str, said: str) -> str:
    """The record's word, if all ways of saying an option that are known mean the same."""
    found = {word for way in _ways(said) if (word := _of_list(wanted, way))}
    return found.pop() if len(found) == 1 else ""


def _ways(said: str) -> Iterator[str]:
    """An option's words, each side of a slash, and either without the word "case"."""
    for part in dict.fromkeys([said, *said.split("/")]):
        words = plain(part)
        yield words
        yield words.removesuffix("病例").removesuffix(" case").removesuffix(" swab").strip()


def _of_list(wanted: str, said: str) -> str:
    words = FIELDS[wanted]
    if not isinstance(words, tuple) or not said:
        return ""
    if said.replace(" ", "_") in words:
        return said.replace(" ", "_")
    try:
        word = str(KNOWN[wanted].read(said).value) if wanted in KNOWN else ""
    except Unread:
        word = ""
    word = word or SAID.get(wanted, {}).get(said, "")
    return word if word in words else ""
