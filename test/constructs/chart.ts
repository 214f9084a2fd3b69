import { App, Chart, Testing } from 'cdk8s';

/** A chart of an app that writes no files, in the namespace `apps`. */
export function testChart(namespace: string | undefined = 'apps'): Chart {
  return new Chart(new App({ outdir: 'dist/test' }), 'test', { namespace });
}

/** The errors in a chart, one line each. */
export function errorsOf(chart: Chart): string[] {
  try {
    Testing.synth(chart);
  } catch (cause) {
    return (cause as Error).message
      .split('\n')
      .slice(1)
      .map((line) => line.trim());
  }
  return [];
}
