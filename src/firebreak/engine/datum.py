"""From the datum of GPS (WGS-84) to the one that maps in China must use (GCJ-02), and back.

Within China GCJ-02 lies 100 to 700 m off. The transform is not published; this is the formula in
common use, good to about a metre. Outside China the two are the same.
"""

from math import cos, pi, radians, sin, sqrt

AXIS = 6_378_245.0  # metres, Krassovsky 1940
FLATNESS = 0.00669342162296594323  # first eccentricity squared
BOX = (72.004, 0.8293, 137.8347, 55.8271)  # beyond it nothing is shifted
ROUNDS = 5  # of the inverse; each leaves less than a hundredth of the error before


def to_gcj02(longitude: float, latitude: float) -> tuple[float, float]:
    """
    Shift a WGS-84 point (degrees) to GCJ-02.

    Examples
    --------
    >>> [round(d, 4) for d in to_gcj02(113.1340, 27.8274)]  # Zhuzhou: some 670 m to the south-east
    [113.1398, 27.8243]
    >>> to_gcj02(2.3522, 48.8566)
    (2.3522, 48.8566)
    """
    west, south, east, north = BOX
    if not (west <= longitude <= east and south <= latitude <= north):
        return longitude, latitude
    x, y = longitude - 105.0, latitude - 35.0
    at = radians(latitude)
    magic = 1 - FLATNESS * sin(at) ** 2
    up = _northwards(x, y) * 180 / (AXIS * (1 - FLATNESS) / (magic * sqrt(magic)) * pi)
    right = _eastwards(x, y) * 180 / (AXIS / sqrt(magic) * cos(at) * pi)
    return longitude + right, latitude + up


def to_wgs84(longitude: float, latitude: float) -> tuple[float, float]:
    """
    Shift a GCJ-02 point (degrees) to WGS-84.

    Examples
    --------
    >>> [round(d, 6) for d in to_wgs84(*to_gcj02(113.134, 27.8274))]
    [113.134, 27.8274]
    """
    x, y = longitude, latitude
    for _round in range(ROUNDS):
        there = to_gcj02(x, y)
        x, y = x + longitude - there[0], y + latitude - there[1]
    return x, y


def _northwards(x: float, y: float) -> float:
    metres = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x))
    metres += (20 * sin(6 * x * pi) + 20 * sin(2 * x * pi)) * 2 / 3
    metres += (20 * sin(y * pi) + 40 * sin(y / 3 * pi)) * 2 / 3
    return metres + (160 * sin(y / 12 * pi) + 320 * sin(y * pi / 30)) * 2 / 3


def _eastwards(x: float, y: float) -> float:
    metres = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x))
    metres += (20 * sin(6 * x * pi) + 20 * sin(2 * x * pi)) * 2 / 3
    metres += (20 * sin(x * pi) + 40 * sin(x / 3 * pi)) * 2 / 3
    return metres + (150 * sin(x / 12 * pi) + 300 * sin(x / 30 * pi)) * 2 / 3
