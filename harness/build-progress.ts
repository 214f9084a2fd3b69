/** Where progress is shown; `process.stderr` is one. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** Seconds between two signs of life: on a terminal one line is rewritten, elsewhere lines are added. */
const terminalSeconds = 1;
const logSeconds = 30;

/**
 * Shows on `out` that `label` is going on, and for how long, until `work` ends.
 *
 * @param label for example `kube-apiserver (2 of 3)`
 */
export async function showing<T>(out: ProgressStream, label: string, work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  const seconds = () => Math.round((performance.now() - start) / 1000);
  const clear = out.isTTY ? '\r\u001b[K' : '';
  const end = out.isTTY ? '' : '\n';
  out.write(`  building ${label}${end}`);
  const tick = () => out.write(`${clear}  building ${label}: ${seconds()} s${end}`);
  const timer = setInterval(tick, (out.isTTY ? terminalSeconds : logSeconds) * 1000);
  try {
    const result = await work();
    out.write(`${clear}  built ${label} in ${seconds()} s\n`);
    return result;
  } catch (error) {
    out.write(`${clear}  could not build ${label}\n`);
    throw error;
  } finally {
    clearInterval(timer);
  }
}
