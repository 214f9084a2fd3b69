import { type CompletedCommand, type CompletedOption, flagsOf } from './command-tree';

/** The script that `source <(fluxapp completion zsh)` takes, or a file `_fluxapp` of $fpath. */
export function zshCompletion(commands: readonly CompletedCommand[], global: readonly CompletedOption[]): string {
  return `#compdef fluxapp
# zsh completion of fluxapp
_fluxapp() {
  local context state state_descr line
  typeset -A opt_args
  local -a commands
  commands=(
${commands.map(({ name, description }) => `    ${quoted(`${name}:${description}`)}\n`).join('')}  )
  _arguments -C \\
${global.flatMap(specsOf).map(continued).join('')}    '1:command:->command' \\
    '*::argument:->argument'
  case $state in
    command) _describe command commands ;;
    argument)
      case $line[1] in
${commands.map(caseOf).join('')}      esac ;;
  esac
}
if [[ $funcstack[1] == _fluxapp ]]; then _fluxapp "$@"; else compdef _fluxapp fluxapp; fi
`;
}

function caseOf({ name, options, words }: CompletedCommand): string {
  const rest = words.length > 0 ? `'1:word:(${words.join(' ')})'` : "'*:name: '";
  return `        ${name})
          _arguments \\
${options
  .flatMap(specsOf)
  .map((spec) => `        ${continued(spec)}`)
  .join('')}            ${rest} ;;
`;
}

function continued(spec: string): string {
  return `    ${spec} \\\n`;
}

function specsOf(option: CompletedOption): string[] {
  const { description, takesValue, words, isFile, long } = option;
  const action = words.length > 0 ? `(${words.join(' ')})` : isFile ? '_files' : ' ';
  const value = takesValue ? `:${long.replace(/^--/, '')}:${action}` : '';
  const text = description.replace(/[[\]:\\]/g, '\\$&');
  return flagsOf(option).map((flag) => quoted(`${flag}[${text}]${value}`));
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
