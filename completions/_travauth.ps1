
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
            [CompletionResult]::new('--error-format', '--error-format', [CompletionResultType]::ParameterName, 'The format of errors [default: text]')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show what is done; -vv adds request and response headers, secrets masked')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show what is done; -vv adds request and response headers, secrets masked')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('login', 'login', [CompletionResultType]::ParameterValue, 'Set up a profile and store its secret')
            [CompletionResult]::new('logout', 'logout', [CompletionResultType]::ParameterValue, 'Delete a profile, its secret and its tokens')
            [CompletionResult]::new('profile', 'profile', [CompletionResultType]::ParameterValue, 'List, show, choose, rename and delete profiles')
            [CompletionResult]::new('token', 'token', [CompletionResultType]::ParameterValue, 'Get, show and delete access tokens')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Smoke-test credentials: a real token request, then one harmless API call')
            [CompletionResult]::new('call', 'call', [CompletionResultType]::ParameterValue, 'Send an authenticated request to an API and print the response')
            [CompletionResult]::new('exec', 'exec', [CompletionResultType]::ParameterValue, 'Run a command with an access token in its environment')
            [CompletionResult]::new('proxy', 'proxy', [CompletionResultType]::ParameterValue, 'Serve an API on this machine with the access token added, for any client')
            [CompletionResult]::new('encode-sabre-id', 'encode-sabre-id', [CompletionResultType]::ParameterValue, 'Build the Sabre v2 credential string, or diagnose an existing one')
            [CompletionResult]::new('providers', 'providers', [CompletionResultType]::ParameterValue, 'List and show providers')
            [CompletionResult]::new('config', 'config', [CompletionResultType]::ParameterValue, 'Find, show, create and check the config file')
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'Explain an error code of a provider, and what to do about it')
            [CompletionResult]::new('emulator', 'emulator', [CompletionResultType]::ParameterValue, 'Serve Amadeus and Sabre on this machine')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print a shell completion script')
            [CompletionResult]::new('version', 'version', [CompletionResultType]::ParameterValue, 'Show the version, the commit, the platform and the features of this build')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'travauth;login' {
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The provider: amadeus, sabre, … or one from the config')
            [CompletionResult]::new('--provider', '--provider', [CompletionResultType]::ParameterName, 'The provider: amadeus, sabre, … or one from the config')
            [CompletionResult]::new('-e', '-e', [CompletionResultType]::ParameterName, 'The environment: test, production, cert, …, or emulator')
            [CompletionResult]::new('--environment', '--environment', [CompletionResultType]::ParameterName, 'The environment: test, production, cert, …, or emulator')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'The base URL, instead of an environment''s')
            [CompletionResult]::new('--client-id', '--client-id', [CompletionResultType]::ParameterName, 'The client id')
            [CompletionResult]::new('--user-id', '--user-id', [CompletionResultType]::ParameterName, 'Sabre''s user id (EPR), or the whole `V1:…` string')
            [CompletionResult]::new('--epr', '--epr', [CompletionResultType]::ParameterName, 'Sabre''s user id (EPR), or the whole `V1:…` string')
            [CompletionResult]::new('--group', '--group', [CompletionResultType]::ParameterName, 'Sabre''s group (PCC)')
            [CompletionResult]::new('--pcc', '--pcc', [CompletionResultType]::ParameterName, 'Sabre''s group (PCC)')
            [CompletionResult]::new('--domain', '--domain', [CompletionResultType]::ParameterName, 'Sabre''s domain [default: AA]')
            [CompletionResult]::new('--auth-version', '--auth-version', [CompletionResultType]::ParameterName, 'The version of Sabre''s token endpoint: 2 (default) or 3')
            [CompletionResult]::new('--scope', '--scope', [CompletionResultType]::ParameterName, 'The scope to request')
            [CompletionResult]::new('--token-param', '--token-param', [CompletionResultType]::ParameterName, 'An extra form field of the token request; can be repeated')
            [CompletionResult]::new('--client-secret-file', '--client-secret-file', [CompletionResultType]::ParameterName, 'A file that holds the client secret, or - for standard input')
            [CompletionResult]::new('--password-file', '--password-file', [CompletionResultType]::ParameterName, 'A file that holds the password, or - for standard input')
            [CompletionResult]::new('--secret-command', '--secret-command', [CompletionResultType]::ParameterName, 'A command that prints the secret; `password=CMD` and `client_secret=CMD` if there are two')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Read variables from this dotenv file too, for --from-env; can be repeated')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where to store the secret [default: keyring]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'The time limit for obtaining a token, and for each request until its response [default: 30s]')
            [CompletionResult]::new('--connect-timeout', '--connect-timeout', [CompletionResultType]::ParameterName, 'The time limit for connecting [default: 10s]')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'The number of retries of a failed request [default: 2]')
            [CompletionResult]::new('--retry-max-time', '--retry-max-time', [CompletionResultType]::ParameterName, 'Do not retry a failed request after this time')
            [CompletionResult]::new('--rate-wait', '--rate-wait', [CompletionResultType]::ParameterName, 'The longest time that an API request waits for its turn, if requests share a rate [default: 30s]')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy URL; without it, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` apply. Loopback never uses a proxy')
            [CompletionResult]::new('--ca-bundle', '--ca-bundle', [CompletionResultType]::ParameterName, 'A PEM file of trusted certificates, instead of the system''s [variables: `SSL_CERT_FILE`, `SSL_CERT_DIR`]')
            [CompletionResult]::new('--add-ca', '--add-ca', [CompletionResultType]::ParameterName, 'A PEM file of trusted certificates, in addition to the others [variable: `TRAVAUTH_ADD_CA`]')
            [CompletionResult]::new('--client-cert', '--client-cert', [CompletionResultType]::ParameterName, 'A PEM file with the TLS client certificate, for token URL and base URL [variable: `TRAVAUTH_CLIENT_CERT`]')
            [CompletionResult]::new('--client-key', '--client-key', [CompletionResultType]::ParameterName, 'A PEM file with the private key of the client certificate [default: the file of the certificate; variable: `TRAVAUTH_CLIENT_KEY`]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--error-format', '--error-format', [CompletionResultType]::ParameterName, 'The format of errors [default: text]')
            [CompletionResult]::new('--with-secret', '--with-secret', [CompletionResultType]::ParameterName, 'Read the secret from standard input')
            [CompletionResult]::new('--from-env', '--from-env', [CompletionResultType]::ParameterName, 'Take ids and secrets that the variables hold')
            [CompletionResult]::new('--no-verify', '--no-verify', [CompletionResultType]::ParameterName, 'Store without trying the credentials out')
            [CompletionResult]::new('--no-probe', '--no-probe', [CompletionResultType]::ParameterName, 'Request a token, but make no API call')
            [CompletionResult]::new('--replace', '--replace', [CompletionResultType]::ParameterName, 'Change an existing profile, if the new credentials work')
            [CompletionResult]::new('--default', '--default', [CompletionResultType]::ParameterName, 'Make it the default profile')
            [CompletionResult]::new('--no-default', '--no-default', [CompletionResultType]::ParameterName, 'Do not make it the default profile')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every yes-or-no question with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every yes-or-no question with yes')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would be written, and write nothing')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result as JSON')
            [CompletionResult]::new('--require-shared-cache', '--require-shared-cache', [CompletionResultType]::ParameterName, 'Fail if a token is needed and the shared cache (from `TRAVAUTH_CACHE` or the config) does not work')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show what is done; -vv adds request and response headers, secrets masked')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show what is done; -vv adds request and response headers, secrets masked')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'travauth;logout' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--error-format', '--error-format', [CompletionResultType]::ParameterName, 'The format of errors [default: text]')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'Every profile of your config')
            [CompletionResult]::new('--keep-profile', '--keep-profile', [CompletionResultType]::ParameterName, 'Keep the profile; delete only its secret and tokens')
            [CompletionResult]::new('--revoke', '--revoke', [CompletionResultType]::ParameterName, 'Revoke the token at the provider first (RFC 7009)')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show what is done; -vv adds request and response headers, secrets masked')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show what is done; -vv adds request and response headers, secrets masked')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'travauth;profile' {
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List all profiles')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show one profile')
            [CompletionResult]::new('use', 'use', [CompletionResultType]::ParameterValue, 'Make a profile the default one')
            [CompletionResult]::new('rename', 'rename', [CompletionResultType]::ParameterValue, 'Rename a profile')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Delete a profile, its secret and its tokens')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'travauth;profile;list' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--error-format', '--error-format', [CompletionResultType]::ParameterName, 'The format of errors [default: text]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show what is done; -vv adds request and response headers, secrets masked')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show what is done; -vv adds request and response headers, secrets masked')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'travauth;profile;show' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--error-format', '--error-format', [CompletionResultType]::ParameterName, 'The format of errors [default: text]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show what is done; -vv adds request and response headers, secrets masked')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show what is done; -vv adds request and response headers, secrets masked')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'travauth;profile;use' {
            [CompletionResult]::new('--shell', '--shell', [CompletionResultType]::ParameterName, 'The shell that reads it [default: sh]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--error-format', '--error-format', [CompletionResultType]::ParameterName, 'The format of errors [default: text]')
            [CompletionResult]::new('--session', '--session', [CompletionResultType]::ParameterName, 'Choose it in this shell only: vars=$(travauth profile use NAME --session) && eval "$vars"')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show what is done; -vv adds request and response headers, secrets masked')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show what is done; -vv adds request and response headers, secrets masked')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'travauth;profile;rename' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--error-format', '--error-format', [CompletionResultType]::ParameterName, 'The format of errors [default: text]')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show what is done; -vv adds request and response headers, secrets masked')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show what is done; -vv adds request and response headers, secrets masked')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'travauth;profile;remove' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--error-format', '--error-format', [CompletionResultType]::ParameterName, 'The format of errors [default: text]')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show what is done; -vv adds request and response headers, secrets masked')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show what is done; -vv adds request and response headers, secrets masked')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'travauth;profile;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List all profiles')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show one profile')
            [CompletionResult]::new('use', 'use', [CompletionResultType]::ParameterValue, 'Make a profile the default one')
            [CompletionResult]::new('rename', 'rename', [CompletionResultType]::ParameterValue, 'Rename a profile')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Delete a profile, its secret and its tokens, as `logout` does')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'travauth;profile;help;list' {
            break
        }
        'travauth;profile;help;show' {
            break
        }
        'travauth;profile;help;use' {
            break
        }
        'travauth;profile;help;rename' {
            break
        }
        'travauth;profile;help;remove' {
            break
        }
        'travauth;profile;help;help' {
            break
        }
        'travauth;token' {
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('get', 'get', [CompletionResultType]::ParameterValue, 'Print a valid access token')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show cached tokens, masked')
            [CompletionResult]::new('clear', 'clear', [CompletionResultType]::ParameterValue, 'Delete cached tokens')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'travauth;token;get' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'The output format [default: token]')
            [CompletionResult]::new('--shell', '--shell', [CompletionResultType]::ParameterName, 'The shell that `--format env` quotes for [default: sh]')
            [CompletionResult]::new('--min-valid', '--min-valid', [CompletionResultType]::ParameterName, 'The minimum remaining validity of the token [default: 60s, or half the lifetime if that is less]')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The provider: amadeus, sabre, … or one from the config [variable: `TRAVAUTH_PROVIDER`]')
            [CompletionResult]::new('--provider', '--provider', [CompletionResultType]::ParameterName, 'The provider: amadeus, sabre, … or one from the config [variable: `TRAVAUTH_PROVIDER`]')
            [CompletionResult]::new('-P', '-P ', [CompletionResultType]::ParameterName, 'A profile from the config: provider, environment and credentials together [variable: `TRAVAUTH_PROFILE`]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'A profile from the config: provider, environment and credentials together [variable: `TRAVAUTH_PROFILE`]')
            [CompletionResult]::new('-e', '-e', [CompletionResultType]::ParameterName, 'The environment: test, production, cert, …, or emulator [variable: `TRAVAUTH_ENVIRONMENT`]')
            [CompletionResult]::new('--environment', '--environment', [CompletionResultType]::ParameterName, 'The environment: test, production, cert, …, or emulator [variable: `TRAVAUTH_ENVIRONMENT`]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'The base URL, instead of the environment''s [variables: `AMADEUS_BASE_URL`, `SABRE_BASE_URL`]')
            [CompletionResult]::new('--client-id', '--client-id', [CompletionResultType]::ParameterName, 'The client id')
            [CompletionResult]::new('--client-secret-file', '--client-secret-file', [CompletionResultType]::ParameterName, 'A file that holds the client secret, or - for standard input')
            [CompletionResult]::new('--password-file', '--password-file', [CompletionResultType]::ParameterName, 'A file that holds the password, or - for standard input')
            [CompletionResult]::new('--user-id', '--user-id', [CompletionResultType]::ParameterName, 'Sabre''s user id (EPR)')
            [CompletionResult]::new('--epr', '--epr', [CompletionResultType]::ParameterName, 'Sabre''s user id (EPR)')
            [CompletionResult]::new('--group', '--group', [CompletionResultType]::ParameterName, 'Sabre''s group (PCC)')
            [CompletionResult]::new('--pcc', '--pcc', [CompletionResultType]::ParameterName, 'Sabre''s group (PCC)')
            [CompletionResult]::new('--domain', '--domain', [CompletionResultType]::ParameterName, 'Sabre''s domain [default: AA]')
            [CompletionResult]::new('--auth-version', '--auth-version', [CompletionResultType]::ParameterName, 'The version of Sabre''s token endpoint: 2 (default) or 3 [variable: `SABRE_AUTH_VERSION`]')
            [CompletionResult]::new('--scope', '--scope', [CompletionResultType]::ParameterName, 'The scope to request')
            [CompletionResult]::new('--token-param', '--token-param', [CompletionResultType]::ParameterName, 'An extra form field of the token request; can be repeated')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Read variables that are not set from this file of NAME=value lines; can be repeated, the last file wins')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'The time limit for obtaining a token, and for each request until its response [default: 30s]')
            [CompletionResult]::new('--connect-timeout', '--connect-timeout', [CompletionResultType]::ParameterName, 'The time limit for connecting [default: 10s]')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'The number of retries of a failed request [default: 2]')
            [CompletionResult]::new('--retry-max-time', '--retry-max-time', [CompletionResultType]::ParameterName, 'Do not retry a failed request after this time')
            [CompletionResult]::new('--rate-wait', '--rate-wait', [CompletionResultType]::ParameterName, 'The longest time that an API request waits for its turn, if requests share a rate [default: 30s]')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy URL; without it, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` apply. Loopback never uses a proxy')
            [CompletionResult]::new('--ca-bundle', '--ca-bundle', [CompletionResultType]::ParameterName, 'A PEM file of trusted certificates, instead of the system''s [variables: `SSL_CERT_FILE`, `SSL_CERT_DIR`]')
            [CompletionResult]::new('--add-ca', '--add-ca', [CompletionResultType]::ParameterName, 'A PEM file of trusted certificates, in addition to the others [variable: `TRAVAUTH_ADD_CA`]')
            [CompletionResult]::new('--client-cert', '--client-cert', [CompletionResultType]::ParameterName, 'A PEM file with the TLS client certificate, for token URL and base URL [variable: `TRAVAUTH_CLIENT_CERT`]')
            [CompletionResult]::new('--client-key', '--client-key', [CompletionResultType]::ParameterName, 'A PEM file with the private key of the client certificate [default: the file of the certificate; variable: `TRAVAUTH_CLIENT_KEY`]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--error-format', '--error-format', [CompletionResultType]::ParameterName, 'The format of errors [default: text]')
            [CompletionResult]::new('--refresh', '--refresh', [CompletionResultType]::ParameterName, 'Request a new token, even if a valid one is cached')
            [CompletionResult]::new('--no-cache', '--no-cache', [CompletionResultType]::ParameterName, 'Do not read or write the cache')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Do not use the network')
            [CompletionResult]::new('--allow-placeholder', '--allow-placeholder', [CompletionResultType]::ParameterName, 'Send a credential that looks like a placeholder, such as `changeme` or `${PASSWORD}`')
            [CompletionResult]::new('--require-shared-cache', '--require-shared-cache', [CompletionResultType]::ParameterName, 'Fail if a token is needed and the shared cache (from `TRAVAUTH_CACHE` or the config) does not work')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show what is done; -vv adds request and response headers, secrets masked')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show what is done; -vv adds request and response headers, secrets masked')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'travauth;token;show' {
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The provider: amadeus, sabre, … or one from the config [variable: `TRAVAUTH_PROVIDER`]')
            [CompletionResult]::new('--provider', '--provider', [CompletionResultType]::ParameterName, 'The provider: amadeus, sabre, … or one from the config [variable: `TRAVAUTH_PROVIDER`]')
            [CompletionResult]::new('-P', '-P ', [CompletionResultType]::ParameterName, 'A profile from the config: provider, environment and credentials together [variable: `TRAVAUTH_PROFILE`]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'A profile from the config: provider, environment and credentials together [variable: `TRAVAUTH_PROFILE`]')
            [CompletionResult]::new('-e', '-e', [CompletionResultType]::ParameterName, 'The environment: test, production, cert, …, or emulator [variable: `TRAVAUTH_ENVIRONMENT`]')
            [CompletionResult]::new('--environment', '--environment', [CompletionResultType]::ParameterName, 'The environment: test, production, cert, …, or emulator [variable: `TRAVAUTH_ENVIRONMENT`]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'The base URL, instead of the environment''s [variables: `AMADEUS_BASE_URL`, `SABRE_BASE_URL`]')
            [CompletionResult]::new('--client-id', '--client-id', [CompletionResultType]::ParameterName, 'The client id')
            [CompletionResult]::new('--client-secret-file', '--client-secret-file', [CompletionResultType]::ParameterName, 'A file that holds the client secret, or - for standard input')
            [CompletionResult]::new('--password-file', '--password-file', [CompletionResultType]::ParameterName, 'A file that holds the password, or - for standard input')
            [CompletionResult]::new('--user-id', '--user-id', [CompletionResultType]::ParameterName, 'Sabre''s user id (EPR)')
            [CompletionResult]::new('--epr', '--epr', [CompletionResultType]::ParameterName, 'Sabre''s user id (EPR)')
            [CompletionResult]::new('--group', '--group', [CompletionResultType]::ParameterName, 'Sabre''s group (PCC)')
            [CompletionResult]::new('--pcc', '--pcc', [CompletionResultType]::ParameterName, 'Sabre''s group (PCC)')
            [CompletionResult]::new('--domain', '--domain', [CompletionResultType]::ParameterName, 'Sabre''s domain [default: AA]')
            [CompletionResult]::new('--auth-version', '--auth-version', [CompletionResultType]::ParameterName, 'The version of Sabre''s token endpoint: 2 (default) or 3 [variable: `SABRE_AUTH_VERSION`]')
            [CompletionResult]::new('--scope', '--scope', [CompletionResultType]::ParameterName, 'The scope to request')
            [CompletionResult]::new('--token-param', '--token-param', [CompletionResultType]::ParameterName, 'An extra form field of the token request; can be repeated')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Read variables that are not set from this file of NAME=value lines; can be repeated, the last file wins')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--error-format', '--error-format', [CompletionResultType]::ParameterName, 'The format of errors [default: text]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print a JSON array')
            [CompletionResult]::new('--reveal', '--reveal', [CompletionResultType]::ParameterName, 'Print tokens unmasked')
            [CompletionResult]::new('--why', '--why', [CompletionResultType]::ParameterName, 'Explain the origin of token and credentials, and whether the next `token get` would use the network')
            [CompletionResult]::new('--allow-placeholder', '--allow-placeholder', [CompletionResultType]::ParameterName, 'Send a credential that looks like a placeholder, such as `changeme` or `${PASSWORD}`')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show what is done; -vv adds request and response headers, secrets masked')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show what is done; -vv adds request and response headers, secrets masked')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'travauth;token;clear' {
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The provider: amadeus, sabre, … or one from the config [variable: `TRAVAUTH_PROVIDER`]')
            [CompletionResult]::new('--provider', '--provider', [CompletionResultType]::ParameterName, 'The provider: amadeus, sabre, … or one from the config [variable: `TRAVAUTH_PROVIDER`]')
            [CompletionResult]::new('-P', '-P ', [CompletionResultType]::ParameterName, 'A profile from the config: provider, environment and credentials together [variable: `TRAVAUTH_PROFILE`]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'A profile from the config: provider, environment and credentials together [variable: `TRAVAUTH_PROFILE`]')
            [CompletionResult]::new('-e', '-e', [CompletionResultType]::ParameterName, 'The environment: test, production, cert, …, or emulator [variable: `TRAVAUTH_ENVIRONMENT`]')
            [CompletionResult]::new('--environment', '--environment', [CompletionResultType]::ParameterName, 'The environment: test, production, cert, …, or emulator [variable: `TRAVAUTH_ENVIRONMENT`]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'The base URL, instead of the environment''s [variables: `AMADEUS_BASE_URL`, `SABRE_BASE_URL`]')
            [CompletionResult]::new('--client-id', '--client-id', [CompletionResultType]::ParameterName, 'The client id')
            [CompletionResult]::new('--client-secret-file', '--client-secret-file', [CompletionResultType]::ParameterName, 'A file that holds the client secret, or - for standard input')
            [CompletionResult]::new('--password-file', '--password-file', [CompletionResultType]::ParameterName, 'A file that holds the password, or - for standard input')
            [CompletionResult]::new('--user-id', '--user-id', [CompletionResultType]::ParameterName, 'Sabre''s user id (EPR)')
            [CompletionResult]::new('--epr', '--epr', [CompletionResultType]::ParameterName, 'Sabre''s user id (EPR)')
            [CompletionResult]::new('--group', '--group', [CompletionResultType]::ParameterName, 'Sabre''s group (PCC)')
            [CompletionResult]::new('--pcc', '--pcc', [CompletionResultType]::ParameterName, 'Sabre''s group (PCC)')
            [CompletionResult]::new('--domain', '--domain', [CompletionResultType]::ParameterName, 'Sabre''s domain [default: AA]')
            [CompletionResult]::new('--auth-version', '--auth-version', [CompletionResultType]::ParameterName, 'The version of Sabre''s token endpoint: 2 (default) or 3 [variable: `SABRE_AUTH_VERSION`]')
            [CompletionResult]::new('--scope', '--scope', [CompletionResultType]::ParameterName, 'The scope to request')
            [CompletionResult]::new('--token-param', '--token-param', [CompletionResultType]::ParameterName, 'An extra form field of the token request; can be repeated')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Read variables that are not set from this file of NAME=value lines; can be repeated, the last file wins')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--error-format', '--error-format', [CompletionResultType]::ParameterName, 'The format of errors [default: text]')
            [CompletionResult]::new('--expired', '--expired', [CompletionResultType]::ParameterName, 'Delete only expired tokens')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'Delete all tokens')
            [CompletionResult]::new('--allow-placeholder', '--allow-placeholder', [CompletionResultType]::ParameterName, 'Send a credential that looks like a placeholder, such as `changeme` or `${PASSWORD}`')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show what is done; -vv adds request and response headers, secrets masked')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show what is done; -vv adds request and response headers, secrets masked')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'travauth;token;help' {
            [CompletionResult]::new('get', 'get', [CompletionResultType]::ParameterValue, 'Print a valid access token')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show cached tokens, masked')
            [CompletionResult]::new('clear', 'clear', [CompletionResultType]::ParameterValue, 'Delete cached tokens')
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
            [CompletionResult]::new('--probe', '--probe', [CompletionResultType]::ParameterName, 'The path of the API call, below the base URL [default: the provider''s own]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'The output format [default: text]')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The provider: amadeus, sabre, … or one from the config [variable: `TRAVAUTH_PROVIDER`]')
            [CompletionResult]::new('--provider', '--provider', [CompletionResultType]::ParameterName, 'The provider: amadeus, sabre, … or one from the config [variable: `TRAVAUTH_PROVIDER`]')
            [CompletionResult]::new('-P', '-P ', [CompletionResultType]::ParameterName, 'A profile from the config: provider, environment and credentials together [variable: `TRAVAUTH_PROFILE`]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'A profile from the config: provider, environment and credentials together [variable: `TRAVAUTH_PROFILE`]')
            [CompletionResult]::new('-e', '-e', [CompletionResultType]::ParameterName, 'The environment: test, production, cert, …, or emulator [variable: `TRAVAUTH_ENVIRONMENT`]')
            [CompletionResult]::new('--environment', '--environment', [CompletionResultType]::ParameterName, 'The environment: test, production, cert, …, or emulator [variable: `TRAVAUTH_ENVIRONMENT`]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'The base URL, instead of the environment''s [variables: `AMADEUS_BASE_URL`, `SABRE_BASE_URL`]')
            [CompletionResult]::new('--client-id', '--client-id', [CompletionResultType]::ParameterName, 'The client id')
            [CompletionResult]::new('--client-secret-file', '--client-secret-file', [CompletionResultType]::ParameterName, 'A file that holds the client secret, or - for standard input')
            [CompletionResult]::new('--password-file', '--password-file', [CompletionResultType]::ParameterName, 'A file that holds the password, or - for standard input')
            [CompletionResult]::new('--user-id', '--user-id', [CompletionResultType]::ParameterName, 'Sabre''s user id (EPR)')
            [CompletionResult]::new('--epr', '--epr', [CompletionResultType]::ParameterName, 'Sabre''s user id (EPR)')
            [CompletionResult]::new('--group', '--group', [CompletionResultType]::ParameterName, 'Sabre''s group (PCC)')
            [CompletionResult]::new('--pcc', '--pcc', [CompletionResultType]::ParameterName, 'Sabre''s group (PCC)')
            [CompletionResult]::new('--domain', '--domain', [CompletionResultType]::ParameterName, 'Sabre''s domain [default: AA]')
            [CompletionResult]::new('--auth-version', '--auth-version', [CompletionResultType]::ParameterName, 'The version of Sabre''s token endpoint: 2 (default) or 3 [variable: `SABRE_AUTH_VERSION`]')
            [CompletionResult]::new('--scope', '--scope', [CompletionResultType]::ParameterName, 'The scope to request')
            [CompletionResult]::new('--token-param', '--token-param', [CompletionResultType]::ParameterName, 'An extra form field of the token request; can be repeated')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Read variables that are not set from this file of NAME=value lines; can be repeated, the last file wins')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'The time limit for obtaining a token, and for each request until its response [default: 30s]')
            [CompletionResult]::new('--connect-timeout', '--connect-timeout', [CompletionResultType]::ParameterName, 'The time limit for connecting [default: 10s]')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'The number of retries of a failed request [default: 2]')
            [CompletionResult]::new('--retry-max-time', '--retry-max-time', [CompletionResultType]::ParameterName, 'Do not retry a failed request after this time')
            [CompletionResult]::new('--rate-wait', '--rate-wait', [CompletionResultType]::ParameterName, 'The longest time that an API request waits for its turn, if requests share a rate [default: 30s]')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy URL; without it, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` apply. Loopback never uses a proxy')
            [CompletionResult]::new('--ca-bundle', '--ca-bundle', [CompletionResultType]::ParameterName, 'A PEM file of trusted certificates, instead of the system''s [variables: `SSL_CERT_FILE`, `SSL_CERT_DIR`]')
            [CompletionResult]::new('--add-ca', '--add-ca', [CompletionResultType]::ParameterName, 'A PEM file of trusted certificates, in addition to the others [variable: `TRAVAUTH_ADD_CA`]')
            [CompletionResult]::new('--client-cert', '--client-cert', [CompletionResultType]::ParameterName, 'A PEM file with the TLS client certificate, for token URL and base URL [variable: `TRAVAUTH_CLIENT_CERT`]')
            [CompletionResult]::new('--client-key', '--client-key', [CompletionResultType]::ParameterName, 'A PEM file with the private key of the client certificate [default: the file of the certificate; variable: `TRAVAUTH_CLIENT_KEY`]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--error-format', '--error-format', [CompletionResultType]::ParameterName, 'The format of errors [default: text]')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'Check every profile, and every built-in provider whose variables are set')
            [CompletionResult]::new('--no-probe', '--no-probe', [CompletionResultType]::ParameterName, 'Skip the API call')
            [CompletionResult]::new('--cached', '--cached', [CompletionResultType]::ParameterName, 'Use a cached token, if there is one, instead of requesting a new one')
            [CompletionResult]::new('--refresh', '--refresh', [CompletionResultType]::ParameterName, 'Send the token request even if the provider has just rejected the credentials')
            [CompletionResult]::new('--try-other-environments', '--try-other-environments', [CompletionResultType]::ParameterName, 'Try rejected credentials in the provider''s other environments; each failed attempt counts against the account')
            [CompletionResult]::new('--try-auth', '--try-auth', [CompletionResultType]::ParameterName, 'Try rejected credentials as HTTP Basic, with and without encoding, and in the form; each failed attempt counts against the account. For providers of the config file only')
            [CompletionResult]::new('--allow-placeholder', '--allow-placeholder', [CompletionResultType]::ParameterName, 'Send a credential that looks like a placeholder, such as `changeme` or `${PASSWORD}`')
            [CompletionResult]::new('--require-shared-cache', '--require-shared-cache', [CompletionResultType]::ParameterName, 'Fail if a token is needed and the shared cache (from `TRAVAUTH_CACHE` or the config) does not work')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show what is done; -vv adds request and response headers, secrets masked')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show what is done; -vv adds request and response headers, secrets masked')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'travauth;call' {
            [CompletionResult]::new('-X', '-X ', [CompletionResultType]::ParameterName, 'The HTTP method [default: GET, or POST with a body]')
            [CompletionResult]::new('--method', '--method', [CompletionResultType]::ParameterName, 'The HTTP method [default: GET, or POST with a body]')
            [CompletionResult]::new('-H', '-H ', [CompletionResultType]::ParameterName, 'A header, `Name: value`; `Name:` removes a default header; can be repeated')
            [CompletionResult]::new('--header', '--header', [CompletionResultType]::ParameterName, 'A header, `Name: value`; `Name:` removes a default header; can be repeated')
            [CompletionResult]::new('-d', '-d', [CompletionResultType]::ParameterName, 'The body: text, @FILE, or - for standard input; sent byte for byte')
            [CompletionResult]::new('--data', '--data', [CompletionResultType]::ParameterName, 'The body: text, @FILE, or - for standard input; sent byte for byte')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'A string field of a JSON body, name=value; `a[b]=c` nests, `a[]=c` appends; can be repeated')
            [CompletionResult]::new('--raw-field', '--raw-field', [CompletionResultType]::ParameterName, 'A string field of a JSON body, name=value; `a[b]=c` nests, `a[]=c` appends; can be repeated')
            [CompletionResult]::new('-F', '-F ', [CompletionResultType]::ParameterName, 'Like -f, but true, false, null and integers keep their type, and @FILE is a file''s text; can be repeated')
            [CompletionResult]::new('--field', '--field', [CompletionResultType]::ParameterName, 'Like -f, but true, false, null and integers keep their type, and @FILE is a file''s text; can be repeated')
            [CompletionResult]::new('--query', '--query', [CompletionResultType]::ParameterName, 'A query parameter, percent-encoded as needed; can be repeated')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write the response to this file, completely or not at all')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write the response to this file, completely or not at all')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the response with this jq expression; strings are printed without quotes')
            [CompletionResult]::new('--max-pages', '--max-pages', [CompletionResultType]::ParameterName, 'Stop after this many pages')
            [CompletionResult]::new('--batch', '--batch', [CompletionResultType]::ParameterName, 'Send one request for each line of this file, or of standard input for -, and print one line for each: see docs/batch.md')
            [CompletionResult]::new('--parallel', '--parallel', [CompletionResultType]::ParameterName, 'The most requests of a batch under way at a time [default: 8]')
            [CompletionResult]::new('--max-errors', '--max-errors', [CompletionResultType]::ParameterName, 'Stop a batch after this number of failed requests')
            [CompletionResult]::new('--rate', '--rate', [CompletionResultType]::ParameterName, 'The rate that all requests of this account keep together, such as 5/s or 100/m, or none [default: the documented rate]')
            [CompletionResult]::new('--max-size', '--max-size', [CompletionResultType]::ParameterName, 'The largest accepted response in bytes, such as 500000 or 20M')
            [CompletionResult]::new('--min-valid', '--min-valid', [CompletionResultType]::ParameterName, 'The minimum remaining validity of the token [default: 60s, or half the lifetime if that is less]')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The provider: amadeus, sabre, … or one from the config [variable: `TRAVAUTH_PROVIDER`]')
            [CompletionResult]::new('--provider', '--provider', [CompletionResultType]::ParameterName, 'The provider: amadeus, sabre, … or one from the config [variable: `TRAVAUTH_PROVIDER`]')
            [CompletionResult]::new('-P', '-P ', [CompletionResultType]::ParameterName, 'A profile from the config: provider, environment and credentials together [variable: `TRAVAUTH_PROFILE`]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'A profile from the config: provider, environment and credentials together [variable: `TRAVAUTH_PROFILE`]')
            [CompletionResult]::new('-e', '-e', [CompletionResultType]::ParameterName, 'The environment: test, production, cert, …, or emulator [variable: `TRAVAUTH_ENVIRONMENT`]')
            [CompletionResult]::new('--environment', '--environment', [CompletionResultType]::ParameterName, 'The environment: test, production, cert, …, or emulator [variable: `TRAVAUTH_ENVIRONMENT`]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'The base URL, instead of the environment''s [variables: `AMADEUS_BASE_URL`, `SABRE_BASE_URL`]')
            [CompletionResult]::new('--client-id', '--client-id', [CompletionResultType]::ParameterName, 'The client id')
            [CompletionResult]::new('--client-secret-file', '--client-secret-file', [CompletionResultType]::ParameterName, 'A file that holds the client secret, or - for standard input')
            [CompletionResult]::new('--password-file', '--password-file', [CompletionResultType]::ParameterName, 'A file that holds the password, or - for standard input')
            [CompletionResult]::new('--user-id', '--user-id', [CompletionResultType]::ParameterName, 'Sabre''s user id (EPR)')
            [CompletionResult]::new('--epr', '--epr', [CompletionResultType]::ParameterName, 'Sabre''s user id (EPR)')
            [CompletionResult]::new('--group', '--group', [CompletionResultType]::ParameterName, 'Sabre''s group (PCC)')
            [CompletionResult]::new('--pcc', '--pcc', [CompletionResultType]::ParameterName, 'Sabre''s group (PCC)')
            [CompletionResult]::new('--domain', '--domain', [CompletionResultType]::ParameterName, 'Sabre''s domain [default: AA]')
            [CompletionResult]::new('--auth-version', '--auth-version', [CompletionResultType]::ParameterName, 'The version of Sabre''s token endpoint: 2 (default) or 3 [variable: `SABRE_AUTH_VERSION`]')
            [CompletionResult]::new('--scope', '--scope', [CompletionResultType]::ParameterName, 'The scope to request')
            [CompletionResult]::new('--token-param', '--token-param', [CompletionResultType]::ParameterName, 'An extra form field of the token request; can be repeated')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Read variables that are not set from this file of NAME=value lines; can be repeated, the last file wins')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'The time limit for obtaining a token, and for each request until its response [default: 30s]')
            [CompletionResult]::new('--connect-timeout', '--connect-timeout', [CompletionResultType]::ParameterName, 'The time limit for connecting [default: 10s]')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'The number of retries of a failed request [default: 2]')
            [CompletionResult]::new('--retry-max-time', '--retry-max-time', [CompletionResultType]::ParameterName, 'Do not retry a failed request after this time')
            [CompletionResult]::new('--rate-wait', '--rate-wait', [CompletionResultType]::ParameterName, 'The longest time that an API request waits for its turn, if requests share a rate [default: 30s]')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy URL; without it, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` apply. Loopback never uses a proxy')
            [CompletionResult]::new('--ca-bundle', '--ca-bundle', [CompletionResultType]::ParameterName, 'A PEM file of trusted certificates, instead of the system''s [variables: `SSL_CERT_FILE`, `SSL_CERT_DIR`]')
            [CompletionResult]::new('--add-ca', '--add-ca', [CompletionResultType]::ParameterName, 'A PEM file of trusted certificates, in addition to the others [variable: `TRAVAUTH_ADD_CA`]')
            [CompletionResult]::new('--client-cert', '--client-cert', [CompletionResultType]::ParameterName, 'A PEM file with the TLS client certificate, for token URL and base URL [variable: `TRAVAUTH_CLIENT_CERT`]')
            [CompletionResult]::new('--client-key', '--client-key', [CompletionResultType]::ParameterName, 'A PEM file with the private key of the client certificate [default: the file of the certificate; variable: `TRAVAUTH_CLIENT_KEY`]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--error-format', '--error-format', [CompletionResultType]::ParameterName, 'The format of errors [default: text]')
            [CompletionResult]::new('-i', '-i', [CompletionResultType]::ParameterName, 'Print the response''s status and headers too')
            [CompletionResult]::new('--include', '--include', [CompletionResultType]::ParameterName, 'Print the response''s status and headers too')
            [CompletionResult]::new('-I', '-I ', [CompletionResultType]::ParameterName, 'Request only the status and headers (HEAD)')
            [CompletionResult]::new('--head', '--head', [CompletionResultType]::ParameterName, 'Request only the status and headers (HEAD)')
            [CompletionResult]::new('--silent', '--silent', [CompletionResultType]::ParameterName, 'Do not print the body')
            [CompletionResult]::new('--paginate', '--paginate', [CompletionResultType]::ParameterName, 'Follow the links to the next pages')
            [CompletionResult]::new('--slurp', '--slurp', [CompletionResultType]::ParameterName, 'Print all pages as one array')
            [CompletionResult]::new('--unordered', '--unordered', [CompletionResultType]::ParameterName, 'Print each line of a batch as soon as its response is there, instead of in the order of the input')
            [CompletionResult]::new('--resume', '--resume', [CompletionResultType]::ParameterName, 'Continue a batch: skip the requests whose responses are in the file of -o, and add the others to it')
            [CompletionResult]::new('--follow', '--follow', [CompletionResultType]::ParameterName, 'Follow redirects; the token is not sent to another host')
            [CompletionResult]::new('--no-auth', '--no-auth', [CompletionResultType]::ParameterName, 'Send no token; any URL is allowed then')
            [CompletionResult]::new('--compressed', '--compressed', [CompletionResultType]::ParameterName, 'Request a gzip response and decompress it')
            [CompletionResult]::new('--retry-unsafe', '--retry-unsafe', [CompletionResultType]::ParameterName, 'Also retry a failed POST, PUT, PATCH or DELETE')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Print the request with the token masked, and send nothing')
            [CompletionResult]::new('--print-curl', '--print-curl', [CompletionResultType]::ParameterName, 'Print a curl command that sends the same request, and send nothing')
            [CompletionResult]::new('--allow-placeholder', '--allow-placeholder', [CompletionResultType]::ParameterName, 'Send a credential that looks like a placeholder, such as `changeme` or `${PASSWORD}`')
            [CompletionResult]::new('--require-shared-cache', '--require-shared-cache', [CompletionResultType]::ParameterName, 'Fail if a token is needed and the shared cache (from `TRAVAUTH_CACHE` or the config) does not work')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show what is done; -vv adds request and response headers, secrets masked')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show what is done; -vv adds request and response headers, secrets masked')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'travauth;exec' {
            [CompletionResult]::new('--min-valid', '--min-valid', [CompletionResultType]::ParameterName, 'The minimum remaining validity of the token [default: 60s, or half the lifetime if that is less]')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The provider: amadeus, sabre, … or one from the config [variable: `TRAVAUTH_PROVIDER`]')
            [CompletionResult]::new('--provider', '--provider', [CompletionResultType]::ParameterName, 'The provider: amadeus, sabre, … or one from the config [variable: `TRAVAUTH_PROVIDER`]')
            [CompletionResult]::new('-P', '-P ', [CompletionResultType]::ParameterName, 'A profile from the config: provider, environment and credentials together [variable: `TRAVAUTH_PROFILE`]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'A profile from the config: provider, environment and credentials together [variable: `TRAVAUTH_PROFILE`]')
            [CompletionResult]::new('-e', '-e', [CompletionResultType]::ParameterName, 'The environment: test, production, cert, …, or emulator [variable: `TRAVAUTH_ENVIRONMENT`]')
            [CompletionResult]::new('--environment', '--environment', [CompletionResultType]::ParameterName, 'The environment: test, production, cert, …, or emulator [variable: `TRAVAUTH_ENVIRONMENT`]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'The base URL, instead of the environment''s [variables: `AMADEUS_BASE_URL`, `SABRE_BASE_URL`]')
            [CompletionResult]::new('--client-id', '--client-id', [CompletionResultType]::ParameterName, 'The client id')
            [CompletionResult]::new('--client-secret-file', '--client-secret-file', [CompletionResultType]::ParameterName, 'A file that holds the client secret, or - for standard input')
            [CompletionResult]::new('--password-file', '--password-file', [CompletionResultType]::ParameterName, 'A file that holds the password, or - for standard input')
            [CompletionResult]::new('--user-id', '--user-id', [CompletionResultType]::ParameterName, 'Sabre''s user id (EPR)')
            [CompletionResult]::new('--epr', '--epr', [CompletionResultType]::ParameterName, 'Sabre''s user id (EPR)')
            [CompletionResult]::new('--group', '--group', [CompletionResultType]::ParameterName, 'Sabre''s group (PCC)')
            [CompletionResult]::new('--pcc', '--pcc', [CompletionResultType]::ParameterName, 'Sabre''s group (PCC)')
            [CompletionResult]::new('--domain', '--domain', [CompletionResultType]::ParameterName, 'Sabre''s domain [default: AA]')
            [CompletionResult]::new('--auth-version', '--auth-version', [CompletionResultType]::ParameterName, 'The version of Sabre''s token endpoint: 2 (default) or 3 [variable: `SABRE_AUTH_VERSION`]')
            [CompletionResult]::new('--scope', '--scope', [CompletionResultType]::ParameterName, 'The scope to request')
            [CompletionResult]::new('--token-param', '--token-param', [CompletionResultType]::ParameterName, 'An extra form field of the token request; can be repeated')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Read variables that are not set from this file of NAME=value lines; can be repeated, the last file wins')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'The time limit for obtaining a token, and for each request until its response [default: 30s]')
            [CompletionResult]::new('--connect-timeout', '--connect-timeout', [CompletionResultType]::ParameterName, 'The time limit for connecting [default: 10s]')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'The number of retries of a failed request [default: 2]')
            [CompletionResult]::new('--retry-max-time', '--retry-max-time', [CompletionResultType]::ParameterName, 'Do not retry a failed request after this time')
            [CompletionResult]::new('--rate-wait', '--rate-wait', [CompletionResultType]::ParameterName, 'The longest time that an API request waits for its turn, if requests share a rate [default: 30s]')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy URL; without it, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` apply. Loopback never uses a proxy')
            [CompletionResult]::new('--ca-bundle', '--ca-bundle', [CompletionResultType]::ParameterName, 'A PEM file of trusted certificates, instead of the system''s [variables: `SSL_CERT_FILE`, `SSL_CERT_DIR`]')
            [CompletionResult]::new('--add-ca', '--add-ca', [CompletionResultType]::ParameterName, 'A PEM file of trusted certificates, in addition to the others [variable: `TRAVAUTH_ADD_CA`]')
            [CompletionResult]::new('--client-cert', '--client-cert', [CompletionResultType]::ParameterName, 'A PEM file with the TLS client certificate, for token URL and base URL [variable: `TRAVAUTH_CLIENT_CERT`]')
            [CompletionResult]::new('--client-key', '--client-key', [CompletionResultType]::ParameterName, 'A PEM file with the private key of the client certificate [default: the file of the certificate; variable: `TRAVAUTH_CLIENT_KEY`]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--error-format', '--error-format', [CompletionResultType]::ParameterName, 'The format of errors [default: text]')
            [CompletionResult]::new('--keep-secrets', '--keep-secrets', [CompletionResultType]::ParameterName, 'Keep the variables that hold secrets in the command''s environment')
            [CompletionResult]::new('--allow-placeholder', '--allow-placeholder', [CompletionResultType]::ParameterName, 'Send a credential that looks like a placeholder, such as `changeme` or `${PASSWORD}`')
            [CompletionResult]::new('--require-shared-cache', '--require-shared-cache', [CompletionResultType]::ParameterName, 'Fail if a token is needed and the shared cache (from `TRAVAUTH_CACHE` or the config) does not work')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show what is done; -vv adds request and response headers, secrets masked')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show what is done; -vv adds request and response headers, secrets masked')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'travauth;proxy' {
            [CompletionResult]::new('--listen', '--listen', [CompletionResultType]::ParameterName, 'The address to listen on, or unix:PATH; port 0 takes a free port [default: 127.0.0.1:8900, with COMMAND a free port]')
            [CompletionResult]::new('--mount', '--mount', [CompletionResultType]::ParameterName, 'Serve the API of PROFILE below /NAME/; can be repeated')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'The key that clients must show: auto for a random one, a file (created if missing), or env:NAME [default: auto]')
            [CompletionResult]::new('--allow-host', '--allow-host', [CompletionResultType]::ParameterName, 'Another name by which clients reach the proxy, such as host.docker.internal; can be repeated')
            [CompletionResult]::new('--allow-origin', '--allow-origin', [CompletionResultType]::ParameterName, 'An origin whose web pages may use the proxy, such as `http://localhost:3000`; can be repeated')
            [CompletionResult]::new('--rate', '--rate', [CompletionResultType]::ParameterName, 'The rate that all requests of this account keep together, such as 5/s or 100/m, or none [default: the documented rate]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'How long a request waits for its turn at most, where a rate is shared [default: 10s]')
            [CompletionResult]::new('--min-valid', '--min-valid', [CompletionResultType]::ParameterName, 'The minimum remaining validity of the token [default: 60s, or half the lifetime if that is less]')
            [CompletionResult]::new('--inspect', '--inspect', [CompletionResultType]::ParameterName, 'The number of requests that the inspector keeps [default: 200]')
            [CompletionResult]::new('--log', '--log', [CompletionResultType]::ParameterName, 'Write a line for each request to standard error [default: text, with COMMAND none]')
            [CompletionResult]::new('--har', '--har', [CompletionResultType]::ParameterName, 'At the end, write the requests that the inspector has kept to FILE, secrets masked')
            [CompletionResult]::new('--idle-exit', '--idle-exit', [CompletionResultType]::ParameterName, 'End after this long without a request')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'The format in which the address is printed [default: url]')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The provider: amadeus, sabre, … or one from the config [variable: `TRAVAUTH_PROVIDER`]')
            [CompletionResult]::new('--provider', '--provider', [CompletionResultType]::ParameterName, 'The provider: amadeus, sabre, … or one from the config [variable: `TRAVAUTH_PROVIDER`]')
            [CompletionResult]::new('-P', '-P ', [CompletionResultType]::ParameterName, 'A profile from the config: provider, environment and credentials together [variable: `TRAVAUTH_PROFILE`]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'A profile from the config: provider, environment and credentials together [variable: `TRAVAUTH_PROFILE`]')
            [CompletionResult]::new('-e', '-e', [CompletionResultType]::ParameterName, 'The environment: test, production, cert, …, or emulator [variable: `TRAVAUTH_ENVIRONMENT`]')
            [CompletionResult]::new('--environment', '--environment', [CompletionResultType]::ParameterName, 'The environment: test, production, cert, …, or emulator [variable: `TRAVAUTH_ENVIRONMENT`]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'The base URL, instead of the environment''s [variables: `AMADEUS_BASE_URL`, `SABRE_BASE_URL`]')
            [CompletionResult]::new('--client-id', '--client-id', [CompletionResultType]::ParameterName, 'The client id')
            [CompletionResult]::new('--client-secret-file', '--client-secret-file', [CompletionResultType]::ParameterName, 'A file that holds the client secret, or - for standard input')
            [CompletionResult]::new('--password-file', '--password-file', [CompletionResultType]::ParameterName, 'A file that holds the password, or - for standard input')
            [CompletionResult]::new('--user-id', '--user-id', [CompletionResultType]::ParameterName, 'Sabre''s user id (EPR)')
            [CompletionResult]::new('--epr', '--epr', [CompletionResultType]::ParameterName, 'Sabre''s user id (EPR)')
            [CompletionResult]::new('--group', '--group', [CompletionResultType]::ParameterName, 'Sabre''s group (PCC)')
            [CompletionResult]::new('--pcc', '--pcc', [CompletionResultType]::ParameterName, 'Sabre''s group (PCC)')
            [CompletionResult]::new('--domain', '--domain', [CompletionResultType]::ParameterName, 'Sabre''s domain [default: AA]')
            [CompletionResult]::new('--auth-version', '--auth-version', [CompletionResultType]::ParameterName, 'The version of Sabre''s token endpoint: 2 (default) or 3 [variable: `SABRE_AUTH_VERSION`]')
            [CompletionResult]::new('--scope', '--scope', [CompletionResultType]::ParameterName, 'The scope to request')
            [CompletionResult]::new('--token-param', '--token-param', [CompletionResultType]::ParameterName, 'An extra form field of the token request; can be repeated')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Read variables that are not set from this file of NAME=value lines; can be repeated, the last file wins')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'The time limit for obtaining a token, and for each request until its response [default: 30s]')
            [CompletionResult]::new('--connect-timeout', '--connect-timeout', [CompletionResultType]::ParameterName, 'The time limit for connecting [default: 10s]')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'The number of retries of a failed request [default: 2]')
            [CompletionResult]::new('--retry-max-time', '--retry-max-time', [CompletionResultType]::ParameterName, 'Do not retry a failed request after this time')
            [CompletionResult]::new('--rate-wait', '--rate-wait', [CompletionResultType]::ParameterName, 'The longest time that an API request waits for its turn, if requests share a rate [default: 30s]')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy URL; without it, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` apply. Loopback never uses a proxy')
            [CompletionResult]::new('--ca-bundle', '--ca-bundle', [CompletionResultType]::ParameterName, 'A PEM file of trusted certificates, instead of the system''s [variables: `SSL_CERT_FILE`, `SSL_CERT_DIR`]')
            [CompletionResult]::new('--add-ca', '--add-ca', [CompletionResultType]::ParameterName, 'A PEM file of trusted certificates, in addition to the others [variable: `TRAVAUTH_ADD_CA`]')
            [CompletionResult]::new('--client-cert', '--client-cert', [CompletionResultType]::ParameterName, 'A PEM file with the TLS client certificate, for token URL and base URL [variable: `TRAVAUTH_CLIENT_CERT`]')
            [CompletionResult]::new('--client-key', '--client-key', [CompletionResultType]::ParameterName, 'A PEM file with the private key of the client certificate [default: the file of the certificate; variable: `TRAVAUTH_CLIENT_KEY`]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--error-format', '--error-format', [CompletionResultType]::ParameterName, 'The format of errors [default: text]')
            [CompletionResult]::new('--no-key', '--no-key', [CompletionResultType]::ParameterName, 'Serve every program of this machine, without a key')
            [CompletionResult]::new('--allow-remote', '--allow-remote', [CompletionResultType]::ParameterName, 'Allow other machines to connect')
            [CompletionResult]::new('--tls', '--tls', [CompletionResultType]::ParameterName, 'Serve https with a CA that is created for this run; COMMAND gets variables to trust it')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Send only requests that change nothing')
            [CompletionResult]::new('--no-inspect', '--no-inspect', [CompletionResultType]::ParameterName, 'Turn the inspector off')
            [CompletionResult]::new('--open', '--open', [CompletionResultType]::ParameterName, 'Open the inspector in a browser')
            [CompletionResult]::new('--allow-placeholder', '--allow-placeholder', [CompletionResultType]::ParameterName, 'Send a credential that looks like a placeholder, such as `changeme` or `${PASSWORD}`')
            [CompletionResult]::new('--require-shared-cache', '--require-shared-cache', [CompletionResultType]::ParameterName, 'Fail if a token is needed and the shared cache (from `TRAVAUTH_CACHE` or the config) does not work')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show what is done; -vv adds request and response headers, secrets masked')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show what is done; -vv adds request and response headers, secrets masked')
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
            [CompletionResult]::new('--domain', '--domain', [CompletionResultType]::ParameterName, 'The domain [default: AA]')
            [CompletionResult]::new('--client-id', '--client-id', [CompletionResultType]::ParameterName, 'The whole client id, `V1:user:group:domain`')
            [CompletionResult]::new('--password-file', '--password-file', [CompletionResultType]::ParameterName, 'The file with the password, or - for standard input; else `SABRE_PASSWORD`, else a prompt')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'The output format [default: secret]')
            [CompletionResult]::new('--verify', '--verify', [CompletionResultType]::ParameterName, 'Diagnose the string in this file, or - for standard input')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--error-format', '--error-format', [CompletionResultType]::ParameterName, 'The format of errors [default: text]')
            [CompletionResult]::new('--password-stdin', '--password-stdin', [CompletionResultType]::ParameterName, 'Read the password from standard input')
            [CompletionResult]::new('--explain', '--explain', [CompletionResultType]::ParameterName, 'Show each step, with the password masked')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show what is done; -vv adds request and response headers, secrets masked')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show what is done; -vv adds request and response headers, secrets masked')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'travauth;providers' {
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List all providers with their authentication and environments')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show a provider as TOML for the config: hosts, endpoints, variables')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'travauth;providers;list' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--error-format', '--error-format', [CompletionResultType]::ParameterName, 'The format of errors [default: text]')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show what is done; -vv adds request and response headers, secrets masked')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show what is done; -vv adds request and response headers, secrets masked')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'travauth;providers;show' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--error-format', '--error-format', [CompletionResultType]::ParameterName, 'The format of errors [default: text]')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show what is done; -vv adds request and response headers, secrets masked')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show what is done; -vv adds request and response headers, secrets masked')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'travauth;providers;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List all providers with their authentication and environments')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show a provider as TOML for the config: hosts, endpoints, variables')
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
            [CompletionResult]::new('path', 'path', [CompletionResultType]::ParameterValue, 'Print the path of the config file')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show every setting with its origin, secrets masked')
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Create a commented starter file; an existing file is never overwritten')
            [CompletionResult]::new('validate', 'validate', [CompletionResultType]::ParameterValue, 'Check the config file: its syntax, keys, providers and profiles')
            [CompletionResult]::new('set', 'set', [CompletionResultType]::ParameterValue, 'Set a key of the config file, such as network.retries; comments and order stay')
            [CompletionResult]::new('unset', 'unset', [CompletionResultType]::ParameterValue, 'Remove a key or table of the config file')
            [CompletionResult]::new('edit', 'edit', [CompletionResultType]::ParameterValue, 'Edit the config file in $VISUAL or $EDITOR; it is checked before it is replaced')
            [CompletionResult]::new('schema', 'schema', [CompletionResultType]::ParameterValue, 'Print the JSON Schema of the config file, for editors')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'travauth;config;path' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--error-format', '--error-format', [CompletionResultType]::ParameterName, 'The format of errors [default: text]')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show what is done; -vv adds request and response headers, secrets masked')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show what is done; -vv adds request and response headers, secrets masked')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'travauth;config;show' {
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The provider: amadeus, sabre, … or one from the config [variable: `TRAVAUTH_PROVIDER`]')
            [CompletionResult]::new('--provider', '--provider', [CompletionResultType]::ParameterName, 'The provider: amadeus, sabre, … or one from the config [variable: `TRAVAUTH_PROVIDER`]')
            [CompletionResult]::new('-P', '-P ', [CompletionResultType]::ParameterName, 'A profile from the config: provider, environment and credentials together [variable: `TRAVAUTH_PROFILE`]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'A profile from the config: provider, environment and credentials together [variable: `TRAVAUTH_PROFILE`]')
            [CompletionResult]::new('-e', '-e', [CompletionResultType]::ParameterName, 'The environment: test, production, cert, …, or emulator [variable: `TRAVAUTH_ENVIRONMENT`]')
            [CompletionResult]::new('--environment', '--environment', [CompletionResultType]::ParameterName, 'The environment: test, production, cert, …, or emulator [variable: `TRAVAUTH_ENVIRONMENT`]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'The base URL, instead of the environment''s [variables: `AMADEUS_BASE_URL`, `SABRE_BASE_URL`]')
            [CompletionResult]::new('--client-id', '--client-id', [CompletionResultType]::ParameterName, 'The client id')
            [CompletionResult]::new('--client-secret-file', '--client-secret-file', [CompletionResultType]::ParameterName, 'A file that holds the client secret, or - for standard input')
            [CompletionResult]::new('--password-file', '--password-file', [CompletionResultType]::ParameterName, 'A file that holds the password, or - for standard input')
            [CompletionResult]::new('--user-id', '--user-id', [CompletionResultType]::ParameterName, 'Sabre''s user id (EPR)')
            [CompletionResult]::new('--epr', '--epr', [CompletionResultType]::ParameterName, 'Sabre''s user id (EPR)')
            [CompletionResult]::new('--group', '--group', [CompletionResultType]::ParameterName, 'Sabre''s group (PCC)')
            [CompletionResult]::new('--pcc', '--pcc', [CompletionResultType]::ParameterName, 'Sabre''s group (PCC)')
            [CompletionResult]::new('--domain', '--domain', [CompletionResultType]::ParameterName, 'Sabre''s domain [default: AA]')
            [CompletionResult]::new('--auth-version', '--auth-version', [CompletionResultType]::ParameterName, 'The version of Sabre''s token endpoint: 2 (default) or 3 [variable: `SABRE_AUTH_VERSION`]')
            [CompletionResult]::new('--scope', '--scope', [CompletionResultType]::ParameterName, 'The scope to request')
            [CompletionResult]::new('--token-param', '--token-param', [CompletionResultType]::ParameterName, 'An extra form field of the token request; can be repeated')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Read variables that are not set from this file of NAME=value lines; can be repeated, the last file wins')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'The time limit for obtaining a token, and for each request until its response [default: 30s]')
            [CompletionResult]::new('--connect-timeout', '--connect-timeout', [CompletionResultType]::ParameterName, 'The time limit for connecting [default: 10s]')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'The number of retries of a failed request [default: 2]')
            [CompletionResult]::new('--retry-max-time', '--retry-max-time', [CompletionResultType]::ParameterName, 'Do not retry a failed request after this time')
            [CompletionResult]::new('--rate-wait', '--rate-wait', [CompletionResultType]::ParameterName, 'The longest time that an API request waits for its turn, if requests share a rate [default: 30s]')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy URL; without it, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` apply. Loopback never uses a proxy')
            [CompletionResult]::new('--ca-bundle', '--ca-bundle', [CompletionResultType]::ParameterName, 'A PEM file of trusted certificates, instead of the system''s [variables: `SSL_CERT_FILE`, `SSL_CERT_DIR`]')
            [CompletionResult]::new('--add-ca', '--add-ca', [CompletionResultType]::ParameterName, 'A PEM file of trusted certificates, in addition to the others [variable: `TRAVAUTH_ADD_CA`]')
            [CompletionResult]::new('--client-cert', '--client-cert', [CompletionResultType]::ParameterName, 'A PEM file with the TLS client certificate, for token URL and base URL [variable: `TRAVAUTH_CLIENT_CERT`]')
            [CompletionResult]::new('--client-key', '--client-key', [CompletionResultType]::ParameterName, 'A PEM file with the private key of the client certificate [default: the file of the certificate; variable: `TRAVAUTH_CLIENT_KEY`]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--error-format', '--error-format', [CompletionResultType]::ParameterName, 'The format of errors [default: text]')
            [CompletionResult]::new('--allow-placeholder', '--allow-placeholder', [CompletionResultType]::ParameterName, 'Send a credential that looks like a placeholder, such as `changeme` or `${PASSWORD}`')
            [CompletionResult]::new('--require-shared-cache', '--require-shared-cache', [CompletionResultType]::ParameterName, 'Fail if a token is needed and the shared cache (from `TRAVAUTH_CACHE` or the config) does not work')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show what is done; -vv adds request and response headers, secrets masked')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show what is done; -vv adds request and response headers, secrets masked')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'travauth;config;init' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--error-format', '--error-format', [CompletionResultType]::ParameterName, 'The format of errors [default: text]')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show what is done; -vv adds request and response headers, secrets masked')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show what is done; -vv adds request and response headers, secrets masked')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'travauth;config;validate' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--error-format', '--error-format', [CompletionResultType]::ParameterName, 'The format of errors [default: text]')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show what is done; -vv adds request and response headers, secrets masked')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show what is done; -vv adds request and response headers, secrets masked')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'travauth;config;set' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--error-format', '--error-format', [CompletionResultType]::ParameterName, 'The format of errors [default: text]')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show what is done; -vv adds request and response headers, secrets masked')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show what is done; -vv adds request and response headers, secrets masked')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'travauth;config;unset' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--error-format', '--error-format', [CompletionResultType]::ParameterName, 'The format of errors [default: text]')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show what is done; -vv adds request and response headers, secrets masked')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show what is done; -vv adds request and response headers, secrets masked')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'travauth;config;edit' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--error-format', '--error-format', [CompletionResultType]::ParameterName, 'The format of errors [default: text]')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show what is done; -vv adds request and response headers, secrets masked')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show what is done; -vv adds request and response headers, secrets masked')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'travauth;config;schema' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--error-format', '--error-format', [CompletionResultType]::ParameterName, 'The format of errors [default: text]')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show what is done; -vv adds request and response headers, secrets masked')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show what is done; -vv adds request and response headers, secrets masked')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'travauth;config;help' {
            [CompletionResult]::new('path', 'path', [CompletionResultType]::ParameterValue, 'Print the path of the config file')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show every setting with its origin, secrets masked')
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Create a commented starter file; an existing file is never overwritten')
            [CompletionResult]::new('validate', 'validate', [CompletionResultType]::ParameterValue, 'Check the config file: its syntax, keys, providers and profiles')
            [CompletionResult]::new('set', 'set', [CompletionResultType]::ParameterValue, 'Set a key of the config file, such as network.retries; comments and order stay')
            [CompletionResult]::new('unset', 'unset', [CompletionResultType]::ParameterValue, 'Remove a key or table of the config file')
            [CompletionResult]::new('edit', 'edit', [CompletionResultType]::ParameterValue, 'Edit the config file in $VISUAL or $EDITOR; it is checked before it is replaced')
            [CompletionResult]::new('schema', 'schema', [CompletionResultType]::ParameterValue, 'Print the JSON Schema of the config file, for editors')
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
        'travauth;config;help;set' {
            break
        }
        'travauth;config;help;unset' {
            break
        }
        'travauth;config;help;edit' {
            break
        }
        'travauth;config;help;schema' {
            break
        }
        'travauth;config;help;help' {
            break
        }
        'travauth;explain' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--error-format', '--error-format', [CompletionResultType]::ParameterName, 'The format of errors [default: text]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show what is done; -vv adds request and response headers, secrets masked')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show what is done; -vv adds request and response headers, secrets masked')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'travauth;emulator' {
            [CompletionResult]::new('--listen', '--listen', [CompletionResultType]::ParameterName, 'The address to listen on; port 0 takes a free port')
            [CompletionResult]::new('--expires-in', '--expires-in', [CompletionResultType]::ParameterName, 'The lifetime of the tokens [default: Amadeus 1799, Sabre 604800]')
            [CompletionResult]::new('--latency', '--latency', [CompletionResultType]::ParameterName, 'The delay of each response')
            [CompletionResult]::new('--fault', '--fault', [CompletionResultType]::ParameterName, 'Respond with STATUS at PATH, TIMES times or always; can be repeated')
            [CompletionResult]::new('--rate', '--rate', [CompletionResultType]::ParameterName, 'Respond with 429 to an account that sends faster, such as 10/s or 100/m')
            [CompletionResult]::new('--data', '--data', [CompletionResultType]::ParameterName, 'Respond with files in DIR first: v1/some/path.json for GET, v1/some/path.POST.json for POST')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--error-format', '--error-format', [CompletionResultType]::ParameterName, 'The format of errors [default: text]')
            [CompletionResult]::new('--tls', '--tls', [CompletionResultType]::ParameterName, 'Serve https with a CA that is created for this run; COMMAND gets variables to trust it')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show what is done; -vv adds request and response headers, secrets masked')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show what is done; -vv adds request and response headers, secrets masked')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'travauth;completions' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--error-format', '--error-format', [CompletionResultType]::ParameterName, 'The format of errors [default: text]')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show what is done; -vv adds request and response headers, secrets masked')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show what is done; -vv adds request and response headers, secrets masked')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'travauth;version' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--error-format', '--error-format', [CompletionResultType]::ParameterName, 'The format of errors [default: text]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show what is done; -vv adds request and response headers, secrets masked')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show what is done; -vv adds request and response headers, secrets masked')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no warnings')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'travauth;help' {
            [CompletionResult]::new('login', 'login', [CompletionResultType]::ParameterValue, 'Set up a profile and store its secret')
            [CompletionResult]::new('logout', 'logout', [CompletionResultType]::ParameterValue, 'Delete a profile, its secret and its tokens')
            [CompletionResult]::new('profile', 'profile', [CompletionResultType]::ParameterValue, 'List, show, choose, rename and delete profiles')
            [CompletionResult]::new('token', 'token', [CompletionResultType]::ParameterValue, 'Get, show and delete access tokens')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Smoke-test credentials: a real token request, then one harmless API call')
            [CompletionResult]::new('call', 'call', [CompletionResultType]::ParameterValue, 'Send an authenticated request to an API')
            [CompletionResult]::new('exec', 'exec', [CompletionResultType]::ParameterValue, 'Run a command with an access token in its environment')
            [CompletionResult]::new('proxy', 'proxy', [CompletionResultType]::ParameterValue, 'Serve an API on this machine with the access token added, for any client')
            [CompletionResult]::new('encode-sabre-id', 'encode-sabre-id', [CompletionResultType]::ParameterValue, 'Build the Sabre v2 credential string')
            [CompletionResult]::new('providers', 'providers', [CompletionResultType]::ParameterValue, 'List and show providers')
            [CompletionResult]::new('config', 'config', [CompletionResultType]::ParameterValue, 'Find, show, create and check the config file')
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'Explain an error code of a provider, and what to do about it')
            [CompletionResult]::new('emulator', 'emulator', [CompletionResultType]::ParameterValue, 'Serve Amadeus and Sabre on this machine, for offline work and tests')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print a shell completion script')
            [CompletionResult]::new('version', 'version', [CompletionResultType]::ParameterValue, 'Show the version, the commit, the platform and the features of this build')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'travauth;help;login' {
            break
        }
        'travauth;help;logout' {
            break
        }
        'travauth;help;profile' {
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
        'travauth;help;proxy' {
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
        'travauth;help;explain' {
            break
        }
        'travauth;help;emulator' {
            break
        }
        'travauth;help;completions' {
            break
        }
        'travauth;help;version' {
            break
        }
        'travauth;help;help' {
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
