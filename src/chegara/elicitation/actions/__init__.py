"""Writing panels, rounds and ballots: the one door."""
