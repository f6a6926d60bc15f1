from django.urls import path

from chegara.integrity.views import reviews

urlpatterns = [
    path("", reviews.review_list, name="integrity_list"),
    path("new/", reviews.review_new, name="integrity_new"),
    path("<int:pk>/", reviews.review_detail, name="integrity_detail"),
    path("<int:pk>/circle/", reviews.review_circle, name="integrity_circle"),
]
