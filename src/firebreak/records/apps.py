from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "firebreak.records"
    label = "records"
