# Elvish has its editor only on a terminal. This replaces the part of it that completions use.
# Usage: elvish -norc ask.elv SCRIPT; prints the candidates for `travauth to`.
var edit: = (ns [
    &completion:=(ns [&arg-completer=[&]])
    &complex-candidate~={|text &display=$nil &code-suffix='' &display-suffix=''| put $text }
])
eval &ns=(ns [&edit:=$edit:]) (slurp < $args[0])
$edit:completion:arg-completer[travauth] travauth to | each {|candidate| echo $candidate }
