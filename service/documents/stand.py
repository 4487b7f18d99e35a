"""Which moment a document is of, as it says on its pages."""

from datetime import date, datetime

from msgspec import Struct

from events.ids import Token
from service.reading import View


class Stand(Struct, frozen=True):
    """The position of the log, what the clocks of the network showed then, and the day on which an action was late or not."""

    token: Token
    instant: datetime
    day: date


def stand(view: View) -> Stand:
    return Stand(Token(view.network.epoch, view.position), view.instant, view.today)
