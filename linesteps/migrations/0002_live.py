import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("linesteps", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="scenarioversion",
            name="steps",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="stepvisit",
            name="version",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                default=0,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="linesteps.scenarioversion",
            ),
            preserve_default=False,
        ),
    ]
