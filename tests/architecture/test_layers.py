"""Foreign keys point down the order of slices, as imports do."""

import tomllib
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).parents[2]


def layers(*, to_come: bool = False) -> list[str]:
    """The contract's slices from the highest to the lowest; those in brackets are to come."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    layered = next(one for one in contracts["contracts"] if one["type"] == "layers")["layers"]
    names = [name.strip() for line in layered for name in line.split("|")]
    return [name.strip("()").removeprefix("chegara.") for name in names if name.startswith("(") == to_come]


def own_models():
    return [model for model in apps.get_models() if model.__module__.startswith("chegara.")]


def slice_of(model) -> str:
    return model.__module__.split(".")[1]


def references():
    return [
        (model, field)
        for model in own_models()
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and slice_of_target(field)
    ]


def slice_of_target(field) -> str:
    target = field.related_model
    return slice_of(target) if target is not None and target.__module__.startswith("chegara.") else ""


def test_every_slice_stands_in_the_contract():
    slices = {path.parent.name for path in (ROOT / "src" / "chegara").glob("*/__init__.py")}

    assert slices == set(layers())
    assert not slices & set(layers(to_come=True))


@pytest.mark.parametrize(
    ("model", "field"),
    [pytest.param(model, field, id=f"{model.__name__}.{field.name}") for model, field in references()],
)
def test_a_reference_points_to_the_same_slice_or_down(model, field):
    order = layers()

    assert order.index(slice_of(model)) <= order.index(slice_of_target(field))
