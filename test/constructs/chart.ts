import { App, Chart } from 'cdk8s';

/** A chart of an app that writes nowhere, in the namespace `apps`. */
export function testChart(namespace: string | undefined = 'apps'): Chart {
  return new Chart(new App({ outdir: 'dist/test' }), 'test', { namespace });
}
