import { ALIAS_NAME, ALLOWED, DESCRIPTION, INLINE_SECRETS, SAVE_HELM_TEMPLATE } from '../application';
import { isFilled, mapOf, omit, stringOf, type ValueMap, withoutUndefined } from '../json';
import type { Origin } from './delivery';

/** The props of a FluxApplication that become labels and annotations of its Application. */
export interface MetadataProps {
  readonly alias?: string;
  readonly description?: string;
  readonly allowInlineSecrets?: true;
  /** A prop of `helmRelease`. */
  readonly saveTemplate?: true;
  /** The remaining metadata. */
  readonly metadata?: ValueMap;
}

/** Converts the metadata of an Application to props. */
export function propsOfMetadata(metadata: ValueMap | undefined, { chart, sourceRef }: Origin): MetadataProps {
  const { labels, annotations, ...rest } = mapOf(metadata);
  const isSaved = mapOf(labels)[SAVE_HELM_TEMPLATE] === 'true' && chart !== undefined && sourceRef !== undefined;
  const isAllowed = mapOf(annotations)[INLINE_SECRETS] === ALLOWED;
  const own = withoutUndefined({
    ...rest,
    labels: filled(isSaved ? omit(mapOf(labels), [SAVE_HELM_TEMPLATE]) : mapOf(labels)),
    annotations: filled(omit(mapOf(annotations), [ALIAS_NAME, DESCRIPTION, ...(isAllowed ? [INLINE_SECRETS] : [])])),
  });
  return withoutUndefined({
    metadata: filled(own),
    alias: stringOf(mapOf(annotations)[ALIAS_NAME]),
    description: stringOf(mapOf(annotations)[DESCRIPTION]),
    allowInlineSecrets: isAllowed ? true : undefined,
    saveTemplate: isSaved ? true : undefined,
  });
}

function filled(map: ValueMap): ValueMap | undefined {
  return isFilled(map) ? map : undefined;
}
