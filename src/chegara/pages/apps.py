from django.apps import AppConfig


class PagesAppConfig(AppConfig):
    name = "chegara.pages"
    label = "pages"
