from django.urls import path

from firebreak.site.inbox import columns, day, tokens, views, whom

urlpatterns = [
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/<int:pk>/", views.document, name="inbox_document"),
    path("inbox/<int:pk>/decide/", views.decide, name="inbox_decide"),
    path("inbox/<int:pk>/mend/", views.mending, name="inbox_mend"),
    path("inbox/<int:pk>/day/", day.set_day, name="inbox_day"),
    path("inbox/<int:pk>/columns/", columns.choose_columns, name="inbox_columns"),
    path("inbox/<int:pk>/whom/", whom.say_whom, name="inbox_whom"),
    path("inbox/tokens/", tokens.tokens, name="inbox_tokens"),
    path("inbox/tokens/<int:pk>/revoke/", tokens.revoke, name="inbox_revoke"),
]
