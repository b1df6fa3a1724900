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
    --provider(-p): string    # The provider: amadeus or sabre [variable: `TRAVAUTH_PROVIDER`]
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
    --timeout: string         # The time limit of the token step and of each request up to its answer [default: 30s]
    --connect-timeout: string # The time limit of making a connection [default: 10s]
    --retries: string         # How often a failed request is sent again [default: 2]
    --proxy: string           # The proxy; else `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` decide. Never used for this machine
    --ca-bundle: path         # A PEM file of trusted certificates in place of the system's [variables: `SSL_CERT_FILE`, `SSL_CERT_DIR`]
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
    --provider(-p): string    # The provider: amadeus or sabre [variable: `TRAVAUTH_PROVIDER`]
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
    --provider(-p): string    # The provider: amadeus or sabre [variable: `TRAVAUTH_PROVIDER`]
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

  # Build the Sabre v2 credential string
  export extern "travauth help encode-sabre-id" [
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
