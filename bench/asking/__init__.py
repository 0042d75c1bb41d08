"""Fifty questions a second to a bot, on whichever platform: what `bench/questions.py` is made of.

`database` (as large as a live one, and the Hub of today), `kinds` (what is asked), `process` (the
programs), `town` (people who ask by schedule), `discord` and `slack` (the towns of both platforms),
`floors` (a bare bot for each), `shown` (the tables).
"""
