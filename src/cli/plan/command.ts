import { type Command, InvalidArgumentError, Option } from 'commander';
import { ExpectedError } from '../../diagnostics';
import type { Io } from '../shell';
import { addConnectionOptions, addFileOptions, completedBy, setOption } from '../shell';
import type { PlanOptions } from './run';

const EXAMPLES = `
Compares what the code says (-f, or --app) with what is in the cluster, object
by object, and says what Flux does on every cluster. What several clusters share
is said once. Nothing is changed.

Evidence, the strongest that is possible, and named in the output:
  server     the API server tries every object (dry run); needs the rights to
             apply, and so --server and the app of a pull request do not go
             together
  read-only  what an apply does is foretold from what is there; needs get and
             list
  offline    --base names the code as it was before: a file, a directory, or a
             revision. No cluster is asked.
An object is planned as whoever applies it: Flux's Kustomization, kubectl, or
this command.

--workloads also says what becomes of the objects that a Helm release has made,
for releases that are upgraded or installed. It reads the releases in the
member clusters with Flux's kubeconfigs, which takes "get" on their Secrets, and
renders the charts with helm.

Of a revision, the files that -f names are read as they were committed; with
--app its app is run, with its dependencies installed where its lock file
differs.

  +  is created          -  is deleted          .  stays, but leaves the code
  ~  is changed        -/+  is uninstalled and installed anew

What may be secret is masked. Behind # stands what Flux does. -o json has the
shape of "terraform show -json"; docs/plan.md lists the fields. -o markdown is
for the comment of a pull request: it begins with <!-- fluxapp plan: NAME -->,
and leaves out diffs where it would be longer than --max-bytes.

--out writes a plan file, by which "fluxapp apply FILE" applies what was
planned, or nothing where the code or the cluster has changed since. It names
the code, and holds digests in place of what is in the objects.

The exit code is 0, or 1 after an error. With --detailed-exitcode it is 0 where
nothing changes, 1 after an error, and 2 where something does.

Examples:
  fluxapp plan -f dist/
  fluxapp plan -f dist/ --read-only --context prod
  fluxapp plan -f dist/ --workloads
  fluxapp plan -f dist/ --out plan.json
  fluxapp plan -f dist/ --base ../main/dist/
  fluxapp plan -f dist/ --base origin/main
  fluxapp plan --app --base origin/main
  fluxapp plan --app "npx tsx main.ts" --base v1.4.0
  fluxapp plan -f dist/ --base origin/main -o json --detailed-exitcode
  fluxapp plan -f dist/ --base origin/main -o markdown --set shop`;

const FORMATS = ['text', 'json', 'markdown'];

/** Adds `fluxapp plan`. */
export function addPlanCommand(program: Command, io: Io, exit: (code: number) => void): void {
  const command = program
    .command('plan')
    .description('show what a change of the code does on every cluster')
    .usage('(-f PATH... | --app) [--base PATH|REVISION] [options]');
  addFileOptions(command, 'the code as it is now: a file, a directory, or -; may be repeated', 'none')
    .option('--app [command]', 'run the app instead, into a temporary folder; default: the command of cdk8s.yaml')
    .addOption(
      completedBy(
        'files',
        new Option('--base <base>', 'the code as it was before: a file, a directory, or a Git revision'),
      ),
    )
    .addOption(new Option('-o, --output <format>', 'text, json, markdown').choices(FORMATS).default('text'))
    .addOption(
      setOption('the set of "fluxapp apply --set", NAME or NAMESPACE/NAME; names the comment of -o markdown too'),
    )
    .addOption(new Option('--max-bytes <number>', 'the limit of -o markdown; default: 60000').argParser(byteCount))
    .option('--detailed-exitcode', '2 where something changes')
    .addOption(
      new Option('--read-only', 'ask the cluster for what is there, and for nothing else').conflicts([
        'base',
        'server',
      ]),
    )
    .addOption(
      new Option('--server', 'have the API server try every object; an error where that is not permitted').conflicts(
        'base',
      ),
    )
    .addOption(
      new Option(
        '--field-manager <name>',
        'plan as this field manager; default: as whoever applies an object',
      ).conflicts('base'),
    );
  command
    .addOption(
      completedBy('files', new Option('--out <file>', 'write the plan for "fluxapp apply FILE" too').conflicts('base')),
    )
    .addOption(
      new Option('--workloads', 'what becomes of the objects of Helm releases, in the member clusters').conflicts(
        'base',
      ),
    )
    .addOption(completedBy('files', new Option('--helm <path>', 'the helm command of --workloads').default('helm')));
  addConnectionOptions(command, 'of objects whose text names no namespace')
    .addHelpText('after', EXAMPLES)
    .action(async (options: PlanOptions) => {
      const { app } = options;
      const isGiven = options.filename.length > 0;
      if (isGiven && app !== undefined) throw new ExpectedError('--app runs the app, -f reads manifests: choose one');
      if (!isGiven && app === undefined) {
        throw new ExpectedError('nothing to plan: name manifests with -f, or run the app with --app');
      }
      if (options.maxBytes !== undefined && options.output !== 'markdown') {
        throw new ExpectedError('--max-bytes is for -o markdown only');
      }
      const { runPlan } = await import('./run.js');
      exit(await runPlan(options, io));
    });
}

function byteCount(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('It must be a positive integer.');
  return Number(text);
}
