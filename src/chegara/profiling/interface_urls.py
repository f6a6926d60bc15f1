"""Addresses that answer other programs in JSON."""

from django.urls import path

from chegara.profiling.views import interface

urlpatterns = [
    path("", interface.about, name="interface"),
    path("screen/", interface.screen, name="interface_screen"),
    path("fields/<str:subject>/", interface.fields, name="interface_fields"),
    path("select/", interface.select, name="interface_select"),
    path("<path:rest>", interface.unknown, name="interface_unknown"),
]
