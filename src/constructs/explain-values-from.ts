import { valuesOfText } from '../application';
import { type FieldPath, leavesOf, type ValueMap } from '../json';
import { meetingOf, mergeLayers, Origins, parseTargetPath, type ValuePath, winnerOf } from '../values';
import { knownTextOf, type LayerPrefix, type ValuesLayer } from './authoring';
import type { ExplainedValue } from './explained-value';
import type { ValuesSource } from './flux-application-props';

/** The content of an entry of `valuesFrom`, if it is known. */
interface Content {
  readonly layer: ValuesLayer;
  /** The path of the ConfigMap or Secret in the construct tree. */
  readonly construct: string;
  readonly isSecret: boolean;
  /** The path that its text sets, for an entry with a targetPath. */
  readonly place?: ValuePath;
  readonly text: string;
  /** The parsed text, for an entry without a targetPath. */
  readonly map?: ValueMap;
}

/**
 * The values from ConfigMaps and Secrets of this app for a target, in the order in which Flux reads them. The content
 * is unknown for objects that are only referenced by name.
 *
 * @param sources the `valuesFrom` of the target
 * @param prefix of the layer that contains them
 * @param values of the target, which override all of them
 * @param layerOf returns the layer of a path in the values
 */
export function explainValuesFrom(
  sources: readonly ValuesSource[],
  prefix: LayerPrefix,
  values: ValueMap,
  layerOf: (path: FieldPath) => ValuesLayer,
): ExplainedValue[] {
  const contents = sources.map((source, index) => contentOf(source, `${prefix}valuesFrom[${index}]`));
  const references = sources.map((source, index) => ({ path: contents[index]?.place ?? placeOf(source) }));
  const origins = new Origins<number>();
  mergeLayers([...contents.map((content) => content?.map), values], (index) => origins.mark(index));
  return contents.flatMap((content, index) => {
    if (content === undefined) return [];
    const { layer, construct, isSecret, place, text, map = {} } = content;
    const entry = (path: FieldPath, value: unknown, coveredBy: ValuesLayer | undefined): ExplainedValue => ({
      path,
      value: isSecret ? undefined : value,
      layer,
      construct,
      ...(coveredBy === undefined ? {} : { coveredBy }),
    });
    if (place !== undefined) {
      const isCovered =
        meetingOf(values, place) !== undefined && winnerOf(references.slice(0, index + 1), values) === 'values';
      return [entry(place, text, isCovered ? layerOf(place) : undefined)];
    }
    return leavesOf(map).map(({ path, value }) => {
      const winner = origins.layerAt(path) as number;
      if (winner === index) return entry(path, value, undefined);
      return entry(path, value, contents[winner]?.layer ?? layerOf(path));
    });
  });
}

function placeOf({ targetPath }: ValuesSource): ValuePath | undefined {
  return typeof targetPath === 'string' ? parseTargetPath(targetPath) : undefined;
}

/** `undefined` if it is not known, or its text is not a map. */
function contentOf(source: ValuesSource, layer: ValuesLayer): Content | undefined {
  const known = knownTextOf(source);
  if (known === undefined) return undefined;
  const { object, text } = known;
  const content = { layer, construct: object.node.path, isSecret: object.kind === 'Secret', text };
  if (source.targetPath !== undefined) {
    const place = placeOf(source);
    return place && { ...content, place };
  }
  const map = valuesOfText(text);
  return map && { ...content, map };
}
