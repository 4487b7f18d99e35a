"""French typography for the demonstration texts.

The content is written with the spaces and apostrophes of a keyboard, so that it can be read and corrected; this puts
in the ones that French printing asks for. Nobody's own text ever passes through here.
"""

import re

NO_BREAK = "\u00a0"
NARROW = "\u202f"

_UNITS = "%|€|M€|m²|m³|km|kWh|kg|g|h|ha|°C"


def french(text: str) -> str:
    """The text with curly apostrophes, and with spaces that do not break before signs, units and in long numbers."""
    text = text.replace("'", "’")
    text = re.sub(r" ([;!?])", NARROW + r"\1", text)
    text = re.sub(r" :", NO_BREAK + ":", text)
    text = re.sub(r"« ", "«" + NO_BREAK, text)
    text = re.sub(r" »", NO_BREAK + "»", text)
    text = re.sub(r"(?<=\d) (?=\d{3}(?!\d))", NARROW, text)
    text = re.sub(r"(?<=n°) (?=\d)", NO_BREAK, text)
    return re.sub(rf"(?<=\d) (?=(?:{_UNITS})(?!\w))", NO_BREAK, text)
