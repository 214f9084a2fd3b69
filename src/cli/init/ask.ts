import type { Io } from '../shell';
import { type Check, problemOf } from './project';

/** A question, and the check of an answer. */
export interface Question {
  readonly text: string;
  /** The meaning of an empty answer. @default - an answer is required */
  readonly byDefault?: string;
  readonly check: Check;
}

/** Asks on a terminal, line by line. */
export class Asker {
  private readonly chunks: AsyncIterator<Uint8Array | string>;
  private pending = '';

  constructor(private readonly io: Io) {
    this.chunks = io.stdin[Symbol.asyncIterator]();
  }

  /** Asks until the answer is valid. @returns undefined if the input ends first */
  async ask({ text, byDefault, check }: Question): Promise<string | undefined> {
    for (;;) {
      this.io.stderr.write(byDefault === undefined ? `${text}: ` : `${text} (${byDefault || 'none'}): `);
      const line = await this.line();
      if (line === undefined) return undefined;
      const answer = line.trim() || byDefault;
      const problem = answer === undefined ? 'an answer is needed' : problemOf(answer, check);
      if (problem === undefined) return answer;
      this.io.stderr.write(`${problem}\n`);
    }
  }

  async close(): Promise<void> {
    await this.chunks.return?.();
  }

  private async line(): Promise<string | undefined> {
    while (!this.pending.includes('\n')) {
      const { value, done } = await this.chunks.next();
      if (done) return undefined;
      this.pending += String(value);
    }
    const end = this.pending.indexOf('\n');
    const line = this.pending.slice(0, end);
    this.pending = this.pending.slice(end + 1);
    return line;
  }
}
