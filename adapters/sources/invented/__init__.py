"""Three invented months on the Hub, for `overtake demo`: the autumn in which Qwen passed Llama.

Everything in them is invented round published figures: the open-model reports of the ATOM Project
and Interconnects put the all-time downloads of Qwen at about 385 M and of Llama at about 346 M once
Qwen had passed. Totals end near those; every single number, and every day's order, is made up.
"""

from .play import invented_days

LABEL = "Invented data, built round published figures; no number in it was measured."
"""What anything that shows these days must say."""

__all__ = ["LABEL", "invented_days"]
