import { type Command, InvalidArgumentError, Option } from 'commander';
import { ExpectedError } from '../../diagnostics';
import type { Io } from '../shell';
import { addClusterOptions, applicationArgument, completedBy, parseDuration } from '../shell';
import type { WaitOptions } from './run';

const EXAMPLES = `
It waits until the stored Application is ready on all its targets. With
--revision it also waits until they run that revision: the whole revision, the
version before its "+", the part after its "@", or at least the first 7 digits
of its digest. Until Flux has tried that revision, a failure of another one does
not count.

It fails at once if Flux has given up, or has tried and failed, or if the
Application has errors. While Flux tries again, and for problems that also occur
during a healthy first apply, such as a missing source, a target counts as
failed after --failure-grace. While a target waits for a dependency in another
Application that you name too, it does not count as failed unless the dependency
fails. Suspended targets are listed, but not waited for.

While a target waits for an earlier wave, it does not count as failed unless
that wave fails. Flux checks every 30 seconds whether an earlier wave is ready
(--requeue-dependency of its controllers). --poke requests the check at once,
with the annotation that "flux reconcile" sets; this needs permission to patch
HelmReleases or Kustomizations.

Without an Application (applicationFormat: 'none'), it waits for the targets
whose objects exist, and cannot detect missing ones.

The exit code is 0 if all are ready; 1 if one has failed, if all targets of one
are suspended, or after an error; 2 after --timeout. After Ctrl-C and SIGTERM it
lists what is not ready, writes the report, and ends by the signal, which shells
report as 130 and 143.

Examples:
  fluxapp wait web -n apps
  fluxapp wait web -n apps --poke --timeout 30m
  fluxapp wait -A --timeout 30m
  fluxapp wait web shop -n apps --revision 6.9.0 --timeout 10m
  fluxapp wait web --revision "$(git rev-parse HEAD)" --report junit=web.xml`;

/** Adds `fluxapp wait`. */
export function addWaitCommand(program: Command, io: Io, exit: (code: number) => void): void {
  const command = program
    .command('wait')
    .description('wait until applications are ready on all their clusters')
    .usage('NAME... [-n NAMESPACE|-A] [options]\n       fluxapp wait -A [options]')
    .addArgument(applicationArgument('[name...]', 'Applications; optional with -A: all that exist when it starts'))
    .addOption(new Option('--for <state>', 'the state to wait for').choices(['ready']).default('ready'))
    .option('--revision <revision>', 'the revision that all targets must run')
    .addOption(duration('--timeout <duration>', 'how long to wait').default(300_000, '5m'))
    .addOption(
      duration('--failure-grace <duration>', 'how long to tolerate a failure that may be temporary').default(
        60_000,
        '60s',
      ),
    )
    .option('--include-suspended', 'wait for suspended targets too')
    .option('--poke', 'ask Flux to begin each wave as soon as the previous one is ready')
    .addOption(
      completedBy(
        'junit',
        new Option('--report <kind=file>', 'write a report: junit=FILE').argParser((text) => {
          const [, file] = /^junit=(.+)$/s.exec(text) ?? [];
          if (file === undefined) throw new InvalidArgumentError('It must be junit=FILE.');
          return file;
        }),
      ),
    );
  addClusterOptions(command)
    .addHelpText('after', EXAMPLES)
    .action(async (names: readonly string[], options: WaitOptions) => {
      if (names.length === 0 && !options.allNamespaces) {
        throw new ExpectedError('name an Application, or wait for all of them with -A');
      }
      const { runWait } = await import('./run.js');
      exit(await runWait(names, options, io));
    });
}

function duration(flags: string, description: string): Option {
  return new Option(flags, description).argParser((text) => (text === '0' ? 0 : parseDuration(text)));
}
