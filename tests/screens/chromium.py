"""The browser of the screen tests: the one that is here, else one that is fetched; never none.

Rather the headless shell than the whole Chromium: the same engine without windows that nobody sees, for two thirds of the processor's time.
In this order: ``$CHROMIUM``; what is installed; as root on Debian or Ubuntu what apt installs; the npm package ``@sparticuz/chromium``,
locked in ``browser/``, which needs neither root nor apt. Where all of that fails the tests fail: screens nobody looked at are not tested.
"""

import os
import shutil
import subprocess
from pathlib import Path

from playwright.async_api import Browser, Playwright

from service.web import build

ROOT = Path(__file__).resolve().parent.parent.parent
BROWSER = Path(__file__).parent / "browser"
FETCHED = ROOT / "var" / "chromium"
# What this browser shall leave. The first two would draw suggestions under an address bar nobody sees, with a program of their own for each
# person's window: half of the time the tests' browser took. The others are Playwright's own, whose list this one takes the place of.
LEFT = (
    *("WebUIOmniboxPopup", "WebUIOmniboxAimPopup"),
    *("AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades", "HttpsFirstBalancedModeAutoEnable"),
    *("LensOverlay", "MediaRouter", "PaintHolding", "ThirdPartyStoragePartitioning", "AvoidCorsURLLoaderRestartOnRedirect"),
    *("OptimizationHints", "NetworkTimeServiceQuerying", "AimEnabled", "PreconnectToSearch"),
)
SHELL, WHOLE = "chromium-headless-shell", "chromium"  # as Debian calls them
NAMES = (SHELL, WHOLE, "google-chrome", "google-chrome-stable", "chromium-browser", "/usr/bin/chromium")


class NoBrowser(Exception):
    """There is no browser to look at the screens with; the sentence says what to do."""


def find() -> Path:
    """A Chromium that answers; NoBrowser tells what was tried."""
    tried: list[str] = []
    if named := os.environ.get("CHROMIUM"):
        if _answers(Path(named)):
            return Path(named)
        raise NoBrowser(f"CHROMIUM={named} does not start; name a Chromium that does, or unset it.")
    for way in (_installed, _by_apt, _by_npm):
        try:
            if (found := way()) and _answers(found):
                return found
        except (OSError, subprocess.SubprocessError, build.Failed) as error:
            tried.append(str(error).strip().rpartition("\n")[2])
    raise NoBrowser("; ".join(["No Chromium: install one (apt-get install chromium), or name one in CHROMIUM", *tried]))


async def launch(playwright: Playwright, *more: str) -> Browser:
    """That browser, started the same way for every test; it talks to nobody but the page's own server."""
    return await playwright.chromium.launch(
        executable_path=find(),
        args=[
            # Chromium refuses its sandbox to root; in a container root is what one is.
            *(["--no-sandbox"] if os.geteuid() == 0 else []),
            "--disable-dev-shm-usage",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            f"--disable-features={','.join(LEFT)}",
            *more,
        ],
    )


def _installed() -> Path | None:
    return next((Path(found) for name in NAMES if (found := shutil.which(name))), None)


def _by_apt() -> Path | None:
    if os.geteuid() or not shutil.which("apt-get"):
        return None
    print("Installing chromium with apt-get…", flush=True)
    _apt("update")
    try:
        _apt("install", "-y", "--no-install-recommends", SHELL)
    except OSError:  # not every distribution has it
        _apt("install", "-y", "--no-install-recommends", WHOLE)
    return _installed()


def _apt(*arguments: str) -> None:
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    said = subprocess.run(["apt-get", "-qq", *arguments], env=quiet, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if said.returncode:
        raise OSError(f"apt-get {arguments[0]}: {said.stderr.strip()}")


def _by_npm() -> Path:
    unpacked = FETCHED / "chromium"
    if not _answers(unpacked):
        print("Fetching chromium from npm…", flush=True)
        shutil.rmtree(FETCHED, ignore_errors=True)
        shutil.copytree(BROWSER, FETCHED)
        build.npm(FETCHED, "ci", "--ignore-scripts", "--no-audit", "--no-fund")
        build.node(FETCHED, "unpack.mjs", environment={"TMPDIR": str(FETCHED)})
    return unpacked


def _answers(program: Path) -> bool:
    try:
        done = subprocess.run(
            [program, "--headless", "--no-sandbox", "--version"], stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
