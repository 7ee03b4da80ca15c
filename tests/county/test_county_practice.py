"""The sample matters look as if their days had really passed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from county.seed import plant
from county.server import County
from county.store import feed
from domain.events import Breached
from domain.roster import Household
from tests.county.rig import TOWN, Clock, make_settings
from wire.codec import decode_case, decode_event, from_json, split_events


def test_reminders_of_the_sample_carry_the_times_at_which_they_were_due(tmp_path: Path) -> None:
    county = County(replace(make_settings(tmp_path, Clock()), sample_cases=True))
    try:
        plant(county)
        with county.database.read() as connection:
            rows = list(feed.entities(connection, f"t:{TOWN}", ["case", "event"]))
    finally:
        county.close()
    cases = {case.id: case for case in (decode_case(r.body) for r in rows if r.kind == "case")}
    told = [
        (r.id.partition(":")[0], decode_event(body))
        for r in rows
        if r.kind == "event"
        for body in split_events(r.body)
    ]
    late = [(case_id, event) for case_id, event in told if isinstance(event, Breached)]
    assert late
    assert len({(case_id, event.code, event.key, event.at) for case_id, event in late}) == len(late)
    for case_id, event in late:
        clock = next(c for c in cases[case_id].clocks if (c.code, c.key) == (event.code, event.key))
        assert 0 <= event.at - (clock.due + clock.again * (event.n - 1)) <= 60


def test_the_sample_township_has_its_households(tmp_path: Path) -> None:
    county = County(replace(make_settings(tmp_path, Clock()), sample_cases=True))
    try:
        plant(county)
        with county.database.read() as connection:
            rows = list(feed.entities(connection, f"t:{TOWN}", ["household"]))
            places = county.dictionaries.current(connection).territory
    finally:
        county.close()
    homes = [from_json(row.body, Household) for row in rows]
    assert len(homes) == 1116
    assert all(places.find(home.place_code) is not None and home.name for home in homes)
