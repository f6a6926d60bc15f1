from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('evidence', '0007_saved_views'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='rememberedmapping',
            name='mapping_once',
        ),
        migrations.AddField(
            model_name='rememberedmapping',
            name='year',
            field=models.PositiveSmallIntegerField(default=2026),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name='rememberedmapping',
            constraint=models.UniqueConstraint(fields=('agency', 'year', 'key'), name='mapping_once_a_year'),
        ),
    ]
