"""What real Discord would not accept, and what our bot must not send."""
