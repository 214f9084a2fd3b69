/**
 * Lets a loop sleep until something has changed. A change while the loop works is not lost: the next sleep returns at
 * once.
 */
export class Waker {
  private isAwake = false;
  private resolve: (() => void) | undefined;

  wake(): void {
    this.isAwake = true;
    this.resolve?.();
  }

  /**
   * Waits until something has changed, the signal fires, or the time is over.
   *
   * @returns whether something has changed
   */
  async sleep(signal: AbortSignal | undefined, ms?: number): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const resolve = () => this.resolve?.();
    await new Promise<void>((done) => {
      this.resolve = done;
      signal?.addEventListener('abort', resolve, { once: true });
      if (ms !== undefined) timer = setTimeout(done, ms);
      if (this.isAwake || signal?.aborted) done();
    });
    clearTimeout(timer);
    signal?.removeEventListener('abort', resolve);
    this.resolve = undefined;
    const wasWoken = this.isAwake;
    this.isAwake = false;
    return wasWoken;
  }
}
