"""The core of Overtake: pure decisions about rankings, and the thin flows that carry them out."""
