"""Settings: from the environment and a file, every fault reported at once."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from service import settings
from service.languages import texts


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder without a settings file of someone else's."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_nothing_needs_to_be_set() -> None:
    chosen = settings.read({})
    assert (chosen.host, chosen.port, chosen.base_url, chosen.data) == ("127.0.0.1", 8000, "http://localhost:8000", Path("var"))
    assert chosen.database_url is None
    assert not chosen.insecure_cookies


def test_the_environment_wins_over_the_file(elsewhere: Path) -> None:
    (elsewhere / "club21.toml").write_text('port = 8001\ninsecure_cookies = true\nbase_url = "https://club21.example"\n')
    chosen = settings.read({"PORT": "8002"})
    assert (chosen.port, chosen.insecure_cookies, chosen.base_url) == (8002, True, "https://club21.example")
    assert chosen.secure


def test_the_address_follows_the_port() -> None:
    assert settings.read({"PORT": "8123"}).base_url == "http://localhost:8123"


def test_an_address_is_written_as_browsers_write_it() -> None:
    assert settings.read({"BASE_URL": "https://Club21.example:443/"}).base_url == "https://club21.example"
    assert settings.read({"BASE_URL": "http://club21.example:8080"}).base_url == "http://club21.example:8080"


def test_every_fault_is_reported_at_once(elsewhere: Path) -> None:
    file = elsewhere / "mine.toml"
    file.write_text("colour = 3\npostgres_tcp_port = 99999\n")
    bad = {"PORT": "eight", "BASE_URL": "club21.example/x", "DATABASE_URL": "mysql://x", "INSECURE_COOKIES": "maybe", "LOG_FORMAT": "xml"}
    with pytest.raises(settings.Faults) as raised:
        settings.read(bad | {"TRUSTED_PROXIES": "everyone", "MAIL_URL": "pigeon://x", "MAIL_FROM": "nobody"}, file)
    assert [(key, values["name"]) for key, values in raised.value.faults] == [
        ("settings.unknown", "colour"),
        ("settings.database", "DATABASE_URL"),
        ("settings.port", "PORT"),
        ("settings.base_url", "BASE_URL"),
        ("settings.switch", "INSECURE_COOKIES"),
        ("settings.log_format", "LOG_FORMAT"),
        ("settings.port", "POSTGRES_TCP_PORT"),
        ("settings.proxies", "TRUSTED_PROXIES"),
        ("settings.mail", "MAIL_URL"),
        ("settings.sender", "MAIL_FROM"),
    ]
    assert {key for key, _ in raised.value.faults} <= texts("fr").keys()


@pytest.mark.parametrize(("content", "key"), [(None, "settings.file_unreadable"), ("port = = 1", "settings.file_malformed")])
def test_a_file_that_can_not_be_used_is_a_fault(elsewhere: Path, content: str | None, key: str) -> None:
    file = elsewhere / "mine.toml"
    if content is not None:
        file.write_text(content)
    with pytest.raises(settings.Faults) as raised:
        settings.read({}, file)
    assert [found for found, _ in raised.value.faults] == [key]


def test_a_secret_may_stand_in_a_file_of_its_own(elsewhere: Path) -> None:
    secret = elsewhere / "mail_url"
    secret.write_text("smtps://club21:secret@mail.town.example\n")
    assert settings.read({"MAIL_URL_FILE": str(secret)}).mail_url == "smtps://club21:secret@mail.town.example"
    with pytest.raises(settings.Faults) as raised:
        settings.read({"MAIL_URL_FILE": str(elsewhere / "nowhere")})
    assert [found for found, _ in raised.value.faults] == ["settings.file_unreadable"]


@pytest.mark.parametrize("url", ["s3://files", "s3://files/club21/pieces", "file:///srv/club21-files", "postgresql:"])
def test_files_are_kept_in_the_database_a_bucket_or_a_folder(url: str) -> None:
    assert settings.read({"FILES_STORE": url}).files_store.url == url


@pytest.mark.parametrize(
    "url", ["s3://", "s3://key:secret@files", "s3://files?x=1", "file://server/files", "file:///", "https://s3.example/files"]
)
def test_a_place_for_files_that_can_not_be_is_a_fault_and_no_secret_stands_in_it(url: str) -> None:
    with pytest.raises(settings.Faults) as raised:
        settings.read({"FILES_STORE": url, "FILES_STORE_ENDPOINT": "https://key:secret@s3.example"})
    assert [found for found, _ in raised.value.faults] == ["settings.file_store", "settings.endpoint"]
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize(
    ("content", "mode", "told"),
    [
        ('mail_url = "smtp://club21:secret@mail.example"', 0o644, True),
        ('oidc_client_secret = "secret"', 0o604, True),
        ('files_store_secret = "secret"', 0o604, True),
        ('oidc_client_secret = "secret"', 0o640, False),
        ('database_url = "postgresql://club21@database.example/club21"', 0o644, False),
        ("port = 8001", 0o644, False),
    ],
)
def test_a_file_with_a_secret_that_everybody_can_read_is_told(everybodys: Path, content: str, mode: int, told: bool) -> None:
    file = everybodys / "mine.toml"
    file.write_text(content)
    file.chmod(mode)
    assert settings.exposed({}, file) == ([file] if told else [])
    everybodys.chmod(0o700)  # nobody else gets as far as the file
    assert settings.exposed({}, file) == []


def test_a_file_that_holds_one_secret_is_told_as_well(everybodys: Path) -> None:
    secret, address = everybodys / "secret", everybodys / "address"
    secret.write_text("s3cret")
    address.write_text("https://club21.example")
    for path in (secret, address):
        path.chmod(0o644)
    named = {"PROCONNECT_CLIENT_SECRET_FILE": str(secret), "BASE_URL_FILE": str(address), "OIDC_CLIENT_SECRET_FILE": str(everybodys / "no")}
    assert settings.exposed(named) == [secret]
    secret.chmod(0o600)
    assert settings.exposed(named) == []


@pytest.fixture
def everybodys() -> Iterator[Path]:
    """A folder that everybody can walk into, as those of tests are not."""
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder
