
# Completes names of providers, profiles and environments, which travauth prints.
function __fish_travauth_names
    set -l words (commandline -opc)
    travauth __complete $argv[1] -- $words[2..] 2>/dev/null
end
complete -c travauth -n "not __fish_travauth_needs_command" -s p -l provider -x -a "(__fish_travauth_names providers)"
complete -c travauth -n "not __fish_travauth_needs_command" -s P -l profile -x -a "(__fish_travauth_names profiles)"
complete -c travauth -n "not __fish_travauth_needs_command" -s e -l environment -x -a "(__fish_travauth_names environments)"
complete -c travauth -n "__fish_travauth_using_subcommand providers; and __fish_seen_subcommand_from show" -f -a "(__fish_travauth_names providers)"
