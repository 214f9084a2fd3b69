import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { parseYaml } from '../../src/yaml/parse';
import { fluxapp } from './run';

const root = join(__dirname, '..', '..');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const crd = readFileSync(join(root, 'crds/gitops.kubesphere.io_applications.yaml'), 'utf8');

test('prints its version', async () => {
  expect(await fluxapp(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
});

test('prints help', async () => {
  const { code, stdout, stderr } = await fluxapp(['--help']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatchInlineSnapshot(`
    "Usage: fluxapp [options] [command]

    Applications that Flux delivers to many clusters

    Options:
      --version                  print the version
      -h, --help                 print this help

    Applications:
      status [options] [name]    show the state of applications on their clusters
      ui [options]               serve a page that shows applications on their
                                 clusters
      wait [options] [name...]   wait until applications are ready on all their
                                 clusters
      suspend [options] <name>   pause an Application: on some clusters, or on all
      resume [options] [name]    end the pause of an Application: on some clusters,
                                 or on all
      approve [options] <name>   approve a wave of an Application, so that it begins

    Clusters:
      clusters [options]         list the clusters that a host knows, or check their
                                 Secrets

    Manifests:
      init [options] [folder]    create a new project with an application and a test
      lower [options]            print the Flux objects for Applications in YAML or
                                 JSON files
      explain [options] [key]    show the type and default of a key of a chart, and
                                 where targets set it
      plan [options]             show what a change of the code does on every
                                 cluster
      apply [options] [plan]     apply the code to a cluster, as it was planned
      crds [options]             print this project's CustomResourceDefinition of
                                 the Application

    Adoption:
      import                     write TypeScript from existing objects and charts
      eject [options]            print plain Flux objects, without labels and
                                 annotations of this project
      handover [options] <name>  hand an Application over to the controller, or back

    Controllers:
      watch [options]            keep the status of Applications up to date,
                                 aggregated from Flux objects
      controller [options]       lower Applications in the cluster, and keep them
                                 lowered
      install [options]          print the manifests that run the watcher in a
                                 cluster

    Other commands:
      help [command...]          print help for a command
      version [options]          print the versions of this command and of Node
      completion <shell>         print the script that completes this command in a
                                 shell

    Examples:
      fluxapp status -A
      fluxapp wait web -n apps --timeout 10m
      fluxapp lower -f app.yaml
      fluxapp crds | kubectl apply --server-side -f -
      fluxapp watch -A
      fluxapp suspend web --cluster eu-1 --reason "the database is moved"

    Data goes to standard output, messages go to standard error. The exit code is 0,
    or 1 after an error. "fluxapp help COMMAND" describes a command.
    "
  `);
  expect(await fluxapp([])).toEqual({ code: 1, stdout: '', stderr: stdout });
});

test('prints help for lower', async () => {
  const { code, stdout, stderr } = await fluxapp(['lower', '--help']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatchInlineSnapshot(`
    "Usage: fluxapp lower [-f FILE|DIRECTORY|-]... [options]

    print the Flux objects for Applications in YAML or JSON files

    Options:
      -f, --filename <path>          a file, a directory, or - for standard input;
                                     may be repeated (default: standard input)
      -R, --recursive                also read subdirectories
      -o, --output <format>          yaml: documents separated by ---; json: one
                                     List (choices: "yaml", "json", default: "yaml")
      --explain                      print the values of every target and where they
                                     come from, instead of objects, as a table or in
                                     the format of -o
      --application <name>           with --explain: only this Application, <name>
                                     or <namespace>/<name>
      --target <KEY>                 with --explain: only the target with this KEY
      --path <key>                   with --explain: only layers that set this key
                                     of the values or a key below, such as image.tag
      --with-application             print each Application too, before its objects,
                                     with annotations for status and nulls
      --charts <path>                validate values with the charts in this folder,
                                     or of this Chart.yaml
      --strict                       treat a template missing from the input as an
                                     error
      --warnings-as-errors [except]  treat warnings as errors; =except CODE,…
                                     exempts warnings with these codes
      -h, --help                     print this help

    Reads YAML and JSON, with multiple documents and Lists. HelmCharts in the input
    serve as templates. Everything else is ignored: other kinds, Applications of
    other engines and, in directories, values files and patches. -R skips hidden
    directories and node_modules. If there is an error, nothing is printed.

    --explain prints a row for every value of a target, preceded by a row for every
    layer that Flux adds: values files of the chart, and valuesFrom. The content of
    such a layer is known only for ConfigMaps in the input. With -o json and -o yaml
    the rows are a list of maps with the keys application, namespace, target, layer,
    path, value, carriedBy, file and reference.

    --charts validates the values of every target with the schemas of its chart, as
    Helm does, and warns of keys that the chart does not know. The folder contains
    the charts, packaged or not. For a Chart.yaml, the charts are those that "helm
    dependency build" has written to the folder charts/ next to it.

    Examples:
      fluxapp lower -f app.yaml
      fluxapp lower -f apps/ -R -o json
      fluxapp lower -f app.yaml --warnings-as-errors=except deploy-empty
      fluxapp lower -f app.yaml --with-application | kubectl apply -f -
      fluxapp lower -f app.yaml --charts charts/
      fluxapp lower -f app.yaml --explain
      fluxapp lower -f app.yaml --explain --target eu-1-web --path image.tag
      kubectl get applications.gitops.kubesphere.io -A -o yaml | fluxapp lower
    "
  `);
});

test('prints help for crds', async () => {
  const { code, stdout, stderr } = await fluxapp(['crds', '-h']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatchInlineSnapshot(`
    "Usage: fluxapp crds [options]

    print this project's CustomResourceDefinition of the Application

    Options:
      -o, --output <format>  yaml: documents separated by ---; json: one List
                             (choices: "yaml", "json", default: "yaml")
      -h, --help             print this help

    The CRD is a superset of KubeSphere's: it has every field of Flux, and the state
    of every target in the status. Deleting the CRD deletes every Application in the
    cluster; its annotations prevent Helm and Flux from deleting it.

    Example:
      fluxapp crds | kubectl apply --server-side -f -
    "
  `);
});

test.each([
  [['lowr'], 'error: unknown command \'lowr\'; did you mean lower?\nSee "fluxapp --help" for usage.\n'],
  [
    ['lower', '--recursiv'],
    'error: unknown option \'--recursiv\'; did you mean --recursive?\nSee "fluxapp lower --help" for usage.\n',
  ],
  [
    ['lower', '-f'],
    'error: option \'-f, --filename <path>\' argument missing\nSee "fluxapp lower --help" for usage.\n',
  ],
  [
    ['lower', '-f', 'a.yaml', '-o', 'xml'],
    "error: option '-o, --output <format>' argument 'xml' is invalid. Allowed choices are yaml, json.\nSee \"fluxapp lower --help\" for usage.\n",
  ],
  [['lower', '-f', 'a.yaml', 'b.yaml'], 'error: b.yaml is not an option; every file needs an -f of its own\n'],
  [
    ['crds', 'all'],
    'error: too many arguments for \'crds\'. Expected 0 arguments but got 1.\nSee "fluxapp crds --help" for usage.\n',
  ],
])('refuses %j', async (args, stderr) => {
  expect(await fluxapp(args)).toEqual({ code: 1, stdout: '', stderr });
});

test('does not wait for somebody to type YAML, unless told to', async () => {
  const { code, stdout, stderr } = await fluxapp(['lower'], { isTTY: true });
  expect({ code, stdout, stderr: stripVTControlCharacters(stderr) }).toEqual({
    code: 1,
    stdout: '',
    stderr: 'error: nothing to read: name files with -f, or pipe YAML in\n',
  });
  expect((await fluxapp(['lower', '-f', '-'], { isTTY: true })).stderr).toContain('<stdin>: is empty');
});

test('prints the CRD', async () => {
  expect(await fluxapp(['crds'])).toEqual({ code: 0, stdout: crd, stderr: '' });
  const { code, stdout, stderr } = await fluxapp(['crds', '--output=json']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(JSON.parse(stdout)).toEqual({ apiVersion: 'v1', kind: 'List', items: [parseYaml(crd)[0]?.value] });
});

test('help prints what --help prints', async () => {
  expect(await fluxapp(['help'])).toEqual(await fluxapp(['--help']));
  expect(await fluxapp(['help', 'wait'])).toEqual(await fluxapp(['wait', '--help']));
  expect(await fluxapp(['help', 'wiat'])).toEqual({
    code: 1,
    stdout: '',
    stderr: 'error: unknown command \'wiat\'; did you mean wait?\nSee "fluxapp --help" for usage.\n',
  });
});

test('version names what a report of a bug needs', async () => {
  const nodeVersion = process.version;
  expect(await fluxapp(['version'])).toEqual({
    code: 0,
    stdout: `Client Version: ${version}\nNode Version: ${nodeVersion}\n`,
    stderr: '',
  });
  const expected = { clientVersion: { version, nodeVersion, platform: `${process.platform}/${process.arch}` } };
  expect(JSON.parse((await fluxapp(['version', '-o', 'json'])).stdout)).toEqual(expected);
  expect(parseYaml((await fluxapp(['version', '-o', 'yaml'])).stdout)[0]?.value).toEqual(expected);
});

test.each([
  [['status', '-o', 'tabel'], "option '-o, --output <format>' argument 'tabel' is invalid; did you mean table?"],
  [['init', '--ci', 'githb'], "option '--ci <system>' argument 'githb' is invalid; did you mean github?"],
  [
    ['init', '--ci', 'jenkins'],
    "option '--ci <system>' argument 'jenkins' is invalid. Allowed choices are github, gitlab, none.",
  ],
  [['completion', 'powershell'], "argument 'shell': 'powershell' is invalid. Allowed choices are bash, zsh, fish."],
])('%j is a wrong choice', async ([command = '', ...args], message) => {
  expect(await fluxapp([command, ...args])).toEqual({
    ...{ code: 1, stdout: '' },
    stderr: `error: ${message}\nSee "fluxapp ${command} --help" for usage.\n`,
  });
});
