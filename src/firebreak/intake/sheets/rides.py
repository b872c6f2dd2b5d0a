"""What a cell about a ride says: by what means, which train or flight, where somebody sat.

People write all of it into one cell, in any order: 武汉-太原南G692车次（1车厢8A、8C）.
"""

import re
import unicodedata

#: The first that stands in the cell; a plane that is reached by taxi is a flight.
MEANS = {
    "flight": "飞机|航班|飞行|flight|plane|航空",
    "train": "高铁|动车|火车|列车|铁路|城轨|城际|train|rail",
    "coach": "大巴|客车|班车|客运|长途汽车|coach",
    "bus": "公交|公共汽车|巴士|地铁|轻轨|bus|metro|subway",
    "ship": "轮船|乘船|渡轮|客轮|游轮|ship|ferry",
    "taxi": "出租|的士|网约车|滴滴|taxi",
    "car": "自驾|私家车|轿车|驾车|开车|小车|car|drove",
    "walk": "步行|走路|徒步|walk|on foot",
}
#: As trains and flights are numbered in China and by IATA; a plate is written 湘B12345.
NUMBER = re.compile(
    r"(?<![A-Z0-9])([GDCZTKYLS]\d{1,4}|(?=[A-Z0-9]*[A-Z])[A-Z0-9]{2}-?\d{3,4})(?!\d)"
)
PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][A-Z0-9]{5,6}"
)
CARRIAGE = re.compile(r"(?<!\d)0?(\d{1,2})\s*(?:号?车厢|号车|车(?!次))")
SEAT = re.compile(
    r"(?<![A-Z0-9])(\d{1,3}[A-F](?:[、,]\s*\d{1,3}?[A-F])*)(?![A-Z0-9])|(\d{1,3})号?座|无座"
)


def read_ride(cell: str) -> dict[str, str]:
    """
    Read what a cell says of a ride: `means`, `number`, `plate`, `carriage`, `seat`.

    What it does not say is not in the answer.

    Examples
    --------
    >>> read_ride("武汉-太原南G692车次（1车厢8A、8C）")
    {'means': 'train', 'number': 'G692', 'carriage': '1', 'seat': '8A、8C'}
    >>> read_ride("自驾 湘B12345"), read_ride("航班 TR188")
    ({'means': 'car', 'plate': '湘B12345'}, {'means': 'flight', 'number': 'TR188'})
    """
    plain = unicodedata.normalize("NFKC", cell).upper()
    said = {"means": _means(plain.lower())}
    if plate := PLATE.search(plain):
        said["plate"] = plate[0]
        plain = plain.replace(plate[0], " ")
    if number := NUMBER.search(plain):
        said["number"] = number[1].replace("-", "")
        said["means"] = said["means"] or ("train" if number[1][1:].isdigit() else "flight")
        plain = plain.replace(number[0], " ")
    if carriage := CARRIAGE.search(plain):
        said["carriage"] = carriage[1]
        plain = plain.replace(carriage[0], " ")
    if seat := SEAT.search(plain):
        said["seat"] = seat[0].replace(",", "、")
    return {name: value for name, value in said.items() if value}


def _means(plain: str) -> str:
    return next((means for means, words in MEANS.items() if re.search(words, plain)), "")
