"""Tags of the checkpoint's pages."""
