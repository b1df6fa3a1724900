
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
            cand --error-format 'How an error is printed [default: text]'
            cand -v 'Tell what is being done; twice: also the heads of requests and answers, secrets masked'
            cand --verbose 'Tell what is being done; twice: also the heads of requests and answers, secrets masked'
            cand -q 'Print no warnings'
            cand --quiet 'Print no warnings'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand token 'Get, show and forget access tokens'
            cand encode-sabre-id 'Build the Sabre v2 credential string, or diagnose one that exists'
            cand emulator 'Serve Amadeus and Sabre on this machine'
            cand completions 'Print the completion script of a shell'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'travauth;token'= {
            cand -h 'Print help'
            cand --help 'Print help'
            cand get 'Print a valid access token'
            cand show 'Show what the cache holds'
            cand clear 'Forget cached tokens'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'travauth;token;get'= {
            cand --format 'What to print [default: token]'
            cand --shell 'Whose quoting `--format env` uses [default: sh]'
            cand --min-valid 'How long the token must be valid at least [default: 60s, or half the lifetime if that is less]'
            cand -p 'The provider: amadeus or sabre [variable: `TRAVAUTH_PROVIDER`]'
            cand --provider 'The provider: amadeus or sabre [variable: `TRAVAUTH_PROVIDER`]'
            cand -e 'The environment: test, production, cert, …, or emulator [variable: `TRAVAUTH_ENVIRONMENT`]'
            cand --environment 'The environment: test, production, cert, …, or emulator [variable: `TRAVAUTH_ENVIRONMENT`]'
            cand --base-url 'The base URL in place of the environment''s [variables: `AMADEUS_BASE_URL`, `SABRE_BASE_URL`]'
            cand --client-id 'The client id'
            cand --client-secret-file 'A file that holds the client secret, or - for standard input'
            cand --password-file 'A file that holds the password, or - for standard input'
            cand --user-id 'Sabre''s user id (EPR)'
            cand --group 'Sabre''s group (PCC)'
            cand --pcc 'Sabre''s group (PCC)'
            cand --domain 'Sabre''s domain; AA when not given'
            cand --auth-version 'The version of Sabre''s token endpoint: 2 (default) or 3 [variable: `SABRE_AUTH_VERSION`]'
            cand --scope 'The scope to ask for'
            cand --token-param 'An extra form field of the token request; can be repeated'
            cand --timeout 'The time limit of the token step and of each request up to its answer [default: 30s]'
            cand --connect-timeout 'The time limit of making a connection [default: 10s]'
            cand --retries 'How often a failed request is sent again [default: 2]'
            cand --proxy 'The proxy; else `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` decide. Never used for this machine'
            cand --ca-bundle 'A PEM file of trusted certificates in place of the system''s [variables: `SSL_CERT_FILE`, `SSL_CERT_DIR`]'
            cand --color 'When to use colour [default: auto]'
            cand --error-format 'How an error is printed [default: text]'
            cand --refresh 'Ask for a new token whatever the cache holds'
            cand --no-cache 'Neither read nor write the cache'
            cand --offline 'Never use the network'
            cand -v 'Tell what is being done; twice: also the heads of requests and answers, secrets masked'
            cand --verbose 'Tell what is being done; twice: also the heads of requests and answers, secrets masked'
            cand -q 'Print no warnings'
            cand --quiet 'Print no warnings'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'travauth;token;show'= {
            cand -p 'The provider: amadeus or sabre [variable: `TRAVAUTH_PROVIDER`]'
            cand --provider 'The provider: amadeus or sabre [variable: `TRAVAUTH_PROVIDER`]'
            cand -e 'The environment: test, production, cert, …, or emulator [variable: `TRAVAUTH_ENVIRONMENT`]'
            cand --environment 'The environment: test, production, cert, …, or emulator [variable: `TRAVAUTH_ENVIRONMENT`]'
            cand --base-url 'The base URL in place of the environment''s [variables: `AMADEUS_BASE_URL`, `SABRE_BASE_URL`]'
            cand --client-id 'The client id'
            cand --client-secret-file 'A file that holds the client secret, or - for standard input'
            cand --password-file 'A file that holds the password, or - for standard input'
            cand --user-id 'Sabre''s user id (EPR)'
            cand --group 'Sabre''s group (PCC)'
            cand --pcc 'Sabre''s group (PCC)'
            cand --domain 'Sabre''s domain; AA when not given'
            cand --auth-version 'The version of Sabre''s token endpoint: 2 (default) or 3 [variable: `SABRE_AUTH_VERSION`]'
            cand --scope 'The scope to ask for'
            cand --token-param 'An extra form field of the token request; can be repeated'
            cand --color 'When to use colour [default: auto]'
            cand --error-format 'How an error is printed [default: text]'
            cand --json 'Print a JSON array'
            cand --reveal 'Print tokens whole'
            cand --why 'Explain where token and credentials come from, and whether the next `token get` would use the network'
            cand -v 'Tell what is being done; twice: also the heads of requests and answers, secrets masked'
            cand --verbose 'Tell what is being done; twice: also the heads of requests and answers, secrets masked'
            cand -q 'Print no warnings'
            cand --quiet 'Print no warnings'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'travauth;token;clear'= {
            cand -p 'The provider: amadeus or sabre [variable: `TRAVAUTH_PROVIDER`]'
            cand --provider 'The provider: amadeus or sabre [variable: `TRAVAUTH_PROVIDER`]'
            cand -e 'The environment: test, production, cert, …, or emulator [variable: `TRAVAUTH_ENVIRONMENT`]'
            cand --environment 'The environment: test, production, cert, …, or emulator [variable: `TRAVAUTH_ENVIRONMENT`]'
            cand --base-url 'The base URL in place of the environment''s [variables: `AMADEUS_BASE_URL`, `SABRE_BASE_URL`]'
            cand --client-id 'The client id'
            cand --client-secret-file 'A file that holds the client secret, or - for standard input'
            cand --password-file 'A file that holds the password, or - for standard input'
            cand --user-id 'Sabre''s user id (EPR)'
            cand --group 'Sabre''s group (PCC)'
            cand --pcc 'Sabre''s group (PCC)'
            cand --domain 'Sabre''s domain; AA when not given'
            cand --auth-version 'The version of Sabre''s token endpoint: 2 (default) or 3 [variable: `SABRE_AUTH_VERSION`]'
            cand --scope 'The scope to ask for'
            cand --token-param 'An extra form field of the token request; can be repeated'
            cand --color 'When to use colour [default: auto]'
            cand --error-format 'How an error is printed [default: text]'
            cand --expired 'Forget those that have expired'
            cand --all 'Forget all'
            cand -v 'Tell what is being done; twice: also the heads of requests and answers, secrets masked'
            cand --verbose 'Tell what is being done; twice: also the heads of requests and answers, secrets masked'
            cand -q 'Print no warnings'
            cand --quiet 'Print no warnings'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'travauth;token;help'= {
            cand get 'Print a valid access token'
            cand show 'Show what the cache holds, tokens masked'
            cand clear 'Forget cached tokens'
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
        &'travauth;encode-sabre-id'= {
            cand --user-id 'The user id (EPR), or a whole `V1:…` string'
            cand --group 'The group (PCC)'
            cand --pcc 'The group (PCC)'
            cand --domain 'The domain; AA when not given'
            cand --client-id 'The whole client id, `V1:user:group:domain`'
            cand --password-file 'A file that holds the password, or - for standard input; else `SABRE_PASSWORD`, else a prompt'
            cand --format 'What to print [default: secret]'
            cand --verify 'Diagnose the string in this file, or - for standard input'
            cand --color 'When to use colour [default: auto]'
            cand --error-format 'How an error is printed [default: text]'
            cand --password-stdin 'Read the password from standard input'
            cand --explain 'Show each step, the password masked'
            cand -v 'Tell what is being done; twice: also the heads of requests and answers, secrets masked'
            cand --verbose 'Tell what is being done; twice: also the heads of requests and answers, secrets masked'
            cand -q 'Print no warnings'
            cand --quiet 'Print no warnings'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'travauth;emulator'= {
            cand --listen 'The address to listen on; port 0 takes a free one'
            cand --expires-in 'The lifetime of its tokens [default: Amadeus 1799, Sabre 604800]'
            cand --latency 'How long it takes to answer'
            cand --fault 'Answer STATUS at PATH, TIMES times or always; can be repeated'
            cand --color 'When to use colour [default: auto]'
            cand --error-format 'How an error is printed [default: text]'
            cand -v 'Tell what is being done; twice: also the heads of requests and answers, secrets masked'
            cand --verbose 'Tell what is being done; twice: also the heads of requests and answers, secrets masked'
            cand -q 'Print no warnings'
            cand --quiet 'Print no warnings'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'travauth;completions'= {
            cand --color 'When to use colour [default: auto]'
            cand --error-format 'How an error is printed [default: text]'
            cand -v 'Tell what is being done; twice: also the heads of requests and answers, secrets masked'
            cand --verbose 'Tell what is being done; twice: also the heads of requests and answers, secrets masked'
            cand -q 'Print no warnings'
            cand --quiet 'Print no warnings'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'travauth;help'= {
            cand token 'Get, show and forget access tokens'
            cand encode-sabre-id 'Build the Sabre v2 credential string'
            cand emulator 'Serve Amadeus and Sabre on this machine, for offline work and tests'
            cand completions 'Print the completion script of a shell'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'travauth;help;token'= {
        }
        &'travauth;help;encode-sabre-id'= {
        }
        &'travauth;help;emulator'= {
        }
        &'travauth;help;completions'= {
        }
        &'travauth;help;help'= {
        }
    ]
    $completions[$command]
}
