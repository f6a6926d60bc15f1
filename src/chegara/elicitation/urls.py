from django.urls import path

from chegara.elicitation import views

urlpatterns = [
    path("", views.panel_list, name="panel_list"),
    path("<int:pk>/", views.panel_detail, name="panel_detail"),
    path("<int:pk>/invite/", views.invite, name="panel_invite"),
    path("<int:pk>/terms/<int:agency>/", views.terms, name="panel_terms"),
    path("<int:pk>/round/", views.round_open, name="round_open"),
    path("experts/<int:pk>/release/", views.expert_release, name="expert_release"),
    path("rounds/<int:pk>/", views.round_results, name="round_results"),
    path("rounds/<int:pk>/ballot/", views.ballot, name="round_ballot"),
    path("rounds/<int:pk>/papers/", views.papers, name="round_papers"),
    path("rounds/<int:pk>/papers.pdf", views.papers_print, name="round_papers_print"),
    path("rounds/<int:pk>/close/", views.round_close, name="round_close"),
    path("papers/<int:pk>/", views.paper_read, name="paper_read"),
    path("papers/<int:pk>/spoil/", views.paper_spoil, name="paper_spoil"),
    path("items/<int:pk>/<str:criterion>/position/<int:agency>/", views.position, name="item_position"),
]
