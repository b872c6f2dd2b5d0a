from django.urls import path

from firebreak.site.duplicates import deciding, views

urlpatterns = [
    path("duplicates/", views.duplicates, name="duplicates"),
    path("duplicates/<int:low>/<int:high>/", views.pair, name="duplicate"),
    path("duplicates/<int:low>/<int:high>/merge/", deciding.merging, name="merge_people"),
    path("duplicates/<int:low>/<int:high>/apart/", deciding.telling_apart, name="tell_apart"),
    path("duplicates/merges/<int:pk>/undo/", deciding.undoing_merge, name="undo_merge"),
    path("duplicates/apart/<int:pk>/undo/", deciding.undoing_apart, name="undo_apart"),
]
