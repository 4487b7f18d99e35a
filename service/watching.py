"""``club21 watch``: what happens in a network, as it happens; for people a sentence each, for programs a document a line.

It is a program like any other: it shows its token, and sees what the token may see.
"""

import argparse
import asyncio
import contextlib
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec

from service.client.holding import Caught, Commit, Lost, Over, Retold
from service.client.keeping import Keeping, Kept, Proved
from service.client.live import Client, Cut, News
from service.client.roads import Away, Ended
from service.languages import Language, say
from service.live import frames
from service.live.connection import TOPIC
from service.notices import words
from service.settings import Settings
from service.stopped import Stopped

ACTIVITY = "recent_activity"
SIGNING = 10.0  # seconds until something is signed of a log that is new
REMEMBERED = 1_000  # events of which it is known that they were told: some come through several lanes
#: Says nothing to a reader beside what the sentence says; as the screens have it.
SILENT = frozenset({"order_key", "plan", "parent", "axis_id", "tag", "conflict", "version", "phase"})


async def watch(settings: Settings, language: Language, options: argparse.Namespace) -> int:
    """Tell what happens until Ctrl-C; Stopped says in one sentence why it can not."""
    network, url = _id(options.network), options.url or settings.base_url
    token = os.environ.get("CLUB21_TOKEN", "")
    if not token:
        raise Stopped("cli.watch_no_token")
    for topic in options.topics:
        if not TOPIC.fullmatch(topic):
            raise Stopped("cli.watch_no_topic", topic=topic)
    kept = _read(options.keep, network)
    if kept.broken is not None:
        raise _rewritten(kept)
    try:
        async with Client(url, network, token, kept=kept) as client:
            if options.replay:
                return await _retell(client, network, options)
            telling = Telling(client, language, network, everything=not options.topics, as_json=options.json)
            for topic in options.topics or [f"network:{network}"]:
                client.follow(topic)
            client.follow(f"people:{network}")
            async for news in client.news():
                telling.hear(news)
                _keep(client, news, network, options)
                if not client.held.followed.keys() - {f"people:{network}"}:
                    raise Stopped("cli.watch_nothing", id=network)
    except Away as error:
        raise Stopped("cli.watch_away", url=url, why=error.why) from error
    except Ended as error:
        raise _stopped(error, network) from error
    return 0


async def _retell(client: Client, network: UUID, options: argparse.Namespace) -> int:
    """Print the events of a journal, a line each, then end; where something is to be kept, once that is proved."""
    last, over, proved = options.begin, False, options.keep is None
    client.retell(f"journal:{network}", last, options.until)
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(None) as patience:
            async for news in client.news():
                _keep(client, news, network, options)
                match news:
                    case Proved():
                        proved = True
                    case Retold(event=event):
                        if event.pos != last + 1:  # an auditor of the whole network is told every position there is
                            raise Lacking("cli.watch_hole", first=last + 1, last=event.pos - 1)
                        last = event.pos
                        print(msgspec.json.encode(_line(event)).decode(), flush=True)
                    case Over(code="finished"):
                        over = True
                        patience.reschedule(asyncio.get_running_loop().time() + SIGNING)
                    case Over():
                        raise Stopped("cli.watch_no_journal", id=network)
                if over and proved:
                    break
    return 0


def _line(event: frames.Ev) -> dict[str, Any]:
    fields = {"position": event.pos} | msgspec.structs.asdict(event)
    return {name: value for name, value in fields.items() if name not in ("l", "prev", "pos")}


# --- What is kept of the log ------------------------------------------------------------------------------------------


class Lacking(Stopped):
    """The log is not what it was: the command ends with exit code 1, as a check that found something."""

    code = 1


def _read(file: Path | None, network: UUID) -> Keeping:
    """What was kept of this network's log, from a file that may hold those of several."""
    if file is None or not file.exists():
        return Keeping()
    try:
        kept = msgspec.json.decode(file.read_bytes(), type=dict[UUID, Kept]).get(network, Kept())
    except (OSError, msgspec.DecodeError) as error:
        raise Stopped("cli.watch_no_keep", file=file, why=error) from error
    return Keeping(kept.tree, kept.keys, kept.broken)


def _keep(client: Client, news: News, network: UUID, options: argparse.Namespace) -> None:
    """Write down what is kept whenever it has changed; and end where it is not what it was."""
    if not isinstance(news, Proved):
        return
    if options.keep is not None:
        file: Path = options.keep
        try:
            held = msgspec.json.decode(file.read_bytes(), type=dict[UUID, Kept]) if file.exists() else {}
            with tempfile.NamedTemporaryFile(dir=file.parent, prefix=f".{file.name}.", delete=False) as written:
                written.write(msgspec.json.encode(held | {network: client.kept.kept}))
            Path(written.name).replace(file)  # whole, or as it was
        except (OSError, msgspec.DecodeError) as error:
            raise Stopped("cli.watch_no_keep", file=file, why=error) from error
    if client.kept.broken is not None:
        raise _rewritten(client.kept)


def _rewritten(kept: Keeping) -> Stopped:
    broken = kept.broken
    size = broken.kept.size if broken is not None and broken.kept is not None else 0
    return Lacking(f"cli.watch_{broken.why if broken is not None else 'rewritten'}", size=size)


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Stopped("cli.no_id", text=text) from None


def _stopped(error: Ended, network: UUID) -> Stopped:
    match error.code:
        case frames.SIGNED_OUT:
            return Stopped("cli.watch_wrong_token")
        case frames.FORBIDDEN:
            return Stopped("cli.watch_nothing", id=network)
    return Stopped("cli.watch_ended", code=error.code, why=error.reason)


class Telling:
    """Prints news; what is about the connection goes where errors go, so that it is in nobody's way."""

    def __init__(self, client: Client, language: Language, network: UUID, *, everything: bool, as_json: bool) -> None:
        self._client = client
        self._held = client.held
        self._language = language
        self._network = network
        self._everything = everything
        self._as_json = as_json
        self._told: dict[int, None] = {}

    def hear(self, news: News) -> None:
        """One piece of news."""
        if self._everything:
            self._follow_plans()
        if self._as_json:
            print(msgspec.json.encode(news).decode(), flush=True)
            return
        match news:
            case Commit():
                for line in self._lines(news):
                    print(line, flush=True)
            case Caught(topic, pos) if not topic.startswith("people:"):
                self._note("cli.watch_live", topic=self._called(topic), position=pos)
            case Lost(topic):
                self._note("cli.watch_lost", topic=self._called(topic))
            case Over(topic) if not topic.startswith("people:"):
                self._note("cli.watch_over", topic=self._called(topic))
            case Proved(size=size, why="restored"):
                self._note("cli.watch_restored", size=size)
            case Cut(_, wait):
                self._note("cli.watch_cut", seconds=round(wait, 1))

    def _follow_plans(self) -> None:
        for plan in self._held.rows("plan_list"):
            self._client.follow(f"plan:{plan}")

    def _note(self, key: str, **values: object) -> None:
        print(say(self._language, key, **values), file=sys.stderr, flush=True)

    def _called(self, topic: str) -> str:
        """A topic as people call it, where its rows say so."""
        return self._title(topic.partition(":")[2]) or topic

    def _lines(self, commit: Commit) -> Iterator[str]:
        if commit.by is None:
            yield say(self._language, "cli.watch_many", topic=self._called(commit.topic), count=len(commit.rows))
        for one in commit.rows:
            if one.table == ACTIVITY and one.row is not None and one.key not in self._told:
                self._told[one.key] = None
                if len(self._told) > REMEMBERED:
                    del self._told[next(iter(self._told))]
                yield self._sentence(one.row)

    def _sentence(self, entry: Mapping[str, Any]) -> str:
        """Who did what, to what, and when."""
        when = datetime.fromisoformat(entry["at"]).astimezone()
        by = say(self._language, "person.service") if entry["by"] == str(self._network) else self._name(entry["by"])
        line = say(self._language, "cli.watch_line", when=f"{when:%d/%m %H:%M:%S}", who=by, told=self._done(entry))
        reason = entry["reason"]
        return line if not reason else f"{line} {say(self._language, 'told.reason', reason=words.short(reason))}"

    def _done(self, entry: Mapping[str, Any]) -> str:
        """What was done, as the lists of activity on screen say it."""
        language, tag, changed = self._language, entry["tag"], entry["changed"]
        root, item = tag.partition(".")[0], entry["stream_id"]
        on = changed.get("on") or changed.get("kind") or ("action" if changed.get("action") else "plan")
        if root in ("note", "comment", "attachment"):
            item = changed.get("item") or changed.get("action") or entry["plan_id"]
        title = "" if tag in words.OWN else self._named(entry) or self._title(str(item)) or ""
        title = title or words.own(tag, changed)
        if tag == "action.edited":
            fields = {field: value for field, value in changed.items() if field not in SILENT}
            said = {"title": f" {words.quoted(language, title)}" if title else ""}
            labels = [words.label(language, field) for field in fields]
            if not fields:
                return say(language, "told.moved" if {"order_key", "axis"} & changed.keys() else "told.edited", **said)
            if len(fields) > 1:
                return say(language, "told.set_many", fields=", ".join(labels), **said)
            ((field, value),) = fields.items()
            if value in (None, "", []):
                return say(language, "told.emptied", field=labels[0], **said)
            if isinstance(value, dict) or "\n" in str(value) or len(str(value)) > words.LONGEST:
                return say(language, "told.rewrote", field=labels[0], **said)
            names = words.Names(self._name, lambda axis: self._title(axis) or "?")
            return say(language, "told.set", field=labels[0], value=words.value(language, field, value, names), **said)
        person = changed.get("person")
        authority = self._title(str(changed.get("authority"))) or ""
        named = {"person": self._name(person) if person else "", "authority": authority}
        return words.told(language, tag, changed, on=str(on), title=title, **named)

    def _name(self, person: Any) -> str:
        """What a person is called; a program that only reads is not shown who people are."""
        return self._held.name(person) or say(self._language, "cli.watch_somebody", end=str(person)[-4:])

    def _title(self, id: str) -> str | None:
        """What the item of this id is called, by whichever of its rows says so."""
        for one in self._held.find(id):
            for field in ("title", "name", "label"):
                if one.row is not None and isinstance(title := one.row.get(field), str) and title:
                    return title
        return None

    def _named(self, entry: Mapping[str, Any]) -> str | None:
        changed = entry["changed"]
        known = (self._title(str(changed[part])) for part in ("axis", "phase", "version", "objective") if part in changed)
        return next((title for title in known if title), None)
