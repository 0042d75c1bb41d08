"""The program `overtake`: its commands, and the one place that puts the parts together."""

import sys

from bot.cli import app
from bot.cli.running import explained


def main() -> None:
    """Run the command line; exits with 0, 1 (a failure in one sentence) or 2 (wrong usage)."""
    sys.exit(explained(app))


if __name__ == "__main__":
    main()
