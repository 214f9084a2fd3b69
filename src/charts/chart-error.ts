import { ExpectedError } from '../diagnostics';

/** A chart that cannot be read. */
export class ChartError extends ExpectedError {
  /**
   * @param place what the chart or its file is called
   * @param problem the message without the place: `holds no Chart.yaml`
   */
  constructor(place: string, problem: string) {
    super(`${place}: ${problem}`);
  }
}
