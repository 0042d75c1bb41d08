"""What question after question asks for, read once for each reading of the Hub."""

from bot.daily import load_directory
from bot.directory import Directory
from bot.ports import Store


class Memory:
    """Keeps the directory of all models until the Hub was read anew."""

    def __init__(self, store: Store) -> None:
        """Know nothing yet."""
        self.store = store
        self._directory = Directory()
        self._reading = -1

    async def is_behind(self) -> bool:
        """Return whether the Hub was read since anything was asked."""
        return await self.store.last_reading() != self._reading

    async def directory(self) -> Directory:
        """Return every model ever seen."""
        if await self.is_behind():
            self._reading = await self.store.last_reading()
            self._directory = await load_directory(self.store)
        return self._directory
