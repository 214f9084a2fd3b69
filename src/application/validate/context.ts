import type { FieldPath } from '../../json';
import { isPlainObject } from '../../json';
import { SAVE_HELM_TEMPLATE } from '../marks';

/** What the checks of a configuration need to know of the Application around it. */
export interface ApplicationContext {
  /** Its metadata, as far as it is there. */
  readonly metadata: Readonly<Record<string, unknown>>;
  /** Whether there is a `spec.fluxApp.spec.source`, whatever it is. */
  readonly hasSource: boolean;
  /** `spec.fluxApp.spec.source.sourceRef`, where it is a map. */
  readonly sourceRef?: Readonly<Record<string, unknown>>;
  /** The path of `source`, whether it is set or not. */
  readonly sourcePath: FieldPath;
}

/** The path of the label by which an application saves its chart as a template. */
export const SAVE_LABEL: FieldPath = ['metadata', 'labels', SAVE_HELM_TEMPLATE];

/** Whether the application is labelled to save its chart as a template. */
export function savesTemplate({ metadata }: ApplicationContext): boolean {
  return isPlainObject(metadata.labels) && metadata.labels[SAVE_HELM_TEMPLATE] === 'true';
}
