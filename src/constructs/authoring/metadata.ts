import { Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import {
  ALIAS_NAME,
  ALLOWED,
  CLUSTERS,
  DESCRIPTION,
  INLINE_SECRETS,
  ROLLOUT,
  type Rollout,
  rolloutAnnotation,
  SAVE_HELM_TEMPLATE,
} from '../../application';
import type { FluxApplicationProps } from '../flux-application-props';

/** Annotations that depend on the targets of an application; undefined if it has none. */
export interface OwnAnnotations {
  /** The annotation with the names of its clusters. */
  readonly clustersAnnotation?: string;
  /** The annotation with its waves. */
  readonly waves: { readonly rollout?: Rollout };
}

/** The labels of the Application, including those of its chart. */
export function labelsOf(construct: IConstruct, props: FluxApplicationProps): Readonly<Record<string, string>> {
  const saves = props.helmRelease?.saveTemplate === true;
  return {
    ...Chart.of(construct).labels,
    ...props.metadata?.labels,
    ...props.labels,
    ...(saves ? { [SAVE_HELM_TEMPLATE]: 'true' } : {}),
  };
}

/** The annotations of the Application. */
export function annotationsOf(
  { metadata, alias, description, allowInlineSecrets }: FluxApplicationProps,
  { clustersAnnotation, waves: { rollout } }: OwnAnnotations,
): Readonly<Record<string, string>> {
  return {
    ...metadata?.annotations,
    ...(alias === undefined ? {} : { [ALIAS_NAME]: alias }),
    ...(description === undefined ? {} : { [DESCRIPTION]: description }),
    ...(allowInlineSecrets === true ? { [INLINE_SECRETS]: ALLOWED } : {}),
    ...(clustersAnnotation === undefined ? {} : { [CLUSTERS]: clustersAnnotation }),
    ...(rollout === undefined ? {} : { [ROLLOUT]: rolloutAnnotation(rollout) }),
  };
}
