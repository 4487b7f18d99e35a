"""Reaching the program behind an address, and nothing else: whoever names an address must not come into the operator's own networks by it.

A name is resolved here, what it resolves to is looked at, and the connection goes to just that: a name that means something else a
moment later leads nowhere. No redirect is followed, no proxy of the environment asked, no more of an answer read than its beginning.
"""

import asyncio
import socket
import ssl
import time
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Literal, NamedTuple, TypeAlias, get_args

import httpx

from events.decider import Invalid
from service.settings import LOCAL_HOSTS

PATIENCE = 10.0  # seconds for all of one attempt, from the name to the answer
ANSWER = 16_384  # bytes of an answer that are read, so that its connection can be used again
LONGEST = 500  # characters of an address

Address: TypeAlias = IPv4Address | IPv6Address
Nets: TypeAlias = tuple[IPv4Network | IPv6Network, ...]
Outcome: TypeAlias = Literal["told", "status", "redirect", "timeout", "unreachable", "certificate", "forbidden"]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)

_EMBEDDING = IPv6Network("64:ff9b::/96")  # an IPv4 address stands in its last 32 bits (NAT64)
#: What the library takes for the internet, and is not: addresses of protocols, among them where a cloud tells machines their secrets;
#: a former relay of anycast; examples; and the address by which the machines of another cloud speak to what runs them.
_NOBODYS = tuple(map(ip_network, ("192.0.0.0/24", "192.88.99.0/24", "3fff::/20", "168.63.129.16/32")))
_PLAIN = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # trusts nobody: for http, where it is never asked


class Forbidden(Exception):
    """A name means nothing but addresses that nobody may send to from here."""


class Answer(NamedTuple):
    """What came of one attempt."""

    outcome: Outcome
    status: int | None = None
    took_ms: int = 0
    wait: float = 0.0  # seconds that the receiver asks for


def nets(text: str) -> Nets:
    """Networks as an operator lists them."""
    return tuple(ip_network(one.strip(), strict=False) for one in text.split(",") if one.strip())


def open_to(address: Address, also: Nets) -> bool:
    """May this address be sent to: is it anybody's on the internet, or in a network that the operator allows?"""
    if any(address in one for one in also if one.version == address.version):
        return True
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address in _EMBEDDING:
            inner = IPv4Address(int(address) & 0xFFFF_FFFF)
        if inner is not None:
            return open_to(inner, also)  # without this 127.0.0.1 would be reached under a longer name
        if address.is_site_local or address.teredo is not None:
            return False
    if any(address in one for one in _NOBODYS):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved)


@cache
def _certificates() -> ssl.SSLContext:
    """Whom this machine trusts; read once, in a tenth of a second."""
    return httpx.create_ssl_context(trust_env=True)


class Reaching:
    """The way out of this process."""

    def __init__(self, also: Nets) -> None:
        self.also = also
        # Threads of its own: a name server that does not answer keeps nobody else waiting for a thread.
        self._threads = ThreadPoolExecutor(32, thread_name_prefix="names")

    def close(self) -> None:
        """No more names are looked up."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def check(self, text: str) -> str:
        """An address that may be sent to, as far as it can be told without asking for its name; Invalid says why not."""
        try:
            url = httpx.URL("" if len(text.split()) != 1 else text.strip())
            host = url.host  # as people read it, which not every name can be
        except (httpx.InvalidURL, UnicodeError):
            raise Invalid("This is no address.", ".url", key="invalid.webhook_url") from None
        local = url.scheme == "http" and host in LOCAL_HOSTS and any(IPv4Address("127.0.0.1") in one for one in self.also)
        reached = (url.scheme == "https" or local) and (url.port is None or 0 < url.port < 65_536)
        if not host or not reached or len(str(url)) > LONGEST or url.userinfo or url.fragment:
            sentence = "The address of a program begins with https://, and holds no name, password or mark."
            raise Invalid(sentence, ".url", key="invalid.webhook_url")
        literal = _literal(host)
        if literal is not None and not open_to(literal, self.also):
            raise Invalid("Nothing is sent to this address: it is not one of the internet.", ".url", key="invalid.webhook_address")
        return str(url)

    async def address(self, host: str, port: int) -> str:
        """What a name means at this moment; Forbidden where that is nothing that may be sent to."""
        literal = _literal(host)
        if literal is None:
            ask = partial(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
            found = [ip_address(one[4][0]) for one in await asyncio.get_running_loop().run_in_executor(self._threads, ask)]
        else:
            found = [literal]
        for one in found:
            if open_to(one, self.also):
                return str(one)
        raise Forbidden


class Receiver:
    """One program, for as long as it is spoken to: one connection, to one address that was looked at."""

    def __init__(self, reaching: Reaching, url: str) -> None:
        self.url = httpx.URL(url)
        self.host = self.url.raw_host.decode("ascii")  # as name servers and certificates write it
        self._reaching = reaching
        self._client: httpx.AsyncClient | None = None
        self._there = self.url

    async def close(self) -> None:
        """Hang up."""
        if self._client is not None:
            await self._client.aclose()

    async def post(self, body: bytes, headers: dict[str, str]) -> Answer:
        """Send this once; what came of it."""
        began, told = time.monotonic(), list[Answer]()
        try:
            async with asyncio.timeout(PATIENCE):
                await self._send(body, headers, told)
            outcome: Outcome = "unreachable"
        except Forbidden:
            outcome = "forbidden"
        except (TimeoutError, httpx.TimeoutException):
            outcome = "timeout"
        except (httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError, ssl.SSLError) as error:
            outcome = "certificate" if _mistrusted(error) else "unreachable"
        # A status that came counts, whatever becomes of the rest of the answer.
        answer = told[0] if told else Answer(outcome)
        return answer._replace(took_ms=round((time.monotonic() - began) * 1000))

    async def _send(self, body: bytes, headers: dict[str, str], told: list[Answer]) -> None:
        secure = self.url.scheme == "https"
        if self._client is None:
            where = await self._reaching.address(self.host, self.url.port or (443 if secure else 80))
            self._there = self.url.copy_with(host=where)
            verify = await asyncio.to_thread(_certificates) if secure else _PLAIN
            self._client = httpx.AsyncClient(verify=verify, trust_env=False, timeout=PATIENCE, follow_redirects=False)
        # The certificate is asked for by name, though the way goes by the address that the name had.
        named = {"host": self.url.netloc.decode("ascii"), **headers}
        extensions = {"sni_hostname": self.host} if secure else {}
        async with self._client.stream("POST", self._there, content=body, headers=named, extensions=extensions) as response:
            told.append(_answered(response))
            read = 0
            async for piece in response.aiter_raw():
                read += len(piece)
                if read > ANSWER:
                    return


def _answered(response: httpx.Response) -> Answer:
    status = response.status_code
    outcome: Outcome = "told" if 200 <= status < 300 else "redirect" if 300 <= status < 400 else "status"
    after = response.headers.get("retry-after", "")
    return Answer(outcome, status, wait=float(after) if after.isascii() and after.isdecimal() and len(after) < 8 else 0.0)


def _literal(host: str) -> Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def _mistrusted(error: BaseException) -> bool:
    """Was it the certificate?"""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, ssl.SSLError):
            return True
        seen = seen.__cause__ or seen.__context__
    return False
