"""The canine service as blocks of pages and documents."""
