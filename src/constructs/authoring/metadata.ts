import { Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { ALIAS_NAME, ALLOWED, CLUSTERS, DESCRIPTION, INLINE_SECRETS, SAVE_HELM_TEMPLATE } from '../../application';
import type { FluxApplicationProps } from '../flux-application-props';

/** The labels of the Application, those of its chart included. */
export function labelsOf(construct: IConstruct, props: FluxApplicationProps): Readonly<Record<string, string>> {
  const saves = props.helmRelease?.saveTemplate === true;
  return {
    ...Chart.of(construct).labels,
    ...props.metadata?.labels,
    ...props.labels,
    ...(saves ? { [SAVE_HELM_TEMPLATE]: 'true' } : {}),
  };
}

/** The annotations of the Application. @param clusters that with the names of its clusters, if it has any */
export function annotationsOf(
  { metadata, alias, description, allowInlineSecrets }: FluxApplicationProps,
  clusters: string | undefined,
): Readonly<Record<string, string>> {
  return {
    ...metadata?.annotations,
    ...(alias === undefined ? {} : { [ALIAS_NAME]: alias }),
    ...(description === undefined ? {} : { [DESCRIPTION]: description }),
    ...(allowInlineSecrets === true ? { [INLINE_SECRETS]: ALLOWED } : {}),
    ...(clusters === undefined ? {} : { [CLUSTERS]: clusters }),
  };
}
