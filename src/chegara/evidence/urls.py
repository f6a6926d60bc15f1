from django.urls import path

from chegara.evidence.views import decisions, imports, overview, places, records, trends

urlpatterns = [
    path("", overview.overview, name="evidence_overview"),
    path("imports/", imports.batch_list, name="batch_list"),
    path("imports/new/", imports.batch_new, name="batch_new"),
    path("imports/<int:pk>/", imports.batch_detail, name="batch_detail"),
    path("imports/<int:pk>/mapping/", imports.batch_mapping, name="batch_mapping"),
    path("imports/<int:pk>/confirm/", imports.batch_confirm, name="batch_confirm"),
    path("imports/<int:pk>/undo/", imports.batch_undo, name="batch_undo"),
    path("imports/<int:pk>/handling/", imports.batch_handling, name="batch_handling"),
    path("imports/<int:pk>/file/", imports.batch_file, name="batch_file"),
    path("dictionary/", imports.dictionary_page, name="dictionary"),
    path("events/", records.event_list, name="event_list"),
    path("statistics/", records.statistic_list, name="statistic_list"),
    path("records/<int:pk>/", records.record_detail, name="record_detail"),
    path("series/", trends.series_page, name="series"),
    path("series/data.csv", trends.series_csv, name="series_csv"),
    path("series/forecast/", trends.forecast_start, name="forecast_start"),
    path("reconcile/<str:country>/<str:indicator>/", decisions.reconcile, name="reconcile"),
    path("gap/<int:agency>/<str:indicator>/<str:first>/<str:last>/", decisions.gap, name="gap"),
    path("places/", places.place_list, name="place_list"),
    path("places/<int:pk>/take-back/", places.place_take_back, name="place_take_back"),
    path("places/<str:country>/again/", places.place_again, name="place_again"),
    path("places/<int:pk>/", places.place_spelling, name="place_spelling"),
    path("quantities/", places.quantity_list, name="quantity_list"),
    path("quantities/<int:pk>/", places.quantity_detail, name="quantity_detail"),
]
