"""Reminders of what is due: which day a reminder is meant for, by what a person chose; without clock or database.

So many days before something is due, and every Monday while it is late. A day on which nobody could be told, because nothing ran, is
made up for within ``GRACE``; of what was given its day later than that nobody is reminded for one that has gone by. What is put off is
due anew.
"""

from datetime import date, datetime, timedelta
from typing import Annotated

from msgspec import Meta, Struct

GRACE = timedelta(days=3)
NIGHT = 20  # from this hour on nobody is reminded, unless it is the one that they chose
FARTHEST = 90
MOST = 20  # networks of one letter, each with a token in its links: what is over waits for the next day

Days = Annotated[int, Meta(ge=0, le=FARTHEST)]


class Reminders(Struct, frozen=True, forbid_unknown_fields=True):
    """When somebody is reminded: so many ``days`` before, and on Mondays of what is ``late``; of what they lead, follow or see to."""

    days: Annotated[tuple[Days, ...], Meta(max_length=5)] = (14, 2)
    late: bool = True
    led: bool = True
    followed: bool = False
    decisions: bool = True


USUAL = Reminders()


def meant_for(chosen: Reminders, due_on: date, today: date) -> date | None:
    """The day whose reminder is to leave today, if it has not; None where none is."""
    if due_on < today:
        monday = today - timedelta(days=today.weekday())
        days = [monday] if chosen.late and monday > due_on else []
    else:
        days = [due_on - timedelta(days=before) for before in chosen.days]
    return max((day for day in days if day <= today < day + GRACE), default=None)


def awake(there: datetime, hour: int) -> bool:
    """Is it a time of the day, by the clock of the network, to remind somebody who chose this hour?"""
    return hour <= there.hour < max(NIGHT, hour + 1)
