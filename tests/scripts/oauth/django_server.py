"""An OAuth 2.0 server with Django OAuth Toolkit. It prints its base URL, then serves until it is killed.

Usage: django_server.py CLIENT_ID CLIENT_SECRET USERNAME PASSWORD
"""
import sys
from wsgiref.simple_server import WSGIRequestHandler, make_server

import django
from django.conf import settings

CLIENT_ID, CLIENT_SECRET, USERNAME, PASSWORD = sys.argv[1:]

settings.configure(
    SECRET_KEY="only for this test",
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "oauth2_provider"],
    OAUTH2_PROVIDER={"SCOPES": {"flights": "Flights"}, "ACCESS_TOKEN_EXPIRE_SECONDS": 1799},
)
django.setup()

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.urls import include, path
from oauth2_provider.models import get_application_model

urlpatterns = [path("o/", include("oauth2_provider.urls", namespace="oauth2_provider"))]

call_command("migrate", verbosity=0)
user = get_user_model().objects.create_user(USERNAME, password=PASSWORD)
for suffix, grant in (("", "client-credentials"), ("-password", "password")):
    get_application_model().objects.create(
        client_id=CLIENT_ID + suffix,
        client_secret=CLIENT_SECRET,
        client_type="confidential",
        authorization_grant_type=grant,
        user=user,
    )


class Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        pass


httpd = make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=Quiet)
print(f"http://127.0.0.1:{httpd.server_port}", flush=True)
httpd.serve_forever()
