from django.urls import path

from firebreak.site.entry import menu
from firebreak.site.entry.views import (
    asking,
    cases,
    checks,
    contacts,
    laboratory,
    outbreaks,
    people,
    placements,
    reports,
    saved,
)

urlpatterns = [
    path("entry/", menu.menu, name="entry"),
    path("entry/case/", cases.NewCase.as_view(), name="entry_case"),
    path("entry/classification/", cases.Classify.as_view(), name="entry_classification"),
    path("entry/correction/", cases.CorrectCase.as_view(), name="entry_correction"),
    path("entry/withdrawal/", cases.WithdrawClassification.as_view(), name="entry_withdraw"),
    path("entry/person/", people.CorrectPerson.as_view(), name="entry_person"),
    path("entry/check/", checks.NewCheck.as_view(), name="entry_check"),
    path("entry/sample/", laboratory.SampleTaken.as_view(), name="entry_sample"),
    path("entry/receipt/", laboratory.SampleReceived.as_view(), name="entry_receipt"),
    path("entry/result/", laboratory.Result.as_view(), name="entry_result"),
    path("entry/placement/", placements.PlacementBegins.as_view(), name="entry_placement"),
    path("entry/placement/end/", placements.PlacementEnds.as_view(), name="entry_placement_end"),
    path(
        "entry/placement/override/",
        placements.PlacementOverridden.as_view(),
        name="entry_placement_override",
    ),
    path("entry/contact/", contacts.ContactNamed.as_view(), name="entry_contact"),
    path("entry/identity/", contacts.IdentityNamed.as_view(), name="entry_identity"),
    path("entry/reached/", contacts.ContactReached.as_view(), name="entry_reached"),
    path("entry/stay/", contacts.WhereSomebodyWas.as_view(), name="entry_stay"),
    path("entry/report/", reports.ReportSent.as_view(), name="entry_report"),
    path("entry/report/receipt/", reports.ReportReceived.as_view(), name="entry_report_receipt"),
    path("entry/report/review/", reports.ReportReviewed.as_view(), name="entry_review"),
    path("entry/outbreak/", outbreaks.OutbreakDeclared.as_view(), name="entry_outbreak"),
    path("entry/milestone/", outbreaks.MilestoneReached.as_view(), name="entry_milestone"),
    path("entry/saved/<int:pk>/", saved.saved, name="entry_saved"),
    path("entry/saved/<int:pk>/back/", saved.taking_back, name="entry_take_back"),
    path("entry/alike/", asking.alike, name="entry_alike"),
    path("entry/understood/", asking.time_understood, name="entry_understood"),
    path("entry/end/", asking.end_asked, name="entry_derived_end"),
]
