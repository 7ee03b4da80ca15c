"""Working time between two instants: office hours of working days, without pauses."""

from collections.abc import Sequence
from datetime import timedelta

from domain.calendar import WorkCalendar
from domain.chinatime import at_china, china_date, parse_day_end
from domain.deadlines import Interval, merge_pauses


def _overlap(start: int, end: int, stops: Sequence[tuple[int, int]]) -> int:
    return sum(max(0, min(end, stop) - max(start, begin)) for begin, stop in stops)


def working_seconds(
    start: int,
    end: int,
    calendar: WorkCalendar,
    *,
    opens: str = "08:30",
    closes: str = "17:30",
    pauses: Sequence[Interval] = (),
) -> int:
    """Seconds of office hours from ``start`` to ``end`` on working days, pauses taken off once; 0 if reversed.

    Days beyond the known calendar are judged Monday to Friday. ``ValueError`` for a malformed time of day.
    """
    stops = merge_pauses(pauses)
    first, last = parse_day_end(opens), parse_day_end(closes)
    total = 0
    day = china_date(start)
    while at_china(day) < end:
        begin, stop = max(start, at_china(day, first)), min(end, at_china(day, last))
        if begin < stop and calendar.is_workday(day)[0]:
            total += stop - begin - _overlap(begin, stop, stops)
        day += timedelta(days=1)
    return total
