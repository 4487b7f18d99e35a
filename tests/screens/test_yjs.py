"""The reference: clients that are Yjs itself write with the documents of the service."""

import json
import random
import subprocess
from base64 import b64decode, b64encode
from pathlib import Path
from typing import Any

from service.web import build
from tests.live.test_documents import Keeper

UNITS = Path(__file__).parent / "units"
WORDS = ("é", "😀", "mot ", "ligne\n", "a\u0301", "deux mots ")


def test_yjs_and_the_service_hold_the_same_text_whatever_three_clients_do() -> None:
    build.build()
    node = [str(build._wheel() / "bin" / "node"), "--import", str(UNITS / "resolve.mjs"), str(UNITS / "replicas.mjs")]
    with subprocess.Popen(node, cwd=build.UI, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as clients:
        assert clients.stdin is not None
        assert clients.stdout is not None

        def say(client: int, **wish: Any) -> tuple[str, bytes]:
            assert clients.stdin is not None
            assert clients.stdout is not None
            clients.stdin.write(json.dumps({"at": client} | wish) + "\n")
            clients.stdin.flush()
            said = json.loads(clients.stdout.readline())
            return said["text"], b64decode(said["u"])

        chance = random.Random(21)
        keeper, seen, texts = Keeper(), [0, 0, 0], ["", "", ""]

        def hear(client: int) -> None:
            texts[client], _ = say(client, take=b64encode(keeper.since(seen[client])).decode())
            seen[client] = keeper.rows[-1].seq

        def send(client: int) -> None:
            texts[client], typed = say(client, send=True)
            for _ in range(chance.choice((1, 1, 2)) if typed else 0):  # now and then it is sent again
                keeper.take(typed)

        for turn in range(400):
            client = chance.randrange(3)
            match chance.choice(("type", "type", "type", "send", "hear", "restart", "tell", "edit")):
                case "type":
                    characters = texts[client].encode("utf-16-le")  # Yjs counts as a browser does
                    at = chance.randrange(len(characters) // 2 + 1)
                    if at and 0xDC <= characters[2 * at + 1 : 2 * at + 2].ljust(1, b"\0")[0] <= 0xDF:
                        at -= 1  # nobody's caret stands within a character
                    texts[client], _ = say(client, type=[at, chance.choice(WORDS), 0])
                case "send":
                    send(client)
                case "hear":
                    hear(client)
                case "restart":
                    keeper.restart()
                case "tell":
                    keeper.tell()
                case "edit" if keeper.text is not None:
                    keeper.edit(f"{turn} {keeper.text[3:]}".strip())
        for client in range(3):
            send(client)
        for client in range(3):
            hear(client)
        assert len(keeper.document.value) > 200
        assert texts == [keeper.document.value] * 3
        clients.stdin.close()
