"""Selections of goods and vehicles on the site: files in, lanes with their reasons out."""
