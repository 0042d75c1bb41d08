"""The world: sources that rankings come from, platforms that people are on."""
