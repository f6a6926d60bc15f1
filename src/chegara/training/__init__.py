"""Training: activities, courses, trainers, the cascade, exchange, certificates."""
