"""What goes wrong with posting messages, as often as a test likes."""

from dataclasses import dataclass, field
from typing import Literal

from aiohttp import web

from tests.discord_server.answers import as_json
from tests.discord_server.limits import VIA, too_many

Kind = Literal["status", "cut", "lost", "stall", "html", "no-via"]
A_WEB_PAGE = "<html><body><h1>Please stand by</h1></body></html>"


@dataclass(frozen=True)
class Fault:
    """One thing that goes wrong: by `status`, or by `kind`.

    cut: the connection drops before the message is stored. lost: after it was stored. stall: no
    answer ever, the message stored only if `stored`. html: a web page, with `status` 200 or 502.
    no-via: a 429 that is not Discord's own.
    """

    kind: Kind = "status"
    status: int = 0
    retry_after: float = 0.5
    stored: bool = False

    @property
    def before(self) -> bool:
        """Whether the message is not stored."""
        return self.kind != "lost" and not (self.kind == "stall" and self.stored)

    def answer(self) -> web.Response:
        """What is said, if anything is said."""
        if self.kind == "no-via":
            return too_many(self.retry_after, scope="user", via=False)
        if self.kind == "html":
            status = self.status or 502
            return web.Response(status=status, text=A_WEB_PAGE, content_type="text/html")
        if self.status == 429:
            return too_many(self.retry_after, scope="user")
        body = {"message": f"{self.status}: Service unavailable", "code": 0}
        return as_json(body, status=self.status, headers={"Via": VIA})


@dataclass
class Faults:
    """Which of the posts go wrong, counted over all of them, from 1."""

    posts: int = 0
    happened: list[Fault] = field(default_factory=list)
    _often: list[tuple[int, Fault]] = field(default_factory=list)
    _soon: list[Fault] = field(default_factory=list)

    def every(
        self,
        number: int,
        *,
        kind: Kind = "status",
        status: int = 0,
        retry_after: float = 0.5,
        stored: bool = False,
    ) -> None:
        """Each so-and-so-manieth post goes wrong; where two would, the one named first."""
        assert status or kind != "status", "which status?"
        self._often.append((number, Fault(kind, status, retry_after, stored)))

    def once(
        self,
        *,
        kind: Kind = "status",
        status: int = 0,
        retry_after: float = 0.5,
        stored: bool = False,
    ) -> None:
        """The next post goes wrong; said twice, the next two."""
        assert status or kind != "status", "which status?"
        self._soon.append(Fault(kind, status, retry_after, stored))

    def clear(self) -> None:
        """All is well from now on."""
        self._often.clear()
        self._soon.clear()

    def next(self) -> Fault | None:
        """Count a post, and say what goes wrong with it."""
        self.posts += 1
        fault = None
        if self._soon:
            fault = self._soon.pop(0)
        else:
            fault = next((its for n, its in self._often if self.posts % n == 0), None)
        if fault:
            self.happened.append(fault)
        return fault
