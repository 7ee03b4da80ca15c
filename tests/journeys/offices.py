"""A county process and the workstations around it, for one file of journeys."""

from __future__ import annotations

from pathlib import Path

from domain.chinatime import china_date
from tests.journeys.citizen import Citizen
from tests.journeys.county_process import CountyProcess
from tests.journeys.people import OWNER, SEATS
from tests.journeys.workstation import Workstation

HOUR, DAY = 3600, 86400


class Offices:
    """A county process and the workstations around it."""

    def __init__(self, folder: Path, profile: str) -> None:
        self.county = CountyProcess(folder, profile).start()
        self._stations = {name: Workstation(folder / name, self.county, name) for name in OWNER}
        self._stations["township"].exchange()
        self._citizens: list[Citizen] = []
        self._pictures = 0

    def at(self, name: str) -> Workstation:
        """A workstation by its name."""
        return self._stations[name]

    def of(self, who: str) -> Workstation:
        """Where somebody sits."""
        return self.at(SEATS[who][0])

    @property
    def opened(self) -> tuple[Workstation, ...]:
        """All workstations."""
        return tuple(self._stations.values())

    def citizen(self) -> Citizen:
        """Somebody with a phone."""
        self._citizens.append(Citizen(self.county.url))
        return self._citizens[-1]

    def morning(self) -> None:
        """Go on to 09:00 of the next working Monday, Tuesday or Wednesday."""
        calendar = self.at("township").store.dictionaries.calendar()
        day = (self.county.at + 8 * HOUR) // DAY * DAY + HOUR + DAY
        while (day // DAY + 3) % 7 > 2 or not calendar.is_workday(china_date(day))[0]:
            day += DAY
        self.county.move_to(day)

    def close(self) -> None:
        """Put everything away."""
        for each in (*self._citizens, *self._stations.values()):
            each.close()
        self.county.stop()
