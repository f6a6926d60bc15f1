"""A series as chart and table, its change against last year, its forecast."""

from django.http import HttpResponse

from chegara.pages.access import page


@page("evidence.view")
def series_page(request):
    return HttpResponse("x")


@page("evidence.view")
def series_csv(request):
    return HttpResponse("x")


@page("evidence.view")
def forecast_start(request):
    return HttpResponse("x")
