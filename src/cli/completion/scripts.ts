/** The supported shells. */
export type Shell = 'bash' | 'zsh' | 'fish';

/**
 * Works in bash 3.2 (macOS) and without bash-completion. COMP_WORDS breaks words at = : and @, which occur in names of
 * contexts. The script joins them again, and removes the part before the last break, because readline only replaces the
 * part after it. It never evaluates the line.
 */
const BASH = `# bash completion of fluxapp
_fluxapp() {
  local line=\${COMP_LINE:0:COMP_POINT} words=() last=-1 i part reply directive=4
  COMPREPLY=()
  for ((i = 0; i <= COMP_CWORD; i++)); do
    if [[ $i == 0 || $line == [[:space:]]* ]]; then
      line=\${line#"\${line%%[![:space:]]*}"}
      last=$((last + 1))
      words[last]=''
    fi
    part=\${COMP_WORDS[i]}
    ((i == COMP_CWORD)) && part=$line
    words[last]+=$part
    line=\${line:\${#part}}
  done
  for ((i = 1; i < last; i++)); do
    part=\${words[i]}
    [[ $part == \\"*\\" || $part == \\'*\\' ]] && words[i]=\${part:1:\${#part}-2}
  done
  local breaks=\${COMP_WORDBREAKS//[!=:@]/} before=''
  [[ -n $breaks && \${words[last]} == *[$breaks]* ]] && before=\${words[last]%"\${words[last]##*[$breaks]}"}
  while IFS='' read -r reply; do
    if [[ $reply == :* ]]; then
      directive=\${reply#:}
    else
      reply=\${reply%%$'\\t'*}
      COMPREPLY[\${#COMPREPLY[@]}]=$(printf %q "\${reply#"$before"}")
    fi
  done < <("\${words[0]}" __complete -- "\${words[@]:1}" 2>/dev/null)
  if type compopt &>/dev/null; then
    ((directive & 2)) && compopt -o nospace
    ((directive & 4)) || compopt -o default
  fi
  return 0
}
complete -F _fluxapp fluxapp
`;

const ZSH = `#compdef fluxapp
# zsh completion of fluxapp
_fluxapp() {
  local reply directive=4 name text
  local -a candidates spaces
  while IFS='' read -r reply; do
    if [[ $reply == :<-> ]]; then
      directive=\${reply#:}
    else
      name=\${reply%%$'\\t'*} text=\${reply#$name}
      candidates+=("\${name//:/\\\\:}\${text:+:\${text#$'\\t'}}")
    fi
  done < <("\${(Q)words[1]}" __complete -- "\${(@Q)words[2,CURRENT-1]}" "\${(Q)PREFIX}" 2>/dev/null)
  ((directive & 2)) && spaces=(-S '')
  (( \${#candidates} )) && _describe -V fluxapp candidates $spaces && return
  ((directive & 4)) && return 1
  compset -P '*='
  _files
}
if [[ $funcstack[1] == _fluxapp ]]; then _fluxapp "$@"; else compdef _fluxapp fluxapp; fi
`;

const FISH = `# fish completion of fluxapp
function __fluxapp_complete
  set -l words (commandline -opc)
  set -l word (commandline -ct)
  set -l directive 4
  for reply in (command $words[1] __complete -- $words[2..-1] "$word" 2>/dev/null)
    if string match -qr '^:\\d+$' -- $reply
      set directive (string sub -s 2 -- $reply)
    else
      echo $reply
    end
  end
  if test $directive = 0
    set -l before (string match -r '^.*=' -- $word)
    for path in (__fish_complete_path (string replace -r '^.*=' '' -- $word))
      echo "$before$path"
    end
  end
end
complete -c fluxapp -f -a '(__fluxapp_complete)'
`;

/** By shell: the script that `fluxapp completion` prints. */
export const SCRIPTS: Readonly<Record<Shell, string>> = { bash: BASH, zsh: ZSH, fish: FISH };
