from django.urls import path

from firebreak.site.exports import record, views

urlpatterns = [
    path("exports/", views.exports, name="exports"),
    path("exports/record/", record.record, name="export_record"),
]
