"""Forecasts of evidence, kept under the digest of the series that they were made from."""


def make_forecasts(*a, **k): ...
