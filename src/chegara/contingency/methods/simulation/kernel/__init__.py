"""The event loop of one simulated run of crossing points."""
