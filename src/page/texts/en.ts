import type { AgeUnit } from '../age';
import type { Mark } from '../overview';
import type { AnyState } from '../states';

/** `1 target`, `2 targets` */
const counted = (count: number, one: string, several = `${one}s`) => `${count} ${count === 1 ? one : several}`;

/** Every text of the page in English. Another language is an object of the same type. */
export const en = {
  /** What the language calls itself. */
  language: 'English',

  states: {
    Invalid: 'Invalid',
    Stalled: 'Stalled',
    Failed: 'Failed',
    Missing: 'Missing',
    Unknown: 'Unknown',
    Reconciling: 'Reconciling',
    Orphaned: 'Orphaned',
    Suspended: 'Suspended',
    Ready: 'Ready',
  } satisfies Record<AnyState, string>,
  /** What a state means, in one sentence. */
  meanings: {
    Invalid: 'The Application has errors',
    Stalled: 'Flux has given up until something changes',
    Failed: 'Flux has tried and failed; it may try again',
    Missing: 'The object has not been applied',
    Unknown: 'The object cannot be read, or no controller has observed it',
    Reconciling: 'On its way, or waiting for something that is on its way',
    Orphaned: 'An object that no target wants',
    Suspended: 'Paused: Flux leaves it as it is',
    Ready: 'Runs what the Application specifies',
  } satisfies Record<AnyState, string>,
  marks: {
    altered: 'changed between synthesis and cluster',
    drifted: 'changed in the cluster',
    expired: 'the pause was to end',
    sourceStale: 'its source cannot be fetched',
  } satisfies Record<Mark, string>,

  /** A time of a unit, such as 5 h. */
  age: (unit: AgeUnit, count: number) => `${count} ${{ days: 'd', hours: 'h', minutes: 'min', seconds: 's' }[unit]}`,
  ago: (age: string) => `${age} ago`,
  allNamespaces: 'all namespaces',
  namespace: (name: string) => `namespace ${name}`,
  host: 'host',

  header: {
    skip: 'Skip to the content',
    live: 'Live',
    connecting: 'Connecting',
    behind: 'Not up to date',
    lastWord: (time: string) => `last word at ${time}`,
    asOf: (time: string) => `As of ${time}`,
    languages: 'Language',
    scheme: { auto: 'Colours as the system has them', light: 'Light colours', dark: 'Dark colours' },
    help: 'Keyboard',
  },

  notices: {
    loading: 'Reading the applications …',
    noToken: 'This page needs the address that the command printed',
    noTokenHelp: 'Run fluxapp ui in a terminal, and open the address that it prints, with the token behind the #.',
    behind: 'What you see may be old',
    unreachable: 'The command fluxapp ui does not answer. Is it still running?',
    empty: (where: string) => `No application of Flux in ${where}`,
    emptyHelp: 'Run fluxapp ui with -n NAMESPACE for another namespace, or with -A for all of them.',
    unknownPage: 'There is no such page',
    noApplication: (name: string) => `There is no application ${name}`,
    home: 'All applications',
  },

  home: {
    needAttention: (needing: number, all: number) =>
      `${needing} of ${counted(all, 'application')} ${needing === 1 ? 'needs' : 'need'} attention`,
    allReady: (all: number) => (all === 1 ? 'The application is ready' : `All ${all} applications are ready`),
    noneNeedsAttention: 'No application needs attention',
    targetsReady: (ready: number, all: number) =>
      ready === all
        ? `all ${counted(all, 'target')} ready`
        : `${ready} of ${counted(all, 'target')} ${ready === 1 ? 'is' : 'are'} ready`,
    states: 'States: choose which to show',
    causes: 'Needs attention',
    causesHint: 'by cause, the worst first',
    applications: 'Applications',
    byCluster: 'by cluster',
    onCluster: (cluster: string) => `on ${cluster}`,
    allClusters: 'all clusters',
    onlyNotReady: 'Only not ready',
    find: 'Find',
    findHint: 'Application, cluster, message',
    view: 'View',
    matrix: 'Matrix',
    list: 'List',
    nothing: 'Nothing is selected',
    reset: 'Show everything',
    showMore: (shown: number, all: number) => `${shown} of ${all} are shown. Show more`,
    moreReady: (count: number) =>
      count === 1 ? '1 more application is ready everywhere' : `${count} more applications are ready everywhere`,
  },

  causes: {
    on: (clusters: string, count: number) => (count === 1 ? `on ${clusters}` : `on ${count} clusters: ${clusters}`),
    applications: (names: string, count: number) => `${counted(count, 'application')}: ${names}`,
    several: (applications: number, clusters: number) =>
      `${counted(applications, 'application')} on ${counted(clusters, 'cluster')}`,
    expired: (age: string) => `the pause was to end ${age} ago`,
  },

  columns: {
    application: 'Application',
    namespace: 'Namespace',
    type: 'Type',
    source: 'Source',
    revision: 'Revision',
    ready: 'Ready',
    state: 'State',
    age: 'Age',
    cluster: 'Cluster',
    since: 'Since',
    message: 'Message',
    kind: 'Kind',
    name: 'Name',
  },
  failing: (count: number) => `${counted(count, 'target')} ${count === 1 ? 'needs' : 'need'} attention`,
  readyOf: (ready: number, all: number) => `${ready} of ${all} ready`,
  noTarget: 'no target',
  clusters: (count: number) => counted(count, 'cluster'),
  severalTargets: (count: number) => counted(count, 'target'),

  application: {
    applications: 'Applications',
    ready: (ready: number, all: number) => `${ready}/${all} ready`,
    made: 'Made',
    labels: 'Labels',
    none: 'none',
    undeclared: 'There is no Application: these are the targets whose objects are there',
    problem: 'What is wrong with the Application',
    causes: 'Causes',
    targets: 'Targets',
    worstFirst: 'the worst first',
    orphans: 'Left over',
    orphansHint: 'objects that no target wants',
    sources: 'Sources',
    sourcesHint: 'what the targets take their chart or manifests from',
    details: 'Details',
    wanted: (version: string) => `to be ${version}`,
    same: (names: string) => `The same on ${names}`,
    why: 'Why',
    reason: 'Reason',
    object: 'Object',
    key: 'KEY',
    deliversTo: 'Namespace',
    secret: 'Reached by',
    wave: 'Wave',
    runs: 'Runs',
    pause: 'Pause',
    flags: 'Also',
    altered: (fields: string, by: string) => (by === '' ? fields : `${fields}, by ${by}`),
    alteredTitle: 'Changed',
    droppedTitle: 'Dropped by the installed CRD',
    terminal: 'In a terminal',
    template: 'template',
  },
  pausedBy: (by: string) => `by ${by}`,
  pausedSince: (age: string) => `for ${age}`,
  pausedUntil: (time: string) => `until ${time}`,
  expiredSince: (age: string) => `was to end ${age} ago`,
  noReason: 'no reason given',

  copy: 'Copy',
  copied: 'Copied',

  pause: {
    pause: 'Pause …',
    resume: 'Resume …',
    title: (name: string, where: string) => `Pause ${name} ${where}`,
    resumeTitle: (name: string, where: string) => `Resume ${name} ${where}`,
    onAll: 'on all clusters',
    on: (cluster: string) => `on ${cluster}`,
    meaning: 'Flux leaves it as it is: no upgrade, no repair of drift.',
    resumeMeaning: 'Flux reconciles it again.',
    reason: 'Reason, for everybody who sees the pause',
    reasonHint: 'the database is moved',
    reasonMissing: 'Say why: others will ask.',
    until: 'Until',
    openEnd: 'open end',
    endsNot: 'A pause does not end by itself. After its time it is shown as expired.',
    sameCommand: 'The same in a terminal',
    check: 'Check',
    checking: 'The API server checks the patches …',
    checked: 'The API server accepts these patches',
    refused: 'The API server refuses a patch',
    undone: 'What undoes it',
    patch: 'Patch',
    cancel: 'Cancel',
    back: 'Back',
    doPause: 'Pause',
    doResume: 'Resume',
    working: 'Working …',
    failed: 'Not everything was done',
    close: 'Close',
  },

  keys: {
    title: 'Keyboard',
    find: 'Find an application',
    onlyNotReady: 'Show only what is not ready, or all',
    home: 'Back to all applications',
    move: 'Move in the matrix',
    open: 'Open what is marked',
    help: 'Show this list',
    close: 'Close',
  },
};

/** Every text of the page. */
export type Texts = typeof en;
