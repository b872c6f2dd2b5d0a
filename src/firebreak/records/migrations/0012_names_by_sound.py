"""People are looked up by how their names sound; those on file get their key here."""

from django.db import migrations, models

from firebreak.records.names import key_of

BATCH = 5_000


def fill(apps, schema_editor):
    """Give every name on file its key, once for all who bear it; also in past versions."""
    for name in ("Person", "HistoricalPerson"):
        model = apps.get_model("records", name)
        table = schema_editor.quote_name(model._meta.db_table)
        names = model.objects.order_by().values_list("name", flat=True).distinct()
        keys = [(key_of(called), called) for called in names]
        with schema_editor.connection.cursor() as cursor:
            for start in range(0, len(keys), BATCH):
                cursor.executemany(
                    f"UPDATE {table} SET name_key = %s WHERE name = %s", keys[start : start + BATCH]
                )


class Migration(migrations.Migration):
    dependencies = [("records", "0011_orders_and_gatherings")]

    operations = [
        migrations.AddField("person", "name_key", models.CharField(editable=False, max_length=60, null=True)),
        migrations.AddField(
            "historicalperson", "name_key", models.CharField(editable=False, max_length=60, null=True)
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddIndex("person", models.Index(fields=["name_key"], name="person_by_name_key")),
        migrations.AddIndex("person", models.Index(fields=["birth_date"], name="person_by_birth")),
    ]
