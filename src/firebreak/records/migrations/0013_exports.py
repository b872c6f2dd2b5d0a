import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("records", "0012_names_by_sound"),
    ]

    operations = [
        migrations.CreateModel(
            name="Export",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(db_index=True, verbose_name="when")),
                ("login", models.CharField(blank=True, max_length=60, verbose_name="account of the machine")),
                ("way", models.CharField(choices=[("site", "from a page"), ("command", "by the command"), ("api", "by the API")], max_length=8, verbose_name="how")),
                ("what", models.CharField(max_length=60, verbose_name="what")),
                ("form", models.CharField(max_length=30, verbose_name="format")),
                ("given_to", models.CharField(blank=True, max_length=200, verbose_name="given to")),
                ("rows", models.PositiveIntegerField(verbose_name="rows")),
                ("counts", models.JSONField(default=dict, verbose_name="rows by kind")),
                ("by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="exports", to=settings.AUTH_USER_MODEL, verbose_name="by")),
                ("unit", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="records.unit", verbose_name="of the unit and what is under it")),
            ],
            options={"ordering": ["-id"]},
        ),
    ]
