"""What others watch the bot through: a file beside the database, an HTTP port, somebody's alarm."""
