"""Every number that a rule turns on, in one place, with where it comes from.

Unless a line says otherwise, the source is SPEC 4 and 5, whose figures come from two years of
recorded days (`docs/why.md`): on 123 of them the shock rule opens once and has no false alarm.
"""

from collections.abc import Mapping

from bot.model import Metric

# --- quality: rejected
USUAL_LISTS = 7
"""The usual length of a list is the median of this many earlier non-empty ones."""
SHORT_LIST = 0.90
"""A list with less than this part of the usual rows is a page cut short."""
LOST_PAGE_TOP = 10
LOST_PAGE_GONE = 6
"""So many of the base's top ten nowhere in a list as deep as ever: a page was lost."""
LOST_PAGE_BASE_DAYS = 3
"""...if the base is at most this old."""
AGREES = 0.9
"""A second fetch of the day that shares this part of the top ten is believed."""

# --- quality: stale
STALE_EQUAL = 0.95
"""At least this part of the counters equal to the last stored day's (2026-08-08: all of them)."""

# --- quality: shock
SHOCK_MIN_COUNTER = 1_000
"""Smaller counters move by large parts of themselves on any day."""
SHOCK_MIN_CHANGED = 10
SHOCK_JUMPS = ((0.90, 0.06), (0.70, 0.10))
"""(part that moved the same way, median change): either makes a jump (2026-06-09: all, -7.7 %)."""
SHOCK_LEVEL = 0.06
"""Closes when the median is back within this of the level before."""
SHOCK_MAX_DAYS = 7
"""...and at the latest so many days after its last jump."""
SHOCK_GOOD_DAYS_AFTER = 2
"""Amounts stay held until so many good days have followed the closing day."""
ALL_TIME_FALL = 0.5
"""All-time counters never should fall: a shock when more than this part of the changed ones do."""

COUNTER_BOARD_DAYS = 14
"""A counter whose board was stored so lately is judged by boards alone: a day without them does not
show it (ours; longer than a shock lasts after its last jump)."""

# --- who is told at once
GOOD_SIGHTINGS = 2
"""An unknown publisher's model is no news before it stood on the board in so many good snapshots.

SPEC measured 12 of 169 entries held, for a day. Our families know more publishers: on the 123
recorded days 2 of 128 entries into a top 10 are held (`docs/why.md`).
"""

# --- events about order
TOPS = (3, 10, 50)
"""The tops that `entered`, `left` and `seats` watch."""
MOVED_LINES = (3, 10, 25, 50, 100)
"""`moved`: the ranks that a group's best-placed model crosses."""
SEATS_WORTH = 3
"""`seats`: a group that holds so many is news."""
REST_DAYS = 7
"""The same thing is told again at the earliest on this day after it was last told."""
GAP_DAYS = 2
"""So many missing days are worth a data note."""

# --- events about amounts
WATCHED_PLACES = 20
"""Overtakes are watched between the first so many of each standing."""
PLACES_WANTED = (3, 5, 10, 20)
"""What a channel may choose of them: overtakes and forecasts between the first so many (ours)."""
AHEAD = 1.005
"""Ahead means by half a per cent: of 123 recorded overtakes 20 were undone within a week."""
FORECAST_GOOD_DAYS = 14
"""A forecast goes by the pace of so many good days."""
FORECAST_LEAST_DAYS = 10
"""...and of at least so many, else there is none: the last 7 are to be told from all (ours)."""
FORECAST_IN_FULL = (Metric.DOWNLOADS, Metric.DERIVATIVES)
"""By these only groups that were listed in full all the while, by others like for like (back-test).

A rolling count over whoever stands in a list foretells nothing; derivatives are read model by
model, so not of the same ones each time.
"""
FORECAST_WITHIN = 14
"""A passing that is expected within so many days is told."""
FORECAST_TAILS = (7, 3)
"""...if over so many of the last good days the gap closed no slower than over all (back-test)."""
FORECAST_SPREAD = 2
"""The range is so many standard deviations wide to each side, by which it comes true about 8 times
in 10 (back-test)."""
FORECAST_RANGE = 28
"""A range that does not end within so many days says nothing and is not told (ours)."""
FORECAST_REST_DAYS = 30
"""After a range that passed without a passing, the same is not foretold for so long (ours)."""
ROUND_DIGITS = (1, 2, 5)
"""Milestones are these times a power of ten."""
MODEL_MILESTONE_FROM: Mapping[Metric, int] = {
    Metric.DOWNLOADS: 100_000,
    Metric.ALL_TIME: 100_000,
    Metric.LIKES: 1_000,
    Metric.DERIVATIVES: 1_000,
}
FAMILY_MILESTONE_FROM = 10_000_000
MOST_OF = 0.5
"""A model that makes up more than this part of a total or of its growth is named beside it."""
AUTOMATED_RISE = 10
AUTOMATED_LIKES = 1.2
AUTOMATED_DAYS = 30
"""Downloads up tenfold within the counter's own 30 days while likes rose by less than a fifth.

SPEC 4 says "tenfold" and "flat"; the fifth is ours: Qwen3-VL-2B-Instruct rose from 18.8 M to 187 M
in three weeks of 2026 while its likes went from 366 to 417.
"""

# --- corrections
CORRECTED_DAYS = 7
"""What was told of an amount is corrected within so many days; later it is news (ours)."""
CORRECTED_DEPTH = 2
"""A list so many times as deep as a top shows who has merely fallen out of it (ours)."""
CORRECTED_LOST = 0.1
"""A list that lacks this part of a top, two models at least, lost rows (ours).

One model may have been hidden for a day; six of ten are a lost page, and rejected.
"""
CORRECTED_FALL = 0.7
"""A figure below this part of what was told, on a later good day, was wrong then (ours).

30-day downloads fall on any day: of the recorded milestones the worst fell to 0.77 in five days.
"""

# --- releases
RELEASE_FRESH_DAYS = 31
"""On a board alone a model is new if created so recently: `createdAt` can precede it by a month."""
SAME_RELEASE_DAYS = 31
"""Later sizes and variants of a release told within so many days are part of it (ours)."""

# --- posts
DEFAULT_FAMILIES = 20
"""Whose releases and milestones a default subscription hears: the first by all-time downloads."""
PREVIEW_DAYS = 30
"""A preview, and a receipt by name, look back over so many stored days (SPEC 6)."""
POST_ROWS = 10
"""Rows in a post; then "+N more"."""
POST_MAX_AGE_HOURS = 24
"""An older post is not sent on its own but folded into the next one (SPEC 8)."""
CHANGE_MAX_AGE_DAYS = 7
"""A change of a post that is out (a correction, a race card's new day) is tried so long (ours)."""
FOLD_DAYS = 7
"""What could not be sent is folded into the next post for so many days; older is no news (ours)."""

# --- the weekly digest
DIGEST_NEWS = 8
"""Rows of a section of a digest that tells news; then "+N more" (ours)."""
DIGEST_ROWS = 5
"""Rows of any other section of it; then "+N more" (ours)."""
DIGEST_SIZE = 3_950
"""Characters of a digest's rows, links and all: an embed of Discord takes 4,096 (ours)."""
DIGEST_MOVERS = 3
"""Climbs, and falls, of a board that a digest shows (ours)."""
DIGEST_PLACES = 5
"""Families of a standing that a digest names (ours)."""
DIGEST_FOLD_DAYS = 14
"""What could not be sent is told in a digest that is so much younger: the next one (ours)."""
RECORD_DAYS = 28
"""A digest speaks of records where so many days of a board were stored before the week (ours)."""

RACES = 5
"""Race cards of a channel: each is a message that is edited every day (ours)."""

# --- what is kept
FULL_DAYS = 35
"""The newest stored days keep every counter: nothing told or asked looks back further (ours)."""
DAILY_DAYS = 731
"""The newest stored days of every board that are all kept: two years; then one day a week."""

# --- collecting
LOOK_UPS = 10
"""Models a day that are looked up because they left a list: gone, renamed or just below (ours)."""
DERIVATIVE_DAYS = 7
"""Derivatives cost a call for each model and are read over so many days (SPEC 3)."""
DERIVATIVE_CALLS = 30
"""...so many a day: with 6 lists and some 200 pages of namespaces a day stays under 250 (ours)."""
HOPELESS = 3
"""Boards, or namespaces, that failed in a row: the rest waits for the next try (ours)."""
