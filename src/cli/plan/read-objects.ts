import { addressOf, type PlanObject, planObjectOf } from '../../change';
import { isMap, mapOf } from '../../json';
import { type InputObject, type InputOptions, readInput } from '../input';
import { type Finding, formatPlace, type Io, type Place } from '../shell';

/** The objects of one side of a plan. */
export interface PlanSide {
  readonly objects: readonly PlanObject[];
  /** The files that were read, in their order. */
  readonly files: readonly string[];
  /** The position of an object. */
  placeOf(object: PlanObject): Place | undefined;
}

/**
 * Reads the objects in the files of `-f` or `--base`. Other content is ignored: values files, and the
 * kustomization.yaml of a directory.
 *
 * @param report receives files that cannot be read, and objects that occur twice
 */
export async function readPlanObjects(
  options: InputOptions,
  io: Pick<Io, 'stdin'>,
  report: (finding: Finding) => void,
): Promise<PlanSide> {
  const { objects, files } = await readInput(options, io, report);
  const places = new Map<string, InputObject>();
  const read: PlanObject[] = [];
  for (const object of objects) {
    const planned = planObjectOf(object.value);
    if (planned === undefined) {
      if (isIncomplete(object.value)) report(incomplete(object));
      continue;
    }
    const address = addressOf(planned);
    const first = places.get(address);
    if (first === undefined) read.push(planned);
    else report(twice(address, object, first));
    places.set(address, first ?? object);
  }
  return { objects: read, files, placeOf: (object) => places.get(addressOf(object))?.place() };
}

/** The group of kustomize's configurations, which are for local programs and have no name. */
const LOCAL_GROUP = 'kustomize.config.k8s.io/';

function isIncomplete({ apiVersion, kind }: InputObject['value']): boolean {
  return kind !== undefined && !String(apiVersion).startsWith(LOCAL_GROUP);
}

function incomplete({ value, place }: InputObject): Finding {
  const lacks = ['apiVersion', 'kind'].filter((field) => typeof value[field] !== 'string' || value[field] === '');
  const isNamed = isMap(value.metadata) && typeof mapOf(value.metadata).name === 'string';
  const missing = [...lacks, ...(isNamed ? [] : ['metadata.name'])].join(' and ');
  return { severity: 'error', place: place(), message: `the object has no ${missing}` };
}

function twice(address: string, object: InputObject, first: InputObject): Finding {
  const message = `${address} is here and in ${formatPlace(first.place())}: only one of them can be applied`;
  return { severity: 'error', place: object.place(), message };
}
