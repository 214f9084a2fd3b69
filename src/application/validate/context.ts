import type { FieldPath } from '../../json';
import { isPlainObject } from '../../json';
import { SAVE_HELM_TEMPLATE } from '../marks';

/** The context that the checks of a configuration need from the Application. */
export interface ApplicationContext {
  /** Its metadata, if present. */
  readonly metadata: Readonly<Record<string, unknown>>;
  /** Whether `spec.fluxApp.spec.source` is set, to any value. */
  readonly hasSource: boolean;
  /** `spec.fluxApp.spec.source.sourceRef`, if it is a map. */
  readonly sourceRef?: Readonly<Record<string, unknown>>;
  /** The path of `source`, whether it is set or not. */
  readonly sourcePath: FieldPath;
}

/** The path of the label by which an application saves its chart as a template. */
export const SAVE_LABEL: FieldPath = ['metadata', 'labels', SAVE_HELM_TEMPLATE];

/** Whether the application has the label that saves its chart as a template. */
export function savesTemplate({ metadata }: ApplicationContext): boolean {
  return isPlainObject(metadata.labels) && metadata.labels[SAVE_HELM_TEMPLATE] === 'true';
}
