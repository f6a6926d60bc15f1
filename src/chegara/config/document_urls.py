"""Addresses of documents."""

urlpatterns: list[object] = []
