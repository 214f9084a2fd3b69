import { describeWithApiServer } from '../../harness/suite';
import { testReflector } from '../kube/reflector-suite';

describeWithApiServer('a reflector of a real API server', (server) => {
  testReflector({ request: server.request.bind(server), kubeconfig: () => server.kubeconfig });
});
