/** Asks the same question again and again, one at a time, and passes on every answer. */
export class OneAtATime<A> {
  private isAsking = false;
  private isAskedAgain = false;
  private isOver = false;

  /** @param ask an answer that fails is dropped */
  constructor(
    private readonly ask: () => Promise<A>,
    private readonly answered: (answer: A) => void,
  ) {}

  /** Asks now, or once more after the running question. */
  again(): void {
    if (this.isAsking) this.isAskedAgain = true;
    else void this.run();
  }

  /** Passes on no further answers. */
  end(): void {
    this.isOver = true;
  }

  private async run(): Promise<void> {
    this.isAsking = true;
    do {
      this.isAskedAgain = false;
      try {
        const answer = await this.ask();
        if (!this.isOver) this.answered(answer);
      } catch {
        // the next question may succeed
      }
    } while (this.isAskedAgain && !this.isOver);
    this.isAsking = false;
  }
}
