"""What a web server calls."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "muster.web.settings")

application = get_wsgi_application()

from muster.web.gate import refuse_forgetful  # noqa: E402 - needs the apps

refuse_forgetful()
