"""The Hugging Face Hub, live: boards, namespaces and single models through `huggingface_hub`.

`source` asks the questions, off the event loop; `transport` is the network beneath the library,
with our own time limits, pace and retries; `rows` turns what the Hub says into Listings.
"""

from adapters.sources.huggingface.source import HubSource
from adapters.sources.huggingface.transport import Limits

__all__ = ["HubSource", "Limits"]
