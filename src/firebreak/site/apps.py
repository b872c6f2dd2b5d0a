from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "firebreak.site"
    label = "site"
