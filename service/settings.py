"""What an operator may set: environment and file, read once into one frozen Settings.

The environment wins over the file, the file over the defaults. All faults are reported at once, each in one sentence
that says what to do. docs/operating.md prints the table below; a test compares the two.
"""

import stat
import tomllib
from collections.abc import Callable, Mapping
from ipaddress import ip_network
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeAlias
from urllib.parse import urlsplit

from msgspec import Struct

LogFormat: TypeAlias = Literal["auto", "json", "text"]

FILE = "club21.toml"
PROCONNECT_SCOPES = "openid given_name usual_name email uid siret idp_id"
ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA", "HS256")
IN_DATABASE = "postgresql:"
LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})


class Faults(Exception):
    """Settings that can not be used: every fault, as a key of the locales with its values."""

    def __init__(self, faults: list[tuple[str, dict[str, object]]]) -> None:
        super().__init__("; ".join(f"{key} {values}" for key, values in faults))
        self.faults = faults


class ProviderSettings(Struct, frozen=True, kw_only=True):
    """An identity provider; ``key`` is its name in addresses."""

    key: str
    name: str
    kind: Literal["standard", "proconnect"]
    issuer: str
    client_id: str
    client_secret: str | None
    scopes: str
    algorithm: str
    pkce: bool


class Keep(Struct, frozen=True, kw_only=True):
    """For how many days what stands outside the logs is kept once nobody needs it any more."""

    sessions: int
    links: int
    letters: int
    invitations: int
    requests: int
    exports: int


class FileStore(Struct, frozen=True, kw_only=True):
    """Where the bytes of files are kept; ``before`` is where they were, until all have moved."""

    url: str = IN_DATABASE
    before: str | None = None
    endpoint: str | None = None
    region: str | None = None
    key_id: str | None = None
    secret: str | None = None


class Operator(Struct, frozen=True, kw_only=True):
    """Who runs the service, as the law wants it told to whoever comes; None where it was not said."""

    publisher: str | None
    publication_director: str | None
    hosted_by: str | None
    contact: str | None
    data_protection_officer: str | None

    @property
    def unsaid(self) -> list[str]:
        """The settings that are missing."""
        return [name.upper() for name in self.__struct_fields__ if getattr(self, name) is None]


class Settings(Struct, frozen=True, kw_only=True):
    """How this process runs; nothing changes it afterwards."""

    database_url: str | None
    database_owner_url: str | None
    host: str
    port: int
    base_url: str
    data: Path
    signing_key: Path
    insecure_cookies: bool
    log_format: LogFormat
    postgres_tcp_port: int | None
    trusted_proxies: str
    requests_a_second: int
    connections: int
    mail_url: str
    mail_from: str
    webhooks: int
    webhook_networks: str
    keep: Keep
    files_quota: int
    files_store: FileStore = FileStore()
    operator: Operator
    providers: tuple[ProviderSettings, ...] = ()

    @property
    def secure(self) -> bool:
        """Do browsers reach this service over https?"""
        return self.base_url.startswith("https:")


class Setting(NamedTuple):
    """One line of the table: the name in the environment (lower case in the file), its default, what it means."""

    name: str
    default: str
    meaning: str
    read: Callable[[str], Any]


class Unusable(Exception):
    """A value that can not be used; the key of the sentence that says why."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def _port(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or not 0 <= int(text) <= 65_535:
        raise Unusable("settings.port")
    return int(text)


def _days(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or not 1 <= int(text) <= 3650:
        raise Unusable("settings.days")
    return int(text)


def _count(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or int(text) > 1_000_000:
        raise Unusable("settings.count")
    return int(text)


def _switch(text: str) -> bool:
    if text.lower() not in ("1", "0", "true", "false", "yes", "no"):
        raise Unusable("settings.switch")
    return text.lower() in ("1", "true", "yes")


def _database(text: str) -> str:
    if urlsplit(text).scheme not in ("postgresql", "postgres"):
        raise Unusable("settings.database")
    return text


def _base(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/") or parts.query or parts.fragment:
        raise Unusable("settings.base_url")
    usual = {"http": ":80", "https": ":443"}[parts.scheme]  # browsers leave it out of what they call an origin
    return f"{parts.scheme}://{parts.netloc.lower().removesuffix(usual)}"


def _proxies(text: str) -> str:
    for one in text.split(","):
        try:
            if one.strip() != "*":
                ip_network(one.strip(), strict=False)
        except ValueError:
            raise Unusable("settings.proxies") from None
    return text


def _nets(text: str) -> str:
    try:
        for one in text.split(","):
            ip_network(one.strip(), strict=False)
    except ValueError:
        raise Unusable("settings.networks") from None
    return text


def _mail(text: str) -> str:
    parts = urlsplit(text)
    if text in ("off", "console:") or parts.scheme == "file":
        return text
    if parts.scheme not in ("smtp", "smtps", "smtp+plain") or not parts.hostname:
        raise Unusable("settings.mail")
    return text


def _file_store(text: str) -> str:
    parts = urlsplit(text)
    if text == IN_DATABASE or (parts.scheme == "file" and not parts.netloc and len(parts.path) > 1):
        return text
    if parts.scheme != "s3" or not parts.hostname or parts.username is not None or ":" in parts.netloc or parts.query or parts.fragment:
        raise Unusable("settings.file_store")
    return text


def _endpoint(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None or parts.query or parts.fragment:
        raise Unusable("settings.endpoint")
    return text.rstrip("/")


def _issuer(text: str) -> str:
    parts = urlsplit(text)
    if not parts.hostname or parts.query or parts.fragment or (parts.scheme != "https" and parts.hostname not in LOCAL_HOSTS):
        raise Unusable("settings.issuer")
    return text


def _algorithm(text: str) -> str:
    if text not in ALGORITHMS:
        raise Unusable("settings.algorithm")
    return text


def _sender(text: str) -> str:
    if "@" not in text or "\n" in text or "\r" in text:
        raise Unusable("settings.sender")
    return text


def _contact(text: str) -> str:
    address = "@" in text and " " not in text and "/" not in text
    if not address and not (urlsplit(text).scheme == "https" and urlsplit(text).hostname):
        raise Unusable("settings.contact")
    return text


def _format(text: str) -> str:
    if text not in ("auto", "json", "text"):
        raise Unusable("settings.log_format")
    return text


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "DATABASE_URL",
        "the PostgreSQL that comes with the program, in the folder DATA",
        "your own PostgreSQL (15 or later), as a role that is no superuser and a member of `club21_app`: "
        "`postgresql://club21@database.example/club21`",
        _database,
    ),
    Setting(
        "DATABASE_OWNER_URL",
        "DATABASE_URL",
        "the same database as the role that owns the tables of the log; only migrating needs it",
        _database,
    ),
    Setting("HOST", "127.0.0.1", "the address to listen on; `0.0.0.0` for every network this machine is in", str),
    Setting("PORT", "8000", "the port for pages, HTTP and live connections alike; `0` takes a free one", _port),
    Setting(
        "BASE_URL",
        "http://localhost:PORT",
        "what people type to come here, `https://club21.example`; sign-in links begin with it, and cookies follow its scheme",
        _base,
    ),
    Setting("DATA", "var", "the folder for everything kept on this machine: the database that comes with the program, its journal", Path),
    Setting(
        "SIGNING_KEY",
        "signing.key in the folder DATA",
        "the file with the key that checkpoints of the logs are signed with (docs/evidence.md), an Ed25519 key as PEM; it is made where it "
        "is missing, readable by its owner alone",
        Path,
    ),
    Setting(
        "INSECURE_COOKIES",
        "0",
        "`1` lets people sign in over plain http away from localhost; anyone on the way can then read their session",
        _switch,
    ),
    Setting("LOG_FORMAT", "auto", "`json`, one document a line; `text`, for a terminal; `auto` looks where the log goes", _format),
    Setting(
        "POSTGRES_TCP_PORT",
        "off",
        "a port on 127.0.0.1 where psql, Metabase or Grafana reach the PostgreSQL that comes with the program",
        _port,
    ),
    Setting(
        "TRUSTED_PROXIES",
        "127.0.0.1",
        "the addresses or networks, separated by commas, of the proxies whose word counts for who is behind them; "
        "`*` where nothing but a proxy reaches this port",
        _proxies,
    ),
    Setting(
        "REQUESTS_A_SECOND",
        "200",
        "how many requests one account, or one address where nobody is signed in, may make in this process; ten times as many at once; "
        "`0` for any number",
        _count,
    ),
    Setting(
        "CONNECTIONS",
        "1000",
        "how many live connections one account, or one address where nobody is signed in, may have to this process; `0` for any number",
        _count,
    ),
    Setting(
        "MAIL_URL",
        "file:",
        "how letters leave: `smtp://user:password@host` (STARTTLS, port 587), `smtps://…` (TLS, port 465), `smtp+plain://…` (neither); "
        "`file:` writes them into the folder `mail` below DATA, or the one named; `console:` prints them; `off` sends none",
        _mail,
    ),
    Setting(
        "FILES_QUOTA",
        "5000",
        "megabytes of files that each network may keep beside its log (docs/files.md); `0` lets nobody attach any",
        _count,
    ),
    Setting(
        "FILES_STORE",
        IN_DATABASE,
        "where their bytes are kept (docs/files.md): in the database, in a bucket that speaks S3 as `s3://bucket/prefix`, or in a "
        "folder as `file:///srv/club21-files`, which all processes share",
        _file_store,
    ),
    Setting("FILES_STORE_BEFORE", "none", "where they were before, until `club21 files move` has moved them all", _file_store),
    Setting(
        "FILES_STORE_ENDPOINT",
        "that of AWS",
        "where the bucket is: `https://s3.example`; `http:` sends files in the clear, for a network of its own",
        _endpoint,
    ),
    Setting("FILES_STORE_REGION", "`AWS_REGION`, else us-east-1", "its region, as whoever runs it calls it", str),
    Setting("FILES_STORE_KEY_ID", "`AWS_ACCESS_KEY_ID`", "the key that may read, write and delete there, and nothing else", str),
    Setting(
        "FILES_STORE_SECRET",
        "`AWS_SECRET_ACCESS_KEY`",
        "the secret of that key; better in the file that `FILES_STORE_SECRET_FILE` names",
        str,
    ),
    Setting("MAIL_FROM", "club21@ the host of BASE_URL", "who letters are from: an address, or `Club 21 <club21@town.example>`", _sender),
    Setting(
        "WEBHOOKS",
        "10",
        "how many addresses a network may have told of what happens in it (docs/webhooks.md); `0`: this process sends to none",
        _count,
    ),
    Setting(
        "WEBHOOK_NETWORKS",
        "none",
        "addresses or networks, separated by commas, that these may be in besides the internet: `10.20.0.0/16`; with `127.0.0.1`, for "
        "trying it out, `http://localhost` is one too",
        _nets,
    ),
    Setting("KEEP_SESSIONS", "90", "days that a session which ended is remembered: its dates, browser and coarse place", _days),
    Setting("KEEP_LINKS", "30", "days that a sign-in link of no more use is remembered, by its hash and the address it went to", _days),
    Setting("KEEP_LETTERS", "90", "days that it is remembered that a letter left; with `file:`, that the letter itself is kept", _days),
    Setting("KEEP_INVITATIONS", "90", "days that an invitation is kept after it was accepted, taken back or expired", _days),
    Setting("KEEP_REQUESTS", "1095", "days that a handled request about personal data is kept, as proof that it was handled", _days),
    Setting("KEEP_EXPORTS", "1095", "days that it is remembered who took which file along, and when", _days),
    Setting(
        "PUBLISHER",
        "not said",
        "who publishes this service, for the legal notice: name, postal address, telephone; ` | ` begins a new line, here and below",
        str,
    ),
    Setting("PUBLICATION_DIRECTOR", "not said", "who answers for what is published, for the legal notice: a name and an office", str),
    Setting("HOSTED_BY", "not said", "who hosts this service, for the legal notice: name, postal address, telephone", str),
    Setting(
        "CONTACT", "not said", "where anybody writes to about this service: an e-mail address, or the https address of a form", _contact
    ),
    Setting("DATA_PROTECTION_OFFICER", "not said", "how the data protection officer is reached", str),
    Setting(
        "OIDC_ISSUER", "none", "an OpenID Connect provider to sign in at, by its issuer; its addresses are found by themselves", _issuer
    ),
    Setting("OIDC_CLIENT_ID", "none", "what it knows this service as", str),
    Setting("OIDC_CLIENT_SECRET", "none", "the secret that goes with it; better in the file that `OIDC_CLIENT_SECRET_FILE` names", str),
    Setting("OIDC_NAME", "the host of OIDC_ISSUER", "what its button says", str),
    Setting("OIDC_SCOPES", "openid email profile", "what it is asked for; `email` tells who someone is here", str),
    Setting("OIDC_ALGORITHM", "RS256", "how it signs: `RS256`, `PS256`, `ES256`, `EdDSA` or `HS256`; nothing else is believed", _algorithm),
    Setting("OIDC_PKCE", "1", "`0` for a provider that does not know PKCE", _switch),
    Setting(
        "PROCONNECT_ISSUER",
        "none",
        "ProConnect, by its issuer; it has settings of its own, so that both can be offered",
        _issuer,
    ),
    Setting("PROCONNECT_CLIENT_ID", "none", "what ProConnect knows this service as", str),
    Setting("PROCONNECT_CLIENT_SECRET", "none", "the secret that goes with it; better in a file, as above", str),
    Setting("PROCONNECT_ALGORITHM", "RS256", "how it signs ID tokens and userinfo, as registered there", _algorithm),
    Setting("PROCONNECT_PKCE", "0", "`1` once ProConnect lists PKCE among its parameters: it refuses any other", _switch),
)


def read(environment: Mapping[str, str], file: Path | None = None) -> Settings:
    """The settings of this process; Faults names everything that can not be used."""
    faults: list[tuple[str, dict[str, object]]] = []
    written = _written(file, faults)
    known = {setting.name.lower() for setting in SETTINGS}
    faults += [("settings.unknown", {"name": name}) for name in sorted(written.keys() - known)]
    found: dict[str, Any] = {}
    for setting in SETTINGS:
        text = environment.get(setting.name, "").strip() or _secret(environment, setting.name, faults)
        text = text or written.get(setting.name.lower(), "")
        if text:
            try:
                found[setting.name] = setting.read(text)
            except Unusable as unusable:
                faults.append((unusable.key, {"name": setting.name}))
    providers = _providers(found, faults)
    if faults:
        raise Faults(faults)
    port = found.get("PORT", 8000)
    base_url = found.get("BASE_URL", f"http://localhost:{port}")
    data = found.get("DATA", Path("var"))
    return Settings(
        database_url=found.get("DATABASE_URL"),
        database_owner_url=found.get("DATABASE_OWNER_URL"),
        host=found.get("HOST", "127.0.0.1"),
        port=port,
        base_url=base_url,
        data=data,
        signing_key=found.get("SIGNING_KEY", data / "signing.key"),
        insecure_cookies=found.get("INSECURE_COOKIES", False),
        log_format=found.get("LOG_FORMAT", "auto"),
        postgres_tcp_port=found.get("POSTGRES_TCP_PORT"),
        trusted_proxies=found.get("TRUSTED_PROXIES", "127.0.0.1"),
        requests_a_second=found.get("REQUESTS_A_SECOND", 200),
        connections=found.get("CONNECTIONS", 1000),
        providers=providers,
        mail_url=found.get("MAIL_URL", "file:"),
        mail_from=found.get("MAIL_FROM", f"club21@{urlsplit(base_url).hostname}"),
        webhooks=found.get("WEBHOOKS", 10),
        webhook_networks=found.get("WEBHOOK_NETWORKS", ""),
        keep=Keep(
            sessions=found.get("KEEP_SESSIONS", 90),
            links=found.get("KEEP_LINKS", 30),
            letters=found.get("KEEP_LETTERS", 90),
            invitations=found.get("KEEP_INVITATIONS", 90),
            requests=found.get("KEEP_REQUESTS", 1095),
            exports=found.get("KEEP_EXPORTS", 1095),
        ),
        files_quota=found.get("FILES_QUOTA", 5000),
        files_store=FileStore(
            url=found.get("FILES_STORE", IN_DATABASE),
            before=found.get("FILES_STORE_BEFORE"),
            endpoint=found.get("FILES_STORE_ENDPOINT"),
            region=found.get("FILES_STORE_REGION"),
            key_id=found.get("FILES_STORE_KEY_ID"),
            secret=found.get("FILES_STORE_SECRET"),
        ),
        operator=Operator(**{name: found.get(name.upper()) for name in Operator.__struct_fields__}),
    )


def _providers(found: Mapping[str, Any], faults: list[tuple[str, dict[str, object]]]) -> tuple[ProviderSettings, ...]:
    """ProConnect first, as it asks for, then any other."""
    made = []
    kinds: tuple[tuple[str, Literal["standard", "proconnect"]], ...] = (("PROCONNECT", "proconnect"), ("OIDC", "standard"))
    for prefix, kind in kinds:
        issuer, client_id, secret = (found.get(f"{prefix}_{name}") for name in ("ISSUER", "CLIENT_ID", "CLIENT_SECRET"))
        algorithm = found.get(f"{prefix}_ALGORITHM", "RS256")
        if issuer is None:
            continue
        if client_id is None or (secret is None and (kind == "proconnect" or algorithm == "HS256")):
            faults.append(("settings.provider", {"name": prefix}))
            continue
        standard = kind == "standard"
        made.append(
            ProviderSettings(
                key=prefix.lower(),
                name=found.get("OIDC_NAME", urlsplit(issuer).hostname) if standard else "ProConnect",
                kind=kind,
                issuer=issuer,
                client_id=client_id,
                client_secret=secret,
                scopes=found.get("OIDC_SCOPES", "openid email profile") if standard else PROCONNECT_SCOPES,
                algorithm=algorithm,
                pkce=found.get(f"{prefix}_PKCE", standard),
            )
        )
    return tuple(made)


def _secret(environment: Mapping[str, str], name: str, faults: list[tuple[str, dict[str, object]]]) -> str:
    """A setting may stand in a file of its own, named by NAME_FILE: that is how secrets reach a container."""
    path = environment.get(f"{name}_FILE", "").strip()
    try:
        return Path(path).read_text(encoding="utf-8").strip() if path else ""
    except (OSError, UnicodeDecodeError) as error:
        faults.append(("settings.file_unreadable", {"name": name, "file": path, "why": getattr(error, "strerror", error)}))
        return ""


def _written(file: Path | None, faults: list[tuple[str, dict[str, object]]]) -> dict[str, str]:
    """The settings of the file: the one named, else ``club21.toml`` where it lies beside."""
    path = file or Path(FILE)
    if file is None and not path.is_file():
        return {}
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        faults.append(("settings.file_unreadable", {"file": path, "why": error.strerror}))
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        faults.append(("settings.file_malformed", {"file": path, "why": error}))
        return {}
    return {name: str(int(value)) if isinstance(value, bool) else str(value) for name, value in content.items()}


def exposed(environment: Mapping[str, str], file: Path | None = None) -> list[Path]:
    """The files with a secret in them that everybody on this machine can read: named by NAME_FILE, or the file of the settings."""
    holding = {
        Path(path)
        for one in SETTINGS
        if (path := environment.get(f"{one.name}_FILE", "").strip()) and _is_secret(one.name, _secret(environment, one.name, []))
    }
    if any(_is_secret(name.upper(), value) for name, value in _written(file, []).items()):
        holding.add(file or Path(FILE))
    return sorted(path for path in holding if _readable_by_all(path.absolute()))


def _is_secret(name: str, value: str) -> bool:
    return name.endswith("_SECRET") or ("://" in value and urlsplit(value).password is not None)


def _readable_by_all(path: Path) -> bool:
    if path.is_relative_to("/run/secrets"):
        return False  # where a container is given its secrets, with modes of its own: nobody else is in there
    try:
        real = path.resolve()
        folders = all(folder.stat().st_mode & stat.S_IXOTH for folder in real.parents)
        return folders and bool(real.stat().st_mode & stat.S_IROTH)
    except OSError:
        return False


def table() -> str:
    """Every setting as a table for docs/operating.md."""
    rows = [f"| `{one.name}` | {one.default} | {one.meaning} |" for one in SETTINGS]
    return "\n".join(["| setting | default | what it does |", "|---|---|---|", *rows])
