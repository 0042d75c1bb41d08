"""What goes wrong with calls of the Web API, as often as a test likes."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Literal, TypedDict, Unpack

from aiohttp import web

from tests.slack_server.answers import as_json

Kind = Literal["status", "cut", "lost", "stall", "html", "error"]
POST = "chat.postMessage"
A_WEB_PAGE = "<html><body><h1>Slack is having some trouble</h1></body></html>"


class How(TypedDict, total=False):
    """How a call goes wrong; see `Fault`."""

    kind: Kind
    status: int
    error: str
    retry_after: int
    stored: bool


@dataclass(frozen=True)
class Fault:
    """One thing that goes wrong: by `status`, by `error`, or by `kind`.

    cut: the connection drops before anything is done. lost: after it was done. stall: no answer
    ever, and it is done only if `stored`. html: a web page, with `status` 200 or 502. error: one
    of Slack's own, with status 200.
    """

    kind: Kind = "status"
    status: int = 0
    error: str = ""
    retry_after: int = 1
    stored: bool = False

    @property
    def before(self) -> bool:
        """Whether nothing is done."""
        return self.kind != "lost" and not self.stored

    def answer(self) -> web.Response:
        """What is said, if anything is said."""
        if self.kind == "html":
            status = self.status or 502
            return web.Response(status=status, text=A_WEB_PAGE, content_type="text/html")
        if self.status == 429:
            return too_many(self.retry_after)
        if self.error:
            return as_json({"ok": False, "error": self.error}, status=self.status or 200)
        return web.Response(status=self.status, text="upstream connect error")


@dataclass
class Faults:
    """Which calls go wrong; a method's calls are counted from 1.

    Methods are those of the Web API, and "response_url".
    """

    happened: list[Fault] = field(default_factory=list)
    counted: Counter[str] = field(default_factory=Counter)
    _often: list[tuple[str, int, Fault]] = field(default_factory=list)
    _soon: list[tuple[str, Fault]] = field(default_factory=list)

    def every(self, number: int, *, method: str = POST, **how: Unpack[How]) -> None:
        """Each so-and-so-manieth call goes wrong; where two would, the one named first."""
        self._often.append((method, number, made(**how)))

    def once(self, *, method: str = POST, **how: Unpack[How]) -> None:
        """The next call goes wrong; said twice, the next two."""
        self._soon.append((method, made(**how)))

    def clear(self) -> None:
        """All is well from now on."""
        self._often.clear()
        self._soon.clear()

    def next(self, method: str) -> Fault | None:
        """Count a call, and say what goes wrong with it."""
        self.counted[method] += 1
        fault = None
        for its in self._soon:
            if its[0] == method:
                self._soon.remove(its)
                fault = its[1]
                break
        else:
            count = self.counted[method]
            often = (its for name, n, its in self._often if name == method and count % n == 0)
            fault = next(often, None)
        if fault:
            self.happened.append(fault)
        return fault


def made(**how: Unpack[How]) -> Fault:
    if how.get("error"):
        how["kind"] = "error"
    fault = Fault(**how)
    assert fault.status or fault.error or fault.kind != "status", "which status?"
    assert fault.error or fault.kind != "error", "which error?"
    return fault


def too_many(after: int) -> web.Response:
    """A 429 as Slack words it; the header counts whole seconds."""
    body = {"ok": False, "error": "ratelimited"}
    return as_json(body, status=429, headers={"Retry-After": str(after)})
