"""Keeps the embedded PostgreSQL running for as long as somebody uses it; a process of its own, started by embedded.py.

Whoever uses the server holds a shared lock on ``users.lock``. The kernel lets go of it when they end, kill -9 included, so the keeper needs
no list of process ids that could be stale: it waits for that lock and stops the server when it gets it. A server that dies meanwhile is
started again; when the keeper itself is killed, the kernel tells the server to stop cleanly.

Runs with the bare standard library (``python -I -S``): it lives as long as the service and should weigh little. What went wrong is printed
as the key of a sentence and its value; embedded.py says it in words.
"""

import contextlib
import ctypes
import fcntl
import json
import os
import pwd
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

C_LIBRARY = ctypes.CDLL(None)
PR_SET_PDEATHSIG = 1
PATIENCE = 30.0  # seconds for a clean stop, before the server is told to drop everything; what was committed is safe either way
JOURNAL_LIMIT = 10_000_000


class Keeper:
    """One data folder, one server."""

    def __init__(
        self, home: str, cluster: str, binaries: str, sockets: str, port: int, account: list[int] | None, options: list[str]
    ) -> None:
        self.home = Path(home)
        self.cluster = self.home / cluster
        self.binaries = Path(binaries)
        self.sockets = Path(sockets)
        self.port = port
        self.options = options
        self.account: dict[str, Any] = {} if account is None else {"user": account[0], "group": account[1], "extra_groups": []}
        self.server: subprocess.Popen[bytes] | None = None
        self.stopping = threading.Event()
        self.deciding = threading.Lock()

    def keep(self) -> None:
        """Start the server, start it again when it dies, return when nobody uses it any more."""
        lock = (self.home / "keeper.lock").open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return  # another keeper keeps it
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: threading.Thread(target=self.stop).start())
        threading.Thread(target=self.await_the_last, daemon=True).start()
        with self.journal() as journal:
            self.clear_leftovers()
            if not self.cluster.exists():
                self.initialise(journal)
            self.admit_only_us()
            self.run(journal)

    def await_the_last(self) -> None:
        """Returns from the lock when the last user let go of it, however they ended; nobody can join until this process has ended."""
        with (self.home / "users.lock").open() as users:
            fcntl.flock(users, fcntl.LOCK_EX)
            self.stop()
            threading.Event().wait()

    def stop(self) -> None:
        """Ask the server to end its connections and stop; insist after a while."""
        with self.deciding:
            self.stopping.set()
            server = self.server
        if server is None:
            return
        server.send_signal(signal.SIGINT)
        time.sleep(PATIENCE)
        server.send_signal(signal.SIGQUIT)

    def run(self, journal: int) -> None:
        failures = 0
        while True:
            with self.deciding:
                if self.stopping.is_set():
                    return
                began = time.monotonic()
                written = os.fstat(journal).st_size
                self.server = self.start(journal)
            self.server.wait()
            with self.deciding:
                if self.stopping.is_set():
                    return
            failures = failures + 1 if time.monotonic() - began < 2 else 0
            if failures == 3:
                failed("embedded.will_not_start", self.last_words(written))
            self.clear_leftovers()

    def start(self, journal: int) -> subprocess.Popen[bytes]:
        settings = [
            f"unix_socket_directories={self.sockets}",
            "unix_socket_permissions=0700",
            f"port={self.port}",
            "timezone=UTC",
            "log_timezone=UTC",
            "jit=off",
            "log_checkpoints=off",
            "log_error_verbosity=terse",  # else a value that stands in a unique index twice, an address, is told in the journal
            *self.options,
        ]
        if not any(option.startswith("listen_addresses=") for option in self.options):
            settings.append("listen_addresses=")
        return subprocess.Popen(
            [str(self.binaries / "postgres"), "-D", str(self.cluster), *(word for setting in settings for word in ("-c", setting))],
            cwd="/",
            env={"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"},
            stdin=subprocess.DEVNULL,
            stdout=journal,
            stderr=journal,
            start_new_session=True,
            preexec_fn=stop_with_parent,
            **self.account,
        )

    def initialise(self, journal: int) -> None:
        """Make the cluster beside its place and move it there, so that half of one never looks like one."""
        made = self.cluster.with_name(f"{self.cluster.name}.new")
        shutil.rmtree(made, ignore_errors=True)
        written = os.fstat(journal).st_size
        done = subprocess.run(
            [
                *(str(self.binaries / "initdb"), "-D", str(made), "-U", "postgres", "--encoding=UTF8"),
                *("--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
                *("--auth-local=peer", "--auth-host=scram-sha-256", "--no-instructions"),
                *(["--no-sync"] if "fsync=off" in self.options else []),
            ],
            cwd="/",
            env={"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"},
            stdin=subprocess.DEVNULL,
            stdout=journal,
            stderr=journal,
            preexec_fn=stop_with_parent,
            check=False,
            **self.account,
        )
        if done.returncode:
            failed("embedded.will_not_start", self.last_words(written))
        made.rename(self.cluster)

    def admit_only_us(self) -> None:
        """Through the socket: the account that keeps the folder, and root, who could anyway. Over TCP: whoever has the password."""
        us = {"root"}
        if not self.account:
            with contextlib.suppress(KeyError):
                us.add(pwd.getpwuid(os.getuid()).pw_name)
        (self.cluster / "pg_hba.conf").write_text("local all all peer map=club21\nhost club21 club21_reader 127.0.0.1/32 scram-sha-256\n")
        (self.cluster / "pg_ident.conf").write_text("".join(f'club21 "{name}" all\n' for name in sorted(us)))

    def clear_leftovers(self) -> None:
        """We hold the lock, so whoever still stands in the folder was left behind by a kill -9."""
        for attempt in range(500):
            left = list(self.stands_here())
            if not left:
                break
            for pid in left:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGQUIT if attempt < 300 else signal.SIGKILL)
            time.sleep(0.02)
        name = f".s.PGSQL.{self.port}"
        for stale in (self.cluster / "postmaster.pid", self.sockets / name, self.sockets / f"{name}.lock"):
            stale.unlink(missing_ok=True)

    def stands_here(self) -> Iterator[int]:
        """Every live process of a cluster stands in its data folder; a zombie stands nowhere."""
        for entry in Path("/proc").iterdir():
            with contextlib.suppress(OSError):
                if entry.name.isdigit() and (entry / "cwd").readlink() == self.cluster:
                    yield int(entry.name)

    @contextlib.contextmanager
    def journal(self) -> Iterator[int]:
        """What the server says; the former journal is kept beside when it grew long."""
        path = self.home / "journal.log"
        with contextlib.suppress(FileNotFoundError):
            if path.stat().st_size > JOURNAL_LIMIT:
                path.replace(path.with_suffix(".old.log"))
        opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        if self.account:
            os.fchown(opened, self.account["user"], self.account["group"])
        try:
            yield opened
        finally:
            os.close(opened)

    def last_words(self, since: int) -> str:
        """The line that most likely says why: the last fatal one, else the last."""
        lines = (self.home / "journal.log").read_bytes()[since:].decode(errors="replace").splitlines()
        telling = [line for line in lines if "FATAL" in line or "PANIC" in line or "error:" in line or "ERROR" in line]
        return (telling or lines or ["?"])[-1].strip()


def stop_with_parent() -> None:
    """Runs in the server before it begins: stop cleanly when the keeper is killed."""
    C_LIBRARY.prctl(PR_SET_PDEATHSIG, signal.SIGINT)


def failed(key: str, why: str) -> NoReturn:
    """Say why to whoever started us, and end."""
    print(json.dumps({"key": key, "why": why}), file=sys.stderr, flush=True)
    # Not sys.exit: threads that wait for locks shall not keep this process.
    os._exit(1)


def main() -> None:
    """Read what to keep, and keep it."""
    try:
        Keeper(**json.loads(sys.argv[1])).keep()
    except OSError as error:
        failed("embedded.will_not_start", str(error))
    os._exit(0)


if __name__ == "__main__":
    main()
