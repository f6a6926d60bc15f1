"""K-9: dogs, handlers, teams, what they detect and what is needed of them."""
