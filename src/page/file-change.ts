/** The messages between the page and the server about an application that is defined in a file of the repository. */

/** Where an application is defined, as far as known. */
export interface Made {
  /** The YAML file below the folder of `--out` that contains the application. */
  readonly yaml?: string;
  /** The TypeScript file below the folder of `--out` that the form has saved. */
  readonly typescript?: string;
  /** Whether the Application in the cluster has the marks of synthesis: it comes from code, or from `fluxapp lower`. */
  readonly isSynthesized: boolean;
}

/** A file of the repository. */
export interface FileText {
  /** The path relative to the folder of `--out`. */
  readonly file: string;
  readonly text: string;
}

/** A request of the page for the change of a file, as a diff. Nothing is written. */
export interface ChangeOrder {
  readonly namespace: string;
  readonly name: string;
  /** The new content of the file; null: remove the application. */
  readonly text: string | null;
}

/** The response to a {@link ChangeOrder}. */
export interface ChangeAnswer {
  readonly problems: readonly FileProblem[];
  /** A unified diff, for `git apply`; empty if nothing changes, undefined if there are errors. */
  readonly diff?: string;
  /** The output of `fluxapp plan` for the change. */
  readonly plan?: string;
}

/** A problem in a line of a file. */
export interface FileProblem {
  /** The number of the line, from 1. */
  readonly line: number;
  readonly severity: 'error' | 'warning';
  readonly message: string;
}
