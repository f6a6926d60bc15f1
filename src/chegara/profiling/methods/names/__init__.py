"""Name matching for the region: several alphabets, roles of names, a calibrated score with its reasons."""
