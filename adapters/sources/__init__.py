"""Where rankings are read from: one file or folder for each source."""
