"""The page machinery that slices share: lists, details, forms, import preview, jobs."""
