import { type Diagnostic, error, redacted } from '../../diagnostics';
import type { FieldPath, ValueMap } from '../../json';
import { SOURCE_API } from '../../kubernetes';
import { checkReference } from './metadata';

/** A reference to a source: checks its names, and that it is a source of Flux. */
export function checkSourceRef(sourceRef: ValueMap, path: FieldPath): Diagnostic[] {
  const { apiVersion } = sourceRef;
  const isFlux = typeof apiVersion !== 'string' || apiVersion.startsWith(`${SOURCE_API.group}/`);
  return [
    ...checkReference(sourceRef, path),
    ...(isFlux
      ? []
      : [
          error(
            'source-group-wrong',
            [...path, 'apiVersion'],
            `${redacted(apiVersion)} is not of the group ${SOURCE_API.group}`,
          ),
        ]),
  ];
}
