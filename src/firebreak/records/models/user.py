from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from firebreak.records.roles import Role


class User(AbstractUser):
    """Somebody who signs in. What he may do comes from his posts alone."""

    first_name = None  # type: ignore[assignment]  # one name, in the order its owner writes it
    last_name = None  # type: ignore[assignment]
    name = models.CharField(_("name"), max_length=60, blank=True)
    post = models.ForeignKey(
        "records.Post",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("acting as"),
    )
    looked_at = models.DateTimeField(_("last looked at Today"), null=True, blank=True)
    looked_before_at = models.DateTimeField(null=True, blank=True)

    def get_full_name(self) -> str:
        return self.name or self.username

    def get_short_name(self) -> str:
        return self.get_full_name()


class Post(models.Model):
    """A role at a unit, held by a user: what he may do, and for whom (the unit's subtree)."""

    user = models.ForeignKey(User, models.CASCADE, related_name="posts")
    role = models.CharField(_("role"), max_length=24, choices=Role.choices)
    unit = models.ForeignKey("records.Unit", models.PROTECT, related_name="posts")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "role", "unit"], name="one_post_once")
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} · {self.unit}"
