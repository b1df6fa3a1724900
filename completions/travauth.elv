
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
            cand check 'Smoke-test credentials: a real token request, then one harmless API call'
            cand call 'Send an authenticated request to an API and print the answer'
            cand exec 'Run a command with a fresh token in its environment'
            cand encode-sabre-id 'Build the Sabre v2 credential string, or diagnose one that exists'
            cand providers 'List and describe the providers'
            cand config 'Find, show, start and check the config file'
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
            cand -p 'The provider: amadeus, sabre, … or one of the config [variable: `TRAVAUTH_PROVIDER`]'
            cand --provider 'The provider: amadeus, sabre, … or one of the config [variable: `TRAVAUTH_PROVIDER`]'
            cand -P 'The profile of the config: provider, environment and credentials at once [variable: `TRAVAUTH_PROFILE`]'
            cand --profile 'The profile of the config: provider, environment and credentials at once [variable: `TRAVAUTH_PROFILE`]'
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
            cand --config 'Another config file than the user''s [variable: `TRAVAUTH_CONFIG`]'
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
            cand --require-shared-cache 'Fail when a token is to be got and the shared cache that `TRAVAUTH_CACHE` or the config names does not work'
            cand -v 'Tell what is being done; twice: also the heads of requests and answers, secrets masked'
            cand --verbose 'Tell what is being done; twice: also the heads of requests and answers, secrets masked'
            cand -q 'Print no warnings'
            cand --quiet 'Print no warnings'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'travauth;token;show'= {
            cand -p 'The provider: amadeus, sabre, … or one of the config [variable: `TRAVAUTH_PROVIDER`]'
            cand --provider 'The provider: amadeus, sabre, … or one of the config [variable: `TRAVAUTH_PROVIDER`]'
            cand -P 'The profile of the config: provider, environment and credentials at once [variable: `TRAVAUTH_PROFILE`]'
            cand --profile 'The profile of the config: provider, environment and credentials at once [variable: `TRAVAUTH_PROFILE`]'
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
            cand --config 'Another config file than the user''s [variable: `TRAVAUTH_CONFIG`]'
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
            cand -p 'The provider: amadeus, sabre, … or one of the config [variable: `TRAVAUTH_PROVIDER`]'
            cand --provider 'The provider: amadeus, sabre, … or one of the config [variable: `TRAVAUTH_PROVIDER`]'
            cand -P 'The profile of the config: provider, environment and credentials at once [variable: `TRAVAUTH_PROFILE`]'
            cand --profile 'The profile of the config: provider, environment and credentials at once [variable: `TRAVAUTH_PROFILE`]'
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
            cand --config 'Another config file than the user''s [variable: `TRAVAUTH_CONFIG`]'
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
        &'travauth;check'= {
            cand --probe 'The API call to make at the end, a path on the base URL [default: one of the provider''s]'
            cand --format 'What to print [default: text]'
            cand -p 'The provider: amadeus, sabre, … or one of the config [variable: `TRAVAUTH_PROVIDER`]'
            cand --provider 'The provider: amadeus, sabre, … or one of the config [variable: `TRAVAUTH_PROVIDER`]'
            cand -P 'The profile of the config: provider, environment and credentials at once [variable: `TRAVAUTH_PROFILE`]'
            cand --profile 'The profile of the config: provider, environment and credentials at once [variable: `TRAVAUTH_PROFILE`]'
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
            cand --config 'Another config file than the user''s [variable: `TRAVAUTH_CONFIG`]'
            cand --timeout 'The time limit of the token step and of each request up to its answer [default: 30s]'
            cand --connect-timeout 'The time limit of making a connection [default: 10s]'
            cand --retries 'How often a failed request is sent again [default: 2]'
            cand --proxy 'The proxy; else `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` decide. Never used for this machine'
            cand --ca-bundle 'A PEM file of trusted certificates in place of the system''s [variables: `SSL_CERT_FILE`, `SSL_CERT_DIR`]'
            cand --color 'When to use colour [default: auto]'
            cand --error-format 'How an error is printed [default: text]'
            cand --all 'Check every profile, and every built-in provider whose variables are set'
            cand --no-probe 'Make no API call'
            cand --cached 'Take a cached token where there is one, instead of asking for a new one'
            cand --refresh 'Ask even where the provider has just rejected the credentials'
            cand --try-other-environments 'Try rejected credentials in the provider''s other environments; each wrong try counts against the account'
            cand --require-shared-cache 'Fail when a token is to be got and the shared cache that `TRAVAUTH_CACHE` or the config names does not work'
            cand -v 'Tell what is being done; twice: also the heads of requests and answers, secrets masked'
            cand --verbose 'Tell what is being done; twice: also the heads of requests and answers, secrets masked'
            cand -q 'Print no warnings'
            cand --quiet 'Print no warnings'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'travauth;call'= {
            cand -X 'The method [default: GET, or POST with a body]'
            cand --method 'The method [default: GET, or POST with a body]'
            cand -H 'A header, `Name: value`; `Name:` leaves out one that is sent by default; can be repeated'
            cand --header 'A header, `Name: value`; `Name:` leaves out one that is sent by default; can be repeated'
            cand -d 'The body: a text, @FILE, or - for standard input, byte for byte'
            cand --data 'The body: a text, @FILE, or - for standard input, byte for byte'
            cand -f 'A text field of a JSON body, name=value; `a[b]=c` nests, `a[]=c` appends; can be repeated'
            cand --raw-field 'A text field of a JSON body, name=value; `a[b]=c` nests, `a[]=c` appends; can be repeated'
            cand -F 'As -f, but true, false, null and whole numbers are typed, and @FILE is a file''s text; can be repeated'
            cand --field 'As -f, but true, false, null and whole numbers are typed, and @FILE is a file''s text; can be repeated'
            cand --query 'A pair for the query, encoded as need be; can be repeated'
            cand -o 'Write the answer to this file, which is there whole or not at all'
            cand --output 'Write the answer to this file, which is there whole or not at all'
            cand --jq 'Print what this jq expression makes of the answer, texts without quotes'
            cand --max-pages 'Stop after so many pages'
            cand --rate 'How fast pages are asked for, such as 5/s, or none [default: what the provider documents]'
            cand --max-size 'The largest answer that is taken, such as 500000 or 20M'
            cand --min-valid 'How long the token must be valid at least [default: 60s, or half the lifetime if that is less]'
            cand -p 'The provider: amadeus, sabre, … or one of the config [variable: `TRAVAUTH_PROVIDER`]'
            cand --provider 'The provider: amadeus, sabre, … or one of the config [variable: `TRAVAUTH_PROVIDER`]'
            cand -P 'The profile of the config: provider, environment and credentials at once [variable: `TRAVAUTH_PROFILE`]'
            cand --profile 'The profile of the config: provider, environment and credentials at once [variable: `TRAVAUTH_PROFILE`]'
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
            cand --config 'Another config file than the user''s [variable: `TRAVAUTH_CONFIG`]'
            cand --timeout 'The time limit of the token step and of each request up to its answer [default: 30s]'
            cand --connect-timeout 'The time limit of making a connection [default: 10s]'
            cand --retries 'How often a failed request is sent again [default: 2]'
            cand --proxy 'The proxy; else `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` decide. Never used for this machine'
            cand --ca-bundle 'A PEM file of trusted certificates in place of the system''s [variables: `SSL_CERT_FILE`, `SSL_CERT_DIR`]'
            cand --color 'When to use colour [default: auto]'
            cand --error-format 'How an error is printed [default: text]'
            cand -i 'Print the answer''s status and headers too'
            cand --include 'Print the answer''s status and headers too'
            cand -I 'Ask for the status and headers alone (HEAD)'
            cand --head 'Ask for the status and headers alone (HEAD)'
            cand --silent 'Print no body'
            cand --paginate 'Follow the links to the next pages'
            cand --slurp 'Make one array of the pages'
            cand --follow 'Follow redirects; another host gets no token'
            cand --no-auth 'Send no token; then any URL may be asked'
            cand --compressed 'Ask for an answer in gzip and unpack it'
            cand --retry-unsafe 'Also send a failed POST, PUT, PATCH or DELETE again'
            cand --dry-run 'Print the request as it would go, the token masked, and send nothing'
            cand --print-curl 'Print a curl command that does the same, and send nothing'
            cand --require-shared-cache 'Fail when a token is to be got and the shared cache that `TRAVAUTH_CACHE` or the config names does not work'
            cand -v 'Tell what is being done; twice: also the heads of requests and answers, secrets masked'
            cand --verbose 'Tell what is being done; twice: also the heads of requests and answers, secrets masked'
            cand -q 'Print no warnings'
            cand --quiet 'Print no warnings'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'travauth;exec'= {
            cand --min-valid 'How long the token must be valid at least [default: 60s, or half the lifetime if that is less]'
            cand -p 'The provider: amadeus, sabre, … or one of the config [variable: `TRAVAUTH_PROVIDER`]'
            cand --provider 'The provider: amadeus, sabre, … or one of the config [variable: `TRAVAUTH_PROVIDER`]'
            cand -P 'The profile of the config: provider, environment and credentials at once [variable: `TRAVAUTH_PROFILE`]'
            cand --profile 'The profile of the config: provider, environment and credentials at once [variable: `TRAVAUTH_PROFILE`]'
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
            cand --config 'Another config file than the user''s [variable: `TRAVAUTH_CONFIG`]'
            cand --timeout 'The time limit of the token step and of each request up to its answer [default: 30s]'
            cand --connect-timeout 'The time limit of making a connection [default: 10s]'
            cand --retries 'How often a failed request is sent again [default: 2]'
            cand --proxy 'The proxy; else `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` decide. Never used for this machine'
            cand --ca-bundle 'A PEM file of trusted certificates in place of the system''s [variables: `SSL_CERT_FILE`, `SSL_CERT_DIR`]'
            cand --color 'When to use colour [default: auto]'
            cand --error-format 'How an error is printed [default: text]'
            cand --keep-secrets 'Leave the variables that hold secrets to the command'
            cand --require-shared-cache 'Fail when a token is to be got and the shared cache that `TRAVAUTH_CACHE` or the config names does not work'
            cand -v 'Tell what is being done; twice: also the heads of requests and answers, secrets masked'
            cand --verbose 'Tell what is being done; twice: also the heads of requests and answers, secrets masked'
            cand -q 'Print no warnings'
            cand --quiet 'Print no warnings'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
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
        &'travauth;providers'= {
            cand -h 'Print help'
            cand --help 'Print help'
            cand list 'List them: name, kind, environments'
            cand show 'Describe one as TOML that can be pasted into the config: hosts, endpoints, variables'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'travauth;providers;list'= {
            cand --config 'Another config file than the user''s [variable: `TRAVAUTH_CONFIG`]'
            cand --color 'When to use colour [default: auto]'
            cand --error-format 'How an error is printed [default: text]'
            cand -v 'Tell what is being done; twice: also the heads of requests and answers, secrets masked'
            cand --verbose 'Tell what is being done; twice: also the heads of requests and answers, secrets masked'
            cand -q 'Print no warnings'
            cand --quiet 'Print no warnings'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'travauth;providers;show'= {
            cand --config 'Another config file than the user''s [variable: `TRAVAUTH_CONFIG`]'
            cand --color 'When to use colour [default: auto]'
            cand --error-format 'How an error is printed [default: text]'
            cand -v 'Tell what is being done; twice: also the heads of requests and answers, secrets masked'
            cand --verbose 'Tell what is being done; twice: also the heads of requests and answers, secrets masked'
            cand -q 'Print no warnings'
            cand --quiet 'Print no warnings'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'travauth;providers;help'= {
            cand list 'List them: name, kind, environments'
            cand show 'Describe one as TOML that can be pasted into the config: hosts, endpoints, variables'
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
            cand path 'Print where the config file is'
            cand show 'Show every setting with its origin, secrets masked'
            cand init 'Write a commented starter file, never over an existing one'
            cand validate 'Check the config file: its syntax, keys, providers and profiles'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'travauth;config;path'= {
            cand --config 'Another config file than the user''s [variable: `TRAVAUTH_CONFIG`]'
            cand --color 'When to use colour [default: auto]'
            cand --error-format 'How an error is printed [default: text]'
            cand -v 'Tell what is being done; twice: also the heads of requests and answers, secrets masked'
            cand --verbose 'Tell what is being done; twice: also the heads of requests and answers, secrets masked'
            cand -q 'Print no warnings'
            cand --quiet 'Print no warnings'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'travauth;config;show'= {
            cand -p 'The provider: amadeus, sabre, … or one of the config [variable: `TRAVAUTH_PROVIDER`]'
            cand --provider 'The provider: amadeus, sabre, … or one of the config [variable: `TRAVAUTH_PROVIDER`]'
            cand -P 'The profile of the config: provider, environment and credentials at once [variable: `TRAVAUTH_PROFILE`]'
            cand --profile 'The profile of the config: provider, environment and credentials at once [variable: `TRAVAUTH_PROFILE`]'
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
            cand --config 'Another config file than the user''s [variable: `TRAVAUTH_CONFIG`]'
            cand --timeout 'The time limit of the token step and of each request up to its answer [default: 30s]'
            cand --connect-timeout 'The time limit of making a connection [default: 10s]'
            cand --retries 'How often a failed request is sent again [default: 2]'
            cand --proxy 'The proxy; else `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` decide. Never used for this machine'
            cand --ca-bundle 'A PEM file of trusted certificates in place of the system''s [variables: `SSL_CERT_FILE`, `SSL_CERT_DIR`]'
            cand --color 'When to use colour [default: auto]'
            cand --error-format 'How an error is printed [default: text]'
            cand --require-shared-cache 'Fail when a token is to be got and the shared cache that `TRAVAUTH_CACHE` or the config names does not work'
            cand -v 'Tell what is being done; twice: also the heads of requests and answers, secrets masked'
            cand --verbose 'Tell what is being done; twice: also the heads of requests and answers, secrets masked'
            cand -q 'Print no warnings'
            cand --quiet 'Print no warnings'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'travauth;config;init'= {
            cand --config 'Another config file than the user''s [variable: `TRAVAUTH_CONFIG`]'
            cand --color 'When to use colour [default: auto]'
            cand --error-format 'How an error is printed [default: text]'
            cand -v 'Tell what is being done; twice: also the heads of requests and answers, secrets masked'
            cand --verbose 'Tell what is being done; twice: also the heads of requests and answers, secrets masked'
            cand -q 'Print no warnings'
            cand --quiet 'Print no warnings'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'travauth;config;validate'= {
            cand --config 'Another config file than the user''s [variable: `TRAVAUTH_CONFIG`]'
            cand --color 'When to use colour [default: auto]'
            cand --error-format 'How an error is printed [default: text]'
            cand -v 'Tell what is being done; twice: also the heads of requests and answers, secrets masked'
            cand --verbose 'Tell what is being done; twice: also the heads of requests and answers, secrets masked'
            cand -q 'Print no warnings'
            cand --quiet 'Print no warnings'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'travauth;config;help'= {
            cand path 'Print where the config file is'
            cand show 'Show every setting with its origin, secrets masked'
            cand init 'Write a commented starter file, never over an existing one'
            cand validate 'Check the config file: its syntax, keys, providers and profiles'
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
        &'travauth;config;help;help'= {
        }
        &'travauth;emulator'= {
            cand --listen 'The address to listen on; port 0 takes a free one'
            cand --expires-in 'The lifetime of its tokens [default: Amadeus 1799, Sabre 604800]'
            cand --latency 'How long it takes to answer'
            cand --fault 'Answer STATUS at PATH, TIMES times or always; can be repeated'
            cand --rate 'Answer 429 to an account that sends faster, such as 10/s or 100/m'
            cand --data 'Answer from the files in DIR first: v1/some/path.json for GET, v1/some/path.POST.json'
            cand --color 'When to use colour [default: auto]'
            cand --error-format 'How an error is printed [default: text]'
            cand --tls 'Speak https, with a certificate of a CA made for this run; a command is told to trust it'
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
            cand check 'Smoke-test credentials: a real token request, then one harmless API call'
            cand call 'Send an authenticated request to an API'
            cand exec 'Run a command with a fresh token in its environment'
            cand encode-sabre-id 'Build the Sabre v2 credential string'
            cand providers 'List and describe the providers'
            cand config 'Find, show, start and check the config file'
            cand emulator 'Serve Amadeus and Sabre on this machine, for offline work and tests'
            cand completions 'Print the completion script of a shell'
            cand help 'Print this message or the help of the given subcommand(s)'
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
        &'travauth;help;emulator'= {
        }
        &'travauth;help;completions'= {
        }
        &'travauth;help;help'= {
        }
    ]
    $completions[$command]
}
