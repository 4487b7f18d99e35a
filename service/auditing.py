"""``club21 audit``: evidence as an operator takes it along. What anybody checks it with is events/audit/verify.py."""

import argparse
import os
from pathlib import Path
from typing import Any

import asyncpg

from events.audit import bundle
from events.audit.trees import Rewritten, Trees, Unsigned
from events.ids import NetworkId, PersonId, PlanId
from events.log import check as checking
from service import database, exports, signing_key
from service.languages import Language, say
from service.operating import id_of
from service.progress import Bar
from service.settings import Settings
from service.signing_key import SigningKey
from service.stopped import Stopped


async def export(settings: Settings, language: Language, options: argparse.Namespace) -> int:
    """Write a bundle beside where it shall be, and give it its name once it is whole."""
    network_id = NetworkId(id_of(options.network))
    plan = PlanId(id_of(options.plan)) if options.plan else None
    async with (
        database.reached(settings) as addresses,
        asyncpg.create_pool(addresses.application, min_size=1, max_size=3, timeout=5) as pool,
    ):
        async with pool.acquire() as db:
            if not await db.fetch(checking.SQL.networks, [network_id]):
                raise Stopped("cli.no_such_network", id=options.network)
            if plan is not None and not await db.fetch(bundle.SQL.of_plan, network_id, plan, [], 2**62):
                raise Stopped("cli.audit_no_plan", id=options.plan)
        begun = (options.to or Path(f"club21-{plan or network_id}.zip")).with_suffix(".part")
        head = await _written(pool, network_id, plan, options.size, begun, Bar(say(language, "cli.audit_exporting")))
        # Nobody is signed in at a command line: the network has itself exported.
        await exports.note(pool, PersonId(network_id), "plan_evidence" if plan else "network_evidence", network_id, plan)
        made = options.to or begun.with_name(f"club21-{plan or network_id}-{head.epoch}.{head.size}.zip")
        os.replace(begun, made)
    print(say(language, "cli.audit_exported", file=made, epoch=head.epoch, size=head.size))
    return 0


async def rotate_key(settings: Settings, language: Language, options: argparse.Namespace) -> int:
    """Put a new key in the place of the one that checkpoints are signed with; whoever serves takes it from the next one on."""
    if not options.yes:
        raise Stopped("cli.key_unrotated")
    try:
        SigningKey(settings.signing_key).rotate()
    except signing_key.Unusable as error:
        raise Stopped("cli.signing_key_unusable", file=error.file, why=error.why) from error
    print(say(language, "cli.key_rotated", file=settings.signing_key))
    return 0


async def _written(
    pool: "asyncpg.Pool[Any]", network_id: NetworkId, plan: PlanId | None, sizes: list[int], path: Path, bar: Bar
) -> bundle.Head:
    try:
        with path.open("wb") as target:
            async with pool.acquire() as db:
                return await bundle.write(db, Trees(pool), network_id, target, plan, sizes=sizes, progress=bar)
    except Unsigned:
        path.unlink()
        raise Stopped("cli.audit_unsigned") from None
    except Rewritten as error:
        path.unlink()
        raise Stopped("cli.audit_rewritten", first=error.after + 1, last=error.through) from None
    except OSError as error:
        raise Stopped("cli.audit_no_file", file=path, why=error.strerror or error) from error
