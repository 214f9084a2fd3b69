import { ExpectedError } from '../diagnostics';

/** A chart that cannot be read. */
export class ChartError extends ExpectedError {
  /**
   * @param place the name of the chart or its file
   * @param problem the message without the place: `holds no Chart.yaml`
   */
  constructor(place: string, problem: string) {
    super(`${place}: ${problem}`);
  }
}
