"""An instance of DHIS2, asked for its metadata over its Web API: what it answers, or what is wrong.

References
----------
DHIS2 developer guide, Web API: personal access tokens (`Authorization: ApiToken …`),
`/api/system/info`, `/api/metadata` with `TYPE=true`, `TYPE:fields` and `TYPE:filter`.
"""

import json
import re
import ssl
import time
from collections.abc import Callable
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import SplitResult, urlsplit
from urllib.request import HTTPRedirectHandler, HTTPSHandler, Request, build_opener

#: what of an instance's metadata is asked for; lists of it are whole, this address has no pages
ASKED = (
    "trackedEntityTypes=true&trackedEntityTypes:fields=id,displayName",
    "trackedEntityAttributes=true"
    "&trackedEntityAttributes:fields=id,displayName,valueType,optionSet[id]",
    "programs=true&programs:fields=id,displayName,programType"
    ",programTrackedEntityAttributes[trackedEntityAttribute[id]]"
    ",programStages[id,displayName,programStageDataElements[dataElement[id]]]",
    "dataElements=true&dataElements:fields=id,displayName,valueType,optionSet[id]"
    "&dataElements:filter=domainType:eq:TRACKER",
    "optionSets=true&optionSets:fields=id,options[id,code,displayName]",
    "relationshipTypes=true&relationshipTypes:fields=id,displayName"
    ",fromConstraint[program[id]],toConstraint[program[id]]",
    "organisationUnits=true&organisationUnits:fields=id,displayName"
    "&organisationUnits:filter=level:le:4",
)
SECONDS = 60  # for one whole answer
MOST_BYTES = 64 * 1024 * 1024
PIECE = 64 * 1024
OLDEST = (2, 36)  # the first with /api/tracker, whose files are read and written
VERSION = re.compile(r"(\d+)\.(\d+)")
SIGNS_IN = re.compile(r"login|security|oauth", re.I)


class NoAnswer(Exception):
    """
    The instance does not give what was asked.

    Parameters
    ----------
    code
        Why; the command words it.
    values
        What the sentence names.
    """

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code, self.values = code, values


PORTS = {"http": 80, "https": 443}


def _is_same_service(old: SplitResult, new: SplitResult) -> bool:
    """The same host and port, or the usual step from http to https on the usual ports."""
    ways = [(at.scheme, at.port or PORTS.get(at.scheme)) for at in (old, new)]
    is_upgrade = ways == [("http", 80), ("https", 443)]
    return new.hostname == old.hostname and (ways[0] == ways[1] or is_upgrade)


class _Stays(HTTPRedirectHandler):
    """Follows an address that moved within its own service; elsewhere the token would go along."""

    def redirect_request(self, req, fp, code, msg, headers, newurl):
        old, new = urlsplit(req.full_url), urlsplit(newurl)
        if SIGNS_IN.search(new.path):
            raise NoAnswer("signs_in")
        if not _is_same_service(old, new):
            raise NoAnswer("moved", to=f"{new.scheme}://{new.netloc}")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def metadata_of(url: str, *, token: str = "", seconds: float = SECONDS) -> bytes:
    """
    Return the metadata of an instance as JSON.

    Parameters
    ----------
    url
        Its address, up to but not with `/api`.
    token
        A personal access token, if it asks for one.
    seconds
        For each whole answer.

    Raises
    ------
    NoAnswer
        It does not answer, refuses, is too slow or too old, or is no DHIS2.
    """
    base = _base(url)
    ask = _Asking(token, seconds)
    _check_version(ask(f"{base}/api/system/info.json"))
    content = ask(f"{base}/api/metadata.json?{'&'.join(ASKED)}")
    _plain(content)
    return content


def host_of(url: str) -> str:
    """
    Return the host that an address names; "" if it is no address.

    Examples
    --------
    >>> host_of("https://dhis2.example.org/dhis"), host_of("http://[::1")
    ('dhis2.example.org', '')
    """
    try:
        parts = urlsplit(url)
        return (parts.hostname or "") if parts.port is None or parts.port > 0 else ""
    except ValueError:
        return ""


def _base(url: str) -> str:
    if not host_of(url):
        raise NoAnswer("no_address")
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https"):
        raise NoAnswer("no_address")
    if parts.username or parts.password:
        raise NoAnswer("password_in_address")
    path = re.sub(r"/api(/.*)?$", "", parts.path.rstrip("/"))
    return f"{parts.scheme}://{parts.netloc}{path}"


class _Asking:
    """Asks one address after the other, with the token."""

    def __init__(self, token: str, seconds: float) -> None:
        self.seconds, self.has_token = seconds, bool(token)
        self.headers = {"Accept": "application/json"}
        if token:
            self.headers["Authorization"] = f"ApiToken {token}"
        self.open = build_opener(_Stays, HTTPSHandler(context=ssl.create_default_context())).open

    def __call__(self, address: str) -> bytes:
        until = time.monotonic() + self.seconds
        try:
            with self.open(Request(address, headers=self.headers), timeout=self.seconds) as answer:
                return self._whole(answer.read1, until)
        except HTTPError as error:
            error.close()
            raise self._refusal(error.code) from error
        except TimeoutError as error:
            raise NoAnswer("slow", seconds=round(self.seconds)) from error
        except (URLError, OSError, HTTPException, ValueError) as error:
            raise self._unreached(error) from error

    def _whole(self, read: Callable[[int], bytes], until: float) -> bytes:
        """Read to the end, within the time and the size that any instance keeps to."""
        found = bytearray()
        while piece := read(PIECE):
            found += piece
            if len(found) > MOST_BYTES:
                raise NoAnswer("too_large", most=MOST_BYTES // 2**20)
            if time.monotonic() > until:
                raise NoAnswer("slow", seconds=round(self.seconds))
        return bytes(found)

    def _refusal(self, status: int) -> NoAnswer:
        known = {403: "no_right", 404: "not_there"}
        if status == 401:
            return NoAnswer("token_refused" if self.has_token else "asks_for_token")
        return NoAnswer(known.get(status, "fault_there"), status=status)

    def _unreached(self, error: Exception) -> NoAnswer:
        reason = getattr(error, "reason", error)
        if isinstance(reason, TimeoutError):
            return NoAnswer("slow", seconds=round(self.seconds))
        if isinstance(reason, ssl.SSLCertVerificationError):
            return NoAnswer("certificate")
        return NoAnswer("unreachable")


def _check_version(content: bytes) -> None:
    found = _plain(content)
    version = VERSION.match(str(found.get("version", ""))) if isinstance(found, dict) else None
    if version is None:
        raise NoAnswer("not_dhis2")
    if (int(version[1]), int(version[2])) < OLDEST:
        raise NoAnswer("too_old", version=version[0], oldest=".".join(map(str, OLDEST)))


def _plain(content: bytes) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        raise NoAnswer("not_json") from error
