"""What was brought is said once: on the page that opens, or in the list where several came."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n"
WHY = "The file is a PDF, whatever its name says."


def brought(browser, *files: tuple[str, bytes], language: str = "en") -> str:
    """Return the page that follows when somebody brings files."""
    sent = [SimpleUploadedFile(name, content) for name, content in files]
    browser.cookies["django_language"] = language
    return browser.post(reverse("inbox"), {"files": sent}, follow=True).content.decode()


def test_why_a_file_could_not_be_read_is_said_once_on_its_page(city, sign_in):
    assert brought(sign_in("reviewer"), ("list.xlsx", PDF)).count(WHY) == 1


def test_of_several_files_the_list_says_which_could_not_be_read(city, sign_in):
    page = brought(sign_in("reviewer"), ("list.xlsx", PDF), ("a.txt", "患者7确诊。".encode()))
    assert f"list.xlsx: {WHY}" in page
    assert "a.txt is in the inbox." in page


def test_sentences_stand_in_chinese_without_a_space_between(city, sign_in):
    browser = sign_in("reviewer")
    text = ("a.txt", "患者7：周某，男，34岁，荷塘区人，1月23日确诊。".encode())
    brought(browser, text, language="zh-hans")
    assert "未作任何改动。如日期有误" in brought(browser, text, language="zh-hans")
