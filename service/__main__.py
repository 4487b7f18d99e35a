"""The command line: ``club21 serve``, ``club21 migrate`` and so on; each explains itself with ``--help``.

Exit codes: 0 done, 1 done and the answer is no, 2 it could not start (one sentence says why and what to do).
"""

import argparse
import importlib.util
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from service import languages, settings
from service.languages import say
from service.stopped import Stopped

Run = Callable[[argparse.Namespace], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the number is its exit code."""
    options = _parser().parse_args(arguments)
    language = languages.of_terminal(os.environ)
    try:
        code = int(options.run(options))
        sys.stdout.flush()  # here, where a reader who went away is no fault of ours
        return code
    except BrokenPipeError:
        if not _nobody_reads():
            raise
        return 128 + signal.SIGPIPE
    except settings.Faults as error:
        for key, values in error.faults:
            print(say(language, key, **values), file=sys.stderr)
    except Stopped as error:
        print(say(language, error.key, **error.values), file=sys.stderr)
        return error.code
    except KeyboardInterrupt:
        return 0 if options.run in (_serve, _watch) else 130  # stopping is what ends these well
    return 2


def _nobody_reads() -> bool:
    """Did whoever read what is printed go away, as ``head`` does? What is left is then for nobody."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return True
    return False


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="club21",
        description="Shared action plans for networks of local authorities: edited together, live, with their whole history.",
        epilog="Settings come from the environment and from club21.toml; docs/operating.md lists them. "
        "Exit codes: 0 done, 1 the answer is no, 2 it could not start.",
    )
    parser.add_argument("--settings", type=Path, metavar="FILE", help="a settings file other than ./club21.toml")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def command(name: str, run: Run, told: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=told, description=told)
        made.set_defaults(run=run)
        return made

    serve = command("serve", _serve, "Serve pages, HTTP and live connections on one port, until Ctrl-C.")
    serve.add_argument("--no-demo", action="store_true", help="found no demonstration networks, print no sign-in links")
    command("migrate", _migrate, "Bring the database to the newest shape, and stop.")
    rebuild = command("rebuild", _rebuild, "Make the tables that people look at again, from the log, while everything runs.")
    rebuild.add_argument("projections", nargs="*", metavar="PROJECTION", help="these alone; all of them where none is named")
    rebuild.add_argument("--network", metavar="ID", help="one network alone")
    rebuild.add_argument("--drop-old", action="store_true", help="make nothing; drop the tables of versions that no view shows any more")
    pass_over = command(
        "pass-over", _pass_over, "Let a table go on without an event that it can not fold: the last resort, kept with its reason."
    )
    pass_over.add_argument("projection", metavar="PROJECTION", help="the table; /health/ready names it under `parked`")
    pass_over.add_argument(
        "position", type=int, metavar="POSITION", help="the event that it stands still at: parked_position of read.checkpoint"
    )
    pass_over.add_argument("--network", metavar="ID", required=True, help="the network's id")
    pass_over.add_argument("--reason", metavar="TEXT", required=True, help="why, for those who will miss it: kept in read.passed_over")
    demo = command("demo", _demo, "Found the demonstration networks where they are missing, and print sign-in links.")
    demo.add_argument("--reset", action="store_true", help="found new ones and archive the former")
    found = command("found", _found, "Found a network of your own, with its first facilitator, and print their sign-in link.")
    found.add_argument("name", metavar="NAME", help="what the network is called")
    found.add_argument("--facilitator", metavar="NAME", required=True, help="the person who lets everyone else in")
    found.add_argument("--time-zone", metavar="ZONE", default="Europe/Paris", help="where its days begin and end (Europe/Paris)")
    invite = command("invite", _invite, "Give a person a role in a network, and print their sign-in link.")
    invite.add_argument("network", metavar="NETWORK", help="the network's id; `club21 people` lists them")
    invite.add_argument("role", choices=("facilitator", "editor", "elected_official", "partner", "auditor"))
    invite.add_argument("name", metavar="NAME", help="the person")
    invite.add_argument(
        "--email", metavar="ADDRESS", help="their address: theirs once they sign in by the link, which is printed, not sent"
    )
    invite.add_argument("--function", metavar="TEXT", help="what they do, as their colleagues see it")
    invite.add_argument("--authority", metavar="SIREN", help="the local authority they act for, by its SIREN; editors need one")
    invite.add_argument("--authority-name", metavar="NAME", help="its name, where the network does not know it yet")
    invite.add_argument("--kind", metavar="KIND", default="municipality", help="its kind, where it is new (municipality)")
    bring_in = command("import", _import, "Bring a workbook (.xlsx, .ods) into a plan: checked first, told row by row.")
    bring_in.add_argument("file", type=Path, metavar="FILE", help="the workbook")
    bring_in.add_argument("--network", metavar="ID", required=True, help="the network's id; `club21 people` lists them")
    bring_in.add_argument("--plan", metavar="ID", help="the plan's id; needed where the network has several")
    bring_in.add_argument("--sheet", metavar="NAME", help="one sheet alone; every sheet that holds a plan where none is named")
    bring_in.add_argument("--by", metavar="PERSON", help="the person in whose name; the network itself where nobody is named")
    bring_in.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")
    contributions = command("import-workshop", _import_workshop, "Bring the tables of workshops in: checked first, told row by row.")
    contributions.add_argument("file", type=Path, metavar="FILE", help="a workbook (.xlsx, .ods), or a text with tables (.csv, .tsv, .md)")
    contributions.add_argument("--network", metavar="ID", required=True, help="the network's id; `club21 people` lists them")
    contributions.add_argument("--meeting", metavar="ID", help="the meeting to which workshops belong that are opened for it")
    contributions.add_argument("--split", metavar="ROW", action="append", default=[], help="cut this row where another action may begin")
    contributions.add_argument("--orientation", metavar="ROW=TEXT", action="append", default=[], help="the orientation of this row")
    contributions.add_argument("--by", metavar="PERSON", help="the person in whose name; the network itself where nobody is named")
    contributions.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")
    attendance = command("import-attendance", _import_attendance, "Check people in from a list of who was there: checked first, by row.")
    attendance.add_argument("file", type=Path, metavar="FILE", help="a workbook (.xlsx, .ods), or a text with a table (.csv, .tsv, .md)")
    attendance.add_argument("--network", metavar="ID", required=True, help="the network's id; `club21 people` lists them")
    attendance.add_argument("--meeting", metavar="ID", required=True, help="the meeting's id, as the address of its page ends")
    attendance.add_argument("--by", metavar="PERSON", help="the person in whose name; the network itself where nobody is named")
    attendance.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")
    redact = command("redact", _redact, "Take a text that somebody typed out of the log for good, wherever it stands: never undone.")
    redact.add_argument("network", metavar="NETWORK", help="the network's id; `club21 people` lists them")
    redact.add_argument("position", type=int, metavar="POSITION", help="an event that holds the text; `club21 log tail` shows them")
    redact.add_argument("field", metavar="FIELD", help="its field there: description, reason, partners.2, extra.Suivi")
    redact.add_argument("--text", metavar="PART", help="look for this part of it elsewhere, not for all of it")
    redact.add_argument("--reason", metavar="TEXT", required=True, help="why: kept for ever, read by the network; without the text itself")
    redact.add_argument("--dry-run", action="store_true", help="say where it stands, and do nothing")
    _token_commands(commands.add_parser("token", help=TOKENS, description=TOKENS))
    fake = command("fake-provider", _fake_provider, "Serve an identity provider on this machine that vouches for anybody: to try things.")
    fake.add_argument("--port", type=int, default=9021, help="where it listens, on 127.0.0.1 alone (9021)")
    fake.add_argument("--proconnect", action="store_true", help="be as strict as ProConnect")
    _people_commands(command("people", _people, "List networks, and who has which role in each; or erase a person."))
    _files_commands(commands.add_parser("files", help=FILES, description=FILES))
    link = command("link", _link, "Print a new one-time sign-in link for a person; `club21 people` lists them.")
    link.add_argument("person", metavar="PERSON", help="the person's id")
    link.add_argument("--hours", type=int, default=24, help="how long it can be used (24)")
    _log_commands(commands.add_parser("log", help=LOG, description=LOG))
    _audit_commands(commands.add_parser("audit", help=AUDIT, description=AUDIT))
    watching = command("watch", _watch, "Tell what happens in a network as it happens, seen with the token in CLUB21_TOKEN, until Ctrl-C.")
    watching.add_argument("network", metavar="NETWORK", help="the network's id, as the addresses of its pages have it")
    watching.add_argument(
        "topics", metavar="TOPIC", nargs="*", help="what to follow, such as plan:…; the network and all its plans where none is named"
    )
    watching.add_argument("--url", help="where the service is (BASE_URL of the settings)")
    watching.add_argument("--json", action="store_true", help="one document a line, with whole rows")
    watching.add_argument(
        "--keep", type=Path, metavar="FILE", help="keep what is signed of the log, and tell if it was rewritten since: exit code 1"
    )
    watching.add_argument(
        "--replay", action="store_true", help="tell the events of the journal again, a line of JSON each, then end; for auditors"
    )
    watching.add_argument("--from", dest="begin", type=int, default=0, metavar="POSITION", help="with --replay: those after this position")
    watching.add_argument("--until", type=int, metavar="POSITION", help="with --replay: and no further than this one")
    program = command(
        "postgres", _postgres, "Run one of PostgreSQL's own programs on the database that comes with Club 21: psql, pg_dump …"
    )
    program.add_argument("program", metavar="PROGRAM", help="its name: psql, pg_dump, pg_restore …")
    program.add_argument("arguments", nargs=argparse.REMAINDER, metavar="…", help="what it is given; the database is named already")
    types = command("types", _types, "Write what is generated: the TypeScript types, and the tables of docs/.")
    types.add_argument("--check", action="store_true", help="write nothing; exit code 1 where something differs")
    bench = command("bench", _bench, "Measure this program against its peers; writes var/bench.json.")
    bench.add_argument("bars", nargs="*", metavar="BAR", help="these alone; all of them where none is named")
    return parser


def _people_commands(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")

    def command(name: str, run: Run, told: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=told, description=told)
        made.set_defaults(run=run)
        return made

    command("requests", _requests, "List what people ask about their data and nobody has answered, by when it is due.")
    erase = command("erase", _erase, "Erase a person for good: name, contacts, account, sessions. The log keeps an id without a name.")
    erase.add_argument("person", metavar="PERSON", help="the person's id; `club21 people` lists them")
    erase.add_argument("--reason", metavar="TEXT", required=True, help="why, for the register of requests; without names")
    erase.add_argument("--yes", action="store_true", help="do it; without this, only say what would be done")
    command("purge", _purge, "Let go at once of what is kept longer than the settings KEEP_… say; the service does so every hour.")


FILES = "Check that attached files are where they are kept, and move them from one store to another."


def _files_commands(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def command(name: str, told: str) -> None:
        commands.add_parser(name, help=told, description=told).set_defaults(run=_keep_files(name))

    command("check", "Read every file once: exit code 1 where one is missing or is not what was attached.")
    command("move", "Move all files from FILES_STORE_BEFORE to FILES_STORE, while everything runs; asked again, it goes on where it was.")


TOKENS = "Make, list and revoke the tokens with which programs come in."


def _token_commands(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def command(name: str, run: Run, told: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=told, description=told)
        made.set_defaults(run=run)
        made.add_argument("network", metavar="NETWORK", help="the network's id; `club21 people` lists them")
        return made

    make = command("make", _make_token, "Make a token for a program, and print its secret: it is told this once.")
    make.add_argument("name", metavar="NAME", help="what the program is called, as histories show it")
    kind = make.add_mutually_exclusive_group()
    kind.add_argument("--command", action="store_true", help="it may change plans, for an authority; without this it reads")
    kind.add_argument("--audit", action="store_true", help="it reads everything there is, every event of the log too, and writes nothing")
    make.add_argument("--authority", metavar="SIREN", help="the local authority it acts for, by its SIREN")
    make.add_argument("--plan", metavar="ID", action="append", default=[], help="it reaches this plan alone; may be given several times")
    make.add_argument("--days", type=int, default=90, help="how long it can be used: 1 to 365 (90)")
    command("list", _list_tokens, "List the tokens of a network, the newest first.")
    revoke = command("revoke", _revoke_token, "Revoke a token: its connections end, and nothing it asks is answered any more.")
    revoke.add_argument("token", metavar="TOKEN", help="its id; `club21 token list` shows it")


LOG = "Look at the log: check that it is whole, follow it, measure it, begin a new epoch."


def _log_commands(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def command(name: str, told: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=told, description=told)
        made.set_defaults(run=_look_at_log(name.replace("-", "_")))
        return made

    check = command(
        "check", "Check everything that is written against what the log promises, while everything runs; exit code 1 tells of findings."
    )
    check.add_argument("--network", metavar="ID", help="one network alone; all of them where none is named")
    check.add_argument("--json", action="store_true", help="one document a line: each finding, then the sums")
    tail = command("tail", "Show the events of a network, one a line: the newest 20, or all from a token on.")
    tail.add_argument("--network", metavar="ID", required=True, help="the network's id; `club21 people` lists them")
    tail.add_argument("--from", dest="begin", metavar="TOKEN", help="the first event to show, such as 1.42")
    tail.add_argument("--follow", action="store_true", help="go on with what is written from now on, until Ctrl-C")
    tail.add_argument("--json", action="store_true", help="one document a line, with the whole event")
    stats = command("stats", "Count networks, events, streams and commands; how large they are, and how many come a day.")
    stats.add_argument("--days", type=int, default=14, help="the newest days with events to show (14)")
    stats.add_argument("--json", action="store_true", help="one document for all of it")
    epoch = command(
        "new-epoch",
        "Begin a new epoch: tokens given out so far are refused and every screen starts afresh from what stands. For a restore or a "
        "fail-over that the program can not see by itself (docs/operating.md says which). No event is changed.",
    )
    which = epoch.add_mutually_exclusive_group(required=True)
    which.add_argument("--network", metavar="ID", help="of one network")
    which.add_argument("--all", action="store_true", help="of every network of the database")
    epoch.add_argument("--yes", action="store_true", help="do it; without this, only say what would be done")


AUDIT = "Take evidence along that nobody rewrote a log, and check it, also where no service runs."


def _audit_commands(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def command(name: str, run: Run, told: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=told, description=told)
        made.set_defaults(run=run)
        return made

    export = command("export", _export, "Write a network, or one plan, into an archive with all that proves it.")
    export.add_argument("network", metavar="NETWORK", help="the network's id; `club21 people` lists them")
    export.add_argument("--plan", metavar="ID", help="what belongs to this plan alone, each event with a proof of its own")
    sizes = "of a plan: prove that it goes on from the checkpoint of this size, which somebody kept"
    export.add_argument("--size", metavar="SIZE", type=int, action="append", default=[], help=sizes)
    export.add_argument("--to", type=Path, metavar="FILE", help="where; else here, under a name that says what it holds")
    verify = command("verify", _verify, "Check such an archive: exit code 0 all of it holds, 1 something does not, 2 it can not be read.")
    verify.add_argument("file", metavar="FILE", help="the archive")
    verify.add_argument("--key", metavar="LINE", action="append", default=[], help="trust this verifier line, and no key of the archive")
    verify.add_argument("--against", metavar="FILE", help="an older archive, or a checkpoint that was kept")
    rotate = command("rotate-key", _rotate_key, "Sign with a new key from now on; what was signed with the former stays valid.")
    rotate.add_argument("--yes", action="store_true", help="do it; without this, only say what would be done")


def _settings(options: argparse.Namespace) -> settings.Settings:
    return settings.read(os.environ, options.settings)


def _await(work: Callable[[], Awaitable[int]]) -> int:
    import uvloop  # a second of imports that --help can do without, here and below

    async def done() -> int:
        return await work()

    return uvloop.run(done())


def _serve(options: argparse.Namespace) -> int:
    from service import serving

    chosen, language = _settings(options), languages.of_terminal(os.environ)
    for path in settings.exposed(os.environ, options.settings):
        print(say(language, "settings.exposed", file=path), file=sys.stderr)
    return _await(lambda: serving.serve(chosen, language, demonstrate=not options.no_demo))


def _operate(work: str) -> Run:
    """A command that works on the database and prints what came of it."""

    def run(options: argparse.Namespace) -> int:
        from service import operating

        chosen, language = _settings(options), languages.of_terminal(os.environ)
        return _await(lambda: getattr(operating, work)(chosen, language, options))

    return run


_migrate, _rebuild, _pass_over, _demo, _found, _invite, _people, _link, _redact = (
    _operate(work) for work in ("migrate", "rebuild", "pass_over", "demo", "found", "invite", "people", "link", "redact")
)
_make_token, _list_tokens, _revoke_token = (_operate(work) for work in ("make_token", "list_tokens", "revoke_token"))


def _forget(work: str) -> Run:
    def run(options: argparse.Namespace) -> int:
        from service import personal

        chosen, language = _settings(options), languages.of_terminal(os.environ)
        return _await(lambda: getattr(personal, work)(chosen, language, options))

    return run


_requests, _erase, _purge = (_forget(work) for work in ("requested", "erase", "purge"))


def _keep_files(work: str) -> Run:
    def run(options: argparse.Namespace) -> int:
        from service.attachments import store

        chosen, language = _settings(options), languages.of_terminal(os.environ)
        return _await(lambda: getattr(store, work)(chosen, language, options))

    return run


def _look_at_log(work: str) -> Run:
    def run(options: argparse.Namespace) -> int:
        from service import logbook

        chosen, language = _settings(options), languages.of_terminal(os.environ)
        return _await(lambda: getattr(logbook, work)(chosen, language, options))

    return run


def _export(options: argparse.Namespace) -> int:
    from service import auditing

    chosen, language = _settings(options), languages.of_terminal(os.environ)
    return _await(lambda: auditing.export(chosen, language, options))


def _rotate_key(options: argparse.Namespace) -> int:
    from service import auditing

    chosen, language = _settings(options), languages.of_terminal(os.environ)
    return _await(lambda: auditing.rotate_key(chosen, language, options))


def _verify(options: argparse.Namespace) -> int:
    from events.audit import verify

    asked = [*(f"--key={key}" for key in options.key), *([f"--against={options.against}"] if options.against else [])]
    return verify.main([*asked, "--", options.file])


def _watch(options: argparse.Namespace) -> int:
    from service import watching

    chosen, language = _settings(options), languages.of_terminal(os.environ)
    return _await(lambda: watching.watch(chosen, language, options))


def _postgres(options: argparse.Namespace) -> int:
    from service import programs

    chosen, language = _settings(options), languages.of_terminal(os.environ)
    return _await(lambda: programs.postgres(chosen, language, options))


def _import(options: argparse.Namespace) -> int:
    from service import importing

    chosen, language = _settings(options), languages.of_terminal(os.environ)
    return _await(lambda: importing.bring_in(chosen, language, options))


def _import_workshop(options: argparse.Namespace) -> int:
    from service import importing_contributions

    chosen, language = _settings(options), languages.of_terminal(os.environ)
    return _await(lambda: importing_contributions.bring_in(chosen, language, options))


def _import_attendance(options: argparse.Namespace) -> int:
    from service import importing_attendance

    chosen, language = _settings(options), languages.of_terminal(os.environ)
    return _await(lambda: importing_attendance.bring_in(chosen, language, options))


def _types(options: argparse.Namespace) -> int:
    from service import generated

    return generated.write(check=options.check)


def _fake_provider(options: argparse.Namespace) -> int:
    from service import fake_provider

    return fake_provider.serve(languages.of_terminal(os.environ), options)


def _bench(options: argparse.Namespace) -> int:
    import runpy

    if importlib.util.find_spec("bench") is None:
        raise Stopped("cli.no_bench")
    sys.argv = ["bench", *options.bars]
    runpy.run_module("bench", run_name="__main__", alter_sys=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
