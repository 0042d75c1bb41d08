"""What a subscription could be instead, and what it would have been told. Pure."""
