# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_travauth_global_optspecs
    string join \n v/verbose q/quiet color= error-format= h/help V/version
end

function __fish_travauth_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_travauth_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_travauth_using_subcommand
    set -l cmd (__fish_travauth_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c travauth -n "__fish_travauth_needs_command" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c travauth -n "__fish_travauth_needs_command" -l error-format -d 'The format of errors [default: text]' -r -f -a "text\t'Readable text'
json\t'A JSON document'"
complete -c travauth -n "__fish_travauth_needs_command" -s v -l verbose -d 'Show what is done; -vv adds request and response headers, secrets masked'
complete -c travauth -n "__fish_travauth_needs_command" -s q -l quiet -d 'Print no warnings'
complete -c travauth -n "__fish_travauth_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c travauth -n "__fish_travauth_needs_command" -s V -l version -d 'Print version'
complete -c travauth -n "__fish_travauth_needs_command" -f -a "login" -d 'Set up a profile and store its secret'
complete -c travauth -n "__fish_travauth_needs_command" -f -a "logout" -d 'Delete a profile, its secret and its tokens'
complete -c travauth -n "__fish_travauth_needs_command" -f -a "profile" -d 'List, show, choose, rename and delete profiles'
complete -c travauth -n "__fish_travauth_needs_command" -f -a "token" -d 'Get, show and delete access tokens'
complete -c travauth -n "__fish_travauth_needs_command" -f -a "check" -d 'Smoke-test credentials: a real token request, then one harmless API call'
complete -c travauth -n "__fish_travauth_needs_command" -f -a "call" -d 'Send an authenticated request to an API and print the response'
complete -c travauth -n "__fish_travauth_needs_command" -f -a "exec" -d 'Run a command with an access token in its environment'
complete -c travauth -n "__fish_travauth_needs_command" -f -a "proxy" -d 'Serve an API on this machine with the access token added, for any client'
complete -c travauth -n "__fish_travauth_needs_command" -f -a "encode-sabre-id" -d 'Build the Sabre v2 credential string, or diagnose an existing one'
complete -c travauth -n "__fish_travauth_needs_command" -f -a "providers" -d 'List and show providers'
complete -c travauth -n "__fish_travauth_needs_command" -f -a "config" -d 'Find, show, create and check the config file'
complete -c travauth -n "__fish_travauth_needs_command" -f -a "explain" -d 'Explain an error code of a provider, and what to do about it'
complete -c travauth -n "__fish_travauth_needs_command" -f -a "emulator" -d 'Serve Amadeus and Sabre on this machine'
complete -c travauth -n "__fish_travauth_needs_command" -f -a "completions" -d 'Print a shell completion script'
complete -c travauth -n "__fish_travauth_needs_command" -f -a "version" -d 'Show the version, the commit, the platform and the features of this build'
complete -c travauth -n "__fish_travauth_needs_command" -f -a "help" -d 'Explain a command, or options that many commands share'
complete -c travauth -n "__fish_travauth_using_subcommand login" -s p -l provider -d 'The provider: amadeus, sabre, … or one from the config' -r
complete -c travauth -n "__fish_travauth_using_subcommand login" -s e -l environment -d 'The environment: test, production, cert, …, or emulator' -r
complete -c travauth -n "__fish_travauth_using_subcommand login" -l base-url -d 'The base URL, instead of an environment\'s' -r
complete -c travauth -n "__fish_travauth_using_subcommand login" -l client-id -d 'The client id' -r
complete -c travauth -n "__fish_travauth_using_subcommand login" -l user-id -l epr -d 'Sabre\'s user id (EPR), or the whole `V1:…` string' -r
complete -c travauth -n "__fish_travauth_using_subcommand login" -l group -l pcc -d 'Sabre\'s group (PCC)' -r
complete -c travauth -n "__fish_travauth_using_subcommand login" -l domain -d 'Sabre\'s domain [default: AA]' -r
complete -c travauth -n "__fish_travauth_using_subcommand login" -l auth-version -d 'The version of Sabre\'s token endpoint: 2 (default) or 3' -r
complete -c travauth -n "__fish_travauth_using_subcommand login" -l scope -d 'The scope to request' -r
complete -c travauth -n "__fish_travauth_using_subcommand login" -l token-param -d 'An extra form field of the token request; can be repeated' -r
complete -c travauth -n "__fish_travauth_using_subcommand login" -l client-secret-file -d 'A file that holds the client secret, or - for standard input' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand login" -l password-file -d 'A file that holds the password, or - for standard input' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand login" -l secret-command -d 'A command that prints the secret; `password=CMD` and `client_secret=CMD` if there are two' -r
complete -c travauth -n "__fish_travauth_using_subcommand login" -l env-file -d 'Read variables from this dotenv file too, for --from-env; can be repeated' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand login" -l store -d 'Where to store the secret [default: keyring]' -r -f -a "keyring\t'The keyring of the user'
file\t'A private file in the config directory'
none\t'Nowhere: the profile names your file, or each run asks'"
complete -c travauth -n "__fish_travauth_using_subcommand login" -l format -d 'The output format [default: text]' -r -f -a "text\t'Readable text'
json\t'JSON, as with `--json`'"
complete -c travauth -n "__fish_travauth_using_subcommand login" -l config -d 'Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand login" -l timeout -d 'The time limit for obtaining a token, and for each request until its response [default: 30s]' -r
complete -c travauth -n "__fish_travauth_using_subcommand login" -l connect-timeout -d 'The time limit for connecting [default: 10s]' -r
complete -c travauth -n "__fish_travauth_using_subcommand login" -l retries -d 'The number of retries of a failed request [default: 2]' -r
complete -c travauth -n "__fish_travauth_using_subcommand login" -l retry-max-time -d 'Do not retry a failed request after this time' -r
complete -c travauth -n "__fish_travauth_using_subcommand login" -l rate-wait -d 'The longest time that an API request waits for its turn, if requests share a rate [default: 30s]' -r
complete -c travauth -n "__fish_travauth_using_subcommand login" -l proxy -d 'The proxy URL; without it, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` apply. Loopback never uses a proxy' -r
complete -c travauth -n "__fish_travauth_using_subcommand login" -l ca-bundle -d 'A PEM file of trusted certificates, instead of the system\'s [variables: `SSL_CERT_FILE`, `SSL_CERT_DIR`]' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand login" -l add-ca -d 'A PEM file of trusted certificates, in addition to the others [variable: `TRAVAUTH_ADD_CA`]' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand login" -l client-cert -d 'A PEM file with the TLS client certificate, for token URL and base URL [variable: `TRAVAUTH_CLIENT_CERT`]' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand login" -l client-key -d 'A PEM file with the private key of the client certificate [default: the file of the certificate; variable: `TRAVAUTH_CLIENT_KEY`]' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand login" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c travauth -n "__fish_travauth_using_subcommand login" -l error-format -d 'The format of errors [default: text]' -r -f -a "text\t'Readable text'
json\t'A JSON document'"
complete -c travauth -n "__fish_travauth_using_subcommand login" -l with-secret -d 'Read the secret from standard input'
complete -c travauth -n "__fish_travauth_using_subcommand login" -l from-env -d 'Take ids and secrets that the variables hold'
complete -c travauth -n "__fish_travauth_using_subcommand login" -l allow-placeholder -d 'Accept a credential that looks like a placeholder, such as `changeme` or `${PASSWORD}`'
complete -c travauth -n "__fish_travauth_using_subcommand login" -l no-verify -d 'Store without trying the credentials out'
complete -c travauth -n "__fish_travauth_using_subcommand login" -l no-probe -d 'Request a token, but make no API call'
complete -c travauth -n "__fish_travauth_using_subcommand login" -l replace -d 'Change an existing profile, if the new credentials work'
complete -c travauth -n "__fish_travauth_using_subcommand login" -l default -d 'Make it the default profile'
complete -c travauth -n "__fish_travauth_using_subcommand login" -l no-default -d 'Do not make it the default profile'
complete -c travauth -n "__fish_travauth_using_subcommand login" -s y -l yes -d 'Answer every yes-or-no question with yes'
complete -c travauth -n "__fish_travauth_using_subcommand login" -l dry-run -d 'Show what would be written, and write nothing'
complete -c travauth -n "__fish_travauth_using_subcommand login" -l json -d 'Print the result as JSON'
complete -c travauth -n "__fish_travauth_using_subcommand login" -l require-shared-cache -d 'Fail if a token is needed and the shared cache (from `TRAVAUTH_CACHE` or the config) does not work'
complete -c travauth -n "__fish_travauth_using_subcommand login" -s v -l verbose -d 'Show what is done; -vv adds request and response headers, secrets masked'
complete -c travauth -n "__fish_travauth_using_subcommand login" -s q -l quiet -d 'Print no warnings'
complete -c travauth -n "__fish_travauth_using_subcommand login" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c travauth -n "__fish_travauth_using_subcommand logout" -l config -d 'Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand logout" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c travauth -n "__fish_travauth_using_subcommand logout" -l error-format -d 'The format of errors [default: text]' -r -f -a "text\t'Readable text'
json\t'A JSON document'"
complete -c travauth -n "__fish_travauth_using_subcommand logout" -l all -d 'Every profile of your config'
complete -c travauth -n "__fish_travauth_using_subcommand logout" -l keep-profile -d 'Keep the profile; delete only its secret and tokens'
complete -c travauth -n "__fish_travauth_using_subcommand logout" -l revoke -d 'Revoke the token at the provider first (RFC 7009)'
complete -c travauth -n "__fish_travauth_using_subcommand logout" -s v -l verbose -d 'Show what is done; -vv adds request and response headers, secrets masked'
complete -c travauth -n "__fish_travauth_using_subcommand logout" -s q -l quiet -d 'Print no warnings'
complete -c travauth -n "__fish_travauth_using_subcommand logout" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c travauth -n "__fish_travauth_using_subcommand profile; and not __fish_seen_subcommand_from list show use rename remove" -s h -l help -d 'Print help'
complete -c travauth -n "__fish_travauth_using_subcommand profile; and not __fish_seen_subcommand_from list show use rename remove" -f -a "list" -d 'List all profiles'
complete -c travauth -n "__fish_travauth_using_subcommand profile; and not __fish_seen_subcommand_from list show use rename remove" -f -a "show" -d 'Show one profile'
complete -c travauth -n "__fish_travauth_using_subcommand profile; and not __fish_seen_subcommand_from list show use rename remove" -f -a "use" -d 'Make a profile the default one'
complete -c travauth -n "__fish_travauth_using_subcommand profile; and not __fish_seen_subcommand_from list show use rename remove" -f -a "rename" -d 'Rename a profile'
complete -c travauth -n "__fish_travauth_using_subcommand profile; and not __fish_seen_subcommand_from list show use rename remove" -f -a "remove" -d 'Delete a profile, its secret and its tokens'
complete -c travauth -n "__fish_travauth_using_subcommand profile; and __fish_seen_subcommand_from list" -l format -d 'The output format [default: text]' -r -f -a "text\t'Readable text'
json\t'JSON, as with `--json`'"
complete -c travauth -n "__fish_travauth_using_subcommand profile; and __fish_seen_subcommand_from list" -l config -d 'Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand profile; and __fish_seen_subcommand_from list" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c travauth -n "__fish_travauth_using_subcommand profile; and __fish_seen_subcommand_from list" -l error-format -d 'The format of errors [default: text]' -r -f -a "text\t'Readable text'
json\t'A JSON document'"
complete -c travauth -n "__fish_travauth_using_subcommand profile; and __fish_seen_subcommand_from list" -l json -d 'Print JSON'
complete -c travauth -n "__fish_travauth_using_subcommand profile; and __fish_seen_subcommand_from list" -l wide -d 'Show all columns, also those that do not fit the terminal'
complete -c travauth -n "__fish_travauth_using_subcommand profile; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Show what is done; -vv adds request and response headers, secrets masked'
complete -c travauth -n "__fish_travauth_using_subcommand profile; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Print no warnings'
complete -c travauth -n "__fish_travauth_using_subcommand profile; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c travauth -n "__fish_travauth_using_subcommand profile; and __fish_seen_subcommand_from show" -l format -d 'The output format [default: text]' -r -f -a "text\t'Readable text'
json\t'JSON, as with `--json`'"
complete -c travauth -n "__fish_travauth_using_subcommand profile; and __fish_seen_subcommand_from show" -l config -d 'Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand profile; and __fish_seen_subcommand_from show" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c travauth -n "__fish_travauth_using_subcommand profile; and __fish_seen_subcommand_from show" -l error-format -d 'The format of errors [default: text]' -r -f -a "text\t'Readable text'
json\t'A JSON document'"
complete -c travauth -n "__fish_travauth_using_subcommand profile; and __fish_seen_subcommand_from show" -l json -d 'Print JSON'
complete -c travauth -n "__fish_travauth_using_subcommand profile; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Show what is done; -vv adds request and response headers, secrets masked'
complete -c travauth -n "__fish_travauth_using_subcommand profile; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Print no warnings'
complete -c travauth -n "__fish_travauth_using_subcommand profile; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c travauth -n "__fish_travauth_using_subcommand profile; and __fish_seen_subcommand_from use" -l shell -d 'The shell that reads it [default: sh]' -r -f -a "sh\t'sh, bash, zsh'
fish\t'fish'
powershell\t'`PowerShell`'"
complete -c travauth -n "__fish_travauth_using_subcommand profile; and __fish_seen_subcommand_from use" -l config -d 'Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand profile; and __fish_seen_subcommand_from use" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c travauth -n "__fish_travauth_using_subcommand profile; and __fish_seen_subcommand_from use" -l error-format -d 'The format of errors [default: text]' -r -f -a "text\t'Readable text'
json\t'A JSON document'"
complete -c travauth -n "__fish_travauth_using_subcommand profile; and __fish_seen_subcommand_from use" -l session -d 'Choose it in this shell only: vars=$(travauth profile use NAME --session) && eval "$vars"'
complete -c travauth -n "__fish_travauth_using_subcommand profile; and __fish_seen_subcommand_from use" -s v -l verbose -d 'Show what is done; -vv adds request and response headers, secrets masked'
complete -c travauth -n "__fish_travauth_using_subcommand profile; and __fish_seen_subcommand_from use" -s q -l quiet -d 'Print no warnings'
complete -c travauth -n "__fish_travauth_using_subcommand profile; and __fish_seen_subcommand_from use" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c travauth -n "__fish_travauth_using_subcommand profile; and __fish_seen_subcommand_from rename" -l config -d 'Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand profile; and __fish_seen_subcommand_from rename" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c travauth -n "__fish_travauth_using_subcommand profile; and __fish_seen_subcommand_from rename" -l error-format -d 'The format of errors [default: text]' -r -f -a "text\t'Readable text'
json\t'A JSON document'"
complete -c travauth -n "__fish_travauth_using_subcommand profile; and __fish_seen_subcommand_from rename" -s v -l verbose -d 'Show what is done; -vv adds request and response headers, secrets masked'
complete -c travauth -n "__fish_travauth_using_subcommand profile; and __fish_seen_subcommand_from rename" -s q -l quiet -d 'Print no warnings'
complete -c travauth -n "__fish_travauth_using_subcommand profile; and __fish_seen_subcommand_from rename" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c travauth -n "__fish_travauth_using_subcommand profile; and __fish_seen_subcommand_from remove" -l config -d 'Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand profile; and __fish_seen_subcommand_from remove" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c travauth -n "__fish_travauth_using_subcommand profile; and __fish_seen_subcommand_from remove" -l error-format -d 'The format of errors [default: text]' -r -f -a "text\t'Readable text'
json\t'A JSON document'"
complete -c travauth -n "__fish_travauth_using_subcommand profile; and __fish_seen_subcommand_from remove" -s v -l verbose -d 'Show what is done; -vv adds request and response headers, secrets masked'
complete -c travauth -n "__fish_travauth_using_subcommand profile; and __fish_seen_subcommand_from remove" -s q -l quiet -d 'Print no warnings'
complete -c travauth -n "__fish_travauth_using_subcommand profile; and __fish_seen_subcommand_from remove" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c travauth -n "__fish_travauth_using_subcommand token; and not __fish_seen_subcommand_from get show clear" -s h -l help -d 'Print help'
complete -c travauth -n "__fish_travauth_using_subcommand token; and not __fish_seen_subcommand_from get show clear" -f -a "get" -d 'Print a valid access token'
complete -c travauth -n "__fish_travauth_using_subcommand token; and not __fish_seen_subcommand_from get show clear" -f -a "show" -d 'Show cached tokens, masked'
complete -c travauth -n "__fish_travauth_using_subcommand token; and not __fish_seen_subcommand_from get show clear" -f -a "clear" -d 'Delete cached tokens'
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from get" -l format -d 'The output format [default: token]' -r -f -a "token\t'The token'
json\t'A JSON object with the token, its times and its source'
header\t'The line `Authorization: Bearer …`'
env\t'Assignments of environment variables, for `eval`'
dotenv\t'NAME=value lines, for docker, node and other readers of env files'
curl\t'A config line for `curl -K -`'
soap\t'The `Security` element of a SOAP header, for Sabre'
github\t'GitHub Actions: masks the token and sets variables for the next steps'"
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from get" -l shell -d 'The shell that `--format env` quotes for [default: sh]' -r -f -a "sh\t'sh, bash, zsh'
fish\t'fish'
powershell\t'`PowerShell`'"
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from get" -l min-valid -d 'The minimum remaining validity of the token [default: 60s, or half the lifetime if that is less]' -r
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from get" -s p -l provider -d 'The provider: amadeus, sabre, … or one from the config [variable: `TRAVAUTH_PROVIDER`]' -r
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from get" -s P -l profile -d 'A profile from the config: provider, environment and credentials together [variable: `TRAVAUTH_PROFILE`]' -r
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from get" -s e -l environment -d 'The environment: test, production, cert, …, or emulator [variable: `TRAVAUTH_ENVIRONMENT`]' -r
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from get" -l base-url -d 'The base URL, instead of the environment\'s [variables: `AMADEUS_BASE_URL`, `SABRE_BASE_URL`]' -r
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from get" -l client-id -d 'The client id' -r
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from get" -l client-secret-file -d 'A file that holds the client secret, or - for standard input' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from get" -l password-file -d 'A file that holds the password, or - for standard input' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from get" -l user-id -l epr -d 'Sabre\'s user id (EPR)' -r
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from get" -l group -l pcc -d 'Sabre\'s group (PCC)' -r
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from get" -l domain -d 'Sabre\'s domain [default: AA]' -r
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from get" -l auth-version -d 'The version of Sabre\'s token endpoint: 2 (default) or 3 [variable: `SABRE_AUTH_VERSION`]' -r
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from get" -l scope -d 'The scope to request' -r
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from get" -l token-param -d 'An extra form field of the token request; can be repeated' -r
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from get" -l env-file -d 'Read variables that are not set from this file of NAME=value lines; can be repeated, the last file wins' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from get" -l config -d 'Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from get" -l timeout -d 'The time limit for obtaining a token, and for each request until its response [default: 30s]' -r
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from get" -l connect-timeout -d 'The time limit for connecting [default: 10s]' -r
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from get" -l retries -d 'The number of retries of a failed request [default: 2]' -r
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from get" -l retry-max-time -d 'Do not retry a failed request after this time' -r
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from get" -l rate-wait -d 'The longest time that an API request waits for its turn, if requests share a rate [default: 30s]' -r
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from get" -l proxy -d 'The proxy URL; without it, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` apply. Loopback never uses a proxy' -r
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from get" -l ca-bundle -d 'A PEM file of trusted certificates, instead of the system\'s [variables: `SSL_CERT_FILE`, `SSL_CERT_DIR`]' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from get" -l add-ca -d 'A PEM file of trusted certificates, in addition to the others [variable: `TRAVAUTH_ADD_CA`]' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from get" -l client-cert -d 'A PEM file with the TLS client certificate, for token URL and base URL [variable: `TRAVAUTH_CLIENT_CERT`]' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from get" -l client-key -d 'A PEM file with the private key of the client certificate [default: the file of the certificate; variable: `TRAVAUTH_CLIENT_KEY`]' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from get" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from get" -l error-format -d 'The format of errors [default: text]' -r -f -a "text\t'Readable text'
json\t'A JSON document'"
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from get" -l json -d 'Print JSON, as --format json does'
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from get" -l refresh -d 'Request a new token, even if a valid one is cached'
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from get" -l no-cache -d 'Do not read or write the cache'
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from get" -l offline -d 'Do not use the network'
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from get" -l allow-placeholder -d 'Send a credential that looks like a placeholder, such as `changeme` or `${PASSWORD}`'
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from get" -l require-shared-cache -d 'Fail if a token is needed and the shared cache (from `TRAVAUTH_CACHE` or the config) does not work'
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from get" -s v -l verbose -d 'Show what is done; -vv adds request and response headers, secrets masked'
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from get" -s q -l quiet -d 'Print no warnings'
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from get" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from show" -l format -d 'The output format [default: text]' -r -f -a "text\t'Readable text'
json\t'JSON, as with `--json`'"
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from show" -s p -l provider -d 'The provider: amadeus, sabre, … or one from the config [variable: `TRAVAUTH_PROVIDER`]' -r
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from show" -s P -l profile -d 'A profile from the config: provider, environment and credentials together [variable: `TRAVAUTH_PROFILE`]' -r
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from show" -s e -l environment -d 'The environment: test, production, cert, …, or emulator [variable: `TRAVAUTH_ENVIRONMENT`]' -r
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from show" -l base-url -d 'The base URL, instead of the environment\'s [variables: `AMADEUS_BASE_URL`, `SABRE_BASE_URL`]' -r
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from show" -l client-id -d 'The client id' -r
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from show" -l client-secret-file -d 'A file that holds the client secret, or - for standard input' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from show" -l password-file -d 'A file that holds the password, or - for standard input' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from show" -l user-id -l epr -d 'Sabre\'s user id (EPR)' -r
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from show" -l group -l pcc -d 'Sabre\'s group (PCC)' -r
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from show" -l domain -d 'Sabre\'s domain [default: AA]' -r
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from show" -l auth-version -d 'The version of Sabre\'s token endpoint: 2 (default) or 3 [variable: `SABRE_AUTH_VERSION`]' -r
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from show" -l scope -d 'The scope to request' -r
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from show" -l token-param -d 'An extra form field of the token request; can be repeated' -r
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from show" -l env-file -d 'Read variables that are not set from this file of NAME=value lines; can be repeated, the last file wins' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from show" -l config -d 'Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from show" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from show" -l error-format -d 'The format of errors [default: text]' -r -f -a "text\t'Readable text'
json\t'A JSON document'"
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from show" -l json -d 'Print JSON'
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from show" -l reveal -d 'Print tokens unmasked'
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from show" -l why -d 'Explain the origin of token and credentials, and whether the next `token get` would use the network'
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from show" -l wide -d 'Show all columns, also those that do not fit the terminal'
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from show" -l allow-placeholder -d 'Send a credential that looks like a placeholder, such as `changeme` or `${PASSWORD}`'
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Show what is done; -vv adds request and response headers, secrets masked'
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Print no warnings'
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from clear" -s p -l provider -d 'The provider: amadeus, sabre, … or one from the config [variable: `TRAVAUTH_PROVIDER`]' -r
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from clear" -s P -l profile -d 'A profile from the config: provider, environment and credentials together [variable: `TRAVAUTH_PROFILE`]' -r
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from clear" -s e -l environment -d 'The environment: test, production, cert, …, or emulator [variable: `TRAVAUTH_ENVIRONMENT`]' -r
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from clear" -l base-url -d 'The base URL, instead of the environment\'s [variables: `AMADEUS_BASE_URL`, `SABRE_BASE_URL`]' -r
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from clear" -l client-id -d 'The client id' -r
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from clear" -l client-secret-file -d 'A file that holds the client secret, or - for standard input' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from clear" -l password-file -d 'A file that holds the password, or - for standard input' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from clear" -l user-id -l epr -d 'Sabre\'s user id (EPR)' -r
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from clear" -l group -l pcc -d 'Sabre\'s group (PCC)' -r
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from clear" -l domain -d 'Sabre\'s domain [default: AA]' -r
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from clear" -l auth-version -d 'The version of Sabre\'s token endpoint: 2 (default) or 3 [variable: `SABRE_AUTH_VERSION`]' -r
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from clear" -l scope -d 'The scope to request' -r
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from clear" -l token-param -d 'An extra form field of the token request; can be repeated' -r
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from clear" -l env-file -d 'Read variables that are not set from this file of NAME=value lines; can be repeated, the last file wins' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from clear" -l config -d 'Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from clear" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from clear" -l error-format -d 'The format of errors [default: text]' -r -f -a "text\t'Readable text'
json\t'A JSON document'"
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from clear" -l expired -d 'Delete only expired tokens'
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from clear" -l all -d 'Delete all tokens'
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from clear" -l allow-placeholder -d 'Send a credential that looks like a placeholder, such as `changeme` or `${PASSWORD}`'
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from clear" -s v -l verbose -d 'Show what is done; -vv adds request and response headers, secrets masked'
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from clear" -s q -l quiet -d 'Print no warnings'
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from clear" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c travauth -n "__fish_travauth_using_subcommand check" -l probe -d 'The path of the API call, below the base URL [default: the provider\'s own]' -r
complete -c travauth -n "__fish_travauth_using_subcommand check" -l format -d 'The output format [default: text]' -r -f -a "text\t'Readable text'
brief\t'One line for each target'
json\t'A JSON document'
junit\t'`JUnit` XML for GitLab and Jenkins'
github\t'GitHub Actions: annotations, and a summary if `GITHUB_STEP_SUMMARY` is set'
prometheus\t'Gauges for the textfile collector of Prometheus'"
complete -c travauth -n "__fish_travauth_using_subcommand check" -s p -l provider -d 'The provider: amadeus, sabre, … or one from the config [variable: `TRAVAUTH_PROVIDER`]' -r
complete -c travauth -n "__fish_travauth_using_subcommand check" -s P -l profile -d 'A profile from the config: provider, environment and credentials together [variable: `TRAVAUTH_PROFILE`]' -r
complete -c travauth -n "__fish_travauth_using_subcommand check" -s e -l environment -d 'The environment: test, production, cert, …, or emulator [variable: `TRAVAUTH_ENVIRONMENT`]' -r
complete -c travauth -n "__fish_travauth_using_subcommand check" -l base-url -d 'The base URL, instead of the environment\'s [variables: `AMADEUS_BASE_URL`, `SABRE_BASE_URL`]' -r
complete -c travauth -n "__fish_travauth_using_subcommand check" -l client-id -d 'The client id' -r
complete -c travauth -n "__fish_travauth_using_subcommand check" -l client-secret-file -d 'A file that holds the client secret, or - for standard input' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand check" -l password-file -d 'A file that holds the password, or - for standard input' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand check" -l user-id -l epr -d 'Sabre\'s user id (EPR)' -r
complete -c travauth -n "__fish_travauth_using_subcommand check" -l group -l pcc -d 'Sabre\'s group (PCC)' -r
complete -c travauth -n "__fish_travauth_using_subcommand check" -l domain -d 'Sabre\'s domain [default: AA]' -r
complete -c travauth -n "__fish_travauth_using_subcommand check" -l auth-version -d 'The version of Sabre\'s token endpoint: 2 (default) or 3 [variable: `SABRE_AUTH_VERSION`]' -r
complete -c travauth -n "__fish_travauth_using_subcommand check" -l scope -d 'The scope to request' -r
complete -c travauth -n "__fish_travauth_using_subcommand check" -l token-param -d 'An extra form field of the token request; can be repeated' -r
complete -c travauth -n "__fish_travauth_using_subcommand check" -l env-file -d 'Read variables that are not set from this file of NAME=value lines; can be repeated, the last file wins' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand check" -l config -d 'Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand check" -l timeout -d 'The time limit for obtaining a token, and for each request until its response [default: 30s]' -r
complete -c travauth -n "__fish_travauth_using_subcommand check" -l connect-timeout -d 'The time limit for connecting [default: 10s]' -r
complete -c travauth -n "__fish_travauth_using_subcommand check" -l retries -d 'The number of retries of a failed request [default: 2]' -r
complete -c travauth -n "__fish_travauth_using_subcommand check" -l retry-max-time -d 'Do not retry a failed request after this time' -r
complete -c travauth -n "__fish_travauth_using_subcommand check" -l rate-wait -d 'The longest time that an API request waits for its turn, if requests share a rate [default: 30s]' -r
complete -c travauth -n "__fish_travauth_using_subcommand check" -l proxy -d 'The proxy URL; without it, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` apply. Loopback never uses a proxy' -r
complete -c travauth -n "__fish_travauth_using_subcommand check" -l ca-bundle -d 'A PEM file of trusted certificates, instead of the system\'s [variables: `SSL_CERT_FILE`, `SSL_CERT_DIR`]' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand check" -l add-ca -d 'A PEM file of trusted certificates, in addition to the others [variable: `TRAVAUTH_ADD_CA`]' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand check" -l client-cert -d 'A PEM file with the TLS client certificate, for token URL and base URL [variable: `TRAVAUTH_CLIENT_CERT`]' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand check" -l client-key -d 'A PEM file with the private key of the client certificate [default: the file of the certificate; variable: `TRAVAUTH_CLIENT_KEY`]' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand check" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c travauth -n "__fish_travauth_using_subcommand check" -l error-format -d 'The format of errors [default: text]' -r -f -a "text\t'Readable text'
json\t'A JSON document'"
complete -c travauth -n "__fish_travauth_using_subcommand check" -l all -d 'Check every profile, and every built-in provider whose variables are set'
complete -c travauth -n "__fish_travauth_using_subcommand check" -l no-probe -d 'Skip the API call'
complete -c travauth -n "__fish_travauth_using_subcommand check" -l cached -d 'Use a cached token, if there is one, instead of requesting a new one'
complete -c travauth -n "__fish_travauth_using_subcommand check" -l refresh -d 'Send the token request even if the provider has just rejected the credentials'
complete -c travauth -n "__fish_travauth_using_subcommand check" -l try-other-environments -d 'Try rejected credentials in the provider\'s other environments; each failed attempt counts against the account'
complete -c travauth -n "__fish_travauth_using_subcommand check" -l try-auth -d 'Try rejected credentials as HTTP Basic, with and without encoding, and in the form; each failed attempt counts against the account. For providers of the config file only'
complete -c travauth -n "__fish_travauth_using_subcommand check" -l json -d 'Print JSON, as --format json does'
complete -c travauth -n "__fish_travauth_using_subcommand check" -l problems -d 'Show only targets with problems, as text'
complete -c travauth -n "__fish_travauth_using_subcommand check" -l allow-placeholder -d 'Send a credential that looks like a placeholder, such as `changeme` or `${PASSWORD}`'
complete -c travauth -n "__fish_travauth_using_subcommand check" -l require-shared-cache -d 'Fail if a token is needed and the shared cache (from `TRAVAUTH_CACHE` or the config) does not work'
complete -c travauth -n "__fish_travauth_using_subcommand check" -s v -l verbose -d 'Show what is done; -vv adds request and response headers, secrets masked'
complete -c travauth -n "__fish_travauth_using_subcommand check" -s q -l quiet -d 'Print no warnings'
complete -c travauth -n "__fish_travauth_using_subcommand check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c travauth -n "__fish_travauth_using_subcommand call" -s X -l method -d 'The HTTP method [default: GET, or POST with a body]' -r
complete -c travauth -n "__fish_travauth_using_subcommand call" -s H -l header -d 'A header, `Name: value`; `Name:` removes a default header; can be repeated' -r
complete -c travauth -n "__fish_travauth_using_subcommand call" -s d -l data -d 'The body: text, @FILE, or - for standard input; sent byte for byte' -r
complete -c travauth -n "__fish_travauth_using_subcommand call" -s f -l raw-field -d 'A string field of a JSON body, name=value; `a[b]=c` nests, `a[]=c` appends; can be repeated' -r
complete -c travauth -n "__fish_travauth_using_subcommand call" -s F -l field -d 'Like -f, but true, false, null and integers keep their type, and @FILE is a file\'s text; can be repeated' -r
complete -c travauth -n "__fish_travauth_using_subcommand call" -l query -d 'A query parameter, percent-encoded as needed; can be repeated' -r
complete -c travauth -n "__fish_travauth_using_subcommand call" -s o -l output -d 'Write the response to this file, completely or not at all' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand call" -l jq -d 'Filter the response with this jq expression; strings are printed without quotes' -r
complete -c travauth -n "__fish_travauth_using_subcommand call" -l max-pages -d 'Stop after this many pages' -r
complete -c travauth -n "__fish_travauth_using_subcommand call" -l batch -d 'Send one request for each line of this file, or of standard input for -, and print one line for each: see docs/batch.md' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand call" -l parallel -d 'The most requests of a batch under way at a time [default: 8]' -r
complete -c travauth -n "__fish_travauth_using_subcommand call" -l max-errors -d 'Stop a batch after this number of failed requests' -r
complete -c travauth -n "__fish_travauth_using_subcommand call" -l cache -d 'Return the stored response to the same GET request if it is younger than this, and store new ones: see docs/call.md' -r
complete -c travauth -n "__fish_travauth_using_subcommand call" -l rate -d 'The rate that all requests of this account keep together, such as 5/s or 100/m, or none [default: the documented rate]' -r
complete -c travauth -n "__fish_travauth_using_subcommand call" -l max-size -d 'The largest accepted response in bytes, such as 500000 or 20M' -r
complete -c travauth -n "__fish_travauth_using_subcommand call" -l min-valid -d 'The minimum remaining validity of the token [default: 60s, or half the lifetime if that is less]' -r
complete -c travauth -n "__fish_travauth_using_subcommand call" -s p -l provider -d 'The provider: amadeus, sabre, … or one from the config [variable: `TRAVAUTH_PROVIDER`]' -r
complete -c travauth -n "__fish_travauth_using_subcommand call" -s P -l profile -d 'A profile from the config: provider, environment and credentials together [variable: `TRAVAUTH_PROFILE`]' -r
complete -c travauth -n "__fish_travauth_using_subcommand call" -s e -l environment -d 'The environment: test, production, cert, …, or emulator [variable: `TRAVAUTH_ENVIRONMENT`]' -r
complete -c travauth -n "__fish_travauth_using_subcommand call" -l base-url -d 'The base URL, instead of the environment\'s [variables: `AMADEUS_BASE_URL`, `SABRE_BASE_URL`]' -r
complete -c travauth -n "__fish_travauth_using_subcommand call" -l client-id -d 'The client id' -r
complete -c travauth -n "__fish_travauth_using_subcommand call" -l client-secret-file -d 'A file that holds the client secret, or - for standard input' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand call" -l password-file -d 'A file that holds the password, or - for standard input' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand call" -l user-id -l epr -d 'Sabre\'s user id (EPR)' -r
complete -c travauth -n "__fish_travauth_using_subcommand call" -l group -l pcc -d 'Sabre\'s group (PCC)' -r
complete -c travauth -n "__fish_travauth_using_subcommand call" -l domain -d 'Sabre\'s domain [default: AA]' -r
complete -c travauth -n "__fish_travauth_using_subcommand call" -l auth-version -d 'The version of Sabre\'s token endpoint: 2 (default) or 3 [variable: `SABRE_AUTH_VERSION`]' -r
complete -c travauth -n "__fish_travauth_using_subcommand call" -l scope -d 'The scope to request' -r
complete -c travauth -n "__fish_travauth_using_subcommand call" -l token-param -d 'An extra form field of the token request; can be repeated' -r
complete -c travauth -n "__fish_travauth_using_subcommand call" -l env-file -d 'Read variables that are not set from this file of NAME=value lines; can be repeated, the last file wins' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand call" -l config -d 'Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand call" -l timeout -d 'The time limit for obtaining a token, and for each request until its response [default: 30s]' -r
complete -c travauth -n "__fish_travauth_using_subcommand call" -l connect-timeout -d 'The time limit for connecting [default: 10s]' -r
complete -c travauth -n "__fish_travauth_using_subcommand call" -l retries -d 'The number of retries of a failed request [default: 2]' -r
complete -c travauth -n "__fish_travauth_using_subcommand call" -l retry-max-time -d 'Do not retry a failed request after this time' -r
complete -c travauth -n "__fish_travauth_using_subcommand call" -l rate-wait -d 'The longest time that an API request waits for its turn, if requests share a rate [default: 30s]' -r
complete -c travauth -n "__fish_travauth_using_subcommand call" -l proxy -d 'The proxy URL; without it, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` apply. Loopback never uses a proxy' -r
complete -c travauth -n "__fish_travauth_using_subcommand call" -l ca-bundle -d 'A PEM file of trusted certificates, instead of the system\'s [variables: `SSL_CERT_FILE`, `SSL_CERT_DIR`]' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand call" -l add-ca -d 'A PEM file of trusted certificates, in addition to the others [variable: `TRAVAUTH_ADD_CA`]' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand call" -l client-cert -d 'A PEM file with the TLS client certificate, for token URL and base URL [variable: `TRAVAUTH_CLIENT_CERT`]' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand call" -l client-key -d 'A PEM file with the private key of the client certificate [default: the file of the certificate; variable: `TRAVAUTH_CLIENT_KEY`]' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand call" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c travauth -n "__fish_travauth_using_subcommand call" -l error-format -d 'The format of errors [default: text]' -r -f -a "text\t'Readable text'
json\t'A JSON document'"
complete -c travauth -n "__fish_travauth_using_subcommand call" -s i -l include -d 'Print the response\'s status and headers too'
complete -c travauth -n "__fish_travauth_using_subcommand call" -s I -l head -d 'Request only the status and headers (HEAD)'
complete -c travauth -n "__fish_travauth_using_subcommand call" -l silent -d 'Do not print the body'
complete -c travauth -n "__fish_travauth_using_subcommand call" -l paginate -d 'Follow the links to the next pages'
complete -c travauth -n "__fish_travauth_using_subcommand call" -l slurp -d 'Print all pages as one array'
complete -c travauth -n "__fish_travauth_using_subcommand call" -l unordered -d 'Print each line of a batch as soon as its response has arrived, instead of in the order of the input'
complete -c travauth -n "__fish_travauth_using_subcommand call" -l resume -d 'Continue a batch: skip the requests whose responses are in the file of -o, and add the others to it'
complete -c travauth -n "__fish_travauth_using_subcommand call" -l refresh-cache -d 'Replace the stored response instead of returning it'
complete -c travauth -n "__fish_travauth_using_subcommand call" -l follow -d 'Follow redirects; the token is not sent to another host'
complete -c travauth -n "__fish_travauth_using_subcommand call" -l no-auth -d 'Send no token; any URL is allowed then'
complete -c travauth -n "__fish_travauth_using_subcommand call" -l compressed -d 'Request a gzip response and decompress it'
complete -c travauth -n "__fish_travauth_using_subcommand call" -l retry-unsafe -d 'Also retry a failed POST, PUT, PATCH or DELETE'
complete -c travauth -n "__fish_travauth_using_subcommand call" -l dry-run -d 'Print the request with the token masked, and send nothing'
complete -c travauth -n "__fish_travauth_using_subcommand call" -l print-curl -d 'Print a curl command that sends the same request, and send nothing'
complete -c travauth -n "__fish_travauth_using_subcommand call" -l allow-placeholder -d 'Send a credential that looks like a placeholder, such as `changeme` or `${PASSWORD}`'
complete -c travauth -n "__fish_travauth_using_subcommand call" -l require-shared-cache -d 'Fail if a token is needed and the shared cache (from `TRAVAUTH_CACHE` or the config) does not work'
complete -c travauth -n "__fish_travauth_using_subcommand call" -s v -l verbose -d 'Show what is done; -vv adds request and response headers, secrets masked'
complete -c travauth -n "__fish_travauth_using_subcommand call" -s q -l quiet -d 'Print no warnings'
complete -c travauth -n "__fish_travauth_using_subcommand call" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c travauth -n "__fish_travauth_using_subcommand exec" -l min-valid -d 'The minimum remaining validity of the token [default: 60s, or half the lifetime if that is less]' -r
complete -c travauth -n "__fish_travauth_using_subcommand exec" -s p -l provider -d 'The provider: amadeus, sabre, … or one from the config [variable: `TRAVAUTH_PROVIDER`]' -r
complete -c travauth -n "__fish_travauth_using_subcommand exec" -s P -l profile -d 'A profile from the config: provider, environment and credentials together [variable: `TRAVAUTH_PROFILE`]' -r
complete -c travauth -n "__fish_travauth_using_subcommand exec" -s e -l environment -d 'The environment: test, production, cert, …, or emulator [variable: `TRAVAUTH_ENVIRONMENT`]' -r
complete -c travauth -n "__fish_travauth_using_subcommand exec" -l base-url -d 'The base URL, instead of the environment\'s [variables: `AMADEUS_BASE_URL`, `SABRE_BASE_URL`]' -r
complete -c travauth -n "__fish_travauth_using_subcommand exec" -l client-id -d 'The client id' -r
complete -c travauth -n "__fish_travauth_using_subcommand exec" -l client-secret-file -d 'A file that holds the client secret, or - for standard input' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand exec" -l password-file -d 'A file that holds the password, or - for standard input' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand exec" -l user-id -l epr -d 'Sabre\'s user id (EPR)' -r
complete -c travauth -n "__fish_travauth_using_subcommand exec" -l group -l pcc -d 'Sabre\'s group (PCC)' -r
complete -c travauth -n "__fish_travauth_using_subcommand exec" -l domain -d 'Sabre\'s domain [default: AA]' -r
complete -c travauth -n "__fish_travauth_using_subcommand exec" -l auth-version -d 'The version of Sabre\'s token endpoint: 2 (default) or 3 [variable: `SABRE_AUTH_VERSION`]' -r
complete -c travauth -n "__fish_travauth_using_subcommand exec" -l scope -d 'The scope to request' -r
complete -c travauth -n "__fish_travauth_using_subcommand exec" -l token-param -d 'An extra form field of the token request; can be repeated' -r
complete -c travauth -n "__fish_travauth_using_subcommand exec" -l env-file -d 'Read variables that are not set from this file of NAME=value lines; can be repeated, the last file wins' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand exec" -l config -d 'Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand exec" -l timeout -d 'The time limit for obtaining a token, and for each request until its response [default: 30s]' -r
complete -c travauth -n "__fish_travauth_using_subcommand exec" -l connect-timeout -d 'The time limit for connecting [default: 10s]' -r
complete -c travauth -n "__fish_travauth_using_subcommand exec" -l retries -d 'The number of retries of a failed request [default: 2]' -r
complete -c travauth -n "__fish_travauth_using_subcommand exec" -l retry-max-time -d 'Do not retry a failed request after this time' -r
complete -c travauth -n "__fish_travauth_using_subcommand exec" -l rate-wait -d 'The longest time that an API request waits for its turn, if requests share a rate [default: 30s]' -r
complete -c travauth -n "__fish_travauth_using_subcommand exec" -l proxy -d 'The proxy URL; without it, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` apply. Loopback never uses a proxy' -r
complete -c travauth -n "__fish_travauth_using_subcommand exec" -l ca-bundle -d 'A PEM file of trusted certificates, instead of the system\'s [variables: `SSL_CERT_FILE`, `SSL_CERT_DIR`]' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand exec" -l add-ca -d 'A PEM file of trusted certificates, in addition to the others [variable: `TRAVAUTH_ADD_CA`]' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand exec" -l client-cert -d 'A PEM file with the TLS client certificate, for token URL and base URL [variable: `TRAVAUTH_CLIENT_CERT`]' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand exec" -l client-key -d 'A PEM file with the private key of the client certificate [default: the file of the certificate; variable: `TRAVAUTH_CLIENT_KEY`]' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand exec" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c travauth -n "__fish_travauth_using_subcommand exec" -l error-format -d 'The format of errors [default: text]' -r -f -a "text\t'Readable text'
json\t'A JSON document'"
complete -c travauth -n "__fish_travauth_using_subcommand exec" -l keep-secrets -d 'Keep the variables that hold secrets in the command\'s environment'
complete -c travauth -n "__fish_travauth_using_subcommand exec" -l allow-placeholder -d 'Send a credential that looks like a placeholder, such as `changeme` or `${PASSWORD}`'
complete -c travauth -n "__fish_travauth_using_subcommand exec" -l require-shared-cache -d 'Fail if a token is needed and the shared cache (from `TRAVAUTH_CACHE` or the config) does not work'
complete -c travauth -n "__fish_travauth_using_subcommand exec" -s v -l verbose -d 'Show what is done; -vv adds request and response headers, secrets masked'
complete -c travauth -n "__fish_travauth_using_subcommand exec" -s q -l quiet -d 'Print no warnings'
complete -c travauth -n "__fish_travauth_using_subcommand exec" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c travauth -n "__fish_travauth_using_subcommand proxy" -l listen -d 'The address to listen on, or unix:PATH; port 0 takes a free port [default: 127.0.0.1:8900, with COMMAND a free port]' -r
complete -c travauth -n "__fish_travauth_using_subcommand proxy" -l mount -d 'Serve the API of PROFILE below /NAME/; can be repeated' -r
complete -c travauth -n "__fish_travauth_using_subcommand proxy" -l key -d 'The key that clients must show: auto for a random one, a file (created if missing), or env:NAME [default: auto]' -r
complete -c travauth -n "__fish_travauth_using_subcommand proxy" -l allow-host -d 'Another name by which clients reach the proxy, such as host.docker.internal; can be repeated' -r
complete -c travauth -n "__fish_travauth_using_subcommand proxy" -l allow-origin -d 'An origin whose web pages may use the proxy, such as `http://localhost:3000`; can be repeated' -r
complete -c travauth -n "__fish_travauth_using_subcommand proxy" -l rate -d 'The rate that all requests of this account keep together, such as 5/s or 100/m, or none [default: the documented rate]' -r
complete -c travauth -n "__fish_travauth_using_subcommand proxy" -l queue -d 'How long a request waits for its turn at most, where a rate is shared [default: 10s]' -r
complete -c travauth -n "__fish_travauth_using_subcommand proxy" -l min-valid -d 'The minimum remaining validity of the token [default: 60s, or half the lifetime if that is less]' -r
complete -c travauth -n "__fish_travauth_using_subcommand proxy" -l inspect -d 'The number of requests that the inspector keeps [default: 200]' -r
complete -c travauth -n "__fish_travauth_using_subcommand proxy" -l log -d 'Write a line for each request to standard error [default: text, with COMMAND none]' -r -f -a "text\t'A line for people'
json\t'A JSON object on one line'
none\t'Nothing'"
complete -c travauth -n "__fish_travauth_using_subcommand proxy" -l har -d 'At the end, write the requests that the inspector has kept to FILE, secrets masked' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand proxy" -l idle-exit -d 'End after this long without a request' -r
complete -c travauth -n "__fish_travauth_using_subcommand proxy" -l format -d 'The format in which the address is printed [default: url]' -r -f -a "url\t'The base URL'
env\t'Variables for sh'
json\t'A JSON object on one line'
postman\t'A Postman environment'"
complete -c travauth -n "__fish_travauth_using_subcommand proxy" -s p -l provider -d 'The provider: amadeus, sabre, … or one from the config [variable: `TRAVAUTH_PROVIDER`]' -r
complete -c travauth -n "__fish_travauth_using_subcommand proxy" -s P -l profile -d 'A profile from the config: provider, environment and credentials together [variable: `TRAVAUTH_PROFILE`]' -r
complete -c travauth -n "__fish_travauth_using_subcommand proxy" -s e -l environment -d 'The environment: test, production, cert, …, or emulator [variable: `TRAVAUTH_ENVIRONMENT`]' -r
complete -c travauth -n "__fish_travauth_using_subcommand proxy" -l base-url -d 'The base URL, instead of the environment\'s [variables: `AMADEUS_BASE_URL`, `SABRE_BASE_URL`]' -r
complete -c travauth -n "__fish_travauth_using_subcommand proxy" -l client-id -d 'The client id' -r
complete -c travauth -n "__fish_travauth_using_subcommand proxy" -l client-secret-file -d 'A file that holds the client secret, or - for standard input' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand proxy" -l password-file -d 'A file that holds the password, or - for standard input' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand proxy" -l user-id -l epr -d 'Sabre\'s user id (EPR)' -r
complete -c travauth -n "__fish_travauth_using_subcommand proxy" -l group -l pcc -d 'Sabre\'s group (PCC)' -r
complete -c travauth -n "__fish_travauth_using_subcommand proxy" -l domain -d 'Sabre\'s domain [default: AA]' -r
complete -c travauth -n "__fish_travauth_using_subcommand proxy" -l auth-version -d 'The version of Sabre\'s token endpoint: 2 (default) or 3 [variable: `SABRE_AUTH_VERSION`]' -r
complete -c travauth -n "__fish_travauth_using_subcommand proxy" -l scope -d 'The scope to request' -r
complete -c travauth -n "__fish_travauth_using_subcommand proxy" -l token-param -d 'An extra form field of the token request; can be repeated' -r
complete -c travauth -n "__fish_travauth_using_subcommand proxy" -l env-file -d 'Read variables that are not set from this file of NAME=value lines; can be repeated, the last file wins' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand proxy" -l config -d 'Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand proxy" -l timeout -d 'The time limit for obtaining a token, and for each request until its response [default: 30s]' -r
complete -c travauth -n "__fish_travauth_using_subcommand proxy" -l connect-timeout -d 'The time limit for connecting [default: 10s]' -r
complete -c travauth -n "__fish_travauth_using_subcommand proxy" -l retries -d 'The number of retries of a failed request [default: 2]' -r
complete -c travauth -n "__fish_travauth_using_subcommand proxy" -l retry-max-time -d 'Do not retry a failed request after this time' -r
complete -c travauth -n "__fish_travauth_using_subcommand proxy" -l rate-wait -d 'The longest time that an API request waits for its turn, if requests share a rate [default: 30s]' -r
complete -c travauth -n "__fish_travauth_using_subcommand proxy" -l proxy -d 'The proxy URL; without it, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` apply. Loopback never uses a proxy' -r
complete -c travauth -n "__fish_travauth_using_subcommand proxy" -l ca-bundle -d 'A PEM file of trusted certificates, instead of the system\'s [variables: `SSL_CERT_FILE`, `SSL_CERT_DIR`]' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand proxy" -l add-ca -d 'A PEM file of trusted certificates, in addition to the others [variable: `TRAVAUTH_ADD_CA`]' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand proxy" -l client-cert -d 'A PEM file with the TLS client certificate, for token URL and base URL [variable: `TRAVAUTH_CLIENT_CERT`]' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand proxy" -l client-key -d 'A PEM file with the private key of the client certificate [default: the file of the certificate; variable: `TRAVAUTH_CLIENT_KEY`]' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand proxy" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c travauth -n "__fish_travauth_using_subcommand proxy" -l error-format -d 'The format of errors [default: text]' -r -f -a "text\t'Readable text'
json\t'A JSON document'"
complete -c travauth -n "__fish_travauth_using_subcommand proxy" -l no-key -d 'Serve every program of this machine, without a key'
complete -c travauth -n "__fish_travauth_using_subcommand proxy" -l allow-remote -d 'Allow other machines to connect'
complete -c travauth -n "__fish_travauth_using_subcommand proxy" -l tls -d 'Serve https with a CA that is created for this run; COMMAND gets variables to trust it'
complete -c travauth -n "__fish_travauth_using_subcommand proxy" -l read-only -d 'Send only requests that change nothing'
complete -c travauth -n "__fish_travauth_using_subcommand proxy" -l no-inspect -d 'Turn the inspector off'
complete -c travauth -n "__fish_travauth_using_subcommand proxy" -l open -d 'Open the inspector in a browser'
complete -c travauth -n "__fish_travauth_using_subcommand proxy" -l json -d 'Print JSON, as --format json does'
complete -c travauth -n "__fish_travauth_using_subcommand proxy" -l allow-placeholder -d 'Send a credential that looks like a placeholder, such as `changeme` or `${PASSWORD}`'
complete -c travauth -n "__fish_travauth_using_subcommand proxy" -l require-shared-cache -d 'Fail if a token is needed and the shared cache (from `TRAVAUTH_CACHE` or the config) does not work'
complete -c travauth -n "__fish_travauth_using_subcommand proxy" -s v -l verbose -d 'Show what is done; -vv adds request and response headers, secrets masked'
complete -c travauth -n "__fish_travauth_using_subcommand proxy" -s q -l quiet -d 'Print no warnings'
complete -c travauth -n "__fish_travauth_using_subcommand proxy" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c travauth -n "__fish_travauth_using_subcommand encode-sabre-id" -l user-id -d 'The user id (EPR), or a whole `V1:…` string' -r
complete -c travauth -n "__fish_travauth_using_subcommand encode-sabre-id" -l group -l pcc -d 'The group (PCC)' -r
complete -c travauth -n "__fish_travauth_using_subcommand encode-sabre-id" -l domain -d 'The domain [default: AA]' -r
complete -c travauth -n "__fish_travauth_using_subcommand encode-sabre-id" -l client-id -d 'The whole client id, `V1:user:group:domain`' -r
complete -c travauth -n "__fish_travauth_using_subcommand encode-sabre-id" -l password-file -d 'The file with the password, or - for standard input; else `SABRE_PASSWORD`, else a prompt' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand encode-sabre-id" -l format -d 'The output format [default: secret]' -r -f -a "secret\t'Only the string'
header\t'The line `Authorization: Basic …`'
json\t'One JSON object'"
complete -c travauth -n "__fish_travauth_using_subcommand encode-sabre-id" -l verify -d 'Diagnose the string in this file, or - for standard input' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand encode-sabre-id" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c travauth -n "__fish_travauth_using_subcommand encode-sabre-id" -l error-format -d 'The format of errors [default: text]' -r -f -a "text\t'Readable text'
json\t'A JSON document'"
complete -c travauth -n "__fish_travauth_using_subcommand encode-sabre-id" -l password-stdin -d 'Read the password from standard input'
complete -c travauth -n "__fish_travauth_using_subcommand encode-sabre-id" -l json -d 'Print JSON, as --format json does'
complete -c travauth -n "__fish_travauth_using_subcommand encode-sabre-id" -l explain -d 'Show each step, with the password masked'
complete -c travauth -n "__fish_travauth_using_subcommand encode-sabre-id" -l repair -d 'Print the right string for one with mistakes, from --verify, standard input, or typed on a terminal'
complete -c travauth -n "__fish_travauth_using_subcommand encode-sabre-id" -s v -l verbose -d 'Show what is done; -vv adds request and response headers, secrets masked'
complete -c travauth -n "__fish_travauth_using_subcommand encode-sabre-id" -s q -l quiet -d 'Print no warnings'
complete -c travauth -n "__fish_travauth_using_subcommand encode-sabre-id" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c travauth -n "__fish_travauth_using_subcommand providers; and not __fish_seen_subcommand_from list show" -s h -l help -d 'Print help'
complete -c travauth -n "__fish_travauth_using_subcommand providers; and not __fish_seen_subcommand_from list show" -f -a "list" -d 'List all providers with their authentication and environments'
complete -c travauth -n "__fish_travauth_using_subcommand providers; and not __fish_seen_subcommand_from list show" -f -a "show" -d 'Show a provider as TOML for the config: hosts, endpoints, variables'
complete -c travauth -n "__fish_travauth_using_subcommand providers; and __fish_seen_subcommand_from list" -l format -d 'The output format [default: text]' -r -f -a "text\t'Readable text'
json\t'JSON, as with `--json`'"
complete -c travauth -n "__fish_travauth_using_subcommand providers; and __fish_seen_subcommand_from list" -l config -d 'Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand providers; and __fish_seen_subcommand_from list" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c travauth -n "__fish_travauth_using_subcommand providers; and __fish_seen_subcommand_from list" -l error-format -d 'The format of errors [default: text]' -r -f -a "text\t'Readable text'
json\t'A JSON document'"
complete -c travauth -n "__fish_travauth_using_subcommand providers; and __fish_seen_subcommand_from list" -l json -d 'Print JSON'
complete -c travauth -n "__fish_travauth_using_subcommand providers; and __fish_seen_subcommand_from list" -l wide -d 'Show all columns, also those that do not fit the terminal'
complete -c travauth -n "__fish_travauth_using_subcommand providers; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Show what is done; -vv adds request and response headers, secrets masked'
complete -c travauth -n "__fish_travauth_using_subcommand providers; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Print no warnings'
complete -c travauth -n "__fish_travauth_using_subcommand providers; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c travauth -n "__fish_travauth_using_subcommand providers; and __fish_seen_subcommand_from show" -l config -d 'Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand providers; and __fish_seen_subcommand_from show" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c travauth -n "__fish_travauth_using_subcommand providers; and __fish_seen_subcommand_from show" -l error-format -d 'The format of errors [default: text]' -r -f -a "text\t'Readable text'
json\t'A JSON document'"
complete -c travauth -n "__fish_travauth_using_subcommand providers; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Show what is done; -vv adds request and response headers, secrets masked'
complete -c travauth -n "__fish_travauth_using_subcommand providers; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Print no warnings'
complete -c travauth -n "__fish_travauth_using_subcommand providers; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c travauth -n "__fish_travauth_using_subcommand config; and not __fish_seen_subcommand_from path show init validate set unset edit schema" -s h -l help -d 'Print help'
complete -c travauth -n "__fish_travauth_using_subcommand config; and not __fish_seen_subcommand_from path show init validate set unset edit schema" -f -a "path" -d 'Print the path of the config file'
complete -c travauth -n "__fish_travauth_using_subcommand config; and not __fish_seen_subcommand_from path show init validate set unset edit schema" -f -a "show" -d 'Show every setting with its origin, secrets masked'
complete -c travauth -n "__fish_travauth_using_subcommand config; and not __fish_seen_subcommand_from path show init validate set unset edit schema" -f -a "init" -d 'Create a commented starter file; an existing file is never overwritten'
complete -c travauth -n "__fish_travauth_using_subcommand config; and not __fish_seen_subcommand_from path show init validate set unset edit schema" -f -a "validate" -d 'Check the config file: its syntax, keys, providers and profiles'
complete -c travauth -n "__fish_travauth_using_subcommand config; and not __fish_seen_subcommand_from path show init validate set unset edit schema" -f -a "set" -d 'Set a key of the config file, such as network.retries; comments and order stay'
complete -c travauth -n "__fish_travauth_using_subcommand config; and not __fish_seen_subcommand_from path show init validate set unset edit schema" -f -a "unset" -d 'Remove a key or table of the config file'
complete -c travauth -n "__fish_travauth_using_subcommand config; and not __fish_seen_subcommand_from path show init validate set unset edit schema" -f -a "edit" -d 'Edit the config file in $VISUAL or $EDITOR; it is checked before it is replaced'
complete -c travauth -n "__fish_travauth_using_subcommand config; and not __fish_seen_subcommand_from path show init validate set unset edit schema" -f -a "schema" -d 'Print the JSON Schema of the config file, for editors'
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from path" -l config -d 'Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from path" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from path" -l error-format -d 'The format of errors [default: text]' -r -f -a "text\t'Readable text'
json\t'A JSON document'"
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from path" -s v -l verbose -d 'Show what is done; -vv adds request and response headers, secrets masked'
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from path" -s q -l quiet -d 'Print no warnings'
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from path" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from show" -l format -d 'The output format [default: text]' -r -f -a "text\t'Readable text'
json\t'JSON, as with `--json`'"
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from show" -s p -l provider -d 'The provider: amadeus, sabre, … or one from the config [variable: `TRAVAUTH_PROVIDER`]' -r
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from show" -s P -l profile -d 'A profile from the config: provider, environment and credentials together [variable: `TRAVAUTH_PROFILE`]' -r
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from show" -s e -l environment -d 'The environment: test, production, cert, …, or emulator [variable: `TRAVAUTH_ENVIRONMENT`]' -r
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from show" -l base-url -d 'The base URL, instead of the environment\'s [variables: `AMADEUS_BASE_URL`, `SABRE_BASE_URL`]' -r
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from show" -l client-id -d 'The client id' -r
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from show" -l client-secret-file -d 'A file that holds the client secret, or - for standard input' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from show" -l password-file -d 'A file that holds the password, or - for standard input' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from show" -l user-id -l epr -d 'Sabre\'s user id (EPR)' -r
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from show" -l group -l pcc -d 'Sabre\'s group (PCC)' -r
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from show" -l domain -d 'Sabre\'s domain [default: AA]' -r
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from show" -l auth-version -d 'The version of Sabre\'s token endpoint: 2 (default) or 3 [variable: `SABRE_AUTH_VERSION`]' -r
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from show" -l scope -d 'The scope to request' -r
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from show" -l token-param -d 'An extra form field of the token request; can be repeated' -r
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from show" -l env-file -d 'Read variables that are not set from this file of NAME=value lines; can be repeated, the last file wins' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from show" -l config -d 'Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from show" -l timeout -d 'The time limit for obtaining a token, and for each request until its response [default: 30s]' -r
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from show" -l connect-timeout -d 'The time limit for connecting [default: 10s]' -r
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from show" -l retries -d 'The number of retries of a failed request [default: 2]' -r
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from show" -l retry-max-time -d 'Do not retry a failed request after this time' -r
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from show" -l rate-wait -d 'The longest time that an API request waits for its turn, if requests share a rate [default: 30s]' -r
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from show" -l proxy -d 'The proxy URL; without it, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` apply. Loopback never uses a proxy' -r
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from show" -l ca-bundle -d 'A PEM file of trusted certificates, instead of the system\'s [variables: `SSL_CERT_FILE`, `SSL_CERT_DIR`]' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from show" -l add-ca -d 'A PEM file of trusted certificates, in addition to the others [variable: `TRAVAUTH_ADD_CA`]' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from show" -l client-cert -d 'A PEM file with the TLS client certificate, for token URL and base URL [variable: `TRAVAUTH_CLIENT_CERT`]' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from show" -l client-key -d 'A PEM file with the private key of the client certificate [default: the file of the certificate; variable: `TRAVAUTH_CLIENT_KEY`]' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from show" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from show" -l error-format -d 'The format of errors [default: text]' -r -f -a "text\t'Readable text'
json\t'A JSON document'"
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from show" -l json -d 'Print JSON'
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from show" -l wide -d 'Show all columns, also those that do not fit the terminal'
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from show" -l allow-placeholder -d 'Send a credential that looks like a placeholder, such as `changeme` or `${PASSWORD}`'
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from show" -l require-shared-cache -d 'Fail if a token is needed and the shared cache (from `TRAVAUTH_CACHE` or the config) does not work'
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Show what is done; -vv adds request and response headers, secrets masked'
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Print no warnings'
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from init" -l config -d 'Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from init" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from init" -l error-format -d 'The format of errors [default: text]' -r -f -a "text\t'Readable text'
json\t'A JSON document'"
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from init" -s v -l verbose -d 'Show what is done; -vv adds request and response headers, secrets masked'
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from init" -s q -l quiet -d 'Print no warnings'
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from init" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from validate" -l config -d 'Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from validate" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from validate" -l error-format -d 'The format of errors [default: text]' -r -f -a "text\t'Readable text'
json\t'A JSON document'"
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from validate" -s v -l verbose -d 'Show what is done; -vv adds request and response headers, secrets masked'
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from validate" -s q -l quiet -d 'Print no warnings'
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from validate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from set" -l config -d 'Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from set" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from set" -l error-format -d 'The format of errors [default: text]' -r -f -a "text\t'Readable text'
json\t'A JSON document'"
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from set" -s v -l verbose -d 'Show what is done; -vv adds request and response headers, secrets masked'
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from set" -s q -l quiet -d 'Print no warnings'
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from set" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from unset" -l config -d 'Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from unset" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from unset" -l error-format -d 'The format of errors [default: text]' -r -f -a "text\t'Readable text'
json\t'A JSON document'"
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from unset" -s v -l verbose -d 'Show what is done; -vv adds request and response headers, secrets masked'
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from unset" -s q -l quiet -d 'Print no warnings'
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from unset" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from edit" -l config -d 'Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from edit" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from edit" -l error-format -d 'The format of errors [default: text]' -r -f -a "text\t'Readable text'
json\t'A JSON document'"
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from edit" -s v -l verbose -d 'Show what is done; -vv adds request and response headers, secrets masked'
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from edit" -s q -l quiet -d 'Print no warnings'
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from edit" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from schema" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from schema" -l error-format -d 'The format of errors [default: text]' -r -f -a "text\t'Readable text'
json\t'A JSON document'"
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from schema" -s v -l verbose -d 'Show what is done; -vv adds request and response headers, secrets masked'
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from schema" -s q -l quiet -d 'Print no warnings'
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from schema" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c travauth -n "__fish_travauth_using_subcommand explain" -l format -d 'The output format [default: text]' -r -f -a "text\t'Readable text'
json\t'JSON, as with `--json`'"
complete -c travauth -n "__fish_travauth_using_subcommand explain" -l config -d 'Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand explain" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c travauth -n "__fish_travauth_using_subcommand explain" -l error-format -d 'The format of errors [default: text]' -r -f -a "text\t'Readable text'
json\t'A JSON document'"
complete -c travauth -n "__fish_travauth_using_subcommand explain" -l json -d 'Print JSON'
complete -c travauth -n "__fish_travauth_using_subcommand explain" -s v -l verbose -d 'Show what is done; -vv adds request and response headers, secrets masked'
complete -c travauth -n "__fish_travauth_using_subcommand explain" -s q -l quiet -d 'Print no warnings'
complete -c travauth -n "__fish_travauth_using_subcommand explain" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c travauth -n "__fish_travauth_using_subcommand emulator" -l listen -d 'The address to listen on; port 0 takes a free port' -r
complete -c travauth -n "__fish_travauth_using_subcommand emulator" -l expires-in -d 'The lifetime of the tokens [default: Amadeus 1799, Sabre 604800]' -r
complete -c travauth -n "__fish_travauth_using_subcommand emulator" -l latency -d 'The delay of each response' -r
complete -c travauth -n "__fish_travauth_using_subcommand emulator" -l fault -d 'Respond with STATUS at PATH, TIMES times or always; can be repeated' -r
complete -c travauth -n "__fish_travauth_using_subcommand emulator" -l rate -d 'Respond with 429 to an account that sends faster, such as 10/s or 100/m' -r
complete -c travauth -n "__fish_travauth_using_subcommand emulator" -l data -d 'Respond with files in DIR first: v1/some/path.json for GET, v1/some/path.POST.json for POST' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand emulator" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c travauth -n "__fish_travauth_using_subcommand emulator" -l error-format -d 'The format of errors [default: text]' -r -f -a "text\t'Readable text'
json\t'A JSON document'"
complete -c travauth -n "__fish_travauth_using_subcommand emulator" -l tls -d 'Serve https with a CA that is created for this run; COMMAND gets variables to trust it'
complete -c travauth -n "__fish_travauth_using_subcommand emulator" -s v -l verbose -d 'Show what is done; -vv adds request and response headers, secrets masked'
complete -c travauth -n "__fish_travauth_using_subcommand emulator" -s q -l quiet -d 'Print no warnings'
complete -c travauth -n "__fish_travauth_using_subcommand emulator" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c travauth -n "__fish_travauth_using_subcommand completions" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c travauth -n "__fish_travauth_using_subcommand completions" -l error-format -d 'The format of errors [default: text]' -r -f -a "text\t'Readable text'
json\t'A JSON document'"
complete -c travauth -n "__fish_travauth_using_subcommand completions" -s v -l verbose -d 'Show what is done; -vv adds request and response headers, secrets masked'
complete -c travauth -n "__fish_travauth_using_subcommand completions" -s q -l quiet -d 'Print no warnings'
complete -c travauth -n "__fish_travauth_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c travauth -n "__fish_travauth_using_subcommand version" -l format -d 'The output format [default: text]' -r -f -a "text\t'Readable text'
json\t'JSON, as with `--json`'"
complete -c travauth -n "__fish_travauth_using_subcommand version" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c travauth -n "__fish_travauth_using_subcommand version" -l error-format -d 'The format of errors [default: text]' -r -f -a "text\t'Readable text'
json\t'A JSON document'"
complete -c travauth -n "__fish_travauth_using_subcommand version" -l json -d 'Print JSON'
complete -c travauth -n "__fish_travauth_using_subcommand version" -s v -l verbose -d 'Show what is done; -vv adds request and response headers, secrets masked'
complete -c travauth -n "__fish_travauth_using_subcommand version" -s q -l quiet -d 'Print no warnings'
complete -c travauth -n "__fish_travauth_using_subcommand version" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c travauth -n "__fish_travauth_using_subcommand help" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c travauth -n "__fish_travauth_using_subcommand help" -l error-format -d 'The format of errors [default: text]' -r -f -a "text\t'Readable text'
json\t'A JSON document'"
complete -c travauth -n "__fish_travauth_using_subcommand help" -s v -l verbose -d 'Show what is done; -vv adds request and response headers, secrets masked'
complete -c travauth -n "__fish_travauth_using_subcommand help" -s q -l quiet -d 'Print no warnings'
complete -c travauth -n "__fish_travauth_using_subcommand help" -s h -l help -d 'Print help (see more with \'--help\')'

# Completes names of providers, profiles and environments, which travauth prints.
function __fish_travauth_names
    set -l words (commandline -opc)
    travauth __complete $argv[1] -- $words[2..] 2>/dev/null
end
complete -c travauth -n "not __fish_travauth_needs_command" -s p -l provider -x -a "(__fish_travauth_names providers)"
complete -c travauth -n "not __fish_travauth_needs_command" -s P -l profile -x -a "(__fish_travauth_names profiles)"
complete -c travauth -n "not __fish_travauth_needs_command" -s e -l environment -x -a "(__fish_travauth_names environments)"
complete -c travauth -n "__fish_travauth_using_subcommand providers; and __fish_seen_subcommand_from show" -f -a "(__fish_travauth_names providers)"
