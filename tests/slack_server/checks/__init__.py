"""What the real Slack would refuse, and what is bad manners."""
