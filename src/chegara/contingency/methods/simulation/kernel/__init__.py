"""The event loop of one simulated run of crossing points.

Discrete events in a binary heap; arrivals and shifts are sorted lists beside it. Everything random is drawn
before (`draws`), so that a run is a function of its inputs: two plans can meet the very same people, and two
runs of the same input are equal to the last bit.

Plain Python over flat arrays. numba compiles it where it is installed; with NUMBA_DISABLE_JIT=1, or without
numba, the same source runs on lists.

Rules that the tests pin: a booth that closes finishes with whom it serves (handover); who is served and finds
the next control full keeps the booth (blocking after service, type I of Onvural and Perros 1986); blocked
ones move up in the order in which they were stopped; who is pre-empted goes on from where it was interrupted
(preemptive resume), at the head of its priority; patience ends only before the first control; at equal times
the events of the heap come first, then shifts, arrivals, and the look of the commander (tick).
"""
