"""The nouns of Overtake: frozen records that every other part passes along.

Words are those of SPEC section 1. Nothing here does anything but describe, and imports nothing but
the standard library, so that every part may import it: `hub` (what is read and kept), `events`
(what changed), `channels` (who is told, and how), `decision` (what a day leads to), `steps` (what
the bot is doing), `questions` (what can be asked, and who asks), `forms`
(what can be filled in), `presses` (a question as the value of a button), `looks`
(what every chat shows alike), `figures` (what a chart shows), `checkup` (what the doctor finds),
`health` (how the bot is).
"""

from bot.model.channels import (
    ALL_FAMILIES,
    FIRST_FAMILIES,
    TOP_FAMILIES,
    Address,
    DeliveryState,
    Line,
    Next,
    Post,
    RaceCard,
    Rhythm,
    Row,
    Span,
    Subscription,
    Table,
    View,
)
from bot.model.checkup import (
    Condition,
    Detail,
    Examined,
    Fact,
    Finding,
    Trouble,
    finding,
    told_time,
)
from bot.model.decision import (
    Decision,
)
from bot.model.events import (
    Event,
    Facts,
    Kind,
    Reason,
    State,
)
from bot.model.figures import Crossing, Curve, Figure, Shape
from bot.model.forms import Field, Form, Suggestion
from bot.model.health import Check, Health, Link, Pulse, Vitals
from bot.model.hub import (
    COUNTERS,
    Board,
    Counts,
    Fetch,
    Grouping,
    Growth,
    Judged,
    Lead,
    Listing,
    Mark,
    Metric,
    Model,
    Picture,
    Quality,
    Snapshot,
    Standing,
    Verdict,
    namespace_of,
    reader,
)
from bot.model.questions import Ask, Asker, Offer, Option, Question, Takes
from bot.model.steps import Step

__all__ = [
    "ALL_FAMILIES",
    "COUNTERS",
    "FIRST_FAMILIES",
    "TOP_FAMILIES",
    "Address",
    "Ask",
    "Asker",
    "Board",
    "Check",
    "Condition",
    "Counts",
    "Crossing",
    "Curve",
    "Decision",
    "DeliveryState",
    "Detail",
    "Event",
    "Examined",
    "Fact",
    "Facts",
    "Fetch",
    "Field",
    "Figure",
    "Finding",
    "Form",
    "Grouping",
    "Growth",
    "Health",
    "Judged",
    "Kind",
    "Lead",
    "Line",
    "Link",
    "Listing",
    "Mark",
    "Metric",
    "Model",
    "Next",
    "Offer",
    "Option",
    "Picture",
    "Post",
    "Pulse",
    "Quality",
    "Question",
    "RaceCard",
    "Reason",
    "Rhythm",
    "Row",
    "Shape",
    "Snapshot",
    "Span",
    "Standing",
    "State",
    "Step",
    "Subscription",
    "Suggestion",
    "Table",
    "Takes",
    "Trouble",
    "Verdict",
    "View",
    "Vitals",
    "finding",
    "namespace_of",
    "reader",
    "told_time",
]
