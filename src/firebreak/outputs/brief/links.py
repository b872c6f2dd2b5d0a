"""Where the numbers of a brief open to. On paper nowhere; the site has its own (`site/today`)."""

from datetime import datetime
from typing import Protocol


class Links(Protocol):
    """The addresses behind numbers; "" where there is none."""

    def cases(self, measure: str, people: tuple[int, ...] | None, unit: str = "") -> str:
        """The cases of a measure: these people, or (None) all of the measure in a unit."""
        ...

    def case(self, id_: int | None) -> str:
        """One case."""
        ...

    def contacts(
        self,
        measure: str,
        at: datetime,
        *,
        since: datetime | None = None,
        people: tuple[int, ...] | None = None,
    ) -> str:
        """
        The contacts of a measure at an instant.

        With `since` those who came into it or left it from then on: these people, if given.
        """
        ...

    def clocks(self, states: tuple[str, ...], **chosen: str) -> str:
        """The duties in some states, of a `rule`, `holder_unit`, `holder_role`, `county`, `reason`."""
        ...

    def unit(self, code: str) -> str:
        """One unit."""
        ...

    def edition(self, id_: str) -> str:
        """The rules of an edition."""
        ...

    def transfers(self) -> str:
        """The transfers that wait for an answer."""
        ...


class Nowhere:
    """A brief that is printed or sent: there is no site to open."""

    def cases(self, measure: str, people: tuple[int, ...] | None, unit: str = "") -> str:
        return ""

    def case(self, id_: int | None) -> str:
        return ""

    def contacts(
        self,
        measure: str,
        at: datetime,
        *,
        since: datetime | None = None,
        people: tuple[int, ...] | None = None,
    ) -> str:
        return ""

    def clocks(self, states: tuple[str, ...], **chosen: str) -> str:
        return ""

    def unit(self, code: str) -> str:
        return ""

    def edition(self, id_: str) -> str:
        return ""

    def transfers(self) -> str:
        return ""
