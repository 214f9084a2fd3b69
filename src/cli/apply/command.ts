import { Argument, type Command, InvalidArgumentError, Option } from 'commander';
import { ExpectedError } from '../../diagnostics';
import type { Io } from '../shell';
import { addConnectionOptions, addFileOptions, completedBy, parseDuration, setOption } from '../shell';
import type { ApplyOptions } from './run';

const EXAMPLES = `
Plans the code (-f, or --app) against the cluster, as "fluxapp plan" does, shows
the plan, asks for confirmation, and applies the objects that change:
server-side, as field manager fluxapp. Dependencies come first: namespaces,
CustomResourceDefinitions, Applications, sources, HelmCharts, other objects,
then HelmReleases and Kustomizations by their waves.

Applied objects get the label of a set, --set. --prune deletes members of the
set that are not in the code any more, after everything else is applied:
releases first, from the last wave to the first, and the objects they need after
Flux has uninstalled them. Without --prune they stay.

Before anything is written, it refuses:
  - objects with another applier: a Kustomization of Flux, Argo CD, Helm, a
    ResourceSet, a controller; with --adopt they are taken over
  - a new HelmRelease or Kustomization that delivers the same as one that is not
    in the code; with --adopt the existing one is moved
  - changes to fields of other field managers; with --force-conflicts they are
    overwritten
  - with --prune: more deletions than --max-delete or --max-delete-percent,
    objects that another object needs or another applier applies, and an input
    without objects

A plan file is carried out exactly: if the code or an object in the cluster has
changed since the plan was made, nothing is written. The code is read again,
from the same location or from -f or --app; an app is only run if --app is
repeated.

--wait waits until everything is ready, and asks Flux to begin each wave as soon
as the previous one is ready. The gates hold the waves; with --soak a wave is
also applied only when nothing in the earlier waves has failed for that long.
--to-wave applies only the first waves.

There is no state file: after an interruption or a failure, run the command
again to continue. It waits for an API server that is busy or restarts, up to
--timeout.

-o json prints one event per line, each with a type: planned, applied, deleted,
failed, waiting, waited, summary.

The exit code is 0 if everything is applied, and with --wait ready; 1 if
something was refused or has failed, 2 after --timeout, 3 if a plan file is
stale.

Examples:
  fluxapp apply -f dist/
  fluxapp apply -f dist/ --yes --context prod
  fluxapp apply plan.json --yes
  fluxapp apply -f dist/ --yes --wait --soak 10m --timeout 2h
  fluxapp apply -f dist/ --yes --prune --max-delete 40
  fluxapp apply --app --yes -o json`;

/** Adds `fluxapp apply`. */
export function addApplyCommand(program: Command, io: Io, exit: (code: number) => void): void {
  const command = program
    .command('apply')
    .description('apply the code to a cluster, as it was planned')
    .usage('(PLAN | -f PATH... | --app) [options]')
    .addArgument(completedBy('files', new Argument('[plan]', 'a plan that "fluxapp plan --out" has written')));
  addFileOptions(command, 'the code: a file, a directory, or -; may be repeated', 'none')
    .option('--app [command]', 'run the app instead, into a temporary folder; default: the command of cdk8s.yaml')
    .option('-y, --yes', 'do not ask')
    .option('--adopt', 'take over objects that another applier applies')
    .option('--force-conflicts', 'take over fields that belong to other field managers')
    .option('--field-manager <name>', 'apply as this field manager; default: fluxapp')
    .addOption(setOption('the set of the objects, NAME or NAMESPACE/NAME of its ConfigMap'))
    .option('--wait', 'wait until everything is ready')
    .addOption(
      new Option(
        '--soak <duration>',
        'with --wait: how long a wave must run without failure before the next one',
      ).argParser(parseDuration),
    )
    .addOption(new Option('--to-wave <number>', 'apply no later wave').argParser(waveNumber))
    .option('--prune', 'delete objects of the set that are not in the code')
    .addOption(new Option('--max-delete <number>', 'the most objects to delete; default: 10').argParser(wholeNumber))
    .addOption(
      new Option(
        '--max-delete-percent <number>',
        'the largest part to delete of a set of more than 10 objects; default: 50',
      ).argParser(wholeNumber),
    )
    .addOption(
      new Option('--timeout <duration>', 'how long the whole run may take')
        .argParser(parseDuration)
        .default(600_000, '10m'),
    )
    .addOption(
      new Option('-o, --output <format>', 'text; json: one event per line').choices(['text', 'json']).default('text'),
    );
  addConnectionOptions(command, 'of objects that do not set a namespace')
    .addHelpText('after', EXAMPLES)
    .action(async (file: string | undefined, options: ApplyOptions, own: Command) => {
      const isGiven = options.filename.length > 0;
      if (isGiven && options.app !== undefined) {
        throw new ExpectedError('--app runs the app, -f reads manifests: choose one');
      }
      if (!isGiven && options.app === undefined && file === undefined) {
        throw new ExpectedError(
          'nothing to apply: name manifests with -f, run the app with --app, or name a plan file',
        );
      }
      if (file !== undefined && options.fieldManager !== undefined) {
        throw new ExpectedError('--field-manager: the plan file says which one');
      }
      if (file !== undefined && options.namespace !== undefined) {
        throw new ExpectedError('--namespace: the plan file says which one');
      }
      if (file !== undefined && options.adopt === true) {
        throw new ExpectedError('--adopt: not with a plan file; name the code with -f, or run the app with --app');
      }
      if (file !== undefined && own.getOptionValueSource('set') !== 'default') {
        throw new ExpectedError('--set: the plan file says which one');
      }
      if (options.soak !== undefined && options.wait !== true) throw new ExpectedError('--soak: only with --wait');
      if (options.toWave !== undefined && options.prune === true) {
        throw new ExpectedError('--to-wave: not with --prune, as later waves still need what would be deleted');
      }
      const { runApply } = await import('./run.js');
      exit(await runApply(file, options, io));
    });
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}

function waveNumber(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('It must be the number of a wave, from 1.');
  return Number(text);
}
