"""The fixtures, for the tests in this folder."""

from tests.slack_server import fixtures

slack, acme, news = fixtures.slack, fixtures.acme, fixtures.news
eve, bot = fixtures.eve, fixtures.bot
