"""Reporting as a Django app: it has words of its own to translate and a stylesheet to serve."""

from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "chegara.reporting"
