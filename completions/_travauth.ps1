
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'travauth' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'travauth'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'travauth' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--error-format', '--error-format', [CompletionResultType]::ParameterName, 'How an error is printed [default: text]')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell what is being done; twice: also the heads of requests and answers, secrets masked')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell what is being done; twice: also the heads of requests and answers, secrets masked')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('token', 'token', [CompletionResultType]::ParameterValue, 'Get, show and forget access tokens')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Smoke-test credentials: a real token request, then one harmless API call')
            [CompletionResult]::new('call', 'call', [CompletionResultType]::ParameterValue, 'Send an authenticated request to an API and print the answer')
            [CompletionResult]::new('exec', 'exec', [CompletionResultType]::ParameterValue, 'Run a command with a fresh token in its environment')
            [CompletionResult]::new('encode-sabre-id', 'encode-sabre-id', [CompletionResultType]::ParameterValue, 'Build the Sabre v2 credential string, or diagnose one that exists')
            [CompletionResult]::new('providers', 'providers', [CompletionResultType]::ParameterValue, 'List and describe the providers')
            [CompletionResult]::new('config', 'config', [CompletionResultType]::ParameterValue, 'Find, show, start and check the config file')
            [CompletionResult]::new('emulator', 'emulator', [CompletionResultType]::ParameterValue, 'Serve Amadeus and Sabre on this machine')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print the completion script of a shell')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'travauth;token' {
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('get', 'get', [CompletionResultType]::ParameterValue, 'Print a valid access token')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show what the cache holds')
            [CompletionResult]::new('clear', 'clear', [CompletionResultType]::ParameterValue, 'Forget cached tokens')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'travauth;token;get' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'What to print [default: token]')
            [CompletionResult]::new('--shell', '--shell', [CompletionResultType]::ParameterName, 'Whose quoting `--format env` uses [default: sh]')
            [CompletionResult]::new('--min-valid', '--min-valid', [CompletionResultType]::ParameterName, 'How long the token must be valid at least [default: 60s, or half the lifetime if that is less]')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The provider: amadeus, sabre, … or one of the config [variable: `TRAVAUTH_PROVIDER`]')
            [CompletionResult]::new('--provider', '--provider', [CompletionResultType]::ParameterName, 'The provider: amadeus, sabre, … or one of the config [variable: `TRAVAUTH_PROVIDER`]')
            [CompletionResult]::new('-P', '-P ', [CompletionResultType]::ParameterName, 'The profile of the config: provider, environment and credentials at once [variable: `TRAVAUTH_PROFILE`]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile of the config: provider, environment and credentials at once [variable: `TRAVAUTH_PROFILE`]')
            [CompletionResult]::new('-e', '-e', [CompletionResultType]::ParameterName, 'The environment: test, production, cert, …, or emulator [variable: `TRAVAUTH_ENVIRONMENT`]')
            [CompletionResult]::new('--environment', '--environment', [CompletionResultType]::ParameterName, 'The environment: test, production, cert, …, or emulator [variable: `TRAVAUTH_ENVIRONMENT`]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'The base URL in place of the environment''s [variables: `AMADEUS_BASE_URL`, `SABRE_BASE_URL`]')
            [CompletionResult]::new('--client-id', '--client-id', [CompletionResultType]::ParameterName, 'The client id')
            [CompletionResult]::new('--client-secret-file', '--client-secret-file', [CompletionResultType]::ParameterName, 'A file that holds the client secret, or - for standard input')
            [CompletionResult]::new('--password-file', '--password-file', [CompletionResultType]::ParameterName, 'A file that holds the password, or - for standard input')
            [CompletionResult]::new('--user-id', '--user-id', [CompletionResultType]::ParameterName, 'Sabre''s user id (EPR)')
            [CompletionResult]::new('--group', '--group', [CompletionResultType]::ParameterName, 'Sabre''s group (PCC)')
            [CompletionResult]::new('--pcc', '--pcc', [CompletionResultType]::ParameterName, 'Sabre''s group (PCC)')
            [CompletionResult]::new('--domain', '--domain', [CompletionResultType]::ParameterName, 'Sabre''s domain; AA when not given')
            [CompletionResult]::new('--auth-version', '--auth-version', [CompletionResultType]::ParameterName, 'The version of Sabre''s token endpoint: 2 (default) or 3 [variable: `SABRE_AUTH_VERSION`]')
            [CompletionResult]::new('--scope', '--scope', [CompletionResultType]::ParameterName, 'The scope to ask for')
            [CompletionResult]::new('--token-param', '--token-param', [CompletionResultType]::ParameterName, 'An extra form field of the token request; can be repeated')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Another config file than the user''s [variable: `TRAVAUTH_CONFIG`]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'The time limit of the token step and of each request up to its answer [default: 30s]')
            [CompletionResult]::new('--connect-timeout', '--connect-timeout', [CompletionResultType]::ParameterName, 'The time limit of making a connection [default: 10s]')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a failed request is sent again [default: 2]')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy; else `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` decide. Never used for this machine')
            [CompletionResult]::new('--ca-bundle', '--ca-bundle', [CompletionResultType]::ParameterName, 'A PEM file of trusted certificates in place of the system''s [variables: `SSL_CERT_FILE`, `SSL_CERT_DIR`]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--error-format', '--error-format', [CompletionResultType]::ParameterName, 'How an error is printed [default: text]')
            [CompletionResult]::new('--refresh', '--refresh', [CompletionResultType]::ParameterName, 'Ask for a new token whatever the cache holds')
            [CompletionResult]::new('--no-cache', '--no-cache', [CompletionResultType]::ParameterName, 'Neither read nor write the cache')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Never use the network')
            [CompletionResult]::new('--require-shared-cache', '--require-shared-cache', [CompletionResultType]::ParameterName, 'Fail when a token is to be got and the shared cache that `TRAVAUTH_CACHE` or the config names does not work')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell what is being done; twice: also the heads of requests and answers, secrets masked')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell what is being done; twice: also the heads of requests and answers, secrets masked')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'travauth;token;show' {
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The provider: amadeus, sabre, … or one of the config [variable: `TRAVAUTH_PROVIDER`]')
            [CompletionResult]::new('--provider', '--provider', [CompletionResultType]::ParameterName, 'The provider: amadeus, sabre, … or one of the config [variable: `TRAVAUTH_PROVIDER`]')
            [CompletionResult]::new('-P', '-P ', [CompletionResultType]::ParameterName, 'The profile of the config: provider, environment and credentials at once [variable: `TRAVAUTH_PROFILE`]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile of the config: provider, environment and credentials at once [variable: `TRAVAUTH_PROFILE`]')
            [CompletionResult]::new('-e', '-e', [CompletionResultType]::ParameterName, 'The environment: test, production, cert, …, or emulator [variable: `TRAVAUTH_ENVIRONMENT`]')
            [CompletionResult]::new('--environment', '--environment', [CompletionResultType]::ParameterName, 'The environment: test, production, cert, …, or emulator [variable: `TRAVAUTH_ENVIRONMENT`]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'The base URL in place of the environment''s [variables: `AMADEUS_BASE_URL`, `SABRE_BASE_URL`]')
            [CompletionResult]::new('--client-id', '--client-id', [CompletionResultType]::ParameterName, 'The client id')
            [CompletionResult]::new('--client-secret-file', '--client-secret-file', [CompletionResultType]::ParameterName, 'A file that holds the client secret, or - for standard input')
            [CompletionResult]::new('--password-file', '--password-file', [CompletionResultType]::ParameterName, 'A file that holds the password, or - for standard input')
            [CompletionResult]::new('--user-id', '--user-id', [CompletionResultType]::ParameterName, 'Sabre''s user id (EPR)')
            [CompletionResult]::new('--group', '--group', [CompletionResultType]::ParameterName, 'Sabre''s group (PCC)')
            [CompletionResult]::new('--pcc', '--pcc', [CompletionResultType]::ParameterName, 'Sabre''s group (PCC)')
            [CompletionResult]::new('--domain', '--domain', [CompletionResultType]::ParameterName, 'Sabre''s domain; AA when not given')
            [CompletionResult]::new('--auth-version', '--auth-version', [CompletionResultType]::ParameterName, 'The version of Sabre''s token endpoint: 2 (default) or 3 [variable: `SABRE_AUTH_VERSION`]')
            [CompletionResult]::new('--scope', '--scope', [CompletionResultType]::ParameterName, 'The scope to ask for')
            [CompletionResult]::new('--token-param', '--token-param', [CompletionResultType]::ParameterName, 'An extra form field of the token request; can be repeated')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Another config file than the user''s [variable: `TRAVAUTH_CONFIG`]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--error-format', '--error-format', [CompletionResultType]::ParameterName, 'How an error is printed [default: text]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print a JSON array')
            [CompletionResult]::new('--reveal', '--reveal', [CompletionResultType]::ParameterName, 'Print tokens whole')
            [CompletionResult]::new('--why', '--why', [CompletionResultType]::ParameterName, 'Explain where token and credentials come from, and whether the next `token get` would use the network')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell what is being done; twice: also the heads of requests and answers, secrets masked')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell what is being done; twice: also the heads of requests and answers, secrets masked')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'travauth;token;clear' {
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The provider: amadeus, sabre, … or one of the config [variable: `TRAVAUTH_PROVIDER`]')
            [CompletionResult]::new('--provider', '--provider', [CompletionResultType]::ParameterName, 'The provider: amadeus, sabre, … or one of the config [variable: `TRAVAUTH_PROVIDER`]')
            [CompletionResult]::new('-P', '-P ', [CompletionResultType]::ParameterName, 'The profile of the config: provider, environment and credentials at once [variable: `TRAVAUTH_PROFILE`]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile of the config: provider, environment and credentials at once [variable: `TRAVAUTH_PROFILE`]')
            [CompletionResult]::new('-e', '-e', [CompletionResultType]::ParameterName, 'The environment: test, production, cert, …, or emulator [variable: `TRAVAUTH_ENVIRONMENT`]')
            [CompletionResult]::new('--environment', '--environment', [CompletionResultType]::ParameterName, 'The environment: test, production, cert, …, or emulator [variable: `TRAVAUTH_ENVIRONMENT`]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'The base URL in place of the environment''s [variables: `AMADEUS_BASE_URL`, `SABRE_BASE_URL`]')
            [CompletionResult]::new('--client-id', '--client-id', [CompletionResultType]::ParameterName, 'The client id')
            [CompletionResult]::new('--client-secret-file', '--client-secret-file', [CompletionResultType]::ParameterName, 'A file that holds the client secret, or - for standard input')
            [CompletionResult]::new('--password-file', '--password-file', [CompletionResultType]::ParameterName, 'A file that holds the password, or - for standard input')
            [CompletionResult]::new('--user-id', '--user-id', [CompletionResultType]::ParameterName, 'Sabre''s user id (EPR)')
            [CompletionResult]::new('--group', '--group', [CompletionResultType]::ParameterName, 'Sabre''s group (PCC)')
            [CompletionResult]::new('--pcc', '--pcc', [CompletionResultType]::ParameterName, 'Sabre''s group (PCC)')
            [CompletionResult]::new('--domain', '--domain', [CompletionResultType]::ParameterName, 'Sabre''s domain; AA when not given')
            [CompletionResult]::new('--auth-version', '--auth-version', [CompletionResultType]::ParameterName, 'The version of Sabre''s token endpoint: 2 (default) or 3 [variable: `SABRE_AUTH_VERSION`]')
            [CompletionResult]::new('--scope', '--scope', [CompletionResultType]::ParameterName, 'The scope to ask for')
            [CompletionResult]::new('--token-param', '--token-param', [CompletionResultType]::ParameterName, 'An extra form field of the token request; can be repeated')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Another config file than the user''s [variable: `TRAVAUTH_CONFIG`]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--error-format', '--error-format', [CompletionResultType]::ParameterName, 'How an error is printed [default: text]')
            [CompletionResult]::new('--expired', '--expired', [CompletionResultType]::ParameterName, 'Forget those that have expired')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'Forget all')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell what is being done; twice: also the heads of requests and answers, secrets masked')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell what is being done; twice: also the heads of requests and answers, secrets masked')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'travauth;token;help' {
            [CompletionResult]::new('get', 'get', [CompletionResultType]::ParameterValue, 'Print a valid access token')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show what the cache holds, tokens masked')
            [CompletionResult]::new('clear', 'clear', [CompletionResultType]::ParameterValue, 'Forget cached tokens')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'travauth;token;help;get' {
            break
        }
        'travauth;token;help;show' {
            break
        }
        'travauth;token;help;clear' {
            break
        }
        'travauth;token;help;help' {
            break
        }
        'travauth;check' {
            [CompletionResult]::new('--probe', '--probe', [CompletionResultType]::ParameterName, 'The API call to make at the end, a path on the base URL [default: one of the provider''s]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'What to print [default: text]')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The provider: amadeus, sabre, … or one of the config [variable: `TRAVAUTH_PROVIDER`]')
            [CompletionResult]::new('--provider', '--provider', [CompletionResultType]::ParameterName, 'The provider: amadeus, sabre, … or one of the config [variable: `TRAVAUTH_PROVIDER`]')
            [CompletionResult]::new('-P', '-P ', [CompletionResultType]::ParameterName, 'The profile of the config: provider, environment and credentials at once [variable: `TRAVAUTH_PROFILE`]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile of the config: provider, environment and credentials at once [variable: `TRAVAUTH_PROFILE`]')
            [CompletionResult]::new('-e', '-e', [CompletionResultType]::ParameterName, 'The environment: test, production, cert, …, or emulator [variable: `TRAVAUTH_ENVIRONMENT`]')
            [CompletionResult]::new('--environment', '--environment', [CompletionResultType]::ParameterName, 'The environment: test, production, cert, …, or emulator [variable: `TRAVAUTH_ENVIRONMENT`]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'The base URL in place of the environment''s [variables: `AMADEUS_BASE_URL`, `SABRE_BASE_URL`]')
            [CompletionResult]::new('--client-id', '--client-id', [CompletionResultType]::ParameterName, 'The client id')
            [CompletionResult]::new('--client-secret-file', '--client-secret-file', [CompletionResultType]::ParameterName, 'A file that holds the client secret, or - for standard input')
            [CompletionResult]::new('--password-file', '--password-file', [CompletionResultType]::ParameterName, 'A file that holds the password, or - for standard input')
            [CompletionResult]::new('--user-id', '--user-id', [CompletionResultType]::ParameterName, 'Sabre''s user id (EPR)')
            [CompletionResult]::new('--group', '--group', [CompletionResultType]::ParameterName, 'Sabre''s group (PCC)')
            [CompletionResult]::new('--pcc', '--pcc', [CompletionResultType]::ParameterName, 'Sabre''s group (PCC)')
            [CompletionResult]::new('--domain', '--domain', [CompletionResultType]::ParameterName, 'Sabre''s domain; AA when not given')
            [CompletionResult]::new('--auth-version', '--auth-version', [CompletionResultType]::ParameterName, 'The version of Sabre''s token endpoint: 2 (default) or 3 [variable: `SABRE_AUTH_VERSION`]')
            [CompletionResult]::new('--scope', '--scope', [CompletionResultType]::ParameterName, 'The scope to ask for')
            [CompletionResult]::new('--token-param', '--token-param', [CompletionResultType]::ParameterName, 'An extra form field of the token request; can be repeated')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Another config file than the user''s [variable: `TRAVAUTH_CONFIG`]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'The time limit of the token step and of each request up to its answer [default: 30s]')
            [CompletionResult]::new('--connect-timeout', '--connect-timeout', [CompletionResultType]::ParameterName, 'The time limit of making a connection [default: 10s]')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a failed request is sent again [default: 2]')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy; else `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` decide. Never used for this machine')
            [CompletionResult]::new('--ca-bundle', '--ca-bundle', [CompletionResultType]::ParameterName, 'A PEM file of trusted certificates in place of the system''s [variables: `SSL_CERT_FILE`, `SSL_CERT_DIR`]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--error-format', '--error-format', [CompletionResultType]::ParameterName, 'How an error is printed [default: text]')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'Check every profile, and every built-in provider whose variables are set')
            [CompletionResult]::new('--no-probe', '--no-probe', [CompletionResultType]::ParameterName, 'Make no API call')
            [CompletionResult]::new('--cached', '--cached', [CompletionResultType]::ParameterName, 'Take a cached token where there is one, instead of asking for a new one')
            [CompletionResult]::new('--refresh', '--refresh', [CompletionResultType]::ParameterName, 'Ask even where the provider has just rejected the credentials')
            [CompletionResult]::new('--try-other-environments', '--try-other-environments', [CompletionResultType]::ParameterName, 'Try rejected credentials in the provider''s other environments; each wrong try counts against the account')
            [CompletionResult]::new('--require-shared-cache', '--require-shared-cache', [CompletionResultType]::ParameterName, 'Fail when a token is to be got and the shared cache that `TRAVAUTH_CACHE` or the config names does not work')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell what is being done; twice: also the heads of requests and answers, secrets masked')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell what is being done; twice: also the heads of requests and answers, secrets masked')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'travauth;call' {
            [CompletionResult]::new('-X', '-X ', [CompletionResultType]::ParameterName, 'The method [default: GET, or POST with a body]')
            [CompletionResult]::new('--method', '--method', [CompletionResultType]::ParameterName, 'The method [default: GET, or POST with a body]')
            [CompletionResult]::new('-H', '-H ', [CompletionResultType]::ParameterName, 'A header, `Name: value`; `Name:` leaves out one that is sent by default; can be repeated')
            [CompletionResult]::new('--header', '--header', [CompletionResultType]::ParameterName, 'A header, `Name: value`; `Name:` leaves out one that is sent by default; can be repeated')
            [CompletionResult]::new('-d', '-d', [CompletionResultType]::ParameterName, 'The body: a text, @FILE, or - for standard input, byte for byte')
            [CompletionResult]::new('--data', '--data', [CompletionResultType]::ParameterName, 'The body: a text, @FILE, or - for standard input, byte for byte')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'A text field of a JSON body, name=value; `a[b]=c` nests, `a[]=c` appends; can be repeated')
            [CompletionResult]::new('--raw-field', '--raw-field', [CompletionResultType]::ParameterName, 'A text field of a JSON body, name=value; `a[b]=c` nests, `a[]=c` appends; can be repeated')
            [CompletionResult]::new('-F', '-F ', [CompletionResultType]::ParameterName, 'As -f, but true, false, null and whole numbers are typed, and @FILE is a file''s text; can be repeated')
            [CompletionResult]::new('--field', '--field', [CompletionResultType]::ParameterName, 'As -f, but true, false, null and whole numbers are typed, and @FILE is a file''s text; can be repeated')
            [CompletionResult]::new('--query', '--query', [CompletionResultType]::ParameterName, 'A pair for the query, encoded as need be; can be repeated')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write the answer to this file, which is there whole or not at all')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write the answer to this file, which is there whole or not at all')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Print what this jq expression makes of the answer, texts without quotes')
            [CompletionResult]::new('--max-pages', '--max-pages', [CompletionResultType]::ParameterName, 'Stop after so many pages')
            [CompletionResult]::new('--rate', '--rate', [CompletionResultType]::ParameterName, 'How fast pages are asked for, such as 5/s, or none [default: what the provider documents]')
            [CompletionResult]::new('--max-size', '--max-size', [CompletionResultType]::ParameterName, 'The largest answer that is taken, such as 500000 or 20M')
            [CompletionResult]::new('--min-valid', '--min-valid', [CompletionResultType]::ParameterName, 'How long the token must be valid at least [default: 60s, or half the lifetime if that is less]')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The provider: amadeus, sabre, … or one of the config [variable: `TRAVAUTH_PROVIDER`]')
            [CompletionResult]::new('--provider', '--provider', [CompletionResultType]::ParameterName, 'The provider: amadeus, sabre, … or one of the config [variable: `TRAVAUTH_PROVIDER`]')
            [CompletionResult]::new('-P', '-P ', [CompletionResultType]::ParameterName, 'The profile of the config: provider, environment and credentials at once [variable: `TRAVAUTH_PROFILE`]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile of the config: provider, environment and credentials at once [variable: `TRAVAUTH_PROFILE`]')
            [CompletionResult]::new('-e', '-e', [CompletionResultType]::ParameterName, 'The environment: test, production, cert, …, or emulator [variable: `TRAVAUTH_ENVIRONMENT`]')
            [CompletionResult]::new('--environment', '--environment', [CompletionResultType]::ParameterName, 'The environment: test, production, cert, …, or emulator [variable: `TRAVAUTH_ENVIRONMENT`]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'The base URL in place of the environment''s [variables: `AMADEUS_BASE_URL`, `SABRE_BASE_URL`]')
            [CompletionResult]::new('--client-id', '--client-id', [CompletionResultType]::ParameterName, 'The client id')
            [CompletionResult]::new('--client-secret-file', '--client-secret-file', [CompletionResultType]::ParameterName, 'A file that holds the client secret, or - for standard input')
            [CompletionResult]::new('--password-file', '--password-file', [CompletionResultType]::ParameterName, 'A file that holds the password, or - for standard input')
            [CompletionResult]::new('--user-id', '--user-id', [CompletionResultType]::ParameterName, 'Sabre''s user id (EPR)')
            [CompletionResult]::new('--group', '--group', [CompletionResultType]::ParameterName, 'Sabre''s group (PCC)')
            [CompletionResult]::new('--pcc', '--pcc', [CompletionResultType]::ParameterName, 'Sabre''s group (PCC)')
            [CompletionResult]::new('--domain', '--domain', [CompletionResultType]::ParameterName, 'Sabre''s domain; AA when not given')
            [CompletionResult]::new('--auth-version', '--auth-version', [CompletionResultType]::ParameterName, 'The version of Sabre''s token endpoint: 2 (default) or 3 [variable: `SABRE_AUTH_VERSION`]')
            [CompletionResult]::new('--scope', '--scope', [CompletionResultType]::ParameterName, 'The scope to ask for')
            [CompletionResult]::new('--token-param', '--token-param', [CompletionResultType]::ParameterName, 'An extra form field of the token request; can be repeated')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Another config file than the user''s [variable: `TRAVAUTH_CONFIG`]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'The time limit of the token step and of each request up to its answer [default: 30s]')
            [CompletionResult]::new('--connect-timeout', '--connect-timeout', [CompletionResultType]::ParameterName, 'The time limit of making a connection [default: 10s]')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a failed request is sent again [default: 2]')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy; else `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` decide. Never used for this machine')
            [CompletionResult]::new('--ca-bundle', '--ca-bundle', [CompletionResultType]::ParameterName, 'A PEM file of trusted certificates in place of the system''s [variables: `SSL_CERT_FILE`, `SSL_CERT_DIR`]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--error-format', '--error-format', [CompletionResultType]::ParameterName, 'How an error is printed [default: text]')
            [CompletionResult]::new('-i', '-i', [CompletionResultType]::ParameterName, 'Print the answer''s status and headers too')
            [CompletionResult]::new('--include', '--include', [CompletionResultType]::ParameterName, 'Print the answer''s status and headers too')
            [CompletionResult]::new('-I', '-I ', [CompletionResultType]::ParameterName, 'Ask for the status and headers alone (HEAD)')
            [CompletionResult]::new('--head', '--head', [CompletionResultType]::ParameterName, 'Ask for the status and headers alone (HEAD)')
            [CompletionResult]::new('--silent', '--silent', [CompletionResultType]::ParameterName, 'Print no body')
            [CompletionResult]::new('--paginate', '--paginate', [CompletionResultType]::ParameterName, 'Follow the links to the next pages')
            [CompletionResult]::new('--slurp', '--slurp', [CompletionResultType]::ParameterName, 'Make one array of the pages')
            [CompletionResult]::new('--follow', '--follow', [CompletionResultType]::ParameterName, 'Follow redirects; another host gets no token')
            [CompletionResult]::new('--no-auth', '--no-auth', [CompletionResultType]::ParameterName, 'Send no token; then any URL may be asked')
            [CompletionResult]::new('--compressed', '--compressed', [CompletionResultType]::ParameterName, 'Ask for an answer in gzip and unpack it')
            [CompletionResult]::new('--retry-unsafe', '--retry-unsafe', [CompletionResultType]::ParameterName, 'Also send a failed POST, PUT, PATCH or DELETE again')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Print the request as it would go, the token masked, and send nothing')
            [CompletionResult]::new('--print-curl', '--print-curl', [CompletionResultType]::ParameterName, 'Print a curl command that does the same, and send nothing')
            [CompletionResult]::new('--require-shared-cache', '--require-shared-cache', [CompletionResultType]::ParameterName, 'Fail when a token is to be got and the shared cache that `TRAVAUTH_CACHE` or the config names does not work')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell what is being done; twice: also the heads of requests and answers, secrets masked')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell what is being done; twice: also the heads of requests and answers, secrets masked')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'travauth;exec' {
            [CompletionResult]::new('--min-valid', '--min-valid', [CompletionResultType]::ParameterName, 'How long the token must be valid at least [default: 60s, or half the lifetime if that is less]')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The provider: amadeus, sabre, … or one of the config [variable: `TRAVAUTH_PROVIDER`]')
            [CompletionResult]::new('--provider', '--provider', [CompletionResultType]::ParameterName, 'The provider: amadeus, sabre, … or one of the config [variable: `TRAVAUTH_PROVIDER`]')
            [CompletionResult]::new('-P', '-P ', [CompletionResultType]::ParameterName, 'The profile of the config: provider, environment and credentials at once [variable: `TRAVAUTH_PROFILE`]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile of the config: provider, environment and credentials at once [variable: `TRAVAUTH_PROFILE`]')
            [CompletionResult]::new('-e', '-e', [CompletionResultType]::ParameterName, 'The environment: test, production, cert, …, or emulator [variable: `TRAVAUTH_ENVIRONMENT`]')
            [CompletionResult]::new('--environment', '--environment', [CompletionResultType]::ParameterName, 'The environment: test, production, cert, …, or emulator [variable: `TRAVAUTH_ENVIRONMENT`]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'The base URL in place of the environment''s [variables: `AMADEUS_BASE_URL`, `SABRE_BASE_URL`]')
            [CompletionResult]::new('--client-id', '--client-id', [CompletionResultType]::ParameterName, 'The client id')
            [CompletionResult]::new('--client-secret-file', '--client-secret-file', [CompletionResultType]::ParameterName, 'A file that holds the client secret, or - for standard input')
            [CompletionResult]::new('--password-file', '--password-file', [CompletionResultType]::ParameterName, 'A file that holds the password, or - for standard input')
            [CompletionResult]::new('--user-id', '--user-id', [CompletionResultType]::ParameterName, 'Sabre''s user id (EPR)')
            [CompletionResult]::new('--group', '--group', [CompletionResultType]::ParameterName, 'Sabre''s group (PCC)')
            [CompletionResult]::new('--pcc', '--pcc', [CompletionResultType]::ParameterName, 'Sabre''s group (PCC)')
            [CompletionResult]::new('--domain', '--domain', [CompletionResultType]::ParameterName, 'Sabre''s domain; AA when not given')
            [CompletionResult]::new('--auth-version', '--auth-version', [CompletionResultType]::ParameterName, 'The version of Sabre''s token endpoint: 2 (default) or 3 [variable: `SABRE_AUTH_VERSION`]')
            [CompletionResult]::new('--scope', '--scope', [CompletionResultType]::ParameterName, 'The scope to ask for')
            [CompletionResult]::new('--token-param', '--token-param', [CompletionResultType]::ParameterName, 'An extra form field of the token request; can be repeated')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Another config file than the user''s [variable: `TRAVAUTH_CONFIG`]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'The time limit of the token step and of each request up to its answer [default: 30s]')
            [CompletionResult]::new('--connect-timeout', '--connect-timeout', [CompletionResultType]::ParameterName, 'The time limit of making a connection [default: 10s]')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a failed request is sent again [default: 2]')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy; else `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` decide. Never used for this machine')
            [CompletionResult]::new('--ca-bundle', '--ca-bundle', [CompletionResultType]::ParameterName, 'A PEM file of trusted certificates in place of the system''s [variables: `SSL_CERT_FILE`, `SSL_CERT_DIR`]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--error-format', '--error-format', [CompletionResultType]::ParameterName, 'How an error is printed [default: text]')
            [CompletionResult]::new('--keep-secrets', '--keep-secrets', [CompletionResultType]::ParameterName, 'Leave the variables that hold secrets to the command')
            [CompletionResult]::new('--require-shared-cache', '--require-shared-cache', [CompletionResultType]::ParameterName, 'Fail when a token is to be got and the shared cache that `TRAVAUTH_CACHE` or the config names does not work')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell what is being done; twice: also the heads of requests and answers, secrets masked')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell what is being done; twice: also the heads of requests and answers, secrets masked')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'travauth;encode-sabre-id' {
            [CompletionResult]::new('--user-id', '--user-id', [CompletionResultType]::ParameterName, 'The user id (EPR), or a whole `V1:…` string')
            [CompletionResult]::new('--group', '--group', [CompletionResultType]::ParameterName, 'The group (PCC)')
            [CompletionResult]::new('--pcc', '--pcc', [CompletionResultType]::ParameterName, 'The group (PCC)')
            [CompletionResult]::new('--domain', '--domain', [CompletionResultType]::ParameterName, 'The domain; AA when not given')
            [CompletionResult]::new('--client-id', '--client-id', [CompletionResultType]::ParameterName, 'The whole client id, `V1:user:group:domain`')
            [CompletionResult]::new('--password-file', '--password-file', [CompletionResultType]::ParameterName, 'A file that holds the password, or - for standard input; else `SABRE_PASSWORD`, else a prompt')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'What to print [default: secret]')
            [CompletionResult]::new('--verify', '--verify', [CompletionResultType]::ParameterName, 'Diagnose the string in this file, or - for standard input')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--error-format', '--error-format', [CompletionResultType]::ParameterName, 'How an error is printed [default: text]')
            [CompletionResult]::new('--password-stdin', '--password-stdin', [CompletionResultType]::ParameterName, 'Read the password from standard input')
            [CompletionResult]::new('--explain', '--explain', [CompletionResultType]::ParameterName, 'Show each step, the password masked')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell what is being done; twice: also the heads of requests and answers, secrets masked')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell what is being done; twice: also the heads of requests and answers, secrets masked')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'travauth;providers' {
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List them: name, kind, environments')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Describe one as TOML that can be pasted into the config: hosts, endpoints, variables')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'travauth;providers;list' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Another config file than the user''s [variable: `TRAVAUTH_CONFIG`]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--error-format', '--error-format', [CompletionResultType]::ParameterName, 'How an error is printed [default: text]')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell what is being done; twice: also the heads of requests and answers, secrets masked')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell what is being done; twice: also the heads of requests and answers, secrets masked')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'travauth;providers;show' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Another config file than the user''s [variable: `TRAVAUTH_CONFIG`]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--error-format', '--error-format', [CompletionResultType]::ParameterName, 'How an error is printed [default: text]')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell what is being done; twice: also the heads of requests and answers, secrets masked')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell what is being done; twice: also the heads of requests and answers, secrets masked')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'travauth;providers;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List them: name, kind, environments')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Describe one as TOML that can be pasted into the config: hosts, endpoints, variables')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'travauth;providers;help;list' {
            break
        }
        'travauth;providers;help;show' {
            break
        }
        'travauth;providers;help;help' {
            break
        }
        'travauth;config' {
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('path', 'path', [CompletionResultType]::ParameterValue, 'Print where the config file is')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show every setting with its origin, secrets masked')
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Write a commented starter file, never over an existing one')
            [CompletionResult]::new('validate', 'validate', [CompletionResultType]::ParameterValue, 'Check the config file: its syntax, keys, providers and profiles')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'travauth;config;path' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Another config file than the user''s [variable: `TRAVAUTH_CONFIG`]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--error-format', '--error-format', [CompletionResultType]::ParameterName, 'How an error is printed [default: text]')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell what is being done; twice: also the heads of requests and answers, secrets masked')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell what is being done; twice: also the heads of requests and answers, secrets masked')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'travauth;config;show' {
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The provider: amadeus, sabre, … or one of the config [variable: `TRAVAUTH_PROVIDER`]')
            [CompletionResult]::new('--provider', '--provider', [CompletionResultType]::ParameterName, 'The provider: amadeus, sabre, … or one of the config [variable: `TRAVAUTH_PROVIDER`]')
            [CompletionResult]::new('-P', '-P ', [CompletionResultType]::ParameterName, 'The profile of the config: provider, environment and credentials at once [variable: `TRAVAUTH_PROFILE`]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile of the config: provider, environment and credentials at once [variable: `TRAVAUTH_PROFILE`]')
            [CompletionResult]::new('-e', '-e', [CompletionResultType]::ParameterName, 'The environment: test, production, cert, …, or emulator [variable: `TRAVAUTH_ENVIRONMENT`]')
            [CompletionResult]::new('--environment', '--environment', [CompletionResultType]::ParameterName, 'The environment: test, production, cert, …, or emulator [variable: `TRAVAUTH_ENVIRONMENT`]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'The base URL in place of the environment''s [variables: `AMADEUS_BASE_URL`, `SABRE_BASE_URL`]')
            [CompletionResult]::new('--client-id', '--client-id', [CompletionResultType]::ParameterName, 'The client id')
            [CompletionResult]::new('--client-secret-file', '--client-secret-file', [CompletionResultType]::ParameterName, 'A file that holds the client secret, or - for standard input')
            [CompletionResult]::new('--password-file', '--password-file', [CompletionResultType]::ParameterName, 'A file that holds the password, or - for standard input')
            [CompletionResult]::new('--user-id', '--user-id', [CompletionResultType]::ParameterName, 'Sabre''s user id (EPR)')
            [CompletionResult]::new('--group', '--group', [CompletionResultType]::ParameterName, 'Sabre''s group (PCC)')
            [CompletionResult]::new('--pcc', '--pcc', [CompletionResultType]::ParameterName, 'Sabre''s group (PCC)')
            [CompletionResult]::new('--domain', '--domain', [CompletionResultType]::ParameterName, 'Sabre''s domain; AA when not given')
            [CompletionResult]::new('--auth-version', '--auth-version', [CompletionResultType]::ParameterName, 'The version of Sabre''s token endpoint: 2 (default) or 3 [variable: `SABRE_AUTH_VERSION`]')
            [CompletionResult]::new('--scope', '--scope', [CompletionResultType]::ParameterName, 'The scope to ask for')
            [CompletionResult]::new('--token-param', '--token-param', [CompletionResultType]::ParameterName, 'An extra form field of the token request; can be repeated')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Another config file than the user''s [variable: `TRAVAUTH_CONFIG`]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'The time limit of the token step and of each request up to its answer [default: 30s]')
            [CompletionResult]::new('--connect-timeout', '--connect-timeout', [CompletionResultType]::ParameterName, 'The time limit of making a connection [default: 10s]')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a failed request is sent again [default: 2]')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy; else `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` decide. Never used for this machine')
            [CompletionResult]::new('--ca-bundle', '--ca-bundle', [CompletionResultType]::ParameterName, 'A PEM file of trusted certificates in place of the system''s [variables: `SSL_CERT_FILE`, `SSL_CERT_DIR`]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--error-format', '--error-format', [CompletionResultType]::ParameterName, 'How an error is printed [default: text]')
            [CompletionResult]::new('--require-shared-cache', '--require-shared-cache', [CompletionResultType]::ParameterName, 'Fail when a token is to be got and the shared cache that `TRAVAUTH_CACHE` or the config names does not work')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell what is being done; twice: also the heads of requests and answers, secrets masked')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell what is being done; twice: also the heads of requests and answers, secrets masked')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'travauth;config;init' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Another config file than the user''s [variable: `TRAVAUTH_CONFIG`]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--error-format', '--error-format', [CompletionResultType]::ParameterName, 'How an error is printed [default: text]')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell what is being done; twice: also the heads of requests and answers, secrets masked')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell what is being done; twice: also the heads of requests and answers, secrets masked')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'travauth;config;validate' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Another config file than the user''s [variable: `TRAVAUTH_CONFIG`]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--error-format', '--error-format', [CompletionResultType]::ParameterName, 'How an error is printed [default: text]')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell what is being done; twice: also the heads of requests and answers, secrets masked')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell what is being done; twice: also the heads of requests and answers, secrets masked')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'travauth;config;help' {
            [CompletionResult]::new('path', 'path', [CompletionResultType]::ParameterValue, 'Print where the config file is')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show every setting with its origin, secrets masked')
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Write a commented starter file, never over an existing one')
            [CompletionResult]::new('validate', 'validate', [CompletionResultType]::ParameterValue, 'Check the config file: its syntax, keys, providers and profiles')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'travauth;config;help;path' {
            break
        }
        'travauth;config;help;show' {
            break
        }
        'travauth;config;help;init' {
            break
        }
        'travauth;config;help;validate' {
            break
        }
        'travauth;config;help;help' {
            break
        }
        'travauth;emulator' {
            [CompletionResult]::new('--listen', '--listen', [CompletionResultType]::ParameterName, 'The address to listen on; port 0 takes a free one')
            [CompletionResult]::new('--expires-in', '--expires-in', [CompletionResultType]::ParameterName, 'The lifetime of its tokens [default: Amadeus 1799, Sabre 604800]')
            [CompletionResult]::new('--latency', '--latency', [CompletionResultType]::ParameterName, 'How long it takes to answer')
            [CompletionResult]::new('--fault', '--fault', [CompletionResultType]::ParameterName, 'Answer STATUS at PATH, TIMES times or always; can be repeated')
            [CompletionResult]::new('--rate', '--rate', [CompletionResultType]::ParameterName, 'Answer 429 to an account that sends faster, such as 10/s or 100/m')
            [CompletionResult]::new('--data', '--data', [CompletionResultType]::ParameterName, 'Answer from the files in DIR first: v1/some/path.json for GET, v1/some/path.POST.json')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--error-format', '--error-format', [CompletionResultType]::ParameterName, 'How an error is printed [default: text]')
            [CompletionResult]::new('--tls', '--tls', [CompletionResultType]::ParameterName, 'Speak https, with a certificate of a CA made for this run; a command is told to trust it')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell what is being done; twice: also the heads of requests and answers, secrets masked')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell what is being done; twice: also the heads of requests and answers, secrets masked')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'travauth;completions' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--error-format', '--error-format', [CompletionResultType]::ParameterName, 'How an error is printed [default: text]')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell what is being done; twice: also the heads of requests and answers, secrets masked')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell what is being done; twice: also the heads of requests and answers, secrets masked')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'travauth;help' {
            [CompletionResult]::new('token', 'token', [CompletionResultType]::ParameterValue, 'Get, show and forget access tokens')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Smoke-test credentials: a real token request, then one harmless API call')
            [CompletionResult]::new('call', 'call', [CompletionResultType]::ParameterValue, 'Send an authenticated request to an API')
            [CompletionResult]::new('exec', 'exec', [CompletionResultType]::ParameterValue, 'Run a command with a fresh token in its environment')
            [CompletionResult]::new('encode-sabre-id', 'encode-sabre-id', [CompletionResultType]::ParameterValue, 'Build the Sabre v2 credential string')
            [CompletionResult]::new('providers', 'providers', [CompletionResultType]::ParameterValue, 'List and describe the providers')
            [CompletionResult]::new('config', 'config', [CompletionResultType]::ParameterValue, 'Find, show, start and check the config file')
            [CompletionResult]::new('emulator', 'emulator', [CompletionResultType]::ParameterValue, 'Serve Amadeus and Sabre on this machine, for offline work and tests')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print the completion script of a shell')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'travauth;help;token' {
            break
        }
        'travauth;help;check' {
            break
        }
        'travauth;help;call' {
            break
        }
        'travauth;help;exec' {
            break
        }
        'travauth;help;encode-sabre-id' {
            break
        }
        'travauth;help;providers' {
            break
        }
        'travauth;help;config' {
            break
        }
        'travauth;help;emulator' {
            break
        }
        'travauth;help;completions' {
            break
        }
        'travauth;help;help' {
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
