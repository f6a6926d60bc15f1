"""The recommendations for the methodology of risk profiles, step by step, with the agency's own figures."""
