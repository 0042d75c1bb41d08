"""Where people are: each platform renders a View in its own way and posts it."""
