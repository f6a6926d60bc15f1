"""The machine-readable zone of travel documents, by ICAO Doc 9303 parts 3 to 7."""
