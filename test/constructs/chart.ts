import { App, Chart, Testing } from 'cdk8s';

/** A chart of an app that writes nowhere, in the namespace `apps`. */
export function testChart(namespace: string | undefined = 'apps'): Chart {
  return new Chart(new App({ outdir: 'dist/test' }), 'test', { namespace });
}

/** What is wrong with a chart, a line each. */
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
