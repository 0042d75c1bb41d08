"""HTTP mode: everything is POSTed to the app's request URL, signed."""

import asyncio
import json
import time
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlencode
from uuid import uuid4

import aiohttp
from slack_sdk.signature import SignatureVerifier

from tests.slack_server.deliveries import EVENT, RETRIES, Delivery, Kind
from tests.slack_server.world import Json

if TYPE_CHECKING:
    from tests.slack_server.server import Slack

Signature = Literal["good", "wrong", "missing", "old"]
AGENT = "Slackbot 1.0 (+https://api.slack.com/robots)"
OLD = 6 * 60  # seconds; five minutes are allowed


class Posting:
    """The way to the app by HTTP."""

    def __init__(self, slack: "Slack") -> None:
        self._slack = slack
        self._session: aiohttp.ClientSession | None = None

    @property
    def reachable(self) -> bool:
        return True

    @property
    def session(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession()
        return self._session

    async def shut(self) -> None:
        if self._session is not None:
            await self._session.close()

    def send(self, delivery: Delivery) -> None:
        self._slack.spawn(self._deliver(delivery))

    async def _deliver(self, delivery: Delivery) -> None:
        """Once; an event up to three times more."""
        while True:
            delivery.ids.append(str(uuid4()))
            delivery.goes()
            why = await self._once(delivery)
            if not why:
                return
            if delivery.type != EVENT or delivery.retries == RETRIES:
                delivery.give_up(why)
                return
            await asyncio.sleep(self._slack.retry_after[delivery.retries])
            delivery.retries += 1
            delivery.reason = why

    async def _once(self, delivery: Delivery) -> str:
        """Why it went wrong, in Slack's words; empty if it did not."""
        more = {}
        if delivery.retries:
            more = {
                "X-Slack-Retry-Num": str(delivery.retries),
                "X-Slack-Retry-Reason": delivery.reason,
            }
        try:
            async with asyncio.timeout(self._slack.patience):
                status, text = await self._post(*written(delivery.type, delivery.payload), more)
        except TimeoutError:
            return "http_timeout"
        except aiohttp.ClientError:
            return "connection_failed"
        if status // 100 != 2:
            return "http_error"
        delivery.acknowledge(read(text))
        return ""

    async def _post(
        self, body: str, content_type: str, more: dict[str, str], signature: Signature = "good"
    ) -> tuple[int, str]:
        headers = {"Content-Type": content_type, "User-Agent": AGENT, "Accept": "*/*", **more}
        headers |= self._signed(body, signature)
        async with self.session.post(
            self._slack.request_url, data=body.encode(), headers=headers
        ) as answer:
            return answer.status, await answer.text()

    def _signed(self, body: str, signature: Signature) -> dict[str, str]:
        at = str(int(time.time()) - (OLD if signature == "old" else 0))
        secret = self._slack.signing_secret + ("x" if signature == "wrong" else "")
        made = SignatureVerifier(secret).generate_signature(timestamp=at, body=body)
        if signature == "missing" or made is None:
            return {}
        return {"X-Slack-Request-Timestamp": at, "X-Slack-Signature": made}

    async def raw(self, kind: Kind, payload: Json, signature: Signature) -> tuple[int, str]:
        """Post something once, signed in whichever way: the status and the body."""
        body, content_type = written(kind, payload)
        return await self._post(body, content_type, {}, signature)


def written(kind: Kind, payload: Json) -> tuple[str, str]:
    """The body, and its content type."""
    if kind == "events_api":
        return json.dumps(payload), "application/json"
    if kind == "interactive":
        payload = {"payload": json.dumps(payload)}
    return urlencode(payload), "application/x-www-form-urlencoded"


def read(text: str) -> object:
    """An answer: JSON, or a text, or nothing."""
    try:
        return json.loads(text) if text else None
    except ValueError:
        return {"text": text}
