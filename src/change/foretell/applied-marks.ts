import { listOf, mapOf, stringOf } from '../../json';
import { namespacedName } from '../../kubernetes';
import { PART_OF } from '../prune/apply-set';
import { KUSTOMIZATION } from './flux-apply';
import { HELM_RELEASE, RELEASE_NAME, RELEASE_NAMESPACE, RESOURCE_SET, TRACKING_ID } from './marks';

/** A mark with which an applier claims an object. */
export interface AppliedMark {
  /** The label, annotation or field. */
  readonly mark: string;
  /** The owner of the mark, in words. */
  readonly owner: string;
}

/**
 * The marks with which Flux, flux-operator, Helm, Argo CD, an ApplySet or a controller claims an object. Unlike
 * `applierOf`, this ignores who wrote a mark and whether its owner has released the object: a caller that must not
 * touch objects of others decides by the mark alone.
 */
export function appliedMarksOf(object: unknown): AppliedMark[] {
  const metadata = mapOf(mapOf(object).metadata);
  const [labels, annotations] = [mapOf(metadata.labels), mapOf(metadata.annotations)];
  const named = (kind: string, start: string): AppliedMark[] => {
    const name = stringOf(labels[`${start}/name`]);
    const namespace = stringOf(labels[`${start}/namespace`]);
    return name === undefined
      ? []
      : [{ mark: `label ${start}/name`, owner: `${kind} ${namespacedName({ namespace, name })}` }];
  };
  const helm = stringOf(annotations[RELEASE_NAME]);
  const argo = stringOf(annotations[TRACKING_ID]);
  const set = stringOf(labels[PART_OF]);
  return [
    ...named('Kustomization', KUSTOMIZATION),
    ...named('ResourceSet', RESOURCE_SET),
    ...named('HelmRelease', HELM_RELEASE),
    ...(helm === undefined
      ? []
      : [
          {
            mark: `annotation ${RELEASE_NAME}`,
            owner: `Helm release ${namespacedName({ namespace: stringOf(annotations[RELEASE_NAMESPACE]), name: helm })}`,
          },
        ]),
    ...(argo === undefined
      ? []
      : [{ mark: `annotation ${TRACKING_ID}`, owner: `Argo CD Application ${argo.split(':')[0]}` }]),
    ...(set === undefined ? [] : [{ mark: `label ${PART_OF}`, owner: `the ApplySet with the id ${set}` }]),
    ...listOf(metadata.ownerReferences)
      .map(mapOf)
      .map(({ kind, name }) => ({ mark: 'metadata.ownerReferences', owner: `${kind} ${name}` })),
  ];
}
