import { type Chart, chartsIn } from './chart';

/**
 * Warnings about keys that occur twice in a map of values.yaml, of a chart and those below it: sentences without the
 * name of the chart itself.
 */
export function repeatedKeyWarnings(chart: Chart): string[] {
  return chartsIn(chart).flatMap((each) => {
    const file = each === chart ? 'values.yaml' : `${each.name}: values.yaml`;
    return each.repeatedKeys.map((position) => `${file}:${position}: ${TWICE}`);
  });
}

const TWICE = 'this key occurs twice in its map: Helm uses the last one, and none of what is below the other';
