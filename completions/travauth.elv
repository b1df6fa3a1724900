
use builtin;
use str;

set edit:completion:arg-completer[travauth] = {|@words|
    fn spaces {|n|
        builtin:repeat $n ' ' | str:join ''
    }
    fn cand {|text desc|
        edit:complex-candidate $text &display=$text' '(spaces (- 14 (wcswidth $text)))$desc
    }
    var command = 'travauth'
    for word $words[1..-1] {
        if (str:has-prefix $word '-') {
            break
        }
        set command = $command';'$word
    }
    var completions = [
        &'travauth'= {
            cand --color 'When to use colour [default: auto]'
            cand --error-format 'The format of errors [default: text]'
            cand -v 'Show what is done; -vv adds request and response headers, secrets masked'
            cand --verbose 'Show what is done; -vv adds request and response headers, secrets masked'
            cand -q 'Print no warnings'
            cand --quiet 'Print no warnings'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand login 'Set up a profile and store its secret'
            cand logout 'Delete a profile, its secret and its tokens'
            cand profile 'List, show, choose, rename and delete profiles'
            cand token 'Get, show and delete access tokens'
            cand check 'Smoke-test credentials: a real token request, then one harmless API call'
            cand call 'Send an authenticated request to an API and print the response'
            cand exec 'Run a command with an access token in its environment'
            cand encode-sabre-id 'Build the Sabre v2 credential string, or diagnose an existing one'
            cand providers 'List and show providers'
            cand config 'Find, show, create and check the config file'
            cand explain 'Explain an error code of a provider, and what to do about it'
            cand emulator 'Serve Amadeus and Sabre on this machine'
            cand completions 'Print a shell completion script'
            cand version 'Show the version, the commit, the platform and the features of this build'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'travauth;login'= {
            cand -p 'The provider: amadeus, sabre, … or one from the config'
            cand --provider 'The provider: amadeus, sabre, … or one from the config'
            cand -e 'The environment: test, production, cert, …, or emulator'
            cand --environment 'The environment: test, production, cert, …, or emulator'
            cand --base-url 'The base URL, instead of an environment''s'
            cand --client-id 'The client id'
            cand --user-id 'Sabre''s user id (EPR), or the whole `V1:…` string'
            cand --epr 'Sabre''s user id (EPR), or the whole `V1:…` string'
            cand --group 'Sabre''s group (PCC)'
            cand --pcc 'Sabre''s group (PCC)'
            cand --domain 'Sabre''s domain [default: AA]'
            cand --auth-version 'The version of Sabre''s token endpoint: 2 (default) or 3'
            cand --scope 'The scope to request'
            cand --token-param 'An extra form field of the token request; can be repeated'
            cand --client-secret-file 'A file that holds the client secret, or - for standard input'
            cand --password-file 'A file that holds the password, or - for standard input'
            cand --secret-command 'A command that prints the secret; `password=CMD` and `client_secret=CMD` if there are two'
            cand --env-file 'Read variables from this dotenv file too, for --from-env; can be repeated'
            cand --store 'Where to store the secret [default: keyring]'
            cand --config 'Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]'
            cand --timeout 'The time limit for obtaining a token, and for each request until its response [default: 30s]'
            cand --connect-timeout 'The time limit for connecting [default: 10s]'
            cand --retries 'The number of retries of a failed request [default: 2]'
            cand --retry-max-time 'Do not retry a failed request after this time'
            cand --rate-wait 'The longest wait of an API request for its turn, where a rate is shared [default: 30s]'
            cand --proxy 'The proxy URL; without it, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` apply. Loopback never uses a proxy'
            cand --ca-bundle 'A PEM file of trusted certificates, instead of the system''s [variables: `SSL_CERT_FILE`, `SSL_CERT_DIR`]'
            cand --add-ca 'A PEM file of trusted certificates, in addition to the others [variable: `TRAVAUTH_ADD_CA`]'
            cand --client-cert 'A PEM file with the TLS client certificate, for token URL and base URL [variable: `TRAVAUTH_CLIENT_CERT`]'
            cand --client-key 'A PEM file with the private key of the client certificate [default: the file of the certificate; variable: `TRAVAUTH_CLIENT_KEY`]'
            cand --color 'When to use colour [default: auto]'
            cand --error-format 'The format of errors [default: text]'
            cand --with-secret 'Read the secret from standard input'
            cand --from-env 'Take ids and secrets that the variables hold'
            cand --no-verify 'Store without trying the credentials out'
            cand --no-probe 'Request a token, but make no API call'
            cand --replace 'Change an existing profile, if the new credentials work'
            cand --default 'Make it the default profile'
            cand --no-default 'Do not make it the default profile'
            cand -y 'Answer every yes-or-no question with yes'
            cand --yes 'Answer every yes-or-no question with yes'
            cand --dry-run 'Show what would be written, and write nothing'
            cand --json 'Print the result as JSON'
            cand --require-shared-cache 'Fail if a token is needed and the shared cache (from `TRAVAUTH_CACHE` or the config) does not work'
            cand -v 'Show what is done; -vv adds request and response headers, secrets masked'
            cand --verbose 'Show what is done; -vv adds request and response headers, secrets masked'
            cand -q 'Print no warnings'
            cand --quiet 'Print no warnings'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'travauth;logout'= {
            cand --config 'Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]'
            cand --color 'When to use colour [default: auto]'
            cand --error-format 'The format of errors [default: text]'
            cand --all 'Every profile of your config'
            cand --keep-profile 'Keep the profile; delete only its secret and tokens'
            cand -v 'Show what is done; -vv adds request and response headers, secrets masked'
            cand --verbose 'Show what is done; -vv adds request and response headers, secrets masked'
            cand -q 'Print no warnings'
            cand --quiet 'Print no warnings'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'travauth;profile'= {
            cand -h 'Print help'
            cand --help 'Print help'
            cand list 'List all profiles'
            cand show 'Show one profile'
            cand use 'Make a profile the default one'
            cand rename 'Rename a profile'
            cand remove 'Delete a profile, its secret and its tokens'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'travauth;profile;list'= {
            cand --config 'Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]'
            cand --color 'When to use colour [default: auto]'
            cand --error-format 'The format of errors [default: text]'
            cand --json 'Print JSON'
            cand -v 'Show what is done; -vv adds request and response headers, secrets masked'
            cand --verbose 'Show what is done; -vv adds request and response headers, secrets masked'
            cand -q 'Print no warnings'
            cand --quiet 'Print no warnings'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'travauth;profile;show'= {
            cand --config 'Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]'
            cand --color 'When to use colour [default: auto]'
            cand --error-format 'The format of errors [default: text]'
            cand --json 'Print JSON'
            cand -v 'Show what is done; -vv adds request and response headers, secrets masked'
            cand --verbose 'Show what is done; -vv adds request and response headers, secrets masked'
            cand -q 'Print no warnings'
            cand --quiet 'Print no warnings'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'travauth;profile;use'= {
            cand --shell 'The shell that reads it [default: sh]'
            cand --config 'Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]'
            cand --color 'When to use colour [default: auto]'
            cand --error-format 'The format of errors [default: text]'
            cand --session 'Choose it in this shell alone: vars=$(travauth profile use NAME --session) && eval "$vars"'
            cand -v 'Show what is done; -vv adds request and response headers, secrets masked'
            cand --verbose 'Show what is done; -vv adds request and response headers, secrets masked'
            cand -q 'Print no warnings'
            cand --quiet 'Print no warnings'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'travauth;profile;rename'= {
            cand --config 'Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]'
            cand --color 'When to use colour [default: auto]'
            cand --error-format 'The format of errors [default: text]'
            cand -v 'Show what is done; -vv adds request and response headers, secrets masked'
            cand --verbose 'Show what is done; -vv adds request and response headers, secrets masked'
            cand -q 'Print no warnings'
            cand --quiet 'Print no warnings'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'travauth;profile;remove'= {
            cand --config 'Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]'
            cand --color 'When to use colour [default: auto]'
            cand --error-format 'The format of errors [default: text]'
            cand -v 'Show what is done; -vv adds request and response headers, secrets masked'
            cand --verbose 'Show what is done; -vv adds request and response headers, secrets masked'
            cand -q 'Print no warnings'
            cand --quiet 'Print no warnings'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'travauth;profile;help'= {
            cand list 'List all profiles'
            cand show 'Show one profile'
            cand use 'Make a profile the default one'
            cand rename 'Rename a profile'
            cand remove 'Delete a profile, its secret and its tokens, as `logout` does'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'travauth;profile;help;list'= {
        }
        &'travauth;profile;help;show'= {
        }
        &'travauth;profile;help;use'= {
        }
        &'travauth;profile;help;rename'= {
        }
        &'travauth;profile;help;remove'= {
        }
        &'travauth;profile;help;help'= {
        }
        &'travauth;token'= {
            cand -h 'Print help'
            cand --help 'Print help'
            cand get 'Print a valid access token'
            cand show 'Show cached tokens, masked'
            cand clear 'Delete cached tokens'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'travauth;token;get'= {
            cand --format 'The output format [default: token]'
            cand --shell 'The shell that `--format env` quotes for [default: sh]'
            cand --min-valid 'The minimum remaining validity of the token [default: 60s, or half the lifetime if that is less]'
            cand -p 'The provider: amadeus, sabre, … or one from the config [variable: `TRAVAUTH_PROVIDER`]'
            cand --provider 'The provider: amadeus, sabre, … or one from the config [variable: `TRAVAUTH_PROVIDER`]'
            cand -P 'A profile from the config: provider, environment and credentials together [variable: `TRAVAUTH_PROFILE`]'
            cand --profile 'A profile from the config: provider, environment and credentials together [variable: `TRAVAUTH_PROFILE`]'
            cand -e 'The environment: test, production, cert, …, or emulator [variable: `TRAVAUTH_ENVIRONMENT`]'
            cand --environment 'The environment: test, production, cert, …, or emulator [variable: `TRAVAUTH_ENVIRONMENT`]'
            cand --base-url 'The base URL, instead of the environment''s [variables: `AMADEUS_BASE_URL`, `SABRE_BASE_URL`]'
            cand --client-id 'The client id'
            cand --client-secret-file 'A file that holds the client secret, or - for standard input'
            cand --password-file 'A file that holds the password, or - for standard input'
            cand --user-id 'Sabre''s user id (EPR)'
            cand --epr 'Sabre''s user id (EPR)'
            cand --group 'Sabre''s group (PCC)'
            cand --pcc 'Sabre''s group (PCC)'
            cand --domain 'Sabre''s domain [default: AA]'
            cand --auth-version 'The version of Sabre''s token endpoint: 2 (default) or 3 [variable: `SABRE_AUTH_VERSION`]'
            cand --scope 'The scope to request'
            cand --token-param 'An extra form field of the token request; can be repeated'
            cand --env-file 'Read variables that are not set from this file of NAME=value lines; can be repeated, the last file wins'
            cand --config 'Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]'
            cand --timeout 'The time limit for obtaining a token, and for each request until its response [default: 30s]'
            cand --connect-timeout 'The time limit for connecting [default: 10s]'
            cand --retries 'The number of retries of a failed request [default: 2]'
            cand --retry-max-time 'Do not retry a failed request after this time'
            cand --rate-wait 'The longest wait of an API request for its turn, where a rate is shared [default: 30s]'
            cand --proxy 'The proxy URL; without it, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` apply. Loopback never uses a proxy'
            cand --ca-bundle 'A PEM file of trusted certificates, instead of the system''s [variables: `SSL_CERT_FILE`, `SSL_CERT_DIR`]'
            cand --add-ca 'A PEM file of trusted certificates, in addition to the others [variable: `TRAVAUTH_ADD_CA`]'
            cand --client-cert 'A PEM file with the TLS client certificate, for token URL and base URL [variable: `TRAVAUTH_CLIENT_CERT`]'
            cand --client-key 'A PEM file with the private key of the client certificate [default: the file of the certificate; variable: `TRAVAUTH_CLIENT_KEY`]'
            cand --color 'When to use colour [default: auto]'
            cand --error-format 'The format of errors [default: text]'
            cand --refresh 'Request a new token, even if a valid one is cached'
            cand --no-cache 'Do not read or write the cache'
            cand --offline 'Do not use the network'
            cand --allow-placeholder 'Send a credential that looks like a placeholder, such as `changeme` or `${PASSWORD}`'
            cand --require-shared-cache 'Fail if a token is needed and the shared cache (from `TRAVAUTH_CACHE` or the config) does not work'
            cand -v 'Show what is done; -vv adds request and response headers, secrets masked'
            cand --verbose 'Show what is done; -vv adds request and response headers, secrets masked'
            cand -q 'Print no warnings'
            cand --quiet 'Print no warnings'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'travauth;token;show'= {
            cand -p 'The provider: amadeus, sabre, … or one from the config [variable: `TRAVAUTH_PROVIDER`]'
            cand --provider 'The provider: amadeus, sabre, … or one from the config [variable: `TRAVAUTH_PROVIDER`]'
            cand -P 'A profile from the config: provider, environment and credentials together [variable: `TRAVAUTH_PROFILE`]'
            cand --profile 'A profile from the config: provider, environment and credentials together [variable: `TRAVAUTH_PROFILE`]'
            cand -e 'The environment: test, production, cert, …, or emulator [variable: `TRAVAUTH_ENVIRONMENT`]'
            cand --environment 'The environment: test, production, cert, …, or emulator [variable: `TRAVAUTH_ENVIRONMENT`]'
            cand --base-url 'The base URL, instead of the environment''s [variables: `AMADEUS_BASE_URL`, `SABRE_BASE_URL`]'
            cand --client-id 'The client id'
            cand --client-secret-file 'A file that holds the client secret, or - for standard input'
            cand --password-file 'A file that holds the password, or - for standard input'
            cand --user-id 'Sabre''s user id (EPR)'
            cand --epr 'Sabre''s user id (EPR)'
            cand --group 'Sabre''s group (PCC)'
            cand --pcc 'Sabre''s group (PCC)'
            cand --domain 'Sabre''s domain [default: AA]'
            cand --auth-version 'The version of Sabre''s token endpoint: 2 (default) or 3 [variable: `SABRE_AUTH_VERSION`]'
            cand --scope 'The scope to request'
            cand --token-param 'An extra form field of the token request; can be repeated'
            cand --env-file 'Read variables that are not set from this file of NAME=value lines; can be repeated, the last file wins'
            cand --config 'Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]'
            cand --color 'When to use colour [default: auto]'
            cand --error-format 'The format of errors [default: text]'
            cand --json 'Print a JSON array'
            cand --reveal 'Print tokens unmasked'
            cand --why 'Explain the origin of token and credentials, and whether the next `token get` would use the network'
            cand --allow-placeholder 'Send a credential that looks like a placeholder, such as `changeme` or `${PASSWORD}`'
            cand -v 'Show what is done; -vv adds request and response headers, secrets masked'
            cand --verbose 'Show what is done; -vv adds request and response headers, secrets masked'
            cand -q 'Print no warnings'
            cand --quiet 'Print no warnings'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'travauth;token;clear'= {
            cand -p 'The provider: amadeus, sabre, … or one from the config [variable: `TRAVAUTH_PROVIDER`]'
            cand --provider 'The provider: amadeus, sabre, … or one from the config [variable: `TRAVAUTH_PROVIDER`]'
            cand -P 'A profile from the config: provider, environment and credentials together [variable: `TRAVAUTH_PROFILE`]'
            cand --profile 'A profile from the config: provider, environment and credentials together [variable: `TRAVAUTH_PROFILE`]'
            cand -e 'The environment: test, production, cert, …, or emulator [variable: `TRAVAUTH_ENVIRONMENT`]'
            cand --environment 'The environment: test, production, cert, …, or emulator [variable: `TRAVAUTH_ENVIRONMENT`]'
            cand --base-url 'The base URL, instead of the environment''s [variables: `AMADEUS_BASE_URL`, `SABRE_BASE_URL`]'
            cand --client-id 'The client id'
            cand --client-secret-file 'A file that holds the client secret, or - for standard input'
            cand --password-file 'A file that holds the password, or - for standard input'
            cand --user-id 'Sabre''s user id (EPR)'
            cand --epr 'Sabre''s user id (EPR)'
            cand --group 'Sabre''s group (PCC)'
            cand --pcc 'Sabre''s group (PCC)'
            cand --domain 'Sabre''s domain [default: AA]'
            cand --auth-version 'The version of Sabre''s token endpoint: 2 (default) or 3 [variable: `SABRE_AUTH_VERSION`]'
            cand --scope 'The scope to request'
            cand --token-param 'An extra form field of the token request; can be repeated'
            cand --env-file 'Read variables that are not set from this file of NAME=value lines; can be repeated, the last file wins'
            cand --config 'Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]'
            cand --color 'When to use colour [default: auto]'
            cand --error-format 'The format of errors [default: text]'
            cand --expired 'Delete only expired tokens'
            cand --all 'Delete all tokens'
            cand --allow-placeholder 'Send a credential that looks like a placeholder, such as `changeme` or `${PASSWORD}`'
            cand -v 'Show what is done; -vv adds request and response headers, secrets masked'
            cand --verbose 'Show what is done; -vv adds request and response headers, secrets masked'
            cand -q 'Print no warnings'
            cand --quiet 'Print no warnings'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'travauth;token;help'= {
            cand get 'Print a valid access token'
            cand show 'Show cached tokens, masked'
            cand clear 'Delete cached tokens'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'travauth;token;help;get'= {
        }
        &'travauth;token;help;show'= {
        }
        &'travauth;token;help;clear'= {
        }
        &'travauth;token;help;help'= {
        }
        &'travauth;check'= {
            cand --probe 'The path of the API call, below the base URL [default: the provider''s own]'
            cand --format 'The output format [default: text]'
            cand -p 'The provider: amadeus, sabre, … or one from the config [variable: `TRAVAUTH_PROVIDER`]'
            cand --provider 'The provider: amadeus, sabre, … or one from the config [variable: `TRAVAUTH_PROVIDER`]'
            cand -P 'A profile from the config: provider, environment and credentials together [variable: `TRAVAUTH_PROFILE`]'
            cand --profile 'A profile from the config: provider, environment and credentials together [variable: `TRAVAUTH_PROFILE`]'
            cand -e 'The environment: test, production, cert, …, or emulator [variable: `TRAVAUTH_ENVIRONMENT`]'
            cand --environment 'The environment: test, production, cert, …, or emulator [variable: `TRAVAUTH_ENVIRONMENT`]'
            cand --base-url 'The base URL, instead of the environment''s [variables: `AMADEUS_BASE_URL`, `SABRE_BASE_URL`]'
            cand --client-id 'The client id'
            cand --client-secret-file 'A file that holds the client secret, or - for standard input'
            cand --password-file 'A file that holds the password, or - for standard input'
            cand --user-id 'Sabre''s user id (EPR)'
            cand --epr 'Sabre''s user id (EPR)'
            cand --group 'Sabre''s group (PCC)'
            cand --pcc 'Sabre''s group (PCC)'
            cand --domain 'Sabre''s domain [default: AA]'
            cand --auth-version 'The version of Sabre''s token endpoint: 2 (default) or 3 [variable: `SABRE_AUTH_VERSION`]'
            cand --scope 'The scope to request'
            cand --token-param 'An extra form field of the token request; can be repeated'
            cand --env-file 'Read variables that are not set from this file of NAME=value lines; can be repeated, the last file wins'
            cand --config 'Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]'
            cand --timeout 'The time limit for obtaining a token, and for each request until its response [default: 30s]'
            cand --connect-timeout 'The time limit for connecting [default: 10s]'
            cand --retries 'The number of retries of a failed request [default: 2]'
            cand --retry-max-time 'Do not retry a failed request after this time'
            cand --rate-wait 'The longest wait of an API request for its turn, where a rate is shared [default: 30s]'
            cand --proxy 'The proxy URL; without it, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` apply. Loopback never uses a proxy'
            cand --ca-bundle 'A PEM file of trusted certificates, instead of the system''s [variables: `SSL_CERT_FILE`, `SSL_CERT_DIR`]'
            cand --add-ca 'A PEM file of trusted certificates, in addition to the others [variable: `TRAVAUTH_ADD_CA`]'
            cand --client-cert 'A PEM file with the TLS client certificate, for token URL and base URL [variable: `TRAVAUTH_CLIENT_CERT`]'
            cand --client-key 'A PEM file with the private key of the client certificate [default: the file of the certificate; variable: `TRAVAUTH_CLIENT_KEY`]'
            cand --color 'When to use colour [default: auto]'
            cand --error-format 'The format of errors [default: text]'
            cand --all 'Check every profile, and every built-in provider whose variables are set'
            cand --no-probe 'Skip the API call'
            cand --cached 'Use a cached token, if there is one, instead of requesting a new one'
            cand --refresh 'Send the token request even if the provider has just rejected the credentials'
            cand --try-other-environments 'Try rejected credentials in the provider''s other environments; each failed attempt counts against the account'
            cand --try-auth 'Try rejected credentials as HTTP Basic, with and without encoding, and in the form; each failed attempt counts against the account. For providers of the config file only'
            cand --allow-placeholder 'Send a credential that looks like a placeholder, such as `changeme` or `${PASSWORD}`'
            cand --require-shared-cache 'Fail if a token is needed and the shared cache (from `TRAVAUTH_CACHE` or the config) does not work'
            cand -v 'Show what is done; -vv adds request and response headers, secrets masked'
            cand --verbose 'Show what is done; -vv adds request and response headers, secrets masked'
            cand -q 'Print no warnings'
            cand --quiet 'Print no warnings'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'travauth;call'= {
            cand -X 'The HTTP method [default: GET, or POST with a body]'
            cand --method 'The HTTP method [default: GET, or POST with a body]'
            cand -H 'A header, `Name: value`; `Name:` removes a default header; can be repeated'
            cand --header 'A header, `Name: value`; `Name:` removes a default header; can be repeated'
            cand -d 'The body: text, @FILE, or - for standard input; sent byte for byte'
            cand --data 'The body: text, @FILE, or - for standard input; sent byte for byte'
            cand -f 'A string field of a JSON body, name=value; `a[b]=c` nests, `a[]=c` appends; can be repeated'
            cand --raw-field 'A string field of a JSON body, name=value; `a[b]=c` nests, `a[]=c` appends; can be repeated'
            cand -F 'Like -f, but true, false, null and integers keep their type, and @FILE is a file''s text; can be repeated'
            cand --field 'Like -f, but true, false, null and integers keep their type, and @FILE is a file''s text; can be repeated'
            cand --query 'A query parameter, percent-encoded as needed; can be repeated'
            cand -o 'Write the response to this file, completely or not at all'
            cand --output 'Write the response to this file, completely or not at all'
            cand --jq 'Filter the response with this jq expression; strings are printed without quotes'
            cand --max-pages 'Stop after this many pages'
            cand --rate 'The rate that all requests of this account keep together, such as 5/s or 100/m, or none [default: the documented rate]'
            cand --max-size 'The largest accepted response in bytes, such as 500000 or 20M'
            cand --min-valid 'The minimum remaining validity of the token [default: 60s, or half the lifetime if that is less]'
            cand -p 'The provider: amadeus, sabre, … or one from the config [variable: `TRAVAUTH_PROVIDER`]'
            cand --provider 'The provider: amadeus, sabre, … or one from the config [variable: `TRAVAUTH_PROVIDER`]'
            cand -P 'A profile from the config: provider, environment and credentials together [variable: `TRAVAUTH_PROFILE`]'
            cand --profile 'A profile from the config: provider, environment and credentials together [variable: `TRAVAUTH_PROFILE`]'
            cand -e 'The environment: test, production, cert, …, or emulator [variable: `TRAVAUTH_ENVIRONMENT`]'
            cand --environment 'The environment: test, production, cert, …, or emulator [variable: `TRAVAUTH_ENVIRONMENT`]'
            cand --base-url 'The base URL, instead of the environment''s [variables: `AMADEUS_BASE_URL`, `SABRE_BASE_URL`]'
            cand --client-id 'The client id'
            cand --client-secret-file 'A file that holds the client secret, or - for standard input'
            cand --password-file 'A file that holds the password, or - for standard input'
            cand --user-id 'Sabre''s user id (EPR)'
            cand --epr 'Sabre''s user id (EPR)'
            cand --group 'Sabre''s group (PCC)'
            cand --pcc 'Sabre''s group (PCC)'
            cand --domain 'Sabre''s domain [default: AA]'
            cand --auth-version 'The version of Sabre''s token endpoint: 2 (default) or 3 [variable: `SABRE_AUTH_VERSION`]'
            cand --scope 'The scope to request'
            cand --token-param 'An extra form field of the token request; can be repeated'
            cand --env-file 'Read variables that are not set from this file of NAME=value lines; can be repeated, the last file wins'
            cand --config 'Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]'
            cand --timeout 'The time limit for obtaining a token, and for each request until its response [default: 30s]'
            cand --connect-timeout 'The time limit for connecting [default: 10s]'
            cand --retries 'The number of retries of a failed request [default: 2]'
            cand --retry-max-time 'Do not retry a failed request after this time'
            cand --rate-wait 'The longest wait of an API request for its turn, where a rate is shared [default: 30s]'
            cand --proxy 'The proxy URL; without it, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` apply. Loopback never uses a proxy'
            cand --ca-bundle 'A PEM file of trusted certificates, instead of the system''s [variables: `SSL_CERT_FILE`, `SSL_CERT_DIR`]'
            cand --add-ca 'A PEM file of trusted certificates, in addition to the others [variable: `TRAVAUTH_ADD_CA`]'
            cand --client-cert 'A PEM file with the TLS client certificate, for token URL and base URL [variable: `TRAVAUTH_CLIENT_CERT`]'
            cand --client-key 'A PEM file with the private key of the client certificate [default: the file of the certificate; variable: `TRAVAUTH_CLIENT_KEY`]'
            cand --color 'When to use colour [default: auto]'
            cand --error-format 'The format of errors [default: text]'
            cand -i 'Print the response''s status and headers too'
            cand --include 'Print the response''s status and headers too'
            cand -I 'Request only the status and headers (HEAD)'
            cand --head 'Request only the status and headers (HEAD)'
            cand --silent 'Do not print the body'
            cand --paginate 'Follow the links to the next pages'
            cand --slurp 'Print all pages as one array'
            cand --follow 'Follow redirects; the token is not sent to another host'
            cand --no-auth 'Send no token; any URL is allowed then'
            cand --compressed 'Request a gzip response and decompress it'
            cand --retry-unsafe 'Also retry a failed POST, PUT, PATCH or DELETE'
            cand --dry-run 'Print the request with the token masked, and send nothing'
            cand --print-curl 'Print a curl command that sends the same request, and send nothing'
            cand --allow-placeholder 'Send a credential that looks like a placeholder, such as `changeme` or `${PASSWORD}`'
            cand --require-shared-cache 'Fail if a token is needed and the shared cache (from `TRAVAUTH_CACHE` or the config) does not work'
            cand -v 'Show what is done; -vv adds request and response headers, secrets masked'
            cand --verbose 'Show what is done; -vv adds request and response headers, secrets masked'
            cand -q 'Print no warnings'
            cand --quiet 'Print no warnings'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'travauth;exec'= {
            cand --min-valid 'The minimum remaining validity of the token [default: 60s, or half the lifetime if that is less]'
            cand -p 'The provider: amadeus, sabre, … or one from the config [variable: `TRAVAUTH_PROVIDER`]'
            cand --provider 'The provider: amadeus, sabre, … or one from the config [variable: `TRAVAUTH_PROVIDER`]'
            cand -P 'A profile from the config: provider, environment and credentials together [variable: `TRAVAUTH_PROFILE`]'
            cand --profile 'A profile from the config: provider, environment and credentials together [variable: `TRAVAUTH_PROFILE`]'
            cand -e 'The environment: test, production, cert, …, or emulator [variable: `TRAVAUTH_ENVIRONMENT`]'
            cand --environment 'The environment: test, production, cert, …, or emulator [variable: `TRAVAUTH_ENVIRONMENT`]'
            cand --base-url 'The base URL, instead of the environment''s [variables: `AMADEUS_BASE_URL`, `SABRE_BASE_URL`]'
            cand --client-id 'The client id'
            cand --client-secret-file 'A file that holds the client secret, or - for standard input'
            cand --password-file 'A file that holds the password, or - for standard input'
            cand --user-id 'Sabre''s user id (EPR)'
            cand --epr 'Sabre''s user id (EPR)'
            cand --group 'Sabre''s group (PCC)'
            cand --pcc 'Sabre''s group (PCC)'
            cand --domain 'Sabre''s domain [default: AA]'
            cand --auth-version 'The version of Sabre''s token endpoint: 2 (default) or 3 [variable: `SABRE_AUTH_VERSION`]'
            cand --scope 'The scope to request'
            cand --token-param 'An extra form field of the token request; can be repeated'
            cand --env-file 'Read variables that are not set from this file of NAME=value lines; can be repeated, the last file wins'
            cand --config 'Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]'
            cand --timeout 'The time limit for obtaining a token, and for each request until its response [default: 30s]'
            cand --connect-timeout 'The time limit for connecting [default: 10s]'
            cand --retries 'The number of retries of a failed request [default: 2]'
            cand --retry-max-time 'Do not retry a failed request after this time'
            cand --rate-wait 'The longest wait of an API request for its turn, where a rate is shared [default: 30s]'
            cand --proxy 'The proxy URL; without it, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` apply. Loopback never uses a proxy'
            cand --ca-bundle 'A PEM file of trusted certificates, instead of the system''s [variables: `SSL_CERT_FILE`, `SSL_CERT_DIR`]'
            cand --add-ca 'A PEM file of trusted certificates, in addition to the others [variable: `TRAVAUTH_ADD_CA`]'
            cand --client-cert 'A PEM file with the TLS client certificate, for token URL and base URL [variable: `TRAVAUTH_CLIENT_CERT`]'
            cand --client-key 'A PEM file with the private key of the client certificate [default: the file of the certificate; variable: `TRAVAUTH_CLIENT_KEY`]'
            cand --color 'When to use colour [default: auto]'
            cand --error-format 'The format of errors [default: text]'
            cand --keep-secrets 'Keep the variables that hold secrets in the command''s environment'
            cand --allow-placeholder 'Send a credential that looks like a placeholder, such as `changeme` or `${PASSWORD}`'
            cand --require-shared-cache 'Fail if a token is needed and the shared cache (from `TRAVAUTH_CACHE` or the config) does not work'
            cand -v 'Show what is done; -vv adds request and response headers, secrets masked'
            cand --verbose 'Show what is done; -vv adds request and response headers, secrets masked'
            cand -q 'Print no warnings'
            cand --quiet 'Print no warnings'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'travauth;encode-sabre-id'= {
            cand --user-id 'The user id (EPR), or a whole `V1:…` string'
            cand --group 'The group (PCC)'
            cand --pcc 'The group (PCC)'
            cand --domain 'The domain [default: AA]'
            cand --client-id 'The whole client id, `V1:user:group:domain`'
            cand --password-file 'The file with the password, or - for standard input; else `SABRE_PASSWORD`, else a prompt'
            cand --format 'The output format [default: secret]'
            cand --verify 'Diagnose the string in this file, or - for standard input'
            cand --color 'When to use colour [default: auto]'
            cand --error-format 'The format of errors [default: text]'
            cand --password-stdin 'Read the password from standard input'
            cand --explain 'Show each step, with the password masked'
            cand -v 'Show what is done; -vv adds request and response headers, secrets masked'
            cand --verbose 'Show what is done; -vv adds request and response headers, secrets masked'
            cand -q 'Print no warnings'
            cand --quiet 'Print no warnings'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'travauth;providers'= {
            cand -h 'Print help'
            cand --help 'Print help'
            cand list 'List all providers with their authentication and environments'
            cand show 'Show a provider as TOML for the config: hosts, endpoints, variables'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'travauth;providers;list'= {
            cand --config 'Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]'
            cand --color 'When to use colour [default: auto]'
            cand --error-format 'The format of errors [default: text]'
            cand -v 'Show what is done; -vv adds request and response headers, secrets masked'
            cand --verbose 'Show what is done; -vv adds request and response headers, secrets masked'
            cand -q 'Print no warnings'
            cand --quiet 'Print no warnings'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'travauth;providers;show'= {
            cand --config 'Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]'
            cand --color 'When to use colour [default: auto]'
            cand --error-format 'The format of errors [default: text]'
            cand -v 'Show what is done; -vv adds request and response headers, secrets masked'
            cand --verbose 'Show what is done; -vv adds request and response headers, secrets masked'
            cand -q 'Print no warnings'
            cand --quiet 'Print no warnings'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'travauth;providers;help'= {
            cand list 'List all providers with their authentication and environments'
            cand show 'Show a provider as TOML for the config: hosts, endpoints, variables'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'travauth;providers;help;list'= {
        }
        &'travauth;providers;help;show'= {
        }
        &'travauth;providers;help;help'= {
        }
        &'travauth;config'= {
            cand -h 'Print help'
            cand --help 'Print help'
            cand path 'Print the path of the config file'
            cand show 'Show every setting with its origin, secrets masked'
            cand init 'Create a commented starter file; an existing file is never overwritten'
            cand validate 'Check the config file: its syntax, keys, providers and profiles'
            cand set 'Set a key of the config file, such as network.retries; comments and order stay'
            cand unset 'Remove a key or table of the config file'
            cand edit 'Edit the config file in $VISUAL or $EDITOR; it is checked before it is replaced'
            cand schema 'Print the JSON Schema of the config file, for editors'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'travauth;config;path'= {
            cand --config 'Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]'
            cand --color 'When to use colour [default: auto]'
            cand --error-format 'The format of errors [default: text]'
            cand -v 'Show what is done; -vv adds request and response headers, secrets masked'
            cand --verbose 'Show what is done; -vv adds request and response headers, secrets masked'
            cand -q 'Print no warnings'
            cand --quiet 'Print no warnings'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'travauth;config;show'= {
            cand -p 'The provider: amadeus, sabre, … or one from the config [variable: `TRAVAUTH_PROVIDER`]'
            cand --provider 'The provider: amadeus, sabre, … or one from the config [variable: `TRAVAUTH_PROVIDER`]'
            cand -P 'A profile from the config: provider, environment and credentials together [variable: `TRAVAUTH_PROFILE`]'
            cand --profile 'A profile from the config: provider, environment and credentials together [variable: `TRAVAUTH_PROFILE`]'
            cand -e 'The environment: test, production, cert, …, or emulator [variable: `TRAVAUTH_ENVIRONMENT`]'
            cand --environment 'The environment: test, production, cert, …, or emulator [variable: `TRAVAUTH_ENVIRONMENT`]'
            cand --base-url 'The base URL, instead of the environment''s [variables: `AMADEUS_BASE_URL`, `SABRE_BASE_URL`]'
            cand --client-id 'The client id'
            cand --client-secret-file 'A file that holds the client secret, or - for standard input'
            cand --password-file 'A file that holds the password, or - for standard input'
            cand --user-id 'Sabre''s user id (EPR)'
            cand --epr 'Sabre''s user id (EPR)'
            cand --group 'Sabre''s group (PCC)'
            cand --pcc 'Sabre''s group (PCC)'
            cand --domain 'Sabre''s domain [default: AA]'
            cand --auth-version 'The version of Sabre''s token endpoint: 2 (default) or 3 [variable: `SABRE_AUTH_VERSION`]'
            cand --scope 'The scope to request'
            cand --token-param 'An extra form field of the token request; can be repeated'
            cand --env-file 'Read variables that are not set from this file of NAME=value lines; can be repeated, the last file wins'
            cand --config 'Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]'
            cand --timeout 'The time limit for obtaining a token, and for each request until its response [default: 30s]'
            cand --connect-timeout 'The time limit for connecting [default: 10s]'
            cand --retries 'The number of retries of a failed request [default: 2]'
            cand --retry-max-time 'Do not retry a failed request after this time'
            cand --rate-wait 'The longest wait of an API request for its turn, where a rate is shared [default: 30s]'
            cand --proxy 'The proxy URL; without it, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` apply. Loopback never uses a proxy'
            cand --ca-bundle 'A PEM file of trusted certificates, instead of the system''s [variables: `SSL_CERT_FILE`, `SSL_CERT_DIR`]'
            cand --add-ca 'A PEM file of trusted certificates, in addition to the others [variable: `TRAVAUTH_ADD_CA`]'
            cand --client-cert 'A PEM file with the TLS client certificate, for token URL and base URL [variable: `TRAVAUTH_CLIENT_CERT`]'
            cand --client-key 'A PEM file with the private key of the client certificate [default: the file of the certificate; variable: `TRAVAUTH_CLIENT_KEY`]'
            cand --color 'When to use colour [default: auto]'
            cand --error-format 'The format of errors [default: text]'
            cand --allow-placeholder 'Send a credential that looks like a placeholder, such as `changeme` or `${PASSWORD}`'
            cand --require-shared-cache 'Fail if a token is needed and the shared cache (from `TRAVAUTH_CACHE` or the config) does not work'
            cand -v 'Show what is done; -vv adds request and response headers, secrets masked'
            cand --verbose 'Show what is done; -vv adds request and response headers, secrets masked'
            cand -q 'Print no warnings'
            cand --quiet 'Print no warnings'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'travauth;config;init'= {
            cand --config 'Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]'
            cand --color 'When to use colour [default: auto]'
            cand --error-format 'The format of errors [default: text]'
            cand -v 'Show what is done; -vv adds request and response headers, secrets masked'
            cand --verbose 'Show what is done; -vv adds request and response headers, secrets masked'
            cand -q 'Print no warnings'
            cand --quiet 'Print no warnings'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'travauth;config;validate'= {
            cand --config 'Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]'
            cand --color 'When to use colour [default: auto]'
            cand --error-format 'The format of errors [default: text]'
            cand -v 'Show what is done; -vv adds request and response headers, secrets masked'
            cand --verbose 'Show what is done; -vv adds request and response headers, secrets masked'
            cand -q 'Print no warnings'
            cand --quiet 'Print no warnings'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'travauth;config;set'= {
            cand --config 'Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]'
            cand --color 'When to use colour [default: auto]'
            cand --error-format 'The format of errors [default: text]'
            cand -v 'Show what is done; -vv adds request and response headers, secrets masked'
            cand --verbose 'Show what is done; -vv adds request and response headers, secrets masked'
            cand -q 'Print no warnings'
            cand --quiet 'Print no warnings'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'travauth;config;unset'= {
            cand --config 'Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]'
            cand --color 'When to use colour [default: auto]'
            cand --error-format 'The format of errors [default: text]'
            cand -v 'Show what is done; -vv adds request and response headers, secrets masked'
            cand --verbose 'Show what is done; -vv adds request and response headers, secrets masked'
            cand -q 'Print no warnings'
            cand --quiet 'Print no warnings'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'travauth;config;edit'= {
            cand --config 'Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]'
            cand --color 'When to use colour [default: auto]'
            cand --error-format 'The format of errors [default: text]'
            cand -v 'Show what is done; -vv adds request and response headers, secrets masked'
            cand --verbose 'Show what is done; -vv adds request and response headers, secrets masked'
            cand -q 'Print no warnings'
            cand --quiet 'Print no warnings'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'travauth;config;schema'= {
            cand --color 'When to use colour [default: auto]'
            cand --error-format 'The format of errors [default: text]'
            cand -v 'Show what is done; -vv adds request and response headers, secrets masked'
            cand --verbose 'Show what is done; -vv adds request and response headers, secrets masked'
            cand -q 'Print no warnings'
            cand --quiet 'Print no warnings'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'travauth;config;help'= {
            cand path 'Print the path of the config file'
            cand show 'Show every setting with its origin, secrets masked'
            cand init 'Create a commented starter file; an existing file is never overwritten'
            cand validate 'Check the config file: its syntax, keys, providers and profiles'
            cand set 'Set a key of the config file, such as network.retries; comments and order stay'
            cand unset 'Remove a key or table of the config file'
            cand edit 'Edit the config file in $VISUAL or $EDITOR; it is checked before it is replaced'
            cand schema 'Print the JSON Schema of the config file, for editors'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'travauth;config;help;path'= {
        }
        &'travauth;config;help;show'= {
        }
        &'travauth;config;help;init'= {
        }
        &'travauth;config;help;validate'= {
        }
        &'travauth;config;help;set'= {
        }
        &'travauth;config;help;unset'= {
        }
        &'travauth;config;help;edit'= {
        }
        &'travauth;config;help;schema'= {
        }
        &'travauth;config;help;help'= {
        }
        &'travauth;explain'= {
            cand --config 'Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`]'
            cand --color 'When to use colour [default: auto]'
            cand --error-format 'The format of errors [default: text]'
            cand --json 'Print JSON'
            cand -v 'Show what is done; -vv adds request and response headers, secrets masked'
            cand --verbose 'Show what is done; -vv adds request and response headers, secrets masked'
            cand -q 'Print no warnings'
            cand --quiet 'Print no warnings'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'travauth;emulator'= {
            cand --listen 'The address to listen on; port 0 takes a free port'
            cand --expires-in 'The lifetime of the tokens [default: Amadeus 1799, Sabre 604800]'
            cand --latency 'The delay of each response'
            cand --fault 'Respond with STATUS at PATH, TIMES times or always; can be repeated'
            cand --rate 'Respond with 429 to an account that sends faster, such as 10/s or 100/m'
            cand --data 'Respond with files in DIR first: v1/some/path.json for GET, v1/some/path.POST.json for POST'
            cand --color 'When to use colour [default: auto]'
            cand --error-format 'The format of errors [default: text]'
            cand --tls 'Serve https with a CA that is created for this run; COMMAND gets variables to trust it'
            cand -v 'Show what is done; -vv adds request and response headers, secrets masked'
            cand --verbose 'Show what is done; -vv adds request and response headers, secrets masked'
            cand -q 'Print no warnings'
            cand --quiet 'Print no warnings'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'travauth;completions'= {
            cand --color 'When to use colour [default: auto]'
            cand --error-format 'The format of errors [default: text]'
            cand -v 'Show what is done; -vv adds request and response headers, secrets masked'
            cand --verbose 'Show what is done; -vv adds request and response headers, secrets masked'
            cand -q 'Print no warnings'
            cand --quiet 'Print no warnings'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'travauth;version'= {
            cand --color 'When to use colour [default: auto]'
            cand --error-format 'The format of errors [default: text]'
            cand --json 'Print JSON'
            cand -v 'Show what is done; -vv adds request and response headers, secrets masked'
            cand --verbose 'Show what is done; -vv adds request and response headers, secrets masked'
            cand -q 'Print no warnings'
            cand --quiet 'Print no warnings'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'travauth;help'= {
            cand login 'Set up a profile and store its secret'
            cand logout 'Delete a profile, its secret and its tokens'
            cand profile 'List, show, choose, rename and delete profiles'
            cand token 'Get, show and delete access tokens'
            cand check 'Smoke-test credentials: a real token request, then one harmless API call'
            cand call 'Send an authenticated request to an API'
            cand exec 'Run a command with an access token in its environment'
            cand encode-sabre-id 'Build the Sabre v2 credential string'
            cand providers 'List and show providers'
            cand config 'Find, show, create and check the config file'
            cand explain 'Explain an error code of a provider, and what to do about it'
            cand emulator 'Serve Amadeus and Sabre on this machine, for offline work and tests'
            cand completions 'Print a shell completion script'
            cand version 'Show the version, the commit, the platform and the features of this build'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'travauth;help;login'= {
        }
        &'travauth;help;logout'= {
        }
        &'travauth;help;profile'= {
        }
        &'travauth;help;token'= {
        }
        &'travauth;help;check'= {
        }
        &'travauth;help;call'= {
        }
        &'travauth;help;exec'= {
        }
        &'travauth;help;encode-sabre-id'= {
        }
        &'travauth;help;providers'= {
        }
        &'travauth;help;config'= {
        }
        &'travauth;help;explain'= {
        }
        &'travauth;help;emulator'= {
        }
        &'travauth;help;completions'= {
        }
        &'travauth;help;version'= {
        }
        &'travauth;help;help'= {
        }
    ]
    $completions[$command]
}
