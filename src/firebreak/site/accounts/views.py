from django.conf import settings
from django.contrib import messages
from django.contrib.auth import views
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse_lazy
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from firebreak.records.actions import accounts
from firebreak.records.visibility import scope_of
from firebreak.site.accounts.forms import LoginForm, PostForm
from firebreak.site.accounts.words import ACTIONS
from firebreak.site.guard import signed_in
from firebreak.site.navigation import address


class Login(views.LoginView):
    template_name = "accounts/login.html"
    form_class = LoginForm
    redirect_authenticated_user = True

    def form_valid(self, form):
        answer = super().form_valid(form)
        user = self.request.user
        if not settle_post(user):
            return HttpResponseRedirect(f"{reverse_lazy('choose_post')}")
        if answer.url == home() and not scope_of(user).may("today.read"):
            return HttpResponseRedirect(f"{reverse_lazy('me')}")
        return answer

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_default_redirect_url(self):
        return home()


class ChangePassword(views.PasswordChangeView):
    template_name = "accounts/change_password.html"
    success_url = reverse_lazy("me")

    def form_valid(self, form):
        messages.success(self.request, _("Your password was changed."))
        return super().form_valid(form)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)


@signed_in
def choose_post(request):
    """Choose which of one's posts to act from."""
    form = PostForm(request.POST or None, user=request.user, initial={"post": request.user.post_id})
    if request.method == "POST" and form.is_valid():
        accounts.act_from(by=request.user, post=form.cleaned_data["post"])
        return HttpResponseRedirect(own_address(request, home()))
    has_posts = form.fields["post"].queryset.exists()
    status = 422 if form.errors else 200
    return render(
        request, "accounts/choose_post.html", {"form": form, "has_posts": has_posts}, status=status
    )


@signed_in
def me(request):
    """Say who is signed in, from which post, and what it may do."""
    posts = request.user.posts.select_related("unit").order_by("id")
    rights = [(label, request.scope.may(action)) for action, label in ACTIONS.items()]
    acting = next((p for p in posts if p.pk == request.user.post_id), posts.first())
    shown = {
        "posts": posts,
        "acting": acting,
        "sees_people": request.scope.may("people.read"),
        "reads_exports": request.scope.may("exports.read"),
        "may": [label for label, yes in rights if yes],
        "may_not": [label for label, yes in rights if not yes],
    }
    return render(request, "accounts/me.html", shown)


def locked_out(request, *_args, **_kwargs):
    """Say that too many wrong passwords were tried, and for how long the door stays shut."""
    minutes = round(settings.AXES_COOLOFF_TIME * 60)
    text = ngettext(
        "Too many wrong passwords were tried for this user name. Try again in %(n)d minute.",
        "Too many wrong passwords were tried for this user name. Try again in %(n)d minutes.",
        minutes,
    ) % {"n": minutes}
    return render(request, "accounts/locked.html", {"text": text}, status=429)


def settle_post(user) -> bool:
    """Give a user with one post that post; say whether he has settled on one."""
    if user.post_id:
        return True
    posts = list(user.posts.all()[:2])
    if len(posts) != 1:
        return False
    accounts.act_from(by=user, post=posts[0])
    return True


def home() -> str:
    """Where one goes after signing in: Today."""
    return address(settings.LOGIN_REDIRECT_URL) or "/"


def own_address(request, otherwise: str) -> str:
    """Where the form says to go next, if that is on this site."""
    there = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(
        there, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return there if safe else otherwise
