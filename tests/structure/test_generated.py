"""What is written from the code is what the code says, and what must be in docs/ is there."""

from pathlib import Path

from events import catalogue
from events.decider import Refused
from service import generated, settings

DOCS = Path(__file__).parents[2] / "docs"


def test_generated_files_are_up_to_date() -> None:
    assert generated.differing() == [], "run `make types`"


def test_every_setting_event_and_refusal_is_named_in_the_documents() -> None:
    told = "\n".join(path.read_text("utf-8") for path in DOCS.rglob("*.md"))
    ours = {code for code, refused in Refused.known.items() if refused.__module__.startswith(("events.", "service."))}
    for name in (*(one.name for one in settings.SETTINGS), *catalogue.EVENTS, *catalogue.COMMANDS, *ours):
        assert f"`{name}`" in told, name
