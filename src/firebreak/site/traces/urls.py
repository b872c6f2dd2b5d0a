from django.urls import path

from firebreak.site.traces import back, forward

urlpatterns = [
    path("cases/<int:pk>/trace/forward/", forward.forward, name="trace_forward"),
    path("cases/<int:pk>/trace/forward/contacts/", forward.choose, name="trace_choose"),
    path("cases/<int:pk>/trace/back/", back.back, name="trace_back"),
]
