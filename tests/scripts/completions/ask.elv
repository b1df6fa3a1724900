# Prints the candidates that a completion script has for `travauth to`.
# Usage: elvish -norc ask.elv SCRIPT
#
# Elvish has its editor only on a terminal, so this defines the part of the editor that completions use.
var edit: = (ns [
    &completion:=(ns [&arg-completer=[&]])
    &complex-candidate~={|text &display=$nil &code-suffix='' &display-suffix=''| put $text }
])
eval &ns=(ns [&edit:=$edit:]) (slurp < $args[0])
$edit:completion:arg-completer[travauth] travauth to | each {|candidate| echo $candidate }
