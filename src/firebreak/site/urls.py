"""The pages, room by room."""

urlpatterns: list = []
