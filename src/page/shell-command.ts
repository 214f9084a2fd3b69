/** Quotes a word for a POSIX shell if necessary. */
function quoted(word: string): string {
  return /^[\w./:=,@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** The application that a command is for. */
export interface CommandSubject {
  readonly namespace: string;
  readonly name: string;
}

/** A `fluxapp suspend` command line. @param place the options of the place of the application */
export function suspendCommand(
  { namespace, name }: CommandSubject,
  clusters: readonly string[],
  { reason, until }: { readonly reason?: string; readonly until?: string },
  place: readonly string[] = [],
): string {
  const options = [...(reason ? ['--reason', reason] : []), ...(until ? ['--until', until] : [])];
  return command('fluxapp', 'suspend', name, '-n', namespace, ...onClusters(clusters), ...options, ...place);
}

/** A `fluxapp resume` command line. @param place the options of the place of the application */
export function resumeCommand(
  { namespace, name }: CommandSubject,
  clusters: readonly string[],
  place: readonly string[] = [],
): string {
  return command('fluxapp', 'resume', name, '-n', namespace, ...onClusters(clusters), ...place);
}

/**
 * Commands to inspect a target further: of fluxapp, kubectl and flux.
 *
 * @param place the options of the place of the application, which these commands share
 */
export function commandsFor(
  { namespace, name }: CommandSubject,
  { kind, name: object }: { readonly kind: string; readonly name: string },
  place: readonly string[] = [],
): readonly string[] {
  return [
    command('fluxapp', 'status', name, '-n', namespace, ...place),
    command('kubectl', '-n', namespace, 'describe', kind.toLowerCase(), object, ...place),
    command('flux', 'reconcile', kind.toLowerCase(), object, '-n', namespace, ...place),
  ];
}

function onClusters(clusters: readonly string[]): string[] {
  return clusters.flatMap((cluster) => ['--cluster', cluster]);
}

function command(...words: readonly string[]): string {
  return words.map(quoted).join(' ');
}
