"""Without scripts the forms lead from page to page, and back to the document that is done."""

from django.urls import reverse

from firebreak.intake.receiving import receive

TEXT = "患者{n}：{name}，男，34岁，荷塘区人，1月18日发病，1月23日确诊。"


def test_after_the_last_draft_a_link_leads_back_to_the_document(city, sign_in):
    first, second = (
        receive(
            TEXT.format(n=n, name=name).encode(),
            by=None,
            name=f"通报<{n}>.txt",
            channel="dropped",
            unit=city.hetang,
        ).reading
        for n, name in ((7, "周某"), (8, "吴某"))
    )
    answer = sign_in("reviewer").post(
        reverse("inbox_decide", args=[second.pk]), {"do": "accept_certain"}, follow=True
    )
    page = answer.content.decode()
    assert answer.redirect_chain[0][0].startswith(reverse("inbox_document", args=[first.pk]))
    back = reverse("inbox_document", args=[second.pk])
    assert f'<a href="{back}">Back to 通报&lt;8&gt;.txt</a>' in page
