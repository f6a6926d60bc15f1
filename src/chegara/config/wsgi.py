"""The WSGI application that granian serves."""

import os

from django.core.wsgi import get_wsgi_application

from chegara.config.runtime import settle

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chegara.config.settings")
application = get_wsgi_application()
settle()
