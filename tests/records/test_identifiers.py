from django.db import connection

from firebreak.records.actions import people
from firebreak.records.identifiers import id_number_warning, index_of
from firebreak.records.models import Person


def test_the_check_digit_of_published_examples_fits():
    for number in ("11010519491231002X", "440524188001010014"):
        assert id_number_warning(number) is None


def test_a_wrong_check_digit_warns_and_does_not_block(city):
    wrong = "110105194912310021"
    assert id_number_warning(wrong)
    person = people.register(by=None, name="某", unit_residence=city.hetang, id_number=wrong)
    assert Person.objects.get(pk=person.pk).id_number == wrong


def test_identifiers_are_not_readable_in_the_database(city):
    people.register(
        by=None, name="某", unit_residence=city.hetang, phone="19900000001", address="某街 7 号"
    )
    for model in (Person, Person.history.model):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT phone, address, phone_key FROM {model._meta.db_table}")
            row = " ".join(cursor.fetchone())
        assert "19900000001" not in row
        assert "某街" not in row


def test_somebody_is_found_by_a_number_written_another_way(city):
    person = people.register(by=None, name="某", unit_residence=city.hetang, phone="199 0000-0001")
    found = people.alike(by=None, phone="１９９００００-０００１")
    assert list(found) == [person]
    assert index_of("") is None
