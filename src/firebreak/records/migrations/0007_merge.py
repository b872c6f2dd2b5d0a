
import django.db.models.deletion
import firebreak.engine.when
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0006_columns'),
    ]

    operations = [
        migrations.CreateModel(
            name='Compared',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='when')),
                ('versions', models.JSONField(default=dict)),
                ('people', models.PositiveIntegerField(verbose_name='people')),
            ],
        ),
        migrations.AddField(
            model_name='historicalperson',
            name='merged_into',
            field=models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='records.person', verbose_name='the same person as'),
        ),
        migrations.AddField(
            model_name='person',
            name='merged_into',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='records.person', verbose_name='the same person as'),
        ),
        migrations.CreateModel(
            name='Distinction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stored_at', models.DateTimeField(editable=False, verbose_name='stored')),
                ('happened_at', models.DateTimeField(blank=True, db_index=True, null=True, verbose_name='happened')),
                ('happened_until', models.DateTimeField(blank=True, null=True, verbose_name='happened before')),
                ('happened_precision', models.CharField(choices=[(firebreak.engine.when.Precision['MINUTE'], 'to the minute'), (firebreak.engine.when.Precision['DAY'], 'to the day'), (firebreak.engine.when.Precision['INTERVAL'], 'within an interval'), (firebreak.engine.when.Precision['UNKNOWN'], 'unknown')], default=firebreak.engine.when.Precision['UNKNOWN'], max_length=8, verbose_name='precision')),
                ('told_at', models.DateTimeField(blank=True, null=True, verbose_name='told')),
                ('reason', models.TextField(blank=True, verbose_name='reason')),
                ('one', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.person', verbose_name='person')),
                ('other', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.person', verbose_name='other person')),
                ('source', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.source', verbose_name='source')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='HistoricalDistinction',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('stored_at', models.DateTimeField(editable=False, verbose_name='stored')),
                ('happened_at', models.DateTimeField(blank=True, db_index=True, null=True, verbose_name='happened')),
                ('happened_until', models.DateTimeField(blank=True, null=True, verbose_name='happened before')),
                ('happened_precision', models.CharField(choices=[(firebreak.engine.when.Precision['MINUTE'], 'to the minute'), (firebreak.engine.when.Precision['DAY'], 'to the day'), (firebreak.engine.when.Precision['INTERVAL'], 'within an interval'), (firebreak.engine.when.Precision['UNKNOWN'], 'unknown')], default=firebreak.engine.when.Precision['UNKNOWN'], max_length=8, verbose_name='precision')),
                ('told_at', models.DateTimeField(blank=True, null=True, verbose_name='told')),
                ('reason', models.TextField(blank=True, verbose_name='reason')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('one', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='records.person', verbose_name='person')),
                ('other', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='records.person', verbose_name='other person')),
                ('source', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='records.source', verbose_name='source')),
            ],
            options={
                'verbose_name': 'historical distinction',
                'verbose_name_plural': 'historical distinctions',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalMerge',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('stored_at', models.DateTimeField(editable=False, verbose_name='stored')),
                ('happened_at', models.DateTimeField(blank=True, db_index=True, null=True, verbose_name='happened')),
                ('happened_until', models.DateTimeField(blank=True, null=True, verbose_name='happened before')),
                ('happened_precision', models.CharField(choices=[(firebreak.engine.when.Precision['MINUTE'], 'to the minute'), (firebreak.engine.when.Precision['DAY'], 'to the day'), (firebreak.engine.when.Precision['INTERVAL'], 'within an interval'), (firebreak.engine.when.Precision['UNKNOWN'], 'unknown')], default=firebreak.engine.when.Precision['UNKNOWN'], max_length=8, verbose_name='precision')),
                ('told_at', models.DateTimeField(blank=True, null=True, verbose_name='told')),
                ('reason', models.TextField(verbose_name='reason')),
                ('moved', models.JSONField(default=list)),
                ('filled', models.JSONField(default=dict)),
                ('taken_out', models.JSONField(default=dict)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('away', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='records.person', verbose_name='record merged into it')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('kept', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='records.person', verbose_name='kept record')),
                ('source', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='records.source', verbose_name='source')),
            ],
            options={
                'verbose_name': 'historical merge',
                'verbose_name_plural': 'historical merges',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Merge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stored_at', models.DateTimeField(editable=False, verbose_name='stored')),
                ('happened_at', models.DateTimeField(blank=True, db_index=True, null=True, verbose_name='happened')),
                ('happened_until', models.DateTimeField(blank=True, null=True, verbose_name='happened before')),
                ('happened_precision', models.CharField(choices=[(firebreak.engine.when.Precision['MINUTE'], 'to the minute'), (firebreak.engine.when.Precision['DAY'], 'to the day'), (firebreak.engine.when.Precision['INTERVAL'], 'within an interval'), (firebreak.engine.when.Precision['UNKNOWN'], 'unknown')], default=firebreak.engine.when.Precision['UNKNOWN'], max_length=8, verbose_name='precision')),
                ('told_at', models.DateTimeField(blank=True, null=True, verbose_name='told')),
                ('reason', models.TextField(verbose_name='reason')),
                ('moved', models.JSONField(default=list)),
                ('filled', models.JSONField(default=dict)),
                ('taken_out', models.JSONField(default=dict)),
                ('away', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='merges_away', to='records.person', verbose_name='record merged into it')),
                ('kept', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='merges', to='records.person', verbose_name='kept record')),
                ('source', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.source', verbose_name='source')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Likeness',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('weight', models.FloatField(db_index=True, verbose_name='weight, bits')),
                ('features', models.JSONField(default=list)),
                ('high', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.person')),
                ('low', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.person')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('low', 'high'), name='one_likeness_a_pair')],
            },
        ),
    ]
