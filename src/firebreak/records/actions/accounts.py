"""What a user settles for himself: the post he acts from."""

from django.utils.translation import gettext as _

from firebreak.records.models import Post, User
from firebreak.records.visibility import Refused


def act_from(*, by: User, post: Post) -> User:
    """
    Act from one of one's own posts from now on.

    Raises
    ------
    Refused
        The post is somebody else's.
    """
    if post.user_id != by.pk:
        raise Refused(_("This post is not yours. Ask whoever gives out the posts of your unit."))
    by.post = post
    by.save(update_fields=["post"])
    return by
