# Every sentence that people read, in English. Names and numbers come ready as { $variables }.
# A new language is a copy of this file under its code; a missing sentence fails a test.

## Words

language-name = English
metric-trending = trending score
metric-downloads = 30-day downloads
metric-all-time = all-time downloads
metric-likes = likes
metric-derivatives = derivatives
board-trending = trending
board-llm = LLMs by 30-day downloads
board-downloads = 30-day downloads
board-likes = likes
board-other = { $name }
unknown = unknown
quality-ok = ok
quality-stale = stale: the Hub served the day before again
quality-shock = shock: the Hub's counters moved together
quality-rejected = rejected
list-and = { $first } and { $last }
list-or = { $first } or { $last }

## Posts

post-title = Open-model rankings, { $date }
post-title-since = Open-model rankings, { $date } (since { $days ->
    [one] 1 day ago
   *[other] { $days } days ago
})
post-more = { $count ->
    [one] +1 more on the Hub
   *[other] +{ $count } more on the Hub
}
post-source = Hugging Face Hub, data of { $date }: { $metrics }
post-row-dated = { $date }: { $row }

digest-title = Open-model rankings, week to { $date }
digest-source = Hugging Face Hub, data of { $first } to { $last } ({ $days ->
    [one] 1 day seen
   *[other] { $days } days seen
})
digest-quiet = A quiet week: nothing that this channel asks for changed.
digest-quiet-leaders = {" "}Still #1: { $leaders }
digest-still = { $model } of { $board }
digest-leaders = At the top
digest-leader = { $board }: { $model } is #1, on { $days } of { $seen ->
    [one] 1 day
   *[other] { $seen } days
}
digest-leader-since = { $board }: { $model } is #1, as it was all week and since { $since }
digest-leader-least = { $board }: { $model } is #1, as it was all week and at least since { $since }
digest-leader-others = ; { $others }
digest-leader-other = { $model } on { $days ->
    [one] 1 day
   *[other] { $days } days
}
digest-overtakes = Overtakes
digest-forecasts = Forecasts
digest-entered = New in the top { $top }
digest-entry = { $date }: { $model } at { $rank } of { $board }, { $from }{ $back }
digest-records = Records
digest-record-best = { $date }: { $group } reached { $rank } of { $board } with { $model }, its highest place ever seen (since { $since }; before: { $before })
digest-record-first = { $date }: { $model } is the first model of { $group } in the top { $top } of { $board } ever seen (since { $since })
digest-seats = Seats
digest-seats-since = { $board }, top { $top }, change since { $since }: { $seats }
digest-seats-now = { $board }, top { $top }: { $seats }
digest-seat-others = others { $count }
digest-moves = Climbs and falls
digest-climbs = { $board }, up since { $since }: { $models }
digest-falls = { $board }, down since { $since }: { $models }
digest-milestones = Milestones
digest-released = Releases
digest-releases = { $family }: { $releases }
digest-release = { $release } ({ $count ->
    [one] 1 model
   *[other] { $count } models
}, { $date })
digest-left = Out of the top
digest-held = Held back, and notes on the data
digest-shock = { $count ->
    [one] 1 alert is held
   *[other] { $count } alerts are held
}: the Hub's counts of { $metric } moved together ({ $median } in the median, on { $date })
digest-shock-plain = { $count ->
    [one] 1 alert is held
   *[other] { $count } alerts are held
}: the Hub's counts of { $metric } moved together (on { $date })
digest-waits-shock = { $count ->
    [one] 1 alert is held
   *[other] { $count } alerts are held
}: the Hub's counters moved together and can't be believed
digest-waits-unconfirmed = { $count ->
    [one] 1 alert waits
   *[other] { $count } alerts wait
} for a second good day in a row
digest-waits-unknown-publisher = { $count ->
    [one] 1 alert about an unknown publisher waits
   *[other] { $count } alerts about unknown publishers wait
} until the model stood on the board in two good snapshots
digest-corrected = { $count ->
    [one] 1 alert of the week is not repeated: a later snapshot showed that it rested on wrong data
   *[other] { $count } alerts of the week are not repeated: later snapshots showed that they rested on wrong data
}
digest-standings = The first families
digest-standing-since = { $metric } on { $date }, places gained since { $since }: { $families }
digest-standing-now = { $metric } on { $date }: { $families }
digest-place = { $place } { $family }{ $change } ({ $value }, { $count ->
    [one] 1 model
   *[other] { $count } models
})
digest-place-seen = { $place } { $family }{ $change } ({ $value }, { $count ->
    [one] 1 model seen
   *[other] { $count } models seen
})
digest-dropped = { $count ->
    [one] 1 alert was not told
   *[other] { $count } alerts were not told
}: { $reason }
digest-more = +{ $count } more

event-leader = { $model } is the new #1 of { $board }, ahead of { $other }{ $led }
led-leader = { $days ->
    [one] {" "}(#1 for 1 day)
   *[other] {" "}(#1 for { $days } days)
}
led-leader-least = { $days ->
    [one] {" "}(#1 for at least 1 day)
   *[other] {" "}(#1 for at least { $days } days)
}
event-entered = { $model } entered the top { $top } of { $board } at { $rank }, { $from }{ $back }{ $age }
from-rank = from { $rank }
from-below = from below { $depth }
age-days = { $days ->
    [0] {" "}(repository made today)
    [one] {" "}(repository 1 day old)
   *[other] {" "}(repository { $days } days old)
}
back-after = { $days ->
    [one] , back after 1 day
   *[other] , back after { $days } days
}
first-time = , for the first time
event-left = { $model } left the top { $top } of { $board }: { $rank } → { $to }
to-rank = { $rank }
to-below = below { $depth }
to-gone = no longer on the Hub
event-moved = { $group }'s best model in { $board }: { $before } → { $after } ({ $model })
rank-below = below { $depth }
event-seats = { $group } now holds { $after } of the top { $top } of { $board } (was { $before }){ $lead ->
    [yes] , more than anyone else
   *[no] {""}
}
event-overtake = { $group } passed { $other } in { $metric }{ $led }: { $value } to { $otherValue } ({ $cohort ->
    [one] 1 model
   *[other] { $cohort } models
} to { $otherCohort }, { $scope }; on { $date })
led-overtake = { $days ->
    [one] {" "}after 1 day behind
   *[other] {" "}after { $days } days behind
}
led-overtake-least = { $days ->
    [one] {" "}after at least 1 day behind
   *[other] {" "}after at least { $days } days behind
}
event-overtake-back = { $group } took the lead back from { $other } in { $metric }: { $value } to { $otherValue } ({ $cohort ->
    [one] 1 model
   *[other] { $cohort } models
} to { $otherCohort }, { $scope }; on { $date })
event-forecast = At the pace of the good days since { $since }, { $group } passes { $other } in { $metric } in about { $days ->
    [one] 1 day
   *[other] { $days } days
}{ $range }: { $value } to { $otherValue } ({ $cohort ->
    [one] 1 model
   *[other] { $cohort } models
} to { $otherCohort }, { $scope }; as of { $date })
forecast-range = {" "}({ $low } to { $high })
scope-complete = listed in full
scope-top = within the top { $depth }, like for like
scope-seen = of those seen, like for like
mostly-total = . { $share } of its total is { $model }
mostly-growth = . { $share } of its growth is { $model }
event-milestone = { $model } passed { $threshold } { $metric } (now { $value }){ $age }
event-milestone-family = { $group } passed { $threshold } { $metric } (now { $value } over { $cohort ->
    [one] 1 model
   *[other] { $cohort } models
}, { $scope })
milestone-age = { $days ->
    [0] , on the day of its release
    [one] , 1 day after its release
   *[other] , { $days } days after its release
}
event-released = { $family } released { $release }: { $count ->
    [one] { $models }
   *[other] { $count } models, { $models }
}
shock-on = {" "}on { $board }
event-shock-opens = The Hub's counts of { $metric } moved together{ $where } ({ $median } in the median). Alerts about amounts are held until they can be believed
event-shock-opens-plain = The Hub's counts of { $metric } moved together{ $where }. Alerts about amounts are held until they can be believed
event-shock-closes = The Hub's counts of { $metric }{ $where } are back to normal. { $held ->
    [0] No alert was held
    [one] 1 alert was held and will be judged afresh after two more good days
   *[other] { $held } alerts were held and will be judged afresh after two more good days
}
event-gap = { $days ->
    [one] 1 day of { $board } is missing
   *[other] { $days } days of { $board } are missing
}: the changes told today span them
board-listings = the families' listings
automated = . May be automated traffic: downloads rose tenfold while likes stayed flat

## Corrections

corrected-title = {" "}(corrected on { $date })
corrected-row = Corrected on { $date }: { $why } What was told: { $row }
corrected-order = the Hub's list of that day had lost some of its models; they are back, and all is as it was before.
corrected-order-note = Corrected on { $date }: the Hub's list had lost some of its models for a day. What is marked “not so” was told because of that, and all is as it was before.
corrected-amount-note = Corrected on { $date }: a count of the Hub was wrong, as a later snapshot shows. What is marked “not so” was told because of that.
corrected-order-row = Not so: { $row }
corrected-amount-row = Not so, it is { $value }: { $row }
corrected-amount = it was not so; a later snapshot has { $value } { $metric }.

## Races

race-title = Race: { $a } and { $b }, { $metric }
race-since = { $ahead } has been ahead of { $behind } since { $date }.
race-no-turn = No overtake of the two was told in the data there are.
race-unsettled = { $ahead } has more than { $behind } today; it is ahead once that holds on two good days, like for like.
race-unseen = Not both were seen since { $date }: the figures are of that day.
race-end = End this race
race-on = The race of { $a } and { $b } in { $metric } is on in { $channel }: one card, kept up to date after each good day. When the order changes there is a new one.
race-is-on = The race of { $a } and { $b } in { $metric } is on in { $channel } already.
race-off = The race of { $a } and { $b } in { $metric } is over in { $channel }: its card stays as it is.
race-is-not-on = There is no such race in { $channel }: `alerts list` shows those that there are.
race-needs-two = A race needs two names: alerts race <a> <b> [metric], e.g. alerts race qwen llama.
race-of-two-kinds = { $a } ({ $ofA }) and { $b } ({ $ofB }) are not of a kind: write the kind before a name to mean another, e.g. organisation alibaba.
race-with-itself = { $a } can't race itself: name another one.
race-too-many = { $count ->
    [one] A channel has 1 race at most: end it first.
   *[other] A channel has { $count } races at most: end one first.
}
alerts-list-race = race of { $a } and { $b } ({ $metric })

## Answers

rank-title-group = { $name } ({ $kind })
kind-model = model
kind-family = family
kind-organisation = organisation
kind-country = country
column-board = Board
column-rank = Rank
column-model = Model
column-value = Value
column-change-1 = 1 day
column-change-7 = 7 days
column-change-30 = 30 days
column-change = Change
column-metric = Metric
column-place = Place
column-cohort = Models
column-scope = Cohort
column-from = Was
column-to = Now
column-day = Day
column-family = Family
column-release = Release
column-quality = Quality
column-age = Age
column-pace = Pace a day
newest-release = Newest release seen: { $release }, { $date }
not-on-a-board = Not on any watched board today.
last-seen = Last seen on { $board } at { $rank }, { $date }
data-of = Hugging Face Hub, data of { $date }
data-from-to = Hugging Face Hub, data of { $first } to { $last }
data-quality = Data of { $date } on { $board }: { $quality }.
no-direct-link = Names without a link are of publishers that are not known yet.
cohort-complete = all of it
cohort-seen = of those seen
top-title = Top { $count } of { $board }
top-seats = Seats: { $seats }
seat = { $organisation } { $count }
compare-ahead = { $a } is ahead of { $b } in { $metric } by { $gap } ({ $percent })
compare-level = { $a } and { $b } are level in { $metric }
compare-leads = { $name } leads in { $metric }; { $others }
compare-behind = { $name } is { $gap } behind
compare-further = { $name } { $gap }
compare-as-many = { $name } has as many
compare-no-pace = No pace (–): that group was not seen with the same models on all these days.
compare-pace = { $days ->
    [0] There is no good day yet to take a pace from.
    [one] A pace needs two good days; there is one yet.
   *[other] The pace is that of the last { $days } good days.
}
compare-forecast = At this pace { $a } passes { $b } in about { $days ->
    [one] 1 day
   *[other] { $days } days
}{ $range }.
movers-title = Movers of { $board }, { $since } to { $date }
movers-climbs = Climbs
movers-falls = Falls
movers-none = Nothing moved.
releases-title = Releases of the last { $days ->
    [one] day
   *[other] { $days } days
}
releases-none = No release was seen in that time.
event-kind-leader = leader
event-kind-entered = entered
event-kind-left = left
event-kind-moved = moved
event-kind-seats = seats
event-kind-overtake = overtake
event-kind-milestone = milestone
event-kind-released = released
event-kind-forecast = forecast
event-kind-data = data
why-title = Event { $id }: { $kind }
why-claim = Claim
why-state = State
why-state-told = told on { $date }
why-state-held = held
why-state-dropped = dropped
why-rule = Why
why-before = Before
why-after = After
why-value = { $value } ({ $date }, taken at { $time }, quality { $quality })
why-value-plain = { $value } ({ $date })
why-thresholds = Thresholds
reason-at-once = told the day it happened: a matter of order or data, or a first passing
reason-confirmed = still true on a second good day in a row
reason-vetted = the unknown publisher's model stood on the board in two good snapshots
reason-judged-afresh = held through a shock of the Hub's counters, and still true two good days after it
reason-unknown-publisher = waits: an unknown publisher's model is no news before it stood on the board in two good snapshots
reason-unconfirmed = waits for a second good day in a row
reason-shock = waits: the Hub's counters moved together and can't be believed
reason-not-confirmed = the next good day did not say the same
reason-undone = no longer true when it could have been told
reason-resting = the same was told less than 7 days before
reason-restored = the list had lost models on the day before, and all is as it was before that
reason-same-release = another size or variant of a release that was told
reason-outdone = a higher milestone was told instead
reason-shock-by = held: { $shock }
reason-by-shock = { $reason }: { $shock }
reason-more = { $reason }. { $more }
decided-held = {" "}(held meanwhile: { $shock })
decided-told = That was on { $date } (event { $id })
decided-shock = the Hub's counters moved together, { $median } in the median ({ $where }, { $date })
decided-shock-plain = the Hub's counters moved together ({ $where }, { $date })
counter-on = { $metric } on { $board }
decided-value = On { $date } it was { $value }
decided-values = On { $date } it was { $value } to { $otherValue }
decided-alike = On { $date } it was { $value } to { $otherValue }, but not so like for like on two good days in a row
decided-rank = On { $date } it stood at { $rank }
decided-below = On { $date } it stood below { $depth }
history-of = { $name }: what was told and what was not, { $first } to { $last }
history-on = { $channel } on { $date }: what was told and what was not
history-untold = Not told
history-told = Told
history-digest = Told in the digest of { $date }
history-next-digest = For the next digest
history-untold-none = Nothing was held or dropped.
history-told-none = Nothing was told.
history-row = { $date }, { $state }: { $row }. Why: { $reason }
history-more = +{ $count } more
history-choice = The receipt of one of these…
threshold-leader = another model is #1; a new leader is told at once, every time
threshold-order = tops 3, 10 and 50; the same is told again after 7 days at the earliest
threshold-seats = 3 seats or more, or the most
threshold-overtake = ahead by 0.5% on two good days in a row, on the full cohort and like for like
threshold-forecast = at the pace of the last 14 good days (10 at least) it would be ahead by 0.5% within 14 days, and of late the gap closed no slower; by 30-day downloads and derivatives both listed in full; told once per crossing
threshold-milestone = 1, 2 or 5 times a power of ten; told once, ever
threshold-released = seen for the first time in a namespace that was listed in full, or made within 31 days
threshold-shock = 90% of the counters moved the same way by 6% in the median, or 70% by 10%
threshold-gap = 2 or more days missing
status-title = Overtake
status-none = no snapshot yet
status-next = The next snapshot is due at { $time }.
status-deliveries = Deliveries: { $deliveries }
status-no-deliveries = Deliveries: none yet
status-here-paused = Alerts for { $channel } are paused: { $reason }
status-here-on = Alerts for { $channel } are on.
status-subscriptions = { $count ->
    [0] No channel has alerts on.
    [one] 1 channel has alerts on.
   *[other] { $count } channels have alerts on.
}
age-hours = { $hours ->
    [one] 1 hour
   *[other] { $hours } hours
}
age-long = { $days ->
    [one] 1 day
   *[other] { $days } days
}
delivery-waiting = waiting
delivery-sent = sent
delivery-retrying = retrying
delivery-in-doubt = in doubt
delivery-paused = paused
delivery-expired = expired
help-title = Overtake: the rankings of open AI models, and how they change
help-rank = rank <model, family or organisation>: its place on each board, and its totals
help-top = top [board] [count]: a board with its movements, and who holds the seats
help-compare = compare <a> <b> [metric]: two to five side by side, the gap and the pace
help-movers = movers [board] [days]: the biggest climbs and falls
help-releases = releases [family] [days]: what came out
help-alerts = alerts on|off|list|test|preview|race|pause|resume: what this channel is told
help-why = why <event, name or day>: the receipt of a claim, or what was not told and why
help-status = status: how fresh the data are, and what waits
help-help = help: this

## Charts

chart-gap = Gaps: no good data
chart-gap-rank = Gaps: not on the list, or no data
chart-no-good-days = { $days ->
    [one] No good data on 1 day.
   *[other] No good data on { $days } days.
}
chart-no-rank-days = { $days ->
    [one] No rank on 1 day.
   *[other] No rank on { $days } days.
}
chart-line = { $name } from { $before } to { $after }
chart-passes = { $name } passes { $other }
chart-passed = { $name } passes { $other } on { $date }.
chart-race-axis-seen = { $metric } of the models seen
chart-race-axis-varied = { $metric } of the models seen, not the same ones each day
chart-race-alt = { $names }, { $metric }, { $first } to { $last }: { $lines }.
chart-rank-axis = rank in { $board }
chart-rank-axis-group = rank of its best-placed model in { $board }
chart-rank-alt = { $name }, { $axis }, { $first } to { $last }: from #{ $before } to #{ $after }, at best #{ $best }.
chart-seats-axis = seats by organisation
chart-seats-alt = Seats in the top { $top } of { $board } by organisation, { $first } to { $last }: { $lines }.
chart-others = others
chart-flow-axis = rank, day by day
chart-flow-alt = The top { $top } of { $board }, { $first } to { $last }: { $lines }.
chart-flow-was = #{ $rank } { $name } (was #{ $was })
chart-flow-new = #{ $rank } { $name } (was not in it)

## Alerts

alerts-on = Alerts are on for { $channel }, in { $language }: { $wishes }
alerts-wishes-none = nothing, as no rule is on.
alerts-wishes = { $rules }. Boards: { $boards }, top { $top }.
alerts-on-families = {" "}Releases and milestones: of { $families }.
alerts-on-weekly = {" "}One digest a week, with the first snapshot from Monday on, instead of a post a day.
alerts-on-places = {" "}{ $places ->
    [one] Overtakes and forecasts: of the first.
   *[other] Overtakes and forecasts: between the { $places } first.
}
alerts-on-first = {" "}The first news may come after the snapshot of { $time }.
alerts-on-unposted = {" "}What was told since { $since } is in no post, as the next digest would have had it: { $count ->
    [one] 1 event
   *[other] { $count } events
}.
alerts-off = Alerts are off for { $channel }.
alerts-were-off = { $channel } had no alerts on.
alerts-paused = Alerts for { $channel } are paused until somebody resumes them.
alerts-paused-until = Alerts for { $channel } are paused until { $time }; then they go on by themselves.
alerts-resumed = Alerts for { $channel } go on.
alerts-none = No alerts are on here yet.
alerts-list-title = Alerts
rhythm-daily = daily
rhythm-weekly = weekly
alerts-list-places = { $places ->
    [one] overtakes of the first
   *[other] overtakes between the { $places } first
}
alerts-is-paused-until = paused until { $time }
alerts-is-paused = paused: { $reason }
alerts-test = This is a test of Overtake: alerts for { $channel } arrive here.
alerts-test-sent = A test message was sent to { $channel }.
preview-title = Preview for { $channel }: what these alerts would have told. Nothing is changed
preview-amount = { $posts } in { $days ->
    [one] the 1 day that is stored
   *[other] { $days } days
}
preview-kinds = {" "}({ $rows }): { $kinds }
preview-nothing = No post in { $days ->
    [one] the 1 day that is stored
   *[other] { $days } days
}: nothing of it happened then.
preview-wishes = Wishes: { $wishes }
preview-row-more = {" "}(+{ $count } more)
preview-quiet = { $date }: a quiet week, in one line
preview-more = { $count ->
    [one] +1 post before
   *[other] +{ $count } posts before
}
preview-quieter = Quieter: { $change }. { $typed }
preview-louder = Louder: { $change }. { $typed }
preview-change = { $name }: { $posts }, { $rows }
preview-turn-on = Turn these alerts on
count-posts = { $count ->
    [one] 1 post
   *[other] { $count } posts
}
count-digests = { $count ->
    [one] 1 digest
   *[other] { $count } digests
}
count-rows = { $count ->
    [one] 1 row
   *[other] { $count } rows
}
count-events = { $count ->
    [one] 1 event
   *[other] { $count } events
}
try-top = top { $count }
try-places = { $count ->
    [one] overtakes of the first
   *[other] overtakes between the { $count } first
}
try-families = releases and milestones of { $families }
try-with = with { $kind }
try-without = without { $kind }
try-board = with the board { $board }
try-weekly = weekly
try-daily = daily
rule-on = on
rule-off = off
families-named = those that are named
changed-top = Top of the boards ({ $kinds }): { $before } → { $after }.
changed-places = Between how many of the first groups ({ $kinds }): { $before } → { $after }.
changed-families = Of which families ({ $kinds }): { $before } → { $after }.
changed-rule = The rule { $kinds }: { $before } → { $after }.
changed-rows = {" "}{ $days ->
    [one] On the 1 stored day
   *[other] In the last { $days } stored days
} there were { $before } such rows; with this it would have been { $after }.
changed-events = {" "}{ $days ->
    [one] On the 1 stored day
   *[other] In the last { $days } stored days
} the digests held { $before ->
    [one] 1 such event
   *[other] { $before } such events
}; with this it would have been { $after }.
none-fewer = Of { $kind } nothing is told here already.
none-undo = That was changed again since, or taken back already: nothing is changed now.
none-more = Of { $kind } all there is is told here already.
which-fewer = Fewer like which of these rows?
which-more = More like which of these rows?
which-row = A row…
paused-by-hand = by hand
families-top = { $count ->
    [one] the first family
   *[other] the { $count } first families
}
families-all = all families

form-on = What { $channel } is told:
form-paused = What { $channel } is told is paused; saving lets it go on.
form-off = No alerts are on in { $channel }: saving this turns them on.
form-save = Save
form-cancel = Cancel
form-saving = Saving…
label-boards = Boards
label-rules = News
label-families = Releases and milestones of
label-top = Top
label-rhythm = How often
label-places = Overtakes between the first
label-language = Language
home-title = Overtake
home-alerts = Alerts in this workspace
home-hint = /rank in any channel asks me something; /rank help says what. /rank alerts on turns alerts on in a channel.
home-resume = Resume

## What goes wrong: one sentence that says what to do

no-data = No rankings yet: the first snapshot is due at { $time }.
unknown-name = Nothing is known as “{ $name }”.
did-you-mean = Nothing is known as “{ $name }”: did you mean { $names }?
ambiguous = “{ $name }” can mean { $names }: ask for one of them.
unknown-board = There is no board “{ $name }”: take one of { $names }.
unknown-metric = There is no metric “{ $name }”: take one of { $names }.
metrics-are = The metrics are { $names }.
unknown-rule = There is no rule “{ $name }”: take one of { $names }.
unknown-channel = “{ $name }” is no channel: write console, discord:123… or slack:C….
option-of-another = “{ $option }” belongs to { $actions }: { $action } does not take it.
no-board-left = Nothing is changed: no board would be left. Name one at least, or turn the alerts off.
no-rule-left = Nothing is changed: no rule would be left. Name one at least, or turn the alerts off.
unknown-wish = “{ $name }” is no setting of alerts: write name=value, with one of { $names }.
unknown-family = There is no family “{ $name }”: did you mean { $names }?
unknown-language = There is no language “{ $name }”: take one of { $names }.
unknown-rhythm = There is no rhythm “{ $name }”: take one of { $names }.
unknown-top = There is no top “{ $name }”: take one of { $names }.
unknown-command = There is no command “{ $name }”: take one of { $names }.
unknown-event = There is no event { $name }: take the number of one that was told, or held.
no-such-day = Nothing is known of { $date }: that day is not stored.
which-claim = why needs the number of an event, a name, or a day: why 12, why qwen, why 2026-06-09.
which-event = { $name } needs the number of an event that is like what is meant: event=12.
not-a-number = “{ $name }” is no whole number from { $least } to { $most }.
missing-word = { $command } needs { $option }: { $usage }
may-not-manage-discord = Changing the alerts of { $channel } needs the permission Manage Channels: ask someone who has it.
may-not-manage-slack = The alerts of { $channel } can be changed by a workspace admin, by whoever made the channel, and by those whom the settings of Overtake name: ask one of them.
invite-first = I am not in { $channel } yet, so I can't post there: write { $invite } in it, then ask again.
lacks-permissions = I can't post in { $channel } yet: I lack { $permissions }. Allow { $count ->
    [one] it
   *[other] them
} for me in the channel's settings under Permissions, then ask again.
not-a-member = I can be asked here, but I am no member of this server, so I can't post: somebody who manages it has to invite me as a bot first.
too-many-questions = That is a lot of questions: ask again in { $seconds ->
    [one] 1 second
   *[other] { $seconds } seconds
}.
not-posted = The message was not taken: { $reason }.
read-as = “{ $typed }” was read as “{ $meant }”.
old-button = This button is from another version of me: ask again with a command.
out-of-order = Something went wrong here, and is in the log of whoever runs me. Please ask again later.
too-many-words = { $command } takes no “{ $name }”: { $usage }
lacks-metric = { $names } { $count ->
    [one] has
   *[other] have
} no { $metric } in the data of { $date }.
lacks-all = { $names } { $count ->
    [one] has
   *[other] have
} no counts in the data of { $date }.
nothing-shared = { $names } have no count in common in the data of { $date }.
empty-board = { $board } has no snapshot yet.

## Lists

state-told = told
state-held = held
state-dropped = dropped
verdict-ok = ok
verdict-stale = stale
verdict-shock = shock
verdict-rejected = rejected
families-title = { $count ->
    [one] 1 family
   *[other] { $count } families
}
members-title = { $family }: { $counted } counted, of { $seen ->
    [one] 1 model
   *[other] { $seen } models
} seen
families-checked = { $file } is in order; with it there { $count ->
    [one] is 1 family.
   *[other] are { $count } families.
}
column-organisation = Organisation
column-country = Country
column-namespaces = Namespaces
column-counted = Counted
column-why = Why
counted-yes = yes
counted-no = no
why-official = an official release
why-runtime-copy = a copy for another runtime
why-guard = a guard
why-embedder = an embedder
why-reranker = a reranker
why-tokenizer = a tokenizer
why-adapter = an adapter
why-excluded = left out by name
why-other-name = its name is of no family
why-other-family = it is of { $family }
why-unknown-publisher = its publisher is not known

## The terminal

no-events = No events.
import-progress = Importing
import-days = { $count ->
    [one] 1 day
   *[other] { $count } days
} imported, { $first } to { $last }: { $events ->
    [one] 1 event
   *[other] { $events } events
}, { $told } told, { $posts ->
    [one] 1 post
   *[other] { $posts } posts
}.
import-nothing = Nothing changed.
import-unchanged = { $count ->
    [one] 1 was stored already and stays as it is.
   *[other] { $count } were stored already and stay as they are.
}
import-rejected = { $count ->
    [one] 1 was rejected and not stored as a day: `overtake quality` says why.
   *[other] { $count } were rejected and not stored as days: `overtake quality` says why.
}
backup-done = { $file } holds the database as it is now: { $megabytes } MB.
restore-done = { $database } is now what { $file } holds: { $days ->
    [one] 1 day
   *[other] { $days } days
}.
restore-kept = What was there is kept as { $kept }.
export-done = { $days ->
    [one] 1 fetch
   *[other] { $days } fetches
} and { $tables ->
    [one] 1 table
   *[other] { $tables } tables
} written to { $folder }.
demo-label = Demo. { $label }
demo-played = Those were { $days } days: { $events } events, { $posts } posts. The posts above are what a channel with default alerts would have seen; the number behind a line is for `why`.
demo-prompt = Ask, for example: rank qwen · top llm · compare qwen llama · movers · releases · why 1 · status · help (exit ends)
demo-question = > { $question }
demo-fault = { $fault }

## Is it alive?

health-alive = { $count ->
    [0] alive: no platform is on, posts go to the terminal
    [one] alive: { $platforms } is connected
   *[other] alive: { $platforms } are connected
}
health-alive-but = alive, though { $count ->
    [one] { $platforms } is not connected
   *[other] { $platforms } are not connected
} at this moment
health-not-running = No sign of life: the bot is not running with this database. `overtake run` starts it.
health-no-life = The last sign of life is of { $at }, and it is { $now }: the bot hangs or was killed. End what is left of it and start it again.
health-connected = { $platform } is connected.
health-lost = { $platform } is not connected since { $at }. It is tried again by itself; the log of `overtake run` says why.
health-nowhere = { $platform } is connected, but has nowhere to post since { $at }: is the app installed in a workspace?
health-database = The database does not answer: { $reason }
health-database-answers = The database answers, and no write failed of late.
health-write-failed = The last write to the database failed: { $reason }
health-snapshot = The last good snapshot is { $hours } h old.
health-snapshot-old = The last good snapshot is { $hours } h old, and one was due at { $due }: the log of `overtake run` and `overtake quality` say why none came since.
health-no-snapshot = There is no good snapshot yet.
health-no-post = No post waits to be sent.
health-post = The oldest post that waits to be sent is { $minutes } min old.
health-post-late = The oldest post that waits to be sent is { $minutes } min old: `overtake status` counts them, and the log of `overtake run` says what its platform answers.

## What the bot is doing, said on a terminal

step-platform-off = { $platform } is off: set { $variables } to turn it on (or the same with _FILE, naming a file).
step-no-platform = No platform is connected: posts go to this terminal, as the channel “{ $channel }”. Ctrl-C ends.
step-connected = { $platform } is connected, as { $name }.
step-synced = { $platform } has the commands: { $commands }.
step-paused = { $channel }: alerts are paused, as { $reason }.
step-collecting = Taking the snapshot of { $day }: boards { $boards }, namespaces { $namespaces }.
step-listed = { $part }: { $rows } models.
step-retrying = { $part }: { $reason }; again in { $seconds } s.
step-failed = { $part } can't be had now: { $reason }.
step-collected = The collection of { $day } is over: failed { $failed }, answers of the Hub { $calls }.
step-stored = { $day } is stored: boards { $boards }, models { $models }, events { $events } (told { $told }), posts { $posts }.
step-rejected = { $part } is not believed: { $reason }.
step-unchanged = Nothing new is there of { $day }.
step-again = What is missing of { $day } is asked again at { $due }.
step-day-lacks = { $day } is over, and lacks { $parts }.
step-next = The next snapshot is due at { $due }.
step-sent = Posts sent: { $posts }.
step-resumed = { $channel } takes posts again: its alerts go on.
step-clock-behind = The clock says { $day }, but { $last } is stored already: set the clock right; until then no snapshot is taken.
step-deaf = What people ask on { $platform } does not reach the bot since { $since }; posts may go out all the same.
step-backed-up = The database is backed up: { $file }, { $megabytes } MB.
step-thinned = Less is kept of old days: lightened { $lightened }, dropped { $dropped }.
step-trouble = { $reason }. It is tried again.
step-pinged = Somebody was told that { $day } went well: OVERTAKE_PING_URL took it.
step-stopped = Stopped; nothing is half-done.

## A platform's own: how its commands are called there, and what it says of them

command-rank = rank
command-top = top
command-compare = compare
command-movers = movers
command-releases = releases
command-alerts = alerts
command-why = why
command-status = status
command-help = help
command-alerts-on = on
command-alerts-off = off
command-alerts-list = list
command-alerts-test = test
command-alerts-preview = preview
command-alerts-fewer = fewer
command-alerts-more = more
command-alerts-race = race
command-alerts-pause = pause
command-alerts-resume = resume
describe-rank = Where a model, family or organisation stands, and its totals
describe-top = A board with its movements, and who holds the seats
describe-compare = Two to five side by side: the gap and the pace
describe-movers = The biggest climbs and falls of a board
describe-releases = What came out, by date
describe-alerts = What this channel is told
describe-why = The receipt of a claim: the data and the rule behind it
describe-status = How fresh the data are, and what waits to be delivered
describe-help = What can be asked
describe-alerts-on = Turn alerts on here, or change them
describe-alerts-off = Turn alerts off here
describe-alerts-list = The alerts of this server's channels
describe-alerts-race = One message on a race, kept up to date here
describe-alerts-test = Post a test message here
describe-alerts-preview = What these alerts would have told in the last 30 days
describe-alerts-fewer = Fewer alerts like one that was told
describe-alerts-more = More alerts like one that was told
describe-alerts-pause = Keep the alerts, and send nothing
describe-alerts-resume = Let paused alerts go on
option-name = name
option-board = board
option-count = count
option-a = a
option-b = b
option-c = c
option-d = d
option-e = e
option-metric = metric
option-days = days
option-family = family
option-boards = boards
option-rules = rules
option-families = families
option-top = top
option-rhythm = rhythm
option-places = places
option-language = language
option-end = end
option-event = event
describe-rank-name = A model, family, organisation or country
describe-top-board = Which board; by default the trending one
describe-top-count = How many rows; by default 10
describe-compare-a = A model, family, organisation or country
describe-compare-b = Another one
describe-compare-c = A third one
describe-compare-d = A fourth one
describe-compare-e = A fifth one
describe-compare-metric = By which count; by default the first that both have
describe-movers-board = Which board; by default the trending one
describe-movers-days = Over how many days; by default 7
describe-releases-family = Of which family; by default all of them
describe-releases-days = Of the last how many days; by default 30
describe-why-event = The number of an event, a name, or a day as 2026-06-09; what was told last is offered
describe-alerts-boards = Which boards, with commas; by default trending,llm
describe-alerts-rules = Which kinds of news, with commas; by default all but left and moved
describe-alerts-families = Whose releases and milestones, with commas; by default the 20 first
describe-alerts-top = Which top is watched; by default 10
describe-alerts-rhythm = A post a day, or one digest a week; by default daily
describe-alerts-places = Overtakes and forecasts between the first how many; by default 20
describe-alerts-event = The number of an event; those told last are offered
describe-alerts-language = The language of the posts
describe-alerts-a = A family, organisation, country or model
describe-alerts-b = Another of the same kind
describe-alerts-metric = By which count; by default the first that both have
describe-alerts-end = yes, to end this race
describe-alerts-days = For how many days; by default until it is resumed
why-others = Another row of the same post…
ask-why = Why?
ask-pause = Pause a week
ask-fewer = Fewer like this
ask-more = More like this
ask-undo = Undo
ask-quieter = Quieter: { $change }
ask-louder = Louder: { $change }
ask-settings = Settings
show-to-channel = Show to channel
told-paused-title = Alerts are paused
told-paused = { $channel }: { $reason }
told-paused-kept = They are kept, and go on by themselves once a daily check finds that I can post there again.

## Why alerts are paused

refused-gone = the channel is gone
refused-access = I can't see the channel
refused-permission = I may not post there
refused-archived = the thread is archived
refused-removed = I was removed from the server
refused-token = Discord no longer takes my token
not-connected = Discord is not connected at this moment
refused-left = I was removed from the channel; an invitation brings me back
refused-uninstalled = I was removed from the workspace
refused-channel-archived = the channel is archived
refused-slack = Slack does not let me post there
refused-slack-token = Slack no longer takes my token
not-connected-slack = Slack is not connected at this moment
permission-view-channel = View Channel
permission-send-messages = Send Messages
permission-send-messages-in-threads = Send Messages in Threads
permission-embed-links = Embed Links
permission-attach-files = Attach Files

## What the doctor finds

condition-ok = ok
condition-warning = warning
condition-wrong = wrong
group-settings = Settings
group-bot = The bot
group-database = Database
group-hub = Hub
group-discord = Discord
group-slack = Slack
group-clock = Clock
whose-hub = the Hub's
whose-discord = Discord's
whose-slack = Slack's
doctor-looking = Looking at everything…
doctor-wrong = { $count ->
    [one] { $count } check is wrong
   *[other] { $count } checks are wrong
}
found-not-checked = the database, the Hub, the platforms and the clock are not checked
advice-not-checked = Put the settings right and run the doctor again.
found-unreachable = { $address } can't be reached ({ $reason })
advice-unreachable = Check this machine's connection, its DNS, proxy (HTTPS_PROXY) and firewall.
found-no-answer = { $address } gives no good answer ({ $reason })
advice-no-answer = Run the doctor again in some minutes; if it stays so, check the address and any proxy on the way to it.
found-busy = { $address } asks to wait { $seconds } s before it is asked more
advice-busy = Run the doctor again after that; if it happens often, something else uses the same token or address.
found-fault = this check itself failed ({ $reason })
advice-fault = Run the doctor again; if it stays so, report this line to whoever makes Overtake.
found-settings-file = { $file } is read
found-no-settings-file = there is no { $file } in this folder: the defaults and the environment are used
found-variables = set in the environment: { $names }
found-no-variables = nothing is set in the environment
found-language = the language is { $name }
found-families = the families are those that come with Overtake
found-own-families = the families of { $file } are on top of ours
found-next-snapshot = the next snapshot is due at { $time } (`{ $schedule }`, { $zone })
found-settings-wrong = { $error }
advice-settings-wrong = Correct it: docs/operate.md has every setting.
found-secret-wrong = { $error }
advice-secret-wrong = Correct it: until then this secret counts as not set here, and `overtake run` does not start.
found-families-wrong = { $error }
advice-families-wrong = Correct the file; `overtake families check FILE` tells the first mistake in it.
found-schedule-wrong = { $error }
advice-schedule-wrong = Correct it: until then `overtake run` does not start.
found-no-platform = no platform is on, so posts go to the terminal alone
advice-no-platform = Set the variables of Discord or of Slack that are named below.
found-database = { $file } holds { $size }
found-no-database = there is no { $file } yet: the first start makes it
found-schema-older = its schema is { $version } and this Overtake's is { $newest }: the next start upgrades it, after a copy
found-whole = it is whole: SQLite finds no fault in it
found-whole-so-far = no fault in it so far: it is too large to be read to its end within { $seconds } s
found-days = { $count ->
    [one] { $count } day is stored, { $last }
   *[other] { $count } days are stored, { $first } to { $last }
}
found-no-days = no day is stored yet
found-snapshot = the last good snapshot was taken at { $time }, { $hours ->
    [0] within the last hour
    [one] { $hours } hour ago
   *[other] { $hours } hours ago
}
found-lock-held = an `overtake` holds the database's lock (process { $pid })
found-folder = the folder { $folder } can be written to
found-file-system = it is on a local disk ({ $kind })
found-space = { $free } are free on the disk of { $folder }
found-backup = the newest nightly copy is { $file }, { $size }
found-no-backup-yet = there is no nightly copy yet: the first night makes one
found-backups-off = no nightly copies are made, as `backups` is 0
found-database-foreign = { $file } holds another program's data
advice-database-foreign = Name another file in OVERTAKE_DATABASE.
found-database-damaged = { $file } is damaged or no database at all ({ $reason })
advice-database-damaged = Stop Overtake and put a copy in its place: `overtake restore FILE --overwrite`.
found-database-closed = { $file } can't be read ({ $reason })
advice-database-closed = Run `chown -R { $owner } { $folder }` as root, so that this user can read and write it.
found-database-locked = another program keeps { $file } locked
advice-database-locked = Close whatever else has it open, e.g. a program to browse databases: Overtake waits ten seconds, then fails.
found-database-lost = there is no { $file }, though there are nightly copies of it
advice-database-lost = Put the newest back: `overtake restore { $copy }`; or move the copies away to begin anew.
found-schema-newer = { $file } was made by a newer Overtake (schema { $version }, this one knows { $newest })
advice-schema-newer = Upgrade Overtake, or name another file in OVERTAKE_DATABASE.
found-snapshot-missing = the last good snapshot was taken at { $time }, { $hours ->
    [one] { $hours } hour
   *[other] { $hours } hours
} ago, and one was due at { $due }
advice-snapshot-missing = `overtake snapshot` takes today's; see that `overtake run` runs, and what its log says.
found-snapshot-doubted = no stored snapshot is believed
advice-snapshot-doubted = `overtake quality` says why of each.
found-running = `overtake run` is alive (process { $pid })
found-nobody-runs = no `overtake run` is running on this database
advice-nobody-runs = Start it: until then no day is taken in and nothing is posted.
found-only-history = no `overtake run` is running, so this database has only the days that were imported
advice-only-history = Start it to have each new day taken in; questions are answered without it.
found-run-stuck = `overtake run` gave its last sign of life at { $time }: it hangs, or was killed
advice-run-stuck = Start it again; whatever starts it (Docker, systemd) should do so by itself.
found-run-lost = { $platform } has been without its connection since { $time }
advice-run-lost = What is wrong with its token or the network is said below; the log of `overtake run` says why it was lost.
found-run-unknown = { $reason }
advice-run-unknown = Until then it is not known whether `overtake run` is alive.
found-no-folder = { $path } is a file, and a folder has to be there
advice-no-folder = Move that file away, or name another place in { $setting }.
found-folder-closed = { $path } can't be written to by this user
advice-folder-closed = Run `chown -R { $owner } { $folder }` as root.
found-disk-read-only = { $path } is on a disk that is mounted read-only
advice-disk-read-only = Mount it for writing, or name a file elsewhere in OVERTAKE_DATABASE.
found-fleeting-disk = it is on no disk that stays ({ $kind }): it is gone with the container, or at the next start of the machine
advice-fleeting-disk = In Docker, mount a volume at /data; elsewhere, name a file on a local disk in OVERTAKE_DATABASE.
found-network-file-system = it is on a network or shared file system ({ $kind }), where SQLite can lose data
advice-network-file-system = Move the database to a local disk and name it in OVERTAKE_DATABASE.
found-space-low = only { $free } are free on the disk of { $folder }, and { $needed } should be
advice-space-low = Make room: when the disk is full, no day is stored.
found-disk-full = the disk of { $folder } is full: { $free } are free
advice-disk-full = Make room; Overtake goes on by itself.
found-backup-old = the newest nightly copy is { $file }, of { $day }
advice-backup-old = See that `overtake run` runs, and what its log says; `overtake backup FILE` makes a copy now.
found-no-backup = there is no nightly copy in { $folder }
advice-no-backup = See that `overtake run` runs, and what its log says; `overtake backup FILE` makes a copy now.
found-hub = { $address } answers, in { $seconds } s
found-hub-token = HF_TOKEN is { $name }'s: { $left } of { $limit } calls are left for five minutes
found-hub-token-unseen = HF_TOKEN is set; this address does not say whose it is
found-hub-anonymous = there is no HF_TOKEN, which is fine: { $left } of { $limit } calls are left for five minutes
found-hub-elsewhere = { $address } answers, and is no Hub ({ $reason })
advice-hub-elsewhere = Correct HF_ENDPOINT, or take it away to ask the Hub itself.
found-hub-token-refused = the Hub refuses HF_TOKEN
advice-hub-token-refused = Make a read token on huggingface.co, under Settings, Access Tokens; or take HF_TOKEN away.
found-platform-off = off: it needs { $variables }
found-off-with-channels = it is off, and alerts are on in { $count ->
    [one] { $count } channel
   *[other] { $count } channels
} of it ({ $channels })
advice-off-with-channels = Set { $variables }, or end them: `overtake alerts off --channel { $channel }`.
found-discord-token = DISCORD_TOKEN is { $name }'s, of the application { $application }
found-discord-token-refused = Discord refuses DISCORD_TOKEN
advice-discord-token-refused = Reset the token under Bot on Discord's developer portal, and set DISCORD_TOKEN to it.
found-discord-servers = it is in { $count ->
    [one] { $count } server
   *[other] { $count } servers
}; the invitation to others: { $invitation }
found-discord-nowhere = the bot is in no server
advice-discord-nowhere = Open { $invitation } and choose a server.
found-discord-sessions = the gateway takes { $left } more of { $total } connections today
found-discord-sessions-low = the gateway takes only { $left } more of { $total } connections in the next { $hours ->
    [one] { $hours } hour
   *[other] { $hours } hours
}
advice-discord-sessions-low = Look in the log for why it connects so often; at 0 Discord resets the token.
found-slack-token = the bot is { $name } in { $workspace }
found-slack-scopes = { $workspace } gave it every scope that it uses
found-slack-app-token = SLACK_APP_TOKEN is good for Socket Mode
found-slack-one-app = both tokens are of the app { $app }
found-slack-http = Slack comes by HTTP, to port { $port }; whether SLACK_SIGNING_SECRET is right shows at its first request
found-workspaces-not-asked = { $count ->
    [one] { $count } more workspace was
   *[other] { $count } more workspaces were
} not asked
found-slack-token-refused = Slack refuses SLACK_BOT_TOKEN
advice-slack-token-refused = Set it to the Bot User OAuth Token (xoxb-…) of the app, under Install App; install the app again if it was removed.
found-slack-scopes-missing = { $workspace } did not give it { $scopes }, without which it can't do its work
advice-slack-scopes-missing = Add these under OAuth & Permissions of the app, then install it there again.
found-slack-scopes-fewer = { $workspace } did not give it { $scopes }
advice-slack-scopes-fewer = It works without; docs/operate.md says what each is for (files:write: charts). Add them under OAuth & Permissions of the app and install it there again.
found-slack-app-token-refused = Slack refuses SLACK_APP_TOKEN
advice-slack-app-token-refused = Set it to an app-level token (xapp-…) of this app with the scope connections:write, under Basic Information.
found-slack-two-apps = SLACK_BOT_TOKEN is of the app { $bots }, and SLACK_APP_TOKEN of { $apps }
advice-slack-two-apps = Take both from the settings of one app: else the bot posts and never hears a question.
found-slack-secret-odd = SLACK_SIGNING_SECRET does not look like one
advice-slack-secret-odd = Set it to the Signing Secret of the app, 32 letters and digits, under Basic Information.
found-slack-nowhere = the app is installed in no workspace yet
advice-slack-nowhere = Start `overtake run`, and open { $path } at the address where it can be reached.
found-slack-workspace-refused = Slack refuses the token of { $workspace }
advice-slack-workspace-refused = Install the app there again; it was removed, or its token revoked.
found-slack-workspace-sealed = the token of the workspace { $workspace } can't be read: SLACK_CLIENT_SECRET is not the one it was kept with
advice-slack-workspace-sealed = Set the secret that was set before, or install the app there again.
found-no-channels = no channel has alerts
found-channels-open = { $count ->
    [one] { $count } channel with alerts is open
   *[other] { $count } channels with alerts are open
}
found-channels-open-again = { $count ->
    [one] { $count } of them was refused and goes on
   *[other] { $count } of them were refused and go on
} at the next daily check: { $channels }
found-channels-paused = { $count ->
    [one] the alerts of { $count } channel are
   *[other] the alerts of { $count } channels are
} paused by hand: { $channels }
found-channels-not-asked = { $count ->
    [one] { $count } channel with alerts was
   *[other] { $count } channels with alerts were
} not asked
found-channel-lacks = { $channel }: I lack { $permissions }
advice-channel-lacks = Give the bot's role these permissions in the settings of the channel.
found-channel-hidden = { $channel }: I can't see the channel
advice-channel-hidden = Let the bot see it, under Permissions of the channel or by an invitation; or end its alerts with `overtake alerts off --channel { $channel }`.
found-channel-gone = { $channel }: the channel is gone
advice-channel-gone = End its alerts: `overtake alerts off --channel { $channel }`.
found-channel-archived = { $channel }: it is archived
advice-channel-archived = Unarchive it, or end its alerts: `overtake alerts off --channel { $channel }`.
found-channel-left = { $channel }: I am not in the channel
advice-channel-left = Invite the bot there, or end its alerts: `overtake alerts off --channel { $channel }`.
found-channel-uninstalled = { $channel }: the app is not installed in its workspace
advice-channel-uninstalled = Install it there again, or end its alerts: `overtake alerts off --channel { $channel }`.
found-channel-closed = { $channel }: { $reason }
advice-channel-closed = Let the bot post there, or end its alerts: `overtake alerts off --channel { $channel }`.
found-channel-unsure = { $channel }: whether I may post there can't be told ({ $reason })
advice-channel-unsure = Run the doctor again in some minutes.
found-clock = this machine's clock is { $seconds } s from { $of }
found-clock-off = this machine's clock is { $seconds } s { $ahead ->
    [yes] ahead of
   *[no] behind
} { $of }
advice-clock-off = Let the system set it by NTP (`timedatectl set-ntp true`).
found-clock-wrong = this machine's clock is { $seconds } s { $ahead ->
    [yes] ahead of
   *[no] behind
} { $of }: days are taken as others, and Slack is not believed
advice-clock-wrong = Set it right, and let the system keep it so by NTP (`timedatectl set-ntp true`).
found-clock-behind = it is { $day } by this machine's clock, and { $last } is stored already: no snapshot is taken
advice-clock-behind = Set the clock right; if it is right, put back a copy from before: `overtake restore FILE --overwrite`.
found-clock-unknown = nobody answered whose clock could be compared
advice-clock-unknown = Put right what can't be reached first.
