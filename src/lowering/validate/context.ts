import type { Path } from '../../model/diagnostic';

/** What the checks of a configuration need to know of the Application around it. */
export interface ApplicationContext {
  /** Its metadata, as far as it is there. */
  readonly metadata: Readonly<Record<string, unknown>>;
  /** `spec.fluxApp.spec.source.sourceRef`, where it is a map. */
  readonly sourceRef?: Readonly<Record<string, unknown>>;
  /** Where `source` stands, or should. */
  readonly sourcePath: Path;
}

/** The field as a string, or `undefined` where it is anything else. */
export function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
