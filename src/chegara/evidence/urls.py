from django.urls import path

from chegara.evidence.views import decisions, explorer, imports, overview, records, sums, trends

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
    path("forecasts/", sums.forecast_sums, name="forecast_sums"),
    path("forecasts/data.<slug:format>", sums.forecast_sums_file, name="forecast_sums_file"),
    path("forecasts/start/", sums.forecast_sums_start, name="forecast_sums_start"),
    path("explorer/", explorer.explorer, name="explorer"),
    path("explorer/<slug:show>.<slug:format>", explorer.explorer_file, name="explorer_file"),
    path("explorer/views/", explorer.saved_views, name="saved_views"),
    path("explorer/views/save/", explorer.saved_view_save, name="saved_view_save"),
    path("explorer/views/<int:pk>/", explorer.saved_view_open, name="saved_view_open"),
    path("explorer/views/<int:pk>/change/", explorer.saved_view_edit, name="saved_view_edit"),
    path("explorer/views/<int:pk>/delete/", explorer.saved_view_delete, name="saved_view_delete"),
    path("reconcile/<str:country>/<str:indicator>/", decisions.reconcile, name="reconcile"),
    path("gap/<int:agency>/<str:indicator>/<str:first>/<str:last>/", decisions.gap, name="gap"),
]
