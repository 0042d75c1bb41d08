"""Installing the app: what a browser does, and oauth.v2.access."""

import html
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qs, urljoin, urlsplit

import aiohttp
import yarl

from tests.slack_server.errors import RefusedError
from tests.slack_server.methods import KNOWN_SCOPES
from tests.slack_server.requests import Call
from tests.slack_server.world import Json, Workspace

if TYPE_CHECKING:
    from tests.slack_server.people import Person
    from tests.slack_server.server import Slack

AUTHORIZE = "/oauth/v2/authorize"
LINK = re.compile(r"""href\s*=\s*["']([^"']*/oauth/v2/authorize\?[^"']*)["']""")
REDIRECTS = 10


class Page(NamedTuple):
    """What a browser shows in the end."""

    text: str
    status: int


@dataclass
class Code:
    """A code that may be exchanged for a token, once."""

    workspace: Workspace
    person: "Person"
    scopes: tuple[str, ...]
    redirect_uri: str
    used: bool = False


class OAuth:
    """The codes that were given out."""

    def __init__(self, slack: "Slack") -> None:
        self._slack = slack
        self._codes: dict[str, Code] = {}

    # --- the browser

    async def install(
        self, workspace: Workspace, start_url: str, person: "Person", *, deny: bool
    ) -> Page:
        """Go to the app's page, to Slack's question, say yes or no, and back to the app."""
        origin = yarl.URL(start_url).origin()
        jar = aiohttp.CookieJar(unsafe=True, treat_as_secure_origin=origin)
        async with aiohttp.ClientSession(cookie_jar=jar) as browser:
            asked = await self._asked(browser, start_url)
            back, state = asked.get("redirect_uri", ""), asked.get("state", "")
            self._check(asked)
            goal = back or urljoin(start_url, "/slack/oauth_redirect")
            if deny:
                query = {"error": "access_denied", "state": state}
            else:
                code = f"{self._slack.new_id.number()}.{secrets.token_hex(16)}"
                scopes = tuple(each for each in asked.get("scope", "").split(",") if each)
                self._codes[code] = Code(workspace, person, scopes, back)
                query = {"code": code, "state": state}
            async with browser.get(yarl.URL(goal).update_query(query)) as page:
                return Page(await page.text(), page.status)

    async def _asked(self, browser: aiohttp.ClientSession, url: str) -> Mapping[str, str]:
        """Follow the way to Slack's question: what it is asked for."""
        for _ in range(REDIRECTS):
            if urlsplit(url).path.endswith(AUTHORIZE):
                query = parse_qs(urlsplit(url).query, keep_blank_values=True)
                return {name: values[0] for name, values in query.items()}
            async with browser.get(url, allow_redirects=False) as page:
                if "Location" in page.headers:
                    url = urljoin(url, page.headers["Location"])
                    continue
                text = await page.text()
                assert page.status == 200, f"{url} answered {page.status}: {text[:200]}"
            found = LINK.search(text)
            assert found, f"no link to {AUTHORIZE} in the page: {text[:200]}"
            url = html.unescape(found[1])
        raise AssertionError("too many redirects")

    def _check(self, asked: Mapping[str, str]) -> None:
        problems = self._slack.problems
        if asked.get("client_id") != self._slack.client_id:
            problems.append(f"oauth: client_id is {asked.get('client_id')!r}")
        if not asked.get("state"):
            problems.append("oauth: there is no state, so anybody's code is taken")
        scopes = {each for each in asked.get("scope", "").split(",") if each}
        if not scopes:
            problems.append("oauth: no scope is asked for")
        problems.extend(f"oauth: no such scope: {each}" for each in scopes - KNOWN_SCOPES)
        allowed = self._slack.redirect_urls
        if allowed and asked.get("redirect_uri", allowed[0]) not in allowed:
            problems.append(f"oauth: redirect_uri {asked['redirect_uri']!r} is not the app's")

    # --- the app

    def access(self, call: Call) -> Json:
        """A new token for a code."""
        client, secret = call.basic
        client, secret = (
            client or call.text("client_id"),
            secret or call.text("client_secret"),
        )
        if client != self._slack.client_id:
            raise RefusedError("invalid_client_id")
        if not secrets.compare_digest(secret, self._slack.client_secret):
            raise RefusedError("bad_client_secret")
        code = self._codes.get(call.text("code"))
        if code is None:
            raise RefusedError("invalid_code")
        if code.used:
            raise RefusedError("code_already_used")
        if call.text("redirect_uri") != code.redirect_uri:
            raise RefusedError("bad_redirect_uri")
        code.used = True
        return self._granted(code)

    def _granted(self, code: Code) -> Json:
        workspace = code.workspace
        self._slack.bury(workspace, "token_revoked")
        workspace.bot_token, workspace.installed = self._slack.new_id.bot_token(), True
        workspace.scopes = code.scopes
        return {
            "ok": True,
            "app_id": self._slack.app_id,
            "authed_user": {"id": code.person.id},
            "scope": ",".join(workspace.scopes),
            "token_type": "bot",
            "access_token": workspace.bot_token,
            "bot_user_id": workspace.bot_user,
            "team": {"id": workspace.id, "name": workspace.name},
            "enterprise": None,
            "is_enterprise_install": False,
        }
