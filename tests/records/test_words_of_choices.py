"""The word for a choice is the one Django finds, in either language, found without all the others."""

import pytest
from django.apps import apps
from django.db.models import Model
from django.utils import translation

from firebreak.records.models.base import Versioned

CHOSEN = [
    (model, field)
    for model in apps.get_app_config("records").get_models()
    if issubclass(model, Versioned)
    for field in model._meta.concrete_fields
    if field.choices
]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_choice_has_the_word_that_django_finds(language):
    assert len(CHOSEN) > 20
    with translation.override(language):
        for model, field in CHOSEN:
            for value in (*dict(field.flatchoices), "no such choice", None):
                record = model(**{field.attname: value})
                ours = getattr(record, f"get_{field.name}_display")()
                assert ours == Model._get_FIELD_display(record, field)
                assert ours is None or type(ours) is str  # not a text in whatever language comes
