from django.urls import path

from chegara.organisation import factors, people, tokens, views, word_templates
from chegara.organisation.models import Agency, BorderSection, CrossingPoint, Division, Unit

urlpatterns = [
    path("points/", views.point_list, name="point_list"),
    path("sections/", views.section_list, name="section_list"),
    path("agencies/", views.agency_list, name="agency_list"),
    path("agencies/<int:pk>/word-template/", word_templates.word_template, name="word_template"),
    path(
        "agencies/<int:pk>/word-template/file/", word_templates.word_template_file, name="word_template_file"
    ),
    path(
        "agencies/<int:pk>/word-template/remove/",
        word_templates.word_template_remove,
        name="word_template_remove",
    ),
    path("map/", views.country_map, name="map"),
    path("map/<str:code>.geojson", views.map_data, name="map_data"),
    path("workbook/<str:code>.xlsx", views.workbook_export, name="workbook_export"),
    path("workbook/", views.workbook_import, name="workbook_import"),
    path("users/", people.user_list, name="user_list"),
    path("users/new/", people.user_new, name="user_new"),
    path("users/<int:pk>/", people.user_detail, name="user_detail"),
    path("users/<int:pk>/roles/", people.membership_new, name="membership_new"),
    path("roles/<int:pk>/end/", people.membership_end, name="membership_end"),
    path("users/<int:pk>/second-factor/", factors.factors_reset, name="factors_reset"),
    path("users/<int:pk>/tokens/", tokens.tokens_revoke_all, name="tokens_revoke_all"),
    path("second-factor/", factors.second_factor_rules, name="second_factor_rules"),
    path("compartments/", people.compartment_list, name="compartment_list"),
    path("compartments/new/", people.compartment_edit, name="compartment_new"),
    path("compartments/<int:pk>/", people.compartment_edit, name="compartment_edit"),
    path("releases/", people.release_list, name="release_list"),
    path("releases/new/", people.release_new, name="release_new"),
    path("releases/<int:pk>/", people.release_detail, name="release_detail"),
]
for model, address in (
    (CrossingPoint, "points"), (BorderSection, "sections"), (Agency, "agencies"),
    (Division, "divisions"), (Unit, "units"),
):  # fmt: skip
    name = model._meta.model_name
    urlpatterns += [
        path(f"{address}/<int:pk>/", views.detail_view(model), name=f"{name}_detail"),
        path(f"{address}/<int:pk>/edit/", views.edit_view(model), name=f"{name}_edit"),
    ]
