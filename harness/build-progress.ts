/** A stream for progress, such as `process.stderr`. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

const tickMs = 1000;

/** Shows the steps of a build: on a terminal in one line that is rewritten, otherwise in a line for each step. */
export class BuildProgress {
  private readonly start = performance.now();
  private step = 0;

  /** @param steps the number of steps */
  constructor(
    private readonly out: ProgressStream,
    private readonly steps: number,
  ) {}

  /** Shows that `name` is being built until `work` ends. */
  async during<T>(name: string, work: () => Promise<T>): Promise<T> {
    this.step += 1;
    const start = performance.now();
    const label = `  building ${name} (${this.step} of ${this.steps})`;
    if (!this.out.isTTY) this.out.write(`${label}: `);
    const tick = () => this.rewrite(`${label}: ${secondsSince(start)} s, ${secondsSince(this.start)} s in total`);
    const timer = this.out.isTTY ? setInterval(tick, tickMs) : undefined;
    if (this.out.isTTY) tick();
    try {
      const result = await work();
      if (!this.out.isTTY) this.out.write(`${secondsSince(start)} s\n`);
      else if (this.step === this.steps) this.rewrite(`  built in ${secondsSince(this.start)} s\n`);
      return result;
    } catch (error) {
      if (this.out.isTTY) this.rewrite(`${label}: failed\n`);
      else this.out.write('failed\n');
      throw error;
    } finally {
      clearInterval(timer);
    }
  }

  private rewrite(line: string): void {
    this.out.write(`\r\u001b[K${line}`);
  }
}

function secondsSince(start: number): number {
  return Math.round((performance.now() - start) / 1000);
}
