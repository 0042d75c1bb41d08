"""Slack as a platform: commands and buttons in, posts and answers out. SPEC 5, 6, 8, 9.

`render` and `rich` make a View a message: its blocks, and the plain text that says the same.
"""
