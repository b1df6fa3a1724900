"""Runs the commands of docs/providers.md that need a provider or a keyring."""

import os

import services


def commands(recipe, blocks):
    """The commands that check a provider of one's own. Its server is the emulator."""
    recipe.write(
        ".config/travauth/config.toml",
        f"""[providers.acme]
        token_url = "{os.environ["AMADEUS_BASE_URL"]}/v1/security/oauth2/token"
        client_auth = "client_secret_post"
        environments = {{ test = "{os.environ["AMADEUS_BASE_URL"]}" }}
        probe = "/v1/reference-data/airlines?airlineCodes=BA"

        [profiles.acme]
        provider = "acme"
        client_id = "{os.environ["AMADEUS_CLIENT_ID"]}"
        client_secret = {{ env = "MY_SECRET" }}
        """,
    )
    output = recipe.run(blocks[0].code, {"MY_SECRET": os.environ["AMADEUS_CLIENT_SECRET"]})
    assert "acme" in output


def refresh_token(recipe, blocks):
    recipe.write(
        ".config/travauth/config.toml",
        """[providers.weyland]
        token_url = "http://127.0.0.1:1/token"
        grant = "refresh_token"
        client_auth = "none"

        [profiles.weyland]
        provider = "weyland"
        client_id = "me"
        refresh_token = { keyring = "weyland/refresh_token" }
        """,
    )
    # Exit code 9 would mean that the refresh token is not found. With it, a request is sent, and there is no server.
    script = "travauth token get -P weyland 2> error || test $? = {}\n"
    block = f"printf %s refresh-token-0815 | {blocks[0].code}"
    services.with_keyring(recipe, script.format(9) + block + script.format(6))
