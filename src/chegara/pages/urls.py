from django.urls import path

from chegara.pages import views

urlpatterns = [
    path("checks/", views.check_list, name="check_list"),
    path("jobs/<int:pk>/", views.job_detail, name="job_detail"),
    path("jobs/<int:pk>/cancel/", views.job_cancel, name="job_cancel"),
]
