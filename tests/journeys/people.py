"""Who acts in the journeys: people of the sample township, and the workstation where each of them sits."""

from __future__ import annotations

TOWNSHIP = "990101101"
VILLAGE = "990101101201"
GROUP = "990101101201003"
UNIT, UNIT2 = "t-enforce", "t-build"

SEATS: dict[str, tuple[str, str]] = {
    "secretary": ("village", "v201.secretary"),
    "police": ("village", "v201.police"),
    "cadre": ("village", "v201.cadre"),
    "grid": ("village", "v201.grid3"),
    "grid_head": ("village", "v201.gridhead"),
    "area_head": ("village", "v201.areahead"),
    "operator": ("township", "t.operator1"),
    "operator2": ("township", "t.operator2"),
    "director": ("township", "t.director"),
    "leader": ("township", "t.leader"),
    "head": ("township", "t.head"),
    "archivist": ("township", "t.archivist"),
    "liaison": ("unit", "t.enforce.liaison"),
    "unit_head": ("unit", "t.enforce.head"),
    "liaison2": ("unit2", "t.build.liaison"),
    "unit_head2": ("unit2", "t.build.head"),
    "patron": ("county", "c.patron"),
    "centre": ("county", "c.centre1"),
    "centre2": ("county", "c.centre2"),
    "county_leader": ("county", "c.leader1"),
    "county_secretary": ("county", "c.secretary"),
    "county_head": ("county", "c.head"),
    "city": ("county", "s.centre1"),
    "city_secretary": ("county", "s.secretary"),
    "discipline": ("county", "c.discipline"),
}
"""Name in the stories -> (workstation, login)."""
OWNER = {
    "village": "secretary",
    "township": "operator",
    "unit": "liaison",
    "unit2": "liaison2",
    "county": "centre",
}
"""Who signs in first at a workstation."""
