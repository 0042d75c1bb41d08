"""Two snapshots, and the events between them. Pure; SPEC 5.

`order` watches one board: who leads, who entered and left. `groups` watches who holds how much of a
board. `overtakes` and `milestones` watch amounts, `releases` new models, `gaps` the data itself.
None of them knows what was told before or who listens: that is for `rules`.
"""
