import type { Finding, FindingReport, Io } from '../../shell';
import { type PlanSide, readPlanObjects } from '../read-objects';
import type { Code } from './code';

/** The objects of one side of a plan, and its name in the plan. */
export interface CodeSide extends PlanSide {
  readonly name: string;
}

/** Reads a side; messages name its files as the code does. */
export async function readSide(code: Code, io: Pick<Io, 'stdin'>, report: FindingReport): Promise<CodeSide> {
  const named = <T extends { readonly file: string }>(place: T): T => ({ ...place, file: code.nameOf(place.file) });
  const renamed = (finding: Finding): Finding => ({ ...finding, place: finding.place && named(finding.place) });
  const side = await readPlanObjects(code, io, (finding) => report.add(renamed(finding)));
  return {
    name: code.name,
    objects: side.objects,
    files: side.files.map((file) => code.nameOf(file)),
    placeOf(object) {
      const place = side.placeOf(object);
      return place && named(place);
    },
  };
}
