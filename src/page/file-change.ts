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
  /** The SHA-256 of the text: 64 hexadecimal digits. */
  readonly digest: string;
}

/** A request of the page for the change of a file, as a diff. Nothing is written. */
export type ChangeOrder = EditOrder | RemoveOrder;

/** A request for the diff of an edit. */
export interface EditOrder {
  readonly namespace: string;
  readonly name: string;
  /** The new content of the file. */
  readonly text: string;
  /** The digest of the edited {@link FileText}. */
  readonly digest: string;
}

/** A request for the diff that removes an application. It is cut out of the present file. */
export interface RemoveOrder {
  readonly namespace: string;
  readonly name: string;
  readonly text: null;
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
