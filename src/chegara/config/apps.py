from django.apps import AppConfig


class ConfigAppConfig(AppConfig):
    name = "chegara.config"
    label = "config"
