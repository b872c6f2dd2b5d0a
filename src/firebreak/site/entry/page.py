"""What every page of entry does, whatever is entered.

A post that may not enter it gets a sentence (403) instead of the form. A refused form comes back
filled in (422). Sent twice, it is written once. After it, one is told what was saved, and its
author may take it back for a while.
"""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache

from firebreak.records.change import change
from firebreak.records.models import Change
from firebreak.records.visibility import Refused
from firebreak.site.accounts.views import own_address
from firebreak.site.accounts.words import ACTIONS
from firebreak.site.asked import typed
from firebreak.site.entry.about import NAMES, About, read_about
from firebreak.site.entry.choosing import ask_which
from firebreak.site.entry.form import EntryForm
from firebreak.site.guard import to_log_in


class EntryPage(View):
    """
    A page that enters one kind of fact.

    Attributes
    ----------
    action
        The action of `records/roles.py` that the post must be allowed.
    needs
        What the address must name before the form makes sense ("case", "sample"…); without it,
        the page first asks which one.
    """

    action = ""
    form_class: type[EntryForm]
    title: str = ""
    verb: str = ""  # on the button; without it, "Save"
    needs: str = ""
    template_name = "entry/form.html"
    about: About

    @classmethod
    def as_view(cls, **initkwargs):
        return never_cache(super().as_view(**initkwargs))

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        refused = refuse_entry(request, self.action)
        if refused is not None:
            return refused
        self.about = read_about(request)
        return self.ask() or super().dispatch(request, *args, **kwargs)

    def ask(self) -> HttpResponse | None:
        """Ask first what the address does not say; None if it says enough."""
        if not self.needs or getattr(self.about, self.needs) is not None:
            return None
        return ask_which(self.request, self.needs, self.action, self.title, self.about.whom)

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(self.form(initial=self.initial()))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self.form(data=request.POST)
        made = self.made_before(form)
        if made is not None:
            return self.saved(made, again=True)
        if not form.is_valid():
            return self.show(form, status=422)
        return self.save(form)

    def save(self, form: EntryForm) -> HttpResponse:
        reason = form.cleaned_data.get("reason") or ""
        user = self.request.user
        try:
            with change(self.action, by=user, reason=reason, key=self.key(form)) as made:
                self.write(form.cleaned_data)
        except ValidationError as refused:
            form.refuse(refused)
            return self.show(form, status=422)
        except Refused as refused:
            form.add_error(None, str(refused))
            return self.show(form, status=403)
        except IntegrityError:
            before = self.made_before(form)
            if before is None:
                raise
            return self.saved(before, again=True)
        self.warn(form.cleaned_data)
        return self.saved(Change.objects.get(pk=made.id))

    # What each page says.

    def initial(self) -> dict:
        """Return what the form begins with."""
        return {}

    def write(self, given: dict) -> None:
        """Call the actions; inside one change."""
        raise NotImplementedError

    def warn(self, given: dict) -> None:
        """Say what was taken as it is, but looks odd."""

    def extra(self, form: EntryForm) -> dict:
        """Return what the template needs beside the form."""
        return {}

    # What all share.

    def form(self, **kwargs) -> EntryForm:
        return self.form_class(
            about=self.about, scope=self.request.scope, user=self.request.user, **kwargs
        )

    def key(self, form: EntryForm) -> str | None:
        sent = typed(form.data.get("once"))[:40]
        return f"entry:{self.request.user.pk}:{sent}" if sent else None

    def draft(self) -> str:
        """Name the draft after whom it is about: what was typed of one is never put to another."""
        subject = [f"{name}-{self.request.GET[name]}" for name in NAMES if name in self.request.GET]
        return "-".join([str(self.request.resolver_match.url_name), *subject])

    def made_before(self, form: EntryForm) -> Change | None:
        key = self.key(form)
        return Change.objects.filter(key=key).first() if key else None

    def show(self, form: EntryForm, status: int = 200) -> HttpResponse:
        shown = {
            "form": form,
            "title": self.title,
            "verb": self.verb,
            "about": self.about,
            "draft": self.draft(),
            **self.extra(form),
        }
        return render(self.request, self.template_name, shown, status=status)

    def saved(self, made: Change, again: bool = False) -> HttpResponse:
        page = reverse("entry_saved", args=[made.pk])
        there = own_address(self.request, page)
        if again:
            messages.info(self.request, _("This was saved already; nothing was entered twice."))
        elif there != page:
            words = _("Saved."), page, _("See it, or take it back")
            messages.success(self.request, format_html('{} <a href="{}">{}</a>', *words))
        return HttpResponseRedirect(there)


def refuse_entry(request: HttpRequest, action: str) -> HttpResponse | None:
    """
    Return where somebody must go before he may enter this; None if he may now.

    Raises
    ------
    PermissionDenied
        The post may not do the action.
    """
    if not request.user.is_authenticated:
        return to_log_in(request)
    if request.known is not None:
        messages.info(request, _("Nothing can be entered in the past; this is the present."))
        return HttpResponseRedirect(_without_known(request))
    if request.scope.unit_id is None or not request.scope.may(action):
        raise PermissionDenied(
            _(
                "This page is for those who may do this: %(what)s. "
                "Ask somebody whose post may, or act from another of your posts."
            )
            % {"what": ACTIONS[action]}
        )
    return None


def _without_known(request: HttpRequest) -> str:
    query = request.GET.copy()
    query.pop("known", None)
    return f"{request.path}?{query.urlencode()}" if query else request.path
