"""Addresses of documents."""

from django.urls import path

from chegara.config import brief_views, cooperation_documents
from chegara.config import document_views as views

urlpatterns = [
    path("", views.report_new, name="report_new"),
    path("plans/<int:pk>/", views.plan_document, name="plan_document"),
    path(
        "cooperation/<slug:kind>/<int:pk>/",
        cooperation_documents.cooperation_document,
        name="cooperation_document",
    ),
    path("briefs/", brief_views.brief, name="brief"),
    path("briefs/file/", brief_views.brief_file, name="brief_file"),
    path("<int:pk>/", views.report_detail, name="report_detail"),
    path("<int:pk>/<str:name>", views.report_file, name="report_file"),
]
