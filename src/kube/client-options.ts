/** How to find an API server, and how to talk to it. */
export interface KubeClientOptions {
  /**
   * Path of a kubeconfig, as kubectl's `--kubeconfig`.
   * @default - the first of $KUBECONFIG, ~/.kube/config and the Pod's ServiceAccount that exists
   */
  readonly kubeconfig?: string;
  /**
   * Name of a context in the kubeconfig.
   * @default - the current context
   */
  readonly context?: string;
  /**
   * Sent with every request.
   * @default fluxapp
   */
  readonly userAgent?: string;
  /**
   * Requests per second, sustained; watches do not count. -1 means no limit: the API server protects itself by API Priority
   * and Fairness, to which controller-runtime leaves it, too.
   * @default -1
   */
  readonly qps?: number;
  /**
   * Requests at once after a rest. Of no effect without `qps`.
   * @default 100
   */
  readonly burst?: number;
  /** Called for every request that was answered or failed, for metrics. */
  readonly onRequest?: (request: RequestResult) => void;
}

/** The text of a kubeconfig. */
export interface KubeconfigText {
  readonly text: string;
  /** Its name in messages: `Secret shop/eu-1`. */
  readonly source: string;
}

/** How a request ended, for metrics. */
export interface RequestResult {
  /** HTTP method. */
  readonly method: string;
  /** HTTP status, or `<error>` without an answer. */
  readonly code: string;
  /** Host and port of the API server. */
  readonly host: string;
  /** Up to the headers of the answer. */
  readonly seconds: number;
}
