"""Facts to Views: what people see, free of any platform. Pure."""
