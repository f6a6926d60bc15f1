"""A review's documents as files."""

from __future__ import annotations

from typing import get_args

from django.http import Http404, HttpRequest, HttpResponse

from chegara.integrity.report.conformity import conformity
from chegara.integrity.report.corruption import risk_map
from chegara.integrity.report.improvement import action_plan, recommendations
from chegara.integrity.report.mission import mission
from chegara.integrity.views.common import review_for, user_of
from chegara.integrity.wordings import spoken
from chegara.pages.access import page
from chegara.reporting.render import Format, render

TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "html": "text/html; charset=utf-8",
}


@page("integrity.view")
@spoken
def paper(request: HttpRequest, pk: int, paper: str, format_name: str) -> HttpResponse:
    """Hand out a document of a review: conformity, plan, recommendations, risk map, or all joined."""
    review, user = review_for(request, pk), user_of(request)
    if format_name not in get_args(Format):
        raise Http404
    if paper == "conformity":
        document = conformity(review)
    elif paper == "plan":
        document = action_plan(review, user)
    elif paper == "recommendations":
        document = recommendations(review)
    elif paper == "risk-map":
        document = risk_map(review)
    elif paper == "mission":
        document = mission(review, user)
    else:
        raise Http404
    answer = HttpResponse(render(document, format_name), content_type=TYPES[format_name])  # type: ignore[arg-type]
    answer["Content-Disposition"] = f'attachment; filename="{paper}-{pk}.{format_name}"'
    return answer
