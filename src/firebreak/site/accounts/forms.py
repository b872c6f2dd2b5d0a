from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _

from firebreak.records.models import Post


class LoginForm(AuthenticationForm):
    """User name and password; what is wrong never says which of the two."""

    error_messages = {
        "invalid_login": _(
            "User name and password do not fit together. Check both; capitals count."
        ),
        "inactive": _("This account is closed. Ask whoever gives out the posts of your unit."),
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("User name")
        self.fields["username"].widget.attrs |= {
            "autocomplete": "username",
            "autocapitalize": "none",
            "spellcheck": "false",
        }
        self.fields["password"].label = _("Password")


class PostForm(forms.Form):
    """Which of one's own posts to act from."""

    post = forms.ModelChoiceField(
        label=_("Act as"),
        queryset=Post.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={
            "required": _("Choose one of your posts."),
            "invalid_choice": _("This post is not yours. Choose one of the list."),
        },
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        own = Post.objects.filter(user=user).select_related("unit").order_by("id")
        self.fields["post"].queryset = own
