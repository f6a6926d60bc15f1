"""Django's own commands, for developers: `python -m chegara.config.manage makemigrations`."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chegara.config.settings")
    execute_from_command_line(sys.argv)
