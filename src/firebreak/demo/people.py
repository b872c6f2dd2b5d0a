"""Invented people: names, sexes, ages, and numbers that can belong to nobody.

Telephone numbers begin with 100, which no operator has; ID numbers begin with 990000, which is no
division, and bear the right check digit all the same. Door numbers come from a street that is
called "Invented Street".
"""

from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any

from stdnum.iso7064 import mod_11_2

PHONE_PREFIX = "100"
ID_PREFIX = "990000"
SURNAMES = (
    "陈", "李", "王", "张", "周", "易", "谭", "罗", "文", "彭", "贺", "欧阳", "唐", "谢", "尹",
    "颜", "晏", "凌", "苏", "龙", "汤", "宁", "漆", "沈", "丁", "洪", "夏", "柳", "喻", "蔺",
)  # fmt: skip
GIVEN_FIRST = "禾屿澄砚岚棠秋霁望舟淮远竹溪青砺乔桐若予"
GIVEN_LAST = {
    "male": "川峰舟山岳航树松石野原锋铭衡帆",
    "female": "月兰霜琴枝荷鹭岚棠燕笺绮露雁茵",
}
SYLLABLES = ("ka", "ru", "mi", "to", "sa", "le", "ndo", "ba", "ri", "ye", "lu", "ma", "ti", "ko")
STREETS = ("虚构一路", "虚构二路", "虚构东街", "虚构巷", "虚构大道")
GROUPS = (
    ("worker", 20, 58), ("commerce", 20, 58), ("cadre", 24, 59), ("farmer", 30, 74),
    ("retired", 60, 84), ("unemployed", 22, 66), ("catering", 20, 55), ("migrant_worker", 20, 55),
    ("student", 7, 24), ("teacher", 24, 58), ("home_child", 1, 6),
)  # fmt: skip
WEIGHTS = (18, 14, 10, 16, 16, 8, 6, 8, 8, 4, 3)


@dataclass
class Maker:
    """Makes people, no two with the same name or number."""

    random: Random
    names: set[str] = field(default_factory=set)
    number: int = 0

    def facts(self, **known: Any) -> dict[str, Any]:
        """Return a person's facts; what is `known` already stays as it is."""
        self.number += 1
        sex = known.get("sex") or self.random.choice(("male", "female"))
        group, age = self._group_and_age(known)
        born = date(2019 - age, self.random.randint(1, 12), self.random.randint(1, 28))
        made = {
            "name": known.get("name") or self.name(sex),
            "sex": sex,
            "age": age,
            "birth_date": born,
            "group": group,
            "phone": phone(self.number),
            "id_number": id_number(born, self.number, sex),
            "address": self.address(),
        }
        return made | known

    def name(self, sex: str) -> str:
        """Return an invented name not given before."""
        while True:
            given = self.random.choice(GIVEN_FIRST) + self.random.choice(GIVEN_LAST[sex])
            name = self.random.choice(SURNAMES) + given
            if name not in self.names and len(set(name)) == len(name):
                self.names.add(name)
                return name

    def foreign_name(self) -> str:
        """Return an invented name of a student from abroad."""
        while True:
            parts = ["".join(self.random.sample(SYLLABLES, n)).capitalize() for n in (2, 3)]
            name = " ".join(parts)
            if name not in self.names:
                self.names.add(name)
                return name

    def address(self) -> str:
        """Return an address at a street that does not exist."""
        street = self.random.choice(STREETS)
        return f"{street}{self.random.randint(1, 99)}号{self.random.randint(1, 30)}室"

    def _group_and_age(self, known: dict[str, Any]) -> tuple[str, int]:
        if "age" in known:
            return known.get("group") or _group_of(known["age"]), known["age"]
        group, youngest, oldest = self.random.choices(GROUPS, WEIGHTS)[0]
        return known.get("group") or group, self.random.randint(youngest, oldest)


def phone(number: int) -> str:
    """
    Return a telephone number that nobody has.

    Examples
    --------
    >>> phone(7)
    '10000000007'
    """
    return f"{PHONE_PREFIX}{number:08d}"


def id_number(born: date, number: int, sex: str) -> str:
    """
    Return an ID number of no division, with the right check digit (ISO 7064 MOD 11-2).

    Examples
    --------
    >>> id_number(date(1980, 1, 2), 5, "male")[:14], len(id_number(date(1980, 1, 2), 5, "male"))
    ('99000019800102', 18)
    """
    sequence = number % 500 * 2 + (sex == "male")  # odd for men, even for women
    plain = f"{ID_PREFIX}{born:%Y%m%d}{sequence % 1000:03d}"
    return plain + mod_11_2.calc_check_digit(plain)


def _group_of(age: int) -> str:
    if age < 7:
        return "home_child"
    if age < 23:
        return "student"
    return "retired" if age >= 60 else "worker"
