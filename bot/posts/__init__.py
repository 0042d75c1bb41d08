"""What channels are sent: the posts of a day, digests, race cards, charts and corrections."""
