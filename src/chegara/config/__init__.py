"""Settings, addresses, navigation, documents composed of several slices' chapters, the command line."""
