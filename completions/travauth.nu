module completions {

  def "nu-complete travauth color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete travauth error_format" [] {
    [ "text" "json" ]
  }

  # Fetches, caches, inspects and uses access tokens of travel APIs
  export extern travauth [
    --verbose(-v)             # Show what is done; -vv adds request and response headers, secrets masked
    --quiet(-q)               # Print no warnings
    --color: string@"nu-complete travauth color" # When to use colour [default: auto]
    --error-format: string@"nu-complete travauth error_format" # The format of errors [default: text]
    --help(-h)                # Print help (see more with '--help')
    --version(-V)             # Print version
  ]

  def "nu-complete travauth login store" [] {
    [ "keyring" "file" "none" ]
  }

  def "nu-complete travauth login format" [] {
    [ "text" "json" ]
  }

  def "nu-complete travauth login color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete travauth login error_format" [] {
    [ "text" "json" ]
  }

  # Set up a profile and store its secret
  export extern "travauth login" [
    --provider(-p): string    # The provider: amadeus, sabre, … or one from the config
    --environment(-e): string # The environment: test, production, cert, …, or emulator
    --base-url: string        # The base URL, instead of an environment's
    --client-id: string       # The client id
    --user-id: string         # Sabre's user id (EPR), or the whole `V1:…` string
    --epr: string             # Sabre's user id (EPR), or the whole `V1:…` string
    --group: string           # Sabre's group (PCC)
    --pcc: string             # Sabre's group (PCC)
    --domain: string          # Sabre's domain [default: AA]
    --auth-version: string    # The version of Sabre's token endpoint: 2 (default) or 3
    --scope: string           # The scope to request
    --token-param: string     # An extra form field of the token request; can be repeated
    --with-secret             # Read the secret from standard input
    --client-secret-file: path # A file that holds the client secret, or - for standard input
    --password-file: path     # A file that holds the password, or - for standard input
    --secret-command: string  # A command that prints the secret; `password=CMD` and `client_secret=CMD` if there are two
    --from-env                # Take ids and secrets that the variables hold
    --env-file: path          # Read variables from this dotenv file too, for --from-env; can be repeated
    --allow-placeholder       # Accept a credential that looks like a placeholder, such as `changeme` or `${PASSWORD}`
    --store: string@"nu-complete travauth login store" # Where to store the secret [default: keyring]
    --no-verify               # Store without trying the credentials out
    --no-probe                # Request a token, but make no API call
    --replace                 # Change an existing profile, if the new credentials work
    --default                 # Make it the default profile
    --no-default              # Do not make it the default profile
    --yes(-y)                 # Answer every yes-or-no question with yes
    --dry-run                 # Show what would be written, and write nothing
    --json                    # Print the result as JSON
    --format: string@"nu-complete travauth login format" # The output format [default: text]
    --config: path            # Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]
    --timeout: string         # The time limit for obtaining a token, and for each request until its response [default: 30s]
    --connect-timeout: string # The time limit for connecting [default: 10s]
    --retries: string         # The number of retries of a failed request [default: 2]
    --retry-max-time: string  # Do not retry a failed request after this time
    --rate-wait: string       # The longest time that an API request waits for its turn, if requests share a rate [default: 30s]
    --proxy: string           # The proxy URL; without it, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` apply. Loopback never uses a proxy
    --ca-bundle: path         # A PEM file of trusted certificates, instead of the system's [variables: `SSL_CERT_FILE`, `SSL_CERT_DIR`]
    --add-ca: path            # A PEM file of trusted certificates, in addition to the others [variable: `TRAVAUTH_ADD_CA`]
    --client-cert: path       # A PEM file with the TLS client certificate, for token URL and base URL [variable: `TRAVAUTH_CLIENT_CERT`]
    --client-key: path        # A PEM file with the private key of the client certificate [default: the file of the certificate; variable: `TRAVAUTH_CLIENT_KEY`]
    --require-shared-cache    # Fail if a token is needed and the shared cache (from `TRAVAUTH_CACHE` or the config) does not work
    --verbose(-v)             # Show what is done; -vv adds request and response headers, secrets masked
    --quiet(-q)               # Print no warnings
    --color: string@"nu-complete travauth login color" # When to use colour [default: auto]
    --error-format: string@"nu-complete travauth login error_format" # The format of errors [default: text]
    --help(-h)                # Print help (see more with '--help')
    name?: string             # The name of the profile [default: PROVIDER-ENVIRONMENT]
  ]

  def "nu-complete travauth logout color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete travauth logout error_format" [] {
    [ "text" "json" ]
  }

  # Delete a profile, its secret and its tokens
  export extern "travauth logout" [
    --all                     # Every profile of your config
    --keep-profile            # Keep the profile; delete only its secret and tokens
    --revoke                  # Revoke the token at the provider first (RFC 7009)
    --config: path            # Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]
    --verbose(-v)             # Show what is done; -vv adds request and response headers, secrets masked
    --quiet(-q)               # Print no warnings
    --color: string@"nu-complete travauth logout color" # When to use colour [default: auto]
    --error-format: string@"nu-complete travauth logout error_format" # The format of errors [default: text]
    --help(-h)                # Print help (see more with '--help')
    name?: string             # The profile [default: the one that `token get` would use]
  ]

  # List, show, choose, rename and delete profiles
  export extern "travauth profile" [
    --help(-h)                # Print help
  ]

  def "nu-complete travauth profile list format" [] {
    [ "text" "json" ]
  }

  def "nu-complete travauth profile list color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete travauth profile list error_format" [] {
    [ "text" "json" ]
  }

  # List all profiles
  export extern "travauth profile list" [
    --json                    # Print JSON
    --format: string@"nu-complete travauth profile list format" # The output format [default: text]
    --wide                    # Show all columns, also those that do not fit the terminal
    --config: path            # Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]
    --verbose(-v)             # Show what is done; -vv adds request and response headers, secrets masked
    --quiet(-q)               # Print no warnings
    --color: string@"nu-complete travauth profile list color" # When to use colour [default: auto]
    --error-format: string@"nu-complete travauth profile list error_format" # The format of errors [default: text]
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete travauth profile show format" [] {
    [ "text" "json" ]
  }

  def "nu-complete travauth profile show color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete travauth profile show error_format" [] {
    [ "text" "json" ]
  }

  # Show one profile
  export extern "travauth profile show" [
    --json                    # Print JSON
    --format: string@"nu-complete travauth profile show format" # The output format [default: text]
    --config: path            # Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]
    --verbose(-v)             # Show what is done; -vv adds request and response headers, secrets masked
    --quiet(-q)               # Print no warnings
    --color: string@"nu-complete travauth profile show color" # When to use colour [default: auto]
    --error-format: string@"nu-complete travauth profile show error_format" # The format of errors [default: text]
    --help(-h)                # Print help (see more with '--help')
    name: string              # The profile
  ]

  def "nu-complete travauth profile use shell" [] {
    [ "sh" "fish" "powershell" ]
  }

  def "nu-complete travauth profile use color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete travauth profile use error_format" [] {
    [ "text" "json" ]
  }

  # Make a profile the default one
  export extern "travauth profile use" [
    --session                 # Choose it in this shell only: vars=$(travauth profile use NAME --session) && eval "$vars"
    --shell: string@"nu-complete travauth profile use shell" # The shell that reads it [default: sh]
    --config: path            # Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]
    --verbose(-v)             # Show what is done; -vv adds request and response headers, secrets masked
    --quiet(-q)               # Print no warnings
    --color: string@"nu-complete travauth profile use color" # When to use colour [default: auto]
    --error-format: string@"nu-complete travauth profile use error_format" # The format of errors [default: text]
    --help(-h)                # Print help (see more with '--help')
    name: string              # The profile
  ]

  def "nu-complete travauth profile rename color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete travauth profile rename error_format" [] {
    [ "text" "json" ]
  }

  # Rename a profile
  export extern "travauth profile rename" [
    --config: path            # Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]
    --verbose(-v)             # Show what is done; -vv adds request and response headers, secrets masked
    --quiet(-q)               # Print no warnings
    --color: string@"nu-complete travauth profile rename color" # When to use colour [default: auto]
    --error-format: string@"nu-complete travauth profile rename error_format" # The format of errors [default: text]
    --help(-h)                # Print help (see more with '--help')
    old: string               # The profile
    new: string               # Its new name
  ]

  def "nu-complete travauth profile remove color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete travauth profile remove error_format" [] {
    [ "text" "json" ]
  }

  # Delete a profile, its secret and its tokens
  export extern "travauth profile remove" [
    --config: path            # Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]
    --verbose(-v)             # Show what is done; -vv adds request and response headers, secrets masked
    --quiet(-q)               # Print no warnings
    --color: string@"nu-complete travauth profile remove color" # When to use colour [default: auto]
    --error-format: string@"nu-complete travauth profile remove error_format" # The format of errors [default: text]
    --help(-h)                # Print help (see more with '--help')
    name: string              # The profile
  ]

  # Get, show and delete access tokens
  export extern "travauth token" [
    --help(-h)                # Print help
  ]

  def "nu-complete travauth token get format" [] {
    [ "token" "json" "header" "env" "dotenv" "curl" "soap" "github" ]
  }

  def "nu-complete travauth token get shell" [] {
    [ "sh" "fish" "powershell" ]
  }

  def "nu-complete travauth token get color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete travauth token get error_format" [] {
    [ "text" "json" ]
  }

  # Print a valid access token
  export extern "travauth token get" [
    --format: string@"nu-complete travauth token get format" # The output format [default: token]
    --json                    # Print JSON, as --format json does
    --shell: string@"nu-complete travauth token get shell" # The shell that `--format env` quotes for [default: sh]
    --min-valid: string       # The minimum remaining validity of the token [default: 60s, or half the lifetime if that is less]
    --refresh                 # Request a new token, even if a valid one is cached
    --no-cache                # Do not read or write the cache
    --offline                 # Do not use the network
    --provider(-p): string    # The provider: amadeus, sabre, … or one from the config [variable: `TRAVAUTH_PROVIDER`]
    --profile(-P): string     # A profile from the config: provider, environment and credentials together [variable: `TRAVAUTH_PROFILE`]
    --environment(-e): string # The environment: test, production, cert, …, or emulator [variable: `TRAVAUTH_ENVIRONMENT`]
    --base-url: string        # The base URL, instead of the environment's [variables: `AMADEUS_BASE_URL`, `SABRE_BASE_URL`]
    --client-id: string       # The client id
    --client-secret-file: path # A file that holds the client secret, or - for standard input
    --password-file: path     # A file that holds the password, or - for standard input
    --user-id: string         # Sabre's user id (EPR)
    --epr: string             # Sabre's user id (EPR)
    --group: string           # Sabre's group (PCC)
    --pcc: string             # Sabre's group (PCC)
    --domain: string          # Sabre's domain [default: AA]
    --auth-version: string    # The version of Sabre's token endpoint: 2 (default) or 3 [variable: `SABRE_AUTH_VERSION`]
    --scope: string           # The scope to request
    --token-param: string     # An extra form field of the token request; can be repeated
    --allow-placeholder       # Send a credential that looks like a placeholder, such as `changeme` or `${PASSWORD}`
    --env-file: path          # Read variables that are not set from this file of NAME=value lines; can be repeated, the last file wins
    --config: path            # Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]
    --timeout: string         # The time limit for obtaining a token, and for each request until its response [default: 30s]
    --connect-timeout: string # The time limit for connecting [default: 10s]
    --retries: string         # The number of retries of a failed request [default: 2]
    --retry-max-time: string  # Do not retry a failed request after this time
    --rate-wait: string       # The longest time that an API request waits for its turn, if requests share a rate [default: 30s]
    --proxy: string           # The proxy URL; without it, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` apply. Loopback never uses a proxy
    --ca-bundle: path         # A PEM file of trusted certificates, instead of the system's [variables: `SSL_CERT_FILE`, `SSL_CERT_DIR`]
    --add-ca: path            # A PEM file of trusted certificates, in addition to the others [variable: `TRAVAUTH_ADD_CA`]
    --client-cert: path       # A PEM file with the TLS client certificate, for token URL and base URL [variable: `TRAVAUTH_CLIENT_CERT`]
    --client-key: path        # A PEM file with the private key of the client certificate [default: the file of the certificate; variable: `TRAVAUTH_CLIENT_KEY`]
    --require-shared-cache    # Fail if a token is needed and the shared cache (from `TRAVAUTH_CACHE` or the config) does not work
    --verbose(-v)             # Show what is done; -vv adds request and response headers, secrets masked
    --quiet(-q)               # Print no warnings
    --color: string@"nu-complete travauth token get color" # When to use colour [default: auto]
    --error-format: string@"nu-complete travauth token get error_format" # The format of errors [default: text]
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete travauth token show format" [] {
    [ "text" "json" ]
  }

  def "nu-complete travauth token show color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete travauth token show error_format" [] {
    [ "text" "json" ]
  }

  # Show cached tokens, masked
  export extern "travauth token show" [
    --json                    # Print JSON
    --format: string@"nu-complete travauth token show format" # The output format [default: text]
    --reveal                  # Print tokens unmasked
    --why                     # Explain the origin of token and credentials, and whether the next `token get` would use the network
    --wide                    # Show all columns, also those that do not fit the terminal
    --provider(-p): string    # The provider: amadeus, sabre, … or one from the config [variable: `TRAVAUTH_PROVIDER`]
    --profile(-P): string     # A profile from the config: provider, environment and credentials together [variable: `TRAVAUTH_PROFILE`]
    --environment(-e): string # The environment: test, production, cert, …, or emulator [variable: `TRAVAUTH_ENVIRONMENT`]
    --base-url: string        # The base URL, instead of the environment's [variables: `AMADEUS_BASE_URL`, `SABRE_BASE_URL`]
    --client-id: string       # The client id
    --client-secret-file: path # A file that holds the client secret, or - for standard input
    --password-file: path     # A file that holds the password, or - for standard input
    --user-id: string         # Sabre's user id (EPR)
    --epr: string             # Sabre's user id (EPR)
    --group: string           # Sabre's group (PCC)
    --pcc: string             # Sabre's group (PCC)
    --domain: string          # Sabre's domain [default: AA]
    --auth-version: string    # The version of Sabre's token endpoint: 2 (default) or 3 [variable: `SABRE_AUTH_VERSION`]
    --scope: string           # The scope to request
    --token-param: string     # An extra form field of the token request; can be repeated
    --allow-placeholder       # Send a credential that looks like a placeholder, such as `changeme` or `${PASSWORD}`
    --env-file: path          # Read variables that are not set from this file of NAME=value lines; can be repeated, the last file wins
    --config: path            # Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]
    --verbose(-v)             # Show what is done; -vv adds request and response headers, secrets masked
    --quiet(-q)               # Print no warnings
    --color: string@"nu-complete travauth token show color" # When to use colour [default: auto]
    --error-format: string@"nu-complete travauth token show error_format" # The format of errors [default: text]
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete travauth token clear color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete travauth token clear error_format" [] {
    [ "text" "json" ]
  }

  # Delete cached tokens
  export extern "travauth token clear" [
    --expired                 # Delete only expired tokens
    --all                     # Delete all tokens
    --provider(-p): string    # The provider: amadeus, sabre, … or one from the config [variable: `TRAVAUTH_PROVIDER`]
    --profile(-P): string     # A profile from the config: provider, environment and credentials together [variable: `TRAVAUTH_PROFILE`]
    --environment(-e): string # The environment: test, production, cert, …, or emulator [variable: `TRAVAUTH_ENVIRONMENT`]
    --base-url: string        # The base URL, instead of the environment's [variables: `AMADEUS_BASE_URL`, `SABRE_BASE_URL`]
    --client-id: string       # The client id
    --client-secret-file: path # A file that holds the client secret, or - for standard input
    --password-file: path     # A file that holds the password, or - for standard input
    --user-id: string         # Sabre's user id (EPR)
    --epr: string             # Sabre's user id (EPR)
    --group: string           # Sabre's group (PCC)
    --pcc: string             # Sabre's group (PCC)
    --domain: string          # Sabre's domain [default: AA]
    --auth-version: string    # The version of Sabre's token endpoint: 2 (default) or 3 [variable: `SABRE_AUTH_VERSION`]
    --scope: string           # The scope to request
    --token-param: string     # An extra form field of the token request; can be repeated
    --allow-placeholder       # Send a credential that looks like a placeholder, such as `changeme` or `${PASSWORD}`
    --env-file: path          # Read variables that are not set from this file of NAME=value lines; can be repeated, the last file wins
    --config: path            # Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]
    --verbose(-v)             # Show what is done; -vv adds request and response headers, secrets masked
    --quiet(-q)               # Print no warnings
    --color: string@"nu-complete travauth token clear color" # When to use colour [default: auto]
    --error-format: string@"nu-complete travauth token clear error_format" # The format of errors [default: text]
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete travauth check format" [] {
    [ "text" "brief" "json" "junit" "html" "github" "prometheus" ]
  }

  def "nu-complete travauth check color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete travauth check error_format" [] {
    [ "text" "json" ]
  }

  # Smoke-test credentials: a real token request, then one harmless API call
  export extern "travauth check" [
    --all                     # Check every profile, and every built-in provider whose variables are set
    --probe: string           # The path of the API call, below the base URL [default: the provider's own]
    --no-probe                # Skip the API call
    --cached                  # Use a cached token, if there is one, instead of requesting a new one
    --refresh                 # Send the token request even if the provider has just rejected the credentials
    --try-other-environments  # Try rejected credentials in the provider's other environments; each failed attempt counts against the account
    --try-auth                # Try rejected credentials as HTTP Basic, with and without encoding, and in the form; each failed attempt counts against the account. For providers of the config file only
    --format: string@"nu-complete travauth check format" # The output format [default: text]
    --json                    # Print JSON, as --format json does
    --problems                # Show only targets with problems, as text
    --provider(-p): string    # The provider: amadeus, sabre, … or one from the config [variable: `TRAVAUTH_PROVIDER`]
    --profile(-P): string     # A profile from the config: provider, environment and credentials together [variable: `TRAVAUTH_PROFILE`]
    --environment(-e): string # The environment: test, production, cert, …, or emulator [variable: `TRAVAUTH_ENVIRONMENT`]
    --base-url: string        # The base URL, instead of the environment's [variables: `AMADEUS_BASE_URL`, `SABRE_BASE_URL`]
    --client-id: string       # The client id
    --client-secret-file: path # A file that holds the client secret, or - for standard input
    --password-file: path     # A file that holds the password, or - for standard input
    --user-id: string         # Sabre's user id (EPR)
    --epr: string             # Sabre's user id (EPR)
    --group: string           # Sabre's group (PCC)
    --pcc: string             # Sabre's group (PCC)
    --domain: string          # Sabre's domain [default: AA]
    --auth-version: string    # The version of Sabre's token endpoint: 2 (default) or 3 [variable: `SABRE_AUTH_VERSION`]
    --scope: string           # The scope to request
    --token-param: string     # An extra form field of the token request; can be repeated
    --allow-placeholder       # Send a credential that looks like a placeholder, such as `changeme` or `${PASSWORD}`
    --env-file: path          # Read variables that are not set from this file of NAME=value lines; can be repeated, the last file wins
    --config: path            # Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]
    --timeout: string         # The time limit for obtaining a token, and for each request until its response [default: 30s]
    --connect-timeout: string # The time limit for connecting [default: 10s]
    --retries: string         # The number of retries of a failed request [default: 2]
    --retry-max-time: string  # Do not retry a failed request after this time
    --rate-wait: string       # The longest time that an API request waits for its turn, if requests share a rate [default: 30s]
    --proxy: string           # The proxy URL; without it, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` apply. Loopback never uses a proxy
    --ca-bundle: path         # A PEM file of trusted certificates, instead of the system's [variables: `SSL_CERT_FILE`, `SSL_CERT_DIR`]
    --add-ca: path            # A PEM file of trusted certificates, in addition to the others [variable: `TRAVAUTH_ADD_CA`]
    --client-cert: path       # A PEM file with the TLS client certificate, for token URL and base URL [variable: `TRAVAUTH_CLIENT_CERT`]
    --client-key: path        # A PEM file with the private key of the client certificate [default: the file of the certificate; variable: `TRAVAUTH_CLIENT_KEY`]
    --require-shared-cache    # Fail if a token is needed and the shared cache (from `TRAVAUTH_CACHE` or the config) does not work
    --verbose(-v)             # Show what is done; -vv adds request and response headers, secrets masked
    --quiet(-q)               # Print no warnings
    --color: string@"nu-complete travauth check color" # When to use colour [default: auto]
    --error-format: string@"nu-complete travauth check error_format" # The format of errors [default: text]
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete travauth call color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete travauth call error_format" [] {
    [ "text" "json" ]
  }

  # Send an authenticated request to an API and print the response
  export extern "travauth call" [
    --method(-X): string      # The HTTP method [default: GET, or POST with a body]
    --header(-H): string      # A header, `Name: value`; `Name:` removes a default header; can be repeated
    --data(-d): string        # The body: text, @FILE, or - for standard input; sent byte for byte
    --raw-field(-f): string   # A string field of a JSON body, name=value; `a[b]=c` nests, `a[]=c` appends; can be repeated
    --field(-F): string       # Like -f, but true, false, null and integers keep their type, and @FILE is a file's text; can be repeated
    --query: string           # A query parameter, percent-encoded as needed; can be repeated
    --include(-i)             # Print the response's status and headers too
    --head(-I)                # Request only the status and headers (HEAD)
    --silent                  # Do not print the body
    --output(-o): path        # Write the response to this file, completely or not at all
    --jq: string              # Filter the response with this jq expression; strings are printed without quotes
    --paginate                # Follow the links to the next pages
    --slurp                   # Print all pages as one array
    --max-pages: string       # Stop after this many pages
    --batch: path             # Send one request for each line of this file, or of standard input for -, and print one line for each: see docs/batch.md
    --parallel: string        # The most requests of a batch under way at a time [default: 8]
    --unordered               # Print each line of a batch as soon as its response has arrived, instead of in the order of the input
    --resume                  # Continue a batch: skip the requests whose responses are in the file of -o, and add the others to it
    --max-errors: string      # Stop a batch after this number of failed requests
    --cache: string           # Return the stored response to the same GET request if it is younger than this, and store new ones: see docs/call.md
    --refresh-cache           # Replace the stored response instead of returning it
    --rate: string            # The rate that all requests of this account keep together, such as 5/s or 100/m, or none [default: the documented rate]
    --follow                  # Follow redirects; the token is not sent to another host
    --no-auth                 # Send no token; any URL is allowed then
    --compressed              # Request a gzip response and decompress it
    --retry-unsafe            # Also retry a failed POST, PUT, PATCH or DELETE
    --dry-run                 # Print the request with the token masked, and send nothing
    --print-curl              # Print a curl command that sends the same request, and send nothing
    --max-size: string        # The largest accepted response in bytes, such as 500000 or 20M
    --min-valid: string       # The minimum remaining validity of the token [default: 60s, or half the lifetime if that is less]
    --provider(-p): string    # The provider: amadeus, sabre, … or one from the config [variable: `TRAVAUTH_PROVIDER`]
    --profile(-P): string     # A profile from the config: provider, environment and credentials together [variable: `TRAVAUTH_PROFILE`]
    --environment(-e): string # The environment: test, production, cert, …, or emulator [variable: `TRAVAUTH_ENVIRONMENT`]
    --base-url: string        # The base URL, instead of the environment's [variables: `AMADEUS_BASE_URL`, `SABRE_BASE_URL`]
    --client-id: string       # The client id
    --client-secret-file: path # A file that holds the client secret, or - for standard input
    --password-file: path     # A file that holds the password, or - for standard input
    --user-id: string         # Sabre's user id (EPR)
    --epr: string             # Sabre's user id (EPR)
    --group: string           # Sabre's group (PCC)
    --pcc: string             # Sabre's group (PCC)
    --domain: string          # Sabre's domain [default: AA]
    --auth-version: string    # The version of Sabre's token endpoint: 2 (default) or 3 [variable: `SABRE_AUTH_VERSION`]
    --scope: string           # The scope to request
    --token-param: string     # An extra form field of the token request; can be repeated
    --allow-placeholder       # Send a credential that looks like a placeholder, such as `changeme` or `${PASSWORD}`
    --env-file: path          # Read variables that are not set from this file of NAME=value lines; can be repeated, the last file wins
    --config: path            # Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]
    --timeout: string         # The time limit for obtaining a token, and for each request until its response [default: 30s]
    --connect-timeout: string # The time limit for connecting [default: 10s]
    --retries: string         # The number of retries of a failed request [default: 2]
    --retry-max-time: string  # Do not retry a failed request after this time
    --rate-wait: string       # The longest time that an API request waits for its turn, if requests share a rate [default: 30s]
    --proxy: string           # The proxy URL; without it, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` apply. Loopback never uses a proxy
    --ca-bundle: path         # A PEM file of trusted certificates, instead of the system's [variables: `SSL_CERT_FILE`, `SSL_CERT_DIR`]
    --add-ca: path            # A PEM file of trusted certificates, in addition to the others [variable: `TRAVAUTH_ADD_CA`]
    --client-cert: path       # A PEM file with the TLS client certificate, for token URL and base URL [variable: `TRAVAUTH_CLIENT_CERT`]
    --client-key: path        # A PEM file with the private key of the client certificate [default: the file of the certificate; variable: `TRAVAUTH_CLIENT_KEY`]
    --require-shared-cache    # Fail if a token is needed and the shared cache (from `TRAVAUTH_CACHE` or the config) does not work
    --verbose(-v)             # Show what is done; -vv adds request and response headers, secrets masked
    --quiet(-q)               # Print no warnings
    --color: string@"nu-complete travauth call color" # When to use colour [default: auto]
    --error-format: string@"nu-complete travauth call error_format" # The format of errors [default: text]
    --help(-h)                # Print help (see more with '--help')
    verb?: string             # The HTTP method [default: GET, or POST with a body]
    path?: string             # A path below the base URL, or a full URL on the same host
  ]

  def "nu-complete travauth exec color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete travauth exec error_format" [] {
    [ "text" "json" ]
  }

  # Run a command with an access token in its environment
  export extern "travauth exec" [
    --min-valid: string       # The minimum remaining validity of the token [default: 60s, or half the lifetime if that is less]
    --keep-secrets            # Keep the variables that hold secrets in the command's environment
    --provider(-p): string    # The provider: amadeus, sabre, … or one from the config [variable: `TRAVAUTH_PROVIDER`]
    --profile(-P): string     # A profile from the config: provider, environment and credentials together [variable: `TRAVAUTH_PROFILE`]
    --environment(-e): string # The environment: test, production, cert, …, or emulator [variable: `TRAVAUTH_ENVIRONMENT`]
    --base-url: string        # The base URL, instead of the environment's [variables: `AMADEUS_BASE_URL`, `SABRE_BASE_URL`]
    --client-id: string       # The client id
    --client-secret-file: path # A file that holds the client secret, or - for standard input
    --password-file: path     # A file that holds the password, or - for standard input
    --user-id: string         # Sabre's user id (EPR)
    --epr: string             # Sabre's user id (EPR)
    --group: string           # Sabre's group (PCC)
    --pcc: string             # Sabre's group (PCC)
    --domain: string          # Sabre's domain [default: AA]
    --auth-version: string    # The version of Sabre's token endpoint: 2 (default) or 3 [variable: `SABRE_AUTH_VERSION`]
    --scope: string           # The scope to request
    --token-param: string     # An extra form field of the token request; can be repeated
    --allow-placeholder       # Send a credential that looks like a placeholder, such as `changeme` or `${PASSWORD}`
    --env-file: path          # Read variables that are not set from this file of NAME=value lines; can be repeated, the last file wins
    --config: path            # Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]
    --timeout: string         # The time limit for obtaining a token, and for each request until its response [default: 30s]
    --connect-timeout: string # The time limit for connecting [default: 10s]
    --retries: string         # The number of retries of a failed request [default: 2]
    --retry-max-time: string  # Do not retry a failed request after this time
    --rate-wait: string       # The longest time that an API request waits for its turn, if requests share a rate [default: 30s]
    --proxy: string           # The proxy URL; without it, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` apply. Loopback never uses a proxy
    --ca-bundle: path         # A PEM file of trusted certificates, instead of the system's [variables: `SSL_CERT_FILE`, `SSL_CERT_DIR`]
    --add-ca: path            # A PEM file of trusted certificates, in addition to the others [variable: `TRAVAUTH_ADD_CA`]
    --client-cert: path       # A PEM file with the TLS client certificate, for token URL and base URL [variable: `TRAVAUTH_CLIENT_CERT`]
    --client-key: path        # A PEM file with the private key of the client certificate [default: the file of the certificate; variable: `TRAVAUTH_CLIENT_KEY`]
    --require-shared-cache    # Fail if a token is needed and the shared cache (from `TRAVAUTH_CACHE` or the config) does not work
    --verbose(-v)             # Show what is done; -vv adds request and response headers, secrets masked
    --quiet(-q)               # Print no warnings
    --color: string@"nu-complete travauth exec color" # When to use colour [default: auto]
    --error-format: string@"nu-complete travauth exec error_format" # The format of errors [default: text]
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete travauth proxy log" [] {
    [ "text" "json" "none" ]
  }

  def "nu-complete travauth proxy format" [] {
    [ "url" "env" "json" "postman" ]
  }

  def "nu-complete travauth proxy color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete travauth proxy error_format" [] {
    [ "text" "json" ]
  }

  # Serve an API on this machine with the access token added, for any client
  export extern "travauth proxy" [
    --listen: string          # The address to listen on, or unix:PATH; port 0 takes a free port [default: 127.0.0.1:8900, with COMMAND a free port]
    --mount: string           # Serve the API of PROFILE below /NAME/; can be repeated
    --key: string             # The key that clients must show: auto for a random one, a file (created if missing), or env:NAME [default: auto]
    --no-key                  # Serve every program of this machine, without a key
    --allow-host: string      # Another name by which clients reach the proxy, such as host.docker.internal; can be repeated
    --allow-origin: string    # An origin whose web pages may use the proxy, such as `http://localhost:3000`; can be repeated
    --allow-remote            # Allow other machines to connect
    --tls                     # Serve https with a CA that is created for this run; COMMAND gets variables to trust it
    --rate: string            # The rate that all requests of this account keep together, such as 5/s or 100/m, or none [default: the documented rate]
    --queue: string           # How long a request waits for its turn at most, where a rate is shared [default: 10s]
    --read-only               # Send only requests that change nothing
    --min-valid: string       # The minimum remaining validity of the token [default: 60s, or half the lifetime if that is less]
    --inspect: string         # The number of requests that the inspector keeps [default: 200]
    --no-inspect              # Turn the inspector off
    --open                    # Open the inspector in a browser
    --log: string@"nu-complete travauth proxy log" # Write a line for each request to standard error [default: text, with COMMAND none]
    --har: path               # At the end, write the requests that the inspector has kept to FILE, secrets masked
    --idle-exit: string       # End after this long without a request
    --format: string@"nu-complete travauth proxy format" # The format in which the address is printed [default: url]
    --json                    # Print JSON, as --format json does
    --provider(-p): string    # The provider: amadeus, sabre, … or one from the config [variable: `TRAVAUTH_PROVIDER`]
    --profile(-P): string     # A profile from the config: provider, environment and credentials together [variable: `TRAVAUTH_PROFILE`]
    --environment(-e): string # The environment: test, production, cert, …, or emulator [variable: `TRAVAUTH_ENVIRONMENT`]
    --base-url: string        # The base URL, instead of the environment's [variables: `AMADEUS_BASE_URL`, `SABRE_BASE_URL`]
    --client-id: string       # The client id
    --client-secret-file: path # A file that holds the client secret, or - for standard input
    --password-file: path     # A file that holds the password, or - for standard input
    --user-id: string         # Sabre's user id (EPR)
    --epr: string             # Sabre's user id (EPR)
    --group: string           # Sabre's group (PCC)
    --pcc: string             # Sabre's group (PCC)
    --domain: string          # Sabre's domain [default: AA]
    --auth-version: string    # The version of Sabre's token endpoint: 2 (default) or 3 [variable: `SABRE_AUTH_VERSION`]
    --scope: string           # The scope to request
    --token-param: string     # An extra form field of the token request; can be repeated
    --allow-placeholder       # Send a credential that looks like a placeholder, such as `changeme` or `${PASSWORD}`
    --env-file: path          # Read variables that are not set from this file of NAME=value lines; can be repeated, the last file wins
    --config: path            # Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]
    --timeout: string         # The time limit for obtaining a token, and for each request until its response [default: 30s]
    --connect-timeout: string # The time limit for connecting [default: 10s]
    --retries: string         # The number of retries of a failed request [default: 2]
    --retry-max-time: string  # Do not retry a failed request after this time
    --rate-wait: string       # The longest time that an API request waits for its turn, if requests share a rate [default: 30s]
    --proxy: string           # The proxy URL; without it, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` apply. Loopback never uses a proxy
    --ca-bundle: path         # A PEM file of trusted certificates, instead of the system's [variables: `SSL_CERT_FILE`, `SSL_CERT_DIR`]
    --add-ca: path            # A PEM file of trusted certificates, in addition to the others [variable: `TRAVAUTH_ADD_CA`]
    --client-cert: path       # A PEM file with the TLS client certificate, for token URL and base URL [variable: `TRAVAUTH_CLIENT_CERT`]
    --client-key: path        # A PEM file with the private key of the client certificate [default: the file of the certificate; variable: `TRAVAUTH_CLIENT_KEY`]
    --require-shared-cache    # Fail if a token is needed and the shared cache (from `TRAVAUTH_CACHE` or the config) does not work
    --verbose(-v)             # Show what is done; -vv adds request and response headers, secrets masked
    --quiet(-q)               # Print no warnings
    --color: string@"nu-complete travauth proxy color" # When to use colour [default: auto]
    --error-format: string@"nu-complete travauth proxy error_format" # The format of errors [default: text]
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete travauth encode-sabre-id format" [] {
    [ "secret" "header" "json" ]
  }

  def "nu-complete travauth encode-sabre-id color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete travauth encode-sabre-id error_format" [] {
    [ "text" "json" ]
  }

  # Build the Sabre v2 credential string, or diagnose an existing one
  export extern "travauth encode-sabre-id" [
    --user-id: string         # The user id (EPR), or a whole `V1:…` string
    --group: string           # The group (PCC)
    --pcc: string             # The group (PCC)
    --domain: string          # The domain [default: AA]
    --client-id: string       # The whole client id, `V1:user:group:domain`
    --password-stdin          # Read the password from standard input
    --password-file: path     # The file with the password, or - for standard input; else `SABRE_PASSWORD`, else a prompt
    --format: string@"nu-complete travauth encode-sabre-id format" # The output format [default: secret]
    --json                    # Print JSON, as --format json does
    --explain                 # Show each step, with the password masked
    --verify: path            # Diagnose the string in this file, or - for standard input
    --repair                  # Print the right string for one with mistakes, from --verify, standard input, or typed on a terminal
    --verbose(-v)             # Show what is done; -vv adds request and response headers, secrets masked
    --quiet(-q)               # Print no warnings
    --color: string@"nu-complete travauth encode-sabre-id color" # When to use colour [default: auto]
    --error-format: string@"nu-complete travauth encode-sabre-id error_format" # The format of errors [default: text]
    --help(-h)                # Print help (see more with '--help')
  ]

  # List and show providers
  export extern "travauth providers" [
    --help(-h)                # Print help
  ]

  def "nu-complete travauth providers list format" [] {
    [ "text" "json" ]
  }

  def "nu-complete travauth providers list color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete travauth providers list error_format" [] {
    [ "text" "json" ]
  }

  # List all providers with their authentication and environments
  export extern "travauth providers list" [
    --json                    # Print JSON
    --format: string@"nu-complete travauth providers list format" # The output format [default: text]
    --wide                    # Show all columns, also those that do not fit the terminal
    --config: path            # Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]
    --verbose(-v)             # Show what is done; -vv adds request and response headers, secrets masked
    --quiet(-q)               # Print no warnings
    --color: string@"nu-complete travauth providers list color" # When to use colour [default: auto]
    --error-format: string@"nu-complete travauth providers list error_format" # The format of errors [default: text]
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete travauth providers show color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete travauth providers show error_format" [] {
    [ "text" "json" ]
  }

  # Show a provider as TOML for the config: hosts, endpoints, variables
  export extern "travauth providers show" [
    --config: path            # Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]
    --verbose(-v)             # Show what is done; -vv adds request and response headers, secrets masked
    --quiet(-q)               # Print no warnings
    --color: string@"nu-complete travauth providers show color" # When to use colour [default: auto]
    --error-format: string@"nu-complete travauth providers show error_format" # The format of errors [default: text]
    --help(-h)                # Print help (see more with '--help')
    name: string              # The provider
  ]

  # Find, show, create and check the config file
  export extern "travauth config" [
    --help(-h)                # Print help
  ]

  def "nu-complete travauth config path color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete travauth config path error_format" [] {
    [ "text" "json" ]
  }

  # Print the path of the config file
  export extern "travauth config path" [
    --config: path            # Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]
    --verbose(-v)             # Show what is done; -vv adds request and response headers, secrets masked
    --quiet(-q)               # Print no warnings
    --color: string@"nu-complete travauth config path color" # When to use colour [default: auto]
    --error-format: string@"nu-complete travauth config path error_format" # The format of errors [default: text]
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete travauth config show format" [] {
    [ "text" "json" ]
  }

  def "nu-complete travauth config show color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete travauth config show error_format" [] {
    [ "text" "json" ]
  }

  # Show every setting with its origin, secrets masked
  export extern "travauth config show" [
    --json                    # Print JSON
    --format: string@"nu-complete travauth config show format" # The output format [default: text]
    --wide                    # Show all columns, also those that do not fit the terminal
    --provider(-p): string    # The provider: amadeus, sabre, … or one from the config [variable: `TRAVAUTH_PROVIDER`]
    --profile(-P): string     # A profile from the config: provider, environment and credentials together [variable: `TRAVAUTH_PROFILE`]
    --environment(-e): string # The environment: test, production, cert, …, or emulator [variable: `TRAVAUTH_ENVIRONMENT`]
    --base-url: string        # The base URL, instead of the environment's [variables: `AMADEUS_BASE_URL`, `SABRE_BASE_URL`]
    --client-id: string       # The client id
    --client-secret-file: path # A file that holds the client secret, or - for standard input
    --password-file: path     # A file that holds the password, or - for standard input
    --user-id: string         # Sabre's user id (EPR)
    --epr: string             # Sabre's user id (EPR)
    --group: string           # Sabre's group (PCC)
    --pcc: string             # Sabre's group (PCC)
    --domain: string          # Sabre's domain [default: AA]
    --auth-version: string    # The version of Sabre's token endpoint: 2 (default) or 3 [variable: `SABRE_AUTH_VERSION`]
    --scope: string           # The scope to request
    --token-param: string     # An extra form field of the token request; can be repeated
    --allow-placeholder       # Send a credential that looks like a placeholder, such as `changeme` or `${PASSWORD}`
    --env-file: path          # Read variables that are not set from this file of NAME=value lines; can be repeated, the last file wins
    --config: path            # Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]
    --timeout: string         # The time limit for obtaining a token, and for each request until its response [default: 30s]
    --connect-timeout: string # The time limit for connecting [default: 10s]
    --retries: string         # The number of retries of a failed request [default: 2]
    --retry-max-time: string  # Do not retry a failed request after this time
    --rate-wait: string       # The longest time that an API request waits for its turn, if requests share a rate [default: 30s]
    --proxy: string           # The proxy URL; without it, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` apply. Loopback never uses a proxy
    --ca-bundle: path         # A PEM file of trusted certificates, instead of the system's [variables: `SSL_CERT_FILE`, `SSL_CERT_DIR`]
    --add-ca: path            # A PEM file of trusted certificates, in addition to the others [variable: `TRAVAUTH_ADD_CA`]
    --client-cert: path       # A PEM file with the TLS client certificate, for token URL and base URL [variable: `TRAVAUTH_CLIENT_CERT`]
    --client-key: path        # A PEM file with the private key of the client certificate [default: the file of the certificate; variable: `TRAVAUTH_CLIENT_KEY`]
    --require-shared-cache    # Fail if a token is needed and the shared cache (from `TRAVAUTH_CACHE` or the config) does not work
    --verbose(-v)             # Show what is done; -vv adds request and response headers, secrets masked
    --quiet(-q)               # Print no warnings
    --color: string@"nu-complete travauth config show color" # When to use colour [default: auto]
    --error-format: string@"nu-complete travauth config show error_format" # The format of errors [default: text]
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete travauth config init color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete travauth config init error_format" [] {
    [ "text" "json" ]
  }

  # Create a commented starter file; an existing file is never overwritten
  export extern "travauth config init" [
    --config: path            # Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]
    --verbose(-v)             # Show what is done; -vv adds request and response headers, secrets masked
    --quiet(-q)               # Print no warnings
    --color: string@"nu-complete travauth config init color" # When to use colour [default: auto]
    --error-format: string@"nu-complete travauth config init error_format" # The format of errors [default: text]
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete travauth config validate color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete travauth config validate error_format" [] {
    [ "text" "json" ]
  }

  # Check the config file: its syntax, keys, providers and profiles
  export extern "travauth config validate" [
    --config: path            # Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]
    --verbose(-v)             # Show what is done; -vv adds request and response headers, secrets masked
    --quiet(-q)               # Print no warnings
    --color: string@"nu-complete travauth config validate color" # When to use colour [default: auto]
    --error-format: string@"nu-complete travauth config validate error_format" # The format of errors [default: text]
    --help(-h)                # Print help (see more with '--help')
    file?: path               # The file to check [default: the config file]
  ]

  def "nu-complete travauth config set color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete travauth config set error_format" [] {
    [ "text" "json" ]
  }

  # Set a key of the config file, such as network.retries; comments and order stay
  export extern "travauth config set" [
    --config: path            # Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]
    --verbose(-v)             # Show what is done; -vv adds request and response headers, secrets masked
    --quiet(-q)               # Print no warnings
    --color: string@"nu-complete travauth config set color" # When to use colour [default: auto]
    --error-format: string@"nu-complete travauth config set error_format" # The format of errors [default: text]
    --help(-h)                # Print help (see more with '--help')
    key: string               # The key, with the tables that contain it: `network.retries`, `profiles.NAME.client_id`
    value: string             # The value: text, or TOML if the key takes no text
  ]

  def "nu-complete travauth config unset color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete travauth config unset error_format" [] {
    [ "text" "json" ]
  }

  # Remove a key or table of the config file
  export extern "travauth config unset" [
    --config: path            # Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]
    --verbose(-v)             # Show what is done; -vv adds request and response headers, secrets masked
    --quiet(-q)               # Print no warnings
    --color: string@"nu-complete travauth config unset color" # When to use colour [default: auto]
    --error-format: string@"nu-complete travauth config unset error_format" # The format of errors [default: text]
    --help(-h)                # Print help (see more with '--help')
    key: string               # The key, with the tables that contain it: `network.retries`, `profiles.NAME`
  ]

  def "nu-complete travauth config edit color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete travauth config edit error_format" [] {
    [ "text" "json" ]
  }

  # Edit the config file in $VISUAL or $EDITOR; it is checked before it is replaced
  export extern "travauth config edit" [
    --config: path            # Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]
    --verbose(-v)             # Show what is done; -vv adds request and response headers, secrets masked
    --quiet(-q)               # Print no warnings
    --color: string@"nu-complete travauth config edit color" # When to use colour [default: auto]
    --error-format: string@"nu-complete travauth config edit error_format" # The format of errors [default: text]
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete travauth config schema color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete travauth config schema error_format" [] {
    [ "text" "json" ]
  }

  # Print the JSON Schema of the config file, for editors
  export extern "travauth config schema" [
    --verbose(-v)             # Show what is done; -vv adds request and response headers, secrets masked
    --quiet(-q)               # Print no warnings
    --color: string@"nu-complete travauth config schema color" # When to use colour [default: auto]
    --error-format: string@"nu-complete travauth config schema error_format" # The format of errors [default: text]
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete travauth explain format" [] {
    [ "text" "json" ]
  }

  def "nu-complete travauth explain color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete travauth explain error_format" [] {
    [ "text" "json" ]
  }

  # Explain an error code of a provider, and what to do about it
  export extern "travauth explain" [
    --json                    # Print JSON
    --format: string@"nu-complete travauth explain format" # The output format [default: text]
    --config: path            # Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]
    --verbose(-v)             # Show what is done; -vv adds request and response headers, secrets masked
    --quiet(-q)               # Print no warnings
    --color: string@"nu-complete travauth explain color" # When to use colour [default: auto]
    --error-format: string@"nu-complete travauth explain error_format" # The format of errors [default: text]
    --help(-h)                # Print help (see more with '--help')
    provider?: string         # The provider that sent the code [default: all providers]
    code: string              # The code, HTTP status or OAuth error name
  ]

  def "nu-complete travauth emulator color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete travauth emulator error_format" [] {
    [ "text" "json" ]
  }

  # Serve Amadeus and Sabre on this machine
  export extern "travauth emulator" [
    --listen: string          # The address to listen on; port 0 takes a free port
    --expires-in: string      # The lifetime of the tokens [default: Amadeus 1799, Sabre 604800]
    --latency: string         # The delay of each response
    --fault: string           # Respond with STATUS at PATH, TIMES times or always; can be repeated
    --rate: string            # Respond with 429 to an account that sends faster, such as 10/s or 100/m
    --data: path              # Respond with files in DIR first: v1/some/path.json for GET, v1/some/path.POST.json for POST
    --tls                     # Serve https with a CA that is created for this run; COMMAND gets variables to trust it
    --verbose(-v)             # Show what is done; -vv adds request and response headers, secrets masked
    --quiet(-q)               # Print no warnings
    --color: string@"nu-complete travauth emulator color" # When to use colour [default: auto]
    --error-format: string@"nu-complete travauth emulator error_format" # The format of errors [default: text]
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete travauth completions shell" [] {
    [ "bash" "zsh" "fish" "powershell" "elvish" "nushell" ]
  }

  def "nu-complete travauth completions color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete travauth completions error_format" [] {
    [ "text" "json" ]
  }

  # Print a shell completion script
  export extern "travauth completions" [
    --verbose(-v)             # Show what is done; -vv adds request and response headers, secrets masked
    --quiet(-q)               # Print no warnings
    --color: string@"nu-complete travauth completions color" # When to use colour [default: auto]
    --error-format: string@"nu-complete travauth completions error_format" # The format of errors [default: text]
    --help(-h)                # Print help (see more with '--help')
    shell: string@"nu-complete travauth completions shell" # The shell
  ]

  def "nu-complete travauth version format" [] {
    [ "text" "json" ]
  }

  def "nu-complete travauth version color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete travauth version error_format" [] {
    [ "text" "json" ]
  }

  # Show the version, the commit, the platform and the features of this build
  export extern "travauth version" [
    --json                    # Print JSON
    --format: string@"nu-complete travauth version format" # The output format [default: text]
    --verbose(-v)             # Show what is done; -vv adds request and response headers, secrets masked
    --quiet(-q)               # Print no warnings
    --color: string@"nu-complete travauth version color" # When to use colour [default: auto]
    --error-format: string@"nu-complete travauth version error_format" # The format of errors [default: text]
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete travauth help color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete travauth help error_format" [] {
    [ "text" "json" ]
  }

  # Explain a command, or options that many commands share
  export extern "travauth help" [
    --verbose(-v)             # Show what is done; -vv adds request and response headers, secrets masked
    --quiet(-q)               # Print no warnings
    --color: string@"nu-complete travauth help color" # When to use colour [default: auto]
    --error-format: string@"nu-complete travauth help error_format" # The format of errors [default: text]
    --help(-h)                # Print help (see more with '--help')
    ...words: string          # A command such as `token get`, or selection, network, output or exit-codes
  ]

}

export use completions *
