"""Valid files to begin with: those of the tests, and of the real data beside the checkout."""

import csv
import io
import json
import os
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import xlsxwriter

CHECKOUT = Path(__file__).resolve().parents[2]
FILES = CHECKOUT / "tests" / "intake" / "files"
DATA = Path(os.environ.get("FIREBREAK_SHARED") or CHECKOUT.parent / "shared") / "data"
MOST_DOCUMENTS = 60
MOST_LINES = 8

BULLETIN = (
    "株洲市疾控中心2月3日通报\n\n病例1：钟某，男，45岁，攸县人，常住武汉。1月18日上午9时到10时在丽景滨江"
    "和养天和药房逗留，1月20日乘坐G1113次列车（5车12F座）返回株洲，1月21日发热（38.5℃）到县人民医院就诊，"
    "1月28日确诊，2月2日出院。\n病例2：女，6个月龄，系病例1之女，大年三十与父母、爷爷等12人聚餐，后8人确诊。\n"
    "截至2月2日24时，全市累计报告26例确诊病例。各县区须在48小时内完成排查。"
)
ENGLISH = (
    "Case 3, a 45-year-old woman from Wuhan, developed fever on 18 January 2020, was admitted to "
    "Tan Tock Seng Hospital on 23 January and confirmed on 24 January. She is the wife of Case 1."
)
LISTS = (
    "病例编号,姓名,性别,年龄,身份证号,电话,居住地,统计县区,发病日期,确诊日期,出院日期,活动场所\n"
    "1,张某,女,45岁,11010519491231002X,13900000001,荷塘区,荷塘区,1月20日,2020-01-28,2020-02-02,丽景滨江、养天和药房\n"
    "2,李某,男,6月龄,,,攸县某镇,攸县,2020/1/21,43858,,\n3,王某,M,30,,,,荷塘区,2020.1.22,20200129,,甲小区\n合计,3,,,,,,,,,,\n",
    "姓名,性别,病例编号,接触方式,末次接触时间,关系\n李某,男,1,聚餐,2020-01-17,同事\n王某,女,1,同住,1月18日 9:30,夫妻\n",
    "姓名,样本编号,采样时间,检测结果,检测机构\n李某,S1,2020-01-30 08:00,阴性,市疾控\n王某,S2,1月31日,阳性,市疾控\n",
    "日期,县区,新增确诊,累计确诊,新增疑似,死亡\n2020-02-02,荷塘区,3,12,1,0\n2020-02-02,攸县,1,4,0,0\n",
    "病例编号,场所,到达时间,离开时间,地址\n1,丽景滨江,1月18日9时,1月18日10时,某路1号\n2,养天和药房,2020-01-19 14:00,,\n",
    "车次,日期,车厢,座位号,发站,到站,姓名,身份证号,电话\nG1113,2020-01-20,5,12F,武汉,株洲西,钟某,,13900000001\n",
)
FORMS = (
    "report_date,patinfo_ID,patinfo_sex,patinfo_ageonset,patinfo_ageonsetunit,patinfo_occuhcw,"
    "patcourse_dateonset,patcourse_asymp,patcourse_presHCF,patcourse_dateiso,Lab_date1,"
    "outcome_patcourse_status,outcome_date_of_outcome,expo_ID1,expo_case_date_first1,expo_case_date_last1\n"
    "2020-02-02,7,Female,45,years,Yes,2020-01-25,No,2020-01-26,2020-01-27,2020-01-28,Recovered,2020-02-10,8,2020-01-20,2020-01-21\n"
    "2020-02-03,8,Male,6,months,No,,Yes,,,,,,,,\n",
    "report_date,patinfo_ID,patinfo_sex\n2020-02-02,7,Female\n",
)
COUNTS = (
    "day,unit,code,cases,deaths\n#date+reported,#adm3+name,#adm3+code,#affected+infected+new+confirmed,#affected+killed\n"
    "2020-02-02,荷塘区,430202,3,0\n2020-02-03,攸县,430223,1,\n",
    "day,cases\n#date+reported,#affected+infected+new+confirmed\n2020-02-02,3\n",
)


def texts() -> list[bytes]:
    """Bulletins, newspaper pages, reports."""
    page = DATA / "founding-page" / "page.txt"
    marked_up = f"<html><body><p>{BULLETIN.replace(chr(10), '</p><p>')}</p>&nbsp;</body></html>"
    made = [BULLETIN, ENGLISH, marked_up, BULLETIN * 3]
    found = [text.encode() for text in made] + [BULLETIN.encode("gb18030")]
    return [*found, *_there(page), *_documents()]


def _there(*paths: Path) -> list[bytes]:
    return [path.read_bytes() for path in paths if path.exists()]


def _documents() -> Iterator[bytes]:
    file = DATA / "ecr-covid19-labelled" / "train.jsonl"
    if not file.exists():
        return
    with file.open(encoding="utf-8") as lines:
        for line in islice(lines, MOST_DOCUMENTS):
            said = json.loads(line)
            text = max((v for v in said.values() if isinstance(v, str)), key=len, default="")
            yield text.encode()


def lists() -> list[bytes]:
    """Line lists, lists of contacts, results, counts, places and passengers."""
    real = sorted(DATA.glob("*/*.csv"))
    return [text.encode() for text in LISTS] + [_beginning(path) for path in real]


def _beginning(path: Path) -> bytes:
    with path.open("rb") as file:
        return b"".join(islice(file, MOST_LINES))


def workbooks() -> list[bytes]:
    """The same lists as XLSX and ODS."""
    tables = [list(csv.reader(io.StringIO(text))) for text in LISTS]
    return [_xlsx(tables), _ods(tables), *(_xlsx([one]) for one in tables[:2]), _ods(tables[:1])]


def _xlsx(tables: Sequence[list[list[str]]]) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"default_date_format": "yyyy-mm-dd"}) as book:
        merged = book.add_format()
        for number, table in enumerate(tables, 1):
            sheet = book.add_worksheet(f"表{number}")
            sheet.merge_range(0, 0, 0, 3, "株洲市 2020年2月3日", merged)
            for row, cells in enumerate(table, 1):
                sheet.write_row(row, 0, cells)
            sheet.write_datetime(len(table) + 1, 0, date(2020, 1, 28))
            sheet.write_formula(len(table) + 1, 1, "=1/0", merged, "#DIV/0!")
            sheet.merge_range(len(table) + 2, 0, len(table) + 4, 0, "荷塘区", merged)
    return file.getvalue()


def _ods(tables: Sequence[list[list[str]]]) -> bytes:
    names = "office:1.0 table:1.0 text:1.0"
    declared = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:{version}"'
        for name, version in (one.split(":") for one in names.split())
    )
    sheets = "".join(_ods_table(f"表{n}", table) for n, table in enumerate(tables, 1))
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {declared} office:version="1.2">'
        f"<office:body><office:spreadsheet>{sheets}</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>'
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", kind)
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", content)
    return file.getvalue()


def _ods_table(name: str, table: list[list[str]]) -> str:
    rows = "".join(
        f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in table
    )
    return f'<table:table table:name="{name}">{rows}</table:table>'


def _ods_cell(cell: str) -> str:
    if cell.isdecimal():
        kind = f'office:value-type="float" office:value="{cell}"'
    elif len(cell) == 10 and cell[4] == "-":
        kind = f'office:value-type="date" office:date-value="{cell}"'
    else:
        kind = 'office:value-type="string"'
    return f'<table:table-cell {kind} table:number-columns-repeated="1"><text:p>{cell}</text:p></table:table-cell>'


def outbreaks() -> list[bytes]:
    """Go.Data's own JSON."""
    return _there(FILES / "godata.json")


def outbreak_tables() -> list[bytes]:
    """Go.Data's CSV, in its dialects."""
    from tests.intake.exchange.test_godata_tables import CASES, EDGES

    results = "id,personId,sampleIdentifier,dateSampleTaken,result\nl1,c1,S1,2020-01-21,Positive\n"
    seen = "_id,personId,date,statusId\nf1,k1,2020-01-23,Seen OK\n"
    areas = "id,name,parentLocationId,geographicalLevelId\na,株洲市,,x\nb,攸县,a,y\n"
    return [text.encode() for text in (*CASES.values(), *EDGES.values(), results, seen, areas)]


def surveillance() -> list[bytes]:
    """SORMAS' CSV."""
    return _there(FILES / "sormas.csv")


def trackers() -> list[bytes]:
    """DHIS2's tracker JSON."""
    from tests.intake.exchange.test_dhis2 import EXPORT

    return [json.dumps(EXPORT).encode()]


def metadata() -> list[bytes]:
    """What a DHIS2 instance says of itself."""
    from tests.intake.exchange.test_dhis2 import METADATA

    return [json.dumps(METADATA).encode()]


def bundles() -> list[bytes]:
    """FHIR."""
    return _there(FILES / "fhir.json")


def forms() -> list[bytes]:
    """WHO's case form."""
    return [text.encode() for text in FORMS]


def counts() -> list[bytes]:
    """Counts with a row of HXL tags."""
    return [text.encode() for text in COUNTS]


def everything() -> list[bytes]:
    """A file of each format."""
    kinds = (texts, lists, workbooks, outbreaks, outbreak_tables, surveillance, trackers, bundles)
    return [one for kind in (*kinds, forms, counts) for one in kind()[:8]]


def people() -> list[bytes]:
    """Tables of people, as linkage compares them."""
    born = date(1980, 5, 1)
    rows: list[dict[str, Any]] = [
        {
            "id": number,
            "name": name,
            "sex": "male" if number % 2 else "female",
            "birth_date": (born + timedelta(days=number // 2)).isoformat(),
            "age_years": 39.0,
            "age_on": "2020-02-03",
            "phone_key": f"p{number // 2}",
            "id_key": f"i{number // 3}",
            "home": "4302/430202/T1/V1/",
            "household": f"h{number // 3}",
            "pathogen": "sars-cov-2",
            "onset": "2020-01-18",
            "exposed_to": ["c1", "c2"],
        }
        for number, name in enumerate(("张伟", "张玮", "欧阳某", "Zhang Wei", "周某", "周某", ""))
    ]
    return [json.dumps(rows).encode(), json.dumps(rows[:2]).encode()]


def answers() -> list[bytes]:
    """A text, and what a second reader said of it."""
    drafts = [
        _said("p", "person", name=("李某", "李某"), age=(52, "52岁"), sex=("female", "女")),
        _said("c", "case", onset=("2020-01-20", "20日"), status=("confirmed", "确诊")),
        _said("s", "stay", place=("东湖菜市场", "到东湖菜市场"), when=("", "1月18日上午")),
        _said("k", "check", temperature_celsius=(38.2, "38.2℃")),
        _said("j", "journey", means=("train", "G1113次列车"), number=("G1113", "G1113次")),
    ]
    drafts[1]["links"] = {"person": "p"}
    text = "李某，女，52岁，1月18日上午到东湖菜市场买菜，乘G1113次列车，20日发热，体温38.2℃，现已确诊。"
    content = json.dumps({"drafts": drafts})
    answer = {"choices": [{"message": {"content": content}}]}
    apart = {"text": text, "drafts": drafts}
    return [json.dumps({"text": text, "answer": answer}).encode(), json.dumps(apart).encode()]


def _said(key: str, kind: str, **fields: tuple[object, str]) -> dict[str, Any]:
    said = {name: {"value": value, "quote": quote} for name, (value, quote) in fields.items()}
    return {"key": key, "kind": kind, "fields": said, "links": {}}
