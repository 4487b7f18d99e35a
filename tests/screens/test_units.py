"""The parts of the app that have no screen: order keys, rows, the connection; run by the Node that builds it."""

from pathlib import Path

from service.web import build

UNITS = Path(__file__).parent / "units"


def test_the_parts_without_a_screen_hold() -> None:
    build.build()
    tests = sorted(str(path) for path in UNITS.glob("*.test.mjs"))
    assert "fail 0" in build.node(build.UI, "--import", str(UNITS / "resolve.mjs"), "--test", *tests)
