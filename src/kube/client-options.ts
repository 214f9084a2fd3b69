/** How to find an API server, and options of the requests. */
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
   * Sustained requests per second; watches do not count. -1 means no limit: like controller-runtime, this relies on API
   * Priority and Fairness in the API server.
   * @default -1
   */
  readonly qps?: number;
  /**
   * The maximum number of requests at once after an idle period. No effect without a limit in `qps`.
   * @default 100
   */
  readonly burst?: number;
  /** Called after every request, whether it was answered or failed, for metrics. */
  readonly onRequest?: (request: RequestResult) => void;
}

/** The text of a kubeconfig. */
export interface KubeconfigText {
  readonly text: string;
  /** Its name in messages: `Secret shop/eu-1`. */
  readonly source: string;
}

/** The outcome of a request, for metrics. */
export interface RequestResult {
  /** HTTP method. */
  readonly method: string;
  /** The HTTP status, or `<error>` if there was no response. */
  readonly code: string;
  /** Host and port of the API server. */
  readonly host: string;
  /** The time until the response headers arrived. */
  readonly seconds: number;
}
