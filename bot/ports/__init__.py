"""The seam: what the core asks of the world. Every arrow points here; see `docs/architecture.md`.

Errors that cross it::

    OvertakeError            one sentence for a person, and what to do
    ├── SourceError          a ranking source can't give a day
    ├── PostError            a platform refuses a post
    └── StoreError           the database can't be used
        └── StoreLostError   ...nor by this program ever again: another file is in its place
"""

from bot.ports.errors import OvertakeError, PostError, SourceError, StoreError, StoreLostError
from bot.ports.platform import Drawer, Platform, Reception
from bot.ports.source import Log, Source
from bot.ports.store import MARKS, Ages, Filter, Sighting, Store, Told, ToldMilestone

__all__ = [
    "MARKS",
    "Ages",
    "Drawer",
    "Filter",
    "Log",
    "OvertakeError",
    "Platform",
    "PostError",
    "Reception",
    "Sighting",
    "Source",
    "SourceError",
    "Store",
    "StoreError",
    "StoreLostError",
    "Told",
    "ToldMilestone",
]
