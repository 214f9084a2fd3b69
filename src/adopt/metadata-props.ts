import {
  ALIAS_NAME,
  ALLOWED,
  CLUSTERS,
  DESCRIPTION,
  INLINE_SECRETS,
  ROLLOUT,
  type Rollout,
  rolloutOf,
  SAVE_HELM_TEMPLATE,
} from '../application';
import { isFilled, mapOf, omit, stringOf, type ValueMap, withoutUndefined } from '../json';
import type { Origin } from './delivery';

/** The props of a FluxApplication that become labels and annotations of its Application. */
export interface MetadataProps {
  readonly alias?: string;
  readonly description?: string;
  readonly allowInlineSecrets?: true;
  /** A prop of `helmRelease`. */
  readonly saveTemplate?: true;
  readonly rollout?: Rollout;
  /** The remaining metadata, without the names of clusters, which are part of the clusters of a program. */
  readonly metadata?: ValueMap;
}

/** Annotations that authors cannot set, because the construct writes them. */
const OF_PROPS = [ALIAS_NAME, DESCRIPTION, CLUSTERS, ROLLOUT];

/** Converts the metadata of an Application to props. */
export function propsOfMetadata(metadata: ValueMap | undefined, { chart, sourceRef }: Origin): MetadataProps {
  const { labels, annotations, ...rest } = mapOf(metadata);
  const isSaved = mapOf(labels)[SAVE_HELM_TEMPLATE] === 'true' && chart !== undefined && sourceRef !== undefined;
  const isAllowed = mapOf(annotations)[INLINE_SECRETS] === ALLOWED;
  const own = withoutUndefined({
    ...rest,
    labels: filled(isSaved ? omit(mapOf(labels), [SAVE_HELM_TEMPLATE]) : mapOf(labels)),
    annotations: filled(omit(mapOf(annotations), isAllowed ? [...OF_PROPS, INLINE_SECRETS] : OF_PROPS)),
  });
  return withoutUndefined({
    metadata: filled(own),
    alias: stringOf(mapOf(annotations)[ALIAS_NAME]),
    description: stringOf(mapOf(annotations)[DESCRIPTION]),
    allowInlineSecrets: isAllowed ? true : undefined,
    saveTemplate: isSaved ? true : undefined,
    rollout: rolloutOf(annotations),
  });
}

function filled(map: ValueMap): ValueMap | undefined {
  return isFilled(map) ? map : undefined;
}
