"""Where the numbers of a brief open to. On paper nowhere; the site has its own (`site/today`)."""

from typing import Protocol


class Links(Protocol):
    """The addresses behind numbers; "" where there is none."""

    def cases(self, measure: str, people: tuple[int, ...] | None, unit: str = "") -> str:
        """The cases of a measure: these people, or (None) all of the measure in a unit."""
        ...

    def case(self, id_: int | None) -> str:
        """One case."""
        ...

    def contacts(self, measure: str) -> str:
        """The contacts of a measure."""
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


class Nowhere:
    """A brief that is printed or sent: there is no site to open."""

    def cases(self, measure: str, people: tuple[int, ...] | None, unit: str = "") -> str:
        return ""

    def case(self, id_: int | None) -> str:
        return ""

    def contacts(self, measure: str) -> str:
        return ""

    def clocks(self, states: tuple[str, ...], **chosen: str) -> str:
        return ""

    def unit(self, code: str) -> str:
        return ""

    def edition(self, id_: str) -> str:
        return ""
