import { ExpectedError } from '../diagnostics';

/** The kubeconfig is missing, wrong, or its credentials cannot be had. The message is one line, fit to print, without secrets. */
export class KubeconfigError extends ExpectedError {
  override readonly name = 'KubeconfigError';
}
