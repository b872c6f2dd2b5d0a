from django.urls import path, re_path

from firebreak.site.chains import links, tree

urlpatterns = [
    path("chains/", tree.chains, name="chains"),
    path("chains/picture/", tree.picture, name="chains_picture"),
    re_path(r"^chains/tree\.(?P<form>svg|png)$", tree.as_file, name="chains_file"),
    path("chains/<int:infectee>/by/<int:infector>/", links.link, name="chain_link"),
    path("chains/<int:infectee>/by/nobody/", links.link, name="chain_origin"),
    path("chains/settled/<int:pk>/withdraw/", links.withdraw, name="withdraw_decision"),
]
