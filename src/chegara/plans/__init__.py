"""The one action plan: objectives, measures, resources."""
