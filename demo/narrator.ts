import { styleText } from 'node:util';

/** Prints the events of the demo, one line after the other: plain to a pipe, coloured on a terminal. */
export class Narrator {
  constructor(private readonly out: NodeJS.WritableStream) {}

  /** The title of a new section. */
  title(text: string): void {
    this.out.write(`\n${this.style('bold', text)}\n`);
  }

  /** A command, as a user would type it. */
  command(text: string): void {
    this.line(this.style('cyan', `$ ${text}`));
  }

  /** The output of a command. */
  output(text: string): void {
    for (const line of text.trimEnd().split('\n')) if (line !== '') this.line(line);
  }

  /** The status of an application: `web       1/3  us-1 failed`, and below it the failures. */
  standing(name: string, counted: string, remark: string, failures: readonly string[]): void {
    const [ready, desired] = counted.split('/');
    const colour = ready === desired ? 'green' : failures.length > 0 ? 'red' : 'yellow';
    this.line(`${name.padEnd(8)}  ${this.style(colour, counted)}  ${remark}`.trimEnd());
    const lines = failures.flatMap((failure) => failure.trim().split('\n'));
    for (const line of lines) if (line.trim() !== '') this.line(`               ${this.style('red', line)}`);
  }

  line(text: string): void {
    this.out.write(`  ${text}\n`);
  }

  private style(format: Parameters<typeof styleText>[0], text: string): string {
    return styleText(format, text, { stream: this.out });
  }
}
