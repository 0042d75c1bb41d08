"""Is an event worth telling: now, later, or not at all? Pure; SPEC 4 and 5.

An event is `held` while it waits for a second good day, for good data, or for its unknown publisher
to be vetted; then it is `told`, or `dropped` with the reason. `order`, `overtakes`, `milestones`
and `releases` decide that, in the words of `telling`; none of it depends on who listens. `wanted`
is the one table of what a subscription can ask for: a new alert rule is one function there.
"""
