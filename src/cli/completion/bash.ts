import { type CompletedCommand, type CompletedOption, flagsOf } from './command-tree';

/** The script that `source <(fluxapp completion bash)` takes. */
export function bashCompletion(commands: readonly CompletedCommand[], global: readonly CompletedOption[]): string {
  const names = commands.map(({ name }) => name).join(' ');
  return `# bash completion of fluxapp
_fluxapp() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev='' command='' word
  ((COMP_CWORD > 0)) && prev=\${COMP_WORDS[COMP_CWORD - 1]}
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    if [[ $word != -* ]]; then command=$word; break; fi
  done
  COMPREPLY=()
  case $command in
${commands.map(caseOf).join('')}    *)
      COMPREPLY=($(compgen -W '${[names, ...global.flatMap(flagsOf)].join(' ')}' -- "$cur")) ;;
  esac
}
complete -F _fluxapp fluxapp
`;
}

function caseOf({ name, options, words }: CompletedCommand): string {
  const values = options.filter(({ takesValue }) => takesValue);
  const all = [...words, ...options.flatMap(flagsOf)].join(' ');
  return `    ${name})
      case $prev in
${values.map((option) => `        ${flagsOf(option).join('|')}) ${valueAction(option)} ;;\n`).join('')}        *) COMPREPLY=($(compgen -W '${all}' -- "$cur")) ;;
      esac ;;
`;
}

function valueAction({ words, isFile }: CompletedOption): string {
  if (words.length > 0) return `COMPREPLY=($(compgen -W '${words.join(' ')}' -- "$cur"))`;
  return isFile ? 'compopt -o default' : ':';
}
