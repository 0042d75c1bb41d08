"""Where days are kept: SQLite behind the Store seam."""
