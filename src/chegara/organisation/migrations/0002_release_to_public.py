from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organisation", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="release",
            name="to_public",
            field=models.BooleanField(
                default=False,
                help_text="Open records without a compartment may then be printed in public editions.",
                verbose_name="to the public",
            ),
        ),
    ]
