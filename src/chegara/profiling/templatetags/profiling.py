"""What each page of the checkpoint shows above all else: that all profiles are stopped."""

from typing import Any

from django import template

from chegara.profiling.halts import halt_words, halts_for

register = template.Library()


@register.inclusion_tag("profiling/halted.html", takes_context=True)
def halted(context: dict[str, Any]) -> dict[str, Any]:
    """Say, to whoever looks, which agency's profiles are all stopped."""
    user = context["request"].user
    return {
        "halts": [(one, halt_words(one)) for one in halts_for(user)],
        "may_see": user.has_perm("profiling.view"),
    }
