"""The units of the demo city: the real divisions, and invented posts under them.

Counties, their names and codes are those of Zhuzhou, because reports have to reconcile by county.
Everything below them (towns, hospitals, sites, checkpoints, the university, the firm) is invented:
no late report of the demo is any real hospital's.
"""

from dataclasses import dataclass, replace
from datetime import date

from firebreak.demo.times import SET_UP, at

ROOT = "4302"
COMMAND = "4302-CO"
CITY_CDC = "4302-CDC"
DESIGNATED = "4302-H1"
CITY_LABORATORY = "4302-L1"
SECOND_LABORATORY = "4302-L2"
UNIVERSITY = "430211-S1"
FIRM = "430281-F1"


@dataclass(frozen=True)
class UnitRow:
    """A unit to open. `opened` is "MM-DD HH:MM" in 2020; empty for the morning of set-up."""

    code: str
    kind: str
    name: str
    name_en: str
    parent: str | None
    short_name: str = ""
    beds: int | None = None
    tile: tuple[int, int] | None = None
    opened: str = ""
    phone: str = ""

    @property
    def opened_at(self):
        return at(self.opened) if self.opened else SET_UP


@dataclass(frozen=True)
class CodeRow:
    """A GB/T 2260 code that a unit had for a time."""

    unit: str
    code: str
    name: str
    valid_from: date | None = None
    valid_to: date | None = None


#: code, name, English name, short name, place on the tile grid (column, row).
COUNTIES = (
    ("430202", "荷塘区", "Hetang District", "荷塘", (2, 1)),
    ("430203", "芦淞区", "Lusong District", "芦淞", (1, 1)),
    ("430204", "石峰区", "Shifeng District", "石峰", (1, 0)),
    ("430211", "天元区", "Tianyuan District", "天元", (0, 1)),
    ("430212", "渌口区", "Lukou District", "渌口", (1, 2)),
    ("430223", "攸县", "You County", "攸县", (2, 3)),
    ("430224", "茶陵县", "Chaling County", "茶陵", (2, 4)),
    ("430225", "炎陵县", "Yanling County", "炎陵", (2, 5)),
    ("430281", "醴陵市", "Liling City", "醴陵", (2, 2)),
)
#: A development zone reports to the city like a county, but is no division: it has no code.
ZONE = ("YL", "云龙示范区", "Yunlong Demonstration Zone", "云龙", (2, 0))
COUNTY_CODES = (*(code for code, *_ in COUNTIES), ZONE[0])

#: county -> its invented towns: (name, English name).
TOWNS = {
    "430202": (("桐荷街道", "Tonghe"), ("新樟街道", "Xinzhang"), ("晒谷坪街道", "Shaiguping")),
    "430203": (("建桥街道", "Jianqiao"), ("枫坳街道", "Feng'ao")),
    "430204": (("响岭街道", "Xiangling"), ("铜山街道", "Tongshan")),
    "430211": (("泰江街道", "Taijiang"), ("栗树街道", "Lishu"), ("雷坪镇", "Leiping")),
    "430212": (("渌湾镇", "Luwan"), ("淦田铺镇", "Gantianpu")),
    "430223": (("联丰街道", "Lianfeng"), ("岭头镇", "Lingtou"), ("酒埠铺镇", "Jiubupu")),
    "430224": (("云阳桥街道", "Yunyangqiao"), ("洣南镇", "Minan")),
    "430225": (("霞溪镇", "Xiaxi"), ("鹿坪镇", "Luping")),
    "430281": (("阳三桥街道", "Yangsanqiao"), ("板塘镇", "Bantang"), ("官埠镇", "Guanbu")),
    "YL": (("学坪街道", "Xueping"), ("龙溪铺街道", "Longxipu")),
}
#: county -> its invented hospital with a fever clinic: (name, English name, beds).
HOSPITALS = {
    "430202": ("荷塘同心医院", "Hetang Tongxin Hospital", 12),
    "430203": ("芦淞江湾医院", "Lusong Jiangwan Hospital", 10),
    "430204": ("石峰松岭医院", "Shifeng Songling Hospital", 8),
    "430211": ("天元新安医院", "Tianyuan Xin'an Hospital", 12),
    "430212": ("渌口渌湾医院", "Lukou Luwan Hospital", 6),
    "430223": ("攸县平安医院", "You County Ping'an Hospital", 16),
    "430224": ("茶陵云桥医院", "Chaling Yunqiao Hospital", 6),
    "430225": ("炎陵霞溪医院", "Yanling Xiaxi Hospital", 4),
    "430281": ("醴陵渌水医院", "Liling Lushui Hospital", 14),
    "YL": ("云龙学坪医院", "Yunlong Xueping Hospital", 6),
}
#: code, kind, name, English name, parent, beds, opened.
POSTS = (
    (COMMAND, "command", "株洲市疫情防控指挥部", "City Command Office", ROOT, None, ""),
    (CITY_CDC, "cdc", "株洲市疾控中心", "City CDC", ROOT, None, ""),
    (DESIGNATED, "hospital", "株江医院（定点）", "Zhujiang Designated Hospital", ROOT, 60, ""),
    (CITY_LABORATORY, "laboratory", "市疾控中心检验科", "City CDC Laboratory", ROOT, None, ""),
    (SECOND_LABORATORY, "laboratory", "江滨检验所", "Jiangbin Laboratory", ROOT, None, "01-29 08:00"),
    ("430202-Q1", "quarantine_site", "荷塘隔离点（桐荷宾馆）", "Hetang Quarantine Site (Tonghe Inn)",
     "430202", 60, "01-26 12:00"),
    ("430211-Q1", "quarantine_site", "天元隔离点（江畔宾馆）", "Tianyuan Quarantine Site (Riverside Inn)",
     "430211", 60, "01-27 09:00"),
    ("430223-Q1", "quarantine_site", "攸县隔离点（联丰招待所）", "You County Quarantine Site (Lianfeng)",
     "430223", 30, "01-26 09:00"),
    ("430281-Q1", "quarantine_site", "醴陵隔离点（瓷园宾馆）", "Liling Quarantine Site (Ciyuan Inn)",
     "430281", 40, "01-28 10:00"),
    ("430202-K1", "checkpoint", "荷塘东收费站卡点", "Hetang East Toll Checkpoint", "430202", None,
     "01-24 18:00"),
    ("430204-K1", "checkpoint", "石峰北环卡点", "Shifeng North Ring Checkpoint", "430204", None,
     "01-25 08:00"),
    ("430211-K1", "checkpoint", "天元西收费站卡点", "Tianyuan West Toll Checkpoint", "430211", None,
     "01-24 18:00"),
    ("430223-K1", "checkpoint", "攸县岭头卡点", "Lingtou Checkpoint", "430223", None, "01-25 08:00"),
    ("430224-K1", "checkpoint", "茶陵洣南卡点", "Minan Checkpoint", "430224", None, "01-26 08:00"),
    ("430281-K1", "checkpoint", "醴陵板塘卡点", "Bantang Checkpoint", "430281", None, "01-25 08:00"),
    ("430203-R1", "station", "株江火车站", "Zhujiang Railway Station", "430203", None, ""),
    (UNIVERSITY, "school", "株江大学河西校区", "Zhujiang University, Hexi Campus", "430211", None,
     "01-26 08:00"),
    (FIRM, "firm", "渌水座椅零件厂", "Lushui Seat Parts Works", "430281", None, ""),
)  # fmt: skip

CODES = (
    CodeRow(ROOT, "430200", "株洲市"),
    *(CodeRow(code, code, name) for code, name, *_ in COUNTIES if code != "430212"),
    CodeRow("430212", "430221", "株洲县", valid_to=date(2018, 6, 19)),
    CodeRow("430212", "430212", "渌口区", valid_from=date(2018, 6, 19)),
)


def units() -> list[UnitRow]:
    """Return the units, each after the one it is under."""
    rows = [
        UnitRow(ROOT, "city", "株洲市", "Zhuzhou City", None, "株洲"),
        *_counties(),
        *_below_the_counties(),
        *(
            UnitRow(code, kind, name, en, parent, beds=beds, opened=opened)
            for code, kind, name, en, parent, beds, opened in POSTS
        ),
    ]
    # No area code is 000: these telephones ring nowhere.
    return [replace(row, phone=f"000-{number:07d}") for number, row in enumerate(rows, start=1)]


def town(county: str, number: int) -> str:
    """Return the code of a county's town, counted from 0."""
    return f"{county}-T{number % len(TOWNS[county]) + 1}"


def village(county: str, number: int) -> str:
    """Return the code of the village or community in a town, counted from 0."""
    return f"{town(county, number)}-V1"


def is_under(code: str, above: str) -> bool:
    """Say whether a unit is another or below it."""
    return above in (ROOT, code) or code.startswith(f"{above}-")


def hospital(county: str) -> str:
    """Return the code of a county's hospital."""
    return f"{county}-H1"


def _counties() -> list[UnitRow]:
    rows = [UnitRow(c, "county", n, en, ROOT, short, tile=t) for c, n, en, short, t in COUNTIES]
    code, name, name_en, short, tile = ZONE
    return [*rows, UnitRow(code, "zone", name, name_en, ROOT, short, tile=tile)]


def _below_the_counties() -> list[UnitRow]:
    rows = []
    named = {code: (name, en) for code, name, en, *_ in (*COUNTIES, ZONE)}
    for county in COUNTY_CODES:
        name, en = named[county]
        rows.append(UnitRow(f"{county}-CDC", "cdc", f"{name}疾控中心", f"{en} CDC", county))
        what, what_en, beds = HOSPITALS[county]
        rows.append(UnitRow(hospital(county), "hospital", what, what_en, county, beds=beds))
        rows += _towns(county)
    return rows


def _towns(county: str) -> list[UnitRow]:
    rows = []
    for number, (name, en) in enumerate(TOWNS[county]):
        code = town(county, number)
        plain = name.removesuffix("街道").removesuffix("镇")
        below, below_en = ("社区", "Community") if name.endswith("街道") else ("村", "Village")
        rows.append(UnitRow(code, "town", name, f"{en} {_town_word(name)}", county))
        rows.append(
            UnitRow(village(county, number), "village", f"{plain}{below}", f"{en} {below_en}", code)
        )
        rows.append(
            UnitRow(f"{code}-G1", "grid", f"{plain}一网格", f"{en} Grid 1", village(county, number))
        )
    return rows


def _town_word(name: str) -> str:
    return "Subdistrict" if name.endswith("街道") else "Town"
