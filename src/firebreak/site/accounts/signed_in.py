"""Who is signed in, read without writing the query anew for each request."""

from django.contrib.auth.backends import ModelBackend

from firebreak.records.models import User
from firebreak.records.prepared import Prepared

USERS = Prepared(lambda pk: User.objects.filter(pk=pk))


class Backend(ModelBackend):
    """Django's own, but for how a user is read."""

    def get_user(self, user_id: int) -> User | None:
        """Return a user who may sign in, or None."""
        found = next(iter(USERS(user_id)), None)
        return found if found is not None and self.user_can_authenticate(found) else None
