/** A word as a POSIX shell reads it back. */
function quoted(word: string): string {
  return /^[\w./:=,@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** What a command is about. */
export interface CommandSubject {
  readonly namespace: string;
  readonly name: string;
}

/** `fluxapp suspend`, as one would type it. */
export function suspendCommand(
  { namespace, name }: CommandSubject,
  clusters: readonly string[],
  { reason, until }: { readonly reason?: string; readonly until?: string },
): string {
  const options = [...(reason ? ['--reason', reason] : []), ...(until ? ['--until', until] : [])];
  return command('fluxapp', 'suspend', name, '-n', namespace, ...onClusters(clusters), ...options);
}

/** `fluxapp resume`. */
export function resumeCommand({ namespace, name }: CommandSubject, clusters: readonly string[]): string {
  return command('fluxapp', 'resume', name, '-n', namespace, ...onClusters(clusters));
}

/** What one types to look further into a target: the commands of this project, of kubectl and of Flux. */
export function commandsFor(
  { namespace, name }: CommandSubject,
  { kind, name: object }: { readonly kind: string; readonly name: string },
): readonly string[] {
  return [
    command('fluxapp', 'status', name, '-n', namespace),
    command('kubectl', '-n', namespace, 'describe', kind.toLowerCase(), object),
    command('flux', 'reconcile', kind.toLowerCase(), object, '-n', namespace),
  ];
}

function onClusters(clusters: readonly string[]): string[] {
  return clusters.flatMap((cluster) => ['--cluster', cluster]);
}

function command(...words: readonly string[]): string {
  return words.map(quoted).join(' ');
}
