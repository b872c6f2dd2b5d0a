"""The few placements that say an exposure or an end of their own are found without reading all."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0014_deadline_at_a_time_and_contact_between")]

    operations = [
        migrations.AddIndex(
            "placement",
            models.Index(
                fields=["id"],
                condition=models.Q(last_exposure_at__isnull=False)
                | models.Q(override_end_at__isnull=False),
                name="placement_with_own_end",
            ),
        ),
    ]
