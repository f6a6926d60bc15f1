"""Kazakh: day first and decimal comma, as in Russian; Django's own formats differ."""

from chegara.config.formats.ru.formats import *  # noqa: F403 - Django reads every name of the module
