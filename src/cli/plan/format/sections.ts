import {
  type ChangeGroup,
  groupChanges,
  type ObjectChange,
  type Plan,
  type PlanObject,
  shownChanges,
  type WaveTarget,
} from '../../../change';
import { compareText } from '../../../json';
import { namespacedName } from '../../../kubernetes';
import { printable } from '../../shell/terminal';
import { fieldLines, type PlanLine } from './field-lines';
import { workloadLines, workloadRemarks } from './workload-lines';

/** The part of a plan about one application, or about objects that belong to none. */
export interface PlanSection {
  readonly title: string;
  /** Its waves, for the title: `waves: 1 eu-1  >  2 eu-2 us-1`. */
  readonly waves?: string;
  readonly blocks: readonly PlanBlock[];
}

/** Equal changes. */
export interface PlanBlock {
  readonly sign: '+' | '-' | '~' | '-/+' | '=>' | '.';
  readonly kind: string;
  /** The changed object: `HelmRelease on 3 targets:`, `HelmChart shop/podinfo-6.5.0`. */
  readonly subject: string;
  /** The targets, if there are several. */
  readonly targets: readonly string[];
  /** The targets, also if there is one; or the name of an object that belongs to none. */
  readonly places: readonly string[];
  /** Whether `places` are targets. */
  readonly isOnTargets: boolean;
  /** What Flux does. */
  readonly note?: string;
  readonly lines: readonly PlanLine[];
  /** Further remarks, one sentence each. */
  readonly remarks: readonly string[];
  readonly action: ObjectChange['action'];
  readonly effect?: ObjectChange['effect'];
}

const OTHER_OBJECTS = 'Other objects';

/** The changes of a plan by application, in the order of their names; objects that belong to none come last. */
export function sectionsOf({ changes, waves }: Plan): PlanSection[] {
  const byApplication = new Map<string | undefined, ObjectChange[]>();
  for (const change of changes) {
    const { application } = change;
    const others = byApplication.get(application);
    if (others) others.push(change);
    else byApplication.set(application, [change]);
  }
  return [...byApplication]
    .sort(([a = '\uffff'], [b = '\uffff']) => compareText(a, b))
    .map(([application, own]) => ({
      title: printable(application ?? OTHER_OBJECTS),
      ...wavesOfTitle(waves.get(application ?? '')),
      blocks: blocksOf([...own].sort(byWave)),
    }))
    .filter(({ blocks }) => blocks.length > 0);
}

function byWave(a: ObjectChange, b: ObjectChange): number {
  return (a.wave ?? 0) - (b.wave ?? 0);
}

/** The maximum number of targets of a wave in a title. */
const MOST_NAMED = 5;

function wavesOfTitle(waves: readonly (readonly WaveTarget[])[] = []): Pick<PlanSection, 'waves'> {
  if (waves.length === 0) return {};
  const targets = waves.flat();
  const isOnly = ({ cluster }: WaveTarget) => targets.filter((each) => each.cluster === cluster).length === 1;
  const texts = waves.map((wave, index) => {
    const names = wave.slice(0, MOST_NAMED).map((each) => printable(isOnly(each) ? each.cluster : each.target));
    const others = wave.length > MOST_NAMED ? ` and ${wave.length - MOST_NAMED} more` : '';
    return `${index + 1} ${names.join(' ')}${others}`;
  });
  return { waves: `waves: ${texts.join('  >  ')}` };
}

function blocksOf(changes: readonly ObjectChange[]): PlanBlock[] {
  return groupChanges(shownChanges(changes)).map(blockOf);
}

const SIGNS: Readonly<Record<ObjectChange['action'], PlanBlock['sign']>> = {
  create: '+',
  update: '~',
  replace: '-/+',
  delete: '-',
  forget: '.',
  move: '=>',
};

/** The old name of an object, with its namespace if that is different. */
function oldName(from: PlanObject, { namespace }: ObjectChange): string {
  return printable(from.namespace === namespace ? from.name : namespacedName(from));
}

function blockOf({ change, changes, fields }: ChangeGroup): PlanBlock {
  const { action, effect, target, note, from } = change;
  const kind = printable(change.kind);
  const isMany = changes.length > 1;
  const isOnTargets = target !== undefined;
  const places = changes.map((each) =>
    printable(isOnTargets ? (each.place ?? each.target ?? '') : namespacedName(each)),
  );
  const own = isOnTargets ? `${printable(change.name)}  (${places[0]})` : places[0];
  const single = from ? `${oldName(from, change)} moves to ${printable(change.name)}` : own;
  const many = `${from ? 'moves ' : ''}on ${changes.length} targets:`;
  return {
    sign: SIGNS[action],
    kind,
    subject: `${kind} ${isMany ? many : single}`,
    targets: isMany ? places : [],
    places,
    isOnTargets,
    note: note && printable(note),
    lines: [...fields.flatMap(fieldLines), ...workloadLines(change, places)],
    remarks: workloadRemarks(change, places).map(printable),
    action,
    effect,
  };
}
