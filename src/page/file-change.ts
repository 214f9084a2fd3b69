/** What the page and the server say to each other of an application that is a file of the repository. */

/** Where an application is made, as far as that is known. */
export interface Made {
  /** The file of YAML below the folder of `--out` that holds it. */
  readonly yaml?: string;
  /** The file of TypeScript below it that the form has saved. */
  readonly typescript?: string;
  /** The Application in the cluster has the marks of synthesis: it comes from code, or from `fluxapp lower`. */
  readonly isSynthesized: boolean;
}

/** A file of the repository. */
export interface FileText {
  /** Below the folder of `--out`. */
  readonly file: string;
  readonly text: string;
}

/** What the page asks for: the change of a file, as a diff. Nothing is written. */
export interface ChangeOrder {
  readonly namespace: string;
  readonly name: string;
  /** What the file is to hold; null: the application is to go. */
  readonly text: string | null;
}

/** The result of a change. */
export interface ChangeAnswer {
  readonly problems: readonly FileProblem[];
  /** A unified diff, for `git apply`; empty where nothing changes. Undefined where there are errors. */
  readonly diff?: string;
  /** The output of `fluxapp plan` for it. */
  readonly plan?: string;
}

/** What is wrong with a line of a file. */
export interface FileProblem {
  /** From 1. */
  readonly line: number;
  readonly severity: 'error' | 'warning';
  readonly message: string;
}
