"""Bringing documents in: a text that is pasted, files that are dropped."""

from dataclasses import dataclass
from datetime import date

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from firebreak.intake.archives import MOST_FILES, parts_of
from firebreak.intake.detect import MB, MOST_BYTES
from firebreak.intake.receiving import Received, receive
from firebreak.records import models
from firebreak.records.actions.times import check_day
from firebreak.records.models import Reading


class Files(forms.ClearableFileInput):
    """An input of several files."""

    allow_multiple_selected = True


class BringForm(forms.Form):
    """What somebody pastes or drops."""

    text = forms.CharField(
        label=_("Paste a text"),
        required=False,
        strip=False,
        widget=forms.Textarea({"rows": 5, "spellcheck": "false"}),
    )
    published = forms.DateField(
        label=_("Published or written on"),
        required=False,
        help_text=_("What “yesterday” in it counts from. Without it, the text itself may say."),
        widget=forms.DateInput({"type": "date"}),
    )
    sender = forms.CharField(label=_("From whom"), required=False, max_length=120)

    def clean_published(self) -> date | None:
        """Refuse a day that has not come yet: every "yesterday" would be wrong."""
        check_day(self.cleaned_data["published"])
        return self.cleaned_data["published"]


@dataclass(frozen=True)
class Refusal:
    """A file that was not even opened."""

    name: str
    size: int


def brought(request: HttpRequest, form: BringForm, unit: models.Unit) -> list[Received | Refusal]:
    """Take in what a valid form brings, in the order it came."""
    how = {
        "by": request.user,
        "unit": unit,
        "sender": form.cleaned_data["sender"],
        "published": form.cleaned_data["published"],
    }
    found: list[Received | Refusal] = []
    text = form.cleaned_data["text"]
    if text.strip():
        # Browsers send CRLF; the same text as a file should be known as the same.
        content = text.replace("\r\n", "\n").encode("utf-8", "surrogatepass")
        found.append(receive(content, name="", channel=Reading.Channel.PASTED, **how))
    files = request.FILES.getlist("files")[:MOST_FILES]
    return found + [one for file in files for one in _of_file(file, how)]


def _of_file(file: UploadedFile, how: dict) -> list[Received | Refusal]:
    name, size = file.name or "", file.size or 0
    if size > MOST_BYTES:
        return [Refusal(name, -(-size // MB))]
    parts = parts_of(file.read(), name)
    how = {**how, "channel": Reading.Channel.DROPPED}
    return [receive(part.content, name=part.name, **how) for part in parts]
