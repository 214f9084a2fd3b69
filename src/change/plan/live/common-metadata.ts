import { mapOf, type ValueMap, withoutUndefined } from '../../../json';

/** An object with further labels and annotations, which override its own. */
export function withMetadata(value: ValueMap, more: ValueMap): ValueMap {
  const metadata = mapOf(value.metadata);
  const merged = (field: 'labels' | 'annotations') => {
    const marks = { ...mapOf(metadata[field]), ...mapOf(more[field]) };
    return Object.keys(marks).length === 0 ? undefined : marks;
  };
  return {
    ...value,
    metadata: withoutUndefined({ ...metadata, labels: merged('labels'), annotations: merged('annotations') }),
  };
}
