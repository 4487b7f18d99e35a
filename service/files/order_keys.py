"""Order keys for many items at once: base-62 fractions written as text, evenly between two neighbours.

Screens make one key at a time (service/web/ui/src/order.ts); an import makes hundreds, and keeps them short.
"""

from collections.abc import Iterator

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def spread(after: str, before: str | None, count: int) -> Iterator[str]:
    """Keys between two others; an empty ``after`` is the beginning, no ``before`` is the end.

    Where the two leave no room, because people chose the same place at once, the keys follow ``after`` all the same.
    """
    width = max(len(after), len(before or "")) + 1
    low = _value(after, width)
    high = _value(before, width) if before is not None and before > after else 62**width
    while high - low <= count:
        width, low, high = width + 1, low * 62, high * 62
    for index in range(1, count + 1):
        yield _key(low + (high - low) * index // (count + 1), width)


def _value(key: str, width: int) -> int:
    value = 0
    for digit in key.ljust(width, "0"):
        value = value * 62 + DIGITS.index(digit)
    return value


def _key(value: int, width: int) -> str:
    digits = []
    for _ in range(width):
        value, digit = divmod(value, 62)
        digits.append(DIGITS[digit])
    return "".join(reversed(digits)).rstrip("0")
