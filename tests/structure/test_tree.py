"""What lies in the repository: a root that is a table of contents, and nothing that belongs to one machine, one registry or one build."""

import io
import re
import subprocess
import tokenize
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent

# The table of contents. A new entry here is a decision: could it live in a folder that is there already?
TABLE_OF_CONTENTS = {
    *("events", "projections", "service", "migrations", "tests", "bench", "docs"),
    *("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "LICENSE"),
    *("Makefile", "pyproject.toml", "requirements.lock", "requirements-dev.lock", "compose.yaml", "Dockerfile"),
    *(".ci", ".dockerignore", ".gitignore"),
}

LARGEST = 600_000  # a picture for the README fits; what was built or downloaded does not
BUILT_FOLDERS = {"node_modules", "dist", "var", "__pycache__", ".venv", ".hypothesis"}
BUILT_ENDINGS = (".pyc", ".so", ".whl", ".egg-info", ".map", ".min.js", ".br", ".gz", ".zip", ".tar", ".log", ".sqlite")

# Written in pieces, so that this file does not hold what it looks for.
REGISTRIES = ("pypi org", "pythonhosted org", "npmjs org", "npmjs com", "yarnpkg com", "npmmirror com", "jsdelivr net", "unpkg com")
HOSTS = re.compile("|".join(re.escape(name.replace(" ", ".")) for name in REGISTRIES))
PLACES = re.compile(
    "|".join([r"(?<![\w.])/" + r"work/\w", r"(?<![\w.])/" + r"root/\w", r"(?<![\w.])/" + r"home/\w", r"/opt/" + r"(pypi|wheels)"])
)
SECRETS = re.compile("BEGIN [A-Z ]*" + "PRIVATE KEY")
UNFINISHED = re.compile(r"\b(" + "TO" + "DO|FIX" + "ME|NotImplemented" + r"Error)\b")

# What switches a check off, and the same with its reason behind it.
SWITCHES = re.compile(r"type: ignore|noqa|pragma: no|fmt: off|mypy:|ruff:|pyright:")
REASONED = re.compile(r"type: ignore\[[\w, -]+\]  # .{10,}|noqa: [A-Z]+\d+(, ?[A-Z]+\d+)* +[-–—#] .{10,}|pragma: no \w+ +[-–—#] .{10,}")
SCRIPT_SWITCHES = re.compile(r"@ts-(ignore|expect-error|nocheck)|eslint-disable|biome-ignore")
SKIPS = re.compile(r"(mark\.skip\b|mark\.skipif\(|mark\.xfail|pytest\.skip\()")


def committed(root: Path) -> dict[str, bytes]:
    """Every file git knows here, with its content as it is now."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, check=True).stdout.decode().split("\0")
    return {name: (root / name).read_bytes() for name in listed if name and (root / name).is_file()}


def faults(files: Mapping[str, bytes]) -> list[str]:
    """Everything that should not lie there, as a sentence."""
    found = [f"{name} {why}" for name, content in files.items() for why in wrong(name, content)]
    stray = {PurePosixPath(name).parts[0] for name in files} - TABLE_OF_CONTENTS
    return sorted([*found, *(f"{entry} is no entry of the root" for entry in stray)])


def wrong(name: str, content: bytes) -> Iterator[str]:
    """What is wrong with one file."""
    path = PurePosixPath(name)
    if len(content) > LARGEST:
        yield f"has {len(content)} bytes: too large for a repository"
    if BUILT_FOLDERS & set(path.parts) or name.endswith(BUILT_ENDINGS):
        yield "was built, not written"
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return
    for pattern, why in ((HOSTS, "names a registry"), (PLACES, "names a folder of one machine"), (SECRETS, "holds a private key")):
        yield from (f"line {number} {why}" for number, _ in lines(pattern, text))
    if path.suffix in (".py", ".ts", ".tsx", ".mjs", ".sql"):
        yield from (f"line {number} is unfinished" for number, _ in lines(UNFINISHED, text))
    if path.suffix in (".ts", ".tsx", ".mjs"):
        for number, line in lines(SCRIPT_SWITCHES, text):
            if not re.search(r"(--|:| - ) .{10,}", line):
                yield f"line {number} switches a check off without a reason"
    if path.suffix == ".py" and path.parts[0] == "tests":
        for number, line in lines(SKIPS, text):
            if not re.search(r"reason=|skip\(f?\".{10,}", line):
                yield f"line {number} skips a test without a reason"
    if path.suffix == ".py" and SWITCHES.search(text):
        yield from unreasoned(text)


def lines(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, str]]:
    """The lines in which something stands, and their numbers; most texts hold nothing, and are read once."""
    if pattern.search(text):
        yield from ((number, line) for number, line in enumerate(text.splitlines(), 1) if pattern.search(line))


def unreasoned(text: str) -> Iterator[str]:
    """Comments that switch a check off and do not say why on the same line."""
    comments: dict[int, str] = {}
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            comments[token.start[0]] = token.string
    for number, comment in comments.items():
        if SWITCHES.search(comment) and not REASONED.search(comment) and "fmt: skip" not in comment:
            yield f"line {number} switches a check off without a reason: {comment}"


# Written in pieces, as above.
INDEX = "https://" + "pypi" + ".org/simple"
SCRIPT = "https://registry." + "npmjs" + ".org/vite"


def test_everything_in_the_repository_belongs_there() -> None:
    assert faults(committed(ROOT)) == []


@pytest.mark.parametrize(
    ("name", "line", "complaint"),
    [
        ("notes.txt", "", "no entry of the root"),
        ("uv.lock", "", "no entry of the root"),
        ("service/web/dist/index.html", "", "was built"),
        ("bench/peer.whl", "", "was built"),
        ("docs/picture.txt", "x" * 700_000, "too large"),
        ("requirements.lock", "--index" + f"-url {INDEX}", "names a registry"),
        ("service/web/ui/package-lock.json", f'"resolved": "{SCRIPT}"', "names a registry"),
        ("docs/operating.md", "cd /" + "home/ada/club21", "names a folder of one machine"),
        ("service/app.py", "path = '/" + "root/club21'", "names a folder of one machine"),
        ("docs/key.md", "-----BEGIN RSA " + "PRIVATE KEY-----", "private key"),
        ("service/app.py", "# TO" + "DO later", "is unfinished"),
        ("service/app.py", "raise NotImplemented" + "Error", "is unfinished"),
        ("service/app.py", "x = 1  # type: ignore", "without a reason"),
        ("service/app.py", "x = 1  # type: ignore[arg-type]", "without a reason"),
        ("service/app.py", "x = 1  # noqa", "without a reason"),
        ("service/app.py", "x = 1  # noqa: S101", "without a reason"),
        ("service/app.py", "# ruff: noqa", "without a reason"),
        ("service/web/ui/src/main.tsx", "// @ts-ignore", "without a reason"),
        ("tests/rules/test_action.py", "@pytest.mark" + ".skip", "skips a test without a reason"),
        ("tests/rules/test_action.py", "pytest" + ".skip()", "skips a test without a reason"),
    ],
)
def test_what_does_not_belong_there_is_seen(name: str, line: str, complaint: str) -> None:
    found = faults({name: f"{line}\n".encode()})
    assert any(complaint in fault for fault in found), found


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("service/app.py", "x = 1  # type: ignore[arg-type]  # the library's annotation forgets None"),
        ("service/app.py", "x = 1  # noqa: S101 - the file stands beside this one"),
        ("service/app.py", 'x = "# noqa"'),
        ("docs/operating.md", "PostgreSQL runs in /var/lib/club21 there."),
        ("tests/rules/test_action.py", '@pytest.mark.skipif(True, reason="root may write everywhere")'),
    ],
)
def test_what_belongs_there_is_left_alone(name: str, line: str) -> None:
    assert faults({name: f"{line}\n".encode()}) == []


def test_a_file_that_git_does_not_know_is_not_looked_at(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    (tmp_path / "README.md").write_text("Club 21")
    (tmp_path / "scratch.txt").write_text("mine")
    subprocess.run(["git", "add", "README.md"], cwd=tmp_path, check=True)
    assert list(committed(tmp_path)) == ["README.md"]
