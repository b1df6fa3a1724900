module completions {

  def "nu-complete travauth color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete travauth error_format" [] {
    [ "text" "json" ]
  }

  # Fetches, caches, inspects and uses access tokens of travel APIs
  export extern travauth [
    --verbose(-v)             # Tell what is being done; twice: also the heads of requests and answers, secrets masked
    --quiet(-q)               # Print no warnings
    --color: string@"nu-complete travauth color" # When to use colour [default: auto]
    --error-format: string@"nu-complete travauth error_format" # How an error is printed [default: text]
    --help(-h)                # Print help (see more with '--help')
    --version(-V)             # Print version
  ]

  # Get, show and forget access tokens
  export extern "travauth token" [
    --help(-h)                # Print help
  ]

  def "nu-complete travauth token get format" [] {
    [ "token" "json" "header" "env" "curl" "github" ]
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
    --format: string@"nu-complete travauth token get format" # What to print [default: token]
    --shell: string@"nu-complete travauth token get shell" # Whose quoting `--format env` uses [default: sh]
    --min-valid: string       # How long the token must be valid at least [default: 60s, or half the lifetime if that is less]
    --refresh                 # Ask for a new token whatever the cache holds
    --no-cache                # Neither read nor write the cache
    --offline                 # Never use the network
    --provider(-p): string    # The provider: amadeus, sabre, … or one of the config [variable: `TRAVAUTH_PROVIDER`]
    --profile(-P): string     # The profile of the config: provider, environment and credentials at once [variable: `TRAVAUTH_PROFILE`]
    --environment(-e): string # The environment: test, production, cert, …, or emulator [variable: `TRAVAUTH_ENVIRONMENT`]
    --base-url: string        # The base URL in place of the environment's [variables: `AMADEUS_BASE_URL`, `SABRE_BASE_URL`]
    --client-id: string       # The client id
    --client-secret-file: path # A file that holds the client secret, or - for standard input
    --password-file: path     # A file that holds the password, or - for standard input
    --user-id: string         # Sabre's user id (EPR)
    --group: string           # Sabre's group (PCC)
    --pcc: string             # Sabre's group (PCC)
    --domain: string          # Sabre's domain; AA when not given
    --auth-version: string    # The version of Sabre's token endpoint: 2 (default) or 3 [variable: `SABRE_AUTH_VERSION`]
    --scope: string           # The scope to ask for
    --token-param: string     # An extra form field of the token request; can be repeated
    --config: path            # Another config file than the user's [variable: `TRAVAUTH_CONFIG`]
    --timeout: string         # The time limit of the token step and of each request up to its answer [default: 30s]
    --connect-timeout: string # The time limit of making a connection [default: 10s]
    --retries: string         # How often a failed request is sent again [default: 2]
    --proxy: string           # The proxy; else `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` decide. Never used for this machine
    --ca-bundle: path         # A PEM file of trusted certificates in place of the system's [variables: `SSL_CERT_FILE`, `SSL_CERT_DIR`]
    --require-shared-cache    # Fail when a token is to be got and the shared cache that `TRAVAUTH_CACHE` or the config names does not work
    --verbose(-v)             # Tell what is being done; twice: also the heads of requests and answers, secrets masked
    --quiet(-q)               # Print no warnings
    --color: string@"nu-complete travauth token get color" # When to use colour [default: auto]
    --error-format: string@"nu-complete travauth token get error_format" # How an error is printed [default: text]
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete travauth token show color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete travauth token show error_format" [] {
    [ "text" "json" ]
  }

  # Show what the cache holds
  export extern "travauth token show" [
    --json                    # Print a JSON array
    --reveal                  # Print tokens whole
    --why                     # Explain where token and credentials come from, and whether the next `token get` would use the network
    --provider(-p): string    # The provider: amadeus, sabre, … or one of the config [variable: `TRAVAUTH_PROVIDER`]
    --profile(-P): string     # The profile of the config: provider, environment and credentials at once [variable: `TRAVAUTH_PROFILE`]
    --environment(-e): string # The environment: test, production, cert, …, or emulator [variable: `TRAVAUTH_ENVIRONMENT`]
    --base-url: string        # The base URL in place of the environment's [variables: `AMADEUS_BASE_URL`, `SABRE_BASE_URL`]
    --client-id: string       # The client id
    --client-secret-file: path # A file that holds the client secret, or - for standard input
    --password-file: path     # A file that holds the password, or - for standard input
    --user-id: string         # Sabre's user id (EPR)
    --group: string           # Sabre's group (PCC)
    --pcc: string             # Sabre's group (PCC)
    --domain: string          # Sabre's domain; AA when not given
    --auth-version: string    # The version of Sabre's token endpoint: 2 (default) or 3 [variable: `SABRE_AUTH_VERSION`]
    --scope: string           # The scope to ask for
    --token-param: string     # An extra form field of the token request; can be repeated
    --config: path            # Another config file than the user's [variable: `TRAVAUTH_CONFIG`]
    --verbose(-v)             # Tell what is being done; twice: also the heads of requests and answers, secrets masked
    --quiet(-q)               # Print no warnings
    --color: string@"nu-complete travauth token show color" # When to use colour [default: auto]
    --error-format: string@"nu-complete travauth token show error_format" # How an error is printed [default: text]
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete travauth token clear color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete travauth token clear error_format" [] {
    [ "text" "json" ]
  }

  # Forget cached tokens
  export extern "travauth token clear" [
    --expired                 # Forget those that have expired
    --all                     # Forget all
    --provider(-p): string    # The provider: amadeus, sabre, … or one of the config [variable: `TRAVAUTH_PROVIDER`]
    --profile(-P): string     # The profile of the config: provider, environment and credentials at once [variable: `TRAVAUTH_PROFILE`]
    --environment(-e): string # The environment: test, production, cert, …, or emulator [variable: `TRAVAUTH_ENVIRONMENT`]
    --base-url: string        # The base URL in place of the environment's [variables: `AMADEUS_BASE_URL`, `SABRE_BASE_URL`]
    --client-id: string       # The client id
    --client-secret-file: path # A file that holds the client secret, or - for standard input
    --password-file: path     # A file that holds the password, or - for standard input
    --user-id: string         # Sabre's user id (EPR)
    --group: string           # Sabre's group (PCC)
    --pcc: string             # Sabre's group (PCC)
    --domain: string          # Sabre's domain; AA when not given
    --auth-version: string    # The version of Sabre's token endpoint: 2 (default) or 3 [variable: `SABRE_AUTH_VERSION`]
    --scope: string           # The scope to ask for
    --token-param: string     # An extra form field of the token request; can be repeated
    --config: path            # Another config file than the user's [variable: `TRAVAUTH_CONFIG`]
    --verbose(-v)             # Tell what is being done; twice: also the heads of requests and answers, secrets masked
    --quiet(-q)               # Print no warnings
    --color: string@"nu-complete travauth token clear color" # When to use colour [default: auto]
    --error-format: string@"nu-complete travauth token clear error_format" # How an error is printed [default: text]
    --help(-h)                # Print help (see more with '--help')
  ]

  # Print this message or the help of the given subcommand(s)
  export extern "travauth token help" [
  ]

  # Print a valid access token
  export extern "travauth token help get" [
  ]

  # Show what the cache holds, tokens masked
  export extern "travauth token help show" [
  ]

  # Forget cached tokens
  export extern "travauth token help clear" [
  ]

  # Print this message or the help of the given subcommand(s)
  export extern "travauth token help help" [
  ]

  def "nu-complete travauth check format" [] {
    [ "text" "json" "junit" "github" ]
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
    --probe: string           # The API call to make at the end, a path on the base URL [default: one of the provider's]
    --no-probe                # Make no API call
    --cached                  # Take a cached token where there is one, instead of asking for a new one
    --refresh                 # Ask even where the provider has just rejected the credentials
    --try-other-environments  # Try rejected credentials in the provider's other environments; each wrong try counts against the account
    --format: string@"nu-complete travauth check format" # What to print [default: text]
    --provider(-p): string    # The provider: amadeus, sabre, … or one of the config [variable: `TRAVAUTH_PROVIDER`]
    --profile(-P): string     # The profile of the config: provider, environment and credentials at once [variable: `TRAVAUTH_PROFILE`]
    --environment(-e): string # The environment: test, production, cert, …, or emulator [variable: `TRAVAUTH_ENVIRONMENT`]
    --base-url: string        # The base URL in place of the environment's [variables: `AMADEUS_BASE_URL`, `SABRE_BASE_URL`]
    --client-id: string       # The client id
    --client-secret-file: path # A file that holds the client secret, or - for standard input
    --password-file: path     # A file that holds the password, or - for standard input
    --user-id: string         # Sabre's user id (EPR)
    --group: string           # Sabre's group (PCC)
    --pcc: string             # Sabre's group (PCC)
    --domain: string          # Sabre's domain; AA when not given
    --auth-version: string    # The version of Sabre's token endpoint: 2 (default) or 3 [variable: `SABRE_AUTH_VERSION`]
    --scope: string           # The scope to ask for
    --token-param: string     # An extra form field of the token request; can be repeated
    --config: path            # Another config file than the user's [variable: `TRAVAUTH_CONFIG`]
    --timeout: string         # The time limit of the token step and of each request up to its answer [default: 30s]
    --connect-timeout: string # The time limit of making a connection [default: 10s]
    --retries: string         # How often a failed request is sent again [default: 2]
    --proxy: string           # The proxy; else `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` decide. Never used for this machine
    --ca-bundle: path         # A PEM file of trusted certificates in place of the system's [variables: `SSL_CERT_FILE`, `SSL_CERT_DIR`]
    --require-shared-cache    # Fail when a token is to be got and the shared cache that `TRAVAUTH_CACHE` or the config names does not work
    --verbose(-v)             # Tell what is being done; twice: also the heads of requests and answers, secrets masked
    --quiet(-q)               # Print no warnings
    --color: string@"nu-complete travauth check color" # When to use colour [default: auto]
    --error-format: string@"nu-complete travauth check error_format" # How an error is printed [default: text]
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete travauth call color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete travauth call error_format" [] {
    [ "text" "json" ]
  }

  # Send an authenticated request to an API and print the answer
  export extern "travauth call" [
    --method(-X): string      # The method [default: GET, or POST with a body]
    --header(-H): string      # A header, `Name: value`; `Name:` leaves out one that is sent by default; can be repeated
    --data(-d): string        # The body: a text, @FILE, or - for standard input, byte for byte
    --raw-field(-f): string   # A text field of a JSON body, name=value; `a[b]=c` nests, `a[]=c` appends; can be repeated
    --field(-F): string       # As -f, but true, false, null and whole numbers are typed, and @FILE is a file's text; can be repeated
    --query: string           # A pair for the query, encoded as need be; can be repeated
    --include(-i)             # Print the answer's status and headers too
    --head(-I)                # Ask for the status and headers alone (HEAD)
    --silent                  # Print no body
    --output(-o): path        # Write the answer to this file, which is there whole or not at all
    --jq: string              # Print what this jq expression makes of the answer, texts without quotes
    --paginate                # Follow the links to the next pages
    --slurp                   # Make one array of the pages
    --max-pages: string       # Stop after so many pages
    --rate: string            # How fast pages are asked for, such as 5/s, or none [default: what the provider documents]
    --follow                  # Follow redirects; another host gets no token
    --no-auth                 # Send no token; then any URL may be asked
    --compressed              # Ask for an answer in gzip and unpack it
    --retry-unsafe            # Also send a failed POST, PUT, PATCH or DELETE again
    --dry-run                 # Print the request as it would go, the token masked, and send nothing
    --print-curl              # Print a curl command that does the same, and send nothing
    --max-size: string        # The largest answer that is taken, such as 500000 or 20M
    --min-valid: string       # How long the token must be valid at least [default: 60s, or half the lifetime if that is less]
    --provider(-p): string    # The provider: amadeus, sabre, … or one of the config [variable: `TRAVAUTH_PROVIDER`]
    --profile(-P): string     # The profile of the config: provider, environment and credentials at once [variable: `TRAVAUTH_PROFILE`]
    --environment(-e): string # The environment: test, production, cert, …, or emulator [variable: `TRAVAUTH_ENVIRONMENT`]
    --base-url: string        # The base URL in place of the environment's [variables: `AMADEUS_BASE_URL`, `SABRE_BASE_URL`]
    --client-id: string       # The client id
    --client-secret-file: path # A file that holds the client secret, or - for standard input
    --password-file: path     # A file that holds the password, or - for standard input
    --user-id: string         # Sabre's user id (EPR)
    --group: string           # Sabre's group (PCC)
    --pcc: string             # Sabre's group (PCC)
    --domain: string          # Sabre's domain; AA when not given
    --auth-version: string    # The version of Sabre's token endpoint: 2 (default) or 3 [variable: `SABRE_AUTH_VERSION`]
    --scope: string           # The scope to ask for
    --token-param: string     # An extra form field of the token request; can be repeated
    --config: path            # Another config file than the user's [variable: `TRAVAUTH_CONFIG`]
    --timeout: string         # The time limit of the token step and of each request up to its answer [default: 30s]
    --connect-timeout: string # The time limit of making a connection [default: 10s]
    --retries: string         # How often a failed request is sent again [default: 2]
    --proxy: string           # The proxy; else `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` decide. Never used for this machine
    --ca-bundle: path         # A PEM file of trusted certificates in place of the system's [variables: `SSL_CERT_FILE`, `SSL_CERT_DIR`]
    --require-shared-cache    # Fail when a token is to be got and the shared cache that `TRAVAUTH_CACHE` or the config names does not work
    --verbose(-v)             # Tell what is being done; twice: also the heads of requests and answers, secrets masked
    --quiet(-q)               # Print no warnings
    --color: string@"nu-complete travauth call color" # When to use colour [default: auto]
    --error-format: string@"nu-complete travauth call error_format" # How an error is printed [default: text]
    --help(-h)                # Print help (see more with '--help')
    verb?: string             # The method [default: GET, or POST with a body]
    path: string              # A path on the base URL, or a whole URL on the same host
  ]

  def "nu-complete travauth exec color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete travauth exec error_format" [] {
    [ "text" "json" ]
  }

  # Run a command with a fresh token in its environment
  export extern "travauth exec" [
    --min-valid: string       # How long the token must be valid at least [default: 60s, or half the lifetime if that is less]
    --keep-secrets            # Leave the variables that hold secrets to the command
    --provider(-p): string    # The provider: amadeus, sabre, … or one of the config [variable: `TRAVAUTH_PROVIDER`]
    --profile(-P): string     # The profile of the config: provider, environment and credentials at once [variable: `TRAVAUTH_PROFILE`]
    --environment(-e): string # The environment: test, production, cert, …, or emulator [variable: `TRAVAUTH_ENVIRONMENT`]
    --base-url: string        # The base URL in place of the environment's [variables: `AMADEUS_BASE_URL`, `SABRE_BASE_URL`]
    --client-id: string       # The client id
    --client-secret-file: path # A file that holds the client secret, or - for standard input
    --password-file: path     # A file that holds the password, or - for standard input
    --user-id: string         # Sabre's user id (EPR)
    --group: string           # Sabre's group (PCC)
    --pcc: string             # Sabre's group (PCC)
    --domain: string          # Sabre's domain; AA when not given
    --auth-version: string    # The version of Sabre's token endpoint: 2 (default) or 3 [variable: `SABRE_AUTH_VERSION`]
    --scope: string           # The scope to ask for
    --token-param: string     # An extra form field of the token request; can be repeated
    --config: path            # Another config file than the user's [variable: `TRAVAUTH_CONFIG`]
    --timeout: string         # The time limit of the token step and of each request up to its answer [default: 30s]
    --connect-timeout: string # The time limit of making a connection [default: 10s]
    --retries: string         # How often a failed request is sent again [default: 2]
    --proxy: string           # The proxy; else `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` decide. Never used for this machine
    --ca-bundle: path         # A PEM file of trusted certificates in place of the system's [variables: `SSL_CERT_FILE`, `SSL_CERT_DIR`]
    --require-shared-cache    # Fail when a token is to be got and the shared cache that `TRAVAUTH_CACHE` or the config names does not work
    --verbose(-v)             # Tell what is being done; twice: also the heads of requests and answers, secrets masked
    --quiet(-q)               # Print no warnings
    --color: string@"nu-complete travauth exec color" # When to use colour [default: auto]
    --error-format: string@"nu-complete travauth exec error_format" # How an error is printed [default: text]
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

  # Build the Sabre v2 credential string, or diagnose one that exists
  export extern "travauth encode-sabre-id" [
    --user-id: string         # The user id (EPR), or a whole `V1:…` string
    --group: string           # The group (PCC)
    --pcc: string             # The group (PCC)
    --domain: string          # The domain; AA when not given
    --client-id: string       # The whole client id, `V1:user:group:domain`
    --password-stdin          # Read the password from standard input
    --password-file: path     # A file that holds the password, or - for standard input; else `SABRE_PASSWORD`, else a prompt
    --format: string@"nu-complete travauth encode-sabre-id format" # What to print [default: secret]
    --explain                 # Show each step, the password masked
    --verify: path            # Diagnose the string in this file, or - for standard input
    --verbose(-v)             # Tell what is being done; twice: also the heads of requests and answers, secrets masked
    --quiet(-q)               # Print no warnings
    --color: string@"nu-complete travauth encode-sabre-id color" # When to use colour [default: auto]
    --error-format: string@"nu-complete travauth encode-sabre-id error_format" # How an error is printed [default: text]
    --help(-h)                # Print help (see more with '--help')
  ]

  # List and describe the providers
  export extern "travauth providers" [
    --help(-h)                # Print help
  ]

  def "nu-complete travauth providers list color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete travauth providers list error_format" [] {
    [ "text" "json" ]
  }

  # List them: name, kind, environments
  export extern "travauth providers list" [
    --config: path            # Another config file than the user's [variable: `TRAVAUTH_CONFIG`]
    --verbose(-v)             # Tell what is being done; twice: also the heads of requests and answers, secrets masked
    --quiet(-q)               # Print no warnings
    --color: string@"nu-complete travauth providers list color" # When to use colour [default: auto]
    --error-format: string@"nu-complete travauth providers list error_format" # How an error is printed [default: text]
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete travauth providers show color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete travauth providers show error_format" [] {
    [ "text" "json" ]
  }

  # Describe one as TOML that can be pasted into the config: hosts, endpoints, variables
  export extern "travauth providers show" [
    --config: path            # Another config file than the user's [variable: `TRAVAUTH_CONFIG`]
    --verbose(-v)             # Tell what is being done; twice: also the heads of requests and answers, secrets masked
    --quiet(-q)               # Print no warnings
    --color: string@"nu-complete travauth providers show color" # When to use colour [default: auto]
    --error-format: string@"nu-complete travauth providers show error_format" # How an error is printed [default: text]
    --help(-h)                # Print help (see more with '--help')
    name: string              # The provider
  ]

  # Print this message or the help of the given subcommand(s)
  export extern "travauth providers help" [
  ]

  # List them: name, kind, environments
  export extern "travauth providers help list" [
  ]

  # Describe one as TOML that can be pasted into the config: hosts, endpoints, variables
  export extern "travauth providers help show" [
  ]

  # Print this message or the help of the given subcommand(s)
  export extern "travauth providers help help" [
  ]

  # Find, show, start and check the config file
  export extern "travauth config" [
    --help(-h)                # Print help
  ]

  def "nu-complete travauth config path color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete travauth config path error_format" [] {
    [ "text" "json" ]
  }

  # Print where the config file is
  export extern "travauth config path" [
    --config: path            # Another config file than the user's [variable: `TRAVAUTH_CONFIG`]
    --verbose(-v)             # Tell what is being done; twice: also the heads of requests and answers, secrets masked
    --quiet(-q)               # Print no warnings
    --color: string@"nu-complete travauth config path color" # When to use colour [default: auto]
    --error-format: string@"nu-complete travauth config path error_format" # How an error is printed [default: text]
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete travauth config show color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete travauth config show error_format" [] {
    [ "text" "json" ]
  }

  # Show every setting with its origin, secrets masked
  export extern "travauth config show" [
    --provider(-p): string    # The provider: amadeus, sabre, … or one of the config [variable: `TRAVAUTH_PROVIDER`]
    --profile(-P): string     # The profile of the config: provider, environment and credentials at once [variable: `TRAVAUTH_PROFILE`]
    --environment(-e): string # The environment: test, production, cert, …, or emulator [variable: `TRAVAUTH_ENVIRONMENT`]
    --base-url: string        # The base URL in place of the environment's [variables: `AMADEUS_BASE_URL`, `SABRE_BASE_URL`]
    --client-id: string       # The client id
    --client-secret-file: path # A file that holds the client secret, or - for standard input
    --password-file: path     # A file that holds the password, or - for standard input
    --user-id: string         # Sabre's user id (EPR)
    --group: string           # Sabre's group (PCC)
    --pcc: string             # Sabre's group (PCC)
    --domain: string          # Sabre's domain; AA when not given
    --auth-version: string    # The version of Sabre's token endpoint: 2 (default) or 3 [variable: `SABRE_AUTH_VERSION`]
    --scope: string           # The scope to ask for
    --token-param: string     # An extra form field of the token request; can be repeated
    --config: path            # Another config file than the user's [variable: `TRAVAUTH_CONFIG`]
    --timeout: string         # The time limit of the token step and of each request up to its answer [default: 30s]
    --connect-timeout: string # The time limit of making a connection [default: 10s]
    --retries: string         # How often a failed request is sent again [default: 2]
    --proxy: string           # The proxy; else `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` decide. Never used for this machine
    --ca-bundle: path         # A PEM file of trusted certificates in place of the system's [variables: `SSL_CERT_FILE`, `SSL_CERT_DIR`]
    --require-shared-cache    # Fail when a token is to be got and the shared cache that `TRAVAUTH_CACHE` or the config names does not work
    --verbose(-v)             # Tell what is being done; twice: also the heads of requests and answers, secrets masked
    --quiet(-q)               # Print no warnings
    --color: string@"nu-complete travauth config show color" # When to use colour [default: auto]
    --error-format: string@"nu-complete travauth config show error_format" # How an error is printed [default: text]
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete travauth config init color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete travauth config init error_format" [] {
    [ "text" "json" ]
  }

  # Write a commented starter file, never over an existing one
  export extern "travauth config init" [
    --config: path            # Another config file than the user's [variable: `TRAVAUTH_CONFIG`]
    --verbose(-v)             # Tell what is being done; twice: also the heads of requests and answers, secrets masked
    --quiet(-q)               # Print no warnings
    --color: string@"nu-complete travauth config init color" # When to use colour [default: auto]
    --error-format: string@"nu-complete travauth config init error_format" # How an error is printed [default: text]
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
    --config: path            # Another config file than the user's [variable: `TRAVAUTH_CONFIG`]
    --verbose(-v)             # Tell what is being done; twice: also the heads of requests and answers, secrets masked
    --quiet(-q)               # Print no warnings
    --color: string@"nu-complete travauth config validate color" # When to use colour [default: auto]
    --error-format: string@"nu-complete travauth config validate error_format" # How an error is printed [default: text]
    --help(-h)                # Print help (see more with '--help')
  ]

  # Print this message or the help of the given subcommand(s)
  export extern "travauth config help" [
  ]

  # Print where the config file is
  export extern "travauth config help path" [
  ]

  # Show every setting with its origin, secrets masked
  export extern "travauth config help show" [
  ]

  # Write a commented starter file, never over an existing one
  export extern "travauth config help init" [
  ]

  # Check the config file: its syntax, keys, providers and profiles
  export extern "travauth config help validate" [
  ]

  # Print this message or the help of the given subcommand(s)
  export extern "travauth config help help" [
  ]

  def "nu-complete travauth emulator color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete travauth emulator error_format" [] {
    [ "text" "json" ]
  }

  # Serve Amadeus and Sabre on this machine
  export extern "travauth emulator" [
    --listen: string          # The address to listen on; port 0 takes a free one
    --expires-in: string      # The lifetime of its tokens [default: Amadeus 1799, Sabre 604800]
    --latency: string         # How long it takes to answer
    --fault: string           # Answer STATUS at PATH, TIMES times or always; can be repeated
    --rate: string            # Answer 429 to an account that sends faster, such as 10/s or 100/m
    --data: path              # Answer from the files in DIR first: v1/some/path.json for GET, v1/some/path.POST.json
    --tls                     # Speak https, with a certificate of a CA made for this run; a command is told to trust it
    --verbose(-v)             # Tell what is being done; twice: also the heads of requests and answers, secrets masked
    --quiet(-q)               # Print no warnings
    --color: string@"nu-complete travauth emulator color" # When to use colour [default: auto]
    --error-format: string@"nu-complete travauth emulator error_format" # How an error is printed [default: text]
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

  # Print the completion script of a shell
  export extern "travauth completions" [
    --verbose(-v)             # Tell what is being done; twice: also the heads of requests and answers, secrets masked
    --quiet(-q)               # Print no warnings
    --color: string@"nu-complete travauth completions color" # When to use colour [default: auto]
    --error-format: string@"nu-complete travauth completions error_format" # How an error is printed [default: text]
    --help(-h)                # Print help (see more with '--help')
    shell: string@"nu-complete travauth completions shell" # The shell
  ]

  # Print this message or the help of the given subcommand(s)
  export extern "travauth help" [
  ]

  # Get, show and forget access tokens
  export extern "travauth help token" [
  ]

  # Smoke-test credentials: a real token request, then one harmless API call
  export extern "travauth help check" [
  ]

  # Send an authenticated request to an API
  export extern "travauth help call" [
  ]

  # Run a command with a fresh token in its environment
  export extern "travauth help exec" [
  ]

  # Build the Sabre v2 credential string
  export extern "travauth help encode-sabre-id" [
  ]

  # List and describe the providers
  export extern "travauth help providers" [
  ]

  # Find, show, start and check the config file
  export extern "travauth help config" [
  ]

  # Serve Amadeus and Sabre on this machine, for offline work and tests
  export extern "travauth help emulator" [
  ]

  # Print the completion script of a shell
  export extern "travauth help completions" [
  ]

  # Print this message or the help of the given subcommand(s)
  export extern "travauth help help" [
  ]

}

export use completions *
