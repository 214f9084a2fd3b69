import type { ServerSideApplyResult } from '../../../kube';

/** Why the API server has not applied an object, in one line. */
export function messageOf(answer: ServerSideApplyResult): string {
  switch (answer.outcome) {
    case 'invalid': {
      const causes = answer.causes.map(({ field, message }) => (field === '' ? message : `${field}: ${message}`));
      return causes.length > 0 ? causes.join('; ') : answer.message;
    }
    case 'unknown-fields':
      return `the API server does not know ${answer.fields.join(', ')}`;
    case 'no-such-kind':
      return 'the API server does not serve its kind';
    case 'applied':
      return '';
    case 'namespace-missing':
      return `namespace ${answer.namespace} does not exist`;
    default:
      return answer.message;
  }
}
