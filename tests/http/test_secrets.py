"""A service that is given secrets says none of them: in no line it writes, in no answer but the one that hands a secret out.

The whole program runs, in a process of its own, with passwords in its settings and in files; people sign in well and badly, mail and a
provider do not answer, commands are asked, good and bad ones. Then everything it said is searched.
"""

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

import asyncpg
import httpx

from events import ids
from service.embedded import Addresses
from service.identity import links
from tests.http.test_accounts import carrying
from tests.http.town import asking
from tests.terminal import club21

ROOT = Path(__file__).parents[2]

DATABASE, MAIL, CLIENT, PROCONNECT = "gr3nouille-base", "gr3nouille-lettres", "gr3nouille-oidc", "gr3nouille-proconnect"
PASSWORD, WRONG, EMAIL = "neuf grenouilles au bord", "dix grenouilles au bord", "ada@hautefeuille.example"
NOWHERE = "http://127.0.0.1:1"  # refuses at once


def said_in(text: str, secrets: dict[str, str]) -> set[str]:
    """Which of these secrets a text holds, as it is or as an address writes it."""
    return {name for name, secret in secrets.items() if secret in text or quote(secret) in text}


def with_password(address: str, password: str) -> str:
    parts = urlsplit(address)
    user, host = parts.username or "", parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{user}:{password}@{host}"))


async def test_no_secret_is_said(database: Addresses, tmp_path: Path) -> None:
    (tmp_path / "client").write_text(CLIENT)
    (tmp_path / "club21.toml").write_text(f'proconnect_client_secret = "{PROCONNECT}"\n')
    environment = {
        "PORT": "0",
        "LOG_FORMAT": "json",
        "DATABASE_URL": with_password(database.application, DATABASE),
        "DATABASE_OWNER_URL": with_password(database.owner, DATABASE),
        "MAIL_URL": f"smtp+plain://club21:{MAIL}@127.0.0.1:1",
        "OIDC_ISSUER": NOWHERE,
        "OIDC_CLIENT_ID": "club21",
        "OIDC_CLIENT_SECRET_FILE": str(tmp_path / "client"),
        "PROCONNECT_ISSUER": NOWHERE,
        "PROCONNECT_CLIENT_ID": "club21",
    }
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "service", "--settings", str(tmp_path / "club21.toml"), "serve", "--no-demo"),
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    lines: list[bytes] = []
    try:
        async with asyncio.timeout(60):
            lived = Life((await process.stdout.readline()).decode().split()[-1], database)
            await lived.live()
            while not any(b"letter_waits" in line for line in lines):  # the letter that was asked for does not leave
                lines.append(await process.stderr.readline())
    finally:
        process.send_signal(signal.SIGTERM)
        out, err = await asyncio.wait_for(process.communicate(), 60)
    written = [json.loads(line) for line in [*lines, *err.splitlines()]]
    assert {"letter_waits", "provider_failed"} <= {line["event"] for line in written}
    assert len([line for line in written if line["event"] == "request_handled"]) > len(lived.answers) >= 14
    assert said_in((b"".join(lines) + out + err).decode(), lived.secrets) == set()
    assert {text[:200]: said for text in lived.answers if (said := said_in(text, lived.secrets))} == {}


class Life:
    """What people do with a service; every answer is kept, but for those that hand out a secret: those are secrets from then on."""

    def __init__(self, url: str, database: Addresses) -> None:
        self.url = url
        self.database = database
        self.answers: list[str] = []
        self.secrets = {"database": DATABASE, "mail": MAIL, "client": CLIENT, "proconnect": PROCONNECT}
        self.secrets |= {"password": PASSWORD, "wrong password": WRONG, "address": EMAIL}

    async def live(self) -> None:
        network = await self._founded()
        async with httpx.AsyncClient(base_url=self.url, verify=False, timeout=60) as browser:  # noqa: S501 - nothing here is encrypted

            async def ask(path: str, expected: int, body: object = None, method: str = "POST", **headers: str) -> httpx.Response:
                answer = await browser.request(method, path, json=body, headers=headers)
                assert answer.status_code == expected, (path, answer.status_code, answer.text)
                self.answers.append(answer.text)
                return answer

            token = {"token": self.secrets["link"]}
            carrying(browser, await ask("/api/session", 200, token))
            self.secrets |= {f"cookie {at}": one.partition("=")[2] for at, one in enumerate(browser.headers["cookie"].split("; "))}
            await ask("/api/session", 401, token, cookie="")
            await ask("/api/session", 400, {"token": token})
            await ask("/api/account/password", 204, {"password": PASSWORD})
            await ask("/api/session/password", 401, {"email": EMAIL, "password": WRONG}, cookie="")
            await ask("/api/session/password", 400, {"email": EMAIL, "password": PASSWORD, "remember": True}, cookie="")
            await ask("/api/session/password", 200, {"email": EMAIL, "password": PASSWORD}, cookie="")
            await ask("/api/sign-in-links", 204, {"email": EMAIL}, cookie="")
            for provider in ("oidc", "proconnect"):
                await ask(f"/api/sign-in/{provider}", 503, cookie="")
            made = await browser.post(f"/api/networks/{network}/tokens", json={"name": "Tableau", "may": "read"})
            self.secrets["bearer"] = made.json()["secret"]
            commands, plan = f"/api/networks/{network}/commands", str(ids.new())
            bearer = f"Bearer {self.secrets['bearer']}"
            await ask(commands, 409, asking("action_plan.open", plan, title="Plan", authority=str(ids.new())))
            await ask(
                commands, 403, asking("network.rename", network, name={"was": "Vallée", "to": "Vallée 21"}), cookie="", authorization=bearer
            )
            await ask(
                commands,
                401,
                asking("network.rename", network, name={"was": "Vallée", "to": "Vallée 21"}),
                cookie="",
                authorization=f"{bearer}x",
            )
            await ask(commands, 200, asking("network.rename", network, name={"was": "Vallée", "to": "Vallée 21"}))

    async def _founded(self) -> str:
        """A network with a person in it, and a link that came to them by e-mail."""
        where = {"DATABASE_URL": self.database.application, "DATABASE_OWNER_URL": self.database.owner}
        founded = await asyncio.to_thread(lambda: club21("found", "Vallée", "--facilitator", "Ada Vallon", **where))
        connection = await asyncpg.connect(self.database.application)
        person = await connection.fetchval("SELECT person_id FROM people.person WHERE name = 'Ada Vallon'")
        self.secrets["link"] = (await links.make(connection, self.url, person, email=EMAIL)).partition("#")[2]
        await connection.close()
        return str(re.findall(r"\(([0-9a-f-]{36})\)", founded.stdout)[0])
