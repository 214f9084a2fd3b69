/** Titles by the names of pages. */
const group = (text: string, pages: Readonly<Record<string, string>>) => ({
  text,
  items: Object.entries(pages).map(([page, title]) => ({ text: title, link: `/${page}` })),
});

/** The pages of docs/, in the order in which one reads them. docs/README.md lists the same. */
export const GUIDE = [
  group('Start', {
    '': 'Overview',
    installation: 'Installation',
    tutorial: 'Tutorial: three clusters',
    'tutorial-flux': 'Tutorial: copied HelmReleases',
    'tutorial-kubesphere': 'Tutorial: KubeSphere',
    concepts: 'Concepts and glossary',
  }),
  group('Guides: write', {
    fleets: 'Fleets',
    'typed-values': 'Typed values',
    waves: 'Waves',
    migration: 'Import existing applications',
  }),
  group('Guides: deliver', {
    delivery: 'From dist/ to the host',
    hosts: 'One host or many',
    secrets: 'Secrets',
    tenancy: 'Tenancy',
    plan: 'Plan a change',
    ci: 'Plan in CI',
    apply: 'Apply without Git',
    prune: 'Delete objects that left the code',
  }),
  group('Guides: operate', {
    watcher: 'The watcher',
    ui: 'The page',
    controller: 'The controller',
    suspend: 'Pause and resume',
    rollback: 'Roll back',
    moves: 'Rename without reinstalling',
    deleting: 'Delete without uninstalling',
    upgrade: 'Upgrade',
    recovery: 'Recover from a lost host',
    troubleshooting: 'Troubleshooting',
  }),
  group('Reference', {
    features: 'Constructs, features, commands',
    commands: 'Help of every command',
    values: 'Values',
    status: 'Status',
    'status-output': 'Status for machines',
    diagnostics: 'Diagnostics',
    marks: 'Labels and annotations',
    limits: 'Limits and sizes',
    alternatives: 'Alternatives',
  }),
  group('Rules and measurements', {
    lowering: 'How an Application is lowered',
    performance: 'Performance',
  }),
];
