"""Synthetic people, and second records of some of them: for training record linkage, and measuring it.

A city of households: children bear their father's surname and mostly share a parent's telephone,
twins share the birthday as well, and homonyms are as frequent as they are. The second record of a
person is what another office has of him: a homophone, a name masked or in Latin letters, an age
instead of a birthday, an old telephone, no ID number. Nobody here exists.

References
----------
Surnames by the share of people who bear them, in percent: census figures of the Institute of
Genetics, Chinese Academy of Sciences, 2007, as published; the order is that of the national report
on names of 2019 for the first five. Given names: common characters of the 1950s to 2010s, of
either sex, with frequencies that fall as 1/(rank + 12).
"""

import re
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from firebreak.records.names import sound_of

SURNAMES = (
    "王7.25李7.19张6.83刘5.38陈4.53杨3.08赵2.29黄2.23周2.12吴2.05徐1.67孙1.54胡1.31朱1.26高1.21林1.18何1.17"
    "郭1.15马1.12罗0.86梁0.84宋0.81郑0.78谢0.72韩0.69唐0.69冯0.64于0.62董0.59萧0.59程0.57曹0.57袁0.54邓0.54"
    "许0.54傅0.51沈0.50曾0.50彭0.49吕0.47苏0.47卢0.47蒋0.47蔡0.46贾0.42丁0.42魏0.42薛0.42叶0.42阎0.40余0.39"
    "潘0.39杜0.39戴0.39夏0.38钟0.38汪0.37田0.37任0.36姜0.36范0.36方0.35石0.35姚0.34谭0.34廖0.34邹0.33熊0.32"
    "金0.32陆0.31郝0.31孔0.30白0.30崔0.30康0.29毛0.29邱0.28秦0.28江0.27史0.27顾0.26侯0.26邵0.25孟0.25龙0.25"
    "万0.24段0.24雷0.24钱0.23汤0.23尹0.22黎0.22易0.22常0.21武0.21乔0.21贺0.20赖0.20龚0.20文0.20欧阳0.06"
)
#: What a man's and a woman's given name is made of, the most common first.
MALE = "伟强磊军勇杰涛超明刚平辉鹏华飞鑫波斌宇浩凯健俊帆帅旭宁龙林阳建文志国海峰东亮立新德民生洪福春金荣晨天子轩泽睿博成永兴庆祥家豪嘉毅"
FEMALE = "芳娜敏静丽艳娟霞秀英燕玲桂婷雪倩颖琳洁梅莉玉兰红萍慧丹佳怡丽欣悦雅琪思雨梦涵诗文淑珍凤春荷巧云月晶蕾璐蓉瑶菲晓青素清香美"
#: Characters of one sound, as a clerk writes one for another.
ALIKE = (
    "伟玮炜",
    "佳嘉家",
    "丽莉俐",
    "敏闽",
    "静靖婧",
    "涛韬",
    "杰洁捷",
    "欣鑫新心",
    "宇雨玉",
    "志治智",
    "明铭鸣",
    "辉晖",
    "华桦",
    "建健",
    "英莹瑛",
    "燕艳雁",
    "红宏虹",
    "文雯",
    "悦月越",
    "晨辰",
    "浩皓",
    "平萍",
    "军君钧",
    "琳林霖",
)
TOLD_ON = date(2020, 2, 3)
TODAY = np.datetime64(TOLD_ON)
COUNTIES, TOWNS, VILLAGES = 9, 12, 14
PATHOGEN = "sars-cov-2"


@dataclass(frozen=True)
class Errors:
    """How often the second record of a person says something else, or nothing. Shares of 1."""

    homophone: float = 0.04
    character: float = 0.02
    masked: float = 0.05
    latin: float = 0.01
    no_sex: float = 0.05
    wrong_sex: float = 0.005
    only_age: float = 0.4
    wrong_digit: float = 0.02
    no_id: float = 0.5
    wrong_id: float = 0.01
    no_phone: float = 0.25
    other_phone: float = 0.15
    no_home: float = 0.1
    only_county: float = 0.2
    other_home: float = 0.08
    no_onset: float = 0.3
    other_onset: float = 0.2
    not_named: float = 0.4
    other_case: float = 0.15


def city(people: int, seed: int) -> pl.DataFrame:
    """
    Return the people of a city: a table of `linkage.PEOPLE`, and `truth`, who each is.

    One in 30 was exposed to a case, with his household; one in 300 fell ill.
    """
    chance = np.random.default_rng(seed)
    homes = _households(people, chance)
    born, role = _ages(homes, chance)
    sex = np.where(chance.random(people) < 0.512, "male", "female")
    surname = _surnames(homes, role, chance)
    names = [s + g for s, g in zip(surname, _given(sex, chance), strict=True)]
    exposed = _exposed(homes, chance)
    ill = exposed.is_not_null().to_numpy() & (chance.random(people) < 0.1)
    onset = TODAY - chance.integers(1, 20, people).astype("timedelta64[D]")
    return pl.DataFrame(
        {
            "id": np.arange(people),
            "truth": np.arange(people),
            "name": names,
            "sex": sex,
            "birth_date": pl.Series(born).cast(pl.Date),
            "age_years": pl.Series((TODAY - born).astype(float) / 365.25).floor(),
            "age_on": pl.Series([TOLD_ON]).extend_constant(TOLD_ON, people - 1),
            "id_key": [f"i{n:09d}" for n in range(people)],
            "phone_key": _phones(homes, role, chance),
            "home": _places(homes, chance),
            "household": pl.Series([f"h{n}" for n in homes]),
            "exposed_to": exposed,
        }
    ).with_columns(
        pathogen=pl.when(pl.lit(pl.Series(ill))).then(pl.lit(PATHOGEN)),
        onset=pl.when(pl.lit(pl.Series(ill))).then(pl.lit(pl.Series(onset).cast(pl.Date))),
    )


def second_records(
    of: pl.DataFrame, many: int, seed: int, errors: Errors | None = None
) -> pl.DataFrame:
    """Return the records that another office has of some people; `truth` says of whom."""
    chance, errors = np.random.default_rng(seed), errors or Errors()
    rows = of[np.sort(chance.choice(of.height, many, replace=False))]
    says = {name: chance.random(many) < share for name, share in vars(errors).items()}
    names = [_miswritten(name, says, n, chance) for n, name in enumerate(rows["name"].to_list())]
    born = rows["birth_date"].to_numpy()
    nearly = born + np.where(says["wrong_digit"], chance.choice([-10, 10, 1, 9], many), 0).astype(
        "timedelta64[D]"
    )
    return rows.with_columns(
        id=pl.lit(pl.Series(np.arange(many) + 10**9)),
        name=pl.Series(names),
        sex=_otherwise(says["no_sex"], None, _otherwise(says["wrong_sex"], "female", "sex")),
        birth_date=_otherwise(says["only_age"], None, pl.Series(nearly).cast(pl.Date)),
        age_years=pl.col("age_years") + pl.Series(chance.choice([0, 0, 0, 1, -1], many)),
        id_key=_otherwise(
            says["no_id"],
            None,
            _otherwise(says["wrong_id"], pl.Series([f"w{n}" for n in range(many)]), "id_key"),
        ),
        phone_key=_otherwise(
            says["no_phone"],
            None,
            _otherwise(says["other_phone"], pl.Series([f"o{n}" for n in range(many)]), "phone_key"),
        ),
        home=_otherwise(
            says["no_home"],
            None,
            _otherwise(
                says["only_county"],
                pl.col("home").str.extract(r"^(\w+/\w+/)"),
                _otherwise(says["other_home"], pl.Series(_places(np.arange(many), chance)), "home"),
            ),
        ),
        household=pl.lit(None, pl.String),
        onset=_otherwise(
            says["no_onset"],
            None,
            _otherwise(says["other_onset"], pl.col("onset") + pl.duration(days=2), "onset"),
        ),
        exposed_to=_otherwise(
            says["not_named"],
            None,
            _otherwise(says["other_case"], pl.col("exposed_to").shift(7), "exposed_to"),
        ),
    )


def _otherwise(where: np.ndarray, then: object, otherwise: object) -> pl.Expr:
    told = pl.lit(then) if then is None or isinstance(then, str | pl.Series) else then
    rest = pl.col(otherwise) if isinstance(otherwise, str) else otherwise
    rest = pl.lit(rest) if isinstance(rest, pl.Series) else rest
    return pl.when(pl.lit(pl.Series(where))).then(told).otherwise(rest)


def _households(people: int, chance: np.random.Generator) -> np.ndarray:
    """The household of each person; 3.1 people in one on average."""
    sizes = chance.choice([1, 2, 3, 4, 5, 6], people, p=[0.14, 0.24, 0.25, 0.2, 0.11, 0.06])
    return np.repeat(np.arange(people), sizes)[:people]


def _ages(homes: np.ndarray, chance: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Birthday and place in the household: 0 and 1 a couple, then children, then a grandparent."""
    first = np.r_[0, np.flatnonzero(np.diff(homes)) + 1]
    role = np.arange(len(homes)) - np.repeat(first, np.diff(np.r_[first, len(homes)]))
    head = np.repeat(chance.uniform(24, 70, len(first)), np.diff(np.r_[first, len(homes)]))
    gap = np.choose(np.minimum(role, 4), [0, 2, -27, -30, 27]) + chance.normal(0, 3, len(homes))
    age = head + gap
    age = np.where((age > 0.1) & (age < 99), age, chance.uniform(0.1, 99, len(homes)))
    born = TODAY - (age * 365.25).astype("timedelta64[D]")
    # Of children with a brother or sister one in 60 is a twin.
    twin = (role == 3) & (chance.random(len(homes)) < 1 / 60)
    born[twin] = born[np.flatnonzero(twin) - 1]
    return born, role


def _surnames(homes: np.ndarray, role: np.ndarray, chance: np.random.Generator) -> np.ndarray:
    known = re.findall(r"(\D+?)([\d.]+)", SURNAMES)
    share = np.array([float(p) for _s, p in known])
    own = chance.choice([s for s, _p in known], len(homes), p=share / share.sum())
    fathers = own[np.searchsorted(homes, homes)]  # the first of the household
    return np.where((role == 2) | (role == 3), fathers, own)


def _given(sex: np.ndarray, chance: np.random.Generator) -> list[str]:
    drawn = {}
    for word, characters in (("male", MALE), ("female", FEMALE)):
        weight = 1 / (np.arange(len(characters)) + 12)
        drawn[word] = chance.choice(list(characters), (len(sex), 2), p=weight / weight.sum())
    single = chance.random(len(sex)) < 0.12
    both = np.where((sex == "male")[:, None], drawn["male"], drawn["female"])
    return [a if one else a + b for (a, b), one in zip(both, single, strict=True)]


def _phones(homes: np.ndarray, role: np.ndarray, chance: np.random.Generator) -> pl.Series:
    own = (role < 2) | (chance.random(len(homes)) < 0.3)
    number = np.where(own, np.arange(len(homes)), np.searchsorted(homes, homes))
    silent = chance.random(len(homes)) < 0.08
    return pl.Series([None if s else f"p{n}" for n, s in zip(number, silent, strict=True)])


def _places(homes: np.ndarray, chance: np.random.Generator) -> list[str]:
    village = chance.integers(0, COUNTIES * TOWNS * VILLAGES, homes.max() + 1)[homes]
    county, rest = np.divmod(village, TOWNS * VILLAGES)
    town, last = np.divmod(rest, VILLAGES)
    return [f"4302/4302{c + 1:02d}/T{t}/V{v}/" for c, t, v in zip(county, town, last, strict=True)]


def _exposed(homes: np.ndarray, chance: np.random.Generator) -> pl.Series:
    """A case that the household was exposed to; four in five of its people are named for it."""
    met = chance.random(homes.max() + 1) < 1 / 30
    case = chance.integers(0, max(homes.max() // 100, 1) + 1, homes.max() + 1)
    named = met[homes] & (chance.random(len(homes)) < 0.8)
    return pl.Series(
        [[f"c{case[h]}"] if n else None for h, n in zip(homes, named, strict=True)],
        dtype=pl.List(pl.String),
    )


def _miswritten(name: str, says: dict, n: int, chance: np.random.Generator) -> str:
    surname = name[:2] if name.startswith("欧阳") else name[0]
    given = name[len(surname) :]
    if says["masked"][n]:
        return surname + "某"
    if says["latin"][n]:
        return f"{sound_of(surname, '').title()} {sound_of('', given).title()}"
    if says["homophone"][n]:
        return surname + _same_sound(given)
    if says["character"][n]:
        place = int(chance.integers(0, len(given)))
        return (
            surname + given[:place] + str(chance.choice(list(MALE + FEMALE))) + given[place + 1 :]
        )
    return name


def _same_sound(given: str) -> str:
    for place, character in enumerate(given):
        for group in ALIKE:
            if character in group:
                other = group[(group.index(character) + 1) % len(group)]
                return given[:place] + other + given[place + 1 :]
    return given
