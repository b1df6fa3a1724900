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
complete -c travauth -n "__fish_travauth_needs_command" -l error-format -d 'How an error is printed [default: text]' -r -f -a "text\t'For a person'
json\t'One JSON document'"
complete -c travauth -n "__fish_travauth_needs_command" -s v -l verbose -d 'Tell what is being done; twice: also the heads of requests and answers, secrets masked'
complete -c travauth -n "__fish_travauth_needs_command" -s q -l quiet -d 'Print no warnings'
complete -c travauth -n "__fish_travauth_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c travauth -n "__fish_travauth_needs_command" -s V -l version -d 'Print version'
complete -c travauth -n "__fish_travauth_needs_command" -f -a "token" -d 'Get, show and forget access tokens'
complete -c travauth -n "__fish_travauth_needs_command" -f -a "check" -d 'Smoke-test credentials: a real token request, then one harmless API call'
complete -c travauth -n "__fish_travauth_needs_command" -f -a "call" -d 'Send an authenticated request to an API and print the answer'
complete -c travauth -n "__fish_travauth_needs_command" -f -a "exec" -d 'Run a command with a fresh token in its environment'
complete -c travauth -n "__fish_travauth_needs_command" -f -a "encode-sabre-id" -d 'Build the Sabre v2 credential string, or diagnose one that exists'
complete -c travauth -n "__fish_travauth_needs_command" -f -a "providers" -d 'List and describe the providers'
complete -c travauth -n "__fish_travauth_needs_command" -f -a "config" -d 'Find, show, start and check the config file'
complete -c travauth -n "__fish_travauth_needs_command" -f -a "emulator" -d 'Serve Amadeus and Sabre on this machine'
complete -c travauth -n "__fish_travauth_needs_command" -f -a "completions" -d 'Print the completion script of a shell'
complete -c travauth -n "__fish_travauth_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c travauth -n "__fish_travauth_using_subcommand token; and not __fish_seen_subcommand_from get show clear help" -s h -l help -d 'Print help'
complete -c travauth -n "__fish_travauth_using_subcommand token; and not __fish_seen_subcommand_from get show clear help" -f -a "get" -d 'Print a valid access token'
complete -c travauth -n "__fish_travauth_using_subcommand token; and not __fish_seen_subcommand_from get show clear help" -f -a "show" -d 'Show what the cache holds'
complete -c travauth -n "__fish_travauth_using_subcommand token; and not __fish_seen_subcommand_from get show clear help" -f -a "clear" -d 'Forget cached tokens'
complete -c travauth -n "__fish_travauth_using_subcommand token; and not __fish_seen_subcommand_from get show clear help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from get" -l format -d 'What to print [default: token]' -r -f -a "token\t'The token'
json\t'One JSON object with the token, its times and where it came from'
header\t'The line `Authorization: Bearer …`'
env\t'Assignments of environment variables, for `eval`'
curl\t'A line for `curl -K -`'
github\t'For a step of GitHub Actions: masks the token and sets variables for the next steps'"
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from get" -l shell -d 'Whose quoting `--format env` uses [default: sh]' -r -f -a "sh\t'sh, bash, zsh'
fish\t'fish'
powershell\t'`PowerShell`'"
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from get" -l min-valid -d 'How long the token must be valid at least [default: 60s, or half the lifetime if that is less]' -r
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from get" -s p -l provider -d 'The provider: amadeus, sabre, … or one of the config [variable: `TRAVAUTH_PROVIDER`]' -r
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from get" -s P -l profile -d 'The profile of the config: provider, environment and credentials at once [variable: `TRAVAUTH_PROFILE`]' -r
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from get" -s e -l environment -d 'The environment: test, production, cert, …, or emulator [variable: `TRAVAUTH_ENVIRONMENT`]' -r
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from get" -l base-url -d 'The base URL in place of the environment\'s [variables: `AMADEUS_BASE_URL`, `SABRE_BASE_URL`]' -r
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from get" -l client-id -d 'The client id' -r
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from get" -l client-secret-file -d 'A file that holds the client secret, or - for standard input' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from get" -l password-file -d 'A file that holds the password, or - for standard input' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from get" -l user-id -d 'Sabre\'s user id (EPR)' -r
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from get" -l group -l pcc -d 'Sabre\'s group (PCC)' -r
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from get" -l domain -d 'Sabre\'s domain; AA when not given' -r
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from get" -l auth-version -d 'The version of Sabre\'s token endpoint: 2 (default) or 3 [variable: `SABRE_AUTH_VERSION`]' -r
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from get" -l scope -d 'The scope to ask for' -r
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from get" -l token-param -d 'An extra form field of the token request; can be repeated' -r
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from get" -l config -d 'Another config file than the user\'s [variable: `TRAVAUTH_CONFIG`]' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from get" -l timeout -d 'The time limit of the token step and of each request up to its answer [default: 30s]' -r
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from get" -l connect-timeout -d 'The time limit of making a connection [default: 10s]' -r
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from get" -l retries -d 'How often a failed request is sent again [default: 2]' -r
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from get" -l proxy -d 'The proxy; else `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` decide. Never used for this machine' -r
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from get" -l ca-bundle -d 'A PEM file of trusted certificates in place of the system\'s [variables: `SSL_CERT_FILE`, `SSL_CERT_DIR`]' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from get" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from get" -l error-format -d 'How an error is printed [default: text]' -r -f -a "text\t'For a person'
json\t'One JSON document'"
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from get" -l refresh -d 'Ask for a new token whatever the cache holds'
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from get" -l no-cache -d 'Neither read nor write the cache'
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from get" -l offline -d 'Never use the network'
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from get" -l require-shared-cache -d 'Fail when a token is to be got and the shared cache that `TRAVAUTH_CACHE` or the config names does not work'
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from get" -s v -l verbose -d 'Tell what is being done; twice: also the heads of requests and answers, secrets masked'
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from get" -s q -l quiet -d 'Print no warnings'
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from get" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from show" -s p -l provider -d 'The provider: amadeus, sabre, … or one of the config [variable: `TRAVAUTH_PROVIDER`]' -r
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from show" -s P -l profile -d 'The profile of the config: provider, environment and credentials at once [variable: `TRAVAUTH_PROFILE`]' -r
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from show" -s e -l environment -d 'The environment: test, production, cert, …, or emulator [variable: `TRAVAUTH_ENVIRONMENT`]' -r
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from show" -l base-url -d 'The base URL in place of the environment\'s [variables: `AMADEUS_BASE_URL`, `SABRE_BASE_URL`]' -r
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from show" -l client-id -d 'The client id' -r
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from show" -l client-secret-file -d 'A file that holds the client secret, or - for standard input' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from show" -l password-file -d 'A file that holds the password, or - for standard input' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from show" -l user-id -d 'Sabre\'s user id (EPR)' -r
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from show" -l group -l pcc -d 'Sabre\'s group (PCC)' -r
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from show" -l domain -d 'Sabre\'s domain; AA when not given' -r
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from show" -l auth-version -d 'The version of Sabre\'s token endpoint: 2 (default) or 3 [variable: `SABRE_AUTH_VERSION`]' -r
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from show" -l scope -d 'The scope to ask for' -r
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from show" -l token-param -d 'An extra form field of the token request; can be repeated' -r
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from show" -l config -d 'Another config file than the user\'s [variable: `TRAVAUTH_CONFIG`]' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from show" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from show" -l error-format -d 'How an error is printed [default: text]' -r -f -a "text\t'For a person'
json\t'One JSON document'"
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from show" -l json -d 'Print a JSON array'
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from show" -l reveal -d 'Print tokens whole'
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from show" -l why -d 'Explain where token and credentials come from, and whether the next `token get` would use the network'
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Tell what is being done; twice: also the heads of requests and answers, secrets masked'
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Print no warnings'
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from clear" -s p -l provider -d 'The provider: amadeus, sabre, … or one of the config [variable: `TRAVAUTH_PROVIDER`]' -r
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from clear" -s P -l profile -d 'The profile of the config: provider, environment and credentials at once [variable: `TRAVAUTH_PROFILE`]' -r
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from clear" -s e -l environment -d 'The environment: test, production, cert, …, or emulator [variable: `TRAVAUTH_ENVIRONMENT`]' -r
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from clear" -l base-url -d 'The base URL in place of the environment\'s [variables: `AMADEUS_BASE_URL`, `SABRE_BASE_URL`]' -r
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from clear" -l client-id -d 'The client id' -r
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from clear" -l client-secret-file -d 'A file that holds the client secret, or - for standard input' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from clear" -l password-file -d 'A file that holds the password, or - for standard input' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from clear" -l user-id -d 'Sabre\'s user id (EPR)' -r
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from clear" -l group -l pcc -d 'Sabre\'s group (PCC)' -r
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from clear" -l domain -d 'Sabre\'s domain; AA when not given' -r
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from clear" -l auth-version -d 'The version of Sabre\'s token endpoint: 2 (default) or 3 [variable: `SABRE_AUTH_VERSION`]' -r
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from clear" -l scope -d 'The scope to ask for' -r
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from clear" -l token-param -d 'An extra form field of the token request; can be repeated' -r
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from clear" -l config -d 'Another config file than the user\'s [variable: `TRAVAUTH_CONFIG`]' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from clear" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from clear" -l error-format -d 'How an error is printed [default: text]' -r -f -a "text\t'For a person'
json\t'One JSON document'"
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from clear" -l expired -d 'Forget those that have expired'
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from clear" -l all -d 'Forget all'
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from clear" -s v -l verbose -d 'Tell what is being done; twice: also the heads of requests and answers, secrets masked'
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from clear" -s q -l quiet -d 'Print no warnings'
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from clear" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from help" -f -a "get" -d 'Print a valid access token'
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show what the cache holds, tokens masked'
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from help" -f -a "clear" -d 'Forget cached tokens'
complete -c travauth -n "__fish_travauth_using_subcommand token; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c travauth -n "__fish_travauth_using_subcommand check" -l probe -d 'The API call to make at the end, a path on the base URL [default: one of the provider\'s]' -r
complete -c travauth -n "__fish_travauth_using_subcommand check" -l format -d 'What to print [default: text]' -r -f -a "text\t'For a person'
json\t'One JSON document'
junit\t'`JUnit` XML, as GitLab and Jenkins read it'
github\t'For a step of GitHub Actions: annotations, and a summary where `GITHUB_STEP_SUMMARY` is set'"
complete -c travauth -n "__fish_travauth_using_subcommand check" -s p -l provider -d 'The provider: amadeus, sabre, … or one of the config [variable: `TRAVAUTH_PROVIDER`]' -r
complete -c travauth -n "__fish_travauth_using_subcommand check" -s P -l profile -d 'The profile of the config: provider, environment and credentials at once [variable: `TRAVAUTH_PROFILE`]' -r
complete -c travauth -n "__fish_travauth_using_subcommand check" -s e -l environment -d 'The environment: test, production, cert, …, or emulator [variable: `TRAVAUTH_ENVIRONMENT`]' -r
complete -c travauth -n "__fish_travauth_using_subcommand check" -l base-url -d 'The base URL in place of the environment\'s [variables: `AMADEUS_BASE_URL`, `SABRE_BASE_URL`]' -r
complete -c travauth -n "__fish_travauth_using_subcommand check" -l client-id -d 'The client id' -r
complete -c travauth -n "__fish_travauth_using_subcommand check" -l client-secret-file -d 'A file that holds the client secret, or - for standard input' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand check" -l password-file -d 'A file that holds the password, or - for standard input' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand check" -l user-id -d 'Sabre\'s user id (EPR)' -r
complete -c travauth -n "__fish_travauth_using_subcommand check" -l group -l pcc -d 'Sabre\'s group (PCC)' -r
complete -c travauth -n "__fish_travauth_using_subcommand check" -l domain -d 'Sabre\'s domain; AA when not given' -r
complete -c travauth -n "__fish_travauth_using_subcommand check" -l auth-version -d 'The version of Sabre\'s token endpoint: 2 (default) or 3 [variable: `SABRE_AUTH_VERSION`]' -r
complete -c travauth -n "__fish_travauth_using_subcommand check" -l scope -d 'The scope to ask for' -r
complete -c travauth -n "__fish_travauth_using_subcommand check" -l token-param -d 'An extra form field of the token request; can be repeated' -r
complete -c travauth -n "__fish_travauth_using_subcommand check" -l config -d 'Another config file than the user\'s [variable: `TRAVAUTH_CONFIG`]' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand check" -l timeout -d 'The time limit of the token step and of each request up to its answer [default: 30s]' -r
complete -c travauth -n "__fish_travauth_using_subcommand check" -l connect-timeout -d 'The time limit of making a connection [default: 10s]' -r
complete -c travauth -n "__fish_travauth_using_subcommand check" -l retries -d 'How often a failed request is sent again [default: 2]' -r
complete -c travauth -n "__fish_travauth_using_subcommand check" -l proxy -d 'The proxy; else `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` decide. Never used for this machine' -r
complete -c travauth -n "__fish_travauth_using_subcommand check" -l ca-bundle -d 'A PEM file of trusted certificates in place of the system\'s [variables: `SSL_CERT_FILE`, `SSL_CERT_DIR`]' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand check" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c travauth -n "__fish_travauth_using_subcommand check" -l error-format -d 'How an error is printed [default: text]' -r -f -a "text\t'For a person'
json\t'One JSON document'"
complete -c travauth -n "__fish_travauth_using_subcommand check" -l all -d 'Check every profile, and every built-in provider whose variables are set'
complete -c travauth -n "__fish_travauth_using_subcommand check" -l no-probe -d 'Make no API call'
complete -c travauth -n "__fish_travauth_using_subcommand check" -l cached -d 'Take a cached token where there is one, instead of asking for a new one'
complete -c travauth -n "__fish_travauth_using_subcommand check" -l refresh -d 'Ask even where the provider has just rejected the credentials'
complete -c travauth -n "__fish_travauth_using_subcommand check" -l try-other-environments -d 'Try rejected credentials in the provider\'s other environments; each wrong try counts against the account'
complete -c travauth -n "__fish_travauth_using_subcommand check" -l require-shared-cache -d 'Fail when a token is to be got and the shared cache that `TRAVAUTH_CACHE` or the config names does not work'
complete -c travauth -n "__fish_travauth_using_subcommand check" -s v -l verbose -d 'Tell what is being done; twice: also the heads of requests and answers, secrets masked'
complete -c travauth -n "__fish_travauth_using_subcommand check" -s q -l quiet -d 'Print no warnings'
complete -c travauth -n "__fish_travauth_using_subcommand check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c travauth -n "__fish_travauth_using_subcommand call" -s X -l method -d 'The method [default: GET, or POST with a body]' -r
complete -c travauth -n "__fish_travauth_using_subcommand call" -s H -l header -d 'A header, `Name: value`; `Name:` leaves out one that is sent by default; can be repeated' -r
complete -c travauth -n "__fish_travauth_using_subcommand call" -s d -l data -d 'The body: a text, @FILE, or - for standard input, byte for byte' -r
complete -c travauth -n "__fish_travauth_using_subcommand call" -s f -l raw-field -d 'A text field of a JSON body, name=value; `a[b]=c` nests, `a[]=c` appends; can be repeated' -r
complete -c travauth -n "__fish_travauth_using_subcommand call" -s F -l field -d 'As -f, but true, false, null and whole numbers are typed, and @FILE is a file\'s text; can be repeated' -r
complete -c travauth -n "__fish_travauth_using_subcommand call" -l query -d 'A pair for the query, encoded as need be; can be repeated' -r
complete -c travauth -n "__fish_travauth_using_subcommand call" -s o -l output -d 'Write the answer to this file, which is there whole or not at all' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand call" -l jq -d 'Print what this jq expression makes of the answer, texts without quotes' -r
complete -c travauth -n "__fish_travauth_using_subcommand call" -l max-pages -d 'Stop after so many pages' -r
complete -c travauth -n "__fish_travauth_using_subcommand call" -l rate -d 'How fast pages are asked for, such as 5/s, or none [default: what the provider documents]' -r
complete -c travauth -n "__fish_travauth_using_subcommand call" -l max-size -d 'The largest answer that is taken, such as 500000 or 20M' -r
complete -c travauth -n "__fish_travauth_using_subcommand call" -l min-valid -d 'How long the token must be valid at least [default: 60s, or half the lifetime if that is less]' -r
complete -c travauth -n "__fish_travauth_using_subcommand call" -s p -l provider -d 'The provider: amadeus, sabre, … or one of the config [variable: `TRAVAUTH_PROVIDER`]' -r
complete -c travauth -n "__fish_travauth_using_subcommand call" -s P -l profile -d 'The profile of the config: provider, environment and credentials at once [variable: `TRAVAUTH_PROFILE`]' -r
complete -c travauth -n "__fish_travauth_using_subcommand call" -s e -l environment -d 'The environment: test, production, cert, …, or emulator [variable: `TRAVAUTH_ENVIRONMENT`]' -r
complete -c travauth -n "__fish_travauth_using_subcommand call" -l base-url -d 'The base URL in place of the environment\'s [variables: `AMADEUS_BASE_URL`, `SABRE_BASE_URL`]' -r
complete -c travauth -n "__fish_travauth_using_subcommand call" -l client-id -d 'The client id' -r
complete -c travauth -n "__fish_travauth_using_subcommand call" -l client-secret-file -d 'A file that holds the client secret, or - for standard input' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand call" -l password-file -d 'A file that holds the password, or - for standard input' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand call" -l user-id -d 'Sabre\'s user id (EPR)' -r
complete -c travauth -n "__fish_travauth_using_subcommand call" -l group -l pcc -d 'Sabre\'s group (PCC)' -r
complete -c travauth -n "__fish_travauth_using_subcommand call" -l domain -d 'Sabre\'s domain; AA when not given' -r
complete -c travauth -n "__fish_travauth_using_subcommand call" -l auth-version -d 'The version of Sabre\'s token endpoint: 2 (default) or 3 [variable: `SABRE_AUTH_VERSION`]' -r
complete -c travauth -n "__fish_travauth_using_subcommand call" -l scope -d 'The scope to ask for' -r
complete -c travauth -n "__fish_travauth_using_subcommand call" -l token-param -d 'An extra form field of the token request; can be repeated' -r
complete -c travauth -n "__fish_travauth_using_subcommand call" -l config -d 'Another config file than the user\'s [variable: `TRAVAUTH_CONFIG`]' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand call" -l timeout -d 'The time limit of the token step and of each request up to its answer [default: 30s]' -r
complete -c travauth -n "__fish_travauth_using_subcommand call" -l connect-timeout -d 'The time limit of making a connection [default: 10s]' -r
complete -c travauth -n "__fish_travauth_using_subcommand call" -l retries -d 'How often a failed request is sent again [default: 2]' -r
complete -c travauth -n "__fish_travauth_using_subcommand call" -l proxy -d 'The proxy; else `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` decide. Never used for this machine' -r
complete -c travauth -n "__fish_travauth_using_subcommand call" -l ca-bundle -d 'A PEM file of trusted certificates in place of the system\'s [variables: `SSL_CERT_FILE`, `SSL_CERT_DIR`]' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand call" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c travauth -n "__fish_travauth_using_subcommand call" -l error-format -d 'How an error is printed [default: text]' -r -f -a "text\t'For a person'
json\t'One JSON document'"
complete -c travauth -n "__fish_travauth_using_subcommand call" -s i -l include -d 'Print the answer\'s status and headers too'
complete -c travauth -n "__fish_travauth_using_subcommand call" -s I -l head -d 'Ask for the status and headers alone (HEAD)'
complete -c travauth -n "__fish_travauth_using_subcommand call" -l silent -d 'Print no body'
complete -c travauth -n "__fish_travauth_using_subcommand call" -l paginate -d 'Follow the links to the next pages'
complete -c travauth -n "__fish_travauth_using_subcommand call" -l slurp -d 'Make one array of the pages'
complete -c travauth -n "__fish_travauth_using_subcommand call" -l follow -d 'Follow redirects; another host gets no token'
complete -c travauth -n "__fish_travauth_using_subcommand call" -l no-auth -d 'Send no token; then any URL may be asked'
complete -c travauth -n "__fish_travauth_using_subcommand call" -l compressed -d 'Ask for an answer in gzip and unpack it'
complete -c travauth -n "__fish_travauth_using_subcommand call" -l retry-unsafe -d 'Also send a failed POST, PUT, PATCH or DELETE again'
complete -c travauth -n "__fish_travauth_using_subcommand call" -l dry-run -d 'Print the request as it would go, the token masked, and send nothing'
complete -c travauth -n "__fish_travauth_using_subcommand call" -l print-curl -d 'Print a curl command that does the same, and send nothing'
complete -c travauth -n "__fish_travauth_using_subcommand call" -l require-shared-cache -d 'Fail when a token is to be got and the shared cache that `TRAVAUTH_CACHE` or the config names does not work'
complete -c travauth -n "__fish_travauth_using_subcommand call" -s v -l verbose -d 'Tell what is being done; twice: also the heads of requests and answers, secrets masked'
complete -c travauth -n "__fish_travauth_using_subcommand call" -s q -l quiet -d 'Print no warnings'
complete -c travauth -n "__fish_travauth_using_subcommand call" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c travauth -n "__fish_travauth_using_subcommand exec" -l min-valid -d 'How long the token must be valid at least [default: 60s, or half the lifetime if that is less]' -r
complete -c travauth -n "__fish_travauth_using_subcommand exec" -s p -l provider -d 'The provider: amadeus, sabre, … or one of the config [variable: `TRAVAUTH_PROVIDER`]' -r
complete -c travauth -n "__fish_travauth_using_subcommand exec" -s P -l profile -d 'The profile of the config: provider, environment and credentials at once [variable: `TRAVAUTH_PROFILE`]' -r
complete -c travauth -n "__fish_travauth_using_subcommand exec" -s e -l environment -d 'The environment: test, production, cert, …, or emulator [variable: `TRAVAUTH_ENVIRONMENT`]' -r
complete -c travauth -n "__fish_travauth_using_subcommand exec" -l base-url -d 'The base URL in place of the environment\'s [variables: `AMADEUS_BASE_URL`, `SABRE_BASE_URL`]' -r
complete -c travauth -n "__fish_travauth_using_subcommand exec" -l client-id -d 'The client id' -r
complete -c travauth -n "__fish_travauth_using_subcommand exec" -l client-secret-file -d 'A file that holds the client secret, or - for standard input' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand exec" -l password-file -d 'A file that holds the password, or - for standard input' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand exec" -l user-id -d 'Sabre\'s user id (EPR)' -r
complete -c travauth -n "__fish_travauth_using_subcommand exec" -l group -l pcc -d 'Sabre\'s group (PCC)' -r
complete -c travauth -n "__fish_travauth_using_subcommand exec" -l domain -d 'Sabre\'s domain; AA when not given' -r
complete -c travauth -n "__fish_travauth_using_subcommand exec" -l auth-version -d 'The version of Sabre\'s token endpoint: 2 (default) or 3 [variable: `SABRE_AUTH_VERSION`]' -r
complete -c travauth -n "__fish_travauth_using_subcommand exec" -l scope -d 'The scope to ask for' -r
complete -c travauth -n "__fish_travauth_using_subcommand exec" -l token-param -d 'An extra form field of the token request; can be repeated' -r
complete -c travauth -n "__fish_travauth_using_subcommand exec" -l config -d 'Another config file than the user\'s [variable: `TRAVAUTH_CONFIG`]' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand exec" -l timeout -d 'The time limit of the token step and of each request up to its answer [default: 30s]' -r
complete -c travauth -n "__fish_travauth_using_subcommand exec" -l connect-timeout -d 'The time limit of making a connection [default: 10s]' -r
complete -c travauth -n "__fish_travauth_using_subcommand exec" -l retries -d 'How often a failed request is sent again [default: 2]' -r
complete -c travauth -n "__fish_travauth_using_subcommand exec" -l proxy -d 'The proxy; else `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` decide. Never used for this machine' -r
complete -c travauth -n "__fish_travauth_using_subcommand exec" -l ca-bundle -d 'A PEM file of trusted certificates in place of the system\'s [variables: `SSL_CERT_FILE`, `SSL_CERT_DIR`]' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand exec" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c travauth -n "__fish_travauth_using_subcommand exec" -l error-format -d 'How an error is printed [default: text]' -r -f -a "text\t'For a person'
json\t'One JSON document'"
complete -c travauth -n "__fish_travauth_using_subcommand exec" -l keep-secrets -d 'Leave the variables that hold secrets to the command'
complete -c travauth -n "__fish_travauth_using_subcommand exec" -l require-shared-cache -d 'Fail when a token is to be got and the shared cache that `TRAVAUTH_CACHE` or the config names does not work'
complete -c travauth -n "__fish_travauth_using_subcommand exec" -s v -l verbose -d 'Tell what is being done; twice: also the heads of requests and answers, secrets masked'
complete -c travauth -n "__fish_travauth_using_subcommand exec" -s q -l quiet -d 'Print no warnings'
complete -c travauth -n "__fish_travauth_using_subcommand exec" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c travauth -n "__fish_travauth_using_subcommand encode-sabre-id" -l user-id -d 'The user id (EPR), or a whole `V1:…` string' -r
complete -c travauth -n "__fish_travauth_using_subcommand encode-sabre-id" -l group -l pcc -d 'The group (PCC)' -r
complete -c travauth -n "__fish_travauth_using_subcommand encode-sabre-id" -l domain -d 'The domain; AA when not given' -r
complete -c travauth -n "__fish_travauth_using_subcommand encode-sabre-id" -l client-id -d 'The whole client id, `V1:user:group:domain`' -r
complete -c travauth -n "__fish_travauth_using_subcommand encode-sabre-id" -l password-file -d 'A file that holds the password, or - for standard input; else `SABRE_PASSWORD`, else a prompt' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand encode-sabre-id" -l format -d 'What to print [default: secret]' -r -f -a "secret\t'The string alone'
header\t'The line `Authorization: Basic …`'
json\t'One JSON object'"
complete -c travauth -n "__fish_travauth_using_subcommand encode-sabre-id" -l verify -d 'Diagnose the string in this file, or - for standard input' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand encode-sabre-id" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c travauth -n "__fish_travauth_using_subcommand encode-sabre-id" -l error-format -d 'How an error is printed [default: text]' -r -f -a "text\t'For a person'
json\t'One JSON document'"
complete -c travauth -n "__fish_travauth_using_subcommand encode-sabre-id" -l password-stdin -d 'Read the password from standard input'
complete -c travauth -n "__fish_travauth_using_subcommand encode-sabre-id" -l explain -d 'Show each step, the password masked'
complete -c travauth -n "__fish_travauth_using_subcommand encode-sabre-id" -s v -l verbose -d 'Tell what is being done; twice: also the heads of requests and answers, secrets masked'
complete -c travauth -n "__fish_travauth_using_subcommand encode-sabre-id" -s q -l quiet -d 'Print no warnings'
complete -c travauth -n "__fish_travauth_using_subcommand encode-sabre-id" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c travauth -n "__fish_travauth_using_subcommand providers; and not __fish_seen_subcommand_from list show help" -s h -l help -d 'Print help'
complete -c travauth -n "__fish_travauth_using_subcommand providers; and not __fish_seen_subcommand_from list show help" -f -a "list" -d 'List them: name, kind, environments'
complete -c travauth -n "__fish_travauth_using_subcommand providers; and not __fish_seen_subcommand_from list show help" -f -a "show" -d 'Describe one as TOML that can be pasted into the config: hosts, endpoints, variables'
complete -c travauth -n "__fish_travauth_using_subcommand providers; and not __fish_seen_subcommand_from list show help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c travauth -n "__fish_travauth_using_subcommand providers; and __fish_seen_subcommand_from list" -l config -d 'Another config file than the user\'s [variable: `TRAVAUTH_CONFIG`]' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand providers; and __fish_seen_subcommand_from list" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c travauth -n "__fish_travauth_using_subcommand providers; and __fish_seen_subcommand_from list" -l error-format -d 'How an error is printed [default: text]' -r -f -a "text\t'For a person'
json\t'One JSON document'"
complete -c travauth -n "__fish_travauth_using_subcommand providers; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Tell what is being done; twice: also the heads of requests and answers, secrets masked'
complete -c travauth -n "__fish_travauth_using_subcommand providers; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Print no warnings'
complete -c travauth -n "__fish_travauth_using_subcommand providers; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c travauth -n "__fish_travauth_using_subcommand providers; and __fish_seen_subcommand_from show" -l config -d 'Another config file than the user\'s [variable: `TRAVAUTH_CONFIG`]' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand providers; and __fish_seen_subcommand_from show" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c travauth -n "__fish_travauth_using_subcommand providers; and __fish_seen_subcommand_from show" -l error-format -d 'How an error is printed [default: text]' -r -f -a "text\t'For a person'
json\t'One JSON document'"
complete -c travauth -n "__fish_travauth_using_subcommand providers; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Tell what is being done; twice: also the heads of requests and answers, secrets masked'
complete -c travauth -n "__fish_travauth_using_subcommand providers; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Print no warnings'
complete -c travauth -n "__fish_travauth_using_subcommand providers; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c travauth -n "__fish_travauth_using_subcommand providers; and __fish_seen_subcommand_from help" -f -a "list" -d 'List them: name, kind, environments'
complete -c travauth -n "__fish_travauth_using_subcommand providers; and __fish_seen_subcommand_from help" -f -a "show" -d 'Describe one as TOML that can be pasted into the config: hosts, endpoints, variables'
complete -c travauth -n "__fish_travauth_using_subcommand providers; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c travauth -n "__fish_travauth_using_subcommand config; and not __fish_seen_subcommand_from path show init validate help" -s h -l help -d 'Print help'
complete -c travauth -n "__fish_travauth_using_subcommand config; and not __fish_seen_subcommand_from path show init validate help" -f -a "path" -d 'Print where the config file is'
complete -c travauth -n "__fish_travauth_using_subcommand config; and not __fish_seen_subcommand_from path show init validate help" -f -a "show" -d 'Show every setting with its origin, secrets masked'
complete -c travauth -n "__fish_travauth_using_subcommand config; and not __fish_seen_subcommand_from path show init validate help" -f -a "init" -d 'Write a commented starter file, never over an existing one'
complete -c travauth -n "__fish_travauth_using_subcommand config; and not __fish_seen_subcommand_from path show init validate help" -f -a "validate" -d 'Check the config file: its syntax, keys, providers and profiles'
complete -c travauth -n "__fish_travauth_using_subcommand config; and not __fish_seen_subcommand_from path show init validate help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from path" -l config -d 'Another config file than the user\'s [variable: `TRAVAUTH_CONFIG`]' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from path" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from path" -l error-format -d 'How an error is printed [default: text]' -r -f -a "text\t'For a person'
json\t'One JSON document'"
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from path" -s v -l verbose -d 'Tell what is being done; twice: also the heads of requests and answers, secrets masked'
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from path" -s q -l quiet -d 'Print no warnings'
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from path" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from show" -s p -l provider -d 'The provider: amadeus, sabre, … or one of the config [variable: `TRAVAUTH_PROVIDER`]' -r
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from show" -s P -l profile -d 'The profile of the config: provider, environment and credentials at once [variable: `TRAVAUTH_PROFILE`]' -r
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from show" -s e -l environment -d 'The environment: test, production, cert, …, or emulator [variable: `TRAVAUTH_ENVIRONMENT`]' -r
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from show" -l base-url -d 'The base URL in place of the environment\'s [variables: `AMADEUS_BASE_URL`, `SABRE_BASE_URL`]' -r
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from show" -l client-id -d 'The client id' -r
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from show" -l client-secret-file -d 'A file that holds the client secret, or - for standard input' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from show" -l password-file -d 'A file that holds the password, or - for standard input' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from show" -l user-id -d 'Sabre\'s user id (EPR)' -r
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from show" -l group -l pcc -d 'Sabre\'s group (PCC)' -r
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from show" -l domain -d 'Sabre\'s domain; AA when not given' -r
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from show" -l auth-version -d 'The version of Sabre\'s token endpoint: 2 (default) or 3 [variable: `SABRE_AUTH_VERSION`]' -r
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from show" -l scope -d 'The scope to ask for' -r
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from show" -l token-param -d 'An extra form field of the token request; can be repeated' -r
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from show" -l config -d 'Another config file than the user\'s [variable: `TRAVAUTH_CONFIG`]' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from show" -l timeout -d 'The time limit of the token step and of each request up to its answer [default: 30s]' -r
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from show" -l connect-timeout -d 'The time limit of making a connection [default: 10s]' -r
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from show" -l retries -d 'How often a failed request is sent again [default: 2]' -r
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from show" -l proxy -d 'The proxy; else `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` decide. Never used for this machine' -r
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from show" -l ca-bundle -d 'A PEM file of trusted certificates in place of the system\'s [variables: `SSL_CERT_FILE`, `SSL_CERT_DIR`]' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from show" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from show" -l error-format -d 'How an error is printed [default: text]' -r -f -a "text\t'For a person'
json\t'One JSON document'"
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from show" -l require-shared-cache -d 'Fail when a token is to be got and the shared cache that `TRAVAUTH_CACHE` or the config names does not work'
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Tell what is being done; twice: also the heads of requests and answers, secrets masked'
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Print no warnings'
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from init" -l config -d 'Another config file than the user\'s [variable: `TRAVAUTH_CONFIG`]' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from init" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from init" -l error-format -d 'How an error is printed [default: text]' -r -f -a "text\t'For a person'
json\t'One JSON document'"
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from init" -s v -l verbose -d 'Tell what is being done; twice: also the heads of requests and answers, secrets masked'
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from init" -s q -l quiet -d 'Print no warnings'
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from init" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from validate" -l config -d 'Another config file than the user\'s [variable: `TRAVAUTH_CONFIG`]' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from validate" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from validate" -l error-format -d 'How an error is printed [default: text]' -r -f -a "text\t'For a person'
json\t'One JSON document'"
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from validate" -s v -l verbose -d 'Tell what is being done; twice: also the heads of requests and answers, secrets masked'
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from validate" -s q -l quiet -d 'Print no warnings'
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from validate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "path" -d 'Print where the config file is'
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show every setting with its origin, secrets masked'
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "init" -d 'Write a commented starter file, never over an existing one'
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "validate" -d 'Check the config file: its syntax, keys, providers and profiles'
complete -c travauth -n "__fish_travauth_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c travauth -n "__fish_travauth_using_subcommand emulator" -l listen -d 'The address to listen on; port 0 takes a free one' -r
complete -c travauth -n "__fish_travauth_using_subcommand emulator" -l expires-in -d 'The lifetime of its tokens [default: Amadeus 1799, Sabre 604800]' -r
complete -c travauth -n "__fish_travauth_using_subcommand emulator" -l latency -d 'How long it takes to answer' -r
complete -c travauth -n "__fish_travauth_using_subcommand emulator" -l fault -d 'Answer STATUS at PATH, TIMES times or always; can be repeated' -r
complete -c travauth -n "__fish_travauth_using_subcommand emulator" -l rate -d 'Answer 429 to an account that sends faster, such as 10/s or 100/m' -r
complete -c travauth -n "__fish_travauth_using_subcommand emulator" -l data -d 'Answer from the files in DIR first: v1/some/path.json for GET, v1/some/path.POST.json' -r -F
complete -c travauth -n "__fish_travauth_using_subcommand emulator" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c travauth -n "__fish_travauth_using_subcommand emulator" -l error-format -d 'How an error is printed [default: text]' -r -f -a "text\t'For a person'
json\t'One JSON document'"
complete -c travauth -n "__fish_travauth_using_subcommand emulator" -l tls -d 'Speak https, with a certificate of a CA made for this run; a command is told to trust it'
complete -c travauth -n "__fish_travauth_using_subcommand emulator" -s v -l verbose -d 'Tell what is being done; twice: also the heads of requests and answers, secrets masked'
complete -c travauth -n "__fish_travauth_using_subcommand emulator" -s q -l quiet -d 'Print no warnings'
complete -c travauth -n "__fish_travauth_using_subcommand emulator" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c travauth -n "__fish_travauth_using_subcommand completions" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c travauth -n "__fish_travauth_using_subcommand completions" -l error-format -d 'How an error is printed [default: text]' -r -f -a "text\t'For a person'
json\t'One JSON document'"
complete -c travauth -n "__fish_travauth_using_subcommand completions" -s v -l verbose -d 'Tell what is being done; twice: also the heads of requests and answers, secrets masked'
complete -c travauth -n "__fish_travauth_using_subcommand completions" -s q -l quiet -d 'Print no warnings'
complete -c travauth -n "__fish_travauth_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c travauth -n "__fish_travauth_using_subcommand help; and not __fish_seen_subcommand_from token check call exec encode-sabre-id providers config emulator completions help" -f -a "token" -d 'Get, show and forget access tokens'
complete -c travauth -n "__fish_travauth_using_subcommand help; and not __fish_seen_subcommand_from token check call exec encode-sabre-id providers config emulator completions help" -f -a "check" -d 'Smoke-test credentials: a real token request, then one harmless API call'
complete -c travauth -n "__fish_travauth_using_subcommand help; and not __fish_seen_subcommand_from token check call exec encode-sabre-id providers config emulator completions help" -f -a "call" -d 'Send an authenticated request to an API'
complete -c travauth -n "__fish_travauth_using_subcommand help; and not __fish_seen_subcommand_from token check call exec encode-sabre-id providers config emulator completions help" -f -a "exec" -d 'Run a command with a fresh token in its environment'
complete -c travauth -n "__fish_travauth_using_subcommand help; and not __fish_seen_subcommand_from token check call exec encode-sabre-id providers config emulator completions help" -f -a "encode-sabre-id" -d 'Build the Sabre v2 credential string'
complete -c travauth -n "__fish_travauth_using_subcommand help; and not __fish_seen_subcommand_from token check call exec encode-sabre-id providers config emulator completions help" -f -a "providers" -d 'List and describe the providers'
complete -c travauth -n "__fish_travauth_using_subcommand help; and not __fish_seen_subcommand_from token check call exec encode-sabre-id providers config emulator completions help" -f -a "config" -d 'Find, show, start and check the config file'
complete -c travauth -n "__fish_travauth_using_subcommand help; and not __fish_seen_subcommand_from token check call exec encode-sabre-id providers config emulator completions help" -f -a "emulator" -d 'Serve Amadeus and Sabre on this machine, for offline work and tests'
complete -c travauth -n "__fish_travauth_using_subcommand help; and not __fish_seen_subcommand_from token check call exec encode-sabre-id providers config emulator completions help" -f -a "completions" -d 'Print the completion script of a shell'
complete -c travauth -n "__fish_travauth_using_subcommand help; and not __fish_seen_subcommand_from token check call exec encode-sabre-id providers config emulator completions help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'

# Names that only the config knows: asked of the program itself.
function __fish_travauth_names
    set -l words (commandline -opc)
    travauth __complete $argv[1] -- $words[2..] 2>/dev/null
end
complete -c travauth -n "not __fish_travauth_needs_command" -s p -l provider -x -a "(__fish_travauth_names providers)"
complete -c travauth -n "not __fish_travauth_needs_command" -s P -l profile -x -a "(__fish_travauth_names profiles)"
complete -c travauth -n "not __fish_travauth_needs_command" -s e -l environment -x -a "(__fish_travauth_names environments)"
complete -c travauth -n "__fish_travauth_using_subcommand providers; and __fish_seen_subcommand_from show" -f -a "(__fish_travauth_names providers)"
