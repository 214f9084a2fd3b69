import { type Command, InvalidArgumentError, Option } from 'commander';
import { ExpectedError } from '../../diagnostics';
import type { Io } from '../shell';
import { addConnectionOptions, addFileOptions, completedBy, setOption } from '../shell';
import type { PlanOptions } from './run';

const EXAMPLES = `
Compares the code (-f, or --app) with the cluster, object by object, and shows
what Flux does on every cluster. Changes that several clusters share are shown
once. The command changes nothing.

Evidence; the plan uses the strongest that is available, and names it:
  server     the API server tries every object (dry run); needs permission to
             apply, so do not combine --server with the app of a pull request
  read-only  the result is predicted from the stored objects; needs get and list
  offline    --base is the old code: a file, a directory, or a Git revision. No
             cluster is contacted.
An object is planned according to its current applier: a Kustomization of Flux,
kubectl, or this command. --adopt plans what "fluxapp apply --adopt" does:
HelmReleases and Kustomizations that are not in the code, but deliver the same,
are moved.

--workloads also shows changes to the objects of Helm releases that are upgraded
or installed. It reads the releases in the member clusters with the kubeconfigs
that Flux uses, which needs "get" on their Secrets, and renders the charts with
helm.

For a revision, the files named by -f are read as committed. With --app, the app
of that revision is run; if its lock file differs, its dependencies are
installed first.

  +  is created          -  is deleted          .  stays, but leaves the code
  ~  is changed        -/+  is uninstalled and installed again
 =>  is moved: it continues under a new name

Values that may be secret are masked. The text after # describes what Flux does.
-o json has the structure of "terraform show -json"; docs/plan.md lists the
fields. -o markdown is for the comment of a pull request: it begins with <!--
fluxapp plan: NAME -->, and omits diffs if it would exceed --max-bytes.

--out writes a plan file. "fluxapp apply FILE" applies exactly that plan, or
nothing if the code or the cluster has changed since. The file contains the
location of the code, and digests instead of the content of objects. An existing
file is only overwritten if it is a plan file, or empty.

The exit code is 0, or 1 after an error. With --detailed-exitcode it is 0 if
nothing changes, 1 after an error, and 2 if something changes.

Examples:
  fluxapp plan -f dist/
  fluxapp plan -f dist/ --read-only --context prod
  fluxapp plan -f dist/ --adopt
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
    .option('--app [command]', 'synthesize the app to a temporary folder instead; default: the command in cdk8s.yaml')
    .addOption(
      completedBy('files', new Option('--base <base>', 'the old code: a file, a directory, or a Git revision')),
    )
    .addOption(new Option('-o, --output <format>', 'text, json, markdown').choices(FORMATS).default('text'))
    .addOption(
      setOption('the set of "fluxapp apply --set", NAME or NAMESPACE/NAME; names the comment of -o markdown too'),
    )
    .addOption(new Option('--max-bytes <number>', 'the limit of -o markdown; default: 60000').argParser(byteCount))
    .option('--detailed-exitcode', 'exit with code 2 if something changes')
    .addOption(new Option('--read-only', 'only read objects from the cluster').conflicts(['base', 'server']))
    .addOption(
      new Option('--server', 'let the API server try every object; fail if that is not permitted').conflicts('base'),
    )
    .addOption(
      new Option(
        '--field-manager <name>',
        'plan as this field manager; default: the current applier of an object',
      ).conflicts('base'),
    );
  command
    .addOption(new Option('--adopt', 'plan what "fluxapp apply --adopt" does').conflicts(['base', 'out']))
    .addOption(
      completedBy(
        'files',
        new Option('--out <file>', 'also write a plan file for "fluxapp apply FILE"').conflicts('base'),
      ),
    )
    .addOption(
      new Option('--workloads', 'also show changes to the objects of Helm releases in the member clusters').conflicts(
        'base',
      ),
    )
    .addOption(completedBy('files', new Option('--helm <path>', 'the helm command for --workloads').default('helm')));
  addConnectionOptions(command, 'of objects that do not set a namespace')
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
