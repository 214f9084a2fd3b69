/** Titles by the names of pages. */
const group = (text: string, pages: Readonly<Record<string, string>>) => ({
  text,
  items: Object.entries(pages).map(([page, title]) => ({ text: title, link: `/${page}` })),
});

/** The pages of docs/, in the order in which one reads them. */
export const GUIDE = [
  group('Start', {
    '': 'Overview',
    installation: 'Installation',
    tutorial: 'Tutorial',
    concepts: 'Concepts',
    migration: 'Import existing applications',
  }),
  group('Write', {
    fleets: 'Fleets',
    values: 'Values',
    'typed-values': 'Typed values',
    waves: 'Waves',
    diagnostics: 'Diagnostics',
  }),
  group('Change', {
    plan: 'Plan',
    ci: 'Plan in CI',
    apply: 'Apply',
    prune: 'Delete what left the code',
    moves: 'Rename without reinstalling',
  }),
  group('Operate', {
    watcher: 'The watcher',
    controller: 'The controller',
    status: 'Status',
    'status-output': 'Status for machines',
    ui: 'The page',
    suspend: 'Pause and resume',
    troubleshooting: 'Troubleshooting',
  }),
  group('Details', {
    features: 'Constructs, features, commands',
    commands: 'Help of every command',
    lowering: 'Lowering',
    marks: 'Marks on objects',
    performance: 'Performance',
    alternatives: 'Alternatives',
  }),
];
