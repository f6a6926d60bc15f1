"""Documents of a review: conformity assessment, action plan with comparison, recommendations."""
