"""What programs put into the inbox: who may, how much, and what became of it."""

import base64
import binascii

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from ninja.security import HttpBearer

from firebreak.api.schemas import Attachment, Message
from firebreak.intake import problems
from firebreak.intake.archives import parts_of
from firebreak.intake.receiving import Received, receive
from firebreak.records.actions.times import check_day
from firebreak.records.actions.tokens import count_use, token_of
from firebreak.records.models import InboxToken, Reading

MB = 1024 * 1024


class TooLarge(ValueError):
    """More was sent than is taken at once."""


class Unreadable(ValueError):
    """A message that holds nothing, or what is no file."""


class InboxAuth(HttpBearer):
    """A token of the inbox; what is too large is refused before it is read."""

    def authenticate(self, request: HttpRequest, token: str) -> InboxToken | None:
        """
        Return the token of the secret that was sent; None refuses the request.

        Raises
        ------
        TooLarge
            The message is larger than what is taken at once.
        TooMany
            The token sent too much in this minute.
        """
        found = token_of(token)
        if found is None:
            return None
        _check_size(request)
        count_use(token=found)
        return found


def taken_in(message: Message, token: InboxToken) -> list[dict]:
    """
    Put a message into the inbox of a token: the text, and each attachment.

    Raises
    ------
    Unreadable
        It holds nothing, an attachment is not in base64, or its day has not come yet.
    """
    _check_published(message)
    sent = [parts_of(_bytes_of(one), one.name) for one in message.attachments]
    files = [(part.name, part.content) for parts in sent for part in parts]
    if message.text.strip():
        files.insert(0, ("", message.text.encode("utf-8", "surrogatepass")))
    if not files:
        raise Unreadable(_("The message holds neither text nor files."))
    return [
        _kept(name or message.subject, _received(name, content, message, token))
        for name, content in files
    ]


def _check_published(message: Message) -> None:
    try:
        check_day(message.published)
    except ValidationError as refused:
        raise Unreadable(f"published: {' '.join(refused.messages)}") from refused


def _received(name: str, content: bytes, message: Message, token: InboxToken) -> Received:
    return receive(
        content,
        by=None,  # the token is the right: it puts into one inbox, and nothing else
        name=name,
        title=_title(name, message.subject),
        channel=Reading.Channel.ENDPOINT,
        unit=token.unit,
        sender=message.sender or token.name,
        published=message.published,
    )


def _title(name: str, subject: str) -> str:
    return " · ".join(part for part in (subject.strip(), name.strip()) if part)


def _kept(name: str, received: Received) -> dict:
    problem = received.reading.problem
    return {
        "name": name,
        "already": received.already,
        "drafts": received.reading.drafts.filter(state="open").count(),
        "problem": _sentence(problem) if problem else None,
    }


def _sentence(problem: dict) -> str:
    language = "zh" if (get_language() or "").startswith("zh") else "en"
    return " ".join(problems.say(problem["code"], problem["values"], language))


def _bytes_of(attachment: Attachment) -> bytes:
    try:
        return base64.b64decode(attachment.content, validate=True)
    except (binascii.Error, ValueError):
        raise Unreadable(
            _("%(name)s is not written in base64.") % {"name": attachment.name}
        ) from None


def _check_size(request: HttpRequest) -> None:
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    if int(request.META.get("CONTENT_LENGTH") or 0) > most:
        raise TooLarge(
            _("At most %(most)d MB are taken at once. Send fewer files.") % {"most": most // MB}
        )
