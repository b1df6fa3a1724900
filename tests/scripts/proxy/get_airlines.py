"""Fetches a token and makes one call, as a script without an SDK does. The variables of the proxy configure it."""

import os

import requests

base = os.environ["AMADEUS_BASE_URL"]
form = {
    "grant_type": "client_credentials",
    "client_id": os.environ["AMADEUS_CLIENT_ID"],
    "client_secret": os.environ["AMADEUS_CLIENT_SECRET"],
}
token = requests.post(f"{base}/v1/security/oauth2/token", data=form, timeout=60)
token.raise_for_status()
response = requests.get(
    f"{base}/v1/reference-data/airlines",
    params={"airlineCodes": "BA"},
    headers={"Authorization": f"Bearer {token.json()['access_token']}"},
    timeout=60,
)
response.raise_for_status()
print(response.json()["data"][0]["iataCode"])
