import { printYaml, printYamlDocuments } from '../../yaml';
import { isOci, type Project } from './project';

/** The package that creates the project. */
export interface Origin {
  /** Its version as npm installs it: a range of versions, a URL, or `file:` and a path. */
  readonly package: string;
  /** The versions of the other packages that the project needs, as this package is tested with them. */
  readonly versions: Readonly<Record<string, string>>;
}

/** The files of a new project by path, without those for CI. */
export function projectFiles(project: Project, origin: Origin): ReadonlyMap<string, string> {
  const { chart } = project;
  return new Map([
    ['package.json', `${JSON.stringify(manifest(project, origin), undefined, 2)}\n`],
    ['cdk8s.yaml', printYaml({ language: 'typescript', app: 'npx tsx main.ts' })],
    ['tsconfig.json', `${JSON.stringify({ compilerOptions: COMPILER, exclude: ['node_modules'] }, undefined, 2)}\n`],
    // the README.md has kubeconfigs in the folder, and a commit of all files
    ['.gitignore', 'node_modules/\n*.kubeconfig\n'],
    ['clusters.yaml', clusters(project)],
    ['main.ts', main(project)],
    [`src/${chart}.ts`, application(project)],
    [`test/${chart}.test.ts`, test(project)],
    ['flux/fleet.yaml', flux(project)],
    ['README.md', readme(project)],
  ]);
}

const COMPILER = {
  target: 'es2024',
  module: 'nodenext',
  types: ['node'],
  strict: true,
  noUncheckedIndexedAccess: true,
  allowImportingTsExtensions: true,
  noEmit: true,
};

/** The dependencies of the program, and the tools that run and check it. */
const LIBRARIES = ['cdk8s', 'constructs'];
const TOOLS = ['@types/node', 'cdk8s-cli', 'tsx', 'typescript'];

function manifest({ name }: Project, { package: own, versions }: Origin): object {
  const ranges = (names: readonly string[]) => names.map((each) => [each, `^${versions[each]}`]);
  const dependencies = Object.fromEntries([...ranges(LIBRARIES), ['cdk8s-fluxapp', own]].sort());
  return {
    ...{ name, version: '0.0.0', private: true, type: 'module' },
    scripts: { synth: 'cdk8s synth --check-upgrade=false', test: 'tsc && tsx --test test/*.test.ts' },
    dependencies,
    devDependencies: Object.fromEntries(ranges(TOOLS)),
  };
}

function clusters({ members }: Project): string {
  const list = {
    apiVersion: 'fluxapp/v1',
    kind: 'ClusterList',
    clusters: [
      { host: true, labels: { stage: 'prod' } },
      ...members.map((name) => ({ name, labels: { stage: 'prod' } })),
    ],
  };
  return `# yaml-language-server: $schema=node_modules/cdk8s-fluxapp/schemas/cluster-list-v1.json
# The clusters of the fleet. The host runs Flux. A Secret with the name of a member contains its kubeconfig.
${printYaml(list)}`;
}

/** The class of the application: `CertManagerApplication` for `cert-manager`. It differs from the imported class. */
function classOf({ chart }: Project): string {
  const words = chart.split('-').map((word) => word.slice(0, 1).toUpperCase() + word.slice(1));
  const name = `${/^\d/.test(chart) ? 'Chart' : ''}${words.join('')}Application`;
  return name === 'FluxApplication' ? `${name}Chart` : name;
}

/** The id of a construct next to the one named after the chart. */
function idBeside({ chart }: Project, id: string): string {
  return chart === id ? `${id}-2` : id;
}

function main(project: Project): string {
  const { chart, namespace } = project;
  return `import { ApiObject, App, Chart } from 'cdk8s';
import { ApplicationCrd, ClusterSet } from 'cdk8s-fluxapp';
import { ${classOf(project)} } from './src/${chart}.ts';

const app = new App();
const clusters = ClusterSet.fromFile('clusters.yaml');

// on the host, the applications need their namespace and the kind Application
const base = new Chart(app, '${idBeside(project, 'base')}');
new ApiObject(base, 'namespace', {
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: '${namespace}', annotations: { 'kustomize.toolkit.fluxcd.io/prune': 'disabled' } },
});
new ApplicationCrd(base, 'crd');

new ${classOf(project)}(app, '${chart}', { clusters });

app.synth();
`;
}

function application(project: Project): string {
  const { chart, namespace, repository, version } = project;
  return `import { Chart } from 'cdk8s';
import { type ClusterSet, FluxApplication, HelmRepository, target } from 'cdk8s-fluxapp';
import type { Construct } from 'constructs';

export interface ${classOf(project)}Props {
  /** The clusters to deliver to. */
  readonly clusters: ClusterSet;
}

/** ${chart}, on every cluster. */
export class ${classOf(project)} extends Chart {
  constructor(scope: Construct, id: string, { clusters }: ${classOf(project)}Props) {
    super(scope, id, { namespace: '${namespace}' });
    new FluxApplication(this, '${chart}', {
      helmRelease: {
        source: new HelmRepository(this, '${idBeside(project, 'charts')}', { ${isOci(repository) ? "type: 'oci', " : ''}url: '${repository}' }),
        chart: { chart: '${chart}', version: '${version}' },
        // merged into every target: maps merge, lists replace
        defaults: { install: { createNamespace: true }, values: {} },
        deploy: clusters.map((cluster) => target({ destination: cluster.namespace('${chart}') })),
      },
    });
  }
}
`;
}

function test(project: Project): string {
  const { chart, version } = project;
  return `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Testing } from 'cdk8s';
import { ClusterSet } from 'cdk8s-fluxapp';
import { ${classOf(project)} } from '../src/${chart}.ts';

const clusters = ClusterSet.fromFile('clusters.yaml');
const objects = Testing.synth(new ${classOf(project)}(Testing.app(), '${chart}', { clusters }));
const releases = objects.filter(({ kind }) => kind === 'HelmRelease');

test('every cluster gets a release', () => {
  assert.equal(releases.length, [...clusters].length);
});

test('every cluster gets the same version of the chart', () => {
  assert.deepEqual([...new Set(releases.map(({ spec }) => spec.chart.spec.version))], ['${version}']);
});
`;
}

/** The Secret in flux-system with the SSH key for the repository. */
const GIT_SECRET = 'fleet-git';

/** Whether Flux needs a Secret to read the repository in any case. */
function isSsh(git: string): boolean {
  return git.startsWith('ssh:');
}

/** The objects to apply once, so that Flux reads the repository. */
function flux({ git }: Project): string {
  const metadata = { name: 'fleet', namespace: 'flux-system' };
  const objects = [
    {
      apiVersion: 'source.toolkit.fluxcd.io/v1',
      kind: 'GitRepository',
      metadata,
      spec: {
        ...{ url: git, ref: { branch: 'main' }, interval: '1m' },
        ...(isSsh(git) && { secretRef: { name: GIT_SECRET } }),
      },
    },
    {
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
      kind: 'Kustomization',
      metadata,
      spec: {
        sourceRef: { kind: 'GitRepository', name: 'fleet' },
        path: './dist',
        prune: true,
        interval: '10m',
        timeout: '5m',
      },
    },
  ];
  const access = isSsh(git)
    ? 'README.md shows how to create the Secret.'
    : 'A private repository needs spec.secretRef.';
  return `# Applied once, on the host: kubectl apply -f flux/fleet.yaml
# Flux then applies every commit of dist/, and deletes the objects that have left it. ${access}
${printYamlDocuments(objects)}`;
}

/** The paragraph about CI in the README.md of a project. */
const CI_NOTES: Readonly<Record<Project['ci'], string>> = {
  github: `
The workflows in .github/ plan every pull request, and wait after a merge until every cluster runs the change. Those that read
the cluster need a kubeconfig: docs/ci.md of cdk8s-fluxapp has the names of the secrets.
`,
  gitlab: `
.gitlab-ci.yml plans every merge request, and waits after a merge until every cluster runs the change. The second job needs a
kubeconfig, HOST_KUBECONFIG: docs/ci.md of cdk8s-fluxapp describes it, and how to get the plan as a comment.
`,
  none: '',
};

function readme({ name, git, namespace, members, chart, ci }: Project): string {
  const secrets = members.map(
    (member) => `kubectl create secret generic ${member} -n ${namespace} --from-file=value=${member}.kubeconfig`,
  );
  const access = isSsh(git) ? [`flux create secret git ${GIT_SECRET} --url=${git}`] : [];
  const deployKey = `
\`flux create secret git\` creates a key pair and prints the public key: give it read access to the repository, as a deploy key.
`;
  return `# ${name}

| file | content |
|---|---|
| clusters.yaml | the clusters and their labels |
| src/${chart}.ts | the application: its chart, its values, and the differences between clusters |
| main.ts | the program: it writes the manifests to dist/, which is committed |
| flux/fleet.yaml | the objects by which Flux reads this repository |

\`\`\`sh
npm install
npm test
npm run synth
\`\`\`

Once, on the host${members.length > 0 ? ': create the namespace and a kubeconfig Secret for each member, and let Flux read the repository' : ', where Flux runs'}:

\`\`\`sh
kubectl create namespace ${namespace}
${[...secrets, ...access, 'kubectl apply -f flux/fleet.yaml'].join('\n')}
\`\`\`
${isSsh(git) ? deployKey : ''}${members.length > 0 ? '\nCluster API creates such Secrets, NAME-kubeconfig: in that case write `secretName: NAME-kubeconfig` into clusters.yaml.\n' : ''}${CI_NOTES[ci]}
From then on, a change is a commit:

\`\`\`sh
npm run synth
npx fluxapp plan -f dist/ --base HEAD
git add -A && git commit -m 'What changes' && git push
kubectl annotate gitrepository/fleet -n flux-system --overwrite reconcile.fluxcd.io/requestedAt="$(date +%s)"
kubectl wait kustomization/fleet -n flux-system --timeout=5m \\
  --for=jsonpath='{.status.lastAppliedRevision}'="main@sha1:$(git rev-parse HEAD)"
npx fluxapp wait ${chart} -n ${namespace}
\`\`\`

Flux fetches the repository every minute; the annotation makes it fetch at once. \`kubectl wait\` waits until Flux has applied
the commit: before that, \`fluxapp wait\` would find the previous state ready.
`;
}
