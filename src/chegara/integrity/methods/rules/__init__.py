"""The rules of the catalogue, one group a module; nothing here imports Django."""
